"""The page that a journal's owner may hand to somebody, as a PDF of one page of A4."""

from __future__ import annotations

import logging
from importlib.resources import as_file, files
from typing import Any, Final

from companion.journal import handing_out
from companion.journal.handing_out import SummaryPage, week_named
from companion.journal.weeks import average_in_words

_FONTS: Final = "companion.authoring.handout"
"""The package whose folder `fonts` holds the font of all our papers."""
_FONT: Final = "DejaVu"
_MARGIN: Final = 20.0
"""Millimetres, as all lengths below."""
_LEADING: Final = 0.5
"""Millimetres of a line's height for each point of its type."""
_SIZES: Final = (1.0, 0.9, 0.8, 0.7)
"""Factors on all sizes, tried one after the other until everything fits on one page."""
_NAME, _BAR, _ROW = 44.0, 95.0, 9.5
"""The width of a week's name, the length of a bar for 10, and the height of a week."""
_INK, _SOFT = (28, 25, 22), (96, 86, 76)
_BEFORE, _AFTER = (196, 186, 172), (176, 120, 60)
_MISSING: Final = "\u25a1"
"""Stands for a letter that the font lacks."""


def as_pdf(page: SummaryPage, *, numbers: bool) -> bytes:
    """Writes the page as a PDF. `numbers`: the person chose the chart; the page says so if there is nothing to draw."""
    made = [_set(page, numbers, size) for size in _SIZES]
    return bytes(next((each for each in made if each.pages_count == 1), made[-1]).output())


def _set(page: SummaryPage, numbers: bool, size: float) -> Any:
    # Only here: with Pillow and fontTools behind it this takes a third of a second.
    from fpdf import FPDF

    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it logs every table that it leaves out
    pdf = FPDF(format="a4", unit="mm")
    for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        with as_file(files(_FONTS) / "fonts" / name) as file:
            pdf.add_font(_FONT, style, str(file))
    pdf.set_title(handing_out.TITLE)
    pdf.set_creator("Companion")
    pdf.set_margins(_MARGIN, _MARGIN, _MARGIN)
    pdf.set_auto_page_break(True, margin=_MARGIN)
    pdf.add_page()
    _write(pdf, handing_out.TITLE, 20 * size, bold=True, after=2)
    _write(pdf, page.made, 10 * size, color=_SOFT, after=2)
    _write(pdf, page.period, 11 * size, after=4)
    if page.exercises:
        _write(pdf, handing_out.DONE, 11 * size, bold=True, after=1)
        for each in page.exercises:
            _write(pdf, each, 11 * size, after=0)
        pdf.ln(4)
    if page.weeks:
        _write(pdf, handing_out.FELT, 11 * size, bold=True, after=2)
        for week in page.weeks:
            _write_week(pdf, week_named(week), week.before, week.after, size)
        _write(pdf, handing_out.NO_TEST, 9 * size, color=_SOFT, after=4)
    elif numbers:
        _write(pdf, handing_out.NO_NUMBERS, 11 * size, after=4)
    if page.words:
        _write(pdf, handing_out.OWN_WORDS, 11 * size, bold=True, after=1)
        for each in page.words:
            _write(pdf, each, 11 * size, after=1.5)
    return pdf


def _write(
    pdf: Any, text: str, size: float, *, bold: bool = False, color: tuple[int, int, int] = _INK, after: float = 0
) -> None:
    pdf.set_font(_FONT, "B" if bold else "", size)
    pdf.set_text_color(*color)
    known = pdf.current_font.cmap
    printable = "".join(sign if ord(sign) in known else _MISSING for sign in text)
    pdf.multi_cell(0, size * _LEADING, printable, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(after)


def _write_week(pdf: Any, name: str, before: float, after: float, size: float) -> None:
    """Draws a week: its Monday, and a bar each for before and after, with their numbers."""
    height = _ROW * size
    if pdf.will_page_break(height):
        pdf.add_page()
    left, top = pdf.l_margin, pdf.get_y()
    pdf.set_font(_FONT, size=9 * size)
    pdf.set_text_color(*_INK)
    pdf.set_xy(left, top)
    pdf.cell(_NAME, height - 1, name)
    for row, (word, value, color) in enumerate(
        ((handing_out.BEFORE, before, _BEFORE), (handing_out.AFTER, after, _AFTER))
    ):
        bar = height * 0.42
        at = top + row * bar
        pdf.set_fill_color(*color)
        pdf.rect(left + _NAME, at, max(0.3, _BAR * value / 10), bar * 0.8, style="F")
        pdf.set_xy(left + _NAME + _BAR * value / 10 + 1, at)
        pdf.set_font(_FONT, size=8.5 * size)
        pdf.cell(30, bar * 0.8, f"{word} {average_in_words(value)}")
    pdf.set_xy(left, top + height)
