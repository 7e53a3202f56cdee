"""The values of a crisis card. Frozen, no IO."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

NOWHERE = "ZZ"
"""The region of a person whose country is not in the list; CLDR's code for an unknown region."""


class Need(StrEnum):
    """The need that a number answers, in the order of the card."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"
    """Thinking about dying, or in need of somebody to talk to, about anything."""
    ASSAULT = "assault"
    """Sexual assault or abuse, however long ago."""
    ABUSE = "abuse"
    """Violence, or fear of it, at home."""
    ADDICTION = "addiction"
    """Drugs, alcohol, or sexual compulsion."""
    WORRIED = "worried"
    """Afraid of hurting somebody, or has done so: violence, or sexual harm. The last one, because the names of its
    services startle a person who looks for any other."""


@dataclass(frozen=True, slots=True)
class SourcePage:
    """The page that an entry was read on."""

    page: str
    """Its publisher and title."""
    address: str
    dated: str = ""
    """The date the page shows, "2024-01-16", "2022-09" or "2025"; empty if it shows none."""


@dataclass(frozen=True, slots=True)
class CrisisContact:
    """A number, an address for text messages, or a web page, with the service that answers there."""

    need: Need
    name: str
    number: str = ""
    """The number as it is dialled inside the country. One of number, text, chat and web is never empty."""
    text: str = ""
    """A number for text messages, or "START to 88788"."""
    chat: str = ""
    """The address of a chat, to be typed by a person."""
    web: str = ""
    """A web address to be typed by a person; the program never opens it."""
    also: tuple[Need, ...] = ()
    """Other needs that it answers: the card shows it under these as well."""
    who: str = ""
    """The people it is for, "women" or "men"; empty for anybody."""
    hours: str = ""
    """The opening hours as the source gives them; empty if it gives none."""
    languages: str = ""
    note: str = ""
    sources: tuple[SourcePage, ...] = ()
    read: str = ""
    """The day its sources were read, "2026-11-22"; empty if it is not written down."""

    @property
    def reach(self) -> str:
        """The way to reach it: the number, or how to text, or where to chat, or the address."""
        if self.number:
            return self.number
        if self.text:
            return f"text {self.text}"
        return f"chat at {self.chat}" if self.chat else self.web

    @property
    def details(self) -> str:
        """The other details besides the name, in a few words: "for women; day and night"."""
        parts = [f"for {self.who}" if self.who else "", self.hours, self.languages]
        if self.number and self.text:
            parts.insert(0, "call or text" if self.text == self.number else f"or text {self.text}")
        if self.chat and (self.number or self.text):
            parts.append(f"or chat at {self.chat}")
        if self.web and self.web != self.reach:
            parts.append(f"or {self.web}")
        return "; ".join(part for part in (*parts, self.note) if part)


class Origin(StrEnum):
    """The source of a card."""

    SHIPPED = "shipped"
    """The card came with the program."""
    OWN = "own"
    """The card is from the person's own file."""
    NONE = "none"
    """There is no card for this country."""


@dataclass(frozen=True, slots=True)
class Card:
    """The entries of one region."""

    region: str
    """ISO 3166 code, two capitals."""
    name: str
    entries: tuple[CrisisContact, ...] = ()
    origin: Origin = Origin.NONE

    def of(self, need: Need) -> tuple[CrisisContact, ...]:
        """Returns its entries for this need, beginning with those made for this need alone."""
        own = tuple(entry for entry in self.entries if entry.need is need)
        return own + tuple(entry for entry in self.entries if need in entry.also and entry.need is not need)

    @property
    def read(self) -> str:
        """The day on which the entry that was checked longest ago was read at its source (YYYY-MM-DD); empty if one
        entry has none."""
        days = [entry.read for entry in self.entries]
        return min(days) if days and all(days) else ""


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards of all regions."""

    by_region: Mapping[str, Card]
    trouble: str = ""
    """A mistake in a file, one sentence with its place; empty if all is well."""

    def card_for(self, region: str) -> Card:
        """Finds the card of a region by its code; if there is none, makes one without entries."""
        known = self.by_region.get(region)
        if known is not None:
            return known
        return Card(region, "Another country" if region == NOWHERE else region)

    def regions(self) -> tuple[tuple[str, str], ...]:
        """Lists code and name of every region, by name."""
        return tuple(sorted(((card.region, card.name) for card in self.by_region.values()), key=lambda item: item[1]))

    def find(self, text: str) -> str | None:
        """Finds the code of a region written as code or name; None if it is neither."""
        wanted = " ".join(text.split()).casefold()
        wanted = _ALSO.get(wanted, wanted)
        for code, name in self.regions():
            if wanted in {code.casefold(), name.casefold()}:
                return code
        return wanted.upper() if len(wanted) == 2 and wanted.isascii() and wanted.isalpha() else None


_ALSO = {
    "uk": "gb",
    "great britain": "gb",
    "england": "gb",
    "scotland": "gb",
    "wales": "gb",
    "northern ireland": "gb",
    "usa": "us",
    "america": "us",
    "the netherlands": "nl",
    "holland": "nl",
    "other": NOWHERE.lower(),
    "another country": NOWHERE.lower(),
}
