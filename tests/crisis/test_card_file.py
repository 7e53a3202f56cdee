"""A crisis file that somebody wrote by hand: read as it stands, or refused with the place and what to write instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.crisis.card_file import BadCrisisFile, parse_cards
from companion.crisis.card_model import Card, Need, Origin
from companion.crisis.editing import EXAMPLE

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


def test_a_line_may_be_a_chat_and_be_for_more_than_one_kind() -> None:
    text = SMALL.replace("text: 88788", "chat: chat.example").replace("who: women", "also: [assault, worried]")
    (card,) = parse_cards(text, "own.yaml", Origin.OWN).values()
    somebody = card.entries[1]
    assert (somebody.reach, somebody.also) == ("chat at chat.example", (Need.ASSAULT, Need.WORRIED))
    assert [card.of(need) for need in (Need.ABUSE, Need.ASSAULT, Need.WORRIED)] == [(somebody,)] * 3
    assert card.of(Need.ADDICTION) == ()


def test_a_number_names_the_other_ways_after_it() -> None:
    text = SMALL.replace(
        "text: 88788", "number: 1\n        text: START to 2\n        chat: c.example\n        web: w.example"
    )
    (card,) = parse_cards(text, "own.yaml", Origin.OWN).values()
    assert card.entries[1].details == "or text START to 2; for women; or chat at c.example; or w.example"


@pytest.mark.parametrize("need", Need)
def test_every_kind_can_be_written(need: Need) -> None:
    (card,) = parse_cards(
        SMALL.replace("    abuse:", f"    {need}:" if need != "emergency" else "    abuse:"), "x"
    ).values()
    assert card.of(need)


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
        (SMALL, "- a\n", ":1:1", "I expected lines such as 'name: Samaritans' here"),
        (SMALL, "regions: {}\n", ":1:1", "There are no regions"),
        ("regions:", "region:", ":1:1", "'region' can't be used here"),
        ("  GB:", "  Britain:", ":2:3", "'Britain' isn't a country code"),
        ("    name: United Kingdom\n", "", ":3:5", "'name' is missing"),
        ("    emergency:", "    emergancy:", ":4:5", "'emergancy' can't be used here"),
        ("      - number: 999\n        name: Police", "      number: 999", ":5:7", "'emergency' has to be a list"),
        ("        name: Police", "        names: Police", ":6:9", "'names' can't be used here"),
        ("      - number: 999\n        name: Police", "      - number: 999", ":5:9", "This entry has no name"),
        ("- number: 999\n        name", "- name", ":5:9", "This entry has no number"),
        ("number: 999", "number: nine", ":5:17", "'nine' can't be dialled"),
        ("number: 999", "number: 999 at night", ":5:17", "can't be dialled"),
        ("number: 999", "number: [999]", ":5:17", "'number' has to be one line of text"),
        ("name: Police", f"name: {'Police ' * 30}", ":6:15", "too long for the card"),
        ("read: 2026-11-22", "read: today", ":13:15", "'today' isn't a date"),
        ("dated: 2025", "dated: last year", ":12:70", "'last year' isn't a date"),
        ("page: Their own, ", "", ":12:13", "A source needs a page and an address"),
        (
            '- {page: Their own, address: "https://example.org", dated: 2025}',
            "Their own",
            ":12:11",
            "has to be a list of pages",
        ),
        ("who: women", "also: assault", ":10:15", "'also' has to be a list of kinds"),
        ("who: women", "also: [assault, fear]", ":10:25", "I don't know the kind of help 'fear'"),
        ("who: women", "also: [[assault]]", ":10:16", "I don't know the kind of help"),
        ("who: women", "also: [{assault: yes}]", ":10:16", "I don't know the kind of help"),
        ("text: 88788", "chat: ''", ":8:9", "This entry has no number"),
        ("name: Somebody", "name: Somebody\n        name: Else", ":10:9", "'name' is written twice"),
        ("    name: United Kingdom", "\tname: United Kingdom", ":3:1", "tab"),
        ("read: 2026-11-22", "read: [2026", ":13:15", ""),
        ("name: Police", "name: {Police", ":6:15", "never closes"),
        ("name: Police", 'name: "Police', ":", "can't read the file from here on"),
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
