"""Writes the most important numbers of a country as lines for paper. Pure."""

from __future__ import annotations

from typing import Final

from companion.crisis.card_model import Card, CrisisContact, Need
from companion.tongue import ENGLISH, said_in

_ON_PAPER: Final = ((Need.EMERGENCY, 1), (Need.CRISIS, 2))
"""The needs, and the number of entries for each, that a printed page has room for."""


def printed_lines(card: Card, language: str = ENGLISH) -> tuple[str, ...]:
    """Writes a heading with the country, and below it one line for each number; nothing for a card without numbers."""
    contacts = [contact for need, most in _ON_PAPER for contact in card.of(need)[:most]]
    if not contacts:
        return ()
    named = said_in(language, card.name)
    country = _in_sentence(card.name) if named == card.name else named
    heading = said_in(language, "Help in {country}:").format(country=country)
    return (heading, *dict.fromkeys(_line(contact, language) for contact in contacts))


def _line(contact: CrisisContact, language: str) -> str:
    details = "; ".join(said_in(language, each) for each in contact.details.split("; "))
    line = said_in(language, "{name}: {number}").format(name=said_in(language, contact.name), number=contact.reach)
    return f"{line} ({details})" if details else line


def _in_sentence(name: str) -> str:
    """Writes a country's name as it stands in a sentence."""
    the = name.startswith(("United ", "Netherlands", "Czech Republic", "Philippines"))
    return f"the {name}" if the else name
