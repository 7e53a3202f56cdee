"""Sounds for the hearing benchmark: people's recordings in noise, in a room and over a narrator. Arrays only; int16
mono at 16 kHz unless stated otherwise. Nothing is written."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.sound_files import read_sound
from companion.hearing.decide.attribution import Surroundings
from companion.hearing.echo.canceller import EchoCanceller
from companion.sound_format import FRAME, FULL_SCALE, RATE, as_int16

Int16 = NDArray[np.int16]
LATE = 1.6
"""Seconds after a word in which a command still counts as its own, if words follow one another."""


@dataclass(frozen=True, slots=True)
class Clip:
    path: Path
    kind: str
    text: str
    half: int
    """0: tuned on; 1: reported. By speaker; if the manifest names none, by file."""
    seconds: float


def manifest(voice: Path) -> list[Clip]:
    with (voice / "manifest.csv").open(encoding="utf-8") as file:
        return [
            Clip(
                voice / row["path"],
                row["kind"],
                row["text"],
                zlib.crc32((row["speaker"] or row["source"] + row["path"]).encode()) % 2,
                float(row["seconds"]),
            )
            for row in csv.DictReader(file)
        ]


def levels(samples: Int16) -> NDArray[np.float64]:
    """Computes the level of every 10 ms in dB (of int16 units)."""
    whole = len(samples) // 160 * 160
    return np.asarray(10 * np.log10(np.mean(samples[:whole].reshape(-1, 160).astype(float) ** 2, axis=1) + 1))


def sound_end(samples: Int16) -> float:
    """Finds where the word is over, seconds: the last 10 ms within 25 dB of the loudest and 6 dB above its noise."""
    loud = levels(samples)
    floor = max(loud.max() - 25, np.percentile(loud, 10) + 6)
    return float(np.nonzero(loud >= min(floor, loud.max()))[0][-1] + 1) * 0.01


def left_out(samples: Int16) -> str:
    """Returns the reason why this clip cannot be expected to be recognised, by rules on its samples; "" if it
    can."""
    loud = levels(samples)
    if loud.max() < 40:
        return "nearly silent (its loudest 10 ms under -50 dBFS)"
    if loud.max() - np.percentile(loud, 10) < 12:
        return "no word stands out (loudest less than 12 dB over its noise)"
    if loud[:2].max() > loud.max() - 6 or loud[-2:].max() > loud.max() - 6:
        return "cut off (as loud as anywhere within 20 ms of an edge)"
    return ""


def power(samples: NDArray[np.floating] | Int16) -> float:
    return float(np.mean(np.asarray(samples, np.float64) ** 2)) + 1e-9


def speech_power(samples: Int16) -> float:
    """Computes the mean power of the parts that are speech: within 20 dB of the loudest 10 ms."""
    loud = levels(samples)
    return float(np.mean(10 ** (loud[loud > loud.max() - 20] / 10)))


def with_noise(samples: Int16, noise: Int16, snr_db: float) -> Int16:
    """Adds this noise (repeated as often as needed) to `samples`, at a level relative to the speech in them."""
    long = np.resize(noise, len(samples)).astype(float)
    gain = np.sqrt(speech_power(samples) / power(long) / 10 ** (snr_db / 10))
    return clip(samples + gain * long)


def in_room(samples: Int16, response: Int16) -> Int16:
    """Applies a room's impulse response, as loud as before."""
    there = convolve(samples.astype(float), response)
    return clip(there * np.sqrt(speech_power(samples) / speech_power(clip(there))))


def convolve(samples: NDArray[np.float64], response: Int16) -> NDArray[np.float64]:
    heard = response.astype(float)
    heard = heard[int(np.argmax(np.abs(heard))) :]  # from the direct sound on: no added delay
    heard /= np.sqrt(np.sum(heard**2))  # and as loud as before
    size = 1 << int(np.ceil(np.log2(len(samples) + len(heard))))
    return np.asarray(np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(heard, size), size)[: len(samples)])


def clip(samples: NDArray[np.float64]) -> Int16:
    return as_int16(samples)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is said in a stream."""

    text: str
    start: float
    """Seconds in the stream from which its command counts."""
    end: float
    """Seconds in the stream at which its sound is over."""
    until: float
    """Seconds in the stream up to which its command counts."""
    why_not: str = ""
    """The reason why it cannot be expected to be recognised (`left_out`); "" if it can."""


@dataclass(frozen=True, slots=True)
class Placed:
    clip: Clip
    start: float
    end: float
    """Seconds in the stream at which its sound is over."""


@dataclass(frozen=True, slots=True, eq=False)
class OverNarrator:
    """One long stream: a narrator without a pause, and now and then a person."""

    microphone: Int16
    played: Int16
    placed: tuple[Placed, ...]


def over_narrator(
    clips: list[Clip],
    narration: Int16,
    person_room: Int16,
    echo_room: Int16,
    read: Callable[[Path], Int16] = read_sound,
    starts: Sequence[float] | None = None,
) -> OverNarrator:
    """Makes such a stream. The narrator's echo is as loud at the microphone as the person (0 dB), 40 ms late. A person
    speaks every four seconds, the first after ten, unless `starts` (seconds, one for each clip, in order) gives the
    times."""
    if starts is None:
        starts = [10 + 4 * number for number in range(len(clips))]
        length = int((12 + 4 * len(clips)) * RATE)
    else:
        length = int((starts[-1] + clips[-1].seconds + 2) * RATE)
    played = np.resize(narration, length)
    echo = convolve(np.concatenate([np.zeros(640), played.astype(float)])[:length], echo_room)
    echo *= 1500 / np.sqrt(speech_power(clip(echo)))
    microphone = echo
    placed = []
    for one, begins in zip(clips, starts, strict=True):
        word = in_room(read(one.path), person_room).astype(float)
        word *= 1500 / np.sqrt(speech_power(clip(word)))
        start = int(begins * RATE)
        microphone[start : start + len(word)] += word[: length - start]
        placed.append(Placed(one, start / RATE, start / RATE + sound_end(clip(word))))
    return OverNarrator(clip(microphone), played, tuple(placed))


class _Reference:
    """The sound that was played, given to the canceller as time goes on."""

    def __init__(self, played: Int16) -> None:
        self._played: NDArray[np.float32] = (played / FULL_SCALE).astype(np.float32)
        self._taken = 0
        self.upto = 0

    def take(self) -> _Block | None:
        if self.upto <= self._taken:
            return None
        block = _Block(self._played[self._taken : self.upto], self._taken / RATE)
        self._taken = self.upto
        return block


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    samples: NDArray[np.float32]
    at: float


def cancelled(microphone: Int16, played: Int16) -> tuple[Int16, list[Surroundings]]:
    """Cancels the echo. Returns the stream, and for each 20 ms the level before and after."""
    reference = _Reference(played)
    canceller = EchoCanceller(reference)
    clean: list[Int16] = []
    around: list[Surroundings] = []
    for start in range(0, len(microphone) - FRAME + 1, FRAME):
        reference.upto = min(len(played), start + 3 * FRAME)
        frame = microphone[start : start + FRAME]
        clean.append(canceller.cancel(frame, start / RATE))
        known = canceller.settled or not canceller.active
        around.append(Surroundings("", decibels(frame), decibels(clean[-1]), known))
    return np.concatenate(clean), around


def decibels(samples: Int16) -> float:
    """Converts a power to dBFS."""
    return float(10 * np.log10(power(samples) / FULL_SCALE**2))
