"""The page on which the screen changes hands. Pure.

It stands until the person whose private page comes next presses their own key: no key that somebody else still presses
may reach that page.
"""

from __future__ import annotations

from companion.couple.evening.page_answers import Labels, chosen
from companion.couple.evening.pages import A, B, Page, PageKind, PageOption
from companion.couple.evening.texts import Texts

_KEYS = {A: "f", B: "j"}


class HandoverPage:
    """Asks for the screen to be given to one person, who takes it with their own key."""

    def __init__(
        self, texts: Texts, label: Labels, who: str, page: str, *, more: tuple[str, ...] = (), small: str = ""
    ) -> None:
        """`who`: the person who takes the screen. `page`: the name of the page's text. `more`: lines after those.
        `small`: sentences at its foot, which the two read together."""
        self._texts = texts
        self._name = page
        self._more = more
        self._small = small
        self._label = label
        self._who = who
        self._note = ""
        self.done = False

    def page(self) -> Page:
        who, key = self._label(self._who), _KEYS[self._who]
        text = self._texts.page(self._name, who=who, key=key.upper(), other=self._label(B if self._who == A else A))
        lines = (*self._more, *text.lines)
        option = PageOption(key, self._who, self._texts.word("i_have_it"))
        return Page(self._name, PageKind.HANDOVER, text.title, lines, (option,), small=self._small, note=self._note)

    def answer(self, value: str) -> None:
        self.done = chosen(value, self.page().options) is not None
        if not self.done:
            key = _KEYS[self._who].upper()
            self._note = self._texts.word("not_here_yet", who=self._label(self._who), key=key)

    def back(self) -> None: ...


def before_private_pages(texts: Texts, label: Labels, more: tuple[str, ...] = ()) -> HandoverPage:
    """Makes the page before the first private page of an evening, with `more` lines. Its foot says what holds for
    both."""
    return HandoverPage(texts, label, A, "handover", more=more, small=texts.word("private_below"))
