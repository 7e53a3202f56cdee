"""Taking the narrator out of what the microphone hears: Speex's canceller with the mixer's output as reference.

Two clocks meet here. The reference says when each sample is heard, but sound servers are often wrong about that by tens
of milliseconds, so the true delay is measured from the sound itself and tracked. Used by the hearing thread only. Where
nothing was played lately, sound passes untouched and costs nothing.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from companion.hearing.echo_watch import EchoWatch

Int16 = NDArray[np.int16]

RATE = 16000
FRAME = 320
"""Samples at a time: 20 ms."""
TAIL = 4096
"""Samples of echo that are followed: 256 ms, more than a living room answers with."""
LEAD = 320
"""The reference runs so many samples ahead of its echo, so that small errors of time do no harm."""
WINDOW = 32768
"""Samples compared to find the delay: 2 s."""
LAG_RANGE = (-3200, 9600)
"""Samples the echo may come before or after the time the reference claims."""
TOLERANCE = 160
"""The delay is left alone while the echo comes within so many samples of where it is expected."""
FORGET = 12
"""Looks in a row (a second each, while the narrator speaks) that found no echo: there is none any more."""
LINGER = 0.6
"""Seconds after the narrator's last sound for which echo is still looked for."""
SETTLED = 4.0
"""Seconds of narration that the filter needs to learn the room."""
QUIET = 1e-4
"""RMS (full scale 1) below which nothing is being played."""


class PlayedBlock(Protocol):
    @property
    def samples(self) -> NDArray[np.float32]: ...
    @property
    def at(self) -> float: ...


class ReferenceSource(Protocol):
    """What the loudspeaker plays (companion.audio.reference.Reference)."""

    @property
    def rate(self) -> int: ...
    def take(self) -> PlayedBlock | None: ...


class Timeline:
    """The reference as int16 at 16 kHz on the microphone's clock; its last few seconds."""

    def __init__(self, rate: int, seconds: float = 6.0) -> None:
        self._resampler: Any = None
        if rate != RATE:
            import soxr

            self._resampler = soxr.ResampleStream(rate, RATE, 1, dtype="float32", quality="MQ")
        self._rate = rate
        self._samples = np.zeros(int(seconds * RATE), np.int16)
        self._end = 0
        """Index, since the beginning, of the sample after the last."""
        self._origin: float | None = None
        """The time of index 0. Follows the claims slowly; jumps where they do."""
        self._in = 0

    def add(self, block: PlayedBlock) -> None:
        samples = np.asarray(block.samples, np.float32)
        self._in += len(samples)
        ready = samples if self._resampler is None else self._resampler.resample_chunk(samples)
        # The block's first sample is heard at `at`: where does that put the first sample of all?
        origin = block.at + len(samples) / self._rate - self._in / self._rate
        if self._origin is None or abs(origin - self._origin) > 0.25:
            self._origin = origin
        else:
            self._origin += 0.02 * (origin - self._origin)
        ready16 = np.clip(np.rint(ready * 32768), -32768, 32767).astype(np.int16)[-len(self._samples) :]
        self._end += len(ready16)
        self._samples = np.concatenate([self._samples[len(ready16) :], ready16])

    def index_at(self, at: float) -> int | None:
        """The index that is heard at this time, by what was claimed."""
        return None if self._origin is None else round((at - self._origin) * RATE)

    def cut(self, start: int, length: int) -> Int16:
        """`length` samples from this index, zeros where there are none."""
        first = self._end - len(self._samples)
        result = np.zeros(length, np.int16)
        low, high = max(start, first), min(start + length, self._end)
        if low < high:
            result[low - start : high - start] = self._samples[low - first : high - first]
        return result


