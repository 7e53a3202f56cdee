"""Mistakes in an exercise, with their places and what to write instead; and the error that carries them all.

Values only. Finding problems is the business of `source`, `reading`, `crosscheck` and `check`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from companion.errors import CompanionError
from companion.exercise.scalars import clean_text


class Severity(StrEnum):
    ERROR = "error"
    """The exercise cannot be used until this is mended."""
    WARNING = "warning"
    """It can be used; the author should look at it."""
    NOTE = "note"
    """It can be used, and the author may well mean it."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    file: str
    """The file's name as the person gave it; nothing but a label here."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    message: str
    """The mistake, in one sentence."""
    hint: str = ""
    """The way to mend it, in one sentence."""
    severity: Severity = Severity.ERROR
    rule: str = ""
    """The linter's name for it; empty if the format itself was not kept."""

    @property
    def place(self) -> str:
        # A file's name is text from outside as well, and this goes to a terminal.
        return f"{clean_text(self.file)}:{self.line}:{self.column}"

    def __str__(self) -> str:
        hint = "".join(f"\n    {line}" for line in self.hint.split("\n")) if self.hint else ""
        rule = f" [{self.rule}]" if self.rule else ""
        return f"{self.place}: {self.severity}: {self.message}{rule}{hint}"


@dataclass(frozen=True, slots=True)
class Remark:
    """A rule's finding about an exercise, before its place in the file is looked up."""

    rule: str
    severity: Severity
    path: tuple[str | int, ...]
    """Keys and indices from the root of the file."""
    message: str
    hint: str
    """In it, `{here}` stands for the place of a missing key."""
    missing: str = ""
    """The key that is missing at the top; empty if the remark is about something that is there."""
    excerpt: str = ""
    """The words in the text where it is; empty for the text's beginning."""


class Mistaken(StrEnum):
    """The file that has the mistakes."""

    EXERCISE = "exercise"
    ITEMS = "items"
    """A list of kinds of closeness."""
    ITEMS_INSTEAD = "items-instead"
    """Such a list, where an exercise was asked for."""
    PACK = "pack"
    """The description of a pack."""

    @property
    def heading(self) -> str:
        match self:
            case Mistaken.EXERCISE:
                return "The exercise has mistakes"
            case Mistaken.ITEMS:
                return "The list has mistakes"
            case Mistaken.ITEMS_INSTEAD:
                return "This is not an exercise"
            case Mistaken.PACK:
                return "The description of the pack has mistakes"
            case _:
                assert_never(self)


class ExerciseMistakes(CompanionError):
    """Every problem of one reading. Its text has a line for each, in the order of the file, and then the advice."""

    def __init__(self, problems: Iterable[Problem], advice: str = "", what: Mistaken = Mistaken.EXERCISE) -> None:
        self.what = what
        self.title = what.heading
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        """At least one, sorted by place."""
        self.advice = advice
        """Sentences about all of them together, such as whom to tell; mostly empty."""
        first = self.problems[0]
        super().__init__(first.message, hint=first.hint, place=first.place)

    def __str__(self) -> str:
        return "\n".join([*map(str, self.problems), *([self.advice] if self.advice else [])])
