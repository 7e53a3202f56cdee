"""The narrator: the sentence or sound that is playing, the words on the screen, and what "repeat" would say."""

from __future__ import annotations

from collections.abc import Callable

from companion.exercise.speech_time import estimate
from companion.session.effects import BreathPart, BreathTone, PlaySound, Silence, Speak, Utterance
from companion.session.parts.dials import Dials
from companion.session.parts.outbox import Outbox
from companion.session.parts.phase_clock import PhaseClock
from companion.session.view import Phase

START_MARGIN = 6.0
"""Seconds beyond its estimate that a sentence may take to start sounding before the session goes on without it: a
slow voice on a busy machine takes that long, and a dead loudspeaker must not hang a session."""
END_MARGIN = 1.5
"""Seconds beyond its real length after which a clip counts as over although its end was not reported."""
OVER_MARGIN = 1.0
"""Seconds beyond their estimate that words over a hold are left to sound before a warning may follow them."""


def estimated(utterance: Utterance) -> float:
    """Returns the seconds that saying a sentence of the program's own should take."""
    return estimate(utterance.text, utterance.pace)


class Narration:
    """Says sentences, and plays sounds and tones. The session waits for one clip at most, whose end moves it on."""

    def __init__(
        self, out: Outbox, clock: PhaseClock, dials: Dials, language_of: Callable[[str], str] = lambda text: "en"
    ) -> None:
        """`language_of` returns the language of a text that is said besides the plan."""
        self._language_of = language_of
        self._out = out
        self._clock = clock
        self._dials = dials
        self._next_id = 1
        self._clip: int | None = None
        self._gap = 0.0
        self._sounds = False
        """True once the clip that is waited for has begun to sound."""
        self._end_missing = False
        """True if the end of a sentence has been waited for in vain since the last one that ended."""
        self.saying: Utterance | None = None
        """The sentence that is being said, or that a hold broke into; None for a sound."""
        self.in_gap = False
        """True while the silence that runs belongs to the sentence before it."""
        self.words = ""
        """The words that are shown: those being said, or said last."""
        self.last_said: Utterance | None = None
        """The last sentence that "repeat" says once more."""
        self._over: int | None = None
        """The id of the clip that is said over a hold; None if there is none."""
        self.over_until = 0.0
        """The time until which words may be sounding that the session does not wait for."""
        self.lost = False
        """True while the loudspeaker is gone: words are shown for as long as saying them would take."""

    def own(self, text: str) -> Utterance:
        """Makes an utterance of the program's own words, or of a question that is asked again, at the chosen pace. Its
        sound is not kept in a file: most of these words follow an answer, and some hold a name or an area."""
        return Utterance(text, round(self._dials.pace, 2), private=True, language=self._language_of(text))

    # -- what the session waits for -------------------------------------------------------------------------------

    def say(self, utterance: Utterance, seconds: float, *, gap: float | None = None, keep: bool) -> None:
        """Says a sentence, which should take `seconds`.

        `gap`: seconds of silence after it; None leaves the present gap as it is. `keep`: "repeat" says this sentence
        from now on.
        """
        self.saying = utterance
        self.in_gap = False
        if gap is not None:
            self._gap = gap
        if keep:
            self.last_said = utterance
        self._clip = self._new_id()
        self._sounds = False
        self._out.emit(Speak(self._clip, utterance))
        self._clock.run(Phase.SPEAKING, seconds, margin=0.0 if self.lost else START_MARGIN)

    def play(self, name: str, file: str, seconds: float) -> None:
        """Plays a sound or a recording, which should take `seconds`."""
        self.saying = None
        self._gap = 0.0
        self._clip = self._new_id()
        self._out.emit(PlaySound(self._clip, name, file))
        self._clock.run(Phase.SPEAKING, seconds, margin=START_MARGIN)

    def sounds_for(self, id: int, seconds: float) -> bool:
        """Notes that a clip has begun to sound and takes `seconds`. Returns False if it is not the clip that is waited
        for."""
        if not self._waits_for(id):
            return False
        self._sounds = True
        self._clock.wait(seconds, margin=END_MARGIN)
        return True

    def failed(self, id: int, seconds: float) -> None:
        """Gives up a clip that no voice could make: its words stand there for as long as saying them takes."""
        if self._waits_for(id):
            self._clip = None
            self._clock.wait(seconds)

    def ended(self, id: int) -> bool:
        """Notes the end of a clip. False if it is not the one that is waited for."""
        if id != self._clip:
            return False
        self._clip = None
        self._end_missing = False
        return True

    def needs_saying_again(self) -> bool:
        """Tells whether the sentence that is overdue began to sound and never ended, because the machine was held up in
        it. It is never True twice in a row: without a working loudspeaker no sentence ends, and each would be repeated.
        """
        held_up = self._sounds and self._clip is not None and self.saying is not None and not self._end_missing
        self._end_missing = self._end_missing or held_up
        return held_up

    def said(self) -> float:
        """Ends a sentence or a sound. Returns the silence that belongs to it, in seconds."""
        self.saying = None
        gap, self._gap = self._gap, 0.0
        self.in_gap = gap > 0
        return gap

    def end_gap(self) -> None:
        """Notes that a silence which runs from here on, if any, belongs to no sentence."""
        self.in_gap = False

    def _waits_for(self, id: int) -> bool:
        return id == self._clip and self._clock.phase is Phase.SPEAKING

    # -- beside it ------------------------------------------------------------------------------------------------

    def say_over(self, utterance: Utterance) -> int:
        """Says something that the session does not wait for, instead of whatever sounds. Returns its clip's id."""
        self._out.emit(Silence())
        id = self._new_id()
        self._out.emit(Speak(id, utterance))
        self.words = utterance.text
        self._over = id
        self.over_until = self._clock.now + estimated(utterance) + OVER_MARGIN
        return id

    def over_ended(self, id: int) -> None:
        """Notes that a clip has ended, which may be that of the words over a hold."""
        if id == self._over:
            self.over_until = min(self.over_until, self._clock.now)

    def sound_over(self, name: str) -> None:
        """Plays a built-in sound that the session does not wait for, beside whatever sounds."""
        self._out.emit(PlaySound(self._new_id(), name))

    def breathe(self, part: BreathPart, seconds: float, named: str, *, aloud: bool) -> None:
        """Sounds one part of a breath, and names it on the screen or aloud too."""
        self._out.emit(BreathTone(part, seconds))
        if aloud:
            self._out.emit(Speak(self._new_id(), self.own(named)))
        self.words = named
        self._clock.run(Phase.BREATHING, seconds)

    def show(self, words: str) -> None:
        self.words = words

    # -- silencing ------------------------------------------------------------------------------------------------

    def quiet(self) -> None:
        """Silences whatever may be playing. Does nothing if nothing can be playing."""
        if self._clock.phase in (Phase.SPEAKING, Phase.BREATHING) or self._clip is not None:
            self._out.emit(Silence())
        self._clip = None

    def cut_overdue(self) -> None:
        """Silences a clip that should have ended by now: if it still came, it would talk over what follows."""
        if self._clip is not None:
            self._out.emit(Silence())
            self._clip = None

    def cut_unfinished(self) -> None:
        """Silences a clip that is left before its end."""
        if self._clip is not None:
            self.quiet()

    def wait_for_nothing(self) -> None:
        """Waits for no clip any more, and keeps the sentence to be said again."""
        self._clip = None
        self.over_until = min(self.over_until, self._clock.now)

    def drop(self) -> None:
        """Forgets what is being said, and its gap."""
        self._clip = None
        self.saying = None
        self.in_gap = False
        self._gap = 0.0

    def forget_last_said(self) -> None:
        """Leaves nothing for "repeat" to say, because the last sentence belongs to a part that the session has left."""
        self.last_said = None

    # -- the loudspeaker ------------------------------------------------------------------------------------------

    def lose_loudspeaker(self) -> None:
        self.lost = True

    def find_loudspeaker(self) -> None:
        self.lost = False

    def _new_id(self) -> int:
        self._next_id += 1
        return self._next_id - 1
