"""The colours of the night: dark, low, no pure white, one warm accent. Nothing is said by colour alone."""

from __future__ import annotations

from textual.theme import Theme

BACKGROUND = "#12100e"
FOREGROUND = "#c8bdae"
QUIET = "#8f8375"
"""For what may be overlooked; 5 : 1 on the background, so still to be read."""
FAINT = "#3a332c"
"""For lines and the empty part of the bar."""
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
