"""What `companion write` shows of an exercise that is being written. Values, and how they read; nothing of files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from companion.authoring.preview import Row, clock
from companion.exercise.plan import SayCue
from companion.exercise.problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the timeline, and the line of the file it comes from (0: the program's own, or another file's)."""

    row: Row
    line: int


@dataclass(frozen=True, slots=True)
class Figures:
    seconds: float
    words: int
    """That are spoken, by the default answers."""
    silence: float
    """The part of the time (0 … 1) in which nobody says anything."""

    @property
    def words_per_minute(self) -> float:
        """Over the whole time, silences and all."""
        return self.words / self.seconds * 60 if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class Draft:
    title: str
    """Empty where the file cannot be read."""
    problems: tuple[Problem, ...]
    """Sorted by place."""
    lines: tuple[Line, ...] = ()
    """Empty where there is no timeline because of mistakes."""
    figures: Figures | None = None

    @property
    def errors(self) -> int:
        return sum(each.severity is Severity.ERROR for each in self.problems)

    @property
    def usable(self) -> bool:
        return not self.errors


def first_change(old: Iterable[Line], new: Iterable[Line]) -> int | None:
    """The index in `new` of the first spoken line that `old` had not: what its author has just written."""
    known = {line.row.text for line in old}
    spoken = ((index, line) for index, line in enumerate(new) if isinstance(line.row.cue, SayCue))
    return next((index for index, line in spoken if line.row.text not in known), None)


def verdict(draft: Draft) -> str:
    """One line: usable or not, and the figures."""
    state = "It can be used." if draft.usable else _counted(draft.errors, "mistake") + " to mend."
    return f"{state} {in_words(draft.figures)}" if draft.figures is not None else state


def in_words(figures: Figures) -> str:
    """ "7:12 long, 214 words, 30 a minute; 61 % silence." """
    return (
        f"{clock(figures.seconds)} long, {_counted(figures.words, 'word')}, {figures.words_per_minute:.0f} a minute; "
        f"{figures.silence:.0%} silence."
    ).replace("%", " %")


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number != 1 else ''}"
