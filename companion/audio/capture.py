"""The microphone: from the device's own rate to frames of 20 ms at 16 kHz, mono, int16, with the time they were heard.

The callback only copies bytes into a bounded queue; resampling happens in the thread that reads. No audio is ever
written to a file here or anywhere else, and nothing here knows what is being said.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from companion.audio import prompt_resampler
from companion.audio.devices import AudioSystem, Stream
from companion.audio.prompt_resampler import PromptResampler
from companion.errors import CompanionError

RATE: Final = prompt_resampler.RATE
"""Hz, of every frame."""
FRAME_SAMPLES: Final = 320
FRAME_SECONDS: Final = FRAME_SAMPLES / RATE

_BLOCK_SECONDS: Final = 0.01
_LATENCY_SECONDS: Final = 0.01
_QUEUED_BLOCKS: Final = 300
"""Three seconds: a hearing thread that is held up for so long loses nothing, one that hangs does not eat memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    samples: NDArray[np.int16]
    """Mono, shape (320,), 16 kHz."""
    at: float
    """The monotonic time its first sample was heard, in seconds."""


class SampleClock:
    """When samples were heard, from when their blocks came: the block that waited least in buffers tells best.

    Devices say so themselves, but some (PulseAudio behind ALSA) are wrong by half a second after a start. Follows
    drift and gaps within two seconds. Pure.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._count = 0
        self._best = self._best_before = float("inf")
        self._turn_at = float("inf")

    def heard_at(self, count: int, came: float) -> float:
        """The time of the first of `count` samples that came as one block at `came`; same clock, in seconds."""
        first = self._count / self._rate
        self._count += count
        if came >= self._turn_at or self._turn_at == float("inf"):
            self._best_before, self._best = self._best, float("inf")
            self._turn_at = came + 1.0
        self._best = min(self._best, came - self._count / self._rate)
        return min(self._best, self._best_before) + first

    def gap(self) -> None:
        """Samples were lost: forget how they came before."""
        self._best = self._best_before = float("inf")


class Framer:
    """Blocks of a device's samples to frames of 20 ms at 16 kHz. Pure but for its memory; one thread."""

    def __init__(self, rate: int, channels: int = 1) -> None:
        self.rate = rate
        self._channels = channels
        self._resampler = PromptResampler(rate) if rate != RATE else None
        self._rest: NDArray[np.int16] = np.zeros(0, np.int16)
        self._in = 0
        self._out = 0

    def feed(self, block: bytes, at: float) -> list[Frame]:
        """Interleaved int16 whose first sample was heard at `at`: the frames that are now complete."""
        samples = np.frombuffer(block, np.int16)[:: self._channels]
        self._in += len(samples)
        ready = samples if self._resampler is None else self._resampled(samples, self._resampler)
        self._out += len(ready)
        # The resampler keeps some samples back; what it gave ends that much before this block's end.
        held_back = self._in / self.rate - self._out / RATE
        joined = np.concatenate([self._rest, ready])
        first = at + len(samples) / self.rate - held_back - len(joined) / RATE
        whole = len(joined) // FRAME_SAMPLES
        self._rest = joined[whole * FRAME_SAMPLES :]
        return [
            Frame(joined[n * FRAME_SAMPLES : (n + 1) * FRAME_SAMPLES], first + n * FRAME_SECONDS) for n in range(whole)
        ]

    def _resampled(self, samples: NDArray[np.int16], resampler: PromptResampler) -> NDArray[np.int16]:
        # No dither: a muted microphone has to look like one.
        ready = resampler.resample_chunk(samples.astype(np.float32))
        return np.clip(np.rint(ready), -32768, 32767).astype(np.int16)


class Microphone:
    """The system's microphone. `read()` belongs to one thread; the callables are called on the AudioSystem's thread.

    `on_open` is called each time it begins to deliver (first, and after a loss), `on_missing` once when there was none
    to begin with, `on_lost` once each time it goes away. It goes on being tried until `close()`.
    """

    def __init__(
        self,
        system: AudioSystem,
        *,
        on_open: Callable[[], None],
        on_missing: Callable[[CompanionError], None],
        on_lost: Callable[[CompanionError], None],
    ) -> None:
        self.block_seconds = _BLOCK_SECONDS
        self.dropped = 0
        """Blocks thrown away because nobody read them in time."""
        self.overflows = 0
        """Times the device itself lost samples."""
        self._system = system
        self._on_open = on_open
        self._on_missing = on_missing
        self._on_lost = on_lost
        self._blocks: queue.Queue[tuple[int, bytes, float]] = queue.Queue(_QUEUED_BLOCKS)
        self._formats: dict[int, tuple[int, int]] = {}
        self._opening = 0
        self._framer: Framer | None = None
        self._framing = 0
        self._ready: list[Frame] = []
        self._beats = 0
        system.add_input(self)

    def read(self, timeout: float) -> Frame | None:
        """The next frame; None when there was none within `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while not self._ready:
            try:
                opening, block, at = self._blocks.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                return None
            if self._framer is None or opening != self._framing:
                self._framer, self._framing = Framer(*self._formats[opening]), opening
            self._ready = self._framer.feed(block, at)
        return self._ready.pop(0)

    def close(self) -> None:
        self._system.remove(self)

    # ---- devices.Line, on the system's thread -------------------------------------------------------------------

    def open(self, portaudio: ModuleType, wake: threading.Event) -> Stream:
        device = portaudio.query_devices(kind="input")
        rate = int(device["default_samplerate"])
        opening = self._opening + 1

        def attempt(channels: int) -> Any:
            self._formats[opening] = (rate, channels)
            return portaudio.RawInputStream(
                samplerate=rate,
                channels=channels,
                dtype="int16",
                blocksize=int(rate * _BLOCK_SECONDS),
                latency=max(_LATENCY_SECONDS, float(device["default_low_input_latency"])),
                callback=self._callback_for(opening, rate),
                finished_callback=wake.set,
            )

        try:
            stream = attempt(1)
        except portaudio.PortAudioError:  # some drivers give all their channels or none
            stream = attempt(int(device["max_input_channels"]))
        self._opening = opening
        return stream  # type: ignore[no-any-return]

    def opened(self) -> None:
        self._on_open()

    def missing(self, why: CompanionError) -> None:
        self._on_missing(why)

    def lost(self, why: CompanionError) -> None:
        self._on_lost(why)

    def beats(self) -> int:
        return self._beats

    def interruptible(self) -> bool:
        return True

    def outgrown(self) -> bool:
        return False

    def _callback_for(self, opening: int, rate: int) -> Callable[..., None]:
        clock = SampleClock(rate)

        def callback(data: Any, frames: int, times: Any, status: Any) -> None:
            self._beats += 1
            if status.input_overflow:
                self.overflows += 1
                clock.gap()
            at = clock.heard_at(frames, time.monotonic())
            with contextlib.suppress(queue.Full):
                self._blocks.put_nowait((opening, bytes(data), at))
                return
            self.dropped += 1

        return callback
