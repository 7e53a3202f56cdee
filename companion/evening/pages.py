"""What stands on the screen before and after a session, and what comes of it. Plain values; nothing is decided here."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from companion.exercise.plan import Choices

Day = int
"""A calendar day as a number, as `datetime.date.toordinal` gives it. The evening goes on until five in the morning."""

A, B = "a", "b"
"""The one at the F key, and the one at the J key."""
TWO = (A, B)


class PageKind(StrEnum):
    CHOICE = "choice"
    """One of the options, by its key or its value."""
    ENTRY = "entry"
    """A line of text, perhaps an empty one."""
    TOGGLES = "toggles"
    """Options that change where they stand; an empty answer goes on."""
    NUMBER = "number"
    """0 to 10."""
    HANDOVER = "handover"
    """The screen changes hands; any answer goes on."""
    DONE = "done"
    """Something to read; any answer goes on."""


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    """One letter or digit, or "enter"."""
    value: str
    text: str
    state: str = ""
    """Of a toggle: how it stands now, in words."""


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    """For tests, and to tell whether the page is another one."""
    kind: PageKind
    title: str
    lines: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    private: bool = False
    """For the eyes of one alone. Nothing of it is spoken, echoed, kept or left behind on the screen."""
    who: str = ""
    """"a" or "b" where the page is one person's."""
    called: str = ""
    """What that one is called."""
    note: str = ""
    """Why the last answer was not taken; empty where it was."""
    back: bool = False
    """There is a page before this one to go back to."""
    value: str = ""
    """Of an entry: what stands there to begin with."""
    aloud: str = ""
    """A word to be said aloud here, where somebody listens; typing it is as good."""
    slow: bool = False
    """Answering it may take a second."""
    help: bool = False
    """Where help is should be pointed out here."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """Distress from 0 to 10 before a session, by "a" and "b". Kept in memory only, and not even shown to a debugger."""

    a: int = field(repr=False)
    b: int = field(repr=False)

    def of(self, who: str) -> int:
        return self.a if who == A else self.b


@dataclass(frozen=True, slots=True)
class Offer:
    """An exercise to be offered."""

    id: str
    title: str
    rung: int | None = None


@dataclass(frozen=True, slots=True)
class Go:
    """Begin."""

    choices: Choices
    stop_word: str = ""
    before: Ratings | None = None


@dataclass(frozen=True, slots=True)
class Without:
    """Not this one now, but one of these, if they like."""

    sentence: str
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """They went away; nothing is to happen."""


@dataclass(frozen=True, slots=True)
class Told:
    """After a session: everything that there was to say has been said."""


Result = Go | Without | Left | Told
