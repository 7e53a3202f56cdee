"""The values that `companion write` shows of an exercise being written, and their words. No files are read here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from companion.authoring.preview import Row, clock
from companion.exercise.plan import SayCue
from companion.exercise.problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A row of the timeline, with its line in the file; 0 for the program's own words and those of other files."""

    row: Row
    line: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The length of an exercise, and its words and silences."""

    seconds: float
    words: int
    """Words spoken, with the default answers."""
    silence: float
    """The part of the time, 0 to 1, without speech."""

    @property
    def words_per_minute(self) -> float:
        """Words a minute over the whole time, silences included."""
        return self.words / self.seconds * 60 if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class Draft:
    """One state of the file."""

    title: str
    """The exercise's title; empty if the file cannot be read."""
    problems: tuple[Problem, ...]
    """The problems, sorted by place."""
    lines: tuple[DraftLine, ...] = ()
    """The timeline; empty if mistakes leave none."""
    figures: Figures | None = None

    @property
    def errors(self) -> int:
        return sum(each.severity is Severity.ERROR for each in self.problems)

    @property
    def usable(self) -> bool:
        return not self.errors


def first_change(old: Iterable[DraftLine], new: Iterable[DraftLine]) -> int | None:
    """Finds the index of the first spoken line of `new` that `old` lacks: the one that was just written."""
    known = {line.row.text for line in old}
    spoken = ((index, line) for index, line in enumerate(new) if isinstance(line.row.cue, SayCue))
    return next((index for index, line in spoken if line.row.text not in known), None)


def verdict(draft: Draft) -> str:
    """Says in one line whether it can be used, with its figures."""
    state = "It can be used." if draft.usable else _counted(draft.errors, "mistake") + " to fix."
    return f"{state} {in_words(draft.figures)}" if draft.figures is not None else state


def in_words(figures: Figures) -> str:
    """Writes the figures in words, such as "7:12 long, 214 words, 30 a minute; 61 % silence"."""
    return (
        f"{clock(figures.seconds)} long, {_counted(figures.words, 'word')}, {figures.words_per_minute:.0f} a minute; "
        f"{figures.silence:.0%} silence."
    ).replace("%", " %")


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number != 1 else ''}"
