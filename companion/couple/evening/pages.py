"""The pages before and after a session, and their results. Plain values; nothing is decided here."""

from __future__ import annotations

from dataclasses import dataclass
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
    FORM = "form"
    """Rows that one person answers alone; each answer is covered at once. An empty answer hands on."""
    HANDOVER = "handover"
    """The screen changes hands; only the own key of the person who takes it goes on."""
    DONE = "done"
    """Something to read; any answer goes on."""


@dataclass(frozen=True, slots=True)
class PageOption:
    key: str
    """One letter or digit, or "enter"."""
    value: str
    text: str
    state: str = ""
    """The present state of what stands there, in words."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a form, as both of them may see it: it looks the same whatever was answered."""

    label: str
    state: str


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    """For tests, and to tell whether the page is another one."""
    kind: PageKind
    title: str
    lines: tuple[str, ...] = ()
    options: tuple[PageOption, ...] = ()
    """On a form: the answers of the row that is being answered."""
    rows: tuple[FormRow, ...] = ()
    """The rows of a form."""
    at: int = 0
    """The row that is being answered."""
    asked: str = ""
    """Its question in full."""
    hints: tuple[str, ...] = ()
    """Sentences below that question."""
    marked: str = ""
    """The answer that the arrow keys stand on, in words, until the row is left. Else no answer ever shows."""
    private: bool = False
    """Only one person may see it. Nothing of it is spoken, echoed, kept or left behind on the screen."""
    who: str = ""
    """"a" or "b" where the page is one person's."""
    called: str = ""
    """The name of that person."""
    small: str = ""
    """A sentence at the page's foot, less to be seen than its lines."""
    note: str = ""
    """The reason that the last answer was not taken; empty if it was."""
    back: bool = False
    """There is a page before this one to go back to."""
    value: str = ""
    """The text that an entry begins with."""
    aloud: str = ""
    """A word to be said aloud here, where somebody listens; typing it is as good."""
    slow: bool = False
    """Answering it may take a second."""
    enter: str = ""
    """The key of the option that Enter takes; empty if none is marked so."""
    one_key: bool = False
    """A form of one row that is handed on with its answer. Enter does not answer it."""
    help: bool = False
    """This page points out where help is."""


@dataclass(frozen=True, slots=True)
class OfferedExercise:
    """An exercise to be offered."""

    id: str
    title: str
    rung: int | None = None
    areas: tuple[str, ...] = ()
    """The areas that it asks to touch; empty if it asks for no touch."""
    shortest: float = 0.0
    """The fewest seconds to which the author lets its longest turn be shortened; 0 if it has no lengths."""


@dataclass(frozen=True, slots=True)
class Go:
    """The result that the session begins."""

    choices: Choices
    stop_word: str = ""
    id: str = ""
    """The exercise, if it was chosen on these pages; empty for the one that they were asked around."""


@dataclass(frozen=True, slots=True)
class Without:
    """The result that this exercise is not for now, with others to choose from."""

    page: str
    """The name of the text that says so: "without", "decided", "too_much" or "always_without"."""
    offers: tuple[OfferedExercise, ...] = ()


@dataclass(frozen=True, slots=True)
class Instead:
    """The result that both would rather do another exercise, which asks them anew."""

    id: str


@dataclass(frozen=True, slots=True)
class Left:
    """The result that they left; nothing happens."""


@dataclass(frozen=True, slots=True)
class Told:
    """The result after a session: everything has been said."""


Result = Go | Without | Instead | Left | Told
