"""The parent's side of the recogniser: start the child, feed it, read it, notice when it is ill, start it again.

Nothing here waits: a reader and a writer thread (daemons) stand between the pipes and the hearing thread, which calls
`feed`, `results` and `check` in turn. What the words mean is not known here.
"""

from __future__ import annotations

import json
import queue
import struct
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import IO, Any

RATE = 16000
START_PATIENCE = 20.0
"""Seconds a child may take to load its model (a cold disk on a small machine)."""
HANG_PATIENCE = 1.0
"""Seconds without an answer to sound that was sent: it hangs."""
LAG_LIMIT = 0.8
"""Seconds of sound under way at most; what comes beyond is dropped and counted, so that no answer is later."""
FAST_DEATHS = 3
"""So many deaths in a row without having heard `HEALTHY_SECONDS` of sound, and it is given up …"""
HEALTHY_SECONDS = 10.0
AGAIN_AFTER = 30.0
"""… for so many seconds: what made it die may have been a busy minute."""
KEPT_SECONDS = 3.0
"""Sound that a child did not answer, or that came while there was none: at most so much of it the next one hears."""


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    start: float
    """Seconds in the stream."""
    end: float


@dataclass(frozen=True, slots=True)
class Final:
    """A finished utterance."""

    text: str
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """What all ears make of the stream up to now: the one thing that the spotter sees."""

    at: float
    """End of the block, seconds in the stream."""
    dbfs: float
    """Its loudness (RMS)."""
    partials: Mapping[str, str]
    """Ear -> what it makes of the utterance so far."""
    finals: Mapping[str, Final] = field(default_factory=dict)
    """Ear -> an utterance that just ended."""
    weighed: Mapping[str, float] = field(default_factory=dict)
    """Safety phrase that the first ear had, or the network suspected -> by how much the phrase alone is likelier than
    anything else …"""
    unexplained: bool = False
    """… and of all readings the likeliest has no word in it."""
    likeness: Mapping[str, float] = field(default_factory=dict)
    """Phrase -> how much the last second sounds like it to a keyword network (log-odds), where it is worth telling."""


@dataclass(frozen=True, slots=True)
class Rousing:
    """Two of three ears sleep until the first one's result holds something worth a second opinion."""

    first: str
    """The ear that is always awake."""
    anywhere: tuple[str, ...]
    """Phrases that wake the others wherever they stand …"""
    alone: tuple[str, ...]
    """… and those that do where there is no other word."""
    likened: tuple[str, ...] = ()
    """Those that a keyword network listens for beside the ears, if it knows them."""


class Health(Enum):
    STARTING = auto()
    WELL = auto()
    RESTARTING = auto()
    FAILED = auto()


