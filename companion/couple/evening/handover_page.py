"""The page before the private pages, for two people who are here for the first time. Pure."""

from __future__ import annotations

from companion.couple.evening.page_answers import Labels
from companion.couple.evening.pages import A, B, Page, PageKind
from companion.couple.evening.texts import Texts


class HandoverPage:
    """Says what the private pages are, and that the screen changes hands; any answer goes on."""

    def __init__(self, texts: Texts, label: Labels) -> None:
        self._texts = texts
        self._label = label
        self.done = False

    def page(self) -> Page:
        text = self._texts.page("handover", who=self._label(A), other=self._label(B))
        return Page("handover", PageKind.HANDOVER, text.title, text.lines)

    def answer(self, value: str) -> None:
        self.done = True

    def back(self) -> None: ...
