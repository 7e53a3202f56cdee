"""Programs that write a journal and are killed (kill -9), and what they leave on the disk. POSIX only.

A child adds, changes and deletes entries, and tells its parent before and after each of these. It is killed at its n-th
call of a function, or by its parent as soon as it has told a number of things: then amid whatever comes next, also
within SQLite.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

from companion.journal.book import JournalBook
from companion.journal.journal_entry import JournalEntry

DAY = "2026-11-30"
MOST_CALLS = 4000
"""Calls of functions before which the child is killed: some tens of changes."""
MOST_TOLD = 60
"""Lines that the child tells before its parent kills it, at most: thirty changes."""


class Lost(AssertionError):
    """The journal is not as it was said to be."""


def must(what: bool, rule: str) -> None:
    if not what:
        raise Lost(rule)


def campaign(number: int, home: Path, first: int = 0) -> tuple[int, list[str]]:
    """Kills `number` programs. Returns the changes that they had said to be done, and the rules that were broken."""
    done = 0
    broken: list[str] = []
    for seed in range(first, first + number):
        shutil.rmtree(home, ignore_errors=True)
        told = killed(seed, home)
        done += sum(line["done"] for line in told)
        try:
            look(told, JournalBook(home / "journal"))
        except Exception as error:  # noqa: BLE001 - whatever is wrong after a kill is what this looks for
            broken.append(f"{seed}: {type(error).__name__}: {error}")
    return done, broken


def killed(seed: int, home: Path) -> list[dict[str, Any]]:
    """Runs a child that is killed. Returns everything that it told."""
    random = Random(seed)
    at_call = random.randrange(1, MOST_CALLS) if seed % 2 else 0
    lines = MOST_TOLD if at_call else random.randrange(MOST_TOLD)

    def child(tell: Callable[[dict[str, Any]], None]) -> None:
        calls = 0

        def count(frame: FrameType, event: str, argument: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")
            if calls >= at_call:
                os.kill(os.getpid(), signal.SIGKILL)

        if at_call:
            sys.setprofile(count)
        write(random, JournalBook(home / "journal"), tell)

    return _in_a_child(child, lines)


def write(random: Random, book: JournalBook, tell: Callable[[dict[str, Any]], None]) -> None:
    """Changes a journal over and over."""
    owner = book.switch_on()
    there: list[int] = []
    number = 0
    while True:
        number += 1
        words = f"number {number} " + "word " * random.randrange(300)
        what = random.choice(["add", "add", "add", "change", "delete"]) if there else "add"
        change: dict[str, Any] = {"what": what, "words": words.strip(), "id": random.choice(there) if there else 0}
        tell({**change, "done": False})
        entry = JournalEntry(DAY, "right-now", "One minute", 60.0, 3, 5, change["words"], change["id"])
        if what == "add":
            change["id"] = book.add(owner, entry)
            there.append(change["id"])
        elif what == "change":
            book.replace(owner, entry)
        else:
            book.delete(owner, change["id"])
            there.remove(change["id"])
        tell({**change, "done": True})


def look(told: list[dict[str, Any]], book: JournalBook) -> None:
    """Looks at what a killed program left. Raises Lost, or the error of a journal that can't be read."""
    sure: dict[int, str] = {}
    under_way: dict[str, Any] | None = None
    for line in told:
        under_way = None if line["done"] else line
        if line["done"] and line["what"] == "delete":
            del sure[line["id"]]
        elif line["done"]:
            sure[line["id"]] = line["words"]
    owners = book.owners()
    must(bool(owners) or not sure, "the journal is there")
    if not owners:
        return
    there = {entry.id: entry.words for entry in book.entries(owners[0])}
    may_be = [sure]
    if under_way is not None:
        id, words = under_way["id"], under_way["words"]
        if under_way["what"] == "delete":
            may_be.append({each: said for each, said in sure.items() if each != id})
        elif under_way["what"] == "change":
            may_be.append({**sure, id: words})
        else:
            new = [each for each in there if each not in sure]
            may_be += [{**sure, each: words} for each in new]
    must(there in may_be, "every entry is there as it was said to be, and no other")
    with closing(sqlite3.connect(book.file)) as db:
        must(db.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "the file is whole")
    must(book.add(owners[0], JournalEntry(DAY, words="afterwards")) > 0, "it can be written on")


def _in_a_child(work: Callable[[Callable[[dict[str, Any]], None]], None], lines: int) -> list[dict[str, Any]]:
    """Runs `work` in a fork of this process, and kills that once it has told `lines` things. Returns all it told."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            work(lambda line: (os.write(writing, f"{json.dumps(line)}\n".encode()), None)[1])
        finally:
            os._exit(0)
    os.close(writing)
    told: list[str] = []
    with os.fdopen(reading, "rb") as source:
        while len(told) < lines and (line := source.readline()):
            told.append(line.decode())
        os.kill(pid, signal.SIGKILL)
        told += source.read().decode().splitlines()
    os.waitpid(pid, 0)
    return [json.loads(line) for line in told]
