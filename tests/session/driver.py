"""Runs an engine the way the conductor does, on a clock of its own: plays clips to their end and meets deadlines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from companion.exercise.plan import Plan
from companion.session.commands import Command, Kind
from companion.session.effects import BreathTone, Effect, Finished, PlaySound, Silence, Speak, Utterance
from companion.session.engine import Engine
from companion.session.events import Begin, ClipEnded, ClipStarted, Event, Given, Tick
from companion.session.state import Timing
from companion.session.table import RUNNING
from companion.session.view import Phase
from tests.session.builder import PHRASES


@dataclass
class Driver:
    """A world with a working loudspeaker (`sounding`) or a dead one, and perfect timers."""

    plan: Plan
    unattended: bool = False
    sounding: bool = True
    clip_seconds: float = 2.0
    clip_of: Callable[[Utterance], float] | None = None
    """How long a sentence takes to say; `clip_seconds` where this is left out."""
    now: float = 0.0
    log: list[tuple[float, Event]] = field(default_factory=list)
    effects: list[tuple[float, Effect]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.engine = Engine(self.plan, PHRASES, timing=Timing(), unattended=self.unattended)
        self._playing: tuple[int, float] | None = None

    def feed(self, event: Event) -> list[Effect]:
        self.log.append((self.now, event))
        effects = self.engine.handle(event, self.now)
        self.effects += [(self.now, effect) for effect in effects]
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
        """Time passes: the session runs, or the greens of two are waited for."""
        view = self.engine.view(self.now)
        return view.phase in RUNNING or view.greens == 1 or (view.phase is Phase.YELLOW and view.greens is not None)

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
            if self.finished or self.next_time() is None:
                return
            self.step()
        raise AssertionError("it never ended")

    @property
    def finished(self) -> bool:
        return any(isinstance(e, Finished) for _, e in self.effects)

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
