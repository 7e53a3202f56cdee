"""Writes a handout as PDF: big type on A4 or Letter, in an embedded font, so that it looks the same everywhere.

The font has the letters of most languages that are written from left to right. A missing letter is reported and not an
error: other languages are better printed from the HTML page, which uses the reader's own fonts.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from itertools import groupby
from typing import Any

from companion.authoring.handout.print_words import (
    ABOUT_THE_ADDRESS,
    ABOUT_THE_CODE,
    AFTER,
    BEFORE,
    NO_CALLS,
    NOTE_LINES,
    NOTES,
    SCALE,
)
from companion.authoring.handout.qr import code_rows
from companion.authoring.handout.sheet import Block, BlockKind, Script, Sheet
from companion.tongue import said_in

FONT = "DejaVu"
_MARGIN = 22.0
"""Millimetres, as all lengths below; type sizes are points. Leaves room for holes and for notes."""
_BODY = 14.0
"""Points; large, for tired eyes and dim light."""
_SMALL = 10.5
_LEADING = 0.56
"""Millimetres of line height for each point."""
_INDENT = 7.0
_CODE = 34.0
_SCALE_HEIGHT = 36.0
_NOTE_HEIGHT = 9.0
"""Between two lines for notes: enough for large handwriting."""
_INK = (28, 25, 22)
_SOFT = (96, 86, 76)
_LINE = (196, 186, 172)
_MARK = (176, 120, 60)
_MISSING = "\u25a1"
_SELECTORS = frozenset("\ufe0e\ufe0f")
"""Signs behind a letter that choose its looks, as text or as a picture."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished PDF, and the text that it could not set."""

    pdf: bytes
    pages: int
    missing: str
    """Letters that the font lacks, each once, in the order of their first use; a small square is printed for them.
    Emoji are printed by name instead, and are not among them."""
    right_to_left: bool
    """Some text is written from right to left, which this form cannot set."""


def as_pdf(sheet: Sheet, paper: str = "a4") -> Paper:
    """Writes the whole sheet as PDF. Never raises, whatever the text."""
    text = "".join(_texts(sheet))
    known = _letters()
    lacking = dict.fromkeys(each for each in text if ord(each) not in known and not each.isspace())
    named = {each: name for each in lacking if (name := _named(each)) is not None}
    missing = "".join(each for each in lacking if each not in named)
    pdf = _pdf(sheet.title, paper, dict.fromkeys(missing, _MISSING) | named)
    if sheet.is_pack:
        _cover(pdf, sheet)
    for script in sheet.scripts:
        pdf.add_page()
        _script(pdf, script)
        if not sheet.is_pack:
            _codes(pdf, sheet)
    _help(pdf, sheet)
    _small(pdf, said_in(sheet.language, NO_CALLS))
    rtl = any(unicodedata.bidirectional(each) in ("R", "AL") for each in text)
    return Paper(bytes(pdf.output()), pdf.pages_count, missing, rtl)


def _texts(sheet: Sheet) -> Iterable[str]:
    yield from (sheet.title, sheet.summary, sheet.author, sheet.license, sheet.version, *sheet.cautions)
    yield from (sheet.reach, *sheet.help)
    for script in sheet.scripts:
        yield from (script.title, script.summary, script.author, script.license)
        yield from (*script.touch, *script.cautions, *script.sources, *(block.text for block in script.blocks))


@cache
def _letters() -> frozenset[int]:
    """Reads the code points that both cuts of the font have."""
    pdf = _pdf("", "a4", {})
    return frozenset.intersection(*(frozenset(font.cmap) for font in pdf.fonts.values()))


def _named(letter: str) -> str | None:
    """Names a picture letter, such as an emoji, in words; None for a letter of a language."""
    if letter in _SELECTORS:
        return ""
    if unicodedata.category(letter) not in ("So", "Sk"):
        return None
    name = unicodedata.name(letter, "")
    return f"({name.lower()})" if name else None


