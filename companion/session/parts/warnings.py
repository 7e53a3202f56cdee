"""The warnings that a person with closed eyes has to hear: "stop" would not be heard, or no voice can speak.

A trouble is told once it has lasted for its grace (some seconds), perhaps again while it lasts (`reminders_for`), and
once more when it is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from companion.exercise.phrases import Phrases
from companion.session.events import CautionKind

GRACE: Final = {
    CautionKind.SILENT: 1.0,
    CautionKind.NO_MICROPHONE: 2.0,
    CautionKind.NOT_LISTENING: 3.0,
    CautionKind.NO_MODEL: 3.0,
    CautionKind.OFF: 3.0,
    CautionKind.STARTING: 6.0,
}
"""Seconds that each trouble with the hearing has to stand before it is told. A recogniser that died is usually back
within three; the first start may take six on a slow machine. With the time that it takes to notice the trouble, and
with the end of a sentence waited for, the words still come within ten."""
NOT_THERE: Final = frozenset({CautionKind.NO_MICROPHONE, CautionKind.NO_MODEL, CautionKind.OFF})
"""The troubles in which nothing listens, and nothing will by itself. A session begun by key goes on by key."""
FOR_GOOD: Final = frozenset({CautionKind.OFF, CautionKind.NO_MODEL})
"""The troubles that don't pass within a few seconds. A session that begins with one tells it after its first sentence,
because a sentence that is broken off is said twice."""
FIRST_AGAIN: Final = 60.0
"""Seconds after which a trouble that lasts is told a second time."""
AGAIN: Final = 300.0
"""Seconds after which it is told each time after that: often enough not to be forgotten, rarely enough that
people can rest in between."""
FIRST_THING: Final = 30.0
"""Seconds that a warning waits at most for the first thing to do in an exercise for one person. Most come sooner, and a
person who is in panic has to hear that first."""
SHORT_SILENCE: Final = 10.0
"""Seconds of the longest silence, or breath, whose end a warning waits for. Before a longer one it is said first."""
SHORTEST_REMINDED: Final = 180.0
"""Seconds of the shortest exercise in which a trouble is told again. In a shorter one the first telling is still in
mind, and another would take the place of much of it."""
SETTLED: Final = 2.0
"""Seconds for which a trouble has to be gone before that is told: a recogniser may die again at once."""
NEVER: Final = float("inf")


def is_gentle(*, people: int, touch: bool) -> bool:
    """Tells whether an exercise is one in which a warning may wait until the person had something to do."""
    return people == 1 and not touch


def reminders_for(seconds: float, *, touch: bool) -> float:
    """Returns how many times a trouble that lasts is told again, in an exercise of `seconds`: never in a short one,
    once in a longer one; infinity where hands may be on somebody."""
    if seconds < SHORTEST_REMINDED:
        return 0
    return NEVER if touch else 1


@dataclass(slots=True)
class _Trouble:
    """One trouble and the time of its next telling. All times are seconds on the session's clock."""

    reminders: float
    """Times that it may be told again while it lasts."""
    standing: bool = False
    due_at: float = NEVER
    told: int = 0
    """Times that it was told since it began."""
    began: float = NEVER
    ended: float = -NEVER

    def begin(self, now: float, grace: float) -> None:
        """Notes that the trouble is there. One that comes back before its end was told goes on as before."""
        if self.standing:
            return
        self.standing = True
        if self.told:
            self.due_at = now + FIRST_AGAIN if self.told <= self.reminders else NEVER
            return
        if now - self.ended >= SETTLED:  # otherwise it is still the same: a recogniser that dies again and again
            self.began = now
        self.due_at = self.began + grace

    def end(self, now: float) -> None:
        """Notes that the trouble is gone, which is told only if the trouble was."""
        if self.standing:
            self.standing, self.ended = False, now
            self.due_at = now + SETTLED if self.told else NEVER

    def tell(self, now: float, *, once: bool = False) -> None:
        """Notes that it is told now: the trouble, or its end. `once`: it is not told again while it lasts."""
        if not self.standing:
            self.told, self.due_at = 0, NEVER
            return
        self.told += 1
        enough = once or self.told > self.reminders
        self.due_at = NEVER if enough else now + (FIRST_AGAIN if self.told == 1 else AGAIN)


