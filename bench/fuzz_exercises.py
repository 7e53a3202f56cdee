"""`python -m bench.fuzz_exercises`: looks for an exercise that reading, checking or drawing fails on, in millions of
broken ones.

Every input either is an exercise, which can then be judged, planned, drawn and printed, or is refused with
ExerciseMistakes. An input with any other result, or one that takes over a second, is written to a file and reported at
the end. The inputs are mutations of the shipped exercises and of tests/bad. With --atheris, which is not a dependency
and has to be installed, they are chosen by coverage instead of chance.
"""

from __future__ import annotations

import argparse
import importlib
import random
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

if "--atheris" in sys.argv:
    # atheris has to be there while the modules that it watches are imported.
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["companion.exercise", "yaml"]):
        importlib.import_module("companion.exercise.reading")

from bench import figures
from companion import resources
from companion.authoring.draft import verdict
from companion.authoring.drafting import Drafts
from companion.authoring.handout.page import as_html
from companion.authoring.handout.sheet import Sheet, script
from companion.exercise.model import STEP_KINDS, Exercise
from companion.exercise.problems import ExerciseMistakes
from companion.exercise.reading import read
from companion.exercise.source import LARGEST
from companion.phrases import load_phrases

SLOW = 1.0
"""Seconds that one input may take at most."""
_BAD = Path(__file__).parents[1] / "tests" / "bad"

_TOKENS = (
    *(f"{key}: " for key in STEP_KINDS),
    *(f"{name}: " for name in Exercise.model_fields),
    *("ask: ", "default: ", "length: ", "times: ", "for: ", "each: ", "in: ", "out: ", "hold out: ", "area: "),
    *("from: ", "to: ", "file: ", "caption: ", "pace: slow", "voice: 2", "otherwise: ", "swap: ", "sign: "),
    *("- ", "  ", "\t", "\n", "\r", ": ", ":", "#", " # ", "{", "}", "[", "]", ",", "'", '"', "|", ">", "|-", "? "),
    *("&a ", "*a", "!x ", "%YAML 1.2", "---\n", "...\n", "<<: ", "~", "null", "no", "yes", "true", "\\", "\\x1b[31m"),
    *("{giver}", "{a}", "{turn}", "{", "{{}}", "rest", "turn", "20s", "3 min", "1 h", "0s", "99999999 h", "1e9s"),
    *("0", "-1", "1", "100", "200", "99999999999999999999", "0.5", "1_000", "0x1f", ".inf", "1:30"),
    *("\x1b[2J", "\x1b]0;", "\x9b", "\x00", "\x7f", "\x85", "\u2028", "\u202e", "\u200b", "\ufeff", "\U000e0001"),
    *("é", "ß", "İ", "瞑", "🙂", "‘", "…", "Dr. ", "e.g. ", "!" * 50, "a" * 500, "... " * 40, ", " * 300),
)


def seeds() -> list[bytes]:
    """Returns the texts that inputs are made from: all shipped exercises, and all of the known broken ones."""
    shipped = [file for file in resources.shipped_exercises().rglob("*.yaml") if file.name != "pack.yaml"]
    return [file.read_bytes() for file in sorted([*shipped, *_BAD.rglob("*.yaml")])]


def inputs(chance: random.Random) -> Iterator[bytes]:
    """Yields inputs without end."""
    known = seeds()
    while True:
        made = chance.choice(known)
        if chance.random() < 0.6:
            # Small seeds are read faster, and most mistakes need no more.
            lines = made.splitlines(keepends=True)
            at = next((n for n, line in enumerate(lines) if line.startswith(b"steps:")), 0) + 1
            made = b"".join(lines[:at] + lines[at : at + chance.randint(1, 12)])
        for _ in range(chance.choice((1, 1, 1, 2, 3, 5, 12))):
            made = _changed(made, chance, known)
        yield made


def _changed(text: bytes, chance: random.Random, known: list[bytes]) -> bytes:
    at = chance.randint(0, len(text))
    until = min(len(text), at + chance.choice((1, 2, 8, 60)))
    lines = text.splitlines(keepends=True) or [b""]
    line = chance.randrange(len(lines))
    kind = chance.randrange(11)
    if kind == 0:
        return text[:at] + bytes([chance.randrange(256)]) + text[at + 1 :]
    if kind <= 3:
        return text[:at] + chance.choice(_TOKENS).encode() + text[at if chance.random() < 0.7 else until :]
    if kind == 4:
        return text[:at] + text[until:]
    if kind == 5:
        lines[line] = b" " * chance.randrange(12) + lines[line].lstrip()
    elif kind == 6:
        lines.insert(line, chance.choice(lines))
    elif kind == 7:
        other = chance.choice(known).splitlines(keepends=True)
        start = chance.randrange(len(other))
        lines[line:line] = other[start : start + chance.randint(1, 20)]
    elif kind == 8:
        del lines[line]
    elif kind == 9:
        return text[:at]
    else:
        # Many repetitions, which show quadratic code. Rarely, since such inputs are large.
        times = chance.choice((2, 10, 10, 50, 2000)) if chance.random() < 0.1 else 2
        return (text[:at] + text[at:until] * times + text[until:])[: LARGEST + 10]
    return b"".join(lines)