def _pdf(title: str, paper: str, instead: Mapping[str, str]) -> Any:
    """Makes an empty PDF. `instead`: letters that the font lacks, with the text to set in their place."""
    # Only here: with Pillow and fontTools behind it this takes a third of a second.
    from fpdf import FPDF

    # It logs every table of the font that it leaves out, which is of no use here.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    replaced = str.maketrans(dict(instead))

    class Pages(FPDF):
        def clean(self, text: str) -> str:
            return text.translate(replaced)

        def footer(self) -> None:
            # A page may end inside an indented block.
            self.set_xy(_MARGIN, -14)
            self.set_font(FONT, size=9)
            self.set_text_color(*_SOFT)
            left = self.clean(title)
            width = self.w - 2 * _MARGIN - 20
            self.cell(width, 6, _fitting(self, left, width - 2), align="L")
            self.cell(20, 6, f"{self.page_no()} / {{nb}}", align="R")

    pdf = Pages(format=paper, unit="mm")
    for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        with as_file(files(__package__) / "fonts" / name) as file:
            pdf.add_font(FONT, style, str(file))
    pdf.set_title(title)
    pdf.set_creator("Companion")
    pdf.set_margins(_MARGIN, _MARGIN, _MARGIN)
    pdf.set_auto_page_break(True, margin=_MARGIN)
    return pdf


def _fitting(pdf: Any, text: str, width: float) -> str:
    while text and pdf.get_string_width(text) > width:
        text = text[:-2].rstrip() + "…" if len(text) > 2 else ""
    return text


