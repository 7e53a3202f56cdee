"""Holding a session, moving about in a held one, and going on or back in.

Pure, as all of `session`.
"""

from __future__ import annotations

from collections.abc import Callable

from companion.exercise.plan import Section
from companion.session.both import Both
from companion.session.effects import BreathTone, PlaySound, Silence, Speak
from companion.session.performing import YELLOW_PATIENCE, Performing
from companion.session.phrases import Line
from companion.session.state import Then
from companion.session.table import HELD, RUNNING
from companion.session.view import Phase


class Holding(Performing):
    def _go_to(self, index: int, now: float) -> None:
        """Skip to another cue; held sessions stay held there."""

        def move(now: float) -> None:
            self._forget()
            self._arrive(index, now)

        self._stay_held(move, now)

    def _stay_held(self, move: Callable[[float], None], now: float) -> None:
        """Move about; a session that was held is held there too, without a word: only "resume" lets it run."""
        held, both = (self._phase, self._both) if self._phase in HELD else (None, None)
        self._emit(Silence())
        self._held = None
        move(now)
        if held is not None and self._phase in RUNNING:
            self._drop_last_speech()
            self._both = both
            self._hold(held, now, quiet=False)

    def _drop_last_speech(self) -> None:
        """Moving about in a held session shows the words there without saying them."""
        self._out = [e for e in self._out if not isinstance(e, Speak | PlaySound | BreathTone)]

    def _hold(self, phase: Phase, now: float, *, quiet: bool = True) -> None:
        """Stand still in `phase`. Held already: only the reason changes, what was interrupted stays."""
        if self._phase in RUNNING:
            self._held = self._snapshot(now)
        if self._both is not None:
            self._both = Both()  # a green to what was held before is none to what is held now
        if quiet:
            self._emit(Silence())
        self._clip = None
        self._deadline = None
        if phase is Phase.YELLOW and self.plan.people == 2:
            self._asked_before = False
            self._deadline = now + YELLOW_PATIENCE
        self._move(phase)

    def _go_on(self, now: float) -> None:
        self._both = None
        self._deadline = None
        held, self._held = self._held, None
        self._emit(Silence())  # words said over the hold
        if held is None:
            self._arrive(self._at, now)
        elif held.phase is Phase.SPEAKING and self._saying is None:
            self._leave(now)  # a sound: it was heard well enough
        else:
            self._take_up(held, now)

    def _go_back_in(self, now: float) -> None:
        """From something else to the step it broke off; from a break to the very second."""
        self._quiet()
        self._forget()
        self._both = self._both_back = None
        self._back_needs_both = False
        back, self._return_to = self._return_to, None
        held, self._return_held = self._return_held, None
        self._section = Section.MAIN
        if held is not None:
            index, kept = held
            self._section = self.plan.section_of(index)
            self._steps, self._at = [index], index
            self._take_up(kept, now)
            return
        if back is None:
            self._enter_section(Section.MAIN, now)
            return
        self._section = self.plan.section_of(back)
        self._steps = []
        self._arrive(back, now)

    def _say_aside(self, words: str, now: float) -> None:
        """Help and time left: in a held session over the hold, in a running one before it goes on."""
        if self._phase in HELD:
            self._say_over(words)
        else:
            self._interrupt([Line(text=words)], Then.RETURN, now)
