"""The numbers that come with the program: each with who, when read and where, and docs/crisis.md says the same."""

from __future__ import annotations

import datetime
import os
import re
from pathlib import Path

import pytest

from companion.crisis.cards import load_cards, shipped_text
from companion.crisis.model import Card, Entry, Need
from companion.crisis.reading import parse_cards

CARDS = parse_cards(shipped_text(), "cards.yaml")
ENTRIES = [(card, entry) for card in CARDS.values() for entry in card.entries]
DOCS = Path(__file__).parents[2] / "docs" / "crisis.md"


def test_at_least_ten_countries_and_no_trouble() -> None:
    assert len(CARDS) >= 10
    assert load_cards().trouble == ""


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_every_country_has_an_emergency_number_and_a_crisis_line(card: Card) -> None:
    assert card.of(Need.EMERGENCY)
    assert card.of(Need.CRISIS)
    assert card.read


@pytest.mark.parametrize(("card", "entry"), ENTRIES, ids=[f"{card.region}-{entry.reach}" for card, entry in ENTRIES])
def test_every_entry_says_where_and_when_it_was_read(card: Card, entry: Entry) -> None:
    assert entry.sources
    assert all(re.match(r"https?://[^ ]+\Z", page.address) for page in entry.sources)
    read = datetime.date.fromisoformat(entry.read)
    assert read <= datetime.date.today() + datetime.timedelta(days=1)
    assert all(page.dated <= entry.read for page in entry.sources)
    if len(entry.sources) < 2:
        # Only somebody's own page is good enough alone.
        assert (card.region, entry.reach) in {("BE", "1712")}


def test_no_number_twice_in_a_country() -> None:
    for card in CARDS.values():
        reaches = [entry.reach for entry in card.entries]
        assert len(set(reaches)) == len(reaches), card.region


def table() -> str:
    """The table of docs/crisis.md."""
    rows = ["| country | for | call | who, when | read on | pages |", "|---|---|---|---|---|---|"]
    for card in sorted(CARDS.values(), key=lambda card: card.name):
        for entry in card.entries:
            pages = "<br>".join(
                f"[{page.page}]({page.address}){f', {page.dated}' if page.dated else ''}" for page in entry.sources
            )
            who = f"{entry.name} ({entry.details})" if entry.details else entry.name
            rows.append(f"| {card.name} | {entry.need.value} | {entry.reach} | {who} | {entry.read} | {pages} |")
    return "\n".join(rows) + "\n"


def test_the_docs_say_the_same() -> None:
    """UPDATE_GOLDEN=1 writes the table anew."""
    text = DOCS.read_text(encoding="utf-8")
    head, _, rest = text.partition("<!-- entries -->\n")
    written, _, tail = rest.partition("<!-- end of entries -->\n")
    if os.environ.get("UPDATE_GOLDEN"):
        DOCS.write_text(f"{head}<!-- entries -->\n{table()}<!-- end of entries -->\n{tail}", encoding="utf-8")
        return
    assert written == table()
