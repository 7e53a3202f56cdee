"""A change to the text of one item or one value, before it has its place in the file. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from companion.exercise.problems import Severity


@dataclass(frozen=True, slots=True)
class Change:
    """The mistake in a text, and the texts to write instead."""

    message: str
    instead: tuple[str, ...] = ()
    """Items without their dashes. One that begins with a space continues the item before it."""
    hint: str = ""
    at: int = 0
    """The place in the text, from 0."""
    sure: bool = True
    silent: bool = False
    """Set if YAML reads the line, and something of it would be lost without a word."""
    markup: bool = False
    """Set for markup, which `crosscheck` reports in exercises that can be read."""
    severity: Severity = Severity.ERROR


def shown(text: str) -> str:
    """Shortens an author's text for a message."""
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:39]}…"
