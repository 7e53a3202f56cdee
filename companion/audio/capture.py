"""The microphone: converts the device's blocks to frames of 20 ms at 16 kHz, mono, int16, with the time they were
heard.

The callback only copies bytes into a bounded queue; resampling happens in the thread that reads. No audio is ever
written to a file here or anywhere else, and nothing is recognised here.
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

from companion.audio.devices import AudioSystem, Stream
from companion.audio.prompt_resampler import PromptResampler
from companion.errors import CompanionError
from companion.sound_format import FRAME, FRAME_SECONDS, RATE, as_int16

_BLOCK_SECONDS: Final = 0.01
_LATENCY_SECONDS: Final = 0.01
"""Seconds of latency that the device is asked for: every recognised word comes that much later."""
_CHANNEL_SECONDS: Final = 0.5
"""Seconds over which the loudness of a microphone's channels is compared."""
_MUCH_LOUDER: Final = 3.0
"""Times the power of the mix from which the loudest channel alone is heard instead. Two equal channels have once the
power of their mix, two with noise of their own have twice, one beside a silent one has four times, and two with
opposite signs have any number of times."""
_STILL_LOUDER: Final = 2.2
"""Times the power of the mix below which the mix is heard again."""
_QUEUED_BLOCKS: Final = 300
"""Blocks of 10 ms in the queue at most: three seconds. A hearing thread that is held up for that long loses nothing,
and one that hangs does not fill the memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """20 ms of the microphone's sound."""

    samples: NDArray[np.int16]
    """Mono, shape (320,), 16 kHz."""
    at: float
    """The monotonic time at which its first sample was heard, in seconds."""


class SampleClock:
    """Works out when samples were heard, from the times at which their blocks came: the block that waited least in
    buffers is the most exact.

    Devices report this time themselves, but some (PulseAudio behind ALSA) are wrong by half a second after a start.
    Follows drift and gaps within two seconds. Pure.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._count = 0
        self._best = self._best_before = float("inf")
        self._turn_at = float("inf")

    def heard_at(self, count: int, came: float) -> float:
        """Returns the time of the first of `count` samples that came as one block at `came`; same clock, in seconds."""
        first = self._count / self._rate
        self._count += count
        if came >= self._turn_at or self._turn_at == float("inf"):
            self._best_before, self._best = self._best, float("inf")
            self._turn_at = came + 1.0
        self._best = min(self._best, came - self._count / self._rate)
        return min(self._best, self._best_before) + first

    def gap(self) -> None:
        """Forgets earlier blocks, since samples were lost."""
        self._best = self._best_before = float("inf")


class Channels:
    """Makes one channel of several: a mix, or the louder one if the others hardly hear anything.

    A microphone may be wired to the second channel only, or have both with opposite signs, so that a mix cancels out.
    Pure except for its memory; one thread.
    """

    def __init__(self, rate: int, channels: int) -> None:
        self._rate = rate
        self._channels = channels
        self._powers = np.zeros(channels)
        """The power of each channel of late."""
        self._mixed = 0.0
        """The same of their mean."""
        self._shares = np.full(channels, 1 / channels)
        """The share of each channel in what is heard."""

    def one(self, samples: NDArray[np.int16]) -> NDArray[np.int16]:
        """Takes interleaved samples, and returns mono ones of the same type."""
        if self._channels == 1 or len(samples) < self._channels:
            return samples[:: self._channels]
        whole = samples[: len(samples) // self._channels * self._channels]
        apart: NDArray[np.float32] = whole.reshape(-1, self._channels).astype(np.float32)
        keep = float(np.exp(-len(apart) / (_CHANNEL_SECONDS * self._rate)))
        together = apart.T @ apart / len(apart)  # the powers are its diagonal, that of the sum is its sum
        self._powers = keep * self._powers + (1 - keep) * together.diagonal()
        self._mixed = keep * self._mixed + (1 - keep) * float(together.sum()) / self._channels**2
        before, self._shares = self._shares, self._chosen()
        if np.array_equal(before, self._shares):
            return as_int16(apart @ before.astype(np.float32))
        # A change within the block is gradual, so that it does not click.
        shares = before + np.linspace(0, 1, len(apart))[:, np.newaxis] * (self._shares - before)
        return as_int16(np.sum(apart * shares, axis=1))

    def _chosen(self) -> NDArray[np.float64]:
        loudest = int(np.argmax(self._powers))
        enough = _STILL_LOUDER if self._shares[loudest] == 1.0 else _MUCH_LOUDER
        if self._powers[loudest] > enough * self._mixed:
            alone: NDArray[np.float64] = np.eye(self._channels)[loudest]
            return alone
        return np.full(self._channels, 1 / self._channels)


class Framer:
    """Cuts a device's blocks into frames of 20 ms at 16 kHz. Pure except for its memory; one thread."""

    def __init__(self, rate: int, channels: int = 1) -> None:
        self.rate = rate
        self._channels = Channels(rate, channels)
        self._resampler = PromptResampler(rate) if rate != RATE else None
        self._rest: NDArray[np.int16] = np.zeros(0, np.int16)
        self._in = 0
        self._out = 0

    def feed(self, block: bytes, at: float) -> list[Frame]:
        """Takes interleaved int16 whose first sample was heard at `at`. Returns the frames that are complete now."""
        samples = self._channels.one(np.frombuffer(block, np.int16))
        self._in += len(samples)
        ready = samples if self._resampler is None else self._resampled(samples, self._resampler)
        self._out += len(ready)
        # The resampler keeps some samples back, so its output ends that much before the end of this block.
        held_back = self._in / self.rate - self._out / RATE
        joined = np.concatenate([self._rest, ready])
        first = at + len(samples) / self.rate - held_back - len(joined) / RATE
        whole = len(joined) // FRAME
        self._rest = joined[whole * FRAME :]
        return [Frame(joined[n * FRAME : (n + 1) * FRAME], first + n * FRAME_SECONDS) for n in range(whole)]

    def _resampled(self, samples: NDArray[np.int16], resampler: PromptResampler) -> NDArray[np.int16]:
        # No dither: a muted microphone has to look like one.
        ready = resampler.resample_chunk(samples.astype(np.float32))
        return as_int16(ready)


