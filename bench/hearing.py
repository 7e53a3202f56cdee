"""The hearing benchmark: recognition of people's recordings and synthetic speakers, with targets and two baselines.

This module is the command line and prints the whole table; the modules `hearing_*` do the measuring.

    python -m bench hearing [--quick] [--half report|tune|all] [--only clean,...] [--json FILE] [--which]

The recordings are split by speaker: the policy's thresholds were tuned on one half, and the other half is reported. The
ears' reports are kept outside the repository (words and times, no sound), so an interrupted run continues where it was.
With other code, settings or recordings, everything is decoded anew.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import figures
from bench.hearing_baselines import COMPANION, SPHINX, judges, outcome
from bench.hearing_cache import Changed, Store, code_digest, policy_code
from bench.hearing_conditions import EXERCISES, NAMES, QUICK, Material, conditions, material
from bench.hearing_document import LOOKS, look, write
from bench.hearing_ears import Ears
from bench.hearing_progress import Progress, left
from bench.hearing_report import as_data, condition_lines, table_lines
from bench.hearing_sphinx import available
from bench.hearing_table import Measured, table
from bench.speakers import FOLDER_OF_STYLES, speakers
from companion import resources
from companion.hearing.child.tuned_model import tuned_model
from companion.hearing.replay import ANSWERS
from companion.hearing.words.decoys import load_lexicon
from companion.hearing.words.grammar import Grammar, build
from companion.hearing.words.vocabulary import Vocabulary, load
from companion.session.effects import Listen

ROOT = Path(__file__).parent.parent
PEOPLE = ROOT.parent / "shared" / "voice"
BUSY = 2
"""Cores from which two streams are decoded at once."""


def main(argv: Sequence[str] | None = None) -> int:
    options = _options(argv)
    out = sys.stdout.write
    if not (options.voice / "manifest.csv").is_file():
        out(f"hearing: no recordings at {options.voice}; give their folder with --voice\n")
        return 0
    vocabulary, grammar = english()
    found = speakers("en", ROOT / "models", options.styles)
    of = material(options.voice, options.half, found, grammar.meant, options.cache, options.apart)
    model = tuned_model(ROOT / "models" / vocabulary.model, options.cache)
    policy = code_digest(policy_code())
    store = Store(options.cache, model, grammar)
    ears = Ears(model, grammar, store, keywords=options.pocketsphinx and available(), jobs=options.jobs)
    out("".join(f"{line}\n" for line in heading(options, of, f"{store.key}, policy {policy}")))
    sys.stdout.flush()
    began = time.monotonic()
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    if options.half != "tune" and options.voice == PEOPLE:
        number = look(f"{options.only}, every {ordinal(options.part)}" if options.part > 1 else options.only, today)
        out(f"This is look number {number} at the reported half; it is kept in {LOOKS.name}.\n")
    try:
        measured = measure(options, of, grammar, ears)
        store.check()
        if policy != code_digest(policy_code()):
            raise Changed
    except Changed:
        sys.stderr.write(
            "\nhearing: its code was changed while it was being measured, so there is no table.\n"
            "Run it again, from a copy of the folder if somebody goes on changing it.\n"
        )
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nhearing: stopped. The same command goes on from here.\n")
        return 130
    finally:
        ears.close()
    rows = table(measured, grammar.meant)
    for one in measured.values():
        out("\n" + "".join(f"{line}\n" for line in condition_lines(one, grammar.meant, which=options.which)))
    out("\nThe table (shares and rates with 95 % intervals; delays: median / 95 %, from the end of the sound)\n")
    out("".join(f"{line}\n" for line in table_lines(rows)))
    if options.json:
        data = about(options, of, store.key, policy, time.monotonic() - began) | as_data(measured, rows, grammar.meant)
        options.json.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if options.write:
        for figure in write(options.write, rows, options.half, today):
            out(f"kept as it was, since this run had less material: {figure}\n")
    return 0


def english(answers: Sequence[str] = ANSWERS) -> tuple[Vocabulary, Grammar]:
    return spoken("en", answers)


def spoken(language: str, answers: Sequence[str]) -> tuple[Vocabulary, Grammar]:
    """Returns a language's vocabulary, and the grammar in which every command and these answers mean something."""
    vocabulary = load(language)
    allowed = Listen(vocabulary.everything().kinds, tuple(answers))
    return vocabulary, build(vocabulary, load_lexicon(vocabulary.lexicon), allowed)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench hearing",
        description=__doc__.splitlines()[0] if __doc__ else "",
        epilog=f"Conditions: {', '.join(NAMES)}.",
    )
    parser.add_argument("--voice", type=Path, default=PEOPLE, help="people's recordings")
    parser.add_argument(
        "--apart", type=Path, default=ROOT.parent / "shared" / "voice2", help="more people, reported apart"
    )
    parser.add_argument("--half", choices=("report", "tune", "all"), default="report")
    parser.add_argument("--only", default=",".join(NAMES), metavar="NAME,…", help="these conditions")
    many = parser.add_mutually_exclusive_group()
    many.add_argument("--quick", action="store_const", const=QUICK, dest="part", help="a few minutes: the same as "
                      f"--part {QUICK}")  # fmt: skip
    many.add_argument("--part", type=int, metavar="N", help="only every Nth recording and speaker")
    parser.add_argument(
        "--pocketsphinx", action=argparse.BooleanOptionalAction, help="the second baseline (usual for --half report)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="all figures as data, too")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="take the figures into this page, with those kept")
    parser.add_argument("--which", action="store_true", help="every false fire and its reason")
    parser.add_argument("--styles", type=Path, help="folder of Kokoro's voices, NAME.bin (see bench/speakers.py)")
    parser.add_argument(
        "--cache", type=Path, default=resources.cache_dir() / "bench", help="where what was heard is kept"
    )
    parser.add_argument("--jobs", type=int, default=2 if (os.cpu_count() or 1) >= BUSY else 1, help="streams at once")
    parser.set_defaults(part=1)  # which two options set
    options = parser.parse_args(argv)
    unknown = set(options.only.split(",")) - set(NAMES)
    if unknown:
        parser.error(f"there is no condition {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    options.part = max(1, options.part)
    if options.pocketsphinx is None:
        options.pocketsphinx = options.half == "report"
    if options.write and (options.part > 1 or options.half != "report"):
        parser.error("--write takes the figures of the whole reported half; leave out --quick, --part and --half")
    return options


def heading(options: argparse.Namespace, of: Material, code: str) -> list[str]:
    """Lists what is measured, and above all what is left out."""
    lines = [f"Hearing, {options.half} half of the speakers. Code of the ears {code}."]
    if options.part > 1:
        lines.append(
            f"LEFT OUT: all but every {ordinal(options.part)} recording of each word and synthetic speaker of each "
            "engine, most phrases of the synthetic speakers, and nearly all exercises. Without --quick and --part "
            "everything is measured."
        )
    if set(options.only.split(",")) != set(NAMES):
        lines.append(f"LEFT OUT: all conditions but {options.only}.")
    if not (options.pocketsphinx and available()):
        lines.append("LEFT OUT: pocketsphinx, " + ("--pocketsphinx." if available() else "which is not installed."))
    if options.half == "all":
        lines.append(
            f"LEFT OUT: all but every {ordinal(EXERCISES)} exercise of the narrator alone, and two of three beginnings "
            "of each word over a narrator who has just begun."
        )
    engines: dict[str, int] = {}
    for speaker in of.speakers:
        engines[speaker.kind] = engines.get(speaker.kind, 0) + 1
    lines.append(
        "Synthetic speakers that are here: " + (", ".join(f"{n} of {kind}" for kind, n in engines.items()) or "none")
    )
    if engines.get("kokoro", 0) < FOLDER_OF_STYLES:
        lines.append("LEFT OUT: most of Kokoro's voices, which are not here (--styles, see bench/speakers.py).")
    return lines


def measure(options: argparse.Namespace, of: Material, grammar: Grammar, ears: Ears) -> dict[str, Measured]:
    wanted = conditions(of, options.part, options.only.split(","), briefly=options.half == "all")
    work = sum(ears.missing(one.items, keywords=one.keywords) for one in wanted)
    every = sum(item.work for one in wanted for item in one.items)
    if work < every:
        sys.stderr.write(f"hearing: {left(every - work)} of {left(every)} of sound were heard before, by this code\n")
    progress = Progress(work, _stderr, terminal=sys.stderr.isatty())
    measured: dict[str, Measured] = {}
    for number, condition in enumerate(wanted, 1):
        one = measured[condition.name] = Measured(condition)
        systems = {
            who: judge
            for who, judge in judges(condition.narration, talk=condition.talk).items()
            if (condition.keywords and options.pocketsphinx) or who != SPHINX
        }
        one.outcomes = {who: [] for who in systems}
        where = f"{condition.title} ({number} of {len(wanted)})"
        progress.at(where)
        # Judged one by one, since the observations of hours of sound would fill the memory.
        for heard, done in ears.hear(condition.items, keywords=condition.keywords):
            one.costs.append(heard.cost)
            for who, judge in systems.items():
                began = time.thread_time()
                one.outcomes[who].append(outcome(heard, grammar, judge))
                if who == COMPANION:
                    one.judging += time.thread_time() - began
            progress.at(where, done)
    progress.end()
    return measured


def _stderr(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def about(options: argparse.Namespace, of: Material, code: str, policy: str, seconds: float) -> dict[str, Any]:
    return {
        "made": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "machine": figures.machine(),
        "half": options.half,
        "part": options.part,
        "only": options.only.split(","),
        "ears": code,
        "policy": policy,
        "seconds": round(seconds),
        "speakers": [speaker.name for speaker in of.speakers],
    }


def ordinal(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")


if __name__ == "__main__":
    raise SystemExit(main())
