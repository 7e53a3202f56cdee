"""Measures how long sound takes from the loudspeaker to the microphone: plays a short sweep and finds it in the
recording.

For `companion doctor`. The recording is compared and discarded, and every wait has an end.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from companion.audio.capture import Microphone
from companion.audio.devices import AudioSystem
from companion.audio.mixer import Tap
from companion.audio.output import LoudspeakerPlayer
from companion.audio.probes import Probe
from companion.errors import CompanionError
from companion.ports import Pcm, Report, Samples, Speaking, SpeakingChanged
from companion.sound_format import RATE, level_dbfs

NAME: Final = "Sound delay"
_SWEEP_SECONDS: Final = 0.6
_SWEEP_HZ: Final = (400.0, 4000.0)
_SWEEP_PEAK: Final = 0.3
_BEFORE_SECONDS: Final = 0.3
_AFTER_SECONDS: Final = 0.8
"""Seconds of recording after the sweep, and the longest delay that is found."""
_OPEN_SECONDS: Final = 8.0
_EARLIEST: Final = -0.25
"""Seconds before the claimed time at which the sweep may be found: sound servers may be wrong by that much."""
_CLEAR: Final = 9.0
"""Ratio to chance (RMS of the correlation) that the match needs: noise alone reaches 6."""
_LOUD_DBFS: Final = -25.0
"""Level of the room from which a missing sweep is explained by noise."""


@dataclass(frozen=True, slots=True)
class Delay:
    """The result of the measurement."""

    probe: Probe
    seconds: float | None = None
    """Seconds from the moment at which the mixer believes a sample is heard to the moment at which the microphone hears
    it; None if the sweep was not found."""


def sweep() -> Samples:
    """Makes the sound that is looked for, at 16 kHz: a rising sweep with soft ends."""
    count = int(_SWEEP_SECONDS * RATE)
    t = np.arange(count) / RATE
    low, high = _SWEEP_HZ
    wave = np.sin(2 * np.pi * (low * t + (high - low) / (2 * _SWEEP_SECONDS) * t**2))
    edge = count // 10
    ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(edge) / edge)
    wave[:edge] *= ramp
    wave[-edge:] *= ramp[::-1]
    return (_SWEEP_PEAK * wave).astype(np.float32)


def found_at(heard: NDArray[np.int16], sound: Samples) -> int | None:
    """Finds the sample of `heard` at which `sound` begins; None if the match is not clear enough. Pure."""
    if len(heard) < len(sound):
        return None
    recorded = heard.astype(np.float64) - float(np.mean(heard))
    size = 1 << (len(recorded) + len(sound)).bit_length()
    spectrum = np.fft.rfft(recorded, size)
    # Only the phases count, so that a steady loud sound, a fan or a hum, does not win.
    spectrum /= np.abs(spectrum) + 1e-9 * float(np.max(np.abs(spectrum)) or 1.0) + 1e-12
    match = np.abs(np.fft.irfft(spectrum * np.conj(np.fft.rfft(sound, size)), size))[: len(recorded) - len(sound) + 1]
    best = int(np.argmax(match))
    usual = float(np.sqrt(np.mean(np.square(match))))
    return best if usual > 0 and match[best] > _CLEAR * usual else None


def measure_delay() -> Delay:
    """Plays the sweep on the default loudspeaker and looks for it at the default microphone. Takes three seconds at
    most if both answer."""
    troubles: list[str] = []
    speaker_ready, microphone_open = threading.Event(), threading.Event()

    def post(report: Report) -> None:
        if isinstance(report, SpeakingChanged):
            if report.speaking is Speaking.NO_LOUDSPEAKER:
                troubles.append("there is no speaker")
            speaker_ready.set()

    def no_microphone(_: CompanionError) -> None:
        troubles.append("there is no microphone")
        microphone_open.set()

    played = _Played()
    system = AudioSystem()
    player = LoudspeakerPlayer(post, system, tap_for=played.tap_for)
    microphone = Microphone(system, on_open=microphone_open.set, on_missing=no_microphone, on_lost=no_microphone)
    try:
        for ready in (speaker_ready, microphone_open):
            if not ready.wait(_OPEN_SECONDS):
                troubles.append("a sound device isn't responding")
        if troubles:
            return Delay(Probe(NAME, True, f"not measured, because {troubles[0]}."))
        before, _ = _record(microphone, _BEFORE_SECONDS)
        player.play(1, Pcm(sweep(), RATE), player.generation())
        heard, first = _record(microphone, _SWEEP_SECONDS + _AFTER_SECONDS)
    finally:
        microphone.close()
        player.close()
        system.close()
    return _judged(before, heard, first, played.at)


class _Played:
    """A tap that notes when the first sound of all is to be heard."""

    def __init__(self) -> None:
        self.at: float | None = None

    def tap_for(self, rate: int) -> Tap:
        def tap(block: Samples, frame: int, at: float) -> None:
            if self.at is None and block.any():
                self.at = at + int(np.flatnonzero(block)[0]) / rate

        return tap


def _record(microphone: Microphone, seconds: float) -> tuple[NDArray[np.int16], float]:
    """Records this many seconds from now on. Returns them with the monotonic time of the first sample."""
    parts: list[NDArray[np.int16]] = []
    first = 0.0
    since = time.monotonic()
    deadline = since + seconds + 2.0
    while sum(map(len, parts)) < seconds * RATE and time.monotonic() < deadline:
        frame = microphone.read(0.5)
        if frame is not None and frame.at >= since:
            if not parts:
                first = frame.at
            parts.append(frame.samples)
    return np.concatenate([np.zeros(0, np.int16), *parts]), first


def _judged(before: NDArray[np.int16], heard: NDArray[np.int16], first: float, played: float | None) -> Delay:
    if played is None or not len(heard):
        return Delay(Probe(NAME, True, "not measured, because a sound device isn't working."))
    place = found_at(heard, sweep())
    late = None if place is None else first + place / RATE - played
    if late is None or not _EARLIEST <= late <= _AFTER_SECONDS:
        if level_dbfs(before) > _LOUD_DBFS:
            hint = "If you aren't using headphones, try again when it's quieter."
            return Delay(Probe(NAME, True, "not measured, because the room is too loud.", hint))
        return Delay(Probe(NAME, True, "the microphone can't hear the speaker. That's normal with headphones."))
    return Delay(
        Probe(NAME, True, f"sound takes {late:.2f} seconds from the speaker to the microphone. That's fine."), late
    )
