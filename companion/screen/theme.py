"""The colours: the night theme, dark, low in contrast, no pure white, one warm accent; a light one; and one of high
contrast. No state is told by colour alone. tests/screen/test_theme.py checks the contrast of each theme.
"""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

BACKGROUND = "#12100e"
FOREGROUND = "#c8bdae"
QUIET = "#8f8375"
"""The colour of side matters; contrast 5 : 1 on the background, so still easy to read."""
FAINT = "#3a332c"
"""The colour of lines and of the empty part of the bar."""
ACCENT = "#cf9862"


def _theme(
    name: str,
    *,
    background: str,
    foreground: str,
    surface: str,
    quiet: str,
    faint: str,
    accent: str,
    bar: str,
    dark: bool = True,
) -> Theme:
    """Makes a theme. `bar`: the background of the chosen row, on which `background` is the colour of the text."""
    return Theme(
        name=name,
        primary=accent,
        secondary=quiet,
        accent=accent,
        warning=accent,
        error=accent,
        success=accent,
        foreground=foreground,
        background=background,
        surface=surface,
        panel=surface,
        dark=dark,
        variables={"quiet": quiet, "faint": faint, "bar": bar, "on-bar": background},
    )


NIGHT: Final = _theme(
    "night",
    background=BACKGROUND,
    foreground=FOREGROUND,
    surface="#1a1714",
    quiet=QUIET,
    faint=FAINT,
    accent=ACCENT,
    bar="#a57c52",
)
DAY: Final = _theme(
    "day",
    background="#f5f0e6",
    foreground="#2b2722",
    surface="#ece5d7",
    quiet="#665d52",
    faint="#c9beab",
    accent="#8a4f14",
    bar="#8a4f14",
    dark=False,
)
CONTRAST: Final = _theme(
    "contrast",
    background="#000000",
    foreground="#ffffff",
    surface="#000000",
    quiet="#dddddd",
    faint="#707070",
    accent="#ffd60a",
    bar="#ffd60a",
)
THEMES: Final = {theme.name: theme for theme in (NIGHT, DAY, CONTRAST)}
"""The themes by the name that stands in the settings; the first one is the usual one."""
