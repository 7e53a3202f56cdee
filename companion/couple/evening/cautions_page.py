"""The page with the cautions of an exercise for two, if it has any of its own: both read them before anything else.
Pure."""

from __future__ import annotations

from companion.couple.evening.pages import Page, PageKind
from companion.couple.evening.texts import Texts
from companion.exercise.cautions import Cautions


class CautionsPage:
    """A page to read; any answer goes on."""

    def __init__(self, cautions: Cautions, texts: Texts) -> None:
        self._cautions = cautions
        self._texts = texts
        self.done = False

    def page(self) -> Page:
        text = self._texts.page("cautions")
        lines = (*text.lines, *self._cautions.own)
        return Page("cautions", PageKind.DONE, text.title, lines, small=self._cautions.standing, help=True)

    def answer(self, value: str) -> None:
        self.done = True

    def back(self) -> None: ...