class Child:
    """One child process, from start to end. Used by one thread; its two helpers only move bytes."""

    def __init__(self, model: Path, command: tuple[str, ...] = ()) -> None:
        # -P: a file of theirs called struct.py, in the folder they are in, must not be taken for Python's.
        argv = command or (sys.executable, "-P", "-m", "companion.hearing.recogniser_child", str(model))
        self.messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._process = subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl-C is the parent's business: the child must not die of it in mid-session.
            start_new_session=sys.platform != "win32",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        threading.Thread(target=self._write, args=(self._process.stdin,), name="recogniser-in", daemon=True).start()
        threading.Thread(target=self._read, args=(self._process.stdout,), name="recogniser-out", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, kind: bytes, body: bytes = b"") -> None:
        self._outgoing.put(kind + struct.pack("<I", len(body)) + body)

    def next_message(self, patience: float) -> dict[str, Any] | None:
        """Wait for one message, at most `patience` seconds; None where none came or the child died."""
        deadline = time.monotonic() + patience
        while (left := deadline - time.monotonic()) > 0:
            try:
                return self.messages.get(timeout=min(left, 0.25))
            except queue.Empty:
                if self.dead() and self.messages.empty():
                    return None
        return None

    def dead(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        self._outgoing.put(None)
        if not self.dead():
            self._process.kill()

    def close(self, patience: float = 1.0) -> None:
        """Ask it to go, wait at most `patience` seconds, then end it."""
        self.send(b"Q")
        self._outgoing.put(None)
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(patience)

    def _write(self, pipe: IO[bytes]) -> None:
        try:
            while (message := self._outgoing.get()) is not None:
                pipe.write(message)
                pipe.flush()
            pipe.close()
        except OSError:
            return  # it died; `dead` says so

    def _read(self, pipe: IO[bytes]) -> None:
        with pipe:
            for line in pipe:
                try:
                    self.messages.put(json.loads(line))
                except ValueError:
                    return  # cut off in mid-line, or in mid-letter: it died


class Recogniser:
    """A recogniser that mends itself. One thread uses it; every method returns at once, but `close` (2 s at most).

    What a child that died or hung did not answer, and what was said while the next one started, the next one hears: a
    "stop" comes late then. Only a word in whose midst the child died can be lost: its first half was answered, and the
    next child hears the second alone.
    """

    def __init__(
        self,
        model: Path,
        *,
        clock: Callable[[], float] = time.monotonic,
        start: Callable[[Path], Child] = Child,
        missed: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        """`missed` is told, from `feed`, of each piece of sound that is thrown away because the machine is too busy."""
        self._model = model
        self._missed = missed
        self._clock = clock
        self._start = start
        self._ears: Mapping[str, tuple[str, ...]] = {}
        self._rousing: Rousing | None = None
        self._grammar_id = 0
        self.dropped: dict[str, tuple[str, ...]] = {}
        """Ear -> phrases that this model does not have and that cannot be heard."""
        self.dropped_seconds = 0.0
        """Sound thrown away because the machine was too busy."""
        self.deaths = 0
        self.health = Health.STARTING
        self._fed = 0
        """Samples sent in this child's stream."""
        self._base = 0.0
        """Where this child's stream begins in ours, seconds."""
        self._offset = 0
        """Samples ever given to `feed`, sent or not."""
        self._answered = 0.0
        self._kept: deque[tuple[bytes, bool]] = deque()
        """Blocks that no child has answered, and whether they are quiet …"""
        self._kept_samples = 0
        self._behind = 0.0
        """… and how much of them the present child was given at once, seconds."""
        self._failed_at = 0.0
        self._fast_deaths = 0
        self._child: Child | None = None
        self._ready = False
        self._waiting_since = 0.0
        self._begin()

    @property
    def seconds(self) -> float:
        """Sound given so far: the stream's time."""
        return self._offset / RATE

    def listen(self, ears: Mapping[str, tuple[str, ...]], rousing: Rousing | None = None) -> None:
        """From now on these grammars; also after a restart. All ears are always awake where no `rousing` is given."""
        self._ears, self._rousing = ears, rousing
        self._send_grammar()

    def feed(self, block: bytes, *, quiet: bool = False) -> None:
        """int16 mono 16 kHz samples, at most a few tenths of a second. `quiet`: nobody speaks (the gate is closed), so
        it need not be decoded. It is answered as any other: a child that hangs is noticed in a silence too."""
        samples = len(block) // 2
        self._offset += samples
        if self._child is None or not self._ready:
            if self.health is Health.STARTING:  # nobody believes yet that they are listened to
                self._base = self.seconds
            else:
                self._keep(block, quiet)
            return
        lag = self._fed / RATE - self._answered
        if lag > LAG_LIMIT + self._behind:
            self._drop(samples)
            self._base += samples / RATE
            return
        self._behind = max(0.0, self._behind - samples / RATE) if lag > LAG_LIMIT else 0.0
        self._send(block, quiet)

    def results(self) -> list[Observation]:
        """Everything said since the last call, and a look at the child's health."""
        found: list[Observation] = []
        while self._child is not None and not self._child.messages.empty():
            message = self._child.messages.get()
            if "at" in message:
                found.append(self._observe(message))
            elif "ready" in message:
                self._ready = True
                self.health = Health.WELL
                self._send_grammar()
                self._catch_up()
            elif "dropped" in message:
                self.dropped = {ear: tuple(phrases) for ear, phrases in message["dropped"].items()}
        self._check()
        return found

    def close(self) -> None:
        if self._child is not None:
            self._child.close()
            self._child = None

    def _observe(self, message: dict[str, Any]) -> Observation:
        self._answered = float(message["at"])
        self._waiting_since = self._clock()
        while self._kept and self._fed - self._kept_samples + len(self._kept[0][0]) // 2 <= self._answered * RATE + 1:
            self._kept_samples -= len(self._kept.popleft()[0]) // 2
        if self._answered > HEALTHY_SECONDS:
            self._fast_deaths = 0
        return observation(message, self._base)

    def _send(self, block: bytes, quiet: bool) -> None:
        assert self._child is not None
        if self._fed / RATE <= self._answered + 1e-3:
            self._waiting_since = self._clock()
        self._fed += len(block) // 2
        self._keep(block, quiet)
        self._child.send(b"S" if quiet else b"A", block)

    def _keep(self, block: bytes, quiet: bool) -> None:
        self._kept.append((block, quiet))
        self._kept_samples += len(block) // 2
        while self._kept_samples > KEPT_SECONDS * RATE:
            lost = len(self._kept.popleft()[0]) // 2
            self._kept_samples -= lost
            if self.health is Health.RESTARTING:  # a child that is well has it, and one that failed was said to
                self._drop(lost)

    def _drop(self, samples: int) -> None:
        self.dropped_seconds += samples / RATE
        self._missed(samples / RATE)

    def _catch_up(self) -> None:
        """A child that is ready hears what nobody has heard."""
        waiting, self._kept, self._kept_samples = self._kept, deque(), 0
        samples = sum(len(block) // 2 for block, _ in waiting)
        self._base = self.seconds - samples / RATE
        self._behind = samples / RATE
        for block, quiet in waiting:
            self._send(block, quiet)

    def _check(self) -> None:
        if self._child is None:
            if self.health is Health.FAILED and self._clock() - self._failed_at >= AGAIN_AFTER:
                self._begin()
            return
        waited = self._clock() - self._waiting_since
        waiting = not self._ready or self._fed / RATE > self._answered + 1e-3
        patience = HANG_PATIENCE if self._ready else START_PATIENCE
        if self._child.dead() or (waiting and waited > patience):
            self._child.kill()
            self._child = None
            self.deaths += 1
            self._fast_deaths += 1
            if self._fast_deaths >= FAST_DEATHS:
                self._fail()
            else:
                self.health = Health.RESTARTING
                self._begin()

    def _begin(self) -> None:
        self._ready = False
        self._fed = 0
        self._answered = 0.0
        self._waiting_since = self._clock()
        try:
            self._child = self._start(self._model)
        except OSError:
            self._child = None
            self._fail()

    def _fail(self) -> None:
        self.health = Health.FAILED
        self._failed_at = self._clock()

    def _send_grammar(self) -> None:
        if self._child is not None and self._ready and self._ears:
            self._grammar_id += 1
            self._child.send(b"G", grammar_message(self._grammar_id, self._ears, self._rousing))


def grammar_message(id: int, ears: Mapping[str, tuple[str, ...]], rousing: Rousing | None = None) -> bytes:
    return json.dumps({"id": id, "ears": ears} | (asdict(rousing) if rousing else {}), ensure_ascii=False).encode()


def observation(message: Mapping[str, Any], base: float = 0.0) -> Observation:
    """A line of the child's with `at` in it; `base` is where its stream begins, seconds."""
    return Observation(
        base + float(message["at"]),
        float(message["dbfs"]),
        dict(message["partials"]),
        {
            ear: Final(
                final["text"],
                tuple(Word(word, base + start, base + end) for word, start, end in final["words"]),
            )
            for ear, final in message["finals"].items()
        },
        dict(message.get("weighed", {})),
        bool(message.get("unexplained", False)),
        dict(message.get("likeness", {})),
    )
