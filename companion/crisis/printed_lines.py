"""Writes the most important numbers of a country as lines for paper. Pure."""

from __future__ import annotations

from typing import Final

from companion.crisis.card_model import Card, CrisisContact, Need

_ON_PAPER: Final = ((Need.EMERGENCY, 1), (Need.CRISIS, 2))
"""The needs, and the number of entries for each, that a printed page has room for."""


def printed_lines(card: Card) -> tuple[str, ...]:
    """Writes a heading with the country, and below it one line for each number; nothing for a card without numbers."""
    contacts = [contact for need, most in _ON_PAPER for contact in card.of(need)[:most]]
    if not contacts:
        return ()
    return (f"Help in {_in_sentence(card.name)}:", *dict.fromkeys(map(_line, contacts)))


def _line(contact: CrisisContact) -> str:
    details = f" ({contact.details})" if contact.details else ""
    return f"{contact.name}: {contact.reach}{details}"


def _in_sentence(name: str) -> str:
    """Writes a country's name as it stands in a sentence."""
    the = name.startswith(("United ", "Netherlands", "Czech Republic", "Philippines"))
    return f"the {name}" if the else name
