"""The only driver of a session: owns the engine and one timer, routes its effects, and is the single way in.

Everything here happens on the asyncio loop's thread. Adapters on other threads reach it through `post` of wiring,
which is `loop.call_soon_threadsafe(conductor.feed, report)`. It decides nothing; that is the engine's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from companion.clock import Clock
from companion.ports import (
    Heard,
    Hearing,
    HearingChanged,
    Level,
    Listener,
    Observer,
    Player,
    Report,
    Speaker,
    SpeakingChanged,
)
from companion.session.commands import Command
from companion.session.effects import (
    BreathTone,
    Effect,
    Finished,
    Listen,
    Notice,
    Outcome,
    PlaySound,
    Prepare,
    Rated,
    SetVolume,
    Silence,
    Speak,
)
from companion.session.engine import Engine
from companion.session.events import Begin, Caution, CautionKind, Event, Given, Suspended, Tick
from companion.session.view import Phase, View

_CAUTIONS = {
    Hearing.DIGITAL_SILENCE: CautionKind.SILENT,
    Hearing.TOO_QUIET: CautionKind.TOO_QUIET,
    Hearing.CLIPPING: CautionKind.CLIPPING,
}


class Conductor:
    """One session from Begin to Finished. `close` silences it at any time; it may be called twice."""

    def __init__(
        self,
        engine: Engine,
        *,
        clock: Clock,
        speaker: Speaker,
        player: Player,
        listener: Listener,
        folder: Path = Path(),
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        """`folder`: where the exercise's own recordings lie. `closed` is called once, when it needs its adapters no
        longer."""
        self._engine = engine
        self._clock = clock
        self._speaker = speaker
        self._player = player
        self._listener = listener
        self._folder = folder
        self._closed = closed
        self.narration = ""
        """What is being said now, empty in a silence; read by the hearing thread, so always replaced whole."""
        self._observers: list[Observer] = []
        self._timer: asyncio.TimerHandle | None = None
        self._done = asyncio.Event()
        self._shut = False
        self.outcome: Outcome | None = None

    # -- the way in -----------------------------------------------------------------------------------------------

    def subscribe(self, observer: Observer) -> None:
        self._observers.append(observer)

    def begin(self) -> None:
        self._clock.slept()
        self.feed(Begin())

    def give(self, command: Command) -> None:
        """A key, a typed line or a test; spoken words come through `feed` as the same `Given`."""
        self.feed(Given(command))

    def feed(self, report: Report) -> None:
        """Everything that happens to a session comes through here, in order."""
        if self._shut:
            return
        match report:
            case HearingChanged():
                for observer in self._observers:
                    observer.hearing(report)
                if (caution := _CAUTIONS.get(report.hearing)) is not None:
                    self._handle(Caution(caution))
            case Heard():
                for observer in self._observers:
                    observer.heard(report)
            case Level():
                for observer in self._observers:
                    observer.level(report)
            case SpeakingChanged():
                for observer in self._observers:
                    observer.speaking(report)
            case _:
                self._handle(report)

    def view(self) -> View:
        return self._engine.view(self._clock.now())

    async def wait(self) -> Outcome | None:
        """Until the session is over; None where it was closed before."""
        await self._done.wait()
        return self.outcome

    def close(self) -> None:
        """Silence, and nothing more from here. Safe at any time."""
        if self._shut:
            return
        self._shut = True
        if self._timer is not None:
            self._timer.cancel()
        self._player.silence()
        self._speaker.hush()
        self._done.set()
        self._closed()

    # -- driving the engine ---------------------------------------------------------------------------------------

    def _handle(self, event: Event) -> None:
        slept = self._clock.slept()
        now = self._clock.now()
        effects = [*self._engine.handle(Suspended(slept), now)] if slept else []
        effects += self._engine.handle(event, now)
        for effect in effects:
            self._route(effect)
        self._arm()
        if not self._shut:
            view = self.view()
            if view.phase in (Phase.SILENT, Phase.ASKING, Phase.FINISHED):
                self.narration = ""
            for observer in self._observers:
                observer.view_changed(view)
        if self.outcome is not None and not self._done.is_set():
            self._done.set()
            for observer in self._observers:
                observer.finished(self.outcome)

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        deadline = self._engine.next_deadline()
        if deadline is None:
            return
        delay = max(0.0, (deadline - self._clock.now()) / self._clock.speed)
        self._timer = asyncio.get_running_loop().call_later(delay, self._tick)

    def _tick(self) -> None:
        self._timer = None
        self._handle(Tick())

    def _route(self, effect: Effect) -> None:
        match effect:
            case Silence():
                # The player first: what is heard ends now; what is being rendered is dropped after.
                self._player.silence()
                self._speaker.hush()
            case Speak(id, utterance):
                self.narration = utterance.text
                self._speaker.speak(id, utterance)
            case Prepare(utterances):
                self._speaker.prepare(utterances)
            case PlaySound(id, name, file):
                if file:
                    self._speaker.speak_file(id, self._folder / file)
                else:
                    self._player.play_sound(id, name)
            case BreathTone(part, seconds):
                self._player.breath(part, seconds)
            case SetVolume(volume):
                self._player.set_volume(volume)
            case Listen():
                self._listener.listen(effect)
            case Notice(kind):
                for observer in self._observers:
                    observer.notice(kind)
            case Rated():
                pass  # Kept by nobody: there is no journal yet.
            case Finished(outcome):
                self.outcome = outcome
