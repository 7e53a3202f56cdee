"""The program's side of the recogniser's process: starts the child, sends it sound, reads its answers, and starts a new
child when it dies or hangs. It passes the words on, and does not know what they mean.

`feed` and `results` never wait; the hearing thread calls them in turn. Two daemon threads read and write the pipes.
"""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import IO, Any

from companion.children import child_command
from companion.hearing.child import protocol
from companion.hearing.child.protocol import ALL_AWAKE, Observation, WakeRule, grammar_message, observation
from companion.patience import AT_WORK_FROM, Patience, at_work
from companion.sound_format import RATE

LATE = 1.5
"""Seconds without an answer after which the hearing counts as too late to be relied on, whether or not the child is
given up."""
MUCH_DROPPED = 2.0
"""Seconds. If the sound dropped of late exceeds the sound heard by more than this, the hearing counts as too late as
well."""
LAG_LIMIT = 0.8
"""Seconds of sound that a child may have been sent and not have answered yet. Further blocks are dropped and counted
until it has caught up, because a "stop" that is answered later than this comes too late."""
FAST_DEATHS = 3
"""Number of children that may fail one after the other, each before it has answered `HEALTHY_SECONDS` of sound. After
that many, no new child is started for `AGAIN_AFTER` seconds: starting one costs a busy machine a second of work."""
HEALTHY_SECONDS = 10.0
"""Seconds of sound that a child has to answer to count as healthy. The count towards `FAST_DEATHS` then begins anew."""
AGAIN_AFTER = 30.0
"""Seconds between giving up and the next attempt: the reason may have been a machine that was busy for a moment."""
KEPT_SECONDS = 3.0
"""Seconds of sound, at most, that the next child is sent as soon as it is ready: the newest part of what the last child
had not answered and what came before the next one was ready. Longer than a command, and soon caught up with."""

_STRETCHES = 256
"""Number of stretches of sound that `StreamTimes` remembers at most. A new one begins wherever sound was dropped, and
an utterance holds only a few."""
_SAME_TIME = 0.001
"""Seconds by which two times may differ and still be the same: a child rounds the times it reports."""


class Health(Enum):
    """The state of the recogniser's process."""

    STARTING = auto()
    """The first child is loading its model."""
    WELL = auto()
    RESTARTING = auto()
    """A child died or hung, and the next one is loading its model."""
    FAILED = auto()
    """No child could be started, or `FAST_DEATHS` of them failed. It stays so until a later attempt has succeeded."""


class Child:
    """One child process, from start to end. Used by one thread; its two helper threads only move bytes."""

    def __init__(self, model: Path, command: tuple[str, ...] = ()) -> None:
        argv = command or child_command("recogniser", str(model))
        self.messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._process = subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl-C is for the parent: the child must not die of it during a session.
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
        self._outgoing.put(protocol.message(kind, body))

    def next_message(self, patience: float) -> dict[str, Any] | None:
        """Waits at most `patience` seconds for one message. Returns None if none came or the child died."""
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

    def at_work(self) -> bool:
        """Tells whether the process is seen to work, see `patience.at_work`."""
        return at_work(self._process.pid)

    def kill(self) -> None:
        self._outgoing.put(None)
        if not self.dead():
            self._process.kill()

    def close(self, patience: float = 1.0) -> None:
        """Asks the child to end, waits at most `patience` seconds, then kills it."""
        self.send(protocol.QUIT)
        self._outgoing.put(None)
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            # On a very busy machine even a killed process takes a while to be gone. It ends by itself.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)

    def _write(self, pipe: IO[bytes]) -> None:
        try:
            while (message := self._outgoing.get()) is not None:
                pipe.write(message)
                pipe.flush()
            pipe.close()
        except OSError:
            return  # the child died, which `dead` reports

    def _read(self, pipe: IO[bytes]) -> None:
        with pipe:
            for line in pipe:
                try:
                    self.messages.put(json.loads(line))
                except ValueError:
                    return  # half a line: the child died while it wrote


@dataclass(frozen=True, slots=True)
class SoundBlock:
    """A piece of sound as it was given to the recogniser."""

    sound: bytes
    """int16 mono 16 kHz."""
    quiet: bool
    starts: float
    """Seconds in the parent's stream."""

    @property
    def samples(self) -> int:
        return len(self.sound) // 2