class Microphone:
    """The system's microphone. `read()` belongs to one thread; the callables are called on the AudioSystem's thread.

    `on_open` is called each time it begins to deliver (first, and after a loss), `on_missing` once when there was none
    to begin with, `on_lost` once each time it goes away. The attempts to open it go on until `close()`.
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
        """Blocks dropped because the queue was full."""
        self.overflows = 0
        """Times the device itself lost samples."""
        self._system = system
        self._on_open = on_open
        self._on_missing = on_missing
        self._on_lost = on_lost
        self._blocks: queue.SimpleQueue[tuple[int, bytes, float]] = queue.SimpleQueue()
        """The blocks that wait to be read, `_QUEUED_BLOCKS` at most. A `Queue`, which counts them itself, takes nine
        times as long and lets the callback wait for the reader."""
        self._formats: dict[int, tuple[int, int]] = {}
        self._opening = 0
        self._framer: Framer | None = None
        self._framing = 0
        self._whole: Channels | None = None
        self._ready: list[Frame] = []
        self._beats = 0
        system.add_input(self)

    def read(self, timeout: float) -> Frame | None:
        """Returns the next frame; None when there was none within `timeout` seconds."""
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

    def read_whole(self, timeout: float) -> tuple[NDArray[np.int16], int] | None:
        """Returns the next block as mono at the device's own rate, with that rate; None if there was none in time.

        For recordings that are to be kept, because frames at 16 kHz lose the upper half of a voice. Not to be mixed
        with `read`.
        """
        try:
            opening, block, _ = self._blocks.get(timeout=timeout)
        except queue.Empty:
            return None
        rate, channels = self._formats[opening]
        if self._whole is None or opening != self._framing:
            self._whole, self._framing = Channels(rate, channels), opening
        return self._whole.one(np.frombuffer(block, np.int16)), rate

    def close(self) -> None:
        self._system.remove(self)

    # ---- devices.AudioLine, on the system's thread -------------------------------------------------------------------

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

        most = int(device["max_input_channels"])
        # Of a single channel of two, PortAudio would take the first, and some drivers give all their channels or none.
        tries = list(dict.fromkeys((min(2, most), 1, most)))
        for channels in tries[:-1]:
            with contextlib.suppress(portaudio.PortAudioError):
                stream = attempt(channels)
                break
        else:
            stream = attempt(tries[-1])
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

    def rests(self) -> bool:
        return False  # it is removed when nothing listens any more

    def _callback_for(self, opening: int, rate: int) -> Callable[..., None]:
        clock = SampleClock(rate)

        def callback(data: Any, frames: int, times: Any, status: Any) -> None:
            self._beats += 1
            if status.input_overflow:
                self.overflows += 1
                clock.gap()
            at = clock.heard_at(frames, time.monotonic())
            if self._blocks.qsize() < _QUEUED_BLOCKS:
                self._blocks.put((opening, bytes(data), at))
            else:
                self.dropped += 1

        return callback
