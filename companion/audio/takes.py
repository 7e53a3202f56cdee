"""Judges and trims recorded sentences, and cuts a recording of a whole script into its sentences. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from companion.ports import Flaw, Pcm, Samples

_FRAME_SECONDS: Final = 0.02
_QUIET_SHARE: Final = 10
"""Percent of the frames that are taken for the room alone: a person who reads a sentence rests at its ends."""
_SILENCE_DB: Final = -72.0
"""The room counts as at least this loud, in dBFS; otherwise faint sounds in a quieter room would count as voice."""
_VOICE_ABOVE_DB: Final = 9.0
"""dB above the room from which a frame counts as voice."""
_LEAST_VOICE_SECONDS: Final = 0.16
"""Seconds of voice without which nothing was said."""
_TOO_QUIET_DB: Final = -45.0
"""dBFS of the voice below which it is too quiet: brought to the usual loudness, the room's noise would be heard too."""
_NOISY_DB: Final = 22.0
"""dB between voice and room below which the room is heard in every pause."""
_STEADY_FRAMES: Final = 12
"""Frames of quiet from which the room can be judged."""
_STEADY_DB: Final = 2.5
"""dB by which the frames of a room differ at most."""
_HUM_HEARD_DB: Final = 35.0
"""dB between voice and room below which a hum of the room is heard: it is a tone, and so is heard sooner than noise."""
_HUM_LEAST_DB: Final = -68.0
"""dBFS of the room below which no hum is looked for."""
_HUM_SHARE: Final = 0.5
"""The room hums if at least this share of its power, 0 to 1, is in the tones of the mains."""
_MAINS_HZ: Final = (50.0, 60.0)
_HUM_SECONDS: Final = 0.4
"""Seconds of sound in which 50 and 60 Hz can be told from their neighbours."""
_HUM_TO_HZ: Final = 500.0
_HUM_BESIDE_HZ: Final = 5.0
_FLAT_SAMPLES: Final = 4
"""A wave with at least this many equal samples in a row at its top was cut off."""
_SAME: Final = 2e-5
"""Difference below which two samples are equal: less than a step of 16 bits."""
_FULL: Final = 0.99
"""Amplitude, full scale 1, that only a sound recorded too loud reaches."""
_FLAT_FROM: Final = 0.7
"""Amplitude from which flat tops are looked for, full scale 1."""
_CLIPPED_TOPS: Final = 3
"""Flat tops from which a recording counts as too loud."""
_BEFORE_SECONDS: Final = 0.12
_AFTER_SECONDS: Final = 0.25
"""Seconds of the room that stay before and after the voice, so that no soft sound is cut off."""
_CLICK_SECONDS: Final = 0.08
"""Seconds of a sound that may be a key's click, if it is apart from the voice."""
_APART_SECONDS: Final = 0.15
_FADE_SECONDS: Final = 0.015
_GAP_SECONDS: Final = 0.18
"""A cut between two sentences may lie in a pause of at least this many seconds."""
_MOST_PIECES: Final = 30
"""Pieces of sound, between pauses, that one sentence may consist of."""
_GAP_WORTH: Final = 0.35
"""Weight of a long pause at a cut; the likeness of a sentence's length to the expected one has weight 1."""
_DOUBTFUL: Final = 2.0
"""Times a sentence may be longer or shorter than expected before somebody should listen to it."""


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """One recorded sentence."""

    pcm: Pcm
    """The voice, without the silence around it; no samples if nothing was said."""
    flaws: tuple[Flaw, ...] = ()
    """Its flaws, the worst first."""


@dataclass(frozen=True, slots=True, eq=False)
class SentencePiece:
    """The part of a long recording that seems to be one sentence."""

    pcm: Pcm
    doubtful: bool
    """Its length is far from what its words would take."""


