"""The pages of “Tonight, the two of us”, an entry of home for two people who have not chosen an exercise. Pure.

Names; a private page for each, with how long and which kinds would be okay; then a shared page with what fits both,
things without touch first. The exercise that they choose there begins without further questions, after its cautions.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from companion.couple.evening.alone import Alone
from companion.couple.evening.cautions_page import BeforeTurns, CautionsPage
from companion.couple.evening.handover_page import before_private_pages
from companion.couple.evening.lengths import Length
from companion.couple.evening.memory import Kept
from companion.couple.evening.naming import Naming
from companion.couple.evening.offers import MOST, without_page
from companion.couple.evening.page_answers import Part, chosen, labels
from companion.couple.evening.pages import (
    A,
    B,
    Day,
    Go,
    Instead,
    Left,
    Page,
    PageKind,
    PageOption,
    Result,
    Without,
)
from companion.couple.evening.private_page import Given
from companion.couple.evening.standing_limits import NO_LIMITS, LimitsAtHand, limited
from companion.couple.evening.texts import Texts
from companion.couple.evening.tonights_exercises import Suggestion, TonightsExercises
from companion.couple.evening.turn_words import first_turn_said
from companion.couple.evening.wishes import (
    TIMES,
    Agreement,
    Common,
    WishScope,
    in_common,
    left_of,
    longest_tonight,
    wish_rows,
    within,
)
from companion.exercise.cautions import NONE
from companion.exercise.plan import Choices, Names

OF_A_KIND = 2
"""Exercises of each kind on the page at most, so that the page can be taken in at a glance."""


class WayIn:
    """Gives the present page (`page()`) and takes any answer to it (`answer`). It is over once `result` is set."""

    def __init__(
        self,
        there: TonightsExercises,
        kept: Kept,
        texts: Texts,
        today: Day,
        *,
        reserved: Collection[str] = (),
        limits: LimitsAtHand = NO_LIMITS,
    ) -> None:
        """`reserved`: words that are commands, and so cannot be names. `limits`: the standing limits of either."""
        self._limits = limits
        self._there = there
        self._texts = texts
        self._today = today
        self._naming = Naming(kept, texts, reserved, touch=True, resting=kept.resting(today))
        self._label = labels(texts, kept.a, kept.b)
        self._scope = WishScope()
        self._common: Common | None = None
        self._taken = ""
        """The exercise that was chosen, while its cautions are read."""
        self._starts = kept.starts
        self._part: Part | None = self._naming
        """None while the shared page is shown."""
        self.kept = kept
        """The memory that is to be kept from now on."""
        self.result: Result | None = None

    # -- what a screen asks ---------------------------------------------------------------------------------------

    def page(self) -> Page:
        if isinstance(self.result, Without):
            return without_page(self._texts, self.result)
        return self._part.page() if self._part is not None else self._shared_page()

    def answer(self, value: str, today: Day) -> None:
        self._today = today
        if self.result is not None:
            return
        if self._part is None:
            self._choose(chosen(value, self._options()))
            return
        self._part.answer(value)
        if self._part.done:
            self._go_on(self._part)

    def heard_of(self, other: Kept, today: Day) -> None:
        """Takes in what was decided this evening elsewhere. These pages end if less is left than before."""
        kept = self.kept.also(other, today)
        if kept != self.kept:
            self.kept = kept
            if self.result is None:
                self._forget()
                self.result = Without("decided" if kept.resting(today) else "too_much", self._there.without)

    def move(self, by: int) -> None:
        if self.result is None and isinstance(self._part, Alone):
            self._part.move(by)

    def turn(self, by: int) -> None:
        if self.result is None and isinstance(self._part, Alone):
            self._part.turn(by)

    def back(self) -> None:
        if self.result is not None:
            return
        if isinstance(self._part, CautionsPage):
            self._part, self._taken = None, ""
        elif self._part is not None:
            self._part.back()

    def leave(self) -> None:
        """Leaves from any page. No answer is kept."""
        if self.result is None:
            self.result = Left()
        self._forget()

    def _forget(self) -> None:
        if isinstance(self._part, Alone):
            self._part.forget()

    # -- one part after another -----------------------------------------------------------------------------------

    def _go_on(self, part: Part) -> None:
        if isinstance(part, Naming):
            self.kept = self.kept.called(part.a, part.b, self._today)
            self._label = labels(self._texts, part.a, part.b)
            self._starts = part.starts
            asked = self._left().agreements
            more = () if asked else (self._texts.word("no_touch_asked"),)
            self._part = before_private_pages(self._texts, self._label, more)
        elif isinstance(part, Alone):
            self._decide()
        elif isinstance(part, CautionsPage):
            if isinstance(part, BeforeTurns):
                self._starts = part.starts
            self._begin(self._taken)
        else:
            self._part = self._private()

    def _private(self) -> Alone:
        self._scope = self._left()
        below = self._texts.word("private_below")
        return Alone(
            wish_rows(self._scope, self._texts),
            self._texts,
            self._label,
            pages=("private_first", "private_second"),
            fold=self._fold,
            below=lambda form: below,  # the same for both, whatever is answered
            # The list's limits are about touch: without any, there is nothing to ask for.
            limits=self._limits if self._scope.agreements else NO_LIMITS,
            limit=lambda given, limits: within(limited(given, limits, {}), limits),
        )

    def _left(self) -> WishScope:
        tonight = self.kept.of_tonight(self._today)
        most = longest_tonight(tonight)
        agreements = [
            left
            for each in self._there.agreements
            if tonight.allows(each.offer)
            and (left := left_of(each, tonight.areas(each.offer.areas, each.offer.rung))) is not None
        ]
        times = tuple(minutes for minutes in TIMES if minutes <= most) or TIMES[:1]
        return WishScope(times, tuple(agreements), self.kept.safety_due(self._today))

    def _fold(self, first: Given, second: Given) -> None:
        self._common = in_common(first, second, self._scope)

    def _decide(self) -> None:
        common, scope = self._common, self._scope
        self._part = None
        if common is None:
            return
        # Both see this time on the next page, whatever else fits them. It only becomes shorter tonight.
        self.kept = self.kept.for_minutes(common.minutes, self._today)
        if not scope.agreements:
            return
        short_enough = [each for each in scope.agreements if self._short_enough(self._time_of(each))]
        ready = self._ready()
        if not common.areas or (short_enough and not ready):
            self.kept = self.kept.without_touch(self._today)
            return
        if scope.safety:
            self.kept = replace(self.kept, checked=self._today)
        # Only what both see on the next page: a part of an agreement that isn't offered there counts as left out, and
        # one for which there is no time as not asked about.
        asked, left = ({area for each in some for area in each.offer.areas} for some in (short_enough, ready))
        self.kept = self.kept.decided(asked, left, "on", {}, {}, self._today)

    # -- both, again ----------------------------------------------------------------------------------------------

    def _shared_page(self) -> Page:
        names = ["tonight_fits"]
        if self._ready():
            names += ["tonight_touch", *(["fits_safety"] if self._scope.safety else [])]
        elif self.kept.resting(self._today):
            names.append("tonight_without")
        pages = [self._texts.page(name) for name in names]
        lines = (*(line for page in pages for line in page.lines), self._texts.word("reasons"))
        return Page("tonight_fits", PageKind.CHOICE, pages[0].title, lines, self._options())

    @property
    def _minutes(self) -> int:
        return self._common.minutes if self._common is not None else min(TIMES)

    def _options(self) -> tuple[PageOption, ...]:
        word = self._texts.word
        found = [
            (each.id, word("tonight_offer", title=each.title, minutes=f"{each.minutes:.0f}"))
            for each in self._without_touch()
        ]
        found += [
            (
                each.offer.id,
                word(
                    "tonight_offer" if each.whole else "tonight_agreement",
                    title=each.offer.title,
                    areas=self._texts.areas_in_words(each.offer.areas),
                    minutes=f"{self._time_of(each):.0f}",
                ),
            )
            for each in self._ready()
        ]
        options = tuple(PageOption(str(n), id, text) for n, (id, text) in enumerate(found[:MOST], 1))
        practice = self._practice()
        first = (PageOption("p", practice.id, word("practice_no")),) if practice is not None else ()
        return (*options, *first, PageOption("enter", "", word("to_list")))

    def _practice(self) -> Suggestion | None:
        """The exercise in which they practice saying no. It stands beside every touch that it leaves time for."""
        practice = self._there.practice
        there = practice is not None and bool(self._ready()) and self._fits(practice)
        return practice if there else None

    def _without_touch(self) -> list[Suggestion]:
        common = self._common
        if common is None:
            return []
        found = [
            each
            for wanted, of in ((common.beside, self._there.beside), (common.talk, self._there.talk))
            if wanted
            for each in [each for each in of if self._fits(each)][:OF_A_KIND]
        ]
        return found or [each for each in self._there.alone if self._fits(each)][:OF_A_KIND]

    def _ready(self) -> list[Agreement]:
        """The ready agreements that fit into the time of both, each with the areas that both said yes to."""
        common = self._common
        if common is None or self.kept.resting(self._today):
            return []
        # A no to a part costs that part and nothing else: a no to the kiss must not cost both of them the cuddle.
        left = [left_of(each, common.areas) for each in self._scope.agreements]
        return [each for each in left if each is not None and self._short_enough(self._time_of(each))]

    def _fits(self, each: Suggestion) -> bool:
        """Tells whether it fits into the time of both, whatever is answered in it."""
        return self._short_enough(max(each.minutes, each.longest))

    def _short_enough(self, minutes: float) -> bool:
        """Tells whether an exercise of so many minutes, as they are told, fits into the time of both."""
        return round(minutes) <= self._minutes

    def _time_of(self, agreement: Agreement) -> float:
        return agreement.minutes if self._short_enough(agreement.minutes) else agreement.fewest

    def _choose(self, answer: str | None) -> None:
        if answer is None:
            return
        one = {each.id for each in self._there.alone if each.people == 1}
        practice = self._practice()
        if not answer:
            self.result = Left()
        elif answer in one or (practice is not None and answer == practice.id):
            self.result = Instead(answer)
        elif (before := self._before(answer)) is not None:
            self._part, self._taken = before, answer
        else:
            self._begin(answer)

    def _before(self, id: str) -> CautionsPage | None:
        """Makes the page before an exercise; None if it has no cautions of its own, and the two take no turns in it."""
        cautions = self._there.cautions.get(id, NONE)
        agreement = next((each for each in self._ready() if each.offer.id == id), None)
        areas = agreement.offer.areas if agreement is not None else ()
        first = self._there.first_turn(id)
        said = {who: first_turn_said(first, areas, self._label, who) for who in (A, B)}
        if all(said.values()):
            resting = self.kept.resting(self._today)
            return BeforeTurns(cautions, self._texts, self._label, said, self._starts, resting=resting)
        return CautionsPage(cautions, self._texts) if cautions.own else None

    def _begin(self, id: str) -> None:
        choices = Choices(names=self._names(), starts=self._starts, clothes="on")
        agreement = next((each for each in self._ready() if each.offer.id == id), None)
        if agreement is None and id in self._there.areas:
            self.result = Without("too_much", self._there.without)
            return
        if agreement is not None:
            choices = replace(
                choices,
                lengths=self._lengths(agreement),
                crossed_out=frozenset(self._there.areas[id]) - frozenset(agreement.offer.areas),
            )
            tonight = self.kept.of_tonight(self._today).at_most((), "on", choices.lengths)
            self.kept = replace(self.kept, tonight=tonight).touching(
                agreement.offer.areas, self._today, agreement.offer.rung
            )
        self.kept = self.kept.begun(choices.starts)
        self.result = Go(choices, self.kept.stop_word, id)

    def _lengths(self, agreement: Agreement) -> dict[str, float]:
        """The author's lengths, or the shortest where those would take too long; never longer than tonight allows."""
        tonight = self.kept.of_tonight(self._today)
        short = not self._short_enough(agreement.minutes)
        usual = float("inf") if self.kept.seconds is None else self.kept.seconds

        def seconds(length: Length) -> float:
            most = 0.0 if short else min((tonight.length(length) or length).seconds, usual)
            return max(length.shortest, most)

        return {name: seconds(length) for name, length in self._there.lengths.get(agreement.offer.id, {}).items()}

    def _names(self) -> Names:
        a, b = self.kept.a, self.kept.b
        if not a and not b:
            return Names()
        return Names(a or self._texts.word("at_f"), b or self._texts.word("at_j"), private=True)
