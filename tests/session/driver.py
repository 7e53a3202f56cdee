"""Runs an engine the way the conductor does, on a clock of its own: plays clips to their end and meets deadlines."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from companion.exercise.plan import Plan
from companion.session.commands import Command, Kind
from companion.session.effects import BreathTone, Effect, Finished, PlaySound, Silence, Speak, Utterance
from companion.session.engine import Engine
from companion.session.events import Begin, ClipEnded, ClipStarted, Event, Given, LoudspeakerLost, Tick
from companion.session.parts.phase_clock import Timing
from companion.session.table import HELD, RUNNING
from companion.session.view import Phase, Question
from tests.session.builder import PHRASES

MOST_EVENTS = 100_000
"""Events after which a session is taken to go on for ever. The longest that ends here has fewer than 10,000."""


@dataclass
class Driver:
    """A world with a working loudspeaker (`sounding`) or a dead one, and perfect timers."""

    plan: Plan
    unattended: bool = False
    sounding: bool = True
    clip_seconds: float = 2.0
    clip_of: Callable[[Utterance], float] | None = None
    """Gives the seconds that a sentence takes; `clip_seconds` if this is left out."""
    now: float = 0.0
    log: list[tuple[float, Event]] = field(default_factory=list)
    effects: list[tuple[float, Effect]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.engine = Engine(self.plan, PHRASES, timing=Timing(), unattended=self.unattended)
        self._playing: tuple[int, float] | None = None
        self.finished = False

    def feed(self, event: Event) -> list[Effect]:
        self.log.append((self.now, event))
        assert len(self.log) < MOST_EVENTS, f"it goes on for ever, at {self.now} s: {self.engine.view(self.now)}"
        effects = self.engine.handle(event, self.now)
        self.effects += [(self.now, effect) for effect in effects]
        self.finished = self.finished or any(isinstance(effect, Finished) for effect in effects)
        for effect in effects:
            match effect:
                case Silence():
                    self._playing = None
                case Speak(id, said) if self.sounding:
                    self._play(id, self.clip_seconds if self.clip_of is None else self.clip_of(said))
                case PlaySound(id, _, _) if self.sounding:
                    self._play(id, self.clip_seconds)
        if self._playing is not None and any(isinstance(e, Speak | PlaySound) for e in effects):
            return effects + self.feed(ClipStarted(self._playing[0], self._playing[1] - self.now))
        return effects

    def _play(self, id: int, seconds: float) -> None:
        self._playing = (id, self.now + seconds)

    def begin(self) -> list[Effect]:
        return self.feed(Begin())

    def give(self, kind: Kind, value: str = "", by: str = "") -> list[Effect]:
        return self.feed(Given(Command(kind, value, by)))

    @property
    def moves(self) -> bool:
        """Something happens by itself: the session goes on, or people have to be warned."""
        return self.goes_on or self.engine._warner.at is not None

    @property
    def goes_on(self) -> bool:
        """Time passes: the session runs, the greens of two are waited for, or hands may rest on somebody in a hold."""
        view = self.engine.view(self.now)
        greens = view.phase is Phase.YELLOW and view.needs_both
        hands = view.phase in HELD and self.engine._session.hold.hands_until is not None
        return view.phase in RUNNING or greens or hands

    def next_time(self) -> float | None:
        due = [self.engine.next_deadline(), self._playing[1] if self._playing else None]
        return min((t for t in due if t is not None), default=None)

    def step(self) -> list[Effect]:
        """To the next thing that happens by itself."""
        ending = self._playing
        deadline = self.engine.next_deadline()
        if ending is not None and (deadline is None or ending[1] <= deadline):
            self.now, self._playing = max(self.now, ending[1]), None
            return self.feed(ClipEnded(ending[0]))
        assert deadline is not None
        self.now = max(self.now, deadline)
        return self.feed(Tick())

    def run_for(self, seconds: float) -> None:
        until = self.now + seconds
        while (due := self.next_time()) is not None and due <= until:
            self.step()
        self.now = until

    def run_to_end(self, limit: int = 5000) -> None:
        for _ in range(limit):
            if self.finished or (self._playing is None and not self.goes_on):
                return
            self.step()
        raise AssertionError("it never ended")

    @property
    def asked(self) -> Question | None:
        """The question that an answer is waited for; None while its words are still being said."""
        view = self.engine.view(self.now)
        return view.question if view.phase is Phase.ASKING else None

    def said(self, since: int = 0) -> list[str]:
        return [e.utterance.text for _, e in self.effects[since:] if isinstance(e, Speak)]

    def tones(self) -> list[tuple[float, BreathTone]]:
        return [(t, e) for t, e in self.effects if isinstance(e, BreathTone)]

    def until(self, words: str) -> None:
        """Run until this sentence is being said."""
        for _ in range(5000):
            if self.engine.view(self.now).words == words:
                return
            assert self.next_time() is not None, f"ended before {words!r}"
            self.step()
        raise AssertionError(words)

    def hold(self, phase: Phase) -> None:
        """Brings a running session into a held phase; leaves it where it is for any other."""
        match phase:
            case Phase.PAUSED:
                self.give(Kind.PAUSE)
            case Phase.YELLOW:
                self.give(Kind.YELLOW)
            case Phase.LOST:
                self.feed(LoudspeakerLost())


def at_each_cue(plan: Plan) -> Iterator[Driver]:
    """Yields a session that has just begun, then a new one that is a step further, and so on to the end."""
    for steps in itertools.count():
        driver = Driver(plan, unattended=True)
        driver.begin()
        for _ in range(steps):
            if not driver.finished:
                driver.step()
        if driver.finished:
            return
        yield driver
