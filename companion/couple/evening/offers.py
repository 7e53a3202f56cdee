"""The page that says that this exercise is not for tonight, and offers others. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from companion.couple.evening.pages import OfferedExercise, Page, PageKind, PageOption, Without
from companion.couple.evening.texts import Texts

MOST = 8
"""Exercises on the page at most: each has a digit of its own."""


def without_page(texts: Texts, result: Without) -> Page:
    """Makes the page; its answer is an exercise's id, or "" for the list."""
    text = texts.page(result.page)
    options = tuple(PageOption(str(n), offer.id, offer.title) for n, offer in enumerate(result.offers[:MOST], 1))
    to_list = PageOption("enter", "", texts.word("to_list"))
    return Page(result.page, PageKind.CHOICE, text.title, (*text.lines, texts.word("reasons")), (*options, to_list))


def offered(offers: Sequence[OfferedExercise], value: str) -> str | None:
    """Finds the id of the offer meant by what was pressed or typed; "" for the list, None if neither was meant."""
    said = value.strip().casefold()
    if not said or said == "enter":
        return ""
    for n, offer in enumerate(offers[:MOST], 1):
        if said in (str(n), offer.id.casefold(), offer.title.casefold()):
            return offer.id
    return None