def judged(sound: Pcm, room: Pcm | None = None) -> Take:
    """Trims a recorded sentence, and finds what is wrong with it. `room`: the sound just before it, without a voice."""
    samples = np.asarray(sound.samples, np.float32)
    nothing = Pcm(samples[:0], sound.rate)
    if room is not None and not np.any(room.samples):
        room = None  # a microphone that had just been switched on
    if not np.any(samples):
        return Take(nothing, (Flaw.SILENT,))
    levels = _levels(samples, sound.rate)
    if not len(levels):
        return Take(nothing, (Flaw.NO_VOICE,))
    quiet = levels if room is None else np.concatenate([levels, _levels(np.asarray(room.samples), room.rate)])
    floor = float(np.percentile(quiet, _QUIET_SHARE))
    runs = _voiced(levels, floor)
    voice = np.zeros(len(levels), bool)
    for start, end in runs:
        voice[start:end] = True
    flaws: list[Flaw] = []
    if room is None or room.seconds < _HUM_SECONDS:
        quietest = _quietest(samples, sound.rate, levels)
        known = room is not None or _is_steady(levels)
    else:
        quietest, known = room, True
    humming = known and floor > _HUM_LEAST_DB and _hums(quietest)
    if np.count_nonzero(voice) * _FRAME_SECONDS < _LEAST_VOICE_SECONDS:
        if humming:
            flaws.append(Flaw.HUM)
        return Take(nothing, (Flaw.NO_VOICE, *flaws))
    spoken = 10 * math.log10(float(np.mean(10 ** (levels[voice] / 10))))
    if _flat_tops(samples) >= _CLIPPED_TOPS:
        flaws.append(Flaw.CLIPPED)
    if spoken < _TOO_QUIET_DB:
        flaws.append(Flaw.TOO_QUIET)
    if humming and spoken - floor < _HUM_HEARD_DB:
        flaws.append(Flaw.HUM)
    elif known and spoken - floor < _NOISY_DB:
        flaws.append(Flaw.NOISE)
    return Take(_faded(samples, sound.rate, runs[0][0], runs[-1][1]), tuple(flaws))


def cut(sound: Pcm, expected: Sequence[float]) -> list[SentencePiece] | None:
    """Cuts a recording of a whole script into its sentences. `expected`: the seconds that each of them should take.

    The cuts lie in pauses. Of all ways to place them, the one is taken whose pieces are most like the expected lengths,
    with the longest pauses between them. Returns None if there are fewer pieces of sound than sentences.
    """
    samples = np.asarray(sound.samples, np.float32)
    levels = _levels(samples, sound.rate)
    if not len(levels) or not expected:
        return None
    pieces = _joined(_voiced(levels, float(np.percentile(levels, _QUIET_SHARE))))
    if len(pieces) < len(expected):
        return None
    spoken = sum(end - start for start, end in pieces)
    pace = max(1e-6, spoken / max(1e-6, sum(expected)))  # frames for an expected second
    groups = _grouped(pieces, [each * pace for each in expected])
    if groups is None:
        return None
    found = []
    for (first, last), seconds in zip(groups, expected, strict=True):
        start, end = pieces[first][0], pieces[last][1]
        ratio = (end - start) / max(1e-6, seconds * pace)
        pcm = _faded(samples, sound.rate, start, end)
        found.append(SentencePiece(pcm, not 1 / _DOUBTFUL <= ratio <= _DOUBTFUL))
    return found


def _grouped(pieces: list[tuple[int, int]], wanted: list[float]) -> list[tuple[int, int]] | None:
    """Divides the pieces among the sentences, in order. Returns the first and last piece of each."""
    count, most = len(pieces), len(wanted)
    cost = np.full((most + 1, count + 1), np.inf)
    came = np.zeros((most + 1, count + 1), int)
    cost[0, 0] = 0.0
    for number, frames in enumerate(wanted, 1):
        # At least one piece for each sentence before and after this one.
        for end in range(number, count - (most - number) + 1):
            gap = pieces[end][0] - pieces[end - 1][1] if end < count else 0
            worth = _GAP_WORTH * math.log(max(1.0, gap * _FRAME_SECONDS / _GAP_SECONDS)) if end < count else 0.0
            for start in range(max(number - 1, end - _MOST_PIECES), end):
                if cost[number - 1, start] == np.inf:
                    continue
                length = pieces[end - 1][1] - pieces[start][0]
                now = cost[number - 1, start] + math.log(max(1, length) / max(1.0, frames)) ** 2 - worth
                if now < cost[number, end]:
                    cost[number, end], came[number, end] = now, start
    if cost[most, count] == np.inf:
        return None
    groups: list[tuple[int, int]] = []
    end = count
    for number in range(most, 0, -1):
        start = int(came[number, end])
        groups.append((start, end - 1))
        end = start
    return groups[::-1]


