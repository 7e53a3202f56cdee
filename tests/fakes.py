"""Handwritten stand-ins for the world, shared by the tests: they do what the real ones promise in `companion.ports`."""

from __future__ import annotations

from pathlib import Path

from companion.ports import Heard, HearingChanged, Level, Pcm, SpeakingChanged
from companion.session.effects import BreathPart, Listen, NoticeKind, Outcome, Utterance
from companion.session.view import View


class FakeClock:
    """Time that passes when the test says so."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self.time = 0.0
        self.asleep = 0.0

    def now(self) -> float:
        return self.time

    def slept(self) -> float:
        asleep, self.asleep = self.asleep, 0.0
        return asleep


class FakeSpeaker:
    """Remembers what it was asked for, in one list with the player's, so that their order shows."""

    def __init__(self, log: list[tuple[object, ...]]) -> None:
        self.log = log

    def prepare(self, utterances: tuple[Utterance, ...]) -> None:
        self.log.append(("prepare", *utterances))

    def speak(self, id: int, utterance: Utterance) -> None:
        self.log.append(("speak", id, utterance.text))

    def speak_file(self, id: int, file: Path) -> None:
        self.log.append(("speak_file", id, file))

    def hush(self) -> None:
        self.log.append(("hush",))

    def close(self) -> None:
        self.log.append(("close speaker",))


class FakePlayer:
    def __init__(self, log: list[tuple[object, ...]]) -> None:
        self.log = log
        self._generation = 0

    def play(self, id: int, pcm: Pcm, generation: int) -> None:
        self.log.append(("play", id))

    def generation(self) -> int:
        return self._generation

    def play_sound(self, id: int, name: str) -> None:
        self.log.append(("play_sound", id, name))

    def breath(self, part: BreathPart, seconds: float) -> None:
        self.log.append(("breath", part, seconds))

    def silence(self) -> None:
        self._generation += 1
        self.log.append(("silence",))

    def hush(self, on: bool) -> None:
        self.log.append(("hush player", on))

    def duck(self, on: bool) -> None:
        self.log.append(("duck player", on))

    def set_volume(self, volume: float) -> None:
        self.log.append(("set_volume", volume))

    def close(self) -> None:
        self.log.append(("close player",))


class FakeListener:
    def __init__(self) -> None:
        self.allowed: list[Listen] = []

    def listen(self, allowed: Listen) -> None:
        self.allowed.append(allowed)

    def close(self) -> None:
        self.allowed.clear()


class FakeObserver:
    """Writes down everything it is told."""

    def __init__(self) -> None:
        self.views: list[View] = []
        self.told: list[object] = []
        self.outcome: Outcome | None = None

    def view_changed(self, view: View) -> None:
        self.views.append(view)

    def notice(self, kind: NoticeKind) -> None:
        self.told.append(kind)

    def hearing(self, changed: HearingChanged) -> None:
        self.told.append(changed)

    def heard(self, heard: Heard) -> None:
        self.told.append(heard)

    def level(self, level: Level) -> None:
        self.told.append(level)

    def speaking(self, changed: SpeakingChanged) -> None:
        self.told.append(changed)

    def finished(self, outcome: Outcome) -> None:
        self.outcome = outcome
