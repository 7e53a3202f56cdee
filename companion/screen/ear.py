"""The line that says how the hearing stands, with its level: the session's and the sound check's. Pure; no textual."""

from __future__ import annotations

from collections.abc import Sequence

from companion.screen import words
from companion.screen.keycaps import Part, width_of

METER_CELLS = 5
QUIETEST, LOUDEST = -55.0, -15.0
"""dBFS at which the meter is empty and full."""
_WELL = "●"
_HEARS = frozenset({_WELL, "◐"})
"""Signs of `words.HEARING` under which sound arrives, be it faint or distorted."""


def meter(dbfs: float, cells: int = METER_CELLS) -> int:
    """Lit cells of the level meter, 0 to `cells`."""
    part = (dbfs - QUIETEST) / (LOUDEST - QUIETEST)
    return max(0, min(cells, round(part * cells)))


def hears(ear: tuple[str, str]) -> bool:
    """Whether what is said now arrives at all."""
    return ear[0] in _HEARS


def ear_line(
    ear: tuple[str, str],
    lit: int,
    width: int,
    *,
    cells: int = METER_CELLS,
    missed: float = 0.0,
    more: Sequence[Part] = (),
) -> list[Part]:
    """Sign and words of a state of `words.HEARING`, seconds of sound that were missed, the level and `more`.

    Where all of it is wider than `width`, what was missed is said more shortly, and then the level goes.
    """
    sign, state = ear
    state += "" if sign == _WELL else words.DEAF
    level: list[Part] = [("  " + "▮" * lit, "$accent"), ("▯" * (cells - lit), "$faint")] if hears(ear) else []
    tellings = [words.MISSED, words.MISSED_SHORT] if missed > 0 else [""]
    tries = [(telling, level) for telling in tellings]
    if missed > 0:
        tries.append((words.MISSED_SHORT, []))
    line: list[Part] = []
    for telling, shown in tries:
        said = f"; {telling.format(seconds=missed)}" if telling else ""
        line = [(sign, "$accent" if sign == _WELL else ""), (f" {state}{said}", ""), *shown, *more]
        if width_of(line) <= width:
            break
    return line
