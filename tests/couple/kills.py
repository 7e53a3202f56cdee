"""Programs of two people that are killed (kill -9) at any call of a function, and what they leave on the disk.

A child plays an evening: it seals both lists of yes, no, maybe anew, then walks pages and sessions as `evenings` does.
It kills itself at the n-th call, in Python or in C: between the writing of a file and its renaming, say. POSIX only.
"""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

from companion.closeness.comparing import A, B
from companion.closeness.half import Reply
from companion.couple import couple_file
from companion.couple.around import around
from companion.couple.evening.pages import Without
from tests.closeness.desks import PASSPHRASES, Calendar, desk_in, fill
from tests.couple.evening.people import any_word
from tests.couple.evening_account import DAY, Account, Broken, Count, exercises, must
from tests.couple.evenings import Evening

OLD, NEW = Reply.YES, Reply.NO


class _ToldAccount(Account):
    """An account that says at once what both of them know now."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        object.__setattr__(self, "tell", tell)
        super().__init__()

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        if name == "closed" and value:
            self.tell("closed")  # type: ignore[attr-defined]


@dataclass
class Run:
    """One evening that was not killed."""

    calls: int
    states: set[bytes] = field(default_factory=set)
    """The contents that the couple's file had, from first to last."""


def _play(seed: int, home: Path, tell: Callable[[str], object]) -> None:
    os.environ["COMPANION_HOME"] = str(home)
    desk = desk_in(home / "yes-no-maybe", Calendar(DAY))
    for who in (A, B):
        part = desk.open(who, PASSPHRASES[who])
        part.answers.reply("small/wave", NEW)
        part.save()
        tell(f"sealed {who}")
    evening = Evening(Random(seed), Count())
    evening.account = _ToldAccount(tell)
    evening.run()


def prepare(home: Path) -> None:
    """Empties the folder, and puts two lists there that both have sealed on another day."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    desk = desk_in(home / "yes-no-maybe", Calendar(DAY - 5))
    for who in (A, B):
        fill(desk, who, wave=OLD.value)


def undisturbed(seed: int, home: Path) -> Run:
    """Plays the evening in a child to its end."""
    prepare(home)
    exercises()  # made once, in the parent

    def child(write: Callable[[bytes], object]) -> None:
        run = Run(0)
        save = couple_file.save

        def noted(*given: Any) -> None:
            save(*given)
            run.states.add(couple_file.path().read_bytes())

        couple_file.save = noted

        def count(frame: FrameType, event: str, argument: object) -> None:
            run.calls += event in ("call", "c_call")

        sys.setprofile(count)
        _play(seed, home, lambda line: None)
        sys.setprofile(None)
        write(pickle.dumps(run))

    found = pickle.loads(_in_a_child(child))
    assert isinstance(found, Run)
    return found


def killed(seed: int, at: int, home: Path) -> list[str]:
    """Plays the evening in a child that is killed at its call number `at`. Returns what it told before."""
    prepare(home)

    def child(write: Callable[[bytes], object]) -> None:
        calls = 0

        def count(frame: FrameType, event: str, argument: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")
            if calls >= at:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(count)
        _play(seed, home, lambda line: write(f"{line}\n".encode()))

    return _in_a_child(child).decode().splitlines()


def look(run: Run, told: list[str], home: Path) -> None:
    """Looks at what a killed program left. Raises Broken."""
    os.environ["COMPANION_HOME"] = str(home)
    file = home / "couple.json"
    if file.exists():
        must(file.read_bytes() in run.states, "the couple's file is whole, and holds nothing else than it ever held")
    for path in sorted(home.rglob("*")):
        if path.is_dir() or path == file or path.name in ("a.sealed", "b.sealed"):
            continue
        must(path.name.startswith(".half-"), f"there is nothing else in the folder ({path.name})")
        if "couple" in path.name:
            data = path.read_bytes()
            must(any(state.startswith(data) for state in run.states), "what is half written holds no answer either")
    desk = desk_in(home / "yes-no-maybe", Calendar(DAY + 1))
    for who in (A, B):
        row = desk.open(who, PASSPHRASES[who]).answers.row("small/wave")
        there = row.reply if row is not None else None
        must(there in (OLD, NEW), "no list that was sealed is lost")
        must(f"sealed {who}" not in told or there == NEW, "what was sealed is there")
    kept = couple_file.load()
    must(not kept.trouble, "the file can be read")
    made = around(
        exercises()["our-hands"],
        list(exercises().values()),
        check_word=any_word,
        hear=lambda word, heard, deaf: None,
        reserved=(),
        evening=lambda: DAY,
    )
    if "closed" in told:
        must(kept.kept.resting(DAY), "no touch after a no, or a stop, that both know of")
        must(isinstance(made.before.result, Without), "nor after the program is started again")


def campaign(number: int, home: Path, first: int = 0, each: int = 10) -> tuple[int, int, list[str]]:
    """Kills `number` programs, `each` of them in the same evening. Returns how many were killed, how many of these
    after a stop or a no, and the rules that were broken."""
    done = after_no = 0
    broken: list[str] = []
    seed = first
    while done < number:
        run = undisturbed(seed, home)
        points = Random(seed).sample(range(1, run.calls), min(each, number - done))
        for at in points:
            told = killed(seed, at, home)
            after_no += "closed" in told
            done += 1
            try:
                look(run, told, home)
            except Broken as rule:
                broken.append(f"evening {seed}, killed at call {at} of {run.calls}: {rule}")
        seed += 1
    return done, after_no, broken


def _in_a_child(work: Callable[[Callable[[bytes], object]], None]) -> bytes:
    """Runs `work` in a fork of this process. Returns everything that it wrote."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            work(lambda data: os.write(writing, data))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        found = told.read()
    os.waitpid(pid, 0)
    return found
