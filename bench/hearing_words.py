"""Every command, said by synthetic speakers, through the real path: heard by word, beside plain vosk in the same run.

    python -m bench.hearing_words [--language fr] [--speakers 8] [--styles FOLDER] [--foreign] [--cache FOLDER]

For words that few people recorded. Synthetic speakers are no people: their figures are never added to people's.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import zlib
from pathlib import Path

from bench.hearing import ROOT, Ears, Heard, interval, plain, said, spotted
from bench.speakers import Speaker, speakers
from companion.hearing.decoys import load_lexicon
from companion.hearing.grammar import Grammar, build
from companion.hearing.hear import ANSWERS
from companion.hearing.model import tuned_model
from companion.hearing.spotter import Policy
from companion.hearing.vocabulary import Vocabulary, load
from companion.session.effects import Listen

BASELINES = {"companion": spotted, "plain vosk": plain}


def spread(found: list[Speaker], most: int) -> list[Speaker]:
    """About `most` of them, from every engine alike."""
    if not most or most >= len(found):
        return found
    return [found[n * len(found) // most] for n in range(most)]


def rows(heards: list[Heard], grammar: Grammar) -> list[str]:
    """A line for each command, the phrases of one together, and one for each engine."""
    counts: dict[tuple[str, str], dict[str, list[int]]] = {}
    missed: dict[str, list[str]] = {}
    for heard in heards:
        wanted = grammar.meant[heard.sound.text]
        for name, spot in BASELINES.items():
            decisions, _ = spot(heard, grammar, Policy())
            hit = any(one.command == wanted for one in decisions)
            for key in (("word", heard.sound.text), ("engine", heard.sound.name.partition(":")[0]), ("all", "all")):
                counts.setdefault(key, {}).setdefault(name, []).append(hit)
            if name == "companion" and not hit:
                taken = next((one.phrase for one in decisions), "")
                who = heard.sound.name.partition(": ")[2]
                missed.setdefault(heard.sound.text, []).append(f"{who} as “{taken}”" if taken else who)
    lines = []
    for (kind, name), by in counts.items():
        figures = "  ".join(f"{who} {interval(sum(hits), len(hits)):32}" for who, hits in by.items())
        not_by = ", ".join(missed.get(name, ())[:4]) if kind == "word" else ""
        lines.append(f"{kind:7}{name:24}{figures}{not_by}".rstrip())
    return sorted(lines, key=lambda line: ("word", "engine", "all").index(line.split()[0]))


def measure(
    vocabulary: Vocabulary, chosen: list[Speaker], model: Path, cache: Path | None
) -> tuple[list[Heard], Grammar, float]:
    """What was heard, the grammar, and the recogniser's seconds of sound."""
    allowed = Listen(vocabulary.everything().kinds, (*ANSWERS, *NUMBERS))
    grammar = build(vocabulary, load_lexicon(vocabulary.lexicon), allowed)
    ears = Ears(model, grammar, cache)
    who = zlib.crc32("\n".join(speaker.name for speaker in chosen).encode())
    heards = ears.hear(f"words-{vocabulary.language}-{who:08x}", lambda: said(chosen, grammar.meant, cache))
    ears.close()
    return heards, grammar, ears.heard_seconds


NUMBERS = tuple(str(number) for number in range(11))


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.hearing_words", description="Commands by synthetic speakers.")
    parser.add_argument("--language", default="en", choices=("en", "fr"))
    parser.add_argument("--speakers", type=int, default=8, help="about so many of them; 0 for all")
    parser.add_argument("--styles", type=Path, help="folder of Kokoro's voices, NAME.bin")
    parser.add_argument("--foreign", action="store_true", help="Kokoro's voices of other languages too")
    parser.add_argument("--cache", type=Path)
    options = parser.parse_args(argv)
    vocabulary = load(options.language)
    found = speakers(options.language, ROOT / "models", options.styles, foreign=options.foreign)
    chosen = spread(found, options.speakers)
    out = sys.stdout.write
    out(f"Synthetic speakers, {options.language}: {len(chosen)} of {len(found)} that are here\n")
    with tempfile.TemporaryDirectory() as work:
        model = tuned_model(ROOT / "models" / vocabulary.model, options.cache or Path(work))
        heards, grammar, _ = measure(vocabulary, chosen, model, options.cache)
    out("\n".join(rows(heards, grammar)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
