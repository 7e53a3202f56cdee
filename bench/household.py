"""Counts the commands that are recognised in sounds of a household: sneezes, coughs, laughter, sobbing, a baby, a dog,
a door, cutlery, music. Each sounds at three levels, alone and over the narrator with its echo cancelled.

    python -m bench household [--voice FOLDER] [--cache FOLDER] [--keep FILE]

Some are recordings, which lie outside of this repository; the others are made here by arithmetic. `--keep` writes the
ears' reports (words and times, no sound) of those streams in which the jumpy ear heard a command: the tests judge them
again, without a recogniser (tests/hearing/decide/test_household.py).
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.hearing_baselines import companion, outcome
from bench.hearing_cache import Store, code_digest, identity
from bench.hearing_document import keep_all
from bench.hearing_ears import Ears, Heard
from bench.hearing_figures import Outcome, fires
from bench.hearing_progress import Progress
from bench.hearing_scenes import TOLD, Item, Sound, after_cancelling, digest
from bench.hearing_self import echo_of
from bench.hearing_sound import Int16, clip, in_room, manifest
from bench.sound_files import read_sound
from companion import resources
from companion.hearing.child.protocol import UNKNOWN
from companion.hearing.child.tuned_model import tuned_model
from companion.hearing.replay import ANSWERS, with_quiet
from companion.hearing.words.grammar import JUMPY
from companion.sound_format import RATE

ROOT = Path(__file__).parent.parent
Sound64 = NDArray[np.float64]
KINDS = ("baby-cry", "dog-bark", "person-sneeze", "rooster", "clock-tick", "fire-crackling", "rain")
"""Recorded sounds that a home may have, by the beginnings of their files' names."""
MOST = 3
"""Recordings of one kind, at most."""
LEVELS = (6.0, -6.0, -18.0)
"""dB of a sound's loudest tenth of a second, relative to speech."""
SPEECH = 1500
"""RMS of speech at the microphone, in int16 units."""
BEGINS = 8.0
"""Seconds of the narrator before the first sound, so that the canceller knows the room."""
EVERY = 7.0
"""Seconds between two sounds over the narrator."""


def burst(seconds: float, rise: float, low: float, high: float, seed: int) -> Sound64:
    """Noise between two frequencies (Hz), which rises and dies away."""
    size = int(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(0, 1, size))
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    spectrum[(hertz < low) | (hertz > high)] = 0
    at = np.arange(size) / RATE
    shape = np.minimum(1, at / rise) * np.exp(-np.maximum(0, at - rise) * 5 / seconds)
    return np.asarray(np.fft.irfft(spectrum, size) * shape)


def voiced(seconds: float, pitch: float, fall: float, seed: int) -> Sound64:
    """A cry without words: a falling pitch (Hz; octaves a second) with the resonances of an open mouth, and breath."""
    size = int(seconds * RATE)
    at = np.arange(size) / RATE
    phase = np.cumsum(pitch * 2 ** (-fall * at)) / RATE
    source = sum(np.sin(2 * math.pi * number * phase) / number for number in range(1, 18))
    spectrum = np.fft.rfft(source + np.random.default_rng(seed).normal(0, 0.3, size))
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    gain = sum(1 / (1 + ((hertz - one) / 150) ** 2) for one in (750, 1250, 2600))
    return np.fft.irfft(spectrum * gain, size) * np.sin(math.pi * np.minimum(1, at / seconds)) ** 0.7


def joined(*parts: Sound64 | float) -> Sound64:
    """Joins sounds and silences (seconds)."""
    return np.concatenate([np.zeros(int(one * RATE)) if isinstance(one, float) else one for one in parts])


def ringing(seed: int, low: float, high: float, seconds: float) -> Sound64:
    """Metal or glass that rings: a dozen tones without a common measure, each dying away by itself."""
    chance = np.random.default_rng(seed)
    at = np.arange(int(seconds * RATE)) / RATE
    tones = [(chance.uniform(low, high), chance.uniform(6, 30), chance.uniform(0.2, 1)) for _ in range(12)]
    made = [loud * np.sin(2 * math.pi * hertz * at) * np.exp(-dies * at) for hertz, dies, loud in tones]
    return np.asarray(np.sum(made, axis=0))


