"""The page with the cautions of an exercise for two, if it has any of its own: both read them before anything else.
Pure."""

from __future__ import annotations

from companion.couple.evening.page_answers import Labels, chosen
from companion.couple.evening.pages import A, B, Page, PageKind, PageOption
from companion.couple.evening.texts import Texts
from companion.exercise.cautions import Cautions


class CautionsPage:
    """A page to read; any answer goes on."""

    def __init__(self, cautions: Cautions, texts: Texts) -> None:
        self._cautions = cautions
        self._texts = texts
        self.done = False

    def page(self) -> Page:
        text = self._texts.page("cautions")
        lines = (*text.lines, *self._cautions.own)
        return Page("cautions", PageKind.DONE, text.title, lines, small=self._cautions.standing, help=True)

    def answer(self, value: str) -> None:
        self.done = True

    def back(self) -> None: ...


class BeforeTurns(CautionsPage):
    """The same page before an exercise in which the two take turns: it also says who does what in the first turn, and
    either of them can change that."""

    def __init__(
        self, cautions: Cautions, texts: Texts, label: Labels, said: dict[str, str], starts: str, *, resting: bool
    ) -> None:
        """`said`: the words about the first turn if "a" or "b" starts. `resting`: there was a stop or a no this
        evening, so the page doesn't name one of them as the one to start, but asks."""
        super().__init__(cautions, texts)
        self._label = label
        self._said = said
        self._resting = resting
        self.starts = starts

    def page(self) -> Page:
        word, said, cautions = self._texts.word, self._said, self._cautions
        text = self._texts.page("cautions")
        if self._resting:
            about = word("first_turn_if", who=self._label(A), said=said[A])
            options = tuple(
                PageOption(key, who, word("starts", who=self._label(who))) for key, who in (("f", A), ("j", B))
            )
        else:
            about = word("first_turn", said=said[self.starts])
            options = (PageOption("enter", "on", word("as_before")), PageOption("o", "other", word("other_way")))
        lines = (*text.lines, *cautions.own, about)
        return Page("cautions", PageKind.CHOICE, text.title, lines, options, small=cautions.standing, help=True)

    def answer(self, value: str) -> None:
        answer = chosen(value, self.page().options)
        if answer == "other":
            self.starts = B if self.starts == A else A
        elif answer is not None:
            self.starts = answer if answer in (A, B) else self.starts
            self.done = True
