"""When the narrator holds its breath: the hush that comes before a decision and is taken back without one. Pure; why
somebody may have said something is `spotter.py`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hush:
    on: bool
    at: float
    reason: str


SAME = 1e-6
"""Seconds: times are sums of blocks, and none may last one block longer for a rounding."""


class Breath:
    """Feed it every block in order."""

    def __init__(self, limit: float, again: float) -> None:
        """`limit`: seconds after which a hush without a decision ends. `again`: for so long a likeness that goes on is
        the same one."""
        self._limit = limit
        self._again = again
        self._since: float | None = None
        self._had = 0
        """So many safety phrases of this utterance have had their hush."""
        self._alike = -1e9
        """When something was last like a safety phrase."""

    def decided(self, at: float, heard: int) -> None:
        """A decision silences by itself; a hush under way must not be taken back over it, and none comes after it for
        what the network only now finds alike."""
        self._since, self._had, self._alike = None, heard, at

    def hold(self, at: float, heard: int, alike: bool, loud: bool, why: str) -> list[Hush]:
        """`heard`: how many safety phrases stand in the jumpy ear's result. `alike`: the network suspects one."""
        new = heard > self._had or (alike and at - self._alike > self._again)
        self._had = min(heard, self._had)
        if alike:
            self._alike = at
        if self._since is not None:
            if at - self._since < self._limit - SAME:
                return []
            self._since, self._had = None, heard
            return [Hush(False, at, "nothing followed")]
        if new and loud:
            self._since = at
            return [Hush(True, at, why)]
        return []
