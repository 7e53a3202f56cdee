"""The player: clips, bells and breath tones to the loudspeaker, or to nobody where there is none.

Resampling and synthesis happen here, in the caller's thread; mixing in `mixer`, in the callback; opening, losing and
finding the device again in `devices`. Nothing here decides what to play.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

import numpy as np

from companion.audio import tones
from companion.audio.devices import AudioSystem, Stream
from companion.audio.mixer import Generation, Mixer, Tap, with_soft_edges
from companion.errors import CompanionError
from companion.ports import Pcm, Post, Samples, Speaking, SpeakingChanged
from companion.session.effects import BreathPart
from companion.session.events import LoudspeakerBack, LoudspeakerLost

_BLOCK_SECONDS: Final = 0.01
_LATENCY_SECONDS: Final = 0.04
"""Four blocks ahead: what a cut waits at the most, and what a busy machine may be late without a gap."""
_LONGEST_LATENCY_SECONDS: Final = 0.4
"""A device that claims more is not believed: PulseAudio behind ALSA is wrong by half a second after a start."""
_BEAT_SECONDS: Final = 0.02
_SILENT_RATE: Final = 8000
_LATEST_SECONDS: Final = 0.25
"""What is made up for after a hold-up, when nobody listens; the rest of a suspended night is not."""

TapFor = Callable[[int], Tap]
"""Given the device's rate in Hz when it opens: the tap for what is played from then on."""

_HandOver = Callable[[Mixer], None]
_Fit = Callable[[int, bool], _HandOver]
"""Given a mixer's rate and whether nobody hears it: how to hand the sound to it."""


class _Front:
    """The half of a player that does not depend on where the sound goes. Thread-safe."""

    def __init__(self, post: Post, *, speed: float = 1.0) -> None:
        self._post = post
        self._speed = max(float(speed), 0.01)
        self._generation = Generation()
        self._volume = 1.0
        self._hush = False
        self._mixer: Mixer | None = None
        self._silent = False
        """The present mixer is heard by nobody: lengths matter, sounds do not."""
        self._waiting: deque[tuple[_Fit, int]] = deque()
        self._lock = threading.Lock()

    def play(self, id: int, pcm: Pcm, generation: int) -> None:
        """Queue a clip. Its reported length is the real one, whatever the rehearsal's speed."""

        def fit(rate: int, silent: bool) -> _HandOver:
            samples = self._fit(pcm, rate, silent)
            return lambda mixer: mixer.play(id, samples, generation, seconds=pcm.seconds)

        self._hand(fit, generation)

    def play_sound(self, id: int, name: str) -> None:
        """A built-in sound; an unknown name is a bell, so that whoever waits for its end is not left waiting."""
        generation = self._generation.now
        known = name if name in tones.BUILT_IN else tones.BELL

        def fit(rate: int, silent: bool) -> _HandOver:
            pcm = Pcm(tones.sound(known, rate), rate)
            samples = self._fit(pcm, rate, silent)
            return lambda mixer: mixer.play(id, samples, generation, seconds=pcm.seconds)

        self._hand(fit, generation)

    def breath(self, part: BreathPart, seconds: float) -> None:
        """One part of a breath; takes the place of the part before it. `seconds` at the session's own pace."""
        generation = self._generation.now

        def fit(rate: int, silent: bool) -> _HandOver:
            samples = tones.breath(part, 0.0 if silent else seconds / self._speed, rate)
            return lambda mixer: mixer.tone(samples, generation)

        self._hand(fit, generation)

    def generation(self) -> int:
        return self._generation.now

    def silence(self) -> None:
        # What a hush held back is dropped; what comes next is no longer its business.
        self._generation.bump()
        self.hush(False)

    def hush(self, on: bool) -> None:
        self._hush = on
        mixer = self._mixer
        if mixer is not None:
            mixer.hush(on)

    def set_volume(self, volume: float) -> None:
        self._volume = volume
        mixer = self._mixer
        if mixer is not None:
            mixer.set_volume(volume)

    def _hand(self, fit: _Fit, generation: int) -> None:
        """Make it fit the mixer, outside the lock, and hand it over; or keep it until there is a mixer."""
        while generation >= self._generation.now:
            with self._lock:
                mixer, silent = self._mixer, self._silent
                if mixer is None:
                    self._waiting.append((fit, generation))
                    return
            hand_over = fit(mixer.rate, silent)
            with self._lock:
                if self._mixer is mixer:  # otherwise the device changed meanwhile: make it fit the new one
                    hand_over(mixer)
                    self._handed()
                    return

    def _handed(self) -> None:
        """Something was put into the mixer."""

    def _take(self, mixer: Mixer | None, *, silent: bool = False) -> None:
        """From now on sound goes into this mixer; what waited goes first."""
        if mixer is not None:
            mixer.set_volume(self._volume)
            mixer.hush(self._hush)
        while True:
            with self._lock:
                self._silent = silent
                if mixer is None or not self._waiting:
                    self._mixer = mixer
                    return
                fit, generation = self._waiting.popleft()
            if generation >= self._generation.now:
                fit(mixer.rate, silent)(mixer)

    def _fit(self, pcm: Pcm, rate: int, silent: bool) -> Samples:
        """A clip at the mixer's rate and the rehearsal's speed, with soft ends."""
        if silent:
            return np.zeros(max(0, int(pcm.seconds / self._speed * rate)), np.float32)
        samples = np.asarray(pcm.samples, np.float32)
        played_at = pcm.rate * self._speed
        if played_at != rate and len(samples):
            import soxr

            samples = soxr.resample(samples, played_at, rate, quality="HQ")
        return with_soft_edges(samples, rate)


