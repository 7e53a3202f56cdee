"""Handwritten stand-ins for the recogniser's process, the microphone and the clock."""

from __future__ import annotations

import json
import queue
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from companion.hearing.child.protocol import ALL_AWAKE, Final, Observation, WakeRule, Word
from companion.hearing.child.recogniser import Health, Recogniser


class FakeClock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class FakeChild:
    """Answers every message at once, unless told to be ill."""

    def __init__(self, model: Path = Path()) -> None:
        self.model = model
        self.messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self.sent: list[tuple[bytes, bytes]] = []
        self.is_dead = False
        self.hangs = False
        self.works = False
        """The system says that it computes."""
        self.killed = False
        self.closed = False
        self.at = 0.0

    def ready(self) -> None:
        self.messages.put({"ready": 0.1})

    def send(self, kind: bytes, body: bytes = b"") -> None:
        self.sent.append((kind, body))
        if self.hangs or self.is_dead:
            return
        if kind in (b"A", b"S"):
            self.at += len(body) / 2 / 16000
            self.messages.put({"at": self.at, "dbfs": -30.0, "partials": {}, "finals": {}})
        elif kind == b"G":
            self.messages.put({"grammar": json.loads(body)["id"], "dropped": {"strict": ["how'd"]}})

    def sent_grammars(self) -> list[Any]:
        return [json.loads(body)["ears"] for kind, body in self.sent if kind == b"G"]

    def dead(self) -> bool:
        return self.is_dead

    def at_work(self) -> bool:
        return self.works

    def kill(self) -> None:
        self.killed = True
        self.is_dead = True

    def close(self, patience: float = 1.0) -> None:
        self.closed = True


class FakeRecogniser(Recogniser):
    """Says what it was told to say; hears nothing."""

    def __init__(self) -> None:
        self.health = Health.WELL
        self.is_late = False
        self.grammars: list[Mapping[str, tuple[str, ...]]] = []
        self.fed: list[bytes] = []
        self.quiet: list[bool] = []
        self.to_say: queue.SimpleQueue[Observation] = queue.SimpleQueue()
        self.closed = False

    @property
    def late(self) -> bool:
        return self.is_late

    @property
    def seconds(self) -> float:
        return sum(map(len, self.fed)) / 2 / 16000

    def listen(self, ears: Mapping[str, tuple[str, ...]], wake_rule: WakeRule = ALL_AWAKE) -> None:
        self.grammars.append(ears)

    def feed(self, block: bytes, *, quiet: bool = False) -> None:
        self.fed.append(block)
        self.quiet.append(quiet)

    def results(self) -> list[Observation]:
        found = []
        while not self.to_say.empty():
            found.append(self.to_say.get())
        return found

    def close(self) -> None:
        self.closed = True


@dataclass(frozen=True)
class FakeFrame:
    samples: NDArray[np.int16]
    at: float


@dataclass
class FakeSource:
    """A microphone that gives the frames it holds, then nothing."""

    frames: queue.SimpleQueue[FakeFrame] = field(default_factory=queue.SimpleQueue)
    given: float = 0.0

    def add(self, samples: NDArray[np.int16]) -> None:
        for start in range(0, len(samples) - 319, 320):
            self.frames.put(FakeFrame(samples[start : start + 320], self.given))
            self.given += 0.02

    def read(self, timeout: float) -> FakeFrame | None:
        try:
            return self.frames.get(timeout=min(timeout, 0.01))
        except queue.Empty:
            return None


def seen(
    at: float,
    jumpy: str = "",
    strict: str = "",
    final: str = "",
    *,
    sure: str | None = None,
    wary: str | None = None,
    dbfs: float = -25.0,
) -> Observation:
    """One observation; `final` is an utterance of 0.4 s a word that the strict ear just ended, `sure` what the wary
    ear made of it (the same where left out)."""
    finals = {
        ear: Final(text, tuple(Word(word, at - 1 + 0.4 * n, at - 0.6 + 0.4 * n) for n, word in enumerate(text.split())))
        for ear, text in (("strict", final), ("wary", final if sure is None else sure))
        if text
    }
    return Observation(at, dbfs, {"jumpy": jumpy, "wary": jumpy if wary is None else wary, "strict": strict}, finals)
