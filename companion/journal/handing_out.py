"""A journal as text: Markdown, CSV, and a page in plain words that its owner may hand to somebody. Pure."""

from __future__ import annotations

import csv
import io
import textwrap
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from companion.journal.journal_entry import JournalEntry
from companion.journal.weeks import day_in_words, day_of, weeks_of

_BAR: Final = 20
"""Characters of a bar for 10: two for each step, so that half steps show too."""
MOST_WEEKS: Final = 10
"""Weeks on the page, the latest ones: as many as fit on it with everything else."""
MOST_EXERCISES: Final = 8
MOST_LINES_OF_WORDS: Final = 5
LONGEST_ON_PAGE: Final = 240
"""Characters of an entry's own words on the page; more are cut, so that it stays one page."""
_WIDTH: Final = 90
_COLUMNS: Final = ("id", "date", "exercise", "title", "minutes", "before", "after", "words")


def as_csv(entries: Sequence[JournalEntry]) -> str:
    """Writes all entries as comma-separated values, with a heading."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for each in entries:
        minutes = f"{each.seconds / 60:.1f}" if each.seconds else ""
        writer.writerow(
            [
                each.id,
                each.day,
                each.exercise,
                each.title,
                minutes,
                _number(each.before),
                _number(each.after),
                each.words,
            ]
        )
    return out.getvalue()


def as_markdown(entries: Sequence[JournalEntry]) -> str:
    """Writes all entries as Markdown, the oldest first."""
    parts = ["# My journal", _WHOLE_SCALE]
    for each in entries:
        lines = [f"## {_day(each)}", ""]
        lines += [f"- {_plain_markdown(fact)}" for fact in facts(each)]
        if each.words:
            lines += ["", _plain_markdown(each.words)]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def facts(entry: JournalEntry) -> list[str]:
    """Writes the exercise, its length, and the numbers of an entry, each as a few words."""
    found = []
    if entry.title or entry.exercise:
        found.append(entry.title or entry.exercise)
    if entry.seconds:
        minutes = max(1, round(entry.seconds / 60))
        found.append("1 minute" if minutes == 1 else f"{minutes} minutes")
    if entry.before is not None and entry.after is not None:
        found.append(f"before {entry.before}, after {entry.after}")
    elif entry.before is not None:
        found.append(f"before {entry.before}")
    elif entry.after is not None:
        found.append(f"after {entry.after}")
    return found


def summary(entries: Sequence[JournalEntry], today: date, *, words: bool = False) -> str:
    """Writes one page in plain words, with a simple chart. Own words are on it only if `words` is true."""
    lines = ["FROM MY JOURNAL", f"I made this page with Companion on {day_in_words(today)}, to show it to you.", ""]
    days = sorted(day for entry in entries if (day := day_of(entry)) is not None)
    if not days:
        return "\n".join([*lines, "There are no entries yet.", ""])
    until = f" to {day_in_words(days[-1])}" if days[-1] != days[0] else ""
    lines += [f"My entries are from {day_in_words(days[0])}{until}.", ""]
    done = Counter(entry.title or entry.exercise for entry in entries if entry.exercise)
    if done:
        lines.append("Exercises I did:")
        lines += [
            f"  {title}{f' ({times} times)' if times > 1 else ''}" for title, times in done.most_common(MOST_EXERCISES)
        ]
        if (more := len(done) - MOST_EXERCISES) > 0:
            lines.append(f"  and {more} more")
        lines.append("")
    lines += [*chart(entries), ""]
    own = [entry for entry in entries if entry.words]
    if words and own:
        lines.append("My own words:")
        for entry in own[-MOST_LINES_OF_WORDS:]:
            said = textwrap.shorten(f"{_day(entry)}: {entry.words}", LONGEST_ON_PAGE, placeholder=" …")
            lines += textwrap.wrap(said, _WIDTH, initial_indent="  ", subsequent_indent="    ")
        lines.append("")
    lines.append("These numbers are how I felt at that moment. They aren't a test, and they don't measure progress.")
    return "\n".join(lines) + "\n"


def chart(entries: Sequence[JournalEntry]) -> list[str]:
    """Writes a bar before and a bar after for each week."""
    weeks = weeks_of(entries)[-MOST_WEEKS:]
    if not weeks:
        return ["I didn't give numbers before and after an exercise."]
    lines = [f"How I felt before and after, on average, by week. {_SCALE}"]
    for week in weeks:
        lines.append(f"  week of {day_in_words(week.monday)}")
        for name, value in (("before", week.before), ("after", week.after)):
            lines.append(f"    {name:<7}{'#' * round(value * _BAR / 10):<{_BAR}}  {value:.1f}".rstrip())
    return lines


_SCALE: Final = "0 is very bad, and 10 is very good."
_WHOLE_SCALE: Final = f"The numbers say how I felt before and after. {_SCALE}"


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _day(entry: JournalEntry) -> str:
    day = day_of(entry)
    return entry.day if day is None else day_in_words(day)


def _plain_markdown(text: str) -> str:
    """Escapes what Markdown would take for its own signs."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#|~" else sign for sign in text)
