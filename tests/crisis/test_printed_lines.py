"""The numbers that stand on a printed page: the emergency number and somebody to talk to, for every country."""

from __future__ import annotations

from companion.crisis.card_model import Card, CrisisContact, Need
from companion.crisis.cards import load_cards
from companion.crisis.printed_lines import printed_lines


def test_every_country_with_numbers_has_its_lines() -> None:
    cards = load_cards()
    for region, name in cards.regions():
        heading, *lines = printed_lines(cards.card_for(region))
        assert name in heading
        assert 1 <= len(lines) <= 3, region
        assert all(": " in line for line in lines)


def test_a_service_for_both_needs_is_printed_once() -> None:
    one = CrisisContact(Need.EMERGENCY, "Help", "112", also=(Need.CRISIS,))
    two = CrisisContact(Need.CRISIS, "Talk", "116 123", hours="day and night")
    card = Card("IE", "Ireland", (one, two))
    assert printed_lines(card) == ("Help in Ireland:", "Help: 112", "Talk: 116 123 (day and night)")


def test_a_country_without_numbers_has_none() -> None:
    assert printed_lines(Card("AQ", "Antarctica")) == ()


def test_some_names_need_an_article() -> None:
    contact = (CrisisContact(Need.EMERGENCY, "Emergency", "1"),)
    assert printed_lines(Card("US", "United States", contact))[0] == "Help in the United States:"
