"""The colours: dark, low in contrast, no pure white, one warm accent. No state is told by colour alone."""

from __future__ import annotations

from textual.theme import Theme

BACKGROUND = "#12100e"
FOREGROUND = "#c8bdae"
QUIET = "#8f8375"
"""The colour of side matters; contrast 5 : 1 on the background, so still easy to read."""
FAINT = "#3a332c"
"""The colour of lines and of the empty part of the bar."""
ACCENT = "#cf9862"

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
)
