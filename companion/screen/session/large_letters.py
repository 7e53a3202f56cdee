"""Sets a sentence in letters of several rows, of half blocks, for reading from further away. Pure, except for the font.

The font is the one of everything that we print (`authoring/handout/fonts`). A sentence that does not fit, or has a sign
that is not certain to be in the font, is left to the usual letters: it is never cut.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Final

from PIL import Image, ImageDraw, ImageFont

_FONTS: Final = "companion.authoring.handout"
"""The package whose folder `fonts` holds the font."""
_SIZES: Final = ((170, 11), (0, 9))
"""Cells of width from which a size is used, and the size: pixels of the font. A pixel is half a cell high. Smaller ones
can't be read, and larger ones leave room for few words."""
_HALVES: Final = " ▀▄█"
_CERTAIN: Final = frozenset("“”‘’–—…")
"""Signs in the font beside those of the Latin alphabets."""
_LAST_LATIN: Final = "\u017f"


@lru_cache(maxsize=64)
def large_lines(text: str, width: int, rows: int) -> tuple[str, ...]:
    """Sets the sentence in at most `rows` lines of `width` cells; empty if it doesn't fit."""
    return _large(text, width, rows, centred=True)


def _large(text: str, width: int, rows: int, *, centred: bool) -> tuple[str, ...]:
    if not text or any(sign > _LAST_LATIN and sign not in _CERTAIN for sign in text):
        return ()
    for from_width, size in _SIZES:
        if width >= from_width and (lines := _set(text, width, rows, size, centred=centred)):
            return lines
    return ()


def large_row(text: str, width: int, rows: int) -> tuple[str, ...]:
    """Sets a row of a list in the same way, from the left edge; empty if it doesn't fit into `rows` lines."""
    return _large(text, width, rows, centred=False)


def _set(text: str, width: int, rows: int, size: int, *, centred: bool) -> tuple[str, ...]:
    font = _font(size)
    lines = _balanced(text, width, font) if centred else _broken(text, width, font)
    pixels = sum(font.getmetrics())
    if not lines or len(lines) * ((pixels + 1) // 2) > rows:
        return ()
    return tuple(row for line in lines for row in _drawn(line, width, font, pixels + pixels % 2, centred=centred))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    with as_file(files(_FONTS) / "fonts" / "DejaVuSans-Bold.ttf") as file:
        return ImageFont.truetype(file, size)


def _balanced(text: str, width: int, font: ImageFont.FreeTypeFont) -> list[str]:
    """Breaks the text into as few lines as fit, of about even length; none if a word is wider than a line."""
    fewest = _broken(text, width, font)
    for narrower in range(width // 2, width, 4):
        lines = _broken(text, narrower, font)
        if lines and len(lines) <= len(fewest):
            return lines
    return fewest


def _broken(text: str, width: int, font: ImageFont.FreeTypeFont) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if font.getlength(word) > width:
            return []
        if lines and font.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def _drawn(line: str, width: int, font: ImageFont.FreeTypeFont, height: int, *, centred: bool) -> list[str]:
    """Draws a line without grey, in the middle or from the left edge, as rows of half blocks."""
    image = Image.new("1", (width, height))
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1"
    draw.text(((width - font.getlength(line)) // 2 if centred else 0, 0), line, font=font, fill=1)
    ink = [bool(pixel) for pixel in image.tobytes("raw", "L")]
    return [
        "".join(_HALVES[ink[y * width + x] + 2 * ink[(y + 1) * width + x]] for x in range(width)).rstrip()
        for y in range(0, height, 2)
    ]
