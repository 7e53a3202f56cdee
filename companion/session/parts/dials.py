"""The three things that a person turns up and down: the pace of speech, the length of silences, the volume."""

from __future__ import annotations

PACES = (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.35, 1.5)
"""Factors on the usual words a minute. "Slower" and "faster" go one step; beyond the ends speech is hard to follow."""
SILENCE_PACES = (0.4, 0.55, 0.7, 0.85, 1.0, 1.25, 1.5, 2.0, 2.5)
"""Factors on the author's silences. Wider apart than those of speech: a silence a tenth longer goes unnoticed."""
VOLUMES = (0.15, 0.25, 0.35, 0.5, 0.65, 0.8, 1.0)
"""Factors on full loudness. Each step is about equally loud to the ear, and the first can still be heard."""

USUAL_VOLUME = 0.8
"""The volume at which a session begins if nothing else was chosen: below full loudness, so that there is more."""


def nearest(value: float, steps: tuple[float, ...]) -> int:
    """Finds the place of the step that is nearest to a value."""
    return min(range(len(steps)), key=lambda place: abs(steps[place] - value))


class Dials:
    """The present settings of the three."""

    def __init__(self, pace: float = 1.0, silence_pace: float = 1.0, volume: float = USUAL_VOLUME) -> None:
        """Begins at the steps nearest to these."""
        self._pace = nearest(pace, PACES)
        self._silence_pace = nearest(silence_pace, SILENCE_PACES)
        self._volume = nearest(volume, VOLUMES)

    @property
    def pace(self) -> float:
        return PACES[self._pace]

    @property
    def silence_pace(self) -> float:
        return SILENCE_PACES[self._silence_pace]

    @property
    def volume(self) -> float:
        return VOLUMES[self._volume]

    def turn_pace(self, steps: int) -> bool:
        """Makes speech faster (+1) or slower (-1). False, and nothing changes, at the end of the scale."""
        if not 0 <= self._pace + steps < len(PACES):
            return False
        self._pace += steps
        return True

    def turn_silence_pace(self, steps: int) -> bool:
        """Makes silences longer (+1) or shorter (-1). False, and nothing changes, at the end of the scale."""
        if not 0 <= self._silence_pace + steps < len(SILENCE_PACES):
            return False
        self._silence_pace += steps
        return True

    def turn_volume(self, steps: int) -> None:
        """Makes everything louder (+1) or quieter (-1), as far as the scale goes."""
        self._volume = min(max(0, self._volume + steps), len(VOLUMES) - 1)
