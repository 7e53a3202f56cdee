"""The breathing shape: a disc that grows with the breath in and shrinks with the breath out.

`fullness`, `count` and `disc` are pure; `Breath` is the widget that shows them. It keeps no time of its own: whoever
owns it hands it the view, as often as it should move.
"""

from __future__ import annotations

from math import ceil, cos, hypot, pi

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from companion.screen import theme
from companion.screen.words import BREATH
from companion.session.effects import BreathPart
from companion.session.view import BreathView

EMPTY = 0.28
"""Radius of the disc after breathing out, as a part of the full one."""
RING = 0.16
"""Light of the ring that shows where the disc is full."""
_STEPS = 10
"""Most dots the still shape counts with; longer parts count in larger steps."""


def fullness(breath: BreathView, now: float) -> float:
    """How full the lungs are, 0 to 1, eased at both ends as a breath is."""
    part = min(1.0, max(0.0, (now - breath.started) / breath.seconds)) if breath.seconds > 0 else 1.0
    eased = (1 - cos(pi * part)) / 2
    return {
        BreathPart.IN: eased,
        BreathPart.HOLD_IN: 1.0,
        BreathPart.OUT: 1.0 - eased,
        BreathPart.HOLD_OUT: 0.0,
    }[breath.part]


def count(breath: BreathView, now: float) -> tuple[int, int]:
    """The second being counted and how many there are, at most ten: (2, 4) early in the second second of four."""
    of = max(1, min(_STEPS, ceil(breath.seconds)))
    part = min(1.0, max(0.0, (now - breath.started) / breath.seconds)) if breath.seconds > 0 else 1.0
    return min(of, int(part * of) + 1), of


def label(breath: BreathView) -> str:
    return BREATH[breath.part.value]


def disc(fill: float, rows: int) -> list[list[tuple[float, float]]]:
    """Light (0 to 1) of the upper and lower half of each cell, `rows` tall and twice as many cells wide.

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


class Breath(Widget):
    """Rows of half blocks; without colours shades of dots, and without animation a count in place of the disc."""

    DEFAULT_CSS = "Breath { width: 100%; height: 11; }"
    can_focus = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._fill = 0.0
        self._counted = (0, 1)

    @property
    def still(self) -> bool:
        """Animations are off: nothing moves, the seconds are counted."""
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

    def _dots(self, y: int, ground: Style) -> Strip:
        if y > 0:
            return Strip.blank(0, ground)
        done, of = self._counted
        text = " ".join("●" if number <= done else "○" for number in range(1, of + 1))
        return Strip([Segment(text, ground + Style(color=theme.ACCENT))])

    def _row(self, y: int, rows: int, ground: Style) -> Strip:
        cells = disc(self._fill, rows)[y]
        if self.app.no_color:
            # Shades instead of colour, and never a full block: a white disc is too bright for a dark room.
            text = "".join("▒" if up + down > 1.0 else "░" if up + down > 0.5 else " " for up, down in cells)
            return Strip([Segment(text, ground)])
        back, warm = Color.parse(theme.BACKGROUND), Color.parse(theme.ACCENT)
        # A breath's light grows with it, a little.
        strength = 0.5 + 0.3 * self._fill

        def tone(light: float) -> str:
            return back.blend(warm, round(light * strength, 2)).hex

        return Strip([Segment("▀", Style(color=tone(up), bgcolor=tone(down))) for up, down in cells])
