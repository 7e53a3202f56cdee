"""Reads the pages of an evening aloud: shared ones by themselves, private ones once their person has put on headphones.

No textual.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.screen.evening import page_speech

if TYPE_CHECKING:
    from companion.couple.evening.pages import Page
    from companion.screen.seam import PageReader


class PageVoice:
    """The voice of the pages: keeps which page was read last, and for which one its person wears headphones."""

    def __init__(self, reader: PageReader, *, typed: bool = False) -> None:
        """`typed`: answers are lines that are typed, and not single keys."""
        self._reader = reader
        self._typed = typed
        self._page: Page | None = None
        self._headphones: tuple[str, str] | None = None
        """The private page, by its name and person, that may be read; asked for anew on every page."""

    def turn(self, page: Page) -> None:
        """Reads what is new on a page; nothing where all of it was read."""
        before, self._page = self._page, page
        place = (page.name, page.who)
        if before is None or (before.name, before.who) != place:
            self._headphones = None
            self._reader.read(page_speech.shared(page, typed=self._typed))
        elif page.private:
            heard = (before.at, before.marked, before.note, before.small)
            if self._headphones == place and heard != (page.at, page.marked, page.note, page.small):
                self._reader.read([*page_speech.row(page), *([page.small] if page.small != before.small else [])])
        elif page.note != before.note or page.options != before.options:
            self._reader.read(page_speech.shared(page, typed=self._typed))

    def again(self) -> None:
        """Reads the page once more. On a private page this also counts as that person's word that they wear headphones
        now."""
        page = self._page
        if page is None:
            return
        if not page.private:
            self._reader.read(page_speech.shared(page, typed=self._typed))
            return
        first = self._headphones != (page.name, page.who)
        self._headphones = (page.name, page.who)
        self._reader.read([*page_speech.row(page), *(page_speech.foot(page) if first else [])])

    def hush(self) -> None:
        """Silences the voice, at the end of the pages."""
        self._reader.hush()
