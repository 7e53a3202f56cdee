"""The front half of every player, the same wherever its sound goes: fits clips, bells, tones and beds to the mixer.

Resampling and synthesis happen here, in the caller's thread; mixing happens in `mixer`. No device is opened here.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Final

import numpy as np

from companion.audio import beds, tones
from companion.audio.mixer import Generation, Mixer, with_soft_edges
from companion.audio.sound_choice import Sounds
from companion.ports import Pcm, Post, Samples
from companion.session.effects import BreathPart

USUAL: Final = Sounds()

_HandOver = Callable[[Mixer], None]
_Fit = Callable[[int, bool], _HandOver]
"""A function that is given a mixer's rate and whether it is silent, and returns how to hand the sound to it."""


class Front:
    """The thread-safe front of a player. A subclass hands its mixer over by calling `_take`."""

    def __init__(self, post: Post, *, speed: float = 1.0, sounds: Sounds = USUAL) -> None:
        self._post = post
        self._sounds = sounds
        self._bed_runs = False
        self._speed = max(float(speed), 0.01)
        self._generation = Generation()
        self._volume = 1.0
        self._hush = False
        self._duck = False
        self._mixer: Mixer | None = None
        self._silent = False
        """The present mixer's output is discarded: lengths matter, sounds do not."""
        self._waiting: deque[tuple[_Fit, int]] = deque()
        self._lock = threading.Lock()

    def play(self, id: int, pcm: Pcm, generation: int) -> None:
        """Queues a clip. Its reported length is the real one, whatever the rehearsal's speed."""

        def fit(rate: int, silent: bool) -> _HandOver:
            samples = self._fit(pcm, rate, silent)
            return lambda mixer: mixer.play(id, samples, generation, seconds=pcm.seconds)

        self._hand(fit, generation)

    def play_sound(self, id: int, name: str) -> None:
        """Plays a built-in sound. An unknown name is a bell, so that its end is reported all the same."""
        generation = self._generation.now
        if not self._sounds.bells and name not in (tones.ALARM, tones.LAST_BELL):  # a warning sounds even so
            self._hand(lambda *_: lambda mixer: mixer.play(id, np.zeros(0, np.float32), generation), generation)
            return
        known = name if name in tones.BUILT_IN else tones.BELL

        def fit(rate: int, silent: bool) -> _HandOver:
            pcm = Pcm(tones.sound(known, rate), rate)
            samples = self._fit(pcm, rate, silent)
            return lambda mixer: mixer.play(id, samples, generation, seconds=pcm.seconds)

        self._hand(fit, generation)

    def breath(self, part: BreathPart, seconds: float) -> None:
        """Plays one part of a breath in place of the part before it. `seconds`: on the session's clock, before the
        speed of a rehearsal."""
        generation = self._generation.now

        def fit(rate: int, silent: bool) -> _HandOver:
            samples = tones.breath(part, 0.0 if silent else seconds / self._speed, rate, self._sounds.tones)
            return lambda mixer: mixer.tone(samples, generation)

        self._hand(fit, generation)

    def generation(self) -> int:
        return self._generation.now

    def silence(self) -> None:
        # The clip that a hush held back is dropped, and the next ones are not hushed.
        self._generation.bump()
        self.hush(False)

    def hush(self, on: bool) -> None:
        self._hush = on
        mixer = self._mixer
        if mixer is not None:
            mixer.hush(on)

    def duck(self, on: bool) -> None:
        """Makes everything softer while somebody speaks over it. Any thread; returns at once."""
        self._duck = on
        mixer = self._mixer
        if mixer is not None:
            mixer.duck(on)

    def set_volume(self, volume: float) -> None:
        self._volume = volume
        mixer = self._mixer
        if mixer is not None:
            mixer.set_volume(volume)

    def run_bed(self, on: bool) -> None:
        """Lets the bed sound, or fades it out: while a session is held there is none. Silencing the player ends it
        too."""
        self._bed_runs = on
        mixer = self._mixer
        if mixer is not None:
            mixer.bed.run(on)

    def choose(self, sounds: Sounds) -> None:
        """Takes these sounds from now on, between two sessions."""
        with self._lock:
            self._sounds = sounds
            mixer, silent = self._mixer, self._silent
        if mixer is not None and not silent and sounds.bed is not None:
            self._make_bed(mixer)

    def _make_bed(self, mixer: Mixer) -> None:
        """Makes the bed on a thread of its own, since making a loop takes up to half a second."""
        threading.Thread(target=self._put_bed, args=(mixer,), name="audio-bed", daemon=True).start()

    def _put_bed(self, mixer: Mixer) -> None:
        chosen = self._sounds
        if isinstance(chosen.bed, Pcm):
            mixer.bed.set(beds.own_bed(chosen.bed, mixer.rate), chosen.bed_volume)
        elif chosen.bed is not None:
            mixer.bed.set(beds.bed(chosen.bed, mixer.rate), chosen.bed_volume)

    def _hand(self, fit: _Fit, generation: int) -> None:
        """Fits a sound to the mixer, outside the lock, and hands it over; or keeps it until there is a mixer."""
        while generation >= self._generation.now:
            with self._lock:
                mixer, silent = self._mixer, self._silent
                if mixer is None:
                    self._waiting.append((fit, generation))
            if mixer is None:
                self._handed()
                return
            hand_over = fit(mixer.rate, silent)
            with self._lock:
                if self._mixer is mixer:  # otherwise the device changed meanwhile, and the sound has to fit the new one
                    hand_over(mixer)
                    self._handed()
                    return

    def _handed(self) -> None:
        """Runs after a sound was handed to the mixer, or began to wait for a mixer; a subclass may need to know."""

    def _take(self, mixer: Mixer | None, *, silent: bool = False) -> None:
        """Directs all sound into this mixer from now on, beginning with the sounds that waited."""
        if mixer is not None and not silent and self._sounds.bed is not None:
            self._make_bed(mixer)
        while True:
            with self._lock:
                self._silent = silent
                if mixer is not None:  # each time, since these may change while a sound is fitted
                    mixer.set_volume(self._volume)
                    mixer.hush(self._hush)
                    mixer.duck(self._duck)
                    mixer.bed.run(self._bed_runs)
                if mixer is None or not self._waiting:
                    self._mixer = mixer
                    return
                fit, generation = self._waiting.popleft()
            if generation >= self._generation.now:
                fit(mixer.rate, silent)(mixer)

    def _fit(self, pcm: Pcm, rate: int, silent: bool) -> Samples:
        """Fits a clip to the mixer's rate and the rehearsal's speed, with soft ends."""
        if silent:
            return np.zeros(max(0, int(pcm.seconds / self._speed * rate)), np.float32)
        samples = np.asarray(pcm.samples, np.float32)
        played_at = pcm.rate * self._speed
        if played_at != rate and len(samples):
            import soxr

            samples = soxr.resample(samples, played_at, rate, quality="HQ")
        return with_soft_edges(samples, rate)
