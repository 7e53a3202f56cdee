"""The tour as lines of text, a page at a time. Must not import textual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from companion.screen.plain.page_talk import PageTalk
from companion.screen.plain.printer import Printer
from companion.screen.plain.typed_lines import TypedLines
from companion.screen.tour.tour_words import PAGES
from companion.tongue import said

if TYPE_CHECKING:
    from companion.screen.seam import CrisisDesk

GO_ON: Final = "(To go on, just press Enter. To leave the tour, type anything.)"


async def tour_plain(printer: Printer, lines: TypedLines, crisis: CrisisDesk) -> None:
    """Writes the pages, and waits for Enter between two of them. "help" and "crisis" are answered; anything else that
    is typed ends the tour. Raises LeftPage if the person goes elsewhere than home."""
    talk = PageTalk(printer, lines, crisis, said(GO_ON))
    for page in PAGES:
        printer.line(f"{said(page.title)}.")
        for sentence in map(said, page.typed or page.says):
            printer.line(sentence)
        if page is PAGES[-1] or printer.gone.is_set():
            return
        printer.line(said(GO_ON))
        if await talk.typed():
            return
