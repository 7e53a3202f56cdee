"""A crisis file that somebody wrote by hand: read as it stands, or refused with the place and what to write instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.crisis.editing import EXAMPLE
from companion.crisis.model import Card, Need, Origin
from companion.crisis.reading import BadCrisisFile, parse_cards

SMALL = """\
regions:
  GB:
    name: United Kingdom
    emergency:
      - number: 999
        name: Police
    abuse:
      - text: 88788
        name: Somebody
        who: women
        source:
          - {page: Their own, address: "https://example.org", dated: 2025}
        read: 2026-11-22
"""


def test_everything_is_read() -> None:
    (card,) = parse_cards(SMALL, "own.yaml", Origin.OWN).values()
    assert (card.region, card.name, card.origin) == ("GB", "United Kingdom", Origin.OWN)
    police, somebody = card.entries
    assert (police.need, police.number, police.reach, police.details) == (Need.EMERGENCY, "999", "999", "")
    assert (somebody.reach, somebody.details, somebody.read) == ("text 88788", "for women", "2026-11-22")
    assert (somebody.sources[0].page, somebody.sources[0].dated) == ("Their own", "2025")


@pytest.mark.parametrize(
    "number", ["000", "024", "0800 111 0 111", "1-800-799-7233", "020-50 50 50", "*120*7867#", "112"]
)
def test_numbers_stay_as_they_were_written(number: str) -> None:
    for written in (number, f'"{number}"', f"'{number}'"):
        if written.startswith("*"):
            continue  # YAML takes a bare star for a reference
        (card,) = parse_cards(SMALL.replace("number: 999", f"number: {written}"), "x").values()
        assert card.entries[0].number == number


def test_the_example_of_the_help_can_be_read() -> None:
    assert set(parse_cards(EXAMPLE, "example")) == {"IE"}


def test_norway_is_no_no() -> None:
    assert set(parse_cards(SMALL.replace("GB:", "NO:"), "x")) == {"NO"}


@pytest.mark.parametrize(
    ("was", "becomes", "place", "message"),
    [
        (SMALL, "", ":1:1", "The file is empty"),
        (SMALL, "- a\n", ":1:1", "Keys and values were expected"),
        (SMALL, "regions: {}\n", ":1:1", "There are no regions"),
        ("regions:", "region:", ":1:1", "'region' is not known here"),
        ("  GB:", "  Britain:", ":2:3", "'Britain' is no country code"),
        ("    name: United Kingdom\n", "", ":3:5", "'name' is missing"),
        ("    emergency:", "    emergancy:", ":4:5", "'emergancy' is not known here"),
        ("      - number: 999\n        name: Police", "      number: 999", ":5:7", "'emergency' is a list"),
        ("        name: Police", "        names: Police", ":6:9", "'names' is not known here"),
        ("      - number: 999\n        name: Police", "      - number: 999", ":5:9", "This entry has no name"),
        ("- number: 999\n        name", "- name", ":5:9", "This entry has no number"),
        ("number: 999", "number: nine", ":5:17", "'nine' cannot be dialled"),
        ("number: 999", "number: 999 at night", ":5:17", "cannot be dialled"),
        ("number: 999", "number: [999]", ":5:17", "'number' is one line of text"),
        ("name: Police", f"name: {'Police ' * 30}", ":6:15", "too long for the card"),
        ("read: 2026-11-22", "read: today", ":13:15", "'today' is no day"),
        ("dated: 2025", "dated: last year", ":12:70", "'last year' is no date"),
        ("page: Their own, ", "", ":12:13", "A source has a page and an address"),
        (
            '- {page: Their own, address: "https://example.org", dated: 2025}',
            "Their own",
            ":12:11",
            "is a list of pages",
        ),
        ("name: Somebody", "name: Somebody\n        name: Else", ":10:9", "'name' is written twice"),
        ("    name: United Kingdom", "\tname: United Kingdom", ":3:1", "tab"),
        ("read: 2026-11-22", "read: [2026", ":13:15", ""),
        ("name: Police", "name: {Police", ":6:15", "never closed"),
        ("name: Police", 'name: "Police', ":", "cannot be read from here on"),
    ],
)
def test_a_mistake_is_said_with_its_place(was: str, becomes: str, place: str, message: str) -> None:
    assert was in SMALL
    with pytest.raises(BadCrisisFile) as caught:
        parse_cards(SMALL.replace(was, becomes, 1), "own.yaml")
    assert message in caught.value.message
    assert caught.value.place.startswith("own.yaml" + place)
    assert caught.value.hint


def read_or_refused(text: str | bytes) -> dict[str, Card]:
    """No cards where the file is refused; anything but the declared error, with place and hint, fails the test."""
    try:
        return parse_cards(text, "x")
    except BadCrisisFile as refused:
        if not (refused.place.startswith("x:") and refused.hint):
            raise AssertionError(f"no place or no hint: {refused!r}") from refused
        return {}


@given(st.text(max_size=300) | st.binary(max_size=300))
def test_nothing_but_its_own_error_comes_out(text: str | bytes) -> None:
    cards = read_or_refused(text)
    assert all(card.entries for card in cards.values())


@given(st.data())
def test_a_file_with_a_hole_is_read_or_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(SMALL)))
    end = data.draw(st.integers(start, len(SMALL)))
    cards = read_or_refused(SMALL[:start] + SMALL[end:])
    assert all(entry.reach and entry.name for card in cards.values() for entry in card.entries)
