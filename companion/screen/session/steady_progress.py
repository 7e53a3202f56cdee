"""The part of an exercise that is done, for the bar above the words. Pure."""

from __future__ import annotations

from companion.session.view import View


class SteadyProgress:
    """Remembers how far the bar was, so that it never runs backward.

    The time that is left grows when somebody goes back, asks for more time, or makes the silences longer. The bar then
    stands still until the exercise has caught up with it.
    """

    def __init__(self) -> None:
        self._furthest = 0.0

    def part(self, view: View) -> float:
        """Returns the part that is done, from 0 to 1."""
        done = view.elapsed / view.total if view.total > 0 else 0.0
        self._furthest = max(self._furthest, min(1.0, max(0.0, done)))
        return self._furthest