class EchoCanceller:
    """Frames of 20 ms in, the same frames without the narrator out."""

    def __init__(self, reference: ReferenceSource) -> None:
        self._reference = reference
        self._timeline = Timeline(reference.rate)
        self._aec: Any = None
        self._offset: int | None = None
        """Index of the reference minus index of the microphone, once it is fixed."""
        self._heard = np.zeros(WINDOW, np.int16)
        self._count = 0
        self._played_at = -1e9
        self._measured_at = 0
        self._candidate: int | None = None
        self.delay: float | None = None
        """Seconds by which the echo comes later than the reference claims; None until it was measured."""
        self.active = False
        """The last frame was looked at for echo."""
        self._learnt = 0
        self._unseen = 0
        self._watch = EchoWatch()

    @property
    def present(self) -> bool:
        """The narrator was really found in the microphone, and not long ago: not with headphones."""
        return self.delay is not None and self._unseen < FORGET

    @property
    def settled(self) -> bool:
        """It has heard enough of the narrator to know the room."""
        return self._learnt >= SETTLED * RATE and (not self.present or self._watch.trusted)

    def cancel(self, frame: Int16, at: float) -> Int16:
        """`frame`: shape (320,), first sample heard at `at` (monotonic seconds). Returns the same shape."""
        while (block := self._reference.take()) is not None:
            self._timeline.add(block)
        start = self._count
        self._count += len(frame)
        self._heard = np.concatenate([self._heard[len(frame) :], frame])
        claimed = self._timeline.index_at(at)
        if claimed is None or len(frame) != FRAME:
            self.active = False
            return frame
        self._align(claimed, start)
        assert self._offset is not None
        played = self._timeline.cut(start + self._offset, FRAME)
        if _rms(played) > QUIET:
            self._played_at = at
            self._learnt += FRAME
        self.active = at - self._played_at < LINGER
        if not self.active:
            return frame
        if self._measure(start):
            played = self._timeline.cut(start + self._offset, FRAME)
        if self._aec is None:
            from pyaec import Aec

            # Without Speex's own noise suppression: it takes the person's voice along.
            self._aec = Aec(FRAME, TAIL, RATE, False)
            self._learnt = 0
            self._watch.begun()
        clean = np.array(self._aec.cancel_echo(frame.tolist(), played.tolist()), np.int16)
        if self.present and _rms(played) > QUIET and self._watch.failed(_rms(frame) ** 2, _rms(clean) ** 2):
            self._aec = None
        # It goes on learning, but where there is no echo it can only take from the person's voice: a canceller with
        # nothing to cancel turned "pause" into "laws".
        return clean if self.present else frame

    def _align(self, claimed: int, start: int) -> None:
        """Keep the offset steady: time stamps tremble, and the filter cannot learn from a trembling reference."""
        late = 0 if self.delay is None else round(self.delay * RATE)
        wanted = claimed - late + LEAD - start
        if self._offset is None or abs(wanted - self._offset) > RATE // 10:
            # The first frame, or a stream that was opened anew.
            self._offset = wanted
            self._aec = None

    def _measure(self, start: int) -> bool:
        """About once a second: where in the microphone does the reference really come? Two equal answers move it; then
        True."""
        if start - self._measured_at < RATE:
            return False
        self._measured_at = start
        assert self._offset is not None
        end = start + FRAME
        span = self._timeline.cut(end - WINDOW + self._offset, WINDOW)
        if _rms(span) < 3 * QUIET:
            return False
        lag = echo_lag(self._heard, span)
        self._unseen = self._unseen + 1 if lag is None else 0
        if lag is None:
            self._candidate = None
            return False
        wrong = lag - LEAD
        if abs(wrong) <= TOLERANCE:
            self._candidate = None
            if self.delay is None:
                self.delay = 0.0
            return False
        if self._candidate is not None and abs(lag - self._candidate) <= 32:
            self._offset -= wrong
            self.delay = (self.delay or 0.0) + wrong / RATE
            self._aec = None
            self._candidate = None
            return True
        self._candidate = lag
        return False


def echo_lag(heard: Int16, played: Int16) -> int | None:
    """By how many samples `played` comes later in `heard` (both shape (WINDOW,)); None where it is not to be found."""
    size = 2 * WINDOW
    spectrum = np.fft.rfft(heard.astype(np.float32), size) * np.conj(np.fft.rfft(played.astype(np.float32), size))
    # Phase only (GCC-PHAT): a room colours the sound, but the time of arrival stays sharp.
    spectrum /= np.abs(spectrum) + 1e-3 * float(np.max(np.abs(spectrum))) + 1e-9
    likeness = np.fft.irfft(spectrum, size)
    low, high = LAG_RANGE
    window = np.concatenate([likeness[low:], likeness[:high]])
    best = int(np.argmax(window))
    noise = float(np.sqrt(np.mean(window**2)))
    if noise == 0.0 or window[best] < 8 * noise:
        return None
    return best + low


def _rms(samples: Int16) -> float:
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) / 32768