def _levels(samples: Samples, rate: int) -> NDArray[np.float64]:
    """Returns the level of each frame of 20 ms, in dBFS."""
    size = max(1, round(_FRAME_SECONDS * rate))
    frames = np.asarray(samples, np.float64)[: len(samples) // size * size].reshape(-1, size)
    level: NDArray[np.float64] = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-12)
    return level


def _voiced(levels: NDArray[np.float64], floor: float) -> list[tuple[int, int]]:
    """Returns the stretches of voice, as frames. A key's click, apart from all others, does not count."""
    runs = _runs(levels > max(floor, _SILENCE_DB) + _VOICE_ABOVE_DB)
    click, apart = _CLICK_SECONDS / _FRAME_SECONDS, _APART_SECONDS / _FRAME_SECONDS
    while runs and runs[-1][1] - runs[-1][0] <= click and (len(runs) < 2 or runs[-1][0] - runs[-2][1] >= apart):
        runs.pop()
    while runs and runs[0][1] - runs[0][0] <= click and (len(runs) < 2 or runs[1][0] - runs[0][1] >= apart):
        runs.pop(0)
    return runs


def _runs(true: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], true, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def _joined(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Joins stretches of voice with hardly a pause between them."""
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        if joined and (start - joined[-1][1]) * _FRAME_SECONDS < _GAP_SECONDS:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _faded(samples: Samples, rate: int, first: int, last: int) -> Pcm:
    """Takes the frames from `first` up to `last` with a little of the room around them, faded in and out."""
    size = max(1, round(_FRAME_SECONDS * rate))
    start = max(0, first * size - int(_BEFORE_SECONDS * rate))
    part = np.array(samples[start : last * size + int(_AFTER_SECONDS * rate)], np.float32)
    fade = min(len(part) // 2, int(_FADE_SECONDS * rate))
    if fade:
        ramp = np.linspace(0, 1, fade, dtype=np.float32)
        part[:fade] *= ramp
        part[-fade:] *= ramp[::-1]
    return Pcm(part, rate)


def _flat_tops(samples: Samples) -> int:
    """Counts the waves whose tops are cut off."""
    size = np.abs(samples)
    if float(np.max(size, initial=0.0)) < _FLAT_FROM:
        return 0
    flat = (np.abs(np.diff(samples)) < _SAME) & (size[1:] >= _FLAT_FROM)
    cut_off = sum(end - start + 1 >= _FLAT_SAMPLES for start, end in _runs(flat))
    # A device may have brought a cut-off wave to another rate, after which its tops aren't flat any more.
    return max(cut_off, sum(end - start >= 2 for start, end in _runs(size >= _FULL)))


def _quietest(samples: Samples, rate: int, levels: NDArray[np.float64]) -> Pcm:
    """Returns the quietest stretch of half a second."""
    size = max(1, round(_FRAME_SECONDS * rate))
    wide = min(len(levels), 25)
    if not wide:
        return Pcm(samples[:0], rate)
    start = int(np.argmin(np.convolve(levels, np.ones(wide), "valid")))
    return Pcm(samples[start * size : (start + wide) * size], rate)


def _is_steady(levels: NDArray[np.float64]) -> bool:
    """Tells whether the quietest frames are equally loud, as a room is. Without a pause they are soft parts of the
    voice instead, and nothing can be said of the room."""
    wide = _STEADY_FRAMES
    if len(levels) < wide:
        return False
    start = int(np.argmin(np.convolve(levels, np.ones(wide), "valid")))
    return float(np.std(levels[start : start + wide])) < _STEADY_DB


def _hums(room: Pcm) -> bool:
    """Tells whether most of the room's sound are the tones of the mains."""
    samples = np.asarray(room.samples, np.float64)
    if room.seconds < _HUM_SECONDS:
        return False
    power = np.abs(np.fft.rfft((samples - samples.mean()) * np.hanning(len(samples)))) ** 2
    hertz = np.fft.rfftfreq(len(samples), 1 / room.rate)
    total = float(power[(hertz > 30) & (hertz < 4000)].sum())
    if total <= 0:
        return False
    for mains in _MAINS_HZ:
        beside = np.abs(hertz - mains * np.round(hertz / mains))
        tones = (hertz > mains / 2) & (hertz < _HUM_TO_HZ) & (beside <= _HUM_BESIDE_HZ)
        if float(power[tones].sum()) / total >= _HUM_SHARE:
            return True
    return False
