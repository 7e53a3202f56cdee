"""Draws the cover of a session: its title and its author, large enough for the small pictures of a phone's player."""

from __future__ import annotations

import io
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

SIDE: Final = 600
"""Pixels of each side, as all lengths below. Players show covers with 100 to 600."""
_MARGIN: Final = 54
_TITLE_SIZES: Final = range(92, 43, -4)
"""Sizes of the title's letters, from the one that is tried first to the smallest that can be read on a cover of 300."""
_AUTHOR_SIZES: Final = range(36, 25, -2)
_TITLE_HEIGHT: Final = 330
"""The room for the title."""
_LEADING: Final = 1.18
"""The height of a line, in sizes of its letters."""
_PAPER: Final = (28, 25, 22)
_INK: Final = (245, 238, 226)
_SOFT: Final = (200, 189, 174)
_MARK: Final = (196, 140, 82)
_QUALITY: Final = 88
"""JPEG's quality: letters have clean edges, and a cover takes about 30 kB."""
_FONTS: Final = "companion.authoring.handout"
"""The package whose folder `fonts` holds the font of all our papers."""


def cover(title: str, author: str) -> bytes | None:
    """Draws the cover as a JPEG. Returns None if the font lacks a letter of the title, or can't set its direction."""
    from PIL import Image, ImageDraw

    if not title.strip() or not _can_set(title):
        return None
    image = Image.new("RGB", (SIDE, SIDE), _PAPER)
    draw = ImageDraw.Draw(image)
    font, lines = _fitted(title, "DejaVuSans-Bold.ttf", _TITLE_SIZES, _TITLE_HEIGHT)
    y = float(_MARGIN + 24)
    for line in lines:
        draw.text((_MARGIN, y), line, font=font, fill=_INK)
        y += font.size * _LEADING
    draw.rectangle((_MARGIN, y + 22, _MARGIN + 96, y + 30), fill=_MARK)
    if author.strip() and _can_set(author):
        small, lines = _fitted(author, "DejaVuSans.ttf", _AUTHOR_SIZES, 2 * _AUTHOR_SIZES[0] * _LEADING)
        y = SIDE - _MARGIN - len(lines) * small.size * _LEADING
        for line in lines:
            draw.text((_MARGIN, y), line, font=small, fill=_SOFT)
            y += small.size * _LEADING
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _fitted(text: str, name: str, sizes: range, height: float) -> tuple[FreeTypeFont, list[str]]:
    """Finds the largest size in which the text fits, and its lines. If none fits, the text is cut."""
    for size in sizes:
        font = _font(name, size)
        lines = _lines(text, font)
        fits = len(lines) * size * _LEADING <= height
        if fits and all(font.getlength(line) <= SIDE - 2 * _MARGIN for line in lines):
            return font, lines
    font = _font(name, sizes[-1])
    most = max(1, int(height / (font.size * _LEADING)))
    lines = [line for word_line in _lines(text, font) for line in _pieces(word_line, font)]
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1].rstrip(" ,;:—–") + "…"]
    return font, lines


def _lines(text: str, font: FreeTypeFont) -> list[str]:
    """Fills lines with words. A word that is too long stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else ""
        if lines and font.getlength(longer) <= SIDE - 2 * _MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _pieces(line: str, font: FreeTypeFont) -> list[str]:
    """Cuts a line that is a single word too long for the cover."""
    pieces = [""]
    for letter in line:
        if font.getlength(pieces[-1] + letter) > SIDE - 2 * _MARGIN:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _font(name: str, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(io.BytesIO(_font_file(name)), size)


@cache
def _font_file(name: str) -> bytes:
    return (files(_FONTS) / "fonts" / name).read_bytes()


def _can_set(text: str) -> bool:
    right_to_left = any(unicodedata.bidirectional(each) in ("R", "AL") for each in text)
    return not right_to_left and all(ord(each) in _letters() for each in text if not each.isspace())


@cache
def _letters() -> frozenset[int]:
    """Reads the code points that both cuts of the font have."""
    from fontTools.ttLib import TTFont

    fonts = [TTFont(io.BytesIO(_font_file(name)), lazy=True) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
    return frozenset.intersection(*(frozenset(font.getBestCmap() or ()) for font in fonts))
