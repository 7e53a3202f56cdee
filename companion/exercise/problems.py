"""What is wrong with an exercise, where, and what to write instead; and the error that carries it all.

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
    """It can be used, and may well be meant."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    file: str
    """As the person named it; nothing but a label here."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    message: str
    """What is wrong, one sentence."""
    hint: str = ""
    """What to write instead, one sentence."""
    severity: Severity = Severity.ERROR
    rule: str = ""
    """The linter's name for it; empty where the format itself was not kept."""

    @property
    def place(self) -> str:
        # A file's name is text from outside as well, and this goes to a terminal.
        return f"{clean_text(self.file)}:{self.line}:{self.column}"

    def __str__(self) -> str:
        hint = f"\n    {self.hint}" if self.hint else ""
        rule = f" [{self.rule}]" if self.rule else ""
        return f"{self.place}: {self.severity}: {self.message}{rule}{hint}"


class ExerciseMistakes(BadExercise):
    """Every problem of one reading. Its text has a line for each, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        """At least one, sorted by place."""
        first = self.problems[0]
        super().__init__(first.message, hint=first.hint, place=first.place)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))
