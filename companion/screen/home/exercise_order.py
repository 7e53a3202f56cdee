"""The exercises as lists show them, and their order under headings, the same as in `companion list`. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from companion.exercise.cautions import NONE, Cautions, sorted_out
from companion.screen import words
from companion.screen.seam import RIGHT_NOW, TONIGHT, YES_NO_MAYBE, Listing
from companion.tongue import said, spoken


@dataclass(frozen=True, slots=True)
class ListedExercise:
    """An exercise as lists show it, its texts free of control characters."""

    id: str
    title: str
    summary: str
    meta: str
    """Its minutes and people, in words."""
    heading: str
    """The title of its pack."""
    broken: str = ""
    people: int = 1
    cautions: Cautions = NONE
    gist: str = ""
    kind: str = ""
    minutes: float = 0.0
    needs: tuple[str, ...] = ()
    author: str = ""
    asks: tuple[str, ...] = ()
    between: tuple[int, int] | None = None
    """The whole minutes between which its length can be chosen; None if there is nothing to choose."""
    language: str = "en"

    @property
    def about(self) -> str:
        """One line: its gist, or its summary; the reason, if it can't be used."""
        return (
            said("doesn’t work right now: {reason}").format(reason=self.broken)
            if self.broken
            else self.gist or self.summary
        )


FIRST = ListedExercise(RIGHT_NOW, words.RIGHT_NOW_TITLE, words.RIGHT_NOW_SUMMARY, words.RIGHT_NOW_META, "")
"""The exercise that can be begun before any has been read."""

FOR_TWO = (
    ListedExercise(TONIGHT, words.TONIGHT_TITLE, words.TONIGHT_SUMMARY, words.people(2), words.FOR_TWO, people=2),
    ListedExercise(
        YES_NO_MAYBE, words.YES_NO_MAYBE_TITLE, words.YES_NO_MAYBE_SUMMARY, words.people(2), words.FOR_TWO, people=2
    ),
)
"""The entries for two people who have not chosen an exercise. They stand in the list if it has touch for two."""


def with_ways_in(exercises: Sequence[ListedExercise]) -> list[ListedExercise]:
    """Returns the exercises. If there are exercises of touch, the two entries for couples (TONIGHT, YES_NO_MAYBE) come
    first."""
    return [*(FOR_TWO if any(each.kind == "touch" for each in exercises) else ()), *exercises]


def listed(listings: Iterable[Listing]) -> list[ListedExercise]:
    """Returns the exercises, ready to be shown: those in the chosen language first, otherwise in the same order."""
    return [
        ListedExercise(
            id=listing.id,
            title=words.shown(listing.title) or words.harmless(listing.id),
            summary=words.shown(listing.summary),
            meta=f"{_minutes(listing)} · {words.people(listing.people)}",
            heading=words.shown(listing.pack_title),
            broken=words.shown(listing.broken) if listing.broken else "",
            people=listing.people,
            cautions=sorted_out(listing.cautions),
            gist=words.shown(listing.gist),
            kind=listing.kind,
            minutes=listing.minutes,
            needs=tuple(listing.needs),
            author=words.shown(listing.author),
            asks=tuple(listing.asks),
            between=_between(listing),
            language=listing.language,
        )
        for listing in sorted(listings, key=lambda each: each.language != spoken())
    ]


WORTH_CHOOSING: Final = 0.2
"""Share of the usual length below which the range of lengths is not offered: it would make no difference."""


def _between(listing: Listing) -> tuple[int, int] | None:
    shortest, longest = (max(1, round(each)) for each in (listing.shortest, listing.longest))
    wide = listing.longest - listing.shortest >= WORTH_CHOOSING * listing.minutes
    return (shortest, longest) if shortest < longest and wide else None


def _minutes(listing: Listing) -> str:
    """Writes the usual length, and between which it can be chosen: "6 min (3–10)"."""
    between = _between(listing)
    return words.minutes(listing.minutes) + (f" ({between[0]}–{between[1]})" if between else "")


Group = tuple[str, list[ListedExercise]]
"""A heading and the exercises under it."""


def by_pack(exercises: Sequence[ListedExercise], first_kind: str = "", *, alone: bool = False) -> list[Group]:
    """Groups the exercises by pack: the two entries for couples, then packs with the most of `first_kind`, then the
    others. `alone`: packs with exercises for one person come first, and the entries for couples last."""
    groups: dict[str, list[ListedExercise]] = {}
    for exercise in exercises:
        groups.setdefault(exercise.heading, []).append(exercise)
    return sorted(
        groups.items(),
        key=lambda group: (
            alone and all(each.people == 2 for each in group[1]),
            alone == (group[0] == words.FOR_TWO),
            -sum(each.kind == first_kind for each in group[1]),
        ),
    )
