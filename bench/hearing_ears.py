"""Decodes streams on the real hearing path: the same child process, gate and grammar as in a session. The ears' reports
are kept (`hearing_cache`) and judged afterwards (`hearing_baselines`)."""

from __future__ import annotations

import math
import os
import queue
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from bench.hearing_cache import Store, identity
from bench.hearing_scenes import Item, Sound
from bench.hearing_sphinx import Sphinx
from companion.hearing.child.protocol import Observation
from companion.hearing.child.recogniser import Child
from companion.hearing.replay import OfflineRecogniser
from companion.hearing.words.grammar import Grammar
from companion.sound_format import RATE

PATIENCE = 120.0
"""Seconds without any answer after which a recogniser is given up: a machine at a load of 17 on two cores once let one
wait for ten."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of a core that one stream took."""

    sound: float = 0.0
    """Its length."""
    child: float | None = None
    """The recogniser's process; None if the system does not tell (on Linux it does)."""
    parent: float = 0.0
    """The gate, the pipes and the reading of the answers."""
    cancelling: float = 0.0


@dataclass(slots=True)
class Heard:
    sound: Sound
    """Without its samples."""
    observations: list[Observation]
    cost: Cost = Cost()
    keywords: list[tuple[float, str]] = field(default_factory=list)
    """The keywords that pocketsphinx found in it, and when."""


class Ears:
    """Decodes each stream once, several at a time if there are cores for it. It has to be closed."""

    def __init__(self, model: Path, grammar: Grammar, store: Store, *, keywords: bool, jobs: int = 1) -> None:
        """`model`: tuned. `keywords`: pocketsphinx decodes everything too, if it is asked to."""
        self._model = model
        self._grammar = grammar
        self._store = store
        self._keywords = keywords
        self._jobs = jobs
        self._pool = ThreadPoolExecutor(jobs, thread_name_prefix="ears")
        self._idle: queue.SimpleQueue[_Pair] = queue.SimpleQueue()
        self._pairs: list[_Pair] = []
        self._making = threading.Lock()
        """Neither a narrator nor a synthetic speaker can be used by two threads."""

    def names(self, item: Item, keywords: bool) -> tuple[str, ...]:
        """Returns the names under which the ears' reports on a stream are kept, and its keywords if they are wanted.

        They are kept apart, so that a run with the keywords hears nothing again that one without them has heard."""
        with_keywords = keywords and self._keywords
        return (identity(item.identity), *([identity(item.identity, "keywords")] if with_keywords else []))

    def missing(self, items: Iterable[Item], *, keywords: bool = True) -> float:
        """Returns the work that is left, in seconds of sound."""
        return sum(item.work for item in items if not all(map(self._store.has, self.names(item, keywords))))

    def hear(self, items: Iterable[Item], *, keywords: bool = True) -> Iterator[tuple[Heard, float]]:
        """Yields in order the reports of each stream, and its share of `missing`. Raises Changed."""
        under_way: deque[Future[tuple[Heard, float]]] = deque()
        try:
            for item in items:
                under_way.append(self._pool.submit(self._one, item, keywords))
                while len(under_way) > self._jobs:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()

    def close(self) -> None:
        # The recognisers end first, so that an interrupted run does not wait for the stream under way.
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._end_pairs()
        self._pool.shutdown()
        self._end_pairs()  # one that was only starting

    def _end_pairs(self) -> None:
        while self._pairs:
            self._pairs.pop().close()

    def _one(self, item: Item, keywords: bool) -> tuple[Heard, float]:
        name, *more = self.names(item, keywords)
        kept = self._store.get(name)
        heard = kept if isinstance(kept, Heard) else None
        spotted = self._store.get(more[0]) if more else []
        if heard is not None and spotted is not None:
            return replace(heard, keywords=spotted), 0.0
        with self._making:
            sound = item.make()
        try:
            pair = self._idle.get_nowait()
        except queue.Empty:
            pair = _Pair(self._model, self._grammar, self._keywords)
            self._pairs.append(pair)
        if heard is None:
            heard = pair.hear(sound)
            self._store.put(name, heard)
        if spotted is None:
            spotted = pair.spot(sound)
            self._store.put(more[0], spotted)
        self._idle.put(pair)
        return replace(heard, keywords=spotted), item.work


class _Pair:
    """A recogniser's child and a keyword spotter, for one stream at a time."""

    def __init__(self, model: Path, grammar: Grammar, keywords: bool) -> None:
        self._child = Child(model)
        self._stream = OfflineRecogniser(model, self._child, PATIENCE)
        self._stream.listen(grammar)
        self._sphinx = Sphinx(grammar.meant) if keywords else None

    def hear(self, sound: Sound) -> Heard:
        child, own = cpu_seconds(self._child.pid), time.thread_time()
        seen = list(self._stream.observe(sound.samples, narrator=before_cancelling(sound)))
        own = time.thread_time() - own
        now = cpu_seconds(self._child.pid)
        took = None if child is None or now is None else now - child
        cost = Cost(len(sound.samples) / RATE, took, own, sound.cancelling)
        return Heard(replace(sound, samples=np.zeros(0, np.int16)), seen, cost)

    def spot(self, sound: Sound) -> list[tuple[float, str]]:
        return self._sphinx.spot(sound.samples) if self._sphinx else []

    def close(self) -> None:
        self._stream.close()


def before_cancelling(sound: Sound) -> list[float | None]:
    """Returns for each block its level before the echo canceller; None if that is not known."""
    frames = [known for _, known in sound.around]
    pairs = zip(frames[::2], frames[1::2], strict=False)
    return [10 * math.log10(mean_power(a.raw_dbfs, b.raw_dbfs)) if a.known and b.known else None for a, b in pairs]


def mean_power(*dbfs: float) -> float:
    return sum(10 ** (one / 10) for one in dbfs) / len(dbfs)


def cpu_seconds(pid: int) -> float | None:
    """Returns the user and system time of a process; None if the system has no /proc."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
