"""Parts of the devices made by hand: they open nothing, and write down what is opened and closed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from companion.app.ears import Hears, LaterMicrophone, ToHear
from companion.errors import CompanionError
from companion.hearing.words.vocabulary import Vocabulary
from companion.session.effects import Listen
from companion.weights.store import write_marker
from tests.fakes import FakePlayer, FakeSpeaker

ENGLISH_MODEL = "vosk-model-small-en-us-0.15"
FRENCH_MODEL = "vosk-model-small-fr-0.22"
NATURAL_VOICE = "piper-en_US-joe-medium"

PATIENCE = 20.0
"""Seconds after which what has not happened on another thread never will."""


class Diary:
    """Events in the order in which they happened, on whichever thread."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self._changed = threading.Condition()

    def write(self, event: str) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait_for(self, *events: str) -> None:
        """Waits until exactly these are written, and no others."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.events == list(events), PATIENCE), self.events

    def wait_until(self, *last: str) -> None:
        """Waits until these are the last events."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.events[-len(last) :] == list(last), PATIENCE), self.events


class FakeHears:
    """A listener that keeps what it was told."""

    def __init__(self, diary: Diary, source: LaterMicrophone, to_hear: ToHear) -> None:
        self.source = source
        self.to_hear = to_hear
        self.allowed: list[Listen] = []
        self.learnt: list[Vocabulary] = []
        self._diary = diary
        self._language = to_hear.words.language
        diary.write(f"listener {self._language}")

    def listen(self, allowed: Listen) -> None:
        self.allowed.append(allowed)

    def learn(self, vocabulary: Vocabulary) -> None:
        self.learnt.append(vocabulary)
        self._diary.write("learnt")

    def microphone_open(self) -> None: ...

    def microphone_missing(self, why: CompanionError) -> None: ...

    def microphone_lost(self, why: CompanionError) -> None: ...

    def microphone_closed(self) -> None:
        self._diary.write("told")

    def close(self) -> None:
        self._diary.write(f"listener {self._language} closed")


class FakeMicrophone:
    block_seconds = 0.02

    def __init__(self, diary: Diary) -> None:
        self.dropped = 0
        self._diary = diary
        diary.write("microphone")

    def read(self, timeout: float) -> Any:
        return "frame"

    def close(self) -> None:
        self._diary.write("microphone closed")


class FakeBedPlayer(FakePlayer):
    def run_bed(self, on: bool) -> None:
        self.log.append(("run_bed", on))

    def hold(self, on: bool) -> None:
        self.log.append(("hold", on))

    def wake(self) -> None: ...

    def expect(self, on: bool) -> None:
        self.log.append(("expect", on))

    def choose(self, sounds: Any) -> None:
        self.log.append(("choose", sounds.bells, sounds.bed))


class FakeSystem:
    def __init__(self, log: list[tuple[object, ...]]) -> None:
        self.log = log

    def close(self) -> None:
        self.log.append(("close system",))


class FakeMakes:
    """`devices.Makes`. Making a part raises the error that `fails` has for it."""

    def __init__(self, fails: Mapping[str, Exception] = {}) -> None:
        self.fails = dict(fails)
        self.log: list[tuple[object, ...]] = []
        """The calls to player, speaker and system, in order."""
        self.diary = Diary()
        """The calls to the ears, in order."""
        self.listeners: list[FakeHears] = []
        self.voices: list[str] = []
        """The voices that were asked for, in order; "" for the usual one."""
        self.languages: list[str] = []
        """The language that each of them was to read."""

    def system(self) -> FakeSystem:
        self._made("system")
        return FakeSystem(self.log)

    def player(self) -> FakeBedPlayer:
        self._made("player")
        return FakeBedPlayer(self.log)

    def speaker(self, voice: str = "", language: str = "en") -> FakeSpeaker:
        self._made("speaker")
        self.languages.append(language)
        if voice:
            self._made(f"voice {voice}")
        self.voices.append(voice)
        return FakeSpeaker(self.log)

    def voice_name(self) -> str:
        return "joe"

    def listener(self, source: LaterMicrophone, to_hear: ToHear) -> FakeHears:
        self._made("listener")
        made = FakeHears(self.diary, source, to_hear)
        self.listeners.append(made)
        return made

    def microphone(self, listener: Hears) -> FakeMicrophone:
        self._made("microphone")
        return FakeMicrophone(self.diary)

    def _made(self, part: str) -> None:
        if part in self.fails:
            raise self.fails[part]


def close_of(diary: Diary, name: str) -> Callable[[], None]:
    return lambda: diary.write(name)


def put_models(folder: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Makes these models look fetched, and no others."""
    monkeypatch.setenv("COMPANION_MODELS", str(folder))
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "am").write_bytes(b"weights")
        write_marker(folder / name, sha256="0" * 64, source="here", files={"am": 7})
