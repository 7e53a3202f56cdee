"""Mistakes in an exercise, with their places and what to write instead; and the error that carries them all.

Values only. Finding problems is the business of `source`, `reading`, `crosscheck` and `check`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from companion.errors import BadExercise
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


class ExerciseMistakes(BadExercise):
    """Every problem of one reading. Its text has a line for each, in the order of the file, and then the advice."""

    def __init__(self, problems: Iterable[Problem], advice: str = "") -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        """At least one, sorted by place."""
        self.advice = advice
        """Sentences about all of them together, such as whom to tell; mostly empty."""
        first = self.problems[0]
        super().__init__(first.message, hint=first.hint, place=first.place)

    def __str__(self) -> str:
        return "\n".join([*map(str, self.problems), *([self.advice] if self.advice else [])])
