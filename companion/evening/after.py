"""After a session with touch that nobody stopped: each alone says which light it was and how it is now. Pure.

Then a few words for each, and one sentence for both that is always the same.
"""

from __future__ import annotations

from companion.evening.alone import Alone, Given
from companion.evening.asking import labels
from companion.evening.memory import Kept
from companion.evening.pages import A, Day, Left, Option, Page, PageKind, Ratings, Result, Told
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
        self._part = Alone(pages, self._draw, self._fold, "after_together")
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
        if name == "after_together":
            text = self._texts.page(name)
            return Page(name, PageKind.DONE, text.title, text.lines)
        called = self._label(who)
        if name == "handover":
            text = self._texts.page("after_first" if who == A else "after_second", who=called)
            return Page(name, PageKind.HANDOVER, text.title, text.lines, who=who, called=called)
        if name == "ending":
            return self._ending(who, called, int(given["distress_after"]))
        text = self._texts.page(name, who=called)
        light = name == "light"
        options = tuple(Option(each[0], each, self._texts.word(each)) for each in _LIGHTS) if light else ()
        kind = PageKind.CHOICE if light else PageKind.NUMBER
        return Page(
            name,
            kind,
            text.title,
            text.lines,
            options,
            private=True,
            who=who,
            called=called,
            back=self._part.can_go_back,
        )

    def _ending(self, who: str, called: str, now: int) -> Page:
        before = self._before.of(who)
        name = "ending_better" if now < before else "ending_worse" if now > before else "ending_same"
        text = self._texts.page(name, who=called)
        more = now >= HIGH or now > before
        lines = (*text.lines, *(self._texts.page("ending_high", who=called).lines if more else ()))
        return self._private("ending", PageKind.DONE, text.title, lines, who, help=more)

    def _private(
        self,
        name: str,
        kind: PageKind,
        title: str,
        lines: tuple[str, ...],
        who: str,
        options: tuple[Option, ...] = (),
        help: bool = False,
    ) -> Page:
        back = self._part.can_go_back
        called = self._label(who)
        return Page(name, kind, title, lines, options, private=True, who=who, called=called, back=back, help=help)
