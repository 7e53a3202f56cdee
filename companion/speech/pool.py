"""A pool of workers that make clips in parallel and ahead of their use. It is for writing a file, where only the total
time counts.

Each worker is a `Clips` of its own on a thread of its own. Nothing is played here.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from companion.ports import Pcm
from companion.session.effects import Utterance
from companion.speech.clips import Clips

_KEPT: Final = 64
"""Clips kept at most; the oldest are dropped."""


class ClipPool:
    """Makes the clips that `prepare` asks for; `get` returns them in any order. `prepare`, `get` and `close` belong to
    one thread."""

    def __init__(self, clips: Sequence[Clips]) -> None:
        if not clips:
            raise ValueError("a pool needs at least one maker of clips")
        self._clips = list(clips)
        self._busy = {id(each): threading.Lock() for each in clips}
        """A lock for each `Clips`, which may only be used by one thread at a time."""
        self._local = threading.local()
        self._free = list(clips)
        self._only: Clips | None = None
        self._lock = threading.Lock()
        self._wanted: OrderedDict[Utterance, Future[Pcm]] = OrderedDict()
        self._threads = ThreadPoolExecutor(len(self._clips), "clips")
        self.closed = False
        """True once it is being closed: a voice that was still rendering then ends, without having failed."""

    def prepare(self, utterances: Sequence[Utterance]) -> None:
        """Starts making the clips of these utterances, which will be needed soon."""
        for utterance in utterances:
            if utterance not in self._wanted:
                self._wanted[utterance] = self._threads.submit(self._make, utterance)
        while len(self._wanted) > _KEPT:
            _, oldest = self._wanted.popitem(last=False)
            oldest.cancel()

    def get(self, utterance: Utterance) -> Pcm:
        """Waits for a clip and returns it. Raises NoVoice."""
        self.prepare((utterance,))
        self._wanted.move_to_end(utterance)
        return self._wanted[utterance].result()

    def one_voice(self) -> None:
        """Makes all further clips with the worker on whose thread this is called. It is called once that worker's voice
        has failed and another has taken over, so that two voices do not alternate."""
        with self._lock:
            if self._only is None:
                self._only = self._mine()

    def close(self) -> None:
        """Drops the clips that are still to be made, and closes the voices."""
        self.closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for each in self._clips:
            each.close()
        self._threads.shutdown(wait=True)

    def _make(self, utterance: Utterance) -> Pcm:
        mine = self._mine()
        with self._lock:
            clips = self._only or mine
        with self._busy[id(clips)]:
            return clips.get(utterance)

    def _mine(self) -> Clips:
        found: Clips | None = getattr(self._local, "clips", None)
        if found is None:
            with self._lock:
                found = self._local.clips = self._free.pop()
        return found
