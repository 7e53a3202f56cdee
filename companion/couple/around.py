"""Runs the questions around a session: gives the pure pages of `companion.couple.evening` the date and the couple's
file, which they can't read themselves.

The app makes it for one exercise at a time, and a screen asks it for pages. Nothing here is logged. Of the answers only
what `evening/memory.py` holds is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from companion.couple import couple_file
from companion.couple.couple_file import this_evening
from companion.couple.evening.after import After
from companion.couple.evening.before import Evening
from companion.couple.evening.chosen_exercise import ChosenExercise
from companion.couple.evening.lengths import Length
from companion.couple.evening.memory import Kept
from companion.couple.evening.own_line import OwnLines, no_lines
from companion.couple.evening.own_word import CheckWord
from companion.couple.evening.pages import Day, Go, OfferedExercise, Page, Result
from companion.couple.evening.standing_limits import NO_LIMITS, LimitsAtHand
from companion.couple.evening.texts import Texts
from companion.couple.evening.way_in import WayIn
from companion.couple.page_words import load_evening
from companion.errors import CompanionError
from companion.exercise.cautions import Cautions, sorted_out
from companion.exercise.first_turn import first_turn
from companion.exercise.same_elsewhere import same_in
from companion.phrases import FALLBACK
from companion.session.effects import Outcome

if TYPE_CHECKING:
    from companion.exercise.model import Exercise

HearWord = Callable[[str, Callable[[], None], Callable[[], None]], Callable[[], None] | None]
"""Listens for a word. Returns a function that ends the listening, or None if nothing can listen. Calls the second
argument when the word was heard, and the third if it turns out later that nothing is listening."""
SETTLING = ("right-now", "feet-and-seat", "orienting")
TOGETHER = ("side-by-side", "orienting-together", "being-met")
"""Ids of the exercises that are offered first in the place of touch. SETTLING has some for one person, for an evening
on which each wants to be alone."""
OFFERED = 4
PRACTICE = "no-without-touch"
"""Id of the exercise in which two people practice saying no, without touch. It is offered beside touch."""


class _Entry(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def broken(self) -> str: ...


def worth_offering(entry: _Entry, language: str = FALLBACK) -> bool:
    """Tells whether an exercise of the list belongs among the `others` of `around`. `language`: the language of the
    pages. An exercise that exists in it replaces its English version."""
    wanted = [same_in(language, id) for id in (*SETTLING, *TOGETHER, PRACTICE)]
    return not entry.broken and (entry.kind == "touch" or entry.id in wanted)


class NobodyToAgree(CompanionError):
    title = "Companion can't ask you both"


class SavedPages:
    """A state machine of pages, run with today's date. Everything that the machine wants kept is saved before its next
    page is shown."""

    def __init__(self, machine: Evening | WayIn | After, evening: Callable[[], Day], trouble: str = "") -> None:
        self._machine = machine
        self._evening = evening
        self._saved = machine.kept
        self.trouble = trouble
        """One sentence about a thing that could not be read or saved; empty if there is none."""

    @property
    def result(self) -> Result | None:
        return self._machine.result

    @property
    def kept(self) -> Kept:
        return self._machine.kept

    def page(self) -> Page:
        return self._machine.page()

    def answer(self, value: str) -> None:
        today = self._evening()
        self._look_elsewhere(today)
        self._machine.answer(value, today)
        self._save(today)

    def keep(self, change: Callable[[Kept, Day], Kept]) -> None:
        """Changes what is kept, and saves it at once."""
        today = self._evening()
        self._look_elsewhere(today)
        self._machine.kept = change(self._machine.kept, today)
        self._save(today)

    def _look_elsewhere(self, today: Day) -> None:
        """Takes over what was decided this evening in another window: a no there counts here, too."""
        self._machine.heard_of(couple_file.load().kept, today)

    def _save(self, today: Day) -> None:
        if self._machine.kept != self._saved:
            before, self._saved = self._saved, self._machine.kept
            self.trouble = ""
            try:
                couple_file.save(self._saved, today)
                if self._saved.stop_word != before.stop_word:
                    couple_file.save_stop_word(self._saved.stop_word)
            except CompanionError as error:
                self.trouble = f"{error.message} {error.hint}"

    def move(self, by: int) -> None:
        self._machine.move(by)

    def turn(self, by: int) -> None:
        self._machine.turn(by)

    def back(self) -> None:
        self._machine.back()

    def leave(self) -> None:
        self._machine.leave()


@dataclass(frozen=True, slots=True)
class Around:
    """The questions before one session and after it."""

    about: ChosenExercise
    texts: Texts
    before: SavedPages
    hear: HearWord
    evening: Callable[[], Day] = this_evening
    own_lines: OwnLines = no_lines

    def less(self, *, touch: bool, left_out: Collection[str] = ()) -> None:
        """Saves at once, after a stop or a no, that the rest of this evening has no touch, or that these areas are
        left out. Does nothing around an exercise that asks for no touch."""
        if not self.about.areas:
            return
        self.before.keep(lambda kept, today: kept.leaving_out(left_out, today))
        if not touch:
            self.before.keep(lambda kept, today: kept if kept.resting(today) else kept.without_touch(today))

    def took_turns(self) -> None:
        """Saves that the partner starts the next time, once the second turn has begun. A session that ended before it
        changes nothing: its first turn may not have come about."""
        result = self.before.result
        if isinstance(result, Go):
            self.before.keep(lambda kept, today: kept.took_turns(result.choices.starts))

    def after(self, outcome: Outcome | None, touched: bool) -> SavedPages | None:
        """Makes the pages after the session, and saves the day on which the exercise was done. Returns None after a
        stop and after a session without touch, where nothing is asked."""
        if not isinstance(self.before.result, Go) or not self.about.areas or outcome is None:
            return None
        if outcome not in _ASKED_AFTER:
            self.less(touch=False)
            return None
        if not touched:
            return None
        self.before.keep(lambda kept, today: kept.did(self.about.id, today))
        return SavedPages(After(self.before.kept, self.texts, self.own_lines), self.evening)


_ASKED_AFTER = (Outcome.COMPLETED, Outcome.ENDED)
"""The outcomes after which they are asked. After any other one, a stop or a no, there is no touch any more tonight."""


def around(
    exercise: Exercise,
    others: Sequence[Exercise],
    *,
    check_word: CheckWord,
    hear: HearWord,
    reserved: Collection[str],
    lengths: dict[str, float] | None = None,
    cautions: Sequence[str] = (),
    includes: Mapping[str, Exercise] | None = None,
    limits: LimitsAtHand = NO_LIMITS,
    evening: Callable[[], Day] = this_evening,
    own_lines: OwnLines = no_lines,
    language: str = "",
) -> Around:
    """Makes the questions around this exercise.

    `others`: the touch exercises, and the exercises that may be offered in place of this one. `hear` waits for a spoken
    word. `reserved`: words that can't be names, because they are commands. `lengths`: the seconds of each length that
    the command line chose, by name. `cautions`: everything that both have to read first, also from included exercises.
    `includes`: the exercises that this one includes, by id. `limits`: the standing limits of both. `evening` gives the
    present day. `language`: that of the pages; empty for the exercise's.
    """
    loaded = couple_file.load()
    texts = load_evening(language or exercise.language)
    present = {old: other.id for other in (*others, exercise) for old in other.formerly}
    kept = replace(loaded.kept.under_present_ids(present), stop_word=couple_file.load_stop_word())
    trouble = troubles(loaded)
    if kept.stop_word and exercise.touch and not (found := check_word(kept.stop_word)).good:
        # The model may be another one than when it was chosen.
        kept, trouble = replace(kept, stop_word=""), found.message
    about = _about(exercise, others, lengths or {}, sorted_out(cautions), language or exercise.language)
    about = replace(about, first_turn=first_turn(exercise, includes))
    machine = Evening(about, kept, texts, evening(), check_word=check_word, reserved=reserved, limits=limits)
    return Around(about, texts, SavedPages(machine, evening, trouble), hear, evening, own_lines)


def troubles(loaded: couple_file.LoadedCouple) -> str:
    """Returns what has to be said about the file: values that can't be read, and, once, what earlier versions saved."""
    try:
        told = couple_file.said_once(loaded)
    except CompanionError as error:
        told = f"{error.message} {error.hint}"
    return f"{loaded.trouble} {told}".strip()


