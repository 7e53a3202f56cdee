"""Which file counts: the person's own over the shipped one, and never nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

import companion.crisis.cards
from companion import resources
from companion.crisis.card_model import NOWHERE, Cards, Origin
from companion.crisis.cards import load_cards

OWN = """\
regions:
  GB:
    name: My island
    crisis:
      - number: "0123 456"
        name: My neighbour
  PT:
    name: Portugal
    emergency:
      - number: "0987"
        name: My own
"""


def write_own(text: str | bytes) -> Path:
    file = resources.own_crisis_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def test_without_a_file_of_ones_own_there_is_nothing_to_say() -> None:
    cards = load_cards()
    assert cards.trouble == ""
    assert cards.card_for("GB").origin is Origin.SHIPPED
    assert cards.card_for("GB").entries[0].number == "999"


def test_ones_own_countries_stand_over_the_shipped_ones() -> None:
    write_own(OWN)
    cards = load_cards()
    assert cards.trouble == ""
    assert [entry.number for entry in cards.card_for("GB").entries] == ["0123 456"]
    assert cards.card_for("GB").origin is Origin.OWN
    assert cards.card_for("PT").name == "Portugal"
    assert cards.card_for("IE").origin is Origin.SHIPPED


@pytest.mark.parametrize(
    "text", ["", "regions: [", OWN.replace("name: My neighbour", "nom: x"), b"\xff\xfe\x00", b"\0" * 99]
)
def test_a_broken_file_is_named_and_the_shipped_numbers_stand(text: str | bytes) -> None:
    file = write_own(text)
    cards = load_cards()
    assert str(file) in cards.trouble
    assert "These are the numbers that came with Companion." in cards.trouble
    assert cards.card_for("GB").entries[0].number == "999"
    assert cards.card_for("GB").origin is Origin.SHIPPED


def test_a_mistake_is_said_with_line_and_hint() -> None:
    file = write_own(OWN.replace('number: "0123 456"', "number: later"))
    assert f"{file}:5:17: 'later' can't be dialled. Write only digits" in load_cards().trouble


def test_a_file_that_cannot_be_opened_is_said() -> None:
    resources.own_crisis_file().mkdir(parents=True)
    cards = load_cards()
    assert "can't open your own file" in cards.trouble
    assert cards.card_for("IE").entries


def test_even_without_the_shipped_file_there_is_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(companion.crisis.cards, "SHIPPED", "gone.yaml")
    cards = load_cards()
    assert "can't open the list of helplines" in cards.trouble
    assert cards.card_for("GB").entries == ()
    assert cards.regions() == ()


def test_a_country_without_numbers_has_a_card_that_says_so() -> None:
    card = load_cards().card_for("BR")
    assert (card.name, card.entries, card.origin, card.read) == ("BR", (), Origin.NONE, "")
    assert load_cards().card_for(NOWHERE).name == "Another country"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("gb", "GB"), ("GB", "GB"), ("UK", "GB"), (" united   kingdom ", "GB"), ("England", "GB"), ("ireland", "IE"),
        ("The Netherlands", "NL"), ("br", "BR"), ("another country", NOWHERE), ("narnia", None), ("", None),
        ("g1", None), ("éé", None),
    ],
)  # fmt: skip
def test_a_country_is_found_by_what_people_write(text: str, code: str | None) -> None:
    assert load_cards().find(text) == code


def test_countries_are_listed_by_name() -> None:
    names = [name for _, name in load_cards().regions()]
    assert names == sorted(names)
    assert Cards({}).regions() == ()
