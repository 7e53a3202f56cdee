"""The mixer: turns clips, bells and breath tones into blocks of samples. Pure NumPy: no PortAudio, no clock, no
logging.

`mix()` is called by one thread (the output callback) and never waits; everything else may be called by any thread. They
exchange data through deques and plain attributes, so the callback takes no lock. Resampling and synthesis happen before
a sound comes here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Final

import numpy as np

from companion.audio.bed_track import BedTrack
from companion.audio.gain_ramp import MOST_AT_ONCE, GainRamp
from companion.ports import Samples
from companion.session.events import ClipEnded, ClipHeldBack, ClipStarted

SILENCE_FADE_SECONDS: Final = 0.005
"""Seconds that a cut takes: too short to be noticed as a fade, too long to click."""

EDGE_SECONDS: Final = 0.004
"""Seconds of the fade at both ends of every clip."""

HUSH_LINGERS_SECONDS: Final = 0.25
"""Seconds for which a lifted hush goes on: a decision that is on its way (a stop) can still cut the clip before it
resumes."""

LONGEST_HUSH_SECONDS: Final = 1.5
"""Seconds after which a hush ends by itself: the hearing may have died before it could lift it."""

DUCKED: Final = 0.32
"""Factor on everything while somebody speaks over it: 10 dB less, which sounds half as loud."""
DUCK_SECONDS: Final = 0.01
"""Seconds that ducking takes."""
RETURN_SECONDS: Final = 0.4
"""Seconds that the return to full loudness takes."""
LONGEST_DUCK_SECONDS: Final = 12.0
"""Seconds after which ducking ends by itself: the hearing may have died before it could end it."""

_PAUSE_SECONDS: Final = 0.12
"""Seconds of quiet inside a clip that count as the end of a clause."""
_PAUSE_LEVEL: Final = 0.02
"""Share of the clip's loudest block below which a block is quiet."""
_RISE_SECONDS: Final = 0.02
"""Seconds of the fade-in after a hush."""

_TONE_FADE_SECONDS: Final = 0.08
"""Seconds in which a tone fades out when the next one takes its place."""
_STEP_SECONDS: Final = 0.002
"""Seconds by which the start of a tone may be moved from the end of the one before it, to follow the session's
clock."""
_VOLUME_SECONDS: Final = 0.05
"""Seconds that a change of the volume takes from 0 to 1."""
_KNEE: Final = 0.8
"""Amplitude above which the limiter bends the signal."""
_MOST_FADING: Final = 8
"""Sounds that fade out at the same time at most; a further one is cut."""

Tap = Callable[[Samples, int, float], None]
"""A function that is given every mixed block: samples of shape (n,) (valid during the call only), the index of its
first frame since the start, and the monotonic time at which that frame is heard. It runs in the callback, so it has to
copy and return."""


class Generation:
    """A counter that grows each time the player is silenced; sound of an older generation is dropped. Reading takes no
    lock; bumping is safe from any thread."""

    __slots__ = ("_lock", "_now")

    def __init__(self) -> None:
        self._now = 0
        self._lock = Lock()

    @property
    def now(self) -> int:
        return self._now

    def bump(self) -> None:
        with self._lock:
            self._now += 1


@dataclass(slots=True, eq=False)
class _Source:
    """One sound on its way out."""

    samples: Samples
    generation: int
    id: int | None = None
    """None: a tone, whose end is not reported."""
    seconds: float = 0.0
    position: int = 0
    fade: Samples | None = None
    """Factors of a fade-out; set once the sound has to end."""
    faded: int = 0
    rise: int = 0
    """Samples of the fade-in after a hush that are left; counts down to 0."""
    start: int = 0
    """The frame that a tone begins with."""


