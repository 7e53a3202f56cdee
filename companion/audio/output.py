"""The player: plays clips, bells and breath tones on the loudspeaker; if there is none, into a null sink in real
time.

`front` fits sounds to the device's rate, in the caller's thread; `mixer` mixes them, in the callback; `devices` opens
the device, notices its loss and finds it again. The conductor decides what to play.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

import numpy as np

from companion.audio import tones
from companion.audio.devices import AudioSystem, Stream
from companion.audio.front import USUAL, Front
from companion.audio.mixer import Mixer, Tap
from companion.audio.sound_choice import Sounds
from companion.errors import CompanionError
from companion.ports import Post, Speaking, SpeakingChanged
from companion.session.events import LoudspeakerBack, LoudspeakerLost

_BLOCK_SECONDS: Final = 0.01
_LATENCY_SECONDS: Final = 0.04
"""Seconds mixed ahead: four blocks. A cut and ducking come that much later, and a machine may be late by that much
without a gap in the sound. Half of it is too little beside a busy recogniser."""
_MOST_LATENCY_SECONDS: Final = 0.08
"""Seconds mixed ahead after some gaps. A gap in a voice is worse than a late cut."""
_TOO_MANY_GAPS: Final = 2
"""Underflows since the stream was opened, in something that sounded, that make it outgrown. A start in silence may
stumble."""
_LONGEST_LATENCY_SECONDS: Final = 0.4
"""The longest latency, in seconds, that the program takes as true: PulseAudio behind ALSA is wrong by half a second
after a start."""
_LEAD_IN_SECONDS: Final = 1.0
"""Seconds of silence that a stream plays before the first clip: a loudspeaker that wakes up (Bluetooth, HDMI, a
television) swallows the beginning, and a first word must not be lost."""
_LEAD_IN_AFTER_REST_SECONDS: Final = 0.5
"""Seconds of silence that the stream plays before the first clip after a rest. Fewer than at the start, because
somebody who presses one key waits for the first word; and the loudspeaker was found and used before."""
_REST_AFTER_SECONDS: Final = 20.0
"""Seconds without a sound, a key or the mouse after which the stream is closed: an open one wakes the processor 400
times a second. Somebody who reads a page and then chooses still has it open."""
_EXPECTED_SECONDS: Final = 300.0
"""Seconds for which the stream stays open without a sound while a page before a session is shown: longer than most
people read it. Somebody may also have fallen asleep over it."""
_BEAT_SECONDS: Final = 0.02
"""Seconds between two blocks of the null sink."""
_TONE_LEAD_SECONDS: Final = 0.06
"""Seconds that a breath tone waits for its start: the session's timer and the blocks before it may be that late without
a gap."""
_SILENT_RATE: Final = 8000
"""Hz of the null sink's mixer. Only lengths matter there."""
_LATEST_SECONDS: Final = 0.25
"""Seconds that the null sink makes up for after a hold-up. More than that was a suspended computer."""

TapFor = Callable[[int], Tap]
"""A function that is given the device's rate in Hz when it opens, and returns the tap for what is played from then
on."""


class _NullSink:
    """Takes blocks from a mixer in real time and discards them, on a thread that sleeps while there is nothing."""

    def __init__(self, mixer: Mixer) -> None:
        self._mixer = mixer
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._block = np.zeros(int(_LATEST_SECONDS * mixer.rate), np.float32)
        self._thread = threading.Thread(target=self._run, name="audio-null-sink", daemon=True)
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


