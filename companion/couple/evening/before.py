"""The evening before a session: which parts follow which, and what comes of them. Pure.

The exercise's cautions; names; before touch a private page for each, and then the shared page with what fits both.
An answer given alone shows in one place only: on that shared page, and there only as the smaller of the two.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from companion.couple.evening.alone import Alone
from companion.couple.evening.cautions_page import CautionsPage
from companion.couple.evening.chosen_exercise import ChosenExercise
from companion.couple.evening.fits_page import FitsPage
from companion.couple.evening.handover_page import before_private_pages
from companion.couple.evening.lengths import lengths_of, usual_or_shortest
from companion.couple.evening.memory import Kept, Usual
from companion.couple.evening.naming import Naming
from companion.couple.evening.offers import without_page
from companion.couple.evening.own_word import CheckWord
from companion.couple.evening.page_answers import Part, labels
from companion.couple.evening.pages import Day, Go, Instead, Left, Page, Result, Without
from companion.couple.evening.private_page import (
    Fit,
    Given,
    Scope,
    as_usual,
    rows,
    usual_row,
    what_fits,
    with_only_area,
)
from companion.couple.evening.standing_limits import NO_LIMITS, LimitsAtHand, StandingLimits, limited
from companion.couple.evening.texts import Texts
from companion.couple.evening.turn_words import first_turn_said
from companion.exercise.plan import Choices, Names


class Evening:
    """Gives the present page (`page()`) and takes any answer to it (`answer`). It is over once `result` is set."""

    def __init__(
        self,
        about: ChosenExercise,
        kept: Kept,
        texts: Texts,
        today: Day,
        *,
        check_word: CheckWord,
        reserved: Collection[str] = (),
        limits: LimitsAtHand = NO_LIMITS,
    ) -> None:
        """`reserved`: words that are commands, and so cannot be names. `limits`: the standing limits of either."""
        self._about = about
        self._texts = texts
        self._check_word = check_word
        self._today = today
        self._limits = limits
        self._cautions_due = bool(about.cautions.own)
        left = about.left(kept, today)
        small = ""
        if kept.known and about.id in kept.done:
            # They have read the cautions of this exercise on a page of their own, so these stand below another one.
            small = " ".join((*about.cautions.own, about.cautions.standing)).strip()
            self._cautions_due = False
        self._naming = Naming(
            kept,
            texts,
            reserved,
            touch=bool(about.areas),
            resting=kept.resting(today),
            small=small,
            first_turn=lambda label, starts: first_turn_said(about.first_turn, left, label, starts),
        )
        self._label = labels(texts, kept.a, kept.b)
        self._scope = Scope(())
        self._fit: Fit | None = None
        self._part: Part = self._cautions() if self._cautions_due else self._naming
        self.kept = kept
        """The memory that is to be kept from now on."""
        self.result: Result | None = self._nothing_left(today)

    # -- what a screen asks ---------------------------------------------------------------------------------------

    def page(self) -> Page:
        if isinstance(self.result, Without):
            return without_page(self._texts, self.result)
        return self._part.page()

    def answer(self, value: str, today: Day) -> None:
        self._today = today
        if self.result is None:
            self._part.answer(value)
            if isinstance(self._part, FitsPage):
                self._keep_usual(self._part)
            while self.result is None and self._part.done:
                self._go_on()

    def heard_of(self, other: Kept, today: Day) -> None:
        """Takes in what was decided this evening elsewhere, such as in a second window. If less is allowed now than
        when these pages began, and they have no result yet, they end."""
        kept = self.kept.also(other, today)
        if kept != self.kept:
            self.kept = kept
            if self.result is None and self._about.areas:
                self._forget()
                self.result = self._nothing_left(today) or Without("too_much", self._about.without)

    def _nothing_left(self, today: Day) -> Without | None:
        """Returns the result of an evening that does not leave enough for this exercise. None if it does."""
        about, kept = self._about, self.kept
        if not about.areas:
            return None
        if kept.resting(today):
            return Without("decided", about.without)
        if about.fits(kept, today):
            return None
        if set(about.areas) <= kept.never:
            return Without("always_without", (*about.smaller(kept, today), *about.without))
        return Without("too_much", (*about.smaller(kept, today), *about.without))

    def move(self, by: int) -> None:
        """Goes `by` rows down on a private page."""
        if self.result is None and isinstance(self._part, Alone):
            self._part.move(by)

    def turn(self, by: int) -> None:
        """Changes the answer of the present row of a private page by `by` steps."""
        if self.result is None and isinstance(self._part, Alone):
            self._part.turn(by)

    def back(self) -> None:
        if self.result is None:
            self._part.back()

    def leave(self) -> None:
        """Leaves from any page. Nothing happens, and no answer is kept."""
        if self.result is None:
            self.result = Left()
        self._forget()

    def _forget(self) -> None:
        if isinstance(self._part, Alone):
            self._part.forget()

    # -- one part after another -----------------------------------------------------------------------------------

    def _go_on(self) -> None:
        part = self._part
        if isinstance(part, Alone):
            self._decide()
        elif isinstance(part, FitsPage):
            self._chosen(part)
        elif not self._naming.done:
            self._part = self._naming
        elif isinstance(part, Naming):
            self._named(part)
        elif isinstance(part, CautionsPage):
            self._after_names()
        else:
            self._part = self._private()

    def _cautions(self) -> CautionsPage:
        self._cautions_due = False
        return CautionsPage(self._about.cautions, self._texts)

    def _named(self, naming: Naming) -> None:
        before = (self.kept.a, self.kept.b)
        self.kept = self.kept.called(naming.a, naming.b, self._today)
        self._label = labels(self._texts, naming.a, naming.b)
        if naming.small and before != (naming.a, naming.b):
            self._part = self._cautions()  # somebody new is here, who has not read them
        else:
            self._after_names()

    def _after_names(self) -> None:
        if not self._about.areas:
            self._go(Choices(names=self._names(), starts=self._naming.starts))
        else:
            # On every evening: the other one looks away first, and no key that was meant for the page before counts.
            self._part = before_private_pages(self._texts, self._label)

    def _new_scope(self) -> Scope:
        return self._about.scope(self.kept, self._today, first_evening=self._naming.asked_names)

    def _usual(self) -> tuple[str, ...]:
        return self._about.usual(self.kept, self._today, self._new_scope())

    def _private(self) -> Alone:
        scope = self._scope = self._new_scope()
        usual = self._usual()
        below = self._texts.word("private_below")
        return Alone(
            rows(self._scope, self._texts),
            self._texts,
            self._label,
            pages=("private_first", "private_second"),
            fold=self._fold,
            below=lambda form: below,  # the same for both, whatever is answered
            limits=self._limits,
            limit=self._limited,
            usual=usual_row(usual, scope, self._texts) if usual else None,
            as_usual=lambda answer: as_usual(answer, usual, scope),
        )

    def _limited(self, given: Given, limits: StandingLimits) -> Given:
        to_choose = lengths_of if self._scope.ask_length else usual_or_shortest
        return limited(with_only_area(given, self._scope), limits, self._scope.lengths, to_choose)

    def _fold(self, first: Given, second: Given) -> None:
        self._fit = what_fits(first, second, self._scope)

    def _decide(self) -> None:
        fit, scope, about = self._fit, self._scope, self._about
        if fit is None:
            self._without()
            return
        if scope.safety:
            self.kept = replace(self.kept, checked=self._today)
        self.kept = self.kept.decided(scope.areas, fit.areas, fit.clothes, fit.lengths, about.lengths, self._today)
        self.kept = self.kept.always_without(fit.never)
        self._part = FitsPage(
            fit,
            self._texts,
            self._label,
            self.kept.stop_word,
            self._check_word,
            gentler=about.gentler(self.kept, self._today),
            practice=about.practice,
            next=about.next(self.kept, self._today) if fit.next else None,
            safety=scope.safety,
            familiar=not scope.safety and self.kept.knows(about.id, self._today),
            first_turn=lambda starts: first_turn_said(about.first_turn, fit.areas, self._label, starts),
            starts=self._naming.starts,
            first_evening=self._naming.asked_names,
            usual=about.id in self.kept.usual,
            may_keep=not self._naming.asked_names and not scope.safety and about.id in self.kept.done,
        )

    def _chosen(self, part: FitsPage) -> None:
        self.kept = replace(self.kept, stop_word=part.stop_word)
        if part.without:
            self._without()
        elif part.instead:
            self.result = Instead(part.instead)
        elif self._fit is not None:
            fit = self._fit
            self.kept = self.kept.touching(fit.areas, self._today, self._about.rung)
            self._go(
                Choices(
                    lengths=dict(fit.lengths),
                    names=self._names(),
                    starts=part.starts,
                    crossed_out=frozenset(self._about.areas) - frozenset(fit.areas),
                    clothes=fit.clothes,
                    familiar=part.short,
                )
            )

    def _keep_usual(self, part: FitsPage) -> None:
        """Notes this evening as the usual one, or removes the usual one, as soon as that is chosen on the page."""
        if part.keep_usual and self._fit is not None:
            longest = max(self._fit.lengths.values(), default=None)
            self.kept = self.kept.with_usual(self._about.id, Usual(frozenset(self._fit.areas), longest))
        elif part.keep_usual is False:
            self.kept = self.kept.with_usual(self._about.id, None)

    def _without(self) -> None:
        self.kept = self.kept.without_touch(self._today)
        self.result = Without("without", self._about.without)

    def _go(self, choices: Choices) -> None:
        self.kept = self.kept.begun(choices.starts)
        self.result = Go(choices, self.kept.stop_word)

    def _names(self) -> Names:
        a, b = self.kept.a, self.kept.b
        if not a and not b:
            return Names()
        return Names(a or self._texts.word("at_f"), b or self._texts.word("at_j"), private=True)
