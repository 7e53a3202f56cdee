"""The line that says how well the program hears, with a meter; for session and sound check. Pure; no textual."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from companion.screen import words
from companion.screen.keycaps import Part, width_of

if TYPE_CHECKING:
    from companion.ports import HearingChanged

METER_CELLS = 5
"""Cells of the meter in a session: enough to see it move, and narrow beside the words heard."""
QUIETEST, LOUDEST = -55.0, -15.0
"""dBFS at which the meter is empty and full: a quiet room, and a voice close to the microphone."""
_WELL = "●"
_HEARS = frozenset({_WELL, "◐"})
"""The signs of `words.HEARING` that mean that sound arrives, even if faint or distorted."""


def meter(dbfs: float, cells: int = METER_CELLS) -> int:
    """Counts the lit cells of the meter, 0 to `cells`."""
    part = (dbfs - QUIETEST) / (LOUDEST - QUIETEST)
    return max(0, min(cells, round(part * cells)))


def hears(ear: tuple[str, str]) -> bool:
    """Tells from the state of the hearing whether sound arrives at all."""
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
    """Joins the sign and words of a state, a word about missed sound, the meter and `more`.

    `ear` is a value of `words.HEARING`, `lit` the lit cells. If the line is too wide, the missed sound is told in
    fewer words, and then the meter is left out.
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
        said = f"; {telling}" if telling else ""
        line = [(sign, "$accent" if sign == _WELL else ""), (f" {state}{said}", ""), *shown, *more]
        if width_of(line) <= width:
            break
    return line


def hearing_sentence(changed: HearingChanged) -> str:
    """Says in brackets how well the program hears, and the advice for that."""
    sign, state = words.HEARING[changed.hearing.value]
    state += "" if sign == "●" else words.DEAF_PLAIN
    return f"({state}{'. ' + words.shown(changed.detail) if changed.detail else ''})"