class Mixer:
    """Mixes at one fixed rate in Hz. Posts ClipStarted and ClipEnded, in order, after each block is filled.

    Clips follow one another in the order they came; a breath tone sounds beside them and takes the place of the tone
    before it. A clip of an older generation is dropped, or faded out if it is sounding, and never reports its end.

    A hush is provisional: the clip is faded out and kept. Once the hush is lifted the clip resumes from the start of
    its clause, and ClipHeldBack reports how long it now has to go.
    """

    def __init__(
        self,
        rate: int,
        *,
        post: Callable[[ClipStarted | ClipEnded | ClipHeldBack], None],
        generation: Generation | None = None,
        volume: float = 1.0,
        tap: Tap | None = None,
        tone_lead: float = 0.0,
    ) -> None:
        """`tone_lead`: seconds from the call of `tone` to the tone's start. Tones that come less late than this follow
        one another without a gap of even a sample."""
        self.rate = rate
        self.bed = BedTrack(rate)
        self._tone_lead = int(tone_lead * rate)
        self._tone_end = (-1, 0)
        """Generation, and the frame at which the newest tone will be over."""
        self._post = post
        self._generation = generation or Generation()
        self._tap = tap
        self._clips: deque[_Source] = deque()
        self._tones: deque[_Source] = deque()
        self._clip: _Source | None = None
        self._tone: _Source | None = None
        self._fading: list[_Source] = []
        self._hush = False
        self._held: _Source | None = None
        self._linger = 0
        self._hushed = 0
        self._duck = False
        self._duck_gain = GainRamp(rate)
        self._ducked = 0
        """Frames for which ducking has lasted."""
        self._heard_last = self._generation.now
        self._volume = _within(volume)
        self._gain = GainRamp(rate, self._volume)
        self._frame = 0
        self._clips_from = 0
        """The frame before which no clip begins."""
        self._cut = _fall(int(SILENCE_FADE_SECONDS * rate))
        self._release = _fall(int(_TONE_FADE_SECONDS * rate))
        self._scratch = np.zeros(MOST_AT_ONCE, np.float32)
        self._other = np.zeros(MOST_AT_ONCE, np.float32)
        self._ramp = np.arange(1, MOST_AT_ONCE + 1, dtype=np.float32)

    # ---- any thread ---------------------------------------------------------------------------------------------

    def play(self, id: int, samples: Samples, generation: int, *, seconds: float | None = None) -> None:
        """Queues a clip of mono samples at this mixer's rate; `seconds` is the length to report, if another."""
        length = len(samples) / self.rate if seconds is None else seconds
        self._clips.append(_Source(samples, generation, id, length))

    def tone(self, samples: Samples, generation: int) -> None:
        """Sounds a tone beside the clips, in the place of the tone before it. One thread at a time."""
        start = self._frame + self._tone_lead
        of, end = self._tone_end
        if of == generation and abs(end - start) <= self._tone_lead:
            # The next part of a breath follows without a gap, whenever exactly the session's timer fired. The small
            # step towards that timer keeps the sound card's clock and the computer's together.
            step = int(_STEP_SECONDS * self.rate)
            start = max(end + min(max(start - end, -step), step), self._frame)
        self._tone_end = (generation, start + len(samples))
        self._tones.append(_Source(samples, generation, start=start))

    def hush(self, on: bool) -> None:
        """Holds everything that sounds, or lets it go on a quarter of a second later."""
        self._hush = on

    def duck(self, on: bool) -> None:
        """Makes everything softer while somebody speaks; with False, raises it gently to its usual loudness again."""
        self._duck = on

    def set_volume(self, volume: float) -> None:
        """Sets a factor from 0 to 1, which is reached within 50 ms."""
        self._volume = _within(volume)

    def lead_in(self, seconds: float) -> None:
        """Lets `seconds` of silence go out before the next clip begins. Called before the stream is started."""
        self._clips_from = self._frame + int(seconds * self.rate)

    @property
    def idle(self) -> bool:
        """Nothing sounds and nothing is queued. Another thread may change this at any moment."""
        return not (self._clips or self._tones or self._clip or self._tone or self._fading or self._held)

    @property
    def frame(self) -> int:
        """Frames mixed so far: it stands still when the device does."""
        return self._frame

    # ---- the callback's thread only -----------------------------------------------------------------------------

    def mix(self, out: Samples, at: float = 0.0) -> None:
        """Fills all of `out`, shape (n,). `at`: the monotonic time at which its first sample is heard."""
        for start in range(0, len(out), MOST_AT_ONCE):
            self._mix(out[start : start + MOST_AT_ONCE], at + start / self.rate)

    def _mix(self, out: Samples, at: float) -> None:
        out.fill(0.0)
        now = self._generation.now
        self._let_go(now)
        holding = self._hold_back(len(out))
        happened = [] if holding else self._mix_clips(out, now)
        spoken = self._clip is not None or bool(happened)
        offset = self._take_tones(len(out), now, holding)
        if self._tone is not None and self._add(self._tone, out[offset:]):
            self._tone = None
        if self._fading:
            self._fading = [source for source in self._fading if not self._add(source, out)]
        self.bed.add(out, self._scratch, self._other, ducked=spoken, hushed=holding, cut=now != self._heard_last)
        self._heard_last = now
        self._gain.apply(out, self._scratch, self._volume, _VOLUME_SECONDS)
        self._apply_duck(out)
        self._limit(out)
        if self._tap is not None:
            self._tap(out, self._frame, at)
        self._frame += len(out)
        for event in happened:
            if self._generation.now == now:  # silenced while this block was mixed, so the events are no longer expected
                self._post(event)

    def _hold_back(self, count: int) -> bool:
        """Fades and keeps what sounds, while hushed. A clip that was sounding is kept at its position."""
        if self._hush:
            self._hushed += count
            if self._hushed > LONGEST_HUSH_SECONDS * self.rate:
                self._hush = False
        else:
            self._hushed = 0
        holding = self._hush or self._linger > 0
        self._linger = int(HUSH_LINGERS_SECONDS * self.rate) if self._hush else max(0, self._linger - count)
        if holding:
            if self._clip is not None:
                waits = replace(self._clip)
                self._fade(self._clip, self._cut)
                self._held, self._clip = waits, None
            if self._tone is not None:
                self._fade(self._tone, self._cut)
                self._tone = None
            return True
        return False

    def _let_go(self, now: int) -> None:
        """Begins to fade out what a silence has cut."""
        if self._held is not None and self._held.generation < now:
            self._held = None
        if self._clip is not None and self._clip.generation < now:
            self._fade(self._clip, self._cut)
            self._clip = None
        if self._tone is not None and self._tone.generation < now:
            self._fade(self._tone, self._cut)
            self._tone = None
        for source in self._fading:
            if source.generation < now and source.fade is self._release:
                self._hasten(source)

    def _take_tones(self, count: int, now: int, holding: bool) -> int:
        """Begins the tone whose frame comes in this block, in the place of the one before. Returns its place in the
        block."""
        offset = 0
        while self._tones:
            source = self._tones[0]
            if source.generation >= now and source.start - self._frame >= count:
                break
            self._tones.popleft()
            if source.generation < now or holding:
                continue
            if self._tone is not None:
                self._fade(self._tone, self._release)
            self._tone, offset = source, max(0, source.start - self._frame)
        return offset

    def _take_up(self, clip: _Source) -> ClipHeldBack:
        """Moves the playhead back to the start of the clause."""
        clip.position = clause_start(clip.samples, clip.position, self.rate)
        clip.rise = min(int(_RISE_SECONDS * self.rate), len(clip.samples) - clip.position)
        assert clip.id is not None
        whole = max(1, len(clip.samples))
        return ClipHeldBack(clip.id, clip.seconds * (whole - clip.position) / whole)

    def _mix_clips(self, out: Samples, now: int) -> list[ClipStarted | ClipEnded | ClipHeldBack]:
        happened: list[ClipStarted | ClipEnded | ClipHeldBack] = []
        offset = 0
        if self._frame < self._clips_from:
            return happened
        if self._held is not None:
            self._clip, self._held = self._held, None
            happened.append(self._take_up(self._clip))
        while True:
            clip = self._clip
            if clip is None:
                if not self._clips or offset >= len(out):
                    return happened
                clip = self._clips.popleft()
                if clip.generation < now:
                    continue
                self._clip = clip
                assert clip.id is not None
                happened.append(ClipStarted(clip.id, clip.seconds))
            before = clip.position
            if not self._add(clip, out[offset:]):
                return happened
            offset += clip.position - before
            assert clip.id is not None
            happened.append(ClipEnded(clip.id))
            self._clip = None

    def _add(self, source: _Source, out: Samples) -> bool:
        """Adds what fits of a source to `out`. Returns True when the source is over."""
        count = min(len(out), len(source.samples) - source.position)
        piece = source.samples[source.position : source.position + count]
        if source.fade is not None:
            count = min(count, len(source.fade) - source.faded)
            scratch = self._scratch[:count]
            np.multiply(piece[:count], source.fade[source.faded : source.faded + count], out=scratch)
            piece = scratch
            source.faded += count
        if source.rise > 0 and source.fade is None:
            most = int(_RISE_SECONDS * self.rate)
            rising = min(count, source.rise)
            scratch = self._scratch[:count]
            scratch[:] = piece
            scratch[:rising] *= (self._ramp[:rising] + (most - source.rise)) / np.float32(most)
            source.rise -= rising
            piece = scratch
        out[:count] += piece
        source.position += count
        over = source.position >= len(source.samples)
        return over or (source.fade is not None and source.faded >= len(source.fade))

    def _fade(self, source: _Source, curve: Samples) -> None:
        source.fade, source.faded = curve, 0
        if len(self._fading) < _MOST_FADING:
            self._fading.append(source)

    def _hasten(self, source: _Source) -> None:
        """Turns a slow fade into a cut, from the loudness it has reached."""
        assert source.fade is not None
        level = float(source.fade[min(source.faded, len(source.fade) - 1)])
        source.fade, source.faded = self._cut * np.float32(level), 0

    def _apply_duck(self, out: Samples) -> None:
        """Applies ducking, before the tap: the echo canceller's reference has to duck as the loudspeaker does."""
        self._ducked = self._ducked + len(out) if self._duck else 0
        if self._ducked > LONGEST_DUCK_SECONDS * self.rate:
            self._duck = False
        seconds = DUCK_SECONDS if self._duck else RETURN_SECONDS
        self._duck_gain.apply(out, self._scratch, DUCKED if self._duck else 1.0, seconds / (1 - DUCKED))

    def _limit(self, out: Samples) -> None:
        """Limits softly above the knee, so that nothing leaves -1 to 1."""
        size = self._scratch[: len(out)]
        np.abs(out, out=size)
        if len(out) == 0 or float(size.max()) <= _KNEE:
            return
        bent = self._other[: len(out)]
        np.subtract(size, np.float32(_KNEE), out=bent)
        np.maximum(bent, np.float32(0), out=bent)
        np.minimum(size, np.float32(_KNEE), out=size)
        bent /= np.float32(1 - _KNEE)
        np.tanh(bent, out=bent)
        bent *= np.float32(1 - _KNEE)
        size += bent
        np.copysign(size, out, out=out)
        np.clip(out, -1.0, 1.0, out=out)


