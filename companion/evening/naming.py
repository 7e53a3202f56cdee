"""The page (the first time: three) that every exercise for two begins with: what they are called, and who starts.

Pure.
"""

from __future__ import annotations

from collections.abc import Collection

from companion.evening.asking import chosen, labels
from companion.evening.memory import Kept
from companion.evening.names import LONGEST, fault, tidy
from companion.evening.pages import A, B, Option, Page, PageKind
from companion.evening.texts import Texts

_FIRST = ("name_a", "name_b", "who_starts")


class Naming:
    def __init__(self, kept: Kept, texts: Texts, reserved: Collection[str]) -> None:
        self._texts = texts
        self._reserved = reserved
        self.a, self.b, self.starts = kept.a, kept.b, kept.starts
        self._pages: tuple[str, ...] = ("as_last_time",) if kept.known else _FIRST
        self._at = 0
        self._note = ""

    @property
    def done(self) -> bool:
        return self._at >= len(self._pages)

    def page(self) -> Page:
        name = self._pages[min(self._at, len(self._pages) - 1)]
        label = labels(self._texts, self.a, self.b)
        other = B if self.starts == A else A
        text = self._texts.page(name, a=label(A), b=label(B), starter=label(self.starts), other=label(other))
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
        )

    def _options(self, name: str) -> tuple[Option, ...]:
        label = labels(self._texts, self.a, self.b)
        if name == "who_starts":
            return (
                Option("f", A, self._texts.word("starts", who=label(A))),
                Option("j", B, self._texts.word("starts", who=label(B))),
            )
        if name == "as_last_time":
            other = label(B if self.starts == A else A)
            return (
                Option("enter", "as-before", self._texts.word("as_before")),
                Option("o", "other", self._texts.word("other_starts", who=other)),
                Option("n", "names", self._texts.word("change_names")),
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
        answer = chosen(value, page.options)
        if answer == "names":
            self._pages, self._at = _FIRST, 0
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
