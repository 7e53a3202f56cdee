"""The microphone and the speaker of `companion record`: one sentence at a time, at the device's own rate.

A thread reads the microphone all the time, for the level and for the room's own sound just before a sentence. It keeps
only that last second, and the sentence that is being recorded. No file is written here.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from companion.audio.capture import Microphone
from companion.audio.devices import AudioSystem
from companion.audio.output import LoudspeakerPlayer
from companion.errors import CompanionError
from companion.ports import Pcm, Report, Speaking, SpeakingChanged
from companion.session.events import ClipEnded, ClipFailed
from companion.sound_format import FULL_SCALE, SILENT_DBFS, level_dbfs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Block = NDArray[np.int16]

LONGEST_SECONDS: Final = 180.0
"""Seconds of one sentence at most; somebody who forgot to end it does not fill the memory."""
_ROOM_SECONDS: Final = 1.2
"""Seconds of the room that are kept before a sentence: enough to hear a hum in."""
_KEY_SECONDS: Final = 0.15
"""Seconds before a key press in which the key itself may be heard."""
_WAIT_SECONDS: Final = 0.1
_LEVEL_SECONDS: Final = 0.1
"""Seconds of sound of which the level is shown."""


class SentenceRecorder:
    """Records and plays. Its methods belong to one thread; `ended` is called on any thread when a sound is over."""

    def __init__(self, ended: Callable[[], None]) -> None:
        self._ended = ended
        self._lock = threading.Lock()
        self._room: deque[Block] = deque()
        self._room_rate = 0
        self._taken: list[Block] | None = None
        self._taken_rate = 0
        self._broken = False
        """The microphone went away, or became another one, in the middle of a sentence."""
        self._recent: deque[Block] = deque()
        self._recent_rate = 1
        self._playing = 0
        self._missing = ""
        self._unheard = ""
        self._open = False
        self._stop = threading.Event()
        self._system = AudioSystem()
        self._microphone = Microphone(self._system, on_open=self._opened, on_missing=self._absent, on_lost=self._absent)
        self._player = LoudspeakerPlayer(self._post, self._system)
        self._thread = threading.Thread(target=self._read, name="sentence-recorder", daemon=True)
        self._thread.start()

    @property
    def trouble(self) -> str:
        """Says why nothing can be recorded; empty if it can."""
        return self._missing

    @property
    def unheard(self) -> str:
        """Says why nothing can be heard; empty if it can."""
        return self._unheard

    @property
    def ready(self) -> bool:
        """Tells whether the microphone delivers sound."""
        return self._open and not self._missing

    def level(self) -> float:
        """Returns the level of the last tenth of a second, in dBFS."""
        import numpy as np

        with self._lock:
            blocks = [*self._recent]
        return level_dbfs(np.concatenate(blocks)) if blocks else SILENT_DBFS

    def seconds(self) -> float:
        """Returns the length of the sentence so far."""
        with self._lock:
            taken = self._taken
            return sum(map(len, taken)) / self._taken_rate if taken and self._taken_rate else 0.0

    def begin(self) -> None:
        """Begins a sentence."""
        self.quiet()
        with self._lock:
            self._taken, self._taken_rate, self._broken = [], 0, False

    def finish(self) -> tuple[Pcm, Pcm | None] | None:
        """Ends the sentence. Returns it with the room's sound before it; None if the microphone went away in it."""
        with self._lock:
            taken, self._taken = self._taken, None
            room, room_rate = [*self._room], self._room_rate
            if taken is None or self._broken or not taken:
                return None
            rate = self._taken_rate
        before = _joined(room, room_rate) if room_rate else None
        if before is not None:
            before = Pcm(before.samples[: max(0, len(before.samples) - int(_KEY_SECONDS * room_rate))], room_rate)
        return _joined(taken, rate), before

    def drop(self) -> None:
        """Ends the sentence without keeping it."""
        with self._lock:
            self._taken = None

    def play(self, sound: Pcm) -> None:
        """Plays a sound in place of the one that is playing."""
        self.quiet()
        self._playing += 1
        self._player.play(self._playing, sound, self._player.generation())

    def quiet(self) -> None:
        """Ends the sound that is playing."""
        self._player.silence()

    def close(self) -> None:
        """Closes microphone and speaker; waits a few seconds at most."""
        self._stop.set()
        self._player.silence()
        self._microphone.close()
        self._player.close()
        self._system.close()
        self._thread.join(1.0)

    # ---- on other threads ---------------------------------------------------------------------------------------

    def _read(self) -> None:
        while not self._stop.is_set():
            found = self._microphone.read_whole(_WAIT_SECONDS)
            if found is None:
                continue
            block, rate = found
            with self._lock:
                self._take(block, rate)

    def _take(self, block: Block, rate: int) -> None:
        if rate != self._recent_rate:
            self._recent.clear()
            self._recent_rate = rate
        _keep_last(self._recent, block, int(_LEVEL_SECONDS * rate))
        if self._taken is None:
            if rate != self._room_rate:
                self._room.clear()
                self._room_rate = rate
            _keep_last(self._room, block, int(_ROOM_SECONDS * rate))
            return
        if self._taken_rate not in (0, rate):
            self._broken = True
        self._taken_rate = rate
        if sum(map(len, self._taken)) < LONGEST_SECONDS * rate:
            self._taken.append(block)

    def _opened(self) -> None:
        self._missing, self._open = "", True

    def _absent(self, why: CompanionError) -> None:
        with self._lock:
            self._broken = True
        self._missing = f"{why.message.rstrip('.')}. {why.hint}".strip()

    def _post(self, report: Report) -> None:
        match report:
            case SpeakingChanged(Speaking.NO_LOUDSPEAKER, detail):
                self._unheard = f"I can't find a speaker, so you won't hear anything. {detail}".strip()
            case SpeakingChanged():
                self._unheard = ""
            case ClipEnded(id) | ClipFailed(id) if id == self._playing:
                self._ended()
            case _:
                pass


def _keep_last(blocks: deque[Block], block: Block, samples: int) -> None:
    """Adds a block, and drops the oldest ones, so that about `samples` samples remain."""
    blocks.append(block)
    held = sum(map(len, blocks))
    while len(blocks) > 1 and held - len(blocks[0]) >= samples:
        held -= len(blocks.popleft())


def _joined(blocks: list[Block], rate: int) -> Pcm:
    import numpy as np

    return Pcm((np.concatenate([np.zeros(0, np.int16), *blocks]) / np.float32(FULL_SCALE)).astype(np.float32), rate)
