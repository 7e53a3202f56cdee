"""Kills the real program amid an exercise, and looks at what the next one finds: the place, and the journal.

The program runs in a terminal of its own. A person presses "next" at moments that `random` chooses by the number of the
kill. From the moment on at which the first place is in the file, there always has to be one.
"""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from companion.journal.book import JournalBook
from companion.journal.journal_entry import JournalEntry
from companion.store import last_time_files, settings
from tests.screen.pty_program import PtyProgram, in_a_terminal

EXERCISE = "five-senses"
NEXT = b"\x1b[C"
PATIENCE = 60.0
"""Seconds after which a program that has not come as far as it should never will."""
MOST_PRESSES = 6
"""Presses more at most; the exercise has more sentences than all of these."""
LONGEST_LOOK = 0.4
"""Seconds that a person looks on at most before the program is killed."""


class Lost(Exception):
    """Something that was saved is not there any more, or not whole."""


def prepared(home: Path) -> None:
    """Makes the files of a person who lets Companion remember what they did, and keeps a journal. COMPANION_HOME has to
    be `home`."""
    settings.change(lambda now: replace(now, remember_last=True, sound_check_offered=True, tour_offered=True))
    book = JournalBook()
    book.add(book.switch_on(), JournalEntry("2026-11-30", words="from before"))


def killed(number: int, home: Path) -> None:
    """Starts the exercise, kills the program amid it, and looks. Raises Lost."""
    chance = random.Random(number)
    last_time_files.forget_place()
    with in_a_terminal("play", EXERCISE, "--voice", "none", "--no-mic", home=home) as program:
        _begun(program)
        for _ in range(chance.randint(0, MOST_PRESSES)):
            program.press(NEXT)
            time.sleep(chance.uniform(0.0, 0.05))
        time.sleep(chance.uniform(0.0, LONGEST_LOOK))
        program.process.kill()
        program.process.wait(10)
    look()


def _begun(program: PtyProgram) -> None:
    """Waits until the exercise has begun, and goes on in it until its place is saved."""
    if not program.wait_for("pause", PATIENCE):
        raise Lost("the exercise never began")
    until = time.monotonic() + PATIENCE
    while last_time_files.load_place() is None:
        if time.monotonic() > until:
            raise Lost("no place was ever saved")
        program.press(NEXT)
        program.settle()


def look() -> None:
    """Looks at what is left. Raises Lost."""
    place = last_time_files.load_place()
    if place is None:
        raise Lost("there is no place to go on from")
    if place.id != EXERCISE or place.left <= 0:
        raise Lost(f"this isn't the place: {place}")
    book = JournalBook()
    with closing(sqlite3.connect(book.file)) as journal:
        (whole,) = journal.execute("PRAGMA integrity_check").fetchone()
    if whole != "ok":
        raise Lost(f"the journal isn't whole: {whole}")
    (owner,) = book.owners()
    if "from before" not in [entry.words for entry in book.entries(owner)]:
        raise Lost("the entry of the journal is gone")


def home_offers_to_go_on(home: Path) -> bool:
    """Starts the program once more, and reads whether home offers to continue."""
    with in_a_terminal("--voice", "none", "--no-mic", home=home) as program:
        return program.wait_for("Continue:Fivesenses", PATIENCE)


def campaign(count: int, home: Path, first: int = 0) -> list[str]:
    """Kills `count` programs. Returns a line for each that lost something. COMPANION_HOME has to be `home`."""
    prepared(home)
    broken = []
    for number in range(first, first + count):
        try:
            killed(number, home)
        except Lost as lost:
            broken.append(f"program {number}: {lost}")
    if not home_offers_to_go_on(home):
        broken.append("home doesn't offer to go on")
    return broken
