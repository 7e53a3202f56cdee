"""Every command of a language, said by synthetic speakers on the real path without noise: recognised by word, beside
plain vosk in the same run. (English in every condition: `python -m bench hearing --only synthetic,...`.)

    python -m bench.hearing_words [--language fr] [--part 4] [--styles FOLDER] [--foreign] [--cache FOLDER]

Synthetic speakers are not people: their figures are never added to people's.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.hearing import ROOT, spoken
from bench.hearing_baselines import COMPANION, VOSK, companion, outcome, plain
from bench.hearing_cache import Store
from bench.hearing_ears import Ears
from bench.hearing_figures import Outcome, merged, recall
from bench.hearing_progress import Progress
from bench.hearing_scenes import said
from bench.hearing_table import by_engine, share_cell
from bench.speakers import speakers, spread
from companion import resources
from companion.hearing.child.tuned_model import tuned_model
from companion.hearing.replay import ANSWERS
from companion.hearing.words.grammar import Grammar

JUDGES = {COMPANION: companion(), VOSK: plain}
NUMBERS = tuple(str(number) for number in range(11))


def rows(outcomes: dict[str, list[Outcome]], grammar: Grammar) -> list[str]:
    """Returns a line for each word, with the speakers that were not recognised and what they were taken for; one for
    each engine; and the total."""
    missed: dict[str, list[str]] = {}
    for one in outcomes[COMPANION]:
        wanted = grammar.meant[one.text]
        if not any(decision.command == wanted for decision in one.verdicts.decisions):
            taken = next((decision.phrase for decision in one.verdicts.decisions), "")
            who = one.name.partition(": ")[2]
            missed.setdefault(one.text, []).append(f"{who} as “{taken}”" if taken else who)
    words = {who: recall(some, grammar.meant) for who, some in outcomes.items()}
    engines = {who: by_engine(some, grammar.meant) for who, some in outcomes.items()}
    lines = []
    for kind, by in (("word", words), ("engine", engines)):
        for name in by[COMPANION]:
            figures = "  ".join(f"{who} {share_cell(by[who][name]).text:32}" for who in outcomes)
            lines.append(f"{kind:7}{name:24}{figures}{', '.join(missed.get(name, ())[:4])}".rstrip())
    every = "  ".join(f"{who} {share_cell(merged(engines[who].values())).text:32}" for who in outcomes)
    return [*lines, f"{'all':31}{every}".rstrip()]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.hearing_words", description="Commands by synthetic speakers.")
    parser.add_argument("--language", default="en", choices=("en", "fr"))
    parser.add_argument("--part", type=int, default=1, metavar="N", help="every Nth speaker of each engine")
    parser.add_argument("--styles", type=Path, help="folder of Kokoro's voices, NAME.bin")
    parser.add_argument("--foreign", action="store_true", help="Kokoro's voices of other languages too")
    parser.add_argument("--cache", type=Path, default=resources.cache_dir() / "bench")
    options = parser.parse_args(argv)
    vocabulary, grammar = spoken(options.language, (*ANSWERS, *NUMBERS))
    found = speakers(options.language, ROOT / "models", options.styles, foreign=options.foreign)
    chosen = spread(found, max(1, options.part))
    out = sys.stdout.write
    out(f"Synthetic speakers, {options.language}: {len(chosen)} of {len(found)} that are here\n")
    model = tuned_model(ROOT / "models" / vocabulary.model, options.cache)
    ears = Ears(model, grammar, Store(options.cache, model, grammar), keywords=False)
    items = [said(speaker, phrase, options.cache) for phrase in grammar.meant for speaker in chosen]
    progress = Progress(ears.missing(items), sys.stderr.write, terminal=sys.stderr.isatty())
    outcomes: dict[str, list[Outcome]] = {who: [] for who in JUDGES}
    for heard, done in ears.hear(items):
        for who, judge in JUDGES.items():
            outcomes[who].append(outcome(heard, grammar, judge))
        progress.at(heard.sound.text, done)
    progress.end()
    ears.close()
    out("".join(f"{line}\n" for line in rows(outcomes, grammar)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
