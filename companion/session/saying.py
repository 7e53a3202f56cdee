"""How a session speaks: a sentence, a breath, a silence, and the program's own words said in between.

What follows them is not known here; see `performing`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import deque

from companion.exercise.plan import BreatheCue, SayCue, SoundCue
from companion.session.effects import BreathPart, BreathTone, Silence, Speak, Utterance
from companion.session.phrases import Line
from companion.session.showing import Showing
from companion.session.state import PACES, SILENCE_PACES, Held, Then
from companion.session.view import Phase

START_MARGIN = 6.0
"""Seconds beyond its estimate that a sentence may take to start sounding before the session goes on without it."""
LINE_GAP = 0.7
"""Silence after a line of the program's own, before the pace of silences."""
SPOKEN_BREATHS = 2
"""Breaths whose parts are also named aloud; then the tones carry on alone."""


class Saying(Showing):
    """The speaking half of what `Performing` is made of."""

    @abstractmethod
    def _lines_over(self, base: float) -> None:
        """The program's own words are said, or cut: on to what comes after them."""

    def _interrupt(self, lines: list[Line | Utterance], then: Then, now: float) -> None:
        """Say `lines` first. With RETURN what they break into then takes up where it was: the present cue, or words of
        the program's own, with the sentence that was cut."""
        kept, broken_into = self._kept, self._broken_into
        if self._lines is None:
            kept = self._snapshot(now)
        elif kept is None and broken_into is None:
            cut = [self._saying] if self._phase is Phase.SPEAKING and self._saying is not None else []
            broken_into = (deque([*cut, *self._lines]), self._then)
        self._quiet()
        self._kept = kept if then is Then.RETURN else None
        self._broken_into = broken_into if then is Then.RETURN else None
        self._lines, self._then = deque(lines), then
        self._next_line(now)

    def _next_line(self, base: float) -> None:
        if not self._lines:
            self._lines_over(base)
            return
        line = self._lines.popleft()
        if isinstance(line, Line) and not line.text:
            self._run(Phase.SILENT, base + line.wait, line.wait)
            return
        said = Utterance(line.text, round(PACES[self._speech], 2)) if isinstance(line, Line) else line
        self._gap = LINE_GAP * SILENCE_PACES[self._silence]
        self._words = said.text
        self._speak(said, base, keep=False)

    def _drop_lines(self) -> None:
        """Answered while the program itself was still speaking: its words are cut, and the question stands."""
        if self._lines is not None:
            self._quiet()
            self._lines = None
            self._kept = self._broken_into = None

    def _skip_lines(self, now: float) -> None:
        self._quiet()
        self._lines_over(now)

    def _say_over(self, words: str) -> None:
        self._say_over_utterance(Utterance(words, round(PACES[self._speech], 2)))

    def _say_over_utterance(self, utterance: Utterance) -> None:
        """Say something while the session is held: nothing waits for its end."""
        self._emit(Silence())
        self._emit(Speak(self._new_id(), utterance))
        self._asking_other = None
        self._words = utterance.text

    def _snapshot(self, now: float) -> Held:
        left = max(0.0, self._deadline - now) if self._deadline is not None else 0.0
        return Held(self._phase, left, self._span)

    def _be_silent(self, seconds: float, base: float) -> None:
        self._in_gap = False
        self._run(Phase.SILENT, base + seconds, seconds)

    def _breathe(self, base: float) -> None:
        cue = self._cue()
        assert isinstance(cue, BreatheCue)
        part, seconds = self._parts(cue)[self._part]
        self._part_started = base
        self._emit(BreathTone(part, seconds))
        named = self._breath_word(part)
        if self._cycle <= SPOKEN_BREATHS:
            self._emit(Speak(self._new_id(), Utterance(named, round(PACES[self._speech], 2))))
        self._words = named
        self._run(Phase.BREATHING, base + seconds, seconds)

    def _breath_word(self, part: BreathPart) -> str:
        words = {BreathPart.IN: self.phrases.breath_in, BreathPart.OUT: self.phrases.breath_out}
        return words.get(part, self.phrases.breath_hold)

    def _speak(self, utterance: Utterance, base: float, *, keep: bool = True) -> None:
        """`keep`: it is the author's sentence, which "repeat" says once more."""
        self._saying = utterance
        self._in_gap = False
        if keep:
            self._last_said = utterance
        self._clip = self._new_id()
        self._emit(Speak(self._clip, utterance))
        # With the loudspeaker gone nothing will start: the words are shown for as long as saying them takes.
        margin = 0.0 if self._lost else START_MARGIN
        self._run(Phase.SPEAKING, base + self._expected() + margin, self._expected())

    def _expected(self) -> float:
        """Seconds the present sentence or sound should take."""
        cue = self._cue()
        if self._saying is None:
            return cue.seconds if isinstance(cue, SoundCue) else 0.0
        if self._lines is None and isinstance(cue, SayCue):
            return self._journey.spoken_seconds(self._at)
        return self._estimated(self._saying)

    @staticmethod
    def _estimated(utterance: Utterance) -> float:
        return len(utterance.text.split()) / 2.2 / utterance.pace + 0.3

    def _quiet(self) -> None:
        """Cut what plays, if anything may be playing."""
        if self._phase in (Phase.SPEAKING, Phase.BREATHING) or self._clip is not None:
            self._emit(Silence())
        self._clip = None
