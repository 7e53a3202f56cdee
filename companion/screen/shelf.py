"""The exercises in the order in which they stand in the list, screen and plain lines alike. Pure; no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from companion.screen import words
from companion.screen.seam import RIGHT_NOW, Listing


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the shelf, made harmless."""

    id: str
    title: str
    summary: str
    meta: str
    heading: str
    """The kind it stands under; empty for what stands first."""
    broken: str = ""
    people: int = 1


FIRST = Entry(RIGHT_NOW, words.RIGHT_NOW_TITLE, words.RIGHT_NOW_SUMMARY, "1 min · one person", "")


def arranged(listings: Sequence[Listing]) -> list[Entry]:
    """First "Right now", then by kind, shorter before longer."""
    order = list(words.KINDS)

    def entry(listing: Listing, heading: str) -> Entry:
        return Entry(
            id=listing.id,
            title=words.harmless(listing.title) or words.harmless(listing.id),
            summary=words.harmless(listing.summary),
            meta=f"{words.minutes(listing.minutes)} · {words.people(listing.people)}",
            heading=heading,
            broken=words.harmless(listing.broken) if listing.broken else "",
            people=listing.people,
        )

    def place(listing: Listing) -> tuple[int, float, str]:
        kind = order.index(listing.kind) if listing.kind in order else len(order)
        return kind, listing.minutes, listing.title

    first = [entry(listing, "") for listing in listings if listing.id == RIGHT_NOW and not listing.broken]
    rest = sorted((listing for listing in listings if listing.id != RIGHT_NOW or listing.broken), key=place)
    return (first or [FIRST]) + [entry(listing, words.KINDS.get(listing.kind, words.OTHER_KIND)) for listing in rest]