def _write(
    pdf: Any, text: str, size: float, *, bold: bool = False, color: tuple[int, int, int] = _INK, after: float = 2.5
) -> None:
    """Writes a paragraph at the present left margin, with no single line of it alone at the end of a page."""
    text = pdf.clean(text)
    if not text:
        return
    pdf.set_font(FONT, "B" if bold else "", size)
    pdf.set_text_color(*color)
    height = size * _LEADING
    lines = len(pdf.multi_cell(0, height, text, align="L", dry_run=True, output="LINES"))
    if lines <= 8 and pdf.will_page_break(lines * height):
        pdf.add_page()
    pdf.multi_cell(0, height, text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(after)


def _small(pdf: Any, text: str) -> None:
    _write(pdf, text, _SMALL, color=_SOFT)


def _cautions(pdf: Any, cautions: tuple[str, ...]) -> None:
    if not cautions:
        return
    pdf.ln(1)
    for each in cautions:
        page, top = pdf.page, pdf.get_y()
        with _indented(pdf, 1):
            _write(pdf, each, _BODY - 1.5, after=1.5)
        if pdf.page == page:
            _rule(pdf, pdf.l_margin + 2, top - 0.7, pdf.get_y() - 1.2, _MARK, 1.1)
    pdf.ln(3)


class _indented:
    def __init__(self, pdf: Any, depth: int) -> None:
        # Deeply indented text must still have room for a word.
        self._pdf, self._by = pdf, min(depth, 8) * _INDENT

    def __enter__(self) -> None:
        self._pdf.set_left_margin(self._pdf.l_margin + self._by)
        self._pdf.set_x(self._pdf.l_margin)

    def __exit__(self, *_: object) -> None:
        self._pdf.set_left_margin(self._pdf.l_margin - self._by)
        self._pdf.set_x(self._pdf.l_margin)


def _rule(pdf: Any, x: float, top: float, bottom: float, color: tuple[int, int, int], width: float) -> None:
    pdf.set_draw_color(*color)
    pdf.set_line_width(width)
    pdf.line(x, top, x, bottom)


def _cover(pdf: Any, sheet: Sheet) -> None:
    pdf.add_page()
    _write(pdf, sheet.title, 26, bold=True, after=4)
    _write(pdf, sheet.summary, _BODY + 1, after=3)
    _small(pdf, sheet.by)
    _cautions(pdf, sheet.cautions)
    for script in sheet.scripts:
        _write(pdf, script.title, _BODY, after=0)
        _small(pdf, script.about)
    _codes(pdf, sheet)
    _small(pdf, sheet.licensed)


def _script(pdf: Any, script: Script) -> None:
    _write(pdf, script.title, 24, bold=True, after=3)
    _write(pdf, script.summary, _BODY + 1, after=3)
    _small(pdf, script.about)
    _small(pdf, script.touching)
    _cautions(pdf, script.cautions)
    if script.rated:
        _scale(pdf, said_in(script.language, BEFORE))
    for block in script.blocks:
        _block(pdf, block)
    if script.rated:
        _scale(pdf, said_in(script.language, AFTER))
    _notes(pdf, script.language)
    pdf.ln(4)
    for line in script.footing:
        _small(pdf, line)


def _block(pdf: Any, block: Block) -> None:
    with _indented(pdf, block.depth):
        page, top = pdf.page, pdf.get_y()
        if block.kind is BlockKind.PART:
            # With room for the first lines below the heading.
            if pdf.will_page_break(28):
                pdf.add_page()
            pdf.ln(1.5)
            page, top = pdf.page, pdf.get_y()
            _write(pdf, block.text, _BODY, bold=True, after=2)
        elif block.kind is BlockKind.SAID:
            _write(pdf, block.text, _BODY)
        else:
            dash = "— " if block.kind is BlockKind.QUIET else ""
            _write(pdf, f"{dash}{block.text}", _BODY - 2, color=_SOFT)
        top = top if pdf.page == page else pdf.t_margin
        for depth in range(block.depth):
            x = pdf.l_margin - depth * _INDENT - 3
            _rule(pdf, x, top - (0.5 if top > pdf.t_margin else 0), pdf.get_y() - 1, _LINE, 0.4)


def _scale(pdf: Any, question: str) -> None:
    """Writes a question, and below it a row of numbers to draw a circle around."""
    if pdf.will_page_break(_SCALE_HEIGHT):
        pdf.add_page()
    pdf.ln(2)
    _write(pdf, question, _BODY - 2, color=_SOFT, after=2)
    pdf.set_font(FONT, size=_BODY + 2)
    pdf.set_text_color(*_INK)
    width = pdf.epw / len(SCALE)
    for number in SCALE:
        pdf.cell(width, 9, number, align="C")
    pdf.ln(13)


def _notes(pdf: Any, language: str) -> None:
    """Draws empty lines to write on."""
    if pdf.will_page_break(NOTE_LINES * _NOTE_HEIGHT + 14):
        pdf.add_page()
    pdf.ln(3)
    _write(pdf, said_in(language, NOTES), _BODY - 2, color=_SOFT, after=0)
    pdf.set_draw_color(*_LINE)
    pdf.set_line_width(0.25)
    for _ in range(NOTE_LINES):
        pdf.ln(_NOTE_HEIGHT)
        pdf.line(pdf.l_margin, pdf.get_y(), pdf.w - pdf.r_margin, pdf.get_y())
    pdf.ln(2)


def _help(pdf: Any, sheet: Sheet) -> None:
    """Writes where to find help: the practice, and the numbers of the country."""
    pdf.ln(3)
    for number, line in enumerate(sheet.helping):
        is_practice = bool(sheet.reach) and number == 0
        _write(pdf, line, _BODY - 2, after=2 if is_practice else 0.5)
    pdf.ln(1)


def _codes(pdf: Any, sheet: Sheet) -> None:
    """Draws the codes that the sheet has: of the pack's address, and of the key that signed the pack."""
    if sheet.address:
        _code(pdf, sheet.address, said_in(sheet.language, ABOUT_THE_ADDRESS))
    if sheet.fingerprint:
        _code(pdf, sheet.fingerprint, said_in(sheet.language, ABOUT_THE_CODE))


def _code(pdf: Any, text: str, about: str) -> None:
    """Draws a code, and beside it the text it stands for."""
    if pdf.will_page_break(_CODE + 4):
        pdf.add_page()
    pdf.ln(2)
    rows = code_rows(text)
    cell = _CODE / len(rows)
    left, top = pdf.l_margin, pdf.get_y()
    pdf.set_fill_color(0, 0, 0)
    for y, row in enumerate(rows):
        # Neighbouring cells are drawn as one: some printers leave a thin white line between two.
        at = 0
        for dark, run in groupby(row):
            length = sum(1 for _ in run)
            if dark:
                pdf.rect(left + at * cell, top + y * cell, length * cell, cell, style="F")
            at += length
    page = pdf.page
    pdf.set_left_margin(left + _CODE + 5)
    pdf.set_xy(pdf.l_margin, top + 1)
    _write(pdf, text, _BODY - 1, bold=True)
    _small(pdf, about)
    pdf.set_left_margin(left)
    pdf.set_xy(left, max(pdf.get_y(), top + _CODE + 3) if pdf.page == page else pdf.get_y())
