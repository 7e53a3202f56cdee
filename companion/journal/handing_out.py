"""A journal as text: Markdown, CSV, and a page in plain words that its owner may hand to somebody. Pure."""

from __future__ import annotations

import csv
import io
import textwrap
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from companion.journal.journal_entry import JournalEntry
from companion.journal.weeks import JournalWeek, average_in_words, day_in_words, day_of, weeks_of
from companion.tongue import follow, said

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
    parts = [f"# {_MINE}", _WHOLE_SCALE]
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
        found.append(said("1 minute") if minutes == 1 else said("{n} minutes").format(n=minutes))
    if entry.before is not None and entry.after is not None:
        found.append(said("before {before}, after {after}").format(before=entry.before, after=entry.after))
    elif entry.before is not None:
        found.append(said("before {before}").format(before=entry.before))
    elif entry.after is not None:
        found.append(said("after {after}").format(after=entry.after))
    return found


@dataclass(frozen=True, slots=True)
class OnThePage:
    """The person's choice of what stands on the page for somebody else."""

    exercises: bool = True
    numbers: bool = True
    words: Collection[int] | None = ()
    """The numbers of the entries whose own words are on it; None for the latest ones, empty for none."""
    since: date | None = None
    """The first day that it tells of; None for all of them."""


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """The page in parts; a part that is left out is empty."""

    made: str
    period: str
    exercises: tuple[str, ...]
    weeks: tuple[JournalWeek, ...]
    words: tuple[str, ...]


ALL_BUT_WORDS: Final = OnThePage()
"""The usual choice."""


def page_of(entries: Sequence[JournalEntry], today: date, chosen: OnThePage = ALL_BUT_WORDS) -> SummaryPage:
    """Makes the page, with nothing on it but what was chosen."""
    told = [each for each in entries if chosen.since is None or (day_of(each) or date.min) >= chosen.since]
    days = sorted(day for entry in told if (day := day_of(entry)) is not None)
    period = NO_ENTRIES
    if days:
        period = (_ONE_DAY if days[-1] == days[0] else _PERIOD).format(
            first=day_in_words(days[0]), last=day_in_words(days[-1])
        )
    done = Counter(entry.title or entry.exercise for entry in told if entry.exercise) if chosen.exercises else Counter()
    exercises = [_OFTEN.format(title=title, n=n) if n > 1 else title for title, n in done.most_common(MOST_EXERCISES)]
    if (more := len(done) - MOST_EXERCISES) > 0:
        exercises.append(said("and {n} more").format(n=more))
    own = [each for each in told if each.words]
    own = own[-MOST_LINES_OF_WORDS:] if chosen.words is None else [each for each in own if each.id in chosen.words]
    return SummaryPage(
        _MADE.format(day=day_in_words(today)),
        period,
        tuple(exercises),
        tuple(weeks_of(told)[-MOST_WEEKS:]) if chosen.numbers else (),
        tuple(
            textwrap.shorten(
                said("{heading}:").format(heading=_day(each)) + f" {each.words}", LONGEST_ON_PAGE, placeholder=" …"
            )
            for each in own[-MOST_LINES_OF_WORDS:]
        ),
    )


def summary(entries: Sequence[JournalEntry], today: date, chosen: OnThePage = ALL_BUT_WORDS) -> str:
    """Writes one page in plain words, with a simple chart."""
    page = page_of(entries, today, chosen)
    lines = [TITLE.upper(), page.made, "", page.period, ""]
    if page.period == NO_ENTRIES:
        return "\n".join(lines)
    if page.exercises:
        lines += [DONE, *(f"  {each}" for each in page.exercises), ""]
    if chosen.numbers:
        lines += [*chart(page.weeks), ""]
    if page.words:
        lines.append(OWN_WORDS)
        for each in page.words:
            lines += textwrap.wrap(each, _WIDTH, initial_indent="  ", subsequent_indent="    ")
        lines.append("")
    return "\n".join([*lines, *([NO_TEST] if page.weeks else [])]).rstrip("\n") + "\n"


def chart(weeks: Sequence[JournalWeek]) -> list[str]:
    """Writes a bar before and a bar after for each week."""
    if not weeks:
        return [NO_NUMBERS]
    lines = [FELT]
    for week in weeks:
        lines.append("  " + week_named(week))
        for name, value in ((BEFORE, week.before), (AFTER, week.after)):
            lines.append(f"    {name:<7}{'#' * round(value * _BAR / 10):<{_BAR}}  {average_in_words(value)}".rstrip())
    return lines


def week_named(week: JournalWeek) -> str:
    """Names a week by its Monday."""
    return said("week of {day}").format(day=day_in_words(week.monday))


TITLE: Final = "From my journal"
_MINE: Final = "My journal"
BEFORE, AFTER = "before", "after"
_MADE: Final = "I made this page with Companion on {day}, to show it to you."
_PERIOD: Final = "My entries are from {first} to {last}."
_ONE_DAY: Final = "My entries are from {first}."
_OFTEN: Final = "{title} ({n} times)"
DONE: Final = "Exercises I did:"
OWN_WORDS: Final = "My own words:"
NO_ENTRIES: Final = "There are no entries yet."
NO_NUMBERS: Final = "I didn't give numbers before and after an exercise."
NO_TEST: Final = "These numbers are how I felt at that moment. They aren't a test, and they don't measure progress."
FELT: Final = "How I felt before and after, on average, by week. 0 is very bad, and 10 is very good."
_WHOLE_SCALE: Final = "The numbers say how I felt before and after. 0 is very bad, and 10 is very good."


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _day(entry: JournalEntry) -> str:
    day = day_of(entry)
    return entry.day if day is None else day_in_words(day)


def _plain_markdown(text: str) -> str:
    """Escapes what Markdown would take for its own signs."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#|~" else sign for sign in text)


follow(globals(), leave=frozenset({"_COLUMNS"}))
