"""The standing limits from “yes, no, maybe” for the private pages of an evening: opened with their person's passphrase.

The list is only read. Nothing is written, and nothing but the limits leaves this module.
"""

from __future__ import annotations

from companion.app.two_halves import TwoHalves, folder
from companion.couple.evening.pages import TWO
from companion.couple.evening.standing_limits import LimitsAtHand, StandingLimits
from companion.tongue import same_areas


def limits_at_hand(halves: TwoHalves | None = None) -> LimitsAtHand:
    """Finds out who has a list. Nothing is opened before somebody gives their passphrase."""
    there = TwoHalves((), {}, folder()) if halves is None else halves

    def unlock(who: str, passphrase: str) -> StandingLimits | None:
        found = there.limits(who, passphrase)
        if found is None:
            return None
        return StandingLimits(same_areas(found.never), found.clothes_on, found.minutes)

    return LimitsAtHand(frozenset(who for who in TWO if there.is_there(who)), unlock)
