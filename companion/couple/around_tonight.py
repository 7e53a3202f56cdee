"""Runs “Tonight, the two of us”: gives its pure pages the exercises, the date and the couple's file.

Two shipped exercises of touch can be chosen there as they are, and are called ready agreements: holding hands during a
show, and a cuddle or a kiss, clothes on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from companion.couple import couple_file
from companion.couple.around import PRACTICE, Around, HearWord, SavedPages, troubles
from companion.couple.couple_file import this_evening
from companion.couple.evening.chosen_exercise import ChosenExercise
from companion.couple.evening.lengths import Length
from companion.couple.evening.own_line import OwnLines, no_lines
from companion.couple.evening.pages import Day, Go, OfferedExercise
from companion.couple.evening.standing_limits import NO_LIMITS, LimitsAtHand
from companion.couple.evening.texts import Texts
from companion.couple.evening.tonights_exercises import Suggestion, TonightsExercises
from companion.couple.evening.way_in import WayIn
from companion.couple.evening.wishes import Agreement
from companion.couple.page_words import load_evening
from companion.exercise.cautions import sorted_out
from companion.exercise.first_turn import Addressed
from companion.exercise.same_elsewhere import same_in

if TYPE_CHECKING:
    from companion.exercise.model import Exercise
    from companion.session.effects import Outcome

AGREEMENTS = ("holding-hands", "kiss-and-cuddle")
"""Ids of the exercises that are ready agreements, the smaller one first."""
BESIDE = ("side-by-side", "breathing-together", "orienting-together", "being-met", "back-to-back")
TALK = (
    "fanos", "starting-softly", "closeness-now", "after-a-fight", "overwhelmed-safety-today", "one-thing-each",
    "weather-words",
)  # fmt: skip
ALONE = ("right-now", "feet-and-seat", "orienting")
"""Ids of the exercises without touch, those to be offered first at the front."""


class _Listed(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def people(self) -> int: ...

    @property
    def minutes(self) -> float: ...

    @property
    def longest_way(self) -> float: ...

    @property
    def kind(self) -> str: ...

    @property
    def broken(self) -> str: ...

    @property
    def cautions(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class ReadyExercise:
    """An exercise of touch that is a ready agreement, with the minutes that it takes."""

    exercise: Exercise
    """With all areas that it asks for, those of the exercises that it includes among them."""
    minutes: float
    fewest: float
    """The minutes with all its lengths at their shortest."""


@dataclass(frozen=True, slots=True)
class AroundTonight:
    """The questions before one session that two people choose on the way, and after it."""

    there: TonightsExercises
    texts: Texts
    before: SavedPages
    hear: HearWord
    evening: Callable[[], Day] = this_evening
    own_lines: OwnLines = no_lines

    def less(self, *, touch: bool, left_out: Collection[str] = ()) -> None:
        """Keeps at once that the rest of this evening has no touch, or leaves out these areas."""
        self._around_the_chosen().less(touch=touch, left_out=left_out)

    def took_turns(self) -> None:
        """Saves the partner as the one who starts the next time, as `Around.took_turns` does."""
        self._around_the_chosen().took_turns()

    def after(self, outcome: Outcome | None, touched: bool) -> SavedPages | None:
        """Makes the pages after the session, as `Around.after` does."""
        return self._around_the_chosen().after(outcome, touched)

    def _around_the_chosen(self) -> Around:
        result = self.before.result
        id = result.id if isinstance(result, Go) else ""
        about = ChosenExercise(id, areas=self.there.areas.get(id, ()))
        return Around(about, self.texts, self.before, self.hear, self.evening, self.own_lines)


def around_tonight(
    entries: Sequence[_Listed],
    ready: Sequence[ReadyExercise],
    *,
    first_turn: Callable[[str], Sequence[Addressed]] = lambda id: (),
    hear: HearWord,
    reserved: Collection[str],
    language: str = "en",
    limits: LimitsAtHand = NO_LIMITS,
    evening: Callable[[], Day] = this_evening,
    own_lines: OwnLines = no_lines,
) -> AroundTonight:
    """Makes the pages on which two people choose their exercise.

    `entries`: the list of exercises; `ready`: the ready agreements. `first_turn` gives the sentences of an
    exercise's first turn that are said to one of the two. `hear` waits for a spoken word. `reserved`: words
    that can't be names, because they are commands. `limits`: the standing limits of both. `evening` gives the present
    day.
    """
    loaded = couple_file.load()
    texts = load_evening(language)
    kept = replace(loaded.kept, stop_word=couple_file.load_stop_word())
    there = replace(_exercises(entries, ready, language), first_turn=first_turn)
    machine = WayIn(there, kept, texts, evening(), reserved=reserved, limits=limits)
    return AroundTonight(there, texts, SavedPages(machine, evening, troubles(loaded)), hear, evening, own_lines)


def _exercises(entries: Sequence[_Listed], ready: Sequence[ReadyExercise], language: str) -> TonightsExercises:
    found = {entry.id: entry for entry in reversed(entries) if not entry.broken and entry.kind != "touch"}

    def some(ids: Sequence[str]) -> tuple[Suggestion, ...]:
        there = [found[id] for id in (same_in(language, each) for each in ids) if id in found]
        return tuple(Suggestion(each.id, each.title, each.minutes, each.people, each.longest_way) for each in there)

    alone, beside, talk = some(ALONE), some(BESIDE), some(TALK)
    agreements = [_agreement(each) for each in ready]
    cautions = {each.id: sorted_out(found[each.id].cautions) for each in (*beside, *talk)}
    cautions |= {each.exercise.id: sorted_out(each.exercise.cautions) for each in ready}
    return TonightsExercises(
        alone=alone,
        beside=beside,
        talk=talk,
        practice=next(iter(some([PRACTICE])), None),
        agreements=agreements,
        without=tuple(OfferedExercise(each.id, each.title) for each in (*alone[:2], *beside[:2])),
        cautions=cautions,
        lengths={each.exercise.id: _lengths(each.exercise) for each in ready},
        areas={each.exercise.id: tuple(each.exercise.touch) for each in ready},
    )


def _agreement(ready: ReadyExercise) -> Agreement:
    exercise = ready.exercise
    shortest = max((length.from_ for length in exercise.lengths.values()), default=0.0)
    offer = OfferedExercise(exercise.id, exercise.title, exercise.rung, tuple(exercise.touch), shortest)
    return Agreement(offer, ready.minutes, ready.fewest)


def _lengths(exercise: Exercise) -> Mapping[str, Length]:
    return {name: Length(length.default, length.from_, length.to) for name, length in exercise.lengths.items()}