def _about(
    exercise: Exercise, others: Sequence[Exercise], chosen: dict[str, float], cautions: Cautions, language: str
) -> ChosenExercise:
    touch = [
        OfferedExercise(other.id, other.title, other.rung, tuple(other.touch), _shortest(other))
        for other in others
        if other.touch and other.id != exercise.id
    ]
    practice = next((other for other in others if other.id == PRACTICE and not other.touch), None)
    without = [
        other for other in others if not other.touch and other.kind in ("settle", "together") and other is not practice
    ]
    wanted = [same_in(language, name) for pair in zip(SETTLING, TOGETHER, strict=True) for name in pair]
    without.sort(key=lambda other: wanted.index(other.id) if other.id in wanted else len(wanted))
    return ChosenExercise(
        id=exercise.id,
        cautions=cautions,
        areas=exercise.touch,
        rung=exercise.rung,
        lengths={
            name: Length(chosen.get(name, length.default), length.from_, length.to)
            for name, length in exercise.lengths.items()
        },
        without=tuple(OfferedExercise(other.id, other.title) for other in without[:OFFERED]),
        touch=tuple(touch),
        practice=OfferedExercise(practice.id, practice.title) if practice is not None else None,
    )


def _shortest(exercise: Exercise) -> float:
    return max((length.from_ for length in exercise.lengths.values()), default=0.0)
