"""The page for somebody else as a PDF: one page, in words that can be read and copied, with nothing else on it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from companion.journal.handing_out import LONGEST_ON_PAGE, NO_NUMBERS, OnThePage, page_of
from companion.journal.journal_entry import JournalEntry
from companion.journal.summary_paper import as_pdf

TODAY = date(2026, 12, 9)
ENTRY = JournalEntry("2026-11-23", "right-now", "One minute", 75.0, 3, 6, "It helped, a bit. Ça va, Ølga.", 1)
MANY = [
    replace(
        ENTRY,
        id=number,
        day=date.fromordinal(date(2025, 12, 1).toordinal() + 3 * number).isoformat(),
        title=f"A rather long name of an exercise, number {number}",
        words="w" * 30 + " word" * 80,
    )
    for number in range(1, 120)
]


def read(pdf: bytes) -> tuple[int, str]:
    reader = PdfReader(io.BytesIO(pdf))
    return len(reader.pages), " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def test_it_says_what_the_page_says() -> None:
    pages, text = read(as_pdf(page_of([ENTRY], TODAY, OnThePage(words=None)), numbers=True))
    assert pages == 1
    for words in (
        "From my journal",
        "I made this page with Companion on 9 Dec 2026",
        "One minute",
        "23 Nov 2026",
        "before 3.0",
        "after 6.0",
        "It helped, a bit. Ça va, Ølga.",
        "They aren't a test",
    ):
        assert words in text


def test_it_is_one_page_however_much_there_is() -> None:
    pages, text = read(as_pdf(page_of(MANY, TODAY, OnThePage(words=None)), numbers=True))
    assert pages == 1
    assert text.count("www") >= 5
    assert LONGEST_ON_PAGE < 400


@pytest.mark.parametrize("numbers", [True, False])
def test_what_was_not_chosen_is_not_in_the_file(numbers: bool) -> None:
    chosen = OnThePage(exercises=False, numbers=numbers)
    pdf = as_pdf(page_of([replace(ENTRY, before=None)], TODAY, chosen), numbers=numbers)
    _, text = read(pdf)
    assert "One minute" not in text
    assert "helped" not in text
    assert (NO_NUMBERS in text) is numbers
    about = PdfReader(io.BytesIO(pdf)).metadata
    assert about is not None
    assert about.author is None


def test_an_empty_journal_and_letters_that_no_font_has() -> None:
    assert "There are no entries yet." in read(as_pdf(page_of([], TODAY), numbers=False))[1]
    odd = replace(ENTRY, words="日本 is far \U0001f600")
    assert "is far" in read(as_pdf(page_of([odd], TODAY, OnThePage(words=None)), numbers=True))[1]
