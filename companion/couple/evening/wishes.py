"""The private page of “tonight, the two of us”: how long, and which kinds would be okay.

Pure. The smaller of two people's answers is what fits both. Every row has to be answered, and every answer is one key:
a partner who hears the keys cannot tell what was wished.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from companion.couple.evening.form import FormQuestion
from companion.couple.evening.pages import OfferedExercise, PageOption
from companion.couple.evening.private_page import (
    AREA,
    DRINK,
    NUMBER,
    SAFETY,
    TOUCH,
    Given,
    closes,
    number_options,
)
from companion.couple.evening.standing_limits import StandingLimits
from companion.couple.evening.texts import Texts
from companion.couple.evening.tonight import Tonight

TIME, TALK, BESIDE = "time", "talk", "beside"
TIMES = (5, 15, 30, 60)
"""Minutes that can be chosen as the longest."""
_TURNS = 2
"""Turns of an exercise of touch, which are equally long."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A ready agreement: an exercise of touch that two people can choose as it is. Both are asked about its areas, one
    by one. Clothes stay on in it."""

    offer: OfferedExercise
    minutes: float
    """The time it takes with the author's lengths."""
    fewest: float
    """The time it takes at its shortest."""
    whole: bool = True
    """None of its areas was left out earlier this evening. Its title names them all."""


@dataclass(frozen=True, slots=True)
class WishScope:
    """The rows that are asked tonight, the same for both."""

    times: tuple[int, ...] = TIMES
    agreements: tuple[Agreement, ...] = ()
    """The agreements that this evening still allows, each with the areas that are left. Empty if touch is over."""
    safety: bool = False

    @property
    def areas(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(area for each in self.agreements for area in each.offer.areas))


@dataclass(frozen=True, slots=True)
class Common:
    """The smaller of what two people wish. It does not say whose answer made it smaller, nor which."""

    minutes: int
    talk: bool
    beside: bool
    areas: tuple[str, ...]
    """The areas of touch that both said yes to; empty if there is no touch tonight."""


def wish_rows(scope: WishScope, texts: Texts) -> tuple[FormQuestion, ...]:
    """Returns the rows of the page, the same for both. Things without touch are asked about first."""
    word = texts.word

    def options(*keys: tuple[str, str, str]) -> tuple[PageOption, ...]:
        return tuple(PageOption(key, value, word(text)) for key, value, text in keys)

    def row(kind: str, given: tuple[PageOption, ...], name: str = "", *, said: str = "", **values: str) -> FormQuestion:
        text = texts.page(f"row_{said or kind}", **values)
        return FormQuestion(name or kind, word(f"label_{kind}", **values), text.title, given, text.lines)

    wanted = options(("y", "yes", "yes"), ("n", "no", "not_tonight"))
    no_yes = options(("n", "no", "no"), ("y", "yes", "yes"), ("r", "rather", "rather_not"))
    times = tuple(PageOption(str(n), str(most), word(f"time_{most}")) for n, most in enumerate(scope.times, 1))
    found: list[FormQuestion] = []
    if scope.agreements:  # these are about touch only
        found += [*([row(SAFETY, no_yes)] if scope.safety else []), row(NUMBER, number_options()), row(DRINK, no_yes)]
    found += [row(TIME, times), row(BESIDE, wanted), row(TALK, wanted)]
    for area in scope.areas:
        of = next(each for each in scope.agreements if area in each.offer.areas)
        said = "ready" if of.whole else "ready_part"
        found.append(row("ready", wanted, AREA + area, said=said, area=texts.area(area), title=of.offer.title))
    return tuple(found)


def in_common(first: Given, second: Given, scope: WishScope) -> Common:
    """Returns what fits both.

    An answer that rules out touch changes nothing else; otherwise the rest of the page would show which answer it was.
    """
    both = (first, second)
    touch = bool(scope.agreements) and not any(closes({**given, TOUCH: "yes"}) for given in both)
    return Common(
        minutes=min(int(given[TIME]) for given in both),
        talk=_both(both, TALK),
        beside=_both(both, BESIDE),
        areas=tuple(area for area in scope.areas if touch and _both(both, AREA + area)),
    )


def within(given: Given, limits: StandingLimits) -> Given:
    """Returns the answers of one person with no more time than their limits allow, in the steps of the page."""
    if limits.minutes is None:
        return given
    fits = [most for most in TIMES if most <= min(int(given[TIME]), limits.minutes)]
    return {**given, TIME: str(max(fits, default=min(TIMES)))}


def longest_tonight(tonight: Tonight) -> int:
    """Returns the most minutes that can still be chosen this evening: those that were chosen, if a time was chosen.
    Otherwise, once touch has begun, its two turns set the limit: two of five minutes don't become an hour."""
    if tonight.minutes is not None:
        return tonight.minutes
    if tonight.only is None or tonight.seconds is None:
        return max(TIMES)
    begun = _TURNS * tonight.seconds / 60
    return min((most for most in TIMES if most >= begun), default=max(TIMES))


def _both(both: Collection[Given], name: str) -> bool:
    return all(given[name] == "yes" for given in both)


def left_of(agreement: Agreement, areas: Collection[str]) -> Agreement | None:
    """Returns the agreement with only those of its areas; None if none is left."""
    left = tuple(area for area in agreement.offer.areas if area in areas)
    whole = agreement.whole and left == agreement.offer.areas
    return replace(agreement, offer=replace(agreement.offer, areas=left), whole=whole) if left else None
