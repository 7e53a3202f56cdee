"""Attacks by YAML: bombs, depth, numbers, tags and letters that a reader could choke on, in each file that is YAML."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.attack_home import BROKEN, LEAKED, MOST_MEMORY, ended_within, memory, told
from companion import resources
from companion.crisis.card_file import parse_cards
from companion.exercise.say_as import read_say_as
from companion.packs.about import read_about
from companion.packs.item_shelf import load_list
from companion.packs.shelf import Shelf

_SLOWEST = 3.0
"""Seconds of the processor that an attack may take, which is read up to three times, on a machine that is busy with
other things too."""
_LARGEST = 600_000
"""Bytes of an attack at most: more than twice what is read of an exercise."""
_MARK = "executed"
"""A file that appears only if a tag could run a command."""

Make = Callable[[random.Random], str]


def yaml(work: Path, count: int, chance: random.Random) -> Iterator[str]:
    """Gives hostile YAML to every reader: of an exercise (and its plan), a pack's facts, a list, own words, numbers."""
    most = max(MOST_MEMORY, memory())
    good = [file.read_text(encoding="utf-8") for file in sorted((resources.shipped_exercises() / "together").glob("*"))]
    folder = work / "attacked"
    folder.mkdir()
    file, before = folder / "attack.yaml", Path.cwd()
    os.chdir(work)
    try:
        for _ in range(count):
            data = _attack(good, chance)
            file.write_bytes(data)
            read = chance.choice(_READERS)
            end = ended_within(lambda read=read, data=data: read(file, data), _SLOWEST)  # type: ignore[misc]
            if any((place / _MARK).exists() for place in (work, folder)):
                told(LEAKED, repr(data[:500]))
                end = LEAKED
            elif end == BROKEN or memory() > most:
                told(BROKEN, f"{read.__name__}, {memory() / 1e6:.0f} MB: {data[:500]!r}")
                end = BROKEN
            yield end
    finally:
        os.chdir(before)


def _attack(good: list[str], chance: random.Random) -> bytes:
    text = chance.choice(_BOMBS)(chance)
    if chance.random() < 0.5:
        lines = chance.choice(good).splitlines()
        at = chance.randrange(len(lines))
        key, colon, _ = lines[at].partition(":")
        begins = f"{key}{colon} " if colon and chance.random() < 0.5 else " " * chance.randrange(6)
        lines[at] = begins + text
        text = "\n".join(lines) + "\n"
    data = text[:_LARGEST].encode(chance.choice(_ENCODINGS), "surrogatepass")
    return data[: chance.randrange(len(data) + 1)] if chance.random() < 0.1 else data


_ENCODINGS = (*["utf-8"] * 12, "utf-8-sig", "utf-16", "utf-32", "utf-16-be")


def _laughs(chance: random.Random) -> str:
    """Writes aliases of aliases, which double or tenfold at each line."""
    lines = ["a0: &a0 [ha, ha, ha]"]
    for level in range(1, chance.choice([3, 9, 60])):
        lines.append(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * chance.choice([2, 10]))}]")
    return "\n".join(lines)


def _merged(chance: random.Random) -> str:
    times = chance.choice([3, 300, 3000])
    return "base: &b {x: 1}\n" + "\n".join(f"k{n}:\n  <<: [*b, *b, *b]" for n in range(times))


def _itself(chance: random.Random) -> str:
    return chance.choice(["&a [*a]", "&a {a: *a}", "? &a [*a]\n: *a", "steps: &s\n  - repeat: 3\n    steps: *s"])


def _deep(chance: random.Random) -> str:
    times = chance.choice([10, 29, 31, 500, 5_000, 100_000])
    opened, closed = chance.choice([("[", "]"), ("{a: ", "}"), ("[{a: ", "}]"), ("- ", ""), ("? ", ""), ("(", ")")])
    return opened * times + (closed * times if chance.random() < 0.5 else "")


def _indented(chance: random.Random) -> str:
    return "\n".join(f"{' ' * n}a:" for n in range(chance.choice([20, 200, 700])))


