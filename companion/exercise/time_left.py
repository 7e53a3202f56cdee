"""Rounds the time that is left to one of a few forms, the same aloud and on the screen. Pure; the words come from
outside."""

from __future__ import annotations

from collections.abc import Callable

NEARLY = 20.0
"""Seconds below which it is nearly over: hardly more than a last sentence and its silence."""
UNDER_A_MINUTE = 50.0
"""Seconds below which "about a minute" would promise too much."""
A_MINUTE = 90.0
"""Seconds from which it is nearer to two minutes than to one."""


def told(seconds: float, *, nearly: str, under_a_minute: str, a_minute: str, minutes: Callable[[int], str]) -> str:
    """Returns the words that fit this time: three sentences, and `minutes` for a number of them from two on."""
    if seconds < NEARLY:
        return nearly
    if seconds < UNDER_A_MINUTE:
        return under_a_minute
    if seconds < A_MINUTE:
        return a_minute
    return minutes(round(seconds / 60))