class Warnings:
    """Keeps the troubles of hearing and voice, and the times at which each has to be told."""

    def __init__(self, phrases: Phrases, reminders: float = NEVER, *, gentle: bool = False) -> None:
        """`reminders`: times that each trouble may be told again while it lasts. `gentle`: an exercise for one person.
        If nothing could be heard from the beginning, that is told there once, in few words, after the first thing to
        do, and it breaks into no sentence."""
        self._phrases = phrases
        self._deaf_words = {
            CautionKind.SILENT: phrases.caution_silent,
            CautionKind.NO_MICROPHONE: phrases.caution_no_microphone,
            CautionKind.NOT_LISTENING: phrases.caution_not_listening,
            CautionKind.STARTING: phrases.caution_not_listening,
            CautionKind.NO_MODEL: phrases.caution_no_model,
            CautionKind.OFF: phrases.caution_off,
        }
        self._faint_words = {
            CautionKind.TOO_QUIET: phrases.caution_too_quiet,
            CautionKind.CLIPPING: phrases.caution_clipping,
        }
        self._faint: dict[CautionKind, bool] = {}
        """The faults that leave a voice hard to hear, and whether each was told: it is told once in a session."""
        self._deaf = _Trouble(reminders)
        self._kind = CautionKind.NOT_LISTENING
        """The kind of the trouble with the hearing that stands, or stood last."""
        self._mute = _Trouble(reminders)
        self._may_be_gentle = gentle
        self._gentle = False
        self._did_something = False
        """The first thing to do was said, and the time for it is over, or long."""
        self._stood_before = False
        """True if a lasting trouble (`FOR_GOOD`) was there before the first sentence, and has not been told."""

    # -- what is wrong --------------------------------------------------------------------------------------------

    def hearing(self, kind: CautionKind | None, now: float, *, at_start: bool = False, before: bool = False) -> None:
        """Takes a new trouble with the hearing; None if all is well. `at_start`: the session begins with this trouble.
        `before`: no sentence has been said yet."""
        self._stood_before = before and kind in FOR_GOOD
        self._gentle = self._may_be_gentle and kind in NOT_THERE and (at_start or self._gentle)
        if kind is not None and kind in self._deaf_words:
            self._kind = kind
            self._deaf.begin(now, GRACE[kind])
            return
        self._deaf.end(now)
        if kind is not None:
            self._faint.setdefault(kind, False)

    def did_something(self) -> None:
        """Notes that the person was told the first thing to do, and had the time for it if that is short."""
        self._did_something = True

    def voice(self, lost: bool, now: float) -> None:
        """Notes whether all voices have failed (`lost`), or one can speak again."""
        if lost:
            self._mute.begin(now, 0.0)
        else:
            self._mute.end(now)

    # -- what has to be told --------------------------------------------------------------------------------------

    @property
    def mute(self) -> bool:
        """True while no voice can speak, so that a tone has to tell it."""
        return self._mute.standing

    @property
    def next_at(self) -> float:
        """Returns the time of the next warning; infinite if nothing is wrong."""
        return min(self._deaf_at, self._mute.due_at)

    @property
    def _deaf_at(self) -> float:
        trouble = self._deaf
        if self._gentle and trouble.standing and not trouble.told and not self._did_something:
            return max(trouble.due_at, trouble.began + FIRST_THING)
        return trouble.due_at

    @property
    def waits_for_sentence(self) -> bool:
        """True if the next warning waits for the end of a sentence, however long that takes."""
        return (self._gentle or self._stood_before) and self._mute.due_at == NEVER

    def faint_due(self) -> bool:
        """Tells whether something has to be said at the next rest, because voices are hard to hear."""
        return not all(self._faint.values())

    def take_faint(self) -> list[str]:
        """Returns the words that are due at a rest. They count as told from now on."""
        words = [self._faint_words[kind] for kind, told in self._faint.items() if not told]
        self._faint = dict.fromkeys(self._faint, True)
        return words

    def take(self, now: float) -> list[str]:
        """Returns the sentences that are due now, which count as told. Empty if a tone has to tell it."""
        words = []
        if self._mute.due_at <= now:
            if not self._mute.standing:
                words.append(self._phrases.voice_back)
            self._mute.tell(now)
        if self._deaf_at <= now:
            self._stood_before = False
            if not self._deaf.standing:
                words.append(self._phrases.hearing_back)
            elif self._deaf.told:
                words.append(self._phrases.caution_still)
            else:
                words.append(self._phrases.caution_keys if self._gentle else self._deaf_words[self._kind])
            self._deaf.tell(now, once=self._gentle or self._kind is CautionKind.OFF)  # somebody chose to switch it off
        return [] if self.mute else words

    @property
    def sentences(self) -> tuple[str, ...]:
        """Returns the words that may be needed at any moment, to be rendered ahead."""
        phrases = self._phrases
        first = (phrases.caution_keys,) if self._may_be_gentle else ()
        return (*first, phrases.caution_not_listening, phrases.caution_no_microphone, phrases.caution_silent)