class StreamTimes:
    """Converts seconds of a child's stream into seconds of the parent's.

    A child counts from the first sound that it was sent, and does not count dropped sound. So the two differ, by more
    after each drop. An answer may be about sound from before the last drop. So the difference is kept for each stretch
    of sound between two drops.
    """

    def __init__(self) -> None:
        self._stretches: deque[tuple[float, float]] = deque(maxlen=_STRETCHES)
        """Each stretch: its beginning in the child's stream and the difference to add to its times, in seconds."""

    def sent(self, theirs: float, ours: float) -> None:
        """Notes that the block at `theirs` in the child's stream stands at `ours` in the parent's."""
        add = ours - theirs
        if not self._stretches or abs(add - self._stretches[-1][1]) > _SAME_TIME:
            self._stretches.append((theirs, add))

    def ours(self, theirs: float) -> float:
        """Converts a child's time. A time on the border between two stretches belongs to the earlier one."""
        for begins, add in reversed(self._stretches):
            if theirs > begins + _SAME_TIME:
                return theirs + add
        return theirs + (self._stretches[0][1] if self._stretches else 0.0)


class Recogniser:
    """A recogniser that starts a new child by itself when one fails. One thread uses it; every method returns at once,
    except `close` (2 s at most).

    The next child is sent the sound that the failed one did not answer, and the sound that came while it was starting.
    A "stop" in it is then late, but not lost. A word is lost if a child dies in the middle of it, after answering its
    first half; if more than `KEPT_SECONDS` of sound wait for the next child; or if the machine is too busy to keep up.
    """

    def __init__(
        self,
        model: Path,
        *,
        clock: Callable[[], float] = time.monotonic,
        start: Callable[[Path], Child] = Child,
        missed: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        """Starts the first child.

        `feed` calls `missed` with the seconds of each piece of sound that is dropped: because the machine is too busy,
        or because more than `KEPT_SECONDS` wait for a new child.
        """
        self._model = model
        self._missed = missed
        self._clock = clock
        self._start = start
        self._ears: Mapping[str, tuple[str, ...]] = {}
        self._wake_rule = ALL_AWAKE
        self._grammar_id = 0
        self.dropped: dict[str, tuple[str, ...]] = {}
        """Ear -> phrases that cannot be recognised, because this model does not know one of their words."""
        self.dropped_seconds = 0.0
        """Seconds of sound for which `missed` was called."""
        self.repair: Callable[[], Path] = lambda: self._model
        """Mends the model's folder after a start that failed, and returns the folder to start with next. Called on
        the thread that calls `results`; may raise NoModel."""
        self.deaths = 0
        """Number of children that died or hung."""
        self.health = Health.STARTING
        self._fed = 0
        """Samples sent to the present child."""
        self._times = StreamTimes()
        self._offset = 0
        """Samples ever given to `feed`, sent or not."""
        self._answered = 0.0
        """Seconds of the present child's stream that it has answered."""
        self._kept: deque[SoundBlock] = deque()
        """Blocks that no child has answered yet."""
        self._kept_samples = 0
        self._behind = 0.0
        """Seconds by which unanswered sound may exceed `LAG_LIMIT` for now, because a new child was sent all the kept
        sound at once. It shrinks as the child catches up."""
        self._patience = Patience(clock())
        self._dropped_lately = 0.0
        """Seconds by which the sound dropped of late exceeds the sound heard; 0 if more was heard."""
        self._begun_at = 0.0
        """Seconds on the clock when the present child was started."""
        self._failed_at = 0.0
        """Seconds on the clock when `health` last became FAILED."""
        self._fast_deaths = 0
        """Number of children that failed in a row before `HEALTHY_SECONDS`."""
        self._child: Child | None = None
        self._ready = False
        self._waiting_since = 0.0
        """Seconds on the clock since when an answer of the present child is waited for: since its start, its last
        answer, or the first block sent after everything was answered."""
        self._begin()

    @property
    def seconds(self) -> float:
        """Seconds of sound given so far: the time of the stream."""
        return self._offset / RATE

    @property
    def late(self) -> bool:
        """Tells whether the answers come so late, or so much sound is dropped, that no word can be relied on."""
        if not self._ready:
            return False
        overdue = self._unanswered and self._clock() - self._waiting_since > LATE
        return overdue or self._dropped_lately > MUCH_DROPPED

    @property
    def _unanswered(self) -> bool:
        return self._fed / RATE > self._answered + 1e-3

    def listen(self, ears: Mapping[str, tuple[str, ...]], wake_rule: WakeRule = ALL_AWAKE) -> None:
        """Replaces the grammars, for this child and for every later one."""
        self._ears, self._wake_rule = ears, wake_rule
        self._send_grammar()

    def feed(self, block: bytes, *, quiet: bool = False) -> None:
        """Takes int16 mono 16 kHz samples, at most a few tenths of a second. With `quiet` nobody speaks (the gate is
        closed), and the child does not decode the block. It still answers it, so that a child that hangs is noticed
        during silence too."""
        given = SoundBlock(block, quiet, self.seconds)
        self._offset += given.samples
        if self._child is None or not self._ready:
            self._dropped_lately = 0.0
            if self.health is not Health.STARTING:  # in STARTING the screen does not yet say that it listens
                self._keep(given)
            return
        lag = self._fed / RATE - self._answered
        if lag > LAG_LIMIT + self._behind:
            self._drop(given.samples)
            self._dropped_lately = min(self._dropped_lately + given.samples / RATE, 2 * MUCH_DROPPED)
            return
        self._dropped_lately = max(0.0, self._dropped_lately - given.samples / RATE)
        self._behind = max(0.0, self._behind - given.samples / RATE) if lag > LAG_LIMIT else 0.0
        self._send(given)

    def results(self) -> list[Observation]:
        """Returns all observations since the last call, and checks on the child."""
        found: list[Observation] = []
        while self._child is not None and not self._child.messages.empty():
            message = self._child.messages.get()
            if "at" in message:
                found.append(self._observe(message))
            elif "ready" in message:
                self._ready = True
                self.health = Health.WELL
                self._patience.ready(self._clock(), self._clock() - self._begun_at)
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
        now = self._clock()
        self._patience.answered(now, now - self._waiting_since)
        self._waiting_since = now
        while self._kept and self._fed - self._kept_samples + self._kept[0].samples <= self._answered * RATE + 1:
            self._kept_samples -= self._kept.popleft().samples
        if self._answered > HEALTHY_SECONDS:
            self._fast_deaths = 0
        return observation(message, self._times.ours)

    def _send(self, block: SoundBlock) -> None:
        assert self._child is not None
        if self._fed / RATE <= self._answered + 1e-3:
            self._waiting_since = self._clock()
        self._times.sent(self._fed / RATE, block.starts)
        self._fed += block.samples
        self._keep(block)
        self._child.send(protocol.QUIET if block.quiet else protocol.SOUND, block.sound)

    def _keep(self, block: SoundBlock) -> None:
        self._kept.append(block)
        self._kept_samples += block.samples
        while self._kept_samples > KEPT_SECONDS * RATE:
            lost = self._kept.popleft().samples
            self._kept_samples -= lost
            # In WELL the child has been sent this sound already, and FAILED is itself reported to the person.
            if self.health is Health.RESTARTING:
                self._drop(lost)

    def _drop(self, samples: int) -> None:
        self.dropped_seconds += samples / RATE
        self._missed(samples / RATE)

    def _catch_up(self) -> None:
        """Sends the kept sound to a child that has just become ready."""
        waiting, self._kept, self._kept_samples = self._kept, deque(), 0
        self._behind = sum(block.samples for block in waiting) / RATE
        for block in waiting:
            self._send(block)

    def _check(self) -> None:
        if self._child is None:
            if self.health is Health.FAILED and self._clock() - self._failed_at >= AGAIN_AFTER:
                self._begin()
            return
        now, waiting = self._clock(), not self._ready or self._unanswered
        works = waiting and self._ready and now - self._waiting_since > AT_WORK_FROM and self._child.at_work()
        self._patience.look(now, waiting=waiting, at_work=works)
        if self._child.dead() or self._patience.over(now, starting=not self._ready):
            self._child.kill()
            self._child = None
            self.deaths += 1
            self._fast_deaths += 1
            if not self._ready:
                self._model = self.repair()
            if self._fast_deaths >= FAST_DEATHS:
                self._fail()
            else:
                self.health = Health.RESTARTING
                self._begin()

    def _begin(self) -> None:
        self._ready = False
        self._fed = 0
        self._times = StreamTimes()
        self._answered = 0.0
        self._begun_at = self._waiting_since = self._clock()
        self._patience.begin(self._begun_at)
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
            self._child.send(protocol.GRAMMAR, grammar_message(self._grammar_id, self._ears, self._wake_rule))
