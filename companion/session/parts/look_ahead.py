"""The look ahead: the sentences that will probably be said next, and the words to listen for."""

from __future__ import annotations

from companion.exercise.phrases import Phrases
from companion.exercise.plan import BreatheCue, Section
from companion.session.effects import BreathPart, Listen, Prepare, Utterance
from companion.session.parts.breath import parts_of
from companion.session.parts.narration import Narration
from companion.session.parts.outbox import Outbox
from companion.session.parts.walk import Walk
from companion.session.parts.warnings import Warnings

AHEAD = 3
"""Sentences rendered ahead of the present one: more than a slow voice can fall behind by, and quickly done again when
the pace changes."""


def breath_word(part: BreathPart, phrases: Phrases) -> str:
    """Returns the word for one part of a breath."""
    words = {BreathPart.IN: phrases.breath_in, BreathPart.OUT: phrases.breath_out}
    return words.get(part, phrases.breath_hold)


class LookAhead:
    """Keeps the last look ahead, and tells the world only where it has changed."""

    def __init__(self, out: Outbox, walk: Walk, narration: Narration, phrases: Phrases, warnings: Warnings) -> None:
        self._out = out
        self._walk = walk
        self._narration = narration
        self._phrases = phrases
        self._warnings = warnings
        self._prepared: tuple[Utterance, ...] = ()
        self.listening: Listen | None = None
        """The commands and answers that are listened for; None before the first event."""

    def look(self, meant: Listen) -> None:
        """Looks ahead once an event has been handled. `meant`: all that has a meaning from now on."""
        if self._out.silenced:
            self._prepared = ()  # the narrator has been told to forget what it prepared
        if meant != self.listening:
            self.listening = meant
            self._out.emit(meant)
        if self._walk.cue is None:
            return
        coming = self._coming()
        if coming != self._prepared:
            self._prepared = coming
            self._out.emit(Prepare(coming))

    def _coming(self) -> tuple[Utterance, ...]:
        """Finds the words of a breath, the next sentences, and the first of the wind-down: a stop may come at once."""
        walk = self._walk
        coming = walk.journey.soon(walk.at, AHEAD + 1)
        if walk.section is not Section.WIND_DOWN:
            wind_down = walk.plan.sections[Section.WIND_DOWN]
            if wind_down.start < wind_down.end:
                coming += walk.journey.soon(walk.plan.before_touch or wind_down.start, 1)
                coming += walk.journey.soon(wind_down.start, 1)
        if walk.cue is not None and walk.cue.touching:  # the first words of a yellow and of a cry for help
            phrases = self._phrases
            coming += tuple(self._narration.own(words) for words in (phrases.hands_still, phrases.hands_away_now))
        if isinstance(cue := walk.cue, BreatheCue):
            named = (breath_word(part, self._phrases) for part, _ in parts_of(cue))
            coming = (*(self._narration.own(word) for word in named), *coming)
        # A warning has to sound within seconds, whatever the voice: so it comes last here, and is ready early on.
        coming += tuple(self._narration.own(words) for words in self._warnings.sentences)
        return tuple(dict.fromkeys(coming))
