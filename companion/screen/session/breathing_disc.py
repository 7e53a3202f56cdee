"""The breathing shape: a disc that grows with the breath in and shrinks with the breath out.

`fullness`, `count` and `disc` are pure; `BreathingDisc` is the widget that shows them. It keeps no time of its own: it
moves as often as its screen hands it a view.
"""

from __future__ import annotations

from math import ceil, cos, hypot, pi
from typing import assert_never

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from companion.screen import theme, words
from companion.session.effects import BreathPart
from companion.session.view import BreathView
from companion.tongue import said

EMPTY = 0.28
"""Radius of the disc after breathing out, as a part of the full one; small, but still to be seen."""
RING = 0.16
"""Light, 0 to 1, of the ring that shows how large the disc will be; faint, so that the disc stands out."""
_STEPS = 10
"""Dots that the still shape counts with at most; a longer part of the breath counts in larger steps."""


def fullness(breath: BreathView, now: float) -> float:
    """Computes how full the lungs are, 0 to 1, slower at both ends, as a breath is."""
    part = min(1.0, max(0.0, (now - breath.started) / breath.seconds)) if breath.seconds > 0 else 1.0
    eased = (1 - cos(pi * part)) / 2
    match breath.part:
        case BreathPart.IN:
            return eased
        case BreathPart.HOLD_IN:
            return 1.0
        case BreathPart.OUT:
            return 1.0 - eased
        case BreathPart.HOLD_OUT:
            return 0.0
        case part_of_breath:
            assert_never(part_of_breath)


def count(breath: BreathView, now: float) -> tuple[int, int]:
    """Counts the steps of this part of the breath: (2, 4) in the second of four seconds, at most ten steps."""
    of = max(1, min(_STEPS, ceil(breath.seconds)))
    part = min(1.0, max(0.0, (now - breath.started) / breath.seconds)) if breath.seconds > 0 else 1.0
    return min(of, int(part * of) + 1), of


def label(breath: BreathView, now: float) -> str:
    """Names the part of the breath. A hold counts, because nothing moves in it."""
    name = words.BREATH[breath.part.value]
    if breath.part not in (BreathPart.HOLD_IN, BreathPart.HOLD_OUT):
        return name
    done, of = count(breath, now)
    return said("{part}, {n} of {of}").format(part=name, n=done, of=of)


def disc(fill: float, rows: int) -> list[list[tuple[float, float]]]:
    """Computes the light, 0 to 1, of the upper and lower half of each cell, `rows` tall and twice as many cells wide.

    A half cell is about square on a terminal, so the circle is round; it is brightest in the middle, and its partly
    covered edge makes it grow smoothly. A faint ring shows where it is full.
    """
    size = rows * 2
    middle = size / 2
    full = middle - 0.5
    radius = (EMPTY + (1 - EMPTY) * fill) * full

    def light(x: int, y: int) -> float:
        away = hypot(x + 0.5 - middle, y + 0.5 - middle)
        covered = min(1.0, max(0.0, radius - away + 0.5))
        inside = covered * (1.0 - 0.45 * (away / full) ** 2)
        ring = RING * max(0.0, 1.0 - abs(away - full + 0.4))
        return max(inside, ring)

    return [[(light(x, 2 * row), light(x, 2 * row + 1)) for x in range(size)] for row in range(rows)]


class BreathingDisc(Widget):
    """The disc, drawn in half blocks; in shades of dots if colours are off, and as a row of dots that count if
    animations are off."""

    DEFAULT_CSS = "BreathingDisc { width: 100%; height: 11; }"
    can_focus = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._fill = 0.0
        self._counted = (0, 1)

    @property
    def still(self) -> bool:
        """True if animations are off: the seconds are counted with dots instead."""
        return self.app.animation_level == "none"

    def show(self, breath: BreathView, now: float) -> None:
        fill, counted = round(fullness(breath, now), 3), count(breath, now)
        changed = counted != self._counted if self.still else fill != self._fill
        self._fill, self._counted = fill, counted
        if changed:
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width, rows = self.size
        ground = self.visual_style.rich_style
        strip = self._dots(y, ground) if self.still else self._row(y, rows, ground)
        left = (width - strip.cell_length) // 2
        return Strip([Segment(" " * left, ground), *strip, Segment(" " * (width - left - strip.cell_length), ground)])

    def _colors(self) -> tuple[Color, Color]:
        """Returns the background and the accent of the present theme."""
        worn = self.app.current_theme
        return Color.parse(worn.background or theme.BACKGROUND), Color.parse(worn.accent or theme.ACCENT)

    def _dots(self, y: int, ground: Style) -> Strip:
        if y > 0:
            return Strip.blank(0, ground)
        done, of = self._counted
        text = " ".join("●" if number <= done else "○" for number in range(1, of + 1))
        return Strip([Segment(text, ground + Style(color=self._colors()[1].hex))])

    def _row(self, y: int, rows: int, ground: Style) -> Strip:
        cells = disc(self._fill, rows)[y]
        if self.app.no_color:
            # Shades instead of colour, and never a full block: a white disc is too bright for a dark room.
            text = "".join("▒" if up + down > 1.0 else "░" if up + down > 0.5 else " " for up, down in cells)
            return Strip([Segment(text, ground)])
        back, warm = self._colors()
        # The disc becomes a little brighter as it grows.
        strength = 0.5 + 0.3 * self._fill

        def tone(light: float) -> str:
            return back.blend(warm, round(light * strength, 2)).hex

        return Strip([Segment("▀", Style(color=tone(up), bgcolor=tone(down))) for up, down in cells])
