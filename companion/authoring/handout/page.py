"""Writes a handout as one HTML file: no script, nothing fetched, for a telephone and for printing. Pure."""

from __future__ import annotations

from html import escape

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
from companion.authoring.handout.qr import code_svg
from companion.authoring.handout.sheet import Block, Script, Sheet
from companion.tongue import said_in

_STYLE = """
:root { color-scheme: light; }
body { font: 1.2rem/1.6 Georgia, "DejaVu Serif", serif; color: #1c1916; background: #fff;
  max-width: 38rem; margin: 2.5rem auto; padding: 0 1.2rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .4rem; }
.summary { font-size: 1.3rem; margin: 0 0 .6rem; }
.about, .small { color: #5a5249; font-size: 1rem; }
.cautions { border-left: .35rem solid #b0783c; padding: .1rem 0 .1rem 1rem; margin: 1.2rem 0; }
.cautions ul { margin: .3rem 0; padding-left: 1.2rem; }
.said { margin: .7rem 0; }
.quiet, .do { color: #5a5249; font-size: 1.05rem; margin: .7rem 0; }
.quiet::before { content: "\\2014\\00a0"; }
.do { font-style: italic; }
.part { font-weight: bold; margin: 1.4rem 0 .4rem; }
.in { border-left: .12rem solid #d8d0c4; padding-left: 1rem; margin-left: .2rem; }
.code { display: flex; gap: 1.2rem; align-items: center; margin-top: 2rem; }
.code strong { overflow-wrap: anywhere; }
.code svg { width: 7rem; height: 7rem; flex: none; }
footer { margin-top: 2.5rem; border-top: .06rem solid #d8d0c4; padding-top: .8rem; }
a { color: inherit; }
.scale { display: flex; justify-content: space-between; margin: .4rem 0 1.4rem; }
.notes { border-bottom: .06rem solid #d8d0c4; height: 2.2rem; }
.help { border: .06rem solid #d8d0c4; padding: .6rem 1rem; margin: 1.4rem 0 .6rem; }
.help p { margin: .2rem 0; }
@media screen { .paper { display: none; } }
@page { margin: 18mm 20mm; }
@media print {
  body { font-size: 14pt; margin: 0; padding: 0; max-width: none; }
  article + article { break-before: page; }
  .said, .quiet, .do, .cautions, .code { break-inside: avoid; }
  .part, h1, h2 { break-after: avoid; }
  .part { break-inside: avoid; }
}
""".strip()


def as_html(sheet: Sheet) -> str:
    """Writes the whole page."""
    body = ([_cover(sheet)] if sheet.is_pack else []) + [
        _article(each, _anchor(number)) for number, each in enumerate(sheet.scripts)
    ]
    if not sheet.is_pack:
        body.append(_codes(sheet))
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{escape(sheet.language)}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(sheet.title)}</title>",
            f"<style>\n{_STYLE}\n</style>",
            "</head>",
            "<body>",
            *(part for part in body if part),
            _help(sheet),
            f'<p class="small">{escape(said_in(sheet.language, NO_CALLS))}</p>',
            "</body>",
            "</html>",
            "",
        ]
    )


def _cover(sheet: Sheet) -> str:
    contents = "\n".join(
        f'<li><a href="#{_anchor(number)}">{escape(each.title)}</a> '
        f'<span class="small">{escape(each.about)}</span></li>'
        for number, each in enumerate(sheet.scripts)
    )
    return "\n".join(
        [
            "<article>",
            f'<h1 dir="auto">{escape(sheet.title)}</h1>',
            _paragraph("summary", sheet.summary),
            _paragraph("about", sheet.by),
            _cautions(sheet.cautions),
            f"<ul>\n{contents}\n</ul>",
            _codes(sheet),
            _paragraph("small", sheet.licensed),
            "</article>",
        ]
    )


def _anchor(number: int) -> str:
    return f"exercise-{number + 1}"


def _article(script: Script, anchor: str) -> str:
    return "\n".join(
        [
            f'<article id="{anchor}">',
            f'<h1 dir="auto">{escape(script.title)}</h1>',
            _paragraph("summary", script.summary),
            _paragraph("about", script.about),
            _paragraph("about", script.touching),
            _cautions(script.cautions),
            _scale(said_in(script.language, BEFORE)) if script.rated else "",
            *_blocks(script.blocks),
            _scale(said_in(script.language, AFTER)) if script.rated else "",
            _notes(script.language),
            "<footer>",
            *(_paragraph("small", line) for line in script.footing),
            "</footer>",
            "</article>",
        ]
    )


def _blocks(blocks: tuple[Block, ...]) -> list[str]:
    lines: list[str] = []
    depth = 0
    for block in blocks:
        while depth < block.depth:
            lines.append('<div class="in">')
            depth += 1
        while depth > block.depth:
            lines.append("</div>")
            depth -= 1
        lines.append(_paragraph(block.kind.value, block.text))
    return [*lines, *["</div>"] * depth]


def _cautions(cautions: tuple[str, ...]) -> str:
    if not cautions:
        return ""
    items = "".join(f'<li dir="auto">{escape(each)}</li>' for each in cautions)
    return f'<div class="cautions"><ul>{items}</ul></div>'


def _scale(question: str) -> str:
    """Writes a question and the numbers for it. It is only printed: there is no pen for a screen."""
    numbers = "".join(f"<span>{number}</span>" for number in SCALE)
    return f'<div class="paper"><p class="do">{escape(question)}</p><div class="scale">{numbers}</div></div>'


def _notes(language: str) -> str:
    lines = '<div class="notes"></div>' * NOTE_LINES
    return f'<div class="paper"><p class="part">{escape(said_in(language, NOTES))}</p>{lines}</div>'


def _help(sheet: Sheet) -> str:
    """Writes where to find help: the practice, and the numbers of the country."""
    shown = "".join(f"<p>{escape(line)}</p>" for line in sheet.helping)
    return f'<div class="help" dir="auto">{shown}</div>' if shown else ""


def _codes(sheet: Sheet) -> str:
    """Draws the codes that the sheet has: of the pack's address, and of the key that signed the pack."""
    address, fingerprint = escape(sheet.address), escape(sheet.fingerprint)
    codes = [
        (
            code_svg(sheet.address, "Address"),
            f'<a href="{address}">{address}</a>',
            said_in(sheet.language, ABOUT_THE_ADDRESS),
        )
        if address
        else None,
        (code_svg(sheet.fingerprint, "Key fingerprint"), fingerprint, said_in(sheet.language, ABOUT_THE_CODE))
        if fingerprint
        else None,
    ]
    return "\n".join(
        f'<div class="code">{svg}<div><p><strong>{text}</strong></p>{_paragraph("small", about)}</div></div>'
        for svg, text, about in filter(None, codes)
    )


def _paragraph(kind: str, text: str) -> str:
    # The browser finds the direction of writing by the letters.
    return f'<p class="{kind}" dir="auto">{escape(text)}</p>' if text else ""