def music(seed: int) -> Sound64:
    """Four chords of a piano-like sound."""
    at = np.arange(int(0.9 * RATE)) / RATE
    chords = [(262, 330, 392), (220, 262, 330), (175, 220, 262), (196, 247, 294)]
    tones = [
        np.sum([np.sin(2 * math.pi * hertz * n * at) / n**2 for hertz in chord for n in (1, 2, 3)], axis=0)
        * np.exp(-2.5 * at)
        for chord in np.roll(chords, seed, axis=0)
    ]
    return np.concatenate(tones)


MADE: dict[str, Callable[[int], Sound64]] = {
    "cough": lambda n: joined(burst(0.25, 0.02, 300, 4000, n), 0.15, burst(0.3 + 0.05 * n, 0.02, 300, 3500, n + 9)),
    "laughter": lambda n: joined(
        *(part for k in range(5) for part in (voiced(0.14, 240 - 12 * k + 30 * n, 0.8, k), 0.07))
    ),
    "sobbing": lambda n: joined(
        *(part for k in range(3) for part in (burst(0.35, 0.2, 800, 5000, k), voiced(0.5, 380 + 40 * n, 0.6, k), 0.2))
    ),
    "door": lambda n: joined(burst(0.5, 0.004, 30, 400 + 300 * n, n), burst(0.1, 0.004, 500, 3000, n)),
    "cutlery": lambda n: joined(*(part for k in range(4) for part in (ringing(10 * n + k, 2000, 7000, 0.3), 0.12))),
    "music": music,
    "sigh": lambda n: burst(1.0, 0.3, 300 + 100 * n, 3000, n),
}
"""Sounds that are made by arithmetic, two of each."""


