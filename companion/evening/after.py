"""After a session with touch that nobody stopped: each alone says which light it was and how it is now. Pure.

Then a few words for each, and one sentence for both that is always the same.
"""

from __future__ import annotations

from companion.evening.alone import Alone, Given
from companion.evening.asking import labels
from companion.evening.memory import Kept
from companion.evening.pages import Day, Left, Option, Page, PageKind, Ratings, Result, Told
from companion.evening.texts import Texts

_LIGHTS = ("green", "yellow", "red")
HIGH = 7
"""From here on help is offered, whatever the number was before."""


class After:
    def __init__(
        self,
        id: str,
        rung: int | None,
        kept: Kept,
        texts: Texts,
        before: Ratings,
        *,
        whole: bool,
    ) -> None:
        """`whole`: the exercise was gone through to its end, so that its light counts for the ladder."""
        self._id, self._rung = id, rung
        self._texts = texts
        self._before = before
        self._label = labels(texts, kept.a, kept.b)
        self._green = whole
        self._today: Day = 0
        pages = (*(("light",) if whole else ()), "distress_after", "ending")
        self._part = Alone(
            pages,
            self._draw,
            self._fold,
            texts,
            self._label,
            handovers=("after_first", "after_second"),
            together="after_together",
            last=PageKind.DONE,
        )
        self.kept = kept
        self.result: Result | None = None

    def page(self) -> Page:
        return self._part.page()

    def answer(self, value: str, today: Day) -> None:
        if self.result is not None:
            return
        self._part.answer(value)
        if self._part.done:
            if self._green:
                self.kept = self.kept.ended_green(self._id, self._rung, today)
            self.result = Told()

    def back(self) -> None:
        if self.result is None:
            self._part.back()

    def leave(self) -> None:
        if self.result is None:
            self.result = Left()

    def _fold(self, who: str, given: Given) -> None:
        self._green = self._green and given.get("light") == "green"

    def _draw(self, name: str, who: str, given: Given) -> Page:
        if name == "ending":
            return self._ending(who, int(given["distress_after"]))
        text = self._texts.page(name, who=self._label(who))
        if name == "light":
            options = tuple(Option(each[0], each, self._texts.word(each)) for each in _LIGHTS)
            return Page(name, PageKind.CHOICE, text.title, text.lines, options)
        return Page(name, PageKind.NUMBER, text.title, text.lines)

    def _ending(self, who: str, now: int) -> Page:
        before, called = self._before.of(who), self._label(who)
        name = "ending_better" if now < before else "ending_worse" if now > before else "ending_same"
        text = self._texts.page(name, who=called)
        more = now >= HIGH or now > before
        lines = (*text.lines, *(self._texts.page("ending_high", who=called).lines if more else ()))
        return Page("ending", PageKind.DONE, text.title, lines, help=more)
