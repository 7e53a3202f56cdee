"""The screen without any colour (`NO_COLOR`): the terminal's own two, with what a background told told by attributes.

Textual itself shows greys then.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from companion.screen.theme import BACKGROUND

_DEFAULT: Final = Style.from_color(RichColor.default(), RichColor.default())
_UNDERLINED: Final = _DEFAULT + Style(underline=True)
_REVERSED: Final = _DEFAULT + Style(reverse=True)
_FIELD, _BAR = 0.08, 0.3
"""Differences in brightness from the night theme's background, of 1. From `_FIELD` on, a place is one to type in, or
the track of a switch; from `_BAR` on, it is the chosen row. A card differs by 0.03, a field by 0.14, the bar by 0.45.
"""


class DefaultColours(LineFilter):
    """Leaves out all colours of the night theme. A field is underlined, and a bar is reversed."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Changes a line. `background` isn't asked: a bar may be the background of a whole widget."""
        return [
            Segment(text, without_colour(style) if style is not None else None, control)
            for text, style, control in segments
        ]


@lru_cache(1024)
def without_colour(style: Style) -> Style:
    """Returns this style without its colours."""
    if style.bgcolor is None or style.bgcolor.is_default or style.reverse:
        return style + _DEFAULT
    apart = abs(Color.from_rich_color(style.bgcolor).brightness - Color.parse(BACKGROUND).brightness)
    return style + (_REVERSED if apart >= _BAR else _UNDERLINED if apart >= _FIELD else _DEFAULT)
