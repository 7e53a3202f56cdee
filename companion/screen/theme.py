"""The colours: dark, low in contrast, no pure white, one warm accent. No state is told by colour alone.

tests/screen/test_theme.py checks the contrast of each theme.
"""

from __future__ import annotations

from textual.theme import Theme

BACKGROUND = "#12100e"
FOREGROUND = "#c8bdae"
QUIET = "#8f8375"
"""The colour of side matters; contrast 5 : 1 on the background, so still easy to read."""
FAINT = "#3a332c"
"""The colour of lines and of the empty part of the bar."""
ACCENT = "#cf9862"
BAR = "#a0764c"
"""The colour behind the chosen row; at least 3 : 1 on the background, so that tired eyes find it."""
BAR_TEXT = BACKGROUND
"""The colour of the words on it; at least 4.5 : 1."""

NIGHT = Theme(
    name="night",
    primary=ACCENT,
    secondary=QUIET,
    accent=ACCENT,
    warning=ACCENT,
    error=ACCENT,
    success=ACCENT,
    foreground=FOREGROUND,
    background=BACKGROUND,
    surface="#1a1714",
    panel="#1a1714",
    dark=True,
    variables={"quiet": QUIET, "faint": FAINT, "bar": BAR, "bar-text": BAR_TEXT},
)
THEMES = (NIGHT,)
"""All themes. Each names the colours "quiet", "faint", "bar" and "bar-text" among its variables."""
