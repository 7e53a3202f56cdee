"""The page that asks for two people's names, and which of them starts; the first time it is two or three pages. Pure.

It comes before every exercise for two; if there are cautions to read, they come first.
"""

from __future__ import annotations

from collections.abc import Collection

from companion.couple.evening.memory import Kept
from companion.couple.evening.names import LONGEST, fault, tidy
from companion.couple.evening.page_answers import chosen, labels
from companion.couple.evening.pages import A, B, Page, PageKind, PageOption
from companion.couple.evening.texts import Texts

_NAMES = ("name_a", "name_b")
_FIRST = (*_NAMES, "who_starts")


class Naming:
    def __init__(
        self,
        kept: Kept,
        texts: Texts,
        reserved: Collection[str],
        *,
        touch: bool = False,
        resting: bool = False,
        small: str = "",
    ) -> None:
        """`touch`: a private page for each of them follows; on a first evening the shared page after those says who
        starts. `resting`: there was a stop or a no this evening, so no page names one of them as the one to start.
        `small`: sentences at the foot of the page of those who have been here before, such as the cautions of an
        exercise that they know."""
        self._touch = touch
        self._resting = resting
        self.small = small
        self._texts = texts
        self._reserved = reserved
        self.a, self.b, self.starts = kept.a, kept.b, kept.starts
        self.asked_names = not kept.known
        """They were asked for their names this evening, so they have not been told yet what comes next."""
        self._first = _NAMES if touch and not resting else _FIRST
        self._pages: tuple[str, ...] = ("as_last_time",) if kept.known else self._first
        self._at = 0
        self._note = ""

    @property
    def done(self) -> bool:
        return self._at >= len(self._pages)

    def page(self) -> Page:
        name = self._pages[min(self._at, len(self._pages) - 1)]
        label = labels(self._texts, self.a, self.b)
        other = B if self.starts == A else A
        words = name if name != "as_last_time" else self._as_last_time
        text = self._texts.page(words, a=label(A), b=label(B), starter=label(self.starts), other=label(other))
        entry = name in ("name_a", "name_b")
        return Page(
            name,
            PageKind.ENTRY if entry else PageKind.CHOICE,
            text.title,
            text.lines,
            self._options(name),
            note=self._note,
            back=self._at > 0,
            value={"name_a": self.a, "name_b": self.b}.get(name, ""),
            enter={A: "f", B: "j"}[self.starts] if name == "who_starts" else "",
            small=self.small if name == "as_last_time" else "",
        )

    @property
    def _as_last_time(self) -> str:
        """The words for those who have been here before."""
        if self._resting:
            return "who_starts_tonight"
        return "as_last_time_touch" if self._touch else "as_last_time"

    def _options(self, name: str) -> tuple[PageOption, ...]:
        label = labels(self._texts, self.a, self.b)
        names = PageOption("n", "names", self._texts.word("change_names"))
        if name == "who_starts" or (name == "as_last_time" and self._resting):
            return (
                PageOption("f", A, self._texts.word("starts", who=label(A))),
                PageOption("j", B, self._texts.word("starts", who=label(B))),
                *((names,) if name == "as_last_time" else ()),
            )
        if name == "as_last_time":
            other = label(B if self.starts == A else A)
            return (
                PageOption("enter", "as-before", self._texts.word("as_before")),
                PageOption("o", "other", self._texts.word("other_starts", who=other)),
                names,
            )
        return ()

    def answer(self, value: str) -> None:
        if self.done:
            return
        self._note = ""
        page = self.page()
        if page.kind is PageKind.ENTRY:
            self._name(page.name, tidy(value))
            return
        answer = chosen(value.strip() or page.enter, page.options)
        if answer == "names":
            self._pages, self._at = self._first, 0
            self.asked_names = True
        elif answer is not None:
            if answer in (A, B):
                self.starts = answer
            elif answer == "other":
                self.starts = B if self.starts == A else A
            self._at += 1

    def _name(self, page: str, name: str) -> None:
        other = self.a if page == "name_b" else ""
        wrong = fault(name, other, self._reserved)
        if wrong is not None:
            self._note = self._texts.word(wrong.value, most=str(LONGEST), other=other)
            return
        if page == "name_a":
            self.a = name
        else:
            self.b = name
        self._at += 1

    def back(self) -> None:
        self._note = ""
        if not self.done:
            self._at = max(0, self._at - 1)
