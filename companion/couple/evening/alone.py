"""Two forms, one after the other: each of the two has the screen to themselves. Pure.

A person who has handed the screen on cannot come back to their page, and the other one's page waits until they have
taken the screen with their own key. Once both have handed on, the callable `fold` gets the answers, a single time; from
then on none is held here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from companion.couple.evening.form import Form, FormQuestion, OneKeyForm
from companion.couple.evening.handover_page import HandoverPage
from companion.couple.evening.own_line import OwnLine
from companion.couple.evening.page_answers import Labels
from companion.couple.evening.pages import TWO, A, B, Page, PageKind
from companion.couple.evening.private_page import ALL, USUAL, Given
from companion.couple.evening.standing_limits import (
    LIMITS,
    NO_LIMITS,
    USE,
    LimitsAtHand,
    OwnPassphrase,
    StandingLimits,
    limits_row,
)
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
        limits: LimitsAtHand = NO_LIMITS,
        limit: Callable[[Given, StandingLimits], Given] = lambda given, limits: given,
        usual: FormQuestion | None = None,
        as_usual: Callable[[str], Given] = lambda answer: {},
        own_line: Callable[[str], OwnLine | None] = lambda who: None,
    ) -> None:
        """`questions`: the rows, the same for both. `pages` names two texts: the page of the first, and of the second.
        `below(form)` gives the sentences at the foot of a page. They may depend on the answers there only as far as
        the person who gave them may see it. `limits`: the standing limits that either may use; `limit` makes answers
        smaller by them. `usual`: one row in the place of all others, from which each can go to the others; `as_usual`
        gives the answers that its answer stands for. `own_line` makes the page that follows a person's form."""
        self._own_line = own_line
        self._line: OwnLine | None = None
        """The page of a person's own line, while it stands."""
        self._usual = usual
        self._as_usual = as_usual
        self._questions = tuple(questions)
        self._texts = texts
        self._label = label
        self._pages = pages
        self._fold = fold
        self._below = below
        self._limits = limits
        self._limit = limit
        self._opened: dict[str, StandingLimits] = {}
        """The limits of each who has opened theirs, until both have handed on."""
        self._passphrase: OwnPassphrase | None = None
        """The page that asks for a passphrase, while it stands."""
        self._forms = self._empty()
        self._who = A
        self._handover: HandoverPage | None = None
        """The page between the two forms, while it stands."""
        self.done = False

    def _empty(self) -> dict[str, Form]:
        usual = self._usual
        if usual is not None:
            return {who: OneKeyForm((usual,), self._texts) for who in TWO}
        return self._of_all_questions()

    def _of_all_questions(self) -> dict[str, Form]:
        row = (limits_row(self._texts),) if self._limits.there else ()
        return {who: Form((*self._questions, *(row if who in self._limits.there else ())), self._texts) for who in TWO}

    @property
    def _form(self) -> Form:
        return self._forms[self._who]

    def page(self) -> Page:
        if self._handover is not None:
            return self._handover.page()
        if self._passphrase is not None:
            return self._passphrase.page()
        if self._line is not None:
            return self._line.page()
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
            one_key=isinstance(form, OneKeyForm),
            help=True,
        )

    def answer(self, value: str) -> None:
        if self.done:
            return
        if self._handover is not None:
            self._handover.answer(value)
            if self._handover.done:
                self._who, self._handover = B, None
            return
        if self._passphrase is not None:
            self._passphrase.answer(value)
            if self._passphrase.done:
                self._opened[self._who], self._passphrase = self._passphrase.limits, None
                self._hand_on()
            return
        if self._line is not None:
            self._line.answer(value)
            if self._line.done:
                self._line = None
                self._hand_on()
            return
        self._form.answer(value)
        if not self._form.done:
            return
        if self._form.given.get(USUAL) == ALL:
            self._forms[self._who] = self._of_all_questions()[self._who]
            return
        if self._form.given.get(LIMITS) == USE:
            self._passphrase = OwnPassphrase(self._who, self._limits, self._texts, self._label)
            return
        self._line = self._own_line(self._who)
        if self._line is None:
            self._hand_on()

    def _hand_on(self) -> None:
        """Passes the screen to the second of the two, or gives the answers of both to `fold`."""
        if self._who == A:
            self._handover = HandoverPage(self._texts, self._label, B, "handover_second")
            return
        first, second = (self._answers_of(who) for who in TWO)
        self.forget()
        self.done = True
        self._fold(first, second)

    def _answers_of(self, who: str) -> Given:
        given = {name: value for name, value in self._forms[who].given.items() if name != LIMITS}
        if USUAL in given:
            return self._as_usual(given[USUAL])
        opened = self._opened.get(who)
        return given if opened is None else self._limit(given, opened)

    @property
    def _at_form(self) -> bool:
        return not self.done and self._handover is None and self._passphrase is None and self._line is None

    def move(self, by: int) -> None:
        if self._at_form:
            self._form.move(by)

    def turn(self, by: int) -> None:
        if self._at_form:
            self._form.turn(by)

    def forget(self) -> None:
        """Drops every answer, every limit that was opened, and a line that was not written."""
        self._forms, self._opened, self._passphrase, self._line = self._empty(), {}, None, None

    def back(self) -> None:
        """Goes to the row before; from the passphrase to the row that asked for it."""
        if self._passphrase is not None:
            self._passphrase = None
            self._form.reopen()
        else:
            self.move(-1)
