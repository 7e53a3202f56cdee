"""The weeks of the chart, and a journal as text for others."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

from companion.journal.handing_out import OnThePage, as_csv, as_markdown, facts, page_of, summary
from companion.journal.journal_entry import JournalEntry, one_line
from companion.journal.weeks import JournalWeek, weeks_of

MONDAY = JournalEntry("2026-11-23", "right-now", "One minute", 75.0, 3, 6, "It *helped*, a bit.", 1)
SUNDAY = replace(MONDAY, day="2026-11-29", before=4, after=5, words="", id=2)
LATER = replace(MONDAY, day="2026-12-07", title="Five senses", exercise="five-senses", before=2, after=2, id=3)
LINE = JournalEntry("2026-12-08", words="Only a line.", id=4)
ALL = [MONDAY, SUNDAY, LATER, LINE]


def test_a_week_goes_from_monday_to_sunday() -> None:
    assert weeks_of(ALL) == [JournalWeek(date(2026, 11, 23), 3.5, 5.5), JournalWeek(date(2026, 12, 7), 2.0, 2.0)]


def test_entries_without_both_numbers_or_a_date_count_in_no_week() -> None:
    assert weeks_of([replace(MONDAY, after=None), replace(MONDAY, before=None), replace(MONDAY, day="?")]) == []


def test_a_table_has_every_entry() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv([replace(MONDAY, words='She said: "yes",\tthen no'), LINE]))))
    assert rows[0]["words"] == 'She said: "yes",\tthen no'
    assert (rows[0]["date"], rows[0]["minutes"], rows[0]["before"], rows[0]["after"]) == ("2026-11-23", "1.2", "3", "6")
    assert (rows[1]["exercise"], rows[1]["minutes"], rows[1]["before"]) == ("", "", "")


def test_markdown_takes_no_word_for_a_sign() -> None:
    text = as_markdown(ALL)
    assert "## 23 Nov 2026\n\n- One minute\n- 1 minute\n- before 3, after 6\n\nIt \\*helped\\*, a bit." in text
    assert text.endswith("Only a line.\n")


def test_the_page_says_when_what_and_how_it_was() -> None:
    page = summary(ALL, date(2026, 12, 9))
    assert "My entries are from 23 Nov 2026 to 8 Dec 2026." in page
    assert "One minute (2 times)" in page
    assert "    before #######               3.5\n    after  ###########           5.5" in page
    assert "helped" not in page, "own words are left out"
    assert "23 Nov 2026: It *helped*, a bit." in summary(ALL, date(2026, 12, 9), OnThePage(words=None))


def test_the_page_names_one_day_once() -> None:
    assert "My entries are from 23 Nov 2026.\n" in summary([MONDAY], date(2026, 12, 9))


def test_the_page_stays_one_page() -> None:
    many = [
        replace(
            MONDAY,
            day=date.fromordinal(date(2026, 1, 5).toordinal() + 3 * n).isoformat(),
            title=f"No. {n}",
            words="word " * 400,
        )
        for n in range(100)
    ]
    assert len(summary(many, date(2026, 12, 9), OnThePage(words=None)).splitlines()) <= 66


def test_a_page_without_entries_or_numbers_says_so() -> None:
    assert "no entries yet" in summary([], date(2026, 12, 9))
    assert "didn't give numbers" in summary([LINE], date(2026, 12, 9))


def test_one_number_alone_is_written_too() -> None:
    assert facts(replace(MONDAY, after=None)) == ["One minute", "1 minute", "before 3"]
    assert facts(replace(MONDAY, before=None)) == ["One minute", "1 minute", "after 6"]
    assert facts(LINE) == []


def test_own_words_are_one_line() -> None:
    assert one_line("  a\tb\nc\x1b[31m\u202e d ") == "a b c [31m d"
    assert len(one_line("x" * 5000)) == 2000


def test_only_what_was_chosen_is_on_the_page() -> None:
    today = date(2026, 12, 9)
    bare = summary(ALL, today, OnThePage(exercises=False, numbers=False))
    for word in ("One minute", "before", "after", "helped", "Only a line"):
        assert word not in bare
    assert "Only a line." in summary(ALL, today, OnThePage(words=[4]))
    assert "helped" not in summary(ALL, today, OnThePage(words=[4]))
    late = page_of(ALL, today, OnThePage(words=None, since=date(2026, 12, 1)))
    assert late.period == "My entries are from 7 Dec 2026 to 8 Dec 2026."
    assert (late.exercises, len(late.weeks), len(late.words)) == (("Five senses",), 1, 2)