def tried(text: bytes) -> bool:
    """Puts an input through every step. Returns True if it is an exercise. Any exception but ExerciseMistakes is a
    bug."""
    try:
        exercise = read(text, "fuzz.yaml").exercise
    except ExerciseMistakes as error:
        str(error)
        return False
    verdict(_DRAFTS.of(text))
    made = script(exercise, 1.0, load_phrases(exercise.language), {})
    as_html(Sheet(made.title, (made,)))
    return True


_DRAFTS = Drafts(Path(tempfile.gettempdir()) / "companion-fuzz-nowhere" / "fuzz.yaml")


class Tally:
    """The results so far."""

    def __init__(self, keep: Path) -> None:
        self.keep = keep
        self.begun = time.monotonic()
        self.count = self.good = self.crashes = self.slow = self.largest = 0
        self.slowest = 0.0

    def one(self, text: bytes) -> None:
        begun = time.process_time()
        try:
            self.good += tried(text)
        except Exception:  # noqa: BLE001 - what must not happen is what is looked for
            self.crashes += 1
            self._save("crash", self.crashes, text, traceback.format_exc())
        took = time.process_time() - begun
        self.count += 1
        self.largest = max(self.largest, len(text))
        if took > self.slowest:
            self.slowest = took
            self._save("slowest", 0, text, f"{took:.3f} s")
        if took > SLOW:
            self.slow += 1
            self._save("slow", self.slow, text, f"{took:.3f} s")

    def _save(self, what: str, number: int, text: bytes, why: str) -> None:
        if number > 20:
            return
        self.keep.mkdir(parents=True, exist_ok=True)
        (self.keep / f"{what}-{number}.yaml").write_bytes(text)
        (self.keep / f"{what}-{number}.txt").write_text(why, encoding="utf-8")

    def table(self) -> None:
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        seconds = time.monotonic() - self.begun
        rows = [
            ("inputs", f"{self.count:,}", f"{seconds / 60:.1f} minutes; {self.good:,} of them exercises"),
            ("crashes", str(self.crashes), "target none"),
            ("over a second", str(self.slow), "target none"),
            ("slowest", f"{self.slowest:.3f} s", "of processor"),
            ("largest", f"{self.largest / 1024:.0f} KB", ""),
            ("memory at most", f"{megabytes:.0f} MB", "target 300 MB"),
        ]
        figures.table("fuzz: the reader of exercises", rows)
        sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz_exercises", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--inputs", type=int, default=100_000, metavar="N")
    parser.add_argument("--minutes", type=float, default=0.0, metavar="N", help="no longer than this")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--atheris", action="store_true", help="led by coverage")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "companion-fuzz")
    asked = parser.parse_args()
    tally = Tally(asked.keep)
    if asked.atheris:
        _led(tally, asked.inputs, asked.seed, asked.minutes)
    else:
        _chanced(tally, asked.inputs, asked.seed, asked.minutes)
    tally.table()
    return 1 if tally.crashes or tally.slow else 0


def _chanced(tally: Tally, count: int, seed: int, minutes: float) -> None:
    until = tally.begun + minutes * 60 if minutes else float("inf")
    for text in inputs(random.Random(seed)):
        tally.one(text)
        if tally.count >= count or time.monotonic() > until:
            return
        if not tally.count % 50_000:
            print(f"{tally.count:,} inputs, {tally.crashes} crashes, slowest {tally.slowest:.3f} s", flush=True)


def _led(tally: Tally, count: int, seed: int, minutes: float) -> None:
    """Ends the process, as libFuzzer does: the table is printed after the last input."""
    corpus = tally.keep / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(seeds()):
        (corpus / f"seed-{number}").write_bytes(text[:8192])
    until = tally.begun + minutes * 60 if minutes else float("inf")
    told = False

    def one(data: bytes) -> None:
        nonlocal told
        tally.one(data)
        if not told and (tally.count >= count or time.monotonic() > until):
            told = True
            tally.table()

    options = [f"-runs={count}", f"-seed={seed}", "-max_len=8192", "-print_final_stats=1"]
    if minutes:
        options.append(f"-max_total_time={int(minutes * 60) + 2}")
    atheris.Setup([sys.argv[0], *options, str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
