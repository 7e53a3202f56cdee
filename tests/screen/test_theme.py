"""Contrast of every theme, by the formula of the Web Content Accessibility Guidelines."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from companion.screen.theme import THEMES

TEXT, SHAPE = 4.5, 3.0
"""The least contrast of words, and of something that is told by its shape."""


def _light(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def luminance(color: str) -> float:
    r, g, b = (_light(part) for part in Color.parse(color).rgb)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_the_formula() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_words_can_be_read_and_the_chosen_row_stands_out(theme: Theme) -> None:
    background, colours = theme.background or "", theme.variables
    for words in (theme.foreground, theme.accent, colours["quiet"]):
        assert contrast(words or "", background) >= TEXT
    assert contrast(colours["bar"], background) >= SHAPE
    assert contrast(colours["bar-text"], colours["bar"]) >= TEXT
