"""Two forms, one after the other: each of the two has the screen to themselves. Pure.

A person who has handed the screen on cannot come back to their page. The answers are given to `fold` once, when both
have handed on, and are held here no longer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from companion.couple.evening.form import Form, FormQuestion
from companion.couple.evening.page_answers import Labels
from companion.couple.evening.pages import TWO, A, B, Page, PageKind
from companion.couple.evening.private_page import Given
from companion.couple.evening.texts import Texts


class Alone:
    """The private pages of both."""

    def __init__(
        self,
        questions: Sequence[FormQuestion],
        texts: Texts,
        label: Labels,
        *,
        pages: tuple[str, str],
        fold: Callable[[Given, Given], None],
        below: Callable[[Form], str] = lambda form: "",
    ) -> None:
        """`questions`: the rows, the same for both. `pages` names two texts: the page of the first, and of the second.
        `below(form)` gives the sentences at the foot of a page; of what is answered there, only what its own person
        may be told should show."""
        self._questions = tuple(questions)
        self._texts = texts
        self._label = label
        self._pages = pages
        self._fold = fold
        self._below = below
        self._forms = {who: Form(self._questions, texts) for who in TWO}
        self._who = A
        self.done = False

    @property
    def _form(self) -> Form:
        return self._forms[self._who]

    def page(self) -> Page:
        who, form = self._who, self._form
        called, other = self._label(who), self._label(B if who == A else A)
        name = self._pages[0 if who == A else 1]
        text = self._texts.page(name, who=called, other=other)
        question = form.question
        return Page(
            name,
            PageKind.FORM,
            text.title,
            text.lines,
            question.options,
            rows=form.rows,
            at=form.at,
            asked=question.text,
            hints=question.hints,
            marked=form.marked,
            private=True,
            who=who,
            called=called,
            small=self._below(form),
            note=form.note,
            help=True,
        )

    def answer(self, value: str) -> None:
        if self.done:
            return
        self._form.answer(value)
        if not self._form.done:
            return
        if self._who == A:
            self._who = B
            return
        first, second = (self._forms[who].given for who in TWO)
        self.forget()
        self.done = True
        self._fold(first, second)

    def move(self, by: int) -> None:
        if not self.done:
            self._form.move(by)

    def turn(self, by: int) -> None:
        if not self.done:
            self._form.turn(by)

    def forget(self) -> None:
        """Drops every answer."""
        self._forms = {who: Form(self._questions, self._texts) for who in TWO}

    def back(self) -> None:
        self.move(-1)