def _number(chance: random.Random) -> str:
    many = chance.choice([10, 400, 5_000, 200_000])
    digits = "".join(chance.choices("0123456789", k=many))
    return chance.choice(
        [
            *(digits, f"-{digits}", f"0.{digits}", f"1e{digits}", f"{digits}.5", f"0x{digits}", f"0b{'1' * many}"),
            *(f"{'59:' * many}59", f"{digits}s", f"{digits}m 3s", "1_" * many, ".inf", "-.inf", ".nan", "1e400"),
            *(f"wait: {digits}s", f"repeat: {digits}", f"- wait: {digits}h", f"version: {digits}.{digits}.{digits}"),
        ]
    )


def _tag(chance: random.Random) -> str:
    run = f"touch {_MARK}"
    return chance.choice(
        [
            f'!!python/object/apply:os.system ["{run}"]',
            f'!!python/object/new:subprocess.Popen [["touch", "{_MARK}"]]',
            f"!!python/object/apply:builtins.exec [\"open('{_MARK}', 'w')\"]",
            f"!!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path [{_MARK}]]",
            *("!!python/name:os.system", "!!python/module:os", "!!binary R0lGODlh", "!!set {a, b}", "!!omap [a: 1]"),
            *("!!timestamp 2026-11-22", "!!int '9'", "!!null ''", "!!map [", "!<tag:yaml.org,2002:python/none> x"),
            *(f"%TAG ! {'x' * 5000}\n---\n!a b", "%YAML 9.9\n---\na: 1", "%YAML 1.1\n" * 50, f"!{'a' * 90_000} b"),
        ]
    )


def _many(chance: random.Random) -> str:
    times = chance.choice([50, 5_000, 60_000])
    part = chance.choice(["k: v\n", "- a\n", "a: 1\n---\n", "...\n", "? a\n", "# x\n", "- {}\n", "- say: 'x'\n"])
    if chance.random() < 0.3:
        return "".join(f"k{n}: {n}\n" for n in range(times))
    return part * times


def _long(chance: random.Random) -> str:
    times = chance.choice([1_000, 70_000, 250_000])
    unit = chance.choice(
        ["a", " ", "é", "a ", "a: ", "'", '"', "\\", "\t", "{", "}", "{giver}", "*", "&", "#", "|", ">", "%"]
    )
    lead = chance.choice(["", "steps:\n  - ", "title: ", "- ", '"', "'", "|\n  ", "> \n ", "[", "{", "? "])
    return lead + (unit * times)[:times]


def _letters(chance: random.Random) -> str:
    odd = ["\0", "\x1b[2J", "\x1b]0;x\x07", "\x85", "\u2028", "\ufeff", "\ud800", "\U0010ffff", "\x7f", "\r", "\u202e"]
    return "".join(
        chance.choices([*odd, "a", "\n", "- ", ": ", '"\\ud800"', '"\\x1b[2J"', "{x}"], k=chance.choice([3, 60, 4000]))
    )


_BOMBS: tuple[Make, ...] = (
    _laughs, _merged, _itself, _deep, _indented, _number, _tag, _many, _long, _letters,
)  # fmt: skip


# ---- the readers ------------------------------------------------------------------------------------------------


def _exercise(file: Path, data: bytes) -> None:
    """Lists it, as the first page does: reads, checks and plans it."""
    shelf = Shelf([file.parent], file.parent / ".cache" / "list.json")
    (entry,) = shelf.entries() or (None,)
    if entry is None or entry.broken:
        shelf.find(file)


def _about(file: Path, data: bytes) -> None:
    read_about(data, "pack.yaml")


def _list(file: Path, data: bytes) -> None:
    load_list(file)


def _say_as(file: Path, data: bytes) -> None:
    read_say_as(data, str(file))


def _numbers(file: Path, data: bytes) -> None:
    parse_cards(data, str(file))


_READERS = (_exercise, _exercise, _exercise, _about, _list, _say_as, _numbers)
