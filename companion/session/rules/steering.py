"""The steering of a session: next, back, repeat, help, how long, and the dials."""

from __future__ import annotations

from collections.abc import Callable

from companion.exercise.phrases import Line
from companion.exercise.plan import RestCue, SayCue, Section, WaitCue
from companion.session.effects import NoticeKind, SetVolume, Silence
from companion.session.parts.lines import Then
from companion.session.rules.byways import Byways
from companion.session.rules.lights import Lights
from companion.session.rules.performer import Performer
from companion.session.session import Session
from companion.session.showing import time_left_in_words
from companion.session.table import BREAK_AT_LEAST
from companion.session.view import Phase


class Steering:
    """Moves about in the plan, never past a consent, and never out of a hold."""

    def __init__(self, session: Session, performer: Performer, byways: Byways, lights: Lights) -> None:
        self._session = session
        self._performer = performer
        self._byways = byways
        self._lights = lights
        self._phrases = session.phrases
        self._out = session.out
        self._clock = session.clock
        self._dials = session.dials
        self._walk = session.walk
        self._turns = session.turns
        self._narration = session.narration
        self._lines = session.lines
        self._hold = session.hold
        self._way_back = session.way_back

    # -- next and back --------------------------------------------------------------------------------------------

    def next(self) -> None:
        """Goes to the next sentence, or past the program's own words. It never leads past a consent."""
        if self._at_consent() or self._both_are_asked_back():
            self._out.notice(NoticeKind.NOT_NOW)
        elif self._way_back.asking:
            self._stay_held(self._byways.go_back_in)
        elif self._lines.active:
            self._stay_held(self._performer.skip_lines)
        elif self._break_is_young:
            self._out.notice(NoticeKind.NOT_NOW)
        else:
            self._skip_rest()
            self._go_to(self._walk.journey.next_stop(self._walk.at))

    @property
    def _in_break(self) -> bool:
        """True in a silence whose length was told: a break, or the one chosen for the end."""
        return isinstance(self._walk.cue, WaitCue) and self._walk.cue.by_the_clock

    @property
    def _break_is_young(self) -> bool:
        """True in the first minutes of a break: one of the two can't bring both back early."""
        cue, moment = self._walk.cue, self._hold.moment
        left = moment.left if moment is not None else self._clock.left
        in_break = self._in_break and self._walk.section is Section.BREAK
        return in_break and cue is not None and cue.seconds - left < BREAK_AT_LEAST

    def _at_consent(self) -> bool:
        walk = self._walk
        if walk.cue is None or self._lines.active or self._session.unattended:
            return False
        return walk.journey.asks_each(walk.at) or walk.journey.reads_areas(walk.at)

    def _both_are_asked_back(self) -> bool:
        return self._way_back.asking and self._way_back.both is not None

    def back(self) -> None:
        """Goes to the sentence before. If the session asks whether to go back in, "go back" means that."""
        if self._both_are_asked_back() and not self._clock.held:
            if self._clock.phase is Phase.ASKING:
                self._lights.green("")
            else:  # over words of the program's own it may be meant as the sentence before
                self._out.notice(NoticeKind.NOT_NOW)
            return
        if self._way_back.asking:
            self.next()
            return
        here, found = self._walk.go_back()
        if not found:
            self._out.notice(NoticeKind.NOTHING_BEFORE)
        self._turns.give_back_rests(here)
        self._go_to(here)

    def _skip_rest(self) -> None:
        if isinstance(self._walk.cue, RestCue):
            moment = self._hold.moment
            self._turns.skip_rest(self._walk.at, moment.left if moment is not None else self._clock.left)

    def _go_to(self, index: int) -> None:
        self._session.wish.close()  # a person who moves on wants no more of this

        def move() -> None:
            self._session.drop_everything()
            self._performer.arrive(index)

        self._stay_held(move)

    def _stay_held(self, move: Callable[[], None]) -> None:
        """Makes a move. A session that was held is held there too, and nothing of it sounds: only green lets it run."""
        held, needs_both = self._clock.phase if self._clock.held else None, self._hold.both is not None
        self._out.emit(Silence())
        self._hold.forget_moment()
        move()
        if held is not None and self._clock.running:
            self._out.take_back_sounds()
            self._hold.begin_again(held, needs_both)

    # -- words ----------------------------------------------------------------------------------------------------

    def repeat(self) -> None:
        """Says the last sentence once more. While two people are asked in a hold, says only that question again,
        because everything else is held."""
        if self._clock.held and (self._hold.for_help or self._hold.both is not None):
            self._lights.say_what_was_asked()
        elif self._narration.last_said is None:
            self._out.notice(NoticeKind.NOTHING_BEFORE)
        elif self._clock.held:
            self._hold.say(self._narration.last_said)
        elif self._clock.phase is Phase.SPEAKING and self._narration.saying is not None:
            self._out.emit(Silence())
            self._performer.say_again()
        else:
            self._performer.say_first([self._narration.last_said], Then.RETURN)

    def help(self) -> None:
        self._say_aside(self._phrases.help_words)

    def how_long(self) -> None:
        self._say_aside(time_left_in_words(self._session))

    def _say_aside(self, words: str) -> None:
        """Says something in between: over a hold, or before a running session goes on."""
        if self._clock.held:
            self._hold.say(self._narration.own(words))
        else:
            self._performer.say_first([Line(text=words)], Then.RETURN)

    # -- dials ----------------------------------------------------------------------------------------------------

    def change_pace(self, steps: int) -> None:
        """Makes speech faster (+1) or slower (-1), from the next sentence on."""
        if self._dials.turn_pace(steps):
            self._walk.journey.set_paces(self._dials.pace, self._dials.silence_pace)
        else:
            self._out.notice(NoticeKind.FASTEST if steps > 0 else NoticeKind.SLOWEST)

    def change_silences(self, steps: int) -> None:
        """Makes silences longer (+1) or shorter (-1), the one that is running too."""
        before = self._dials.silence_pace
        if not self._dials.turn_silence_pace(steps):
            self._out.notice(NoticeKind.SLOWEST if steps > 0 else NoticeKind.FASTEST)
            return
        self._stretch_silence(self._dials.silence_pace / before)
        self._walk.journey.set_paces(self._dials.pace, self._dials.silence_pace)

    def _stretch_silence(self, factor: float) -> None:
        """Applies the new pace to the rest of a silence that the author wrote. Silences in a turn or a break keep
        their length."""
        cue = self._walk.cue
        if not isinstance(cue, WaitCue | SayCue) or cue.turn is not None or self._in_break:
            return
        if self._clock.phase is Phase.SILENT and self._clock.deadline is not None:
            self._clock.stretch(factor)
        else:
            self._hold.stretch(factor)

    def change_volume(self, steps: int) -> None:
        """Makes everything louder (+1) or quieter (-1)."""
        self._dials.turn_volume(steps)
        self._out.emit(SetVolume(self._dials.volume))
