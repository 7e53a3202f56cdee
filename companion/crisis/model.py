"""What a crisis card holds. Frozen values, no IO."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

NOWHERE = "ZZ"
"""The region of somebody whose country is not in the list; CLDR's code for it."""


class Need(StrEnum):
    """What one calls for, in the order of the card."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"
    ABUSE = "abuse"


@dataclass(frozen=True, slots=True)
class Page:
    """Where an entry was read."""

    page: str
    """Who publishes it, and its title."""
    address: str
    dated: str = ""
    """The date the page shows, "2024-01-16", "2022-09" or "2025"; empty where it shows none."""


@dataclass(frozen=True, slots=True)
class Entry:
    need: Need
    name: str
    number: str = ""
    """As it is dialled inside the country. One of number, text and web is never empty."""
    text: str = ""
    """A number for text messages, or "START to 88788"."""
    web: str = ""
    """An address to be typed by a person; the program opens none."""
    who: str = ""
    """"women", "men"; empty for anybody."""
    hours: str = ""
    """As the source says; empty where it does not."""
    languages: str = ""
    note: str = ""
    sources: tuple[Page, ...] = ()
    read: str = ""
    """The day its sources were read, "2026-11-22"; empty where nobody wrote it down."""

    @property
    def reach(self) -> str:
        """What stands large: the number, or how to text, or the address."""
        return self.number or (f"text {self.text}" if self.text else self.web)

    @property
    def details(self) -> str:
        """Everything else but the name, in a few words: "for women; day and night"."""
        parts = [f"for {self.who}" if self.who else "", self.hours, self.languages]
        if self.number and self.text:
            parts.insert(0, "call or text" if self.text == self.number else f"or text {self.text}")
        if self.web and self.web != self.reach:
            parts.append(f"or {self.web}")
        return "; ".join(part for part in (*parts, self.note) if part)


class Origin(StrEnum):
    SHIPPED = "shipped"
    """Came with the program."""
    OWN = "own"
    """From the person's own file."""
    NONE = "none"
    """There is nothing for this country."""


@dataclass(frozen=True, slots=True)
class Card:
    region: str
    """ISO 3166 code, two capitals."""
    name: str
    entries: tuple[Entry, ...] = ()
    origin: Origin = Origin.NONE

    def of(self, need: Need) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.need is need)

    @property
    def read(self) -> str:
        """The day of the oldest reading of its entries; empty where one of them has none."""
        days = [entry.read for entry in self.entries]
        return min(days) if days and all(days) else ""


@dataclass(frozen=True, slots=True)
class Cards:
    by_region: Mapping[str, Card]
    trouble: str = ""
    """What is wrong with a file, one sentence with its place; empty where all is well."""

    def card_for(self, region: str) -> Card:
        """The card of a region by its code; where there is none, one without entries, and its code for a name."""
        known = self.by_region.get(region)
        if known is not None:
            return known
        return Card(region, "Another country" if region == NOWHERE else region)

    def regions(self) -> tuple[tuple[str, str], ...]:
        """Code and name, by name."""
        return tuple(sorted(((card.region, card.name) for card in self.by_region.values()), key=lambda item: item[1]))

    def find(self, text: str) -> str | None:
        """The code of a region that somebody wrote as code or name; None where it is neither."""
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