class _Nobody:
    """Draws blocks from a mixer in real time and throws them away, on a thread that sleeps while there is nothing."""

    def __init__(self, mixer: Mixer) -> None:
        self._mixer = mixer
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._block = np.zeros(int(_LATEST_SECONDS * mixer.rate), np.float32)
        self._thread = threading.Thread(target=self._run, name="audio-nobody", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def close(self) -> None:
        self._stop.set()
        self._wake.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(1)

    def _run(self) -> None:
        mixed_until = time.monotonic()
        while not self._stop.is_set():
            if self._mixer.idle:
                self._wake.wait()
                self._wake.clear()
                mixed_until = time.monotonic()
            self._stop.wait(_BEAT_SECONDS)
            now = time.monotonic()
            count = min(int((now - mixed_until) * self._mixer.rate), len(self._block))
            # Counted in whole frames, so that many short turns do not lose time.
            mixed_until = max(mixed_until + count / self._mixer.rate, now - _LATEST_SECONDS)
            self._mixer.mix(self._block[:count], now)


class SilentPlayer(_Front):
    """A Player without a loudspeaker: everything takes as long as it would, and nothing sounds."""

    def __init__(self, post: Post, *, speed: float = 1.0) -> None:
        super().__init__(post, speed=speed)
        mixer = Mixer(_SILENT_RATE, post=post, generation=self._generation)
        self._nobody = _Nobody(mixer)
        self._take(mixer, silent=True)

    def close(self) -> None:
        self._nobody.close()

    def _handed(self) -> None:
        self._nobody.wake()


class LoudspeakerPlayer(_Front):
    """A Player on the system's loudspeaker. Opening happens on the AudioSystem's thread: nothing here waits for it.

    No loudspeaker to begin with: says so, plays to nobody in real time, and moves over, between two sounds, when one
    appears. A loudspeaker that goes away: silence, LoudspeakerLost, and what is played meanwhile is
    dropped: it must not come in a burst with LoudspeakerBack.
    """

    def __init__(self, post: Post, system: AudioSystem, *, speed: float = 1.0, tap_for: TapFor | None = None) -> None:
        super().__init__(post, speed=speed)
        self.underflows = 0
        """Blocks that came too late for the device."""
        self.latency = 0.0
        """Seconds from mixing to the loudspeaker, as the device says."""
        self._system = system
        self._tap_for = tap_for
        self._nobody: _Nobody | None = None
        self._next: Mixer | None = None
        """The device's mixer, while sounds that began in silence come to their end."""
        self._lost = False
        self._ready = False
        self._beats = 0
        self._sounding: Mixer | None = None
        system.add_output(self)

    def close(self) -> None:
        self._system.remove(self)
        if self._nobody is not None:
            self._nobody.close()

    # ---- devices.Line, on the system's thread -------------------------------------------------------------------

    def open(self, portaudio: ModuleType, wake: threading.Event) -> Stream:
        import soxr  # noqa: F401  (loaded here, so that the first clip need not wait for it)

        device = portaudio.query_devices(kind="output")
        rate = int(device["default_samplerate"])
        channels = min(2, int(device["max_output_channels"]))
        mixer = self._sounding
        if mixer is None or mixer.rate != rate:
            tap = self._tap_for(rate) if self._tap_for is not None else None
            mixer = Mixer(rate, post=self._post, generation=self._generation, volume=self._volume, tap=tap)
            for name in tones.BUILT_IN:
                tones.sound(name, rate)  # made now, so that the first bell is not late
        stream: Any = portaudio.OutputStream(
            samplerate=rate,
            channels=channels,
            dtype="float32",
            blocksize=int(rate * _BLOCK_SECONDS),
            latency=max(_LATENCY_SECONDS, float(device["default_low_output_latency"])),
            callback=self._callback_for(mixer, rate),
            finished_callback=wake.set,
        )
        try:
            stream.start()
        except portaudio.PortAudioError:
            stream.close()
            raise
        self.latency = float(stream.latency)
        self._sounding = mixer
        return stream  # type: ignore[no-any-return]

    def opened(self) -> None:
        mixer = self._sounding
        assert mixer is not None
        if self._nobody is not None:
            self._next = mixer
            self._move_over()
            return
        if self._lost:
            self._generation.bump()  # what was said to nobody meanwhile is over: it must not come in a burst now
        if self._mixer is not mixer:
            self._take(mixer)
        self._say_ready()
        if self._lost:
            self._lost = False
            self._post(LoudspeakerBack())

    def missing(self, why: CompanionError) -> None:
        mixer = Mixer(_SILENT_RATE, post=self._post, generation=self._generation)
        self._nobody = _Nobody(mixer)
        self._take(mixer, silent=True)
        self._nobody.wake()
        self._post(SpeakingChanged(Speaking.NO_LOUDSPEAKER, why.hint or why.message))

    def lost(self, why: CompanionError) -> None:
        # Whatever was sounding cannot fade any more: a fresh mixer begins in silence.
        self._sounding = self._next = None
        if self._nobody is not None:  # it came and went before anything sounded on it
            return
        self._lost = True
        self._ready = False
        self.silence()
        self._take(None)
        self._post(SpeakingChanged(Speaking.NO_LOUDSPEAKER, why.hint or why.message))
        self._post(LoudspeakerLost())

    def beats(self) -> int:
        if self._next is not None:
            self._move_over()
        return self._beats

    def interruptible(self) -> bool:
        return self._sounding is None or self._sounding.idle

    def _handed(self) -> None:
        if self._nobody is not None:
            self._nobody.wake()

    def _move_over(self) -> None:
        """Leave the silent mixer once it has nothing left to end."""
        silent, nobody = self._mixer, self._nobody
        if nobody is None or self._next is None or (silent is not None and not silent.idle):
            return
        self._take(None)
        if silent is not None and not silent.idle:  # somebody was quicker: let it come to its end first
            self._take(silent, silent=True)
            nobody.wake()
            return
        mixer, self._next, self._nobody = self._next, None, None
        nobody.close()
        self._take(mixer)
        self._say_ready()

    def _say_ready(self) -> None:
        if not self._ready:
            self._ready = True
            self._post(SpeakingChanged(Speaking.READY))

    def _callback_for(self, mixer: Mixer, rate: int) -> Callable[..., None]:
        block = np.zeros(rate, np.float32)
        latency = _LATENCY_SECONDS

        def callback(out: Any, frames: int, times: Any, status: Any) -> None:
            nonlocal latency
            self._beats += 1
            if status.output_underflow:
                self.underflows += 1
            ahead = times.outputBufferDacTime - times.currentTime
            if times.currentTime > 0 and 0 < ahead < _LONGEST_LATENCY_SECONDS:
                latency = ahead
            mono = block[:frames]
            mixer.mix(mono, time.monotonic() + latency)
            out[:] = mono[:, np.newaxis]

        return callback
