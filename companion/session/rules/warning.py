"""The rule for warnings: people with closed eyes are told if "stop" would not be heard, or if no voice can speak."""

from __future__ import annotations

from typing import Final

from companion.exercise.phrases import Line
from companion.exercise.plan import Section
from companion.session.parts.lines import Then
from companion.session.rules.performer import Performer
from companion.session.session import Session
from companion.session.view import Phase

SENTENCE_PATIENCE: Final = 3.0
"""Seconds that a warning waits for the end of the sentence that is being said. After them it breaks in, and the
sentence is said again afterwards."""
ALARM: Final = "alarm"
"""The built-in sound that warns if no voice can."""


class Warner:
    """Says a warning once it is due. Silences and questions are broken into, and go on afterwards. An agreement
    to touch is read to its end first: each word of it matters.

    No warning is said before the session begins, after a stop (nothing must be added to its calm words), and while the
    loudspeaker is gone. One that is due is said as soon as that is over.
    """

    def __init__(self, session: Session, performer: Performer) -> None:
        self._session = session
        self._performer = performer
        self._warnings = session.warnings
        self._clock = session.clock

    @property
    def at(self) -> float | None:
        """Returns the time of the next warning; None if there is none, or if it can't be told now."""
        session, clock = self._session, self._clock
        if session.unattended or session.walk.section is Section.WIND_DOWN:
            return None
        if not (clock.running or clock.phase in (Phase.PAUSED, Phase.YELLOW)):
            return None
        due = self._warnings.next_at
        if due == float("inf"):
            return None
        if self._warnings.mute:
            return due  # a tone disturbs no sentence
        if session.agreeing:
            return None  # it is said once the question waits for an answer
        if clock.phase is Phase.SPEAKING and self._warnings.waits_for_sentence:
            return None  # it is said before the next cue
        if clock.phase is Phase.SPEAKING:
            return due + SENTENCE_PATIENCE
        return due if clock.running else max(due, session.narration.over_until)

    def tell_if_due(self) -> None:
        """Tells what is due, by words, or by a tone if no voice can speak."""
        if self.at is None or self._clock.now < self.at:
            return
        words = self._warnings.take(self._clock.now)
        if not words:
            self._session.narration.sound_over(ALARM)
        elif self._clock.running:
            self._performer.say_first([Line(text=each) for each in words], Then.RETURN)
        else:
            self._session.hold.say(self._session.narration.own(" ".join(words)))
