"""The page on which the screen changes hands. Pure.

It stands until the person whose private page comes next presses their own key: no key that somebody else still presses
may reach that page.
"""

from __future__ import annotations

from companion.couple.evening.page_answers import Labels, chosen
from companion.couple.evening.pages import A, B, Page, PageKind, PageOption
from companion.couple.evening.texts import Texts

_PAGES = {A: "handover", B: "handover_second"}
"""The text for the first of the two also says what the private pages are."""
_KEYS = {A: "f", B: "j"}


class HandoverPage:
    """Asks for the screen to be given to one person, who takes it with their own key."""

    def __init__(self, texts: Texts, label: Labels, who: str = A) -> None:
        self._texts = texts
        self._label = label
        self._who = who
        self._note = ""
        self.done = False

    def page(self) -> Page:
        who, key = self._label(self._who), _KEYS[self._who]
        name = _PAGES[self._who]
        text = self._texts.page(name, who=who, key=key.upper(), other=self._label(B if self._who == A else A))
        small = self._texts.word("private_below") if self._who == A else ""
        option = PageOption(key, self._who, self._texts.word("i_have_it"))
        return Page(name, PageKind.HANDOVER, text.title, text.lines, (option,), small=small, note=self._note)

    def answer(self, value: str) -> None:
        self.done = chosen(value, self.page().options) is not None
        if not self.done:
            key = _KEYS[self._who].upper()
            self._note = self._texts.word("not_here_yet", who=self._label(self._who), key=key)

    def back(self) -> None: ...
