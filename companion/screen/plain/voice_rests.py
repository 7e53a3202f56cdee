"""The lines that wait until the voice rests, because a screen reader would speak them over it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from companion.session.view import Phase, View

REST: Final = 3.0
"""Seconds of silence from which on a line is written in it: about as long as a screen reader takes for a short one."""
MOST_WAIT: Final = 20.0
"""Seconds after which a line is written in the next gap, however short that is. Some exercises hardly ever rest, and by
then the line may matter: that the microphone has failed, for instance."""
STALE: Final = 4.0
"""Seconds after which a line about a passing moment is no longer worth writing: "next" has long been obeyed."""

_RESTING: Final = frozenset({Phase.ASKING, Phase.PAUSED, Phase.YELLOW, Phase.LOST, Phase.FINISHED})
"""The phases in which the session waits for the person, or is over."""


def rests(view: View) -> bool:
    """Tells whether the voice rests long enough for a line to be read out."""
    if view.said_over > 0:
        return False
    return view.phase in _RESTING or (view.phase is Phase.SILENT and (view.silence_left or 0.0) >= REST)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    since: float
    about: str
    stale_soon: bool


class LinesWaiting:
    """The lines that wait, in the order in which they came."""

    def __init__(self) -> None:
        self._lines: list[_Line] = []

    def add(self, text: str, now: float, about: str = "", *, stale_soon: bool = False) -> None:
        """Adds a line, in place of a waiting line with the same `about`; an empty `about` replaces none. A line that is
        `stale_soon` is dropped after STALE seconds."""
        self._lines = [line for line in self._lines if not about or line.about != about]
        self._lines.append(_Line(text, now, about, stale_soon))

    def forget(self, about: str) -> None:
        """Drops the line with this `about`, because it isn't true any more."""
        self._lines = [line for line in self._lines if line.about != about]

    def __bool__(self) -> bool:
        return bool(self._lines)

    def long_enough(self, view: View) -> bool:
        """Tells whether the voice is in a gap now, and a line has waited so long that even a short gap will do."""
        in_gap = view.phase in (Phase.SILENT, Phase.BREATHING)
        return in_gap and any(view.now - line.since >= MOST_WAIT for line in self._lines)

    def take(self, now: float) -> list[str]:
        """Returns the texts that are still worth writing, and keeps none."""
        lines, self._lines = self._lines, []
        return [line.text for line in lines if not line.stale_soon or now - line.since <= STALE]
