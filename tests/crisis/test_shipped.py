"""The numbers that come with the program: each with who, when read and where, and docs/crisis.md says the same."""

from __future__ import annotations

import datetime
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from companion.crisis.card_file import parse_cards
from companion.crisis.card_model import Card, CrisisContact, Need
from companion.crisis.cards import load_cards, shipped_text

CARDS = parse_cards(shipped_text(), "cards.yaml")
ENTRIES = [(card, entry) for card in CARDS.values() for entry in card.entries]
OWN_PAGES = frozenset(
    {
        "1712.be", "www.stopitnow.org.au", "stopitnow.brussels", "www.druglijn.be", "slaafws.org", "giveusashout.org",
        "247sexualabusesupport.org.uk", "www.stopitnow.org.uk", "drcc.ie", "www.iss.it", "alkoholhjalpen.se",
        "www.stopitnow.org", "saa-recovery.org", "www.keepingwellnwl.nhs.uk",
    }
)  # fmt: skip
"""Hosts of pages that are good enough alone: those of the services themselves, and of a health service."""
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
def test_every_entry_says_where_and_when_it_was_read(card: Card, entry: CrisisContact) -> None:
    assert entry.sources
    assert all(re.match(r"https?://[^ ]+\Z", page.address) for page in entry.sources)
    read = datetime.date.fromisoformat(entry.read)
    assert read <= datetime.date.today() + datetime.timedelta(days=1)
    assert all(page.dated <= entry.read for page in entry.sources)
    if len(entry.sources) < 2:
        assert urlsplit(entry.sources[0].address).hostname in OWN_PAGES
    assert len(set(entry.sources)) == len(entry.sources)


def test_no_number_twice_in_a_country() -> None:
    for card in CARDS.values():
        reaches = [entry.reach for entry in card.entries]
        assert len(set(reaches)) == len(reaches), card.region
        assert all(entry.need not in entry.also and len(set(entry.also)) == len(entry.also) for entry in card.entries)


def test_every_page_that_is_good_enough_alone_is_used() -> None:
    used = {urlsplit(page.address).hostname for _, entry in ENTRIES for page in entry.sources}
    assert used >= OWN_PAGES


def table() -> str:
    """The table of docs/crisis.md."""
    rows = ["| country | for | call | who, when | read on | pages |", "|---|---|---|---|---|---|"]
    for card in sorted(CARDS.values(), key=lambda card: card.name):
        for entry in card.entries:
            pages = "<br>".join(
                f"[{page.page}]({page.address}){f', {page.dated}' if page.dated else ''}" for page in entry.sources
            )
            who = f"{entry.name} ({entry.details})" if entry.details else entry.name
            needs = ", ".join((entry.need, *entry.also))
            rows.append(f"| {card.name} | {needs} | {entry.reach} | {who} | {entry.read} | {pages} |")
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
