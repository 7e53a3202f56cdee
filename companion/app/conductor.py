"""The only driver of a session: owns the engine and one timer, routes its effects, and is the only part that takes
events for it.

It decides nothing; the engine does. Adapters on other threads reach it through `reports`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, assert_never

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
    Speaking,
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
    SetVolume,
    Silence,
    Speak,
)
from companion.session.engine import Engine
from companion.session.events import (
    Begin,
    Caution,
    CautionKind,
    ClipEnded,
    ClipFailed,
    ClipHeldBack,
    ClipStarted,
    Event,
    Given,
    LoudspeakerBack,
    LoudspeakerLost,
    Suspended,
    Tick,
    VoiceBack,
    VoiceLost,
)
from companion.session.view import Phase, View

_CAUTIONS: Final[dict[Hearing, CautionKind | None]] = {
    Hearing.OFF: CautionKind.OFF,
    Hearing.STARTING: CautionKind.STARTING,
    Hearing.LISTENING: None,
    Hearing.NO_MICROPHONE: CautionKind.NO_MICROPHONE,
    Hearing.NO_MODEL: CautionKind.NO_MODEL,
    Hearing.DIGITAL_SILENCE: CautionKind.SILENT,
    Hearing.TOO_QUIET: CautionKind.TOO_QUIET,
    Hearing.CLIPPING: CautionKind.CLIPPING,
    Hearing.BEHIND: CautionKind.NOT_LISTENING,
    Hearing.RESTARTING: CautionKind.NOT_LISTENING,
    Hearing.FAILED: CautionKind.NOT_LISTENING,
}
"""The troubles that the session says aloud, by the state of the hearing."""


class Conductor:
    """One session from Begin to Finished. `close` silences it at any time, and may be called twice.

    Threads: everything belongs to the loop's thread, except that the hearing thread reads `narration`.
    """

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
        """`folder` holds the exercise's own recordings. `closed` is called once, when the adapters are free again."""
        self._engine = engine
        self._clock = clock
        self._speaker = speaker
        self._player = player
        self._listener = listener
        self._folder = folder
        self._closed = closed
        self.narration = ""
        """The text that is being said now, empty in a silence. Always replaced whole: the hearing thread reads it."""
        self._observers: list[Observer] = []
        self._told: tuple[Hearing, Speaking | None] = (Hearing.LISTENING, None)
        """The states of hearing and speaking that the engine knows."""
        self._timer: asyncio.TimerHandle | None = None
        self._shut = False
        self.outcome: Outcome | None = None
        """None until the session has ended."""
        self._outcome_told = False

    # -- what comes in --------------------------------------------------------------------------------------------

    def subscribe(self, observer: Observer) -> None:
        """Shows the session to this observer too, from now on."""
        self._observers.append(observer)

    def begin(self, standing: Sequence[Report] = ()) -> None:
        """Begins the session. `standing`: the states of hearing and speaking, for the engine alone; the observers know
        them already.
        """
        self._clock.slept()
        for report in standing:
            self._tell_engine(report)
        self.feed(Begin())

    def give(self, command: Command) -> None:
        """Takes the command of a key or a typed line. Spoken words come through `feed` as the same `Given`."""
        self.feed(Given(command))

    def hush(self, on: bool) -> None:
        """Lets the voice fall silent provisionally, or go on. The session itself learns nothing of it."""
        if not self._shut:
            self._player.hush(on)

    def feed(self, report: Report) -> None:
        """Takes a report of voice, loudspeaker, hearing or clock, or a command. Everything that happens to a session
        comes through here, in order."""
        if self._shut:
            return
        match report:
            case HearingChanged():
                for observer in self._observers:
                    observer.hearing(report)
                self._tell_engine(report)
            case Heard():
                for observer in self._observers:
                    observer.heard(report)
            case Level():
                for observer in self._observers:
                    observer.level(report)
            case SpeakingChanged():
                for observer in self._observers:
                    observer.speaking(report)
                self._tell_engine(report)
            case (
                Begin()
                | Given()
                | ClipStarted()
                | ClipHeldBack()
                | ClipEnded()
                | ClipFailed()
                | Tick()
                | Suspended()
                | LoudspeakerLost()
                | LoudspeakerBack()
                | VoiceLost()
                | VoiceBack()
                | Caution()
            ):
                self._handle(report)
            case _:
                assert_never(report)

    def _tell_engine(self, report: Report) -> None:
        """Passes a change of hearing or speaking on to the engine, which warns people with closed eyes."""
        if isinstance(report, HearingChanged):
            told: tuple[Hearing, Speaking | None] = (report.hearing, self._told[1])
            event: Event = Caution(_CAUTIONS[report.hearing])
        elif isinstance(report, SpeakingChanged):
            told = (self._told[0], report.speaking)
            event = VoiceLost() if report.speaking is Speaking.NO_VOICE else VoiceBack()
        else:
            return
        if told != self._told:  # a report that only counts missed sound changes nothing for the session
            self._told = told
            self._handle(event)

    def view(self) -> View:
        """Computes the session's picture for this moment."""
        return self._engine.view(self._clock.now())

    @property
    def place(self) -> int:
        """The cue with which another session of this exercise can go on from here; 0 at its beginning."""
        return self._engine.place

    @property
    def left_from_place(self) -> float:
        """The seconds that it takes from there to the end."""
        return self._engine.left_from_place

    def close(self) -> None:
        """Silences the session; nothing more comes from it afterwards. Safe at any time."""
        if self._shut:
            return
        self._shut = True
        if self._timer is not None:
            self._timer.cancel()
        self._player.silence()
        self._speaker.hush()
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
        if self.outcome is not None and not self._outcome_told:
            self._outcome_told = True
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
                # The player first, to end the sound at once; the narrator then drops the sentences that it renders.
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
            case Finished(outcome):
                self.outcome = outcome
            case _:
                assert_never(effect)