def levelled(samples: Sound64, level: float) -> Int16:
    """Scales a sound so that its loudest tenth of a second is `level` dB over speech."""
    size = RATE // 10
    blocks = samples[: max(size, len(samples) // size * size)]
    whole = blocks[: len(blocks) // size * size].reshape(-1, size)
    loudest = math.sqrt(float((whole**2).mean(axis=1).max()) + 1e-9)
    return clip(samples * SPEECH * 10 ** (level / 20) / loudest)


def sounds(voice: Path) -> Iterator[tuple[str, str, Callable[[], Sound64]]]:
    """Yields (name, what it is made of, sound) of every sound."""
    for kind, make in MADE.items():
        for number in range(2):
            yield f"{kind} {number}", f"{kind} {number}", lambda make=make, number=number: make(number)  # type: ignore[misc]
    if (voice / "manifest.csv").is_file():
        clips = [one for one in manifest(voice) if one.kind == "noise"]
        for one in [one for kind in KINDS for one in [one for one in clips if one.path.name.startswith(kind)][:MOST]]:
            yield one.path.stem, digest(one.path), lambda path=one.path: read_sound(path).astype(float)  # type: ignore[misc]


def alone(name: str, of: str, make: Callable[[], Sound64], level: float) -> Item:
    def made() -> Sound:
        samples = with_quiet(levelled(make(), level))
        return Sound(f"{name}, {level:+g} dB", samples, seconds=len(samples) / RATE)

    return Item(identity("household", of, level, code_digest([Path(__file__)])), 7.0, made)


def over(some: list[tuple[str, str, Callable[[], Sound64]]], level: float, narration: Int16, rooms: list[Path]) -> Item:
    """Makes one stream of sounds over the narrator, one every few seconds."""

    def made() -> Sound:
        length = int((BEGINS + EVERY * len(some) + 2) * RATE)
        played = np.resize(narration, length)
        microphone = echo_of(played, read_sound(rooms[0])).astype(float)
        for number, (_, _, make) in enumerate(some):
            start = int((BEGINS + EVERY * number) * RATE)
            there = levelled(in_room(levelled(make(), 0.0), read_sound(rooms[1])).astype(float), level)
            microphone[start : start + len(there)] += there[: length - start]
        sound = Sound(f"over the narrator, {level:+g} dB: {some[0][0]} to {some[-1][0]}", clip(microphone))
        sound.seconds = length / RATE
        return after_cancelling(sound, played, lambda at: TOLD)

    parts = [of for _, of, _ in some]
    who = identity("household over", parts, level, code_digest([Path(__file__)]), *map(digest, rooms), len(narration))
    return Item(who, BEGINS + EVERY * len(some), made)


def narration(voice: Path) -> Int16:
    """Joins a minute of people's sentences, which stands for the narrator."""
    told = [
        read_sound(one.path) for one in manifest(voice) if one.kind == "speech" and one.half == 0 and one.seconds > 5
    ]
    return np.concatenate(told[:12])


def run() -> int:
    """Runs the benchmark. Returns 1 if anything fired."""
    from bench.hearing import spoken

    parser = argparse.ArgumentParser(prog="python -m bench household", description="Sounds of a household.")
    parser.add_argument("--voice", type=Path, default=ROOT.parent / "shared" / "voice", help="people's recordings")
    parser.add_argument("--cache", type=Path, default=resources.cache_dir() / "bench")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="write the ears' reports for the tests")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="take the figures into this page of figures")
    options, _ = parser.parse_known_args()
    vocabulary, grammar = spoken("en", ANSWERS)
    every = list(sounds(options.voice))
    items = [alone(*one, level) for one in every for level in LEVELS]
    if (options.voice / "manifest.csv").is_file():
        rooms = [one.path for one in manifest(options.voice) if one.kind == "room" and "simulated" in one.path.name][:2]
        told = narration(options.voice)
        items += [over(every[n : n + 16], level, told, rooms) for level in LEVELS for n in range(0, len(every), 16)]
    else:
        sys.stdout.write("LEFT OUT: recordings and the narrator, since there are no recordings (--voice)\n")
    model = tuned_model(ROOT / "models" / vocabulary.model, options.cache)
    ears = Ears(model, grammar, Store(options.cache, model, grammar), keywords=False, jobs=2)
    progress = Progress(ears.missing(items, keywords=False), sys.stderr.write, terminal=sys.stderr.isatty())
    outcomes: list[Outcome] = []
    kept: list[dict[str, Any]] = []
    try:
        for heard, done in ears.hear(items, keywords=False):
            outcomes.append(outcome(heard, grammar, companion()))
            if suspicious(heard):
                kept.append(as_data(heard))
            progress.at("household", done)
    finally:
        ears.close()
    progress.end()
    found = fires(outcomes)
    out = sys.stdout.write
    out(f"Sounds of a household: {len(every)}, each at {len(LEVELS)} levels, alone and over the narrator\n")
    out(f"  fired: {found.safety} safety words, {found.others} others; silences for nothing: {len(found.hushes)}\n")
    out(f"  streams in which the jumpy ear heard a command: {len(kept)} of {len(items)}\n")
    out("".join(f"    {one}\n" for one in found.which))
    if options.write:
        what = (
            f"commands that nobody gave, {len(every)} sounds of a household at {len(LEVELS)} levels, with and without "
        )
        result = f"{len(found.which)}; silences for nothing: {len(found.hushes)}"
        keep_all(options.write, {f"{what}the narrator": ("0", result)}, "bench household")
    if options.keep:
        text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
        options.keep.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    return 1 if found.which else 0


def suspicious(heard: Heard) -> bool:
    """Tells whether the jumpy ear heard a word in it."""
    said = {word for seen in heard.observations for word in seen.partials.get(JUMPY, "").split()}
    return bool(said - {UNKNOWN})


def as_data(heard: Heard) -> dict[str, Any]:
    """Writes a stream's reports as data: words, times and levels."""
    around = [
        [round(at, 2), round(one.raw_dbfs, 1), round(one.clean_dbfs, 1), one.known]
        for at, one in heard.sound.around[1::2]
    ]
    return {"name": heard.sound.name, "around": around, "seen": [asdict(seen) for seen in heard.observations]}