class LoudspeakerPlayer(Front):
    """A Player on the system's loudspeaker. Opening happens on the AudioSystem's thread, so nothing here waits for it.

    Without a loudspeaker to begin with it reports that, plays into a null sink in real time, and changes over between
    two sounds when a loudspeaker appears. When the loudspeaker goes away it falls silent and posts LoudspeakerLost.
    Clips that are played meanwhile are dropped, so that they do not come in a burst with LoudspeakerBack.
    """

    def __init__(
        self,
        post: Post,
        system: AudioSystem,
        *,
        speed: float = 1.0,
        tap_for: TapFor | None = None,
        sounds: Sounds = USUAL,
    ) -> None:
        super().__init__(post, speed=speed, sounds=sounds)
        self.underflows = 0
        """Blocks that came too late for the device."""
        self.latency = 0.0
        """Seconds from mixing to the loudspeaker, as the device reports them."""
        self._store = _LATENCY_SECONDS
        """Seconds of latency that the device is asked for."""
        self._gaps = 0
        """Underflows since the stream was opened, in something that sounded."""
        self._system = system
        self._tap_for = tap_for
        self._null_sink: _NullSink | None = None
        self._next: Mixer | None = None
        """The device's mixer, while sounds that began in the null sink come to their end."""
        self._lost = False
        self._ready = False
        self._beats = 0
        self._sounding: Mixer | None = None
        self._held = False
        """A session goes on, and its silences need the stream too."""
        self._open_until = time.monotonic() + _REST_AFTER_SECONDS
        """The monotonic time until which the stream stays open without a sound."""
        self._expected_until = float("-inf")
        """The monotonic time until which it stays open for a session that is expected."""
        self._resting = False
        """The stream was closed because nothing plays. On the system's thread only."""
        self._lead_in = _LEAD_IN_SECONDS
        system.add_output(self)

    def hold(self, on: bool) -> None:
        """Keeps the stream open while a session goes on, or no longer. Any thread; returns at once."""
        self._held = on
        self.wake()

    def wake(self) -> None:
        """Opens the stream again if it rests, since a sound may soon be wanted. Any thread; returns at once."""
        self._open_until = time.monotonic() + _REST_AFTER_SECONDS
        self._system.look()

    def expect(self, on: bool) -> None:
        """With `on`, keeps the stream open for five minutes at most, because a session may begin soon, and its first
        sentence shouldn't wait for the loudspeaker to wake up. Without, lets it close as usual. Any thread; returns at
        once."""
        self._expected_until = time.monotonic() + _EXPECTED_SECONDS if on else float("-inf")
        self._system.look()

    def close(self) -> None:
        self._system.remove(self)
        if self._null_sink is not None:
            self._null_sink.close()

    # ---- devices.AudioLine, on the system's thread -------------------------------------------------------------------

    def open(self, portaudio: ModuleType, wake: threading.Event) -> Stream:
        import soxr  # noqa: F401  (loaded here, so that the first clip need not wait for it)

        device = portaudio.query_devices(kind="output")
        rate = int(device["default_samplerate"])
        channels = min(2, int(device["max_output_channels"]))
        mixer = self._sounding
        if mixer is None or mixer.rate != rate:
            tap = self._tap_for(rate) if self._tap_for is not None else None
            mixer = Mixer(
                rate,
                post=self._post,
                generation=self._generation,
                volume=self._volume,
                tap=tap,
                tone_lead=_TONE_LEAD_SECONDS,
            )
        mixer.lead_in(self._lead_in)
        stream: Any = portaudio.OutputStream(
            samplerate=rate,
            channels=channels,
            dtype="float32",
            blocksize=int(rate * _BLOCK_SECONDS),
            latency=max(self._store, float(device["default_low_output_latency"])),
            callback=self._callback_for(mixer, rate),
            finished_callback=wake.set,
        )
        self.latency = float(stream.latency)
        self._gaps = 0
        self._sounding = mixer
        return stream  # type: ignore[no-any-return]

    def opened(self) -> None:
        mixer = self._sounding
        assert mixer is not None
        for name in tones.BUILT_IN:  # while the silence plays that wakes the loudspeaker, so that no bell is late
            tones.sound(name, mixer.rate)
        self._lead_in = _LEAD_IN_SECONDS
        if self._null_sink is not None:
            self._next = mixer
            self._move_over()
            return
        if self._lost:
            self._generation.bump()  # clips played meanwhile are over, and must not come in a burst now
        if self._mixer is not mixer:
            self._take(mixer)
        self._say_ready()
        if self._lost:
            self._lost = False
            self._post(LoudspeakerBack())

    def missing(self, why: CompanionError) -> None:
        mixer = Mixer(_SILENT_RATE, post=self._post, generation=self._generation)
        self._null_sink = _NullSink(mixer)
        self._take(mixer, silent=True)
        self._null_sink.wake()
        self._post(SpeakingChanged(Speaking.NO_LOUDSPEAKER, why.hint or why.message))

    def lost(self, why: CompanionError) -> None:
        # The sounds of the old device cannot fade any more, so a fresh mixer begins in silence.
        self._sounding = self._next = None
        if self._null_sink is not None:  # it came and went before anything sounded on it
            return
        self._lost, self._resting, self._lead_in = True, False, _LEAD_IN_SECONDS
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
        return self._sounding is None or (self._sounding.idle and not self._sounding.bed.sounds)

    def outgrown(self) -> bool:
        """Tells whether there were too many gaps and only a bed sounds now, so that the stream can be opened again
        without cutting a voice. After a True, more is mixed ahead."""
        store = min(_MOST_LATENCY_SECONDS, 2 * self._store)
        if self._gaps < _TOO_MANY_GAPS or store == self._store:
            return False
        if self._sounding is None or not self._sounding.idle:
            return False
        self._store = store
        return True

    def rests(self) -> bool:
        """Tells whether the stream is closed because no sound plays and the person is away. Sound then waits for it."""
        if self._resting:
            self._resting = not self._needed()
            return self._resting
        if self._sounding is None or self._lost or self._null_sink is not None or self._needed():
            return False
        self._take(None)
        if self._needed():  # another thread was quicker
            self._take(self._sounding)
            return False
        self._resting, self._lead_in = True, _LEAD_IN_AFTER_REST_SECONDS
        return True

    def _needed(self) -> bool:
        sounding = self._sounding
        if self._waiting or (sounding is not None and (not sounding.idle or sounding.bed.sounds)):
            self._open_until = time.monotonic() + _REST_AFTER_SECONDS
        return self._held or time.monotonic() < max(self._open_until, self._expected_until)

    def _handed(self) -> None:
        if self._null_sink is not None:
            self._null_sink.wake()
        if self._mixer is None:
            self._system.look()

    def _move_over(self) -> None:
        """Leaves the null sink's mixer once it is idle."""
        silent, sink = self._mixer, self._null_sink
        if sink is None or self._next is None or (silent is not None and not silent.idle):
            return
        self._take(None)
        if silent is not None and not silent.idle:  # another thread was quicker: its sound has to end first
            self._take(silent, silent=True)
            sink.wake()
            return
        mixer, self._next, self._null_sink = self._next, None, None
        sink.close()
        self._take(mixer)
        self._say_ready()

    def _say_ready(self) -> None:
        if not self._ready:
            self._ready = True
            self._post(SpeakingChanged(Speaking.READY))

    def _callback_for(self, mixer: Mixer, rate: int) -> Callable[..., None]:
        block = np.zeros(rate, np.float32)
        latency = self._store

        def callback(out: Any, frames: int, times: Any, status: Any) -> None:
            nonlocal latency
            self._beats += 1
            if status.output_underflow:
                self.underflows += 1
                self._gaps += not mixer.idle or mixer.bed.sounds
            ahead = times.outputBufferDacTime - times.currentTime
            if times.currentTime > 0 and 0 < ahead < _LONGEST_LATENCY_SECONDS:
                latency = ahead
            mono = block[:frames]
            mixer.mix(mono, time.monotonic() + latency)
            out[:] = mono[:, np.newaxis]

        return callback
