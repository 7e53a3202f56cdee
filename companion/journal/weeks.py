"""The weeks of a journal: how it was before and after, on average. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum

from companion.journal.journal_entry import JournalEntry
from companion.tongue import said


@dataclass(frozen=True, slots=True)
class JournalWeek:
    """The averages of one week, of the sessions that have both numbers."""

    monday: date
    before: float
    after: float


def weeks_of(entries: Sequence[JournalEntry]) -> list[JournalWeek]:
    """Returns the weeks in which there are both numbers, the earliest first. Weeks without any are left out."""
    weeks: dict[date, list[tuple[int, int]]] = {}
    for entry in entries:
        day = day_of(entry)
        if day is not None and entry.before is not None and entry.after is not None:
            weeks.setdefault(day - timedelta(days=day.weekday()), []).append((entry.before, entry.after))
    return [
        JournalWeek(monday, _mean([before for before, _ in pairs]), _mean([after for _, after in pairs]))
        for monday, pairs in sorted(weeks.items())
    ]


def _mean(numbers: Sequence[int]) -> float:
    # `statistics` has it too, but takes long to load, and every start would wait for it.
    return fsum(numbers) / len(numbers)


def day_of(entry: JournalEntry) -> date | None:
    """Reads the date of an entry; None if it can't be read."""
    try:
        return date.fromisoformat(entry.day)
    except ValueError:
        return None


def day_in_words(day: date) -> str:
    """Writes a date without numbers that could be read in two ways: "30 Nov 2026"."""
    return f"{day.day} {said(_MONTHS[day.month - 1])} {day.year}"


def average_in_words(value: float, *, short: bool = False) -> str:
    """Writes an average with one decimal, after the point or comma of the language. `short`: leaves out one that is
    0."""
    whole, tenth = f"{value:.1f}".split(".")
    if short and tenth == "0":
        return whole
    return said("{whole}.{tenth}").format(whole=whole, tenth=tenth)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
