"""Whether both want this step of the ladder: each is asked in turn, and once more where it leaves one out. Pure."""

from __future__ import annotations

from collections.abc import Callable

from companion.evening.asking import chosen
from companion.evening.ladder import Climb
from companion.evening.pages import TWO, Option, Page, PageKind
from companion.evening.texts import Texts


class Climbing:
    def __init__(self, climb: Climb, texts: Texts, label: Callable[[str], str]) -> None:
        self._texts = texts
        self._label = label
        pages = {
            Climb.OPEN: (),
            Climb.NEXT: ("climb_next",),
            Climb.TOO_SOON: ("climb_soon", "climb_again"),
            Climb.FURTHER: ("climb_further", "climb_again"),
        }[climb]
        self._walk = [(name, who) for name in pages for who in TWO]
        self._at = 0
        self.not_tonight = False
        """One of them said so: that is the end of it."""

    @property
    def done(self) -> bool:
        return self.not_tonight or self._at >= len(self._walk)

    def page(self) -> Page:
        name, who = self._walk[min(self._at, len(self._walk) - 1)]
        called = self._label(who)
        text = self._texts.page(name, who=called)
        options = (
            Option("y", "yes", self._texts.word("climb_yes")),
            Option("n", "no", self._texts.word("climb_no")),
        )
        return Page(name, PageKind.CHOICE, text.title, text.lines, options, who=who, called=called, back=self._at > 0)

    def answer(self, value: str) -> None:
        if self.done:
            return
        answer = chosen(value, self.page().options)
        if answer == "no":
            self.not_tonight = True
        elif answer == "yes":
            self._at += 1

    def back(self) -> None:
        if not self.done:
            self._at = max(0, self._at - 1)
