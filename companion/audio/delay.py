"""How long sound takes from the loudspeaker to the microphone: a short sweep is played, and found again.

For `companion doctor`. What was recorded is compared and thrown away; every wait has an end.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from companion.audio.capture import RATE, Microphone
from companion.audio.devices import AudioSystem
from companion.audio.doctor import Probe
from companion.audio.levels import dbfs
from companion.audio.mixer import Tap
from companion.audio.output import LoudspeakerPlayer
from companion.errors import CompanionError
from companion.ports import Pcm, Report, Samples, Speaking, SpeakingChanged

NAME: Final = "Delay"
_SWEEP_SECONDS: Final = 0.6
_SWEEP_HZ: Final = (400.0, 4000.0)
_SWEEP_PEAK: Final = 0.3
_BEFORE_SECONDS: Final = 0.3
_AFTER_SECONDS: Final = 0.8
_OPEN_SECONDS: Final = 8.0
_EARLIEST: Final = -0.25
"""Sound servers may be wrong by so much about when something is heard."""
_CLEAR: Final = 9.0
"""How far the match must stand out from chance: noise alone reaches 6."""
_LOUD_DBFS: Final = -25.0


@dataclass(frozen=True, slots=True)
class Delay:
    """What came of measuring it."""

    probe: Probe
    seconds: float | None = None
    """From the moment the mixer believes a sample is heard to the moment the microphone hears it; None: not found."""


def sweep() -> Samples:
    """The sound that is looked for, at 16 kHz: a rising whistle with soft ends."""
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
    """The sample of `heard` at which `sound` begins; None where it stands out too little from the rest. Pure."""
    if len(heard) < len(sound):
        return None
    recorded = heard.astype(np.float64) - float(np.mean(heard))
    size = 1 << (len(recorded) + len(sound)).bit_length()
    spectrum = np.fft.rfft(recorded, size)
    # Only the phases count: what is loud all the time, a fan or a hum, must not win.
    spectrum /= np.abs(spectrum) + 1e-9 * float(np.max(np.abs(spectrum)) or 1.0) + 1e-12
    match = np.abs(np.fft.irfft(spectrum * np.conj(np.fft.rfft(sound, size)), size))[: len(recorded) - len(sound) + 1]
    best = int(np.argmax(match))
    usual = float(np.sqrt(np.mean(np.square(match))))
    return best if usual > 0 and match[best] > _CLEAR * usual else None


def measure_delay() -> Delay:
    """Play the sweep on the default loudspeaker and look for it at the default microphone; three seconds at most
    where both answer."""
    troubles: list[str] = []
    speaker_ready, microphone_open = threading.Event(), threading.Event()

    def post(report: Report) -> None:
        if isinstance(report, SpeakingChanged):
            if report.speaking is Speaking.NO_LOUDSPEAKER:
                troubles.append("there is no loudspeaker")
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
                troubles.append("a device does not answer")
        if troubles:
            return Delay(Probe(NAME, True, f"not measured, since {troubles[0]}."))
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
    """So much sound from now on, and the monotonic time of its first sample."""
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
        return Delay(Probe(NAME, True, "not measured, since a device gives or takes no sound."))
    place = found_at(heard, sweep())
    late = None if place is None else first + place / RATE - played
    if late is None or not _EARLIEST <= late <= _AFTER_SECONDS:
        if dbfs(before) > _LOUD_DBFS:
            hint = "Try again when it is quieter, if you do not use headphones."
            return Delay(Probe(NAME, True, "not measured: the room is too loud for it.", hint))
        return Delay(
            Probe(NAME, True, "the microphone does not hear the loudspeaker. With headphones that is as it should be.")
        )
    return Delay(Probe(NAME, True, f"{late * 1000:.0f} ms from the loudspeaker to the microphone."), late)