def clause_start(samples: Samples, position: int, rate: int) -> int:
    """Finds where the clause that holds `position` begins: after the last quiet before it, or at the clip's start.

    Looks at blocks of 10 ms. A quiet that `position` itself lies in belongs to the clause before it.
    """
    size = max(1, rate // 100)
    blocks = position // size
    if blocks == 0:
        return 0
    loudest = np.abs(samples[: blocks * size].reshape(blocks, size)).max(axis=1)
    quiet = loudest < _PAUSE_LEVEL * max(float(loudest.max()), 1e-6)
    need = max(1, round(_PAUSE_SECONDS * rate / size))
    run, spoken = 0, False
    for block in range(blocks - 1, -1, -1):
        if not quiet[block]:
            if run >= need and spoken:
                return (block + run) * size  # not at the quiet before the first sound
            run, spoken = 0, True
        else:
            run += 1
    return 0


def with_soft_edges(samples: Samples, rate: int) -> Samples:
    """Makes a copy fit to be played: float32, finite, within -1 to 1, with a short fade at both ends."""
    fit = np.nan_to_num(np.asarray(samples, np.float32).reshape(-1), nan=0.0, posinf=1.0, neginf=-1.0)
    np.clip(fit, -1.0, 1.0, out=fit)
    edge = min(int(EDGE_SECONDS * rate), len(fit) // 2)
    if edge:
        fall = _fall(edge)
        fit[:edge] *= fall[::-1]
        fit[-edge:] *= fall
    return fit


def _fall(count: int) -> Samples:
    """Returns a raised cosine from 1 down to 0, shape (count,)."""
    count = max(count, 1)
    return (0.5 + 0.5 * np.cos(np.pi * np.arange(1, count + 1) / count)).astype(np.float32)


def _within(volume: float) -> float:
    return min(max(float(volume), 0.0), 1.0) if volume == volume else 1.0
