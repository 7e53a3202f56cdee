"""The pages after a session with touch, if it was not stopped: each person says alone how they are now, from 0 to 10.
Pure.

As before touch, the other one looks away first: each page waits until the person whose page it is takes the screen.

A person whose own journal is on and locked can write a line into it. Every number is answered in the same words. It is
not kept, and no exercise depends on it.
"""

from __future__ import annotations

from companion.couple.evening.alone import Alone
from companion.couple.evening.form import Form, FormQuestion
from companion.couple.evening.handover_page import HandoverPage
from companion.couple.evening.memory import Kept
from companion.couple.evening.own_line import OwnLine, OwnLines, no_lines
from companion.couple.evening.page_answers import labels
from companion.couple.evening.pages import A, Day, Left, Page, PageKind, Result, Told
from companion.couple.evening.private_page import NUMBER, Given, number_options
from companion.couple.evening.texts import Texts


class After:
    """A number from each, then a word to both."""

    def __init__(self, kept: Kept, texts: Texts, own_lines: OwnLines = no_lines) -> None:
        """`own_lines`: how each may write a closing line into their own journal."""
        self._texts = texts
        self._own_lines = own_lines
        self._label = labels(texts, kept.a, kept.b)
        text = texts.page("row_number")
        question = FormQuestion(NUMBER, texts.word("label_number"), text.title, number_options(), text.lines)
        self._handover = HandoverPage(texts, self._label, A, "handover_after")
        self._alone = Alone(
            (question,),
            texts,
            self._label,
            pages=("after_first", "after_second"),
            fold=_drop,
            below=self._below,
            own_line=self._own_line,
        )
        self.kept = kept
        self.result: Result | None = None

    def page(self) -> Page:
        if not self._handover.done:
            return self._handover.page()
        if not self._alone.done:
            return self._alone.page()
        text = self._texts.page("after_together")
        return Page("after_together", PageKind.DONE, text.title, text.lines)

    def answer(self, value: str, today: Day) -> None:
        if self.result is not None:
            return
        if not self._handover.done:
            self._handover.answer(value)
        elif self._alone.done:
            self.result = Told()
        else:
            self._alone.answer(value)

    def heard_of(self, other: Kept, today: Day) -> None:
        """Takes in what was decided this evening elsewhere."""
        self.kept = self.kept.also(other, today)

    def move(self, by: int) -> None:
        if self._handover.done:
            self._alone.move(by)

    def turn(self, by: int) -> None:
        if self._handover.done:
            self._alone.turn(by)

    def back(self) -> None: ...

    def leave(self) -> None:
        self._alone.forget()
        if self.result is None:
            self.result = Left()

    def _own_line(self, who: str) -> OwnLine | None:
        name = self.kept.name(who)
        write = self._own_lines(name) if name else None
        return OwnLine(who, write, self._texts, self._label) if write is not None else None

    def _below(self, form: Form) -> str:
        given = form.given.get(NUMBER)
        if given is None or form.marked:
            return self._texts.word("after_open")
        return self._texts.word("after_told")


def _drop(first: Given, second: Given) -> None:
    """Keeps nothing of the answers."""
