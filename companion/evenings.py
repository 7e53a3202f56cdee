"""The evening around a session, with the world that its pure pages lack: the date, chance, and the file of the couple.

Made by wiring for one exercise at a time; a screen asks it for pages. Nothing here logs, and nothing of an answer is
kept but by `companion.evening`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from companion import couple
from companion.errors import CompanionError
from companion.evening.after import After
from companion.evening.before import About, Evening
from companion.evening.memory import Kept
from companion.evening.pages import Day, Go, Offer, Page, Result
from companion.evening.texts import Texts
from companion.evening.tonight import CheckWord, Length
from companion.phrases.evening import load_evening
from companion.session.effects import Outcome

if TYPE_CHECKING:
    from companion.exercise.model import Exercise

HearWord = Callable[[str, Callable[[], None]], Callable[[], None] | None]
"""Listen for a word, and call back when it was heard; what ends that, or None where nobody listens."""
SETTLING = ("right-now", "feet-and-seat", "orienting")
TOGETHER = ("side-by-side", "orienting-together", "being-met")
"""By id what is offered first in touch's place: also something for each alone, for whoever wants to be alone now."""
OFFERED = 4


def this_evening() -> Day:
    return couple.evening_of(datetime.now())


class _Entry(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def broken(self) -> str: ...


def worth_offering(entry: _Entry) -> bool:
    """Whether an exercise of the list should be among the `others` of `around`."""
    return not entry.broken and (entry.kind == "touch" or entry.id in (*SETTLING, *TOGETHER))


class NobodyToAgree(CompanionError):
    title = "Nobody can be asked here"


class Asking:
    """One machine of pages with today's date; what it wants kept is saved before its next page is shown."""

    def __init__(self, machine: Evening | After, evening: Callable[[], Day], trouble: str = "") -> None:
        self._machine = machine
        self._evening = evening
        self._saved = machine.kept
        self.trouble = trouble
        """What could not be read or kept, one sentence."""

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
        self._machine.answer(value, today)
        if self._machine.kept != self._saved:
            before, self._saved = self._saved, self._machine.kept
            self.trouble = ""
            try:
                couple.save(self._saved, today)
                if self._saved.stop_word != before.stop_word:
                    couple.save_stop_word(self._saved.stop_word)
            except CompanionError as error:
                self.trouble = f"{error.message} {error.hint}"

    def back(self) -> None:
        self._machine.back()

    def leave(self) -> None:
        self._machine.leave()


@dataclass(frozen=True, slots=True)
class Around:
    """What is asked before one session and after it."""

    about: About
    texts: Texts
    before: Asking
    hear: HearWord
    evening: Callable[[], Day] = this_evening

    def after(self, outcome: Outcome | None, touched: bool) -> Asking | None:
        """The pages after the session; None where there are no questions: after a stop, and where nobody touched."""
        go = self.before.result
        if not isinstance(go, Go) or go.before is None or not touched or outcome not in _ASKED_AFTER:
            return None
        whole = outcome is Outcome.COMPLETED
        after = After(self.about.id, self.about.rung, self.before.kept, self.texts, go.before, whole=whole)
        return Asking(after, self.evening)


_ASKED_AFTER = (Outcome.COMPLETED, Outcome.ENDED)


def around(
    exercise: Exercise,
    others: Sequence[Exercise],
    *,
    check_word: CheckWord,
    hear: HearWord,
    reserved: Collection[str],
    lengths: dict[str, float] | None = None,
    evening: Callable[[], Day] = this_evening,
    chance: Callable[[], float] | None = None,
) -> Around:
    """The evening around this exercise. `others`: the touch exercises, and what may be offered in their place.

    `chance` gives a number from 0 up to 1, anew for each evening: one drawn once for all of a night would tell, at a
    second session, that it was not chance. It comes from the system, so that nothing on the disk foretells it.
    """
    loaded = couple.load()
    texts = load_evening(exercise.language)
    kept, trouble = replace(loaded.kept, stop_word=couple.load_stop_word()), loaded.trouble
    if kept.stop_word and exercise.touch and not (found := check_word(kept.stop_word)).good:
        # The model may be another one than when it was chosen.
        kept, trouble = replace(kept, stop_word=""), found.message
    about = _about(exercise, others, lengths or {})
    drawn = secrets.SystemRandom().random() if chance is None else chance()
    machine = Evening(about, kept, texts, evening(), chance=drawn, check_word=check_word, reserved=reserved)
    return Around(about, texts, Asking(machine, evening, trouble), hear, evening)


def _about(exercise: Exercise, others: Sequence[Exercise], chosen: dict[str, float]) -> About:
    touch = [Offer(other.id, other.title, other.rung) for other in others if other.touch and other.id != exercise.id]
    without = [other for other in others if not other.touch and other.kind in ("settle", "together")]
    wanted = [name for pair in zip(SETTLING, TOGETHER, strict=True) for name in pair]
    without.sort(key=lambda other: wanted.index(other.id) if other.id in wanted else len(wanted))
    return About(
        id=exercise.id,
        areas=exercise.touch,
        rung=exercise.rung,
        lengths={
            name: Length(chosen.get(name, length.default), length.from_, length.to)
            for name, length in exercise.lengths.items()
        },
        rungs=frozenset(other.rung for other in (*others, exercise) if other.rung is not None),
        without=tuple(Offer(other.id, other.title) for other in without[:OFFERED]),
        touch=tuple(sorted(touch, key=lambda offer: -(offer.rung or 0))),
    )
