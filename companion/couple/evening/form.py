"""A form: rows that one person answers alone, each answer covered at once. Pure.

Rows with a default need no answer. Until it is handed on, every row can be answered again. A page of it shows which
rows were answered. It looks the same whatever the answer was, except for the one word that the arrow keys stand on
while a row is being answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from companion.couple.evening.page_answers import chosen
from companion.couple.evening.pages import FormRow, PageOption
from companion.couple.evening.texts import Texts


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """A row of a form, with its question."""

    name: str
    label: str
    """A word or two that stand in the row."""
    text: str
    """The question in full."""
    options: tuple[PageOption, ...]
    hints: tuple[str, ...] = ()
    default: str = ""
    """The answer where none is given; empty if one has to be given."""


class Form:
    """The answers of one person to the rows of a form."""

    def __init__(self, questions: Sequence[FormQuestion], texts: Texts) -> None:
        self._questions = tuple(questions)
        self._texts = texts
        self._given: dict[str, str] = {}
        self._marking = False
        self._unanswered = False
        self._anew = False
        """A key was pressed in a row that is answered and covered: the next one answers it anew."""
        self.at = 0
        """The row that is being answered."""
        self.done = False

    # -- showing --------------------------------------------------------------------------------------------------

    @property
    def question(self) -> FormQuestion:
        """The question of the present row."""
        return self._questions[self.at]

    @property
    def rows(self) -> tuple[FormRow, ...]:
        """All rows, as anybody may see them."""
        return tuple(FormRow(question.label, self._state(question)) for question in self._questions)

    @property
    def marked(self) -> str:
        """The answer that the arrow keys stand on, in words; empty if they were not used in this row."""
        given = self._given.get(self.question.name)
        options = self.question.options
        return next((option.text for option in options if option.value == given), "") if self._marking else ""

    @property
    def note(self) -> str:
        """A sentence that says why the form was not handed on, or why a key changed nothing; empty otherwise."""
        if self._anew:
            return self._texts.word("form_anew")
        return self._texts.word("form_unanswered", row=self.question.label) if self._unanswered else ""

    def _state(self, question: FormQuestion) -> str:
        if question.name in self._given:
            return self._texts.word("form_answered")
        return self._texts.word("form_optional" if question.default else "form_open")

    # -- answers --------------------------------------------------------------------------------------------------

    @property
    def given(self) -> Mapping[str, str]:
        """The answers by the name of their row, with the defaults of the rows that were left alone."""
        defaults = {question.name: question.default for question in self._questions if question.default}
        return {**defaults, **self._given}

    def answer(self, value: str) -> None:
        """Answers the present row and goes on to the next; an empty answer hands the form on, if no row is open. In a
        row that is answered and covered, the first key changes nothing, because the change would not show."""
        if self.done:
            return
        anew, self._unanswered, self._anew = self._anew, False, False
        if value.strip().casefold() in ("", "enter"):
            self._hand_on()
            return
        answer = chosen(value, self.question.options)
        if answer is None:
            return
        if self._covered and not anew:
            self._anew = True
            return
        self._given[self.question.name] = answer
        self.move(1)

    @property
    def _covered(self) -> bool:
        """True if the present row is answered, and its answer doesn't show."""
        return self.question.name in self._given and not self._marking

    def reopen(self) -> None:
        """Takes back that it was handed on."""
        self.done = False

    def move(self, by: int) -> None:
        """Goes `by` rows down, and covers the row that it leaves."""
        self._marking = self._anew = False
        self.at = min(max(0, self.at + by), len(self._questions) - 1)

    def turn(self, by: int) -> None:
        """Changes the answer of the present row by `by` steps, as arrow keys do. The first step shows the first answer,
        or backward the last one, whatever was answered before. In a row that is answered and covered, one more arrow
        changes nothing: only a second one begins again."""
        if self.done:
            return
        self._unanswered = False
        if self._covered and not self._anew:
            self._anew = True
            return
        self._anew = False
        values = [option.value for option in self.question.options]
        first = 0 if by >= 0 else len(values) - 1
        at = values.index(self._given[self.question.name]) + by if self._marking else first
        self._given[self.question.name] = values[min(max(0, at), len(values) - 1)]
        self._marking = True

    def _hand_on(self) -> None:
        names = [question.name for question in self._questions]
        open_ = [name for name, question in zip(names, self._questions, strict=True) if not question.default]
        missing = next((name for name in open_ if name not in self._given), None)
        if missing is None:
            self.done = True
            return
        self._unanswered = not self._marking  # Enter after the arrows goes on from the row they stand in
        self._marking = False
        self.at = names.index(missing)


class OneKeyForm(Form):
    """A form of one row that hands on with its answer: every answer is one key. Enter answers nothing: it only takes
    the answer that the arrow keys stand on, which then shows."""

    def __init__(self, questions: Sequence[FormQuestion], texts: Texts) -> None:
        super().__init__(questions, texts)
        self._entered = False
        """Enter was pressed without an answer."""

    @property
    def note(self) -> str:
        return self._texts.word("usual_enter") if self._entered else super().note

    def answer(self, value: str) -> None:
        if self.done:
            return
        name, enter = self.question.name, value.strip().casefold() in ("", "enter")
        answer = (self._given.get(name) if self._marking else None) if enter else chosen(value, self.question.options)
        self._entered = enter and answer is None
        if answer is not None:
            self._given[name] = answer
            self._marking = self._anew = False
            self.done = True

    def turn(self, by: int) -> None:
        self._entered = False
        super().turn(by)
