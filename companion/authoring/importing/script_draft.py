"""A draft of an exercise, made of a script: values only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the steps: words to say, another step, or only a comment."""

    words: str = ""
    step: str = ""
    """A step as the format writes it, such as "wait: 30s"."""
    above: tuple[str, ...] = ()
    """Comments above the line."""
    beside: str = ""
    """A comment behind the line."""
    heading: str = ""
    """The heading that begins here; a comment in the file."""
    doubt: str = ""
    """The question that only the author can answer; empty if there is none."""


@dataclass(frozen=True, slots=True)
class ScriptDraft:
    """An exercise, as far as a script tells it."""

    title: str = ""
    summary: str = ""
    author: str = ""
    cautions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    asides: tuple[str, ...] = ()
    """Words from before the first step that belong nowhere else."""
    steps: tuple[Entry, ...] = ()
    ending: tuple[Entry, ...] = ()
    guessed_ending: bool = False
    """Set if the last lines were taken as the ending, although no heading said so."""

    @property
    def doubts(self) -> int:
        """The number of places that only the author can decide."""
        return sum(bool(each.doubt) for each in (*self.steps, *self.ending)) + self.guessed_ending

    @property
    def lines(self) -> int:
        """The number of lines to say."""
        return sum(bool(each.words) for each in (*self.steps, *self.ending))

    @property
    def waits(self) -> int:
        """The number of pauses."""
        return sum(each.step.startswith("wait") for each in (*self.steps, *self.ending))
