"""A round in which each of the two has the screen to themselves, one after the other, and then both come back to it.

Pure. Whoever has handed the screen on has no page of theirs left to go back to, and nothing of what they answered is
held here any longer: `fold` has taken from it what the round is for. What is for the eyes of one is marked so here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from companion.evening.asking import chosen, number
from companion.evening.pages import TWO, A, Page, PageKind
from companion.evening.texts import Texts

Given = Mapping[str, str]
"""By the page's name what the one who has the screen has answered so far."""


class Alone:
    def __init__(
        self,
        pages: Sequence[str],
        draw: Callable[[str, str, Given], Page],
        fold: Callable[[str, Given], None],
        texts: Texts,
        label: Callable[[str], str],
        *,
        handovers: tuple[str, str],
        together: str,
        last: PageKind,
    ) -> None:
        """`pages`: the names of what each of them is shown, the same for both. `draw(name, who, given)` makes such a
        page, without whose it is; of its `given` only what comes of it later may show. `fold(who, given)` is called
        once for each. `handovers` and `together` name texts: before each of them, and once both are back, where the
        page is of the kind `last`."""
        self._draw = draw
        self._fold = fold
        self._texts = texts
        self._label = label
        self._handovers = handovers
        self._last = last
        self._walk = [*((name, who) for who in TWO for name in ("handover", *pages)), (together, "")]
        self._first = {who: self._walk.index((pages[0], who)) for who in TWO}
        self._at = 0
        self._given: dict[str, str] = {}

    @property
    def done(self) -> bool:
        return self._at >= len(self._walk)

    def page(self) -> Page:
        name, who = self._walk[min(self._at, len(self._walk) - 1)]
        if not who:
            text = self._texts.page(name)
            return Page(name, self._last, text.title, text.lines)
        called = self._label(who)
        if name == "handover":
            text = self._texts.page(self._handovers[0 if who == A else 1], who=called)
            return Page(name, PageKind.HANDOVER, text.title, text.lines, who=who, called=called)
        page = self._draw(name, who, self._given)
        return replace(page, private=True, who=who, called=called, back=self.can_go_back)

    @property
    def can_go_back(self) -> bool:
        """To a page of the same person's own; never to before they took the screen."""
        who = self._walk[min(self._at, len(self._walk) - 1)][1]
        return not self.done and bool(who) and self._at > self._first[who]

    def answer(self, value: str) -> None:
        if self.done:
            return
        name, who = self._walk[self._at]
        page = self.page()
        if page.kind is PageKind.NUMBER:
            answer = number(value)
        elif page.kind is PageKind.CHOICE:
            answer = chosen(value, page.options)
        else:
            answer = "on"
        if answer is None:
            return
        if page.kind in (PageKind.NUMBER, PageKind.CHOICE):
            self._given[name] = answer
        self._at += 1
        if who and (self.done or self._walk[self._at][1] != who):
            given, self._given = self._given, {}
            self._fold(who, given)

    def back(self) -> None:
        if self.can_go_back:
            self._at -= 1
