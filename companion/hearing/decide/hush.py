"""The hush: when the narrator is silenced provisionally, and when it goes on because no decision followed. Pure; the
reasons for a hush are found in `spotter.py`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hush:
    """The beginning or the end of a provisional silence of the narrator."""

    on: bool
    at: float
    reason: str


SAME = 1e-6
"""Seconds of tolerance: times are sums of blocks, and a rounding error must not lengthen a hush by a block."""


class HushPolicy:
    """The policy of hushes in one stream: feed it every block in order."""

    def __init__(self, limit: float, again: float) -> None:
        """`limit`: seconds after which a hush without a decision ends. `again`: seconds in which the network's
        suspicion counts as the same one."""
        self._limit = limit
        self._again = again
        self._since: float | None = None
        self._had = 0
        """Number of safety phrases in this utterance that have caused their hush already."""
        self._alike = -1e9
        """The time at which the network last suspected a safety phrase."""

    def decided(self, at: float, heard: int) -> None:
        """Takes a decision, which silences the narrator by itself. After it the present hush is not lifted any more,
        and a late suspicion of the same word starts no new one."""
        self._since, self._had, self._alike = None, heard, at

    def lift(self, at: float) -> list[Hush]:
        """Ends the present hush, if there is one, because the narrator says nothing that could be hushed."""
        if self._since is None:
            return []
        self._since = None
        return [Hush(False, at, "there is nothing to hush")]

    def hold(self, at: float, heard: int, alike: bool, loud: bool, why: str) -> list[Hush]:
        """Returns the hush that begins or ends with this block.

        `heard`: number of safety phrases in the jumpy ear's result, without the narrator's own. `alike`: the network
        suspects one. `loud`: the sound is loud enough for a person; otherwise no hush begins. `why`: the reason that
        stands in the Hush.
        """
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
