"""The evening before a session: which parts follow which, and what comes of them. Pure.

Names; before touch the private check and a number, each alone; the step of the ladder; tonight's choices. Whatever is
answered alone shows in one place only: the common result, which a number drawn by chance may bring about as well.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from companion.evening.alone import Alone, Given
from companion.evening.asking import Part, labels
from companion.evening.climbing import Climbing
from companion.evening.ladder import climb
from companion.evening.memory import Kept
from companion.evening.naming import Naming
from companion.evening.pages import A, B, Day, Go, Left, Offer, Option, Page, PageKind, Ratings, Result, Without
from companion.evening.texts import QUESTIONS, TONIGHT_QUESTION, Texts
from companion.evening.tonight import CheckWord, Length, Tonight
from companion.exercise.plan import Choices, Names

WITHOUT_CONCERN = 1 / 8
"""So often an evening leads to something without touch although nobody said anything."""


@dataclass(frozen=True, slots=True)
class About:
    """The exercise that was chosen, and what else there is."""

    id: str
    areas: tuple[str, ...] = ()
    """What it asks to touch; empty where it asks for no touch."""
    rung: int | None = None
    lengths: Mapping[str, Length] = field(default_factory=dict)
    rungs: Collection[int] = ()
    """Every rung there is."""
    without: tuple[Offer, ...] = ()
    """Exercises without touch to offer instead."""
    touch: tuple[Offer, ...] = ()
    """The other touch exercises: those below are offered where this step is not for tonight."""


class Evening:
    """`page()` is what to show, `answer` what was given; where `result` is set it is over. Answers anything."""

    def __init__(
        self,
        about: About,
        kept: Kept,
        texts: Texts,
        today: Day,
        *,
        chance: float,
        check_word: CheckWord,
        reserved: Collection[str] = (),
    ) -> None:
        """`chance`: from 0 up to 1, drawn anew for every evening object; `reserved`: words that are commands."""
        self._about = about
        self._texts = texts
        self._check_word = check_word
        self._today = today
        self._by_chance = chance < WITHOUT_CONCERN
        self._concern = False
        self._whole = kept.whole_check(today)
        self._numbers: dict[str, int] = {}
        self._naming = Naming(kept, texts, reserved)
        self._label = labels(texts, kept.a, kept.b)
        self._part: Part = self._naming
        self.kept = kept
        """What is to be kept from now on."""
        self.result: Result | None = None
        if about.areas and kept.resting(today):
            self._without()

    # -- what a screen asks ---------------------------------------------------------------------------------------

    def page(self) -> Page:
        if isinstance(self.result, Without):
            return without_page(self._texts, self.result)
        return self._part.page()

    def answer(self, value: str, today: Day) -> None:
        self._today = today
        if self.result is None:
            self._part.answer(value)
            while self.result is None and self._part.done:
                self._go_on()

    def back(self) -> None:
        if self.result is None:
            self._part.back()

    def leave(self) -> None:
        """From any page: nothing happens, and nothing of what was answered is left."""
        if self.result is None:
            self.result = Left()
        self._concern = False
        self._numbers.clear()

    # -- one part after another -----------------------------------------------------------------------------------

    def _go_on(self) -> None:
        part = self._part
        if isinstance(part, Naming):
            self.kept = replace(self.kept, known=True, a=part.a, b=part.b)
            self._label = labels(self._texts, part.a, part.b)
            if self._about.areas:
                self._part = self._private()
            else:
                self._go(Choices(names=self._names(), starts=part.starts))
        elif isinstance(part, Alone):
            self._decide()
        elif isinstance(part, Climbing):
            if part.not_tonight:
                lower = tuple(offer for offer in self._about.touch if (offer.rung or 0) < (self._about.rung or 0))
                self.result = Without(self._texts.word("not_tonight"), (*lower, *self._about.without))
            else:
                self._part = self._tonight()
        elif isinstance(part, Tonight):
            self.kept = replace(self.kept, stop_word=part.stop_word)
            if part.nothing_left:
                self.result = Without(self._texts.word("nothing_left"), self._about.without)
            else:
                self._go(
                    Choices(
                        lengths=part.lengths,
                        names=self._names(),
                        starts=self._naming.starts,
                        crossed_out=part.crossed_out,
                        clothes=part.clothes,
                    )
                )

    def _decide(self) -> None:
        if self._concern or self._by_chance:
            self._without()
            return
        if self._whole:
            self.kept = replace(self.kept, checked=self._today)
        about = self._about
        self._part = Climbing(climb(about.rung, about.rungs, self.kept.rungs, self._today), self._texts, self._label)

    def _without(self) -> None:
        self._concern = False
        self._numbers.clear()
        if not self.kept.resting(self._today):
            self.kept = self.kept.without_touch(self._today)
        self.result = Without(self._texts.word("neutral"), self._about.without)

    def _go(self, choices: Choices) -> None:
        before = Ratings(self._numbers[A], self._numbers[B]) if self._numbers else None
        self.kept = self.kept.begun(choices.starts)
        self.result = Go(choices, self.kept.stop_word, before)

    def _names(self) -> Names:
        a, b = self.kept.a, self.kept.b
        if not a and not b:
            return Names()
        other = self._texts.word("the_other")
        return Names(a or other, b or other, private=True)

    def _tonight(self) -> Tonight:
        return Tonight(self._about.areas, self._about.lengths, self._texts, self.kept.stop_word, self._check_word)

    # -- each alone -----------------------------------------------------------------------------------------------

    def _private(self) -> Alone:
        questions = QUESTIONS if self._whole else (TONIGHT_QUESTION,)
        return Alone(
            (*questions, "distress_before", "alone_end"),
            self._draw,
            self._fold,
            self._texts,
            self._label,
            handovers=("handover_first", "handover_second"),
            together="together",
            last=PageKind.HANDOVER,
        )

    def _fold(self, who: str, given: Given) -> None:
        """Of all the answers one thing stays: whether there was any concern; not whose, and not which."""
        self._concern = self._concern or any(
            answer != "no" for name, answer in given.items() if name != "distress_before"
        )
        self._numbers[who] = int(given["distress_before"])

    def _draw(self, name: str, who: str, given: Given) -> Page:
        """The same pages for both, whatever has been answered: `given` must not be looked at."""
        text = self._texts.page(name, who=self._label(who))
        if name == "distress_before":
            return Page(name, PageKind.NUMBER, text.title, text.lines)
        if name == "alone_end":
            return Page(name, PageKind.DONE, text.title, text.lines, help=True)
        return Page(name, PageKind.CHOICE, text.title, text.lines, self._yes_or_no())

    def _yes_or_no(self) -> tuple[Option, ...]:
        word = self._texts.word
        return Option("y", "yes", word("yes")), Option("n", "no", word("no")), Option("r", "rather", word("rather_not"))


def without_page(texts: Texts, result: Without) -> Page:
    """The common result, and what to do instead; the answer is an exercise's id, or "" for the list."""
    text = texts.page("without", sentence=result.sentence)
    options = tuple(Option(str(n), offer.id, offer.title) for n, offer in enumerate(result.offers[:8], 1))
    return Page(
        "without", PageKind.CHOICE, text.title, text.lines, (*options, Option("enter", "", texts.word("to_list")))
    )


def offered(offers: Sequence[Offer], value: str) -> str | None:
    """The id of the offer meant by what was pressed or typed; "" for the list, None where neither was meant."""
    said = value.strip().casefold()
    if not said or said == "enter":
        return ""
    for n, offer in enumerate(offers[:8], 1):
        if said in (str(n), offer.id.casefold(), offer.title.casefold()):
            return offer.id
    return None
