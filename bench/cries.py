"""Cries for help by synthetic speakers: calm, shouted, cried, whispered, stretched and twice. Also "stop" in the same
ways.

    python -m bench.cries [--part N] [--models FOLDER] [--styles FOLDER] [--cache FOLDER] [--words help,stop]

The ways are made from one reading by arithmetic on samples: a higher pitch and a clipped amplifier for a shout, a
trembling pitch and loudness for crying, noise in place of the voice for a whisper. People sound different; the figures
show which ways are harder, and not how many people are heard.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.hearing_baselines import companion, outcome
from bench.hearing_cache import code_digest, identity
from bench.hearing_figures import Outcome, Tally, merged, recall
from bench.hearing_progress import Progress
from bench.hearing_scenes import Item, Sound
from bench.hearing_sound import Int16, Word, clip, sound_end, speech_power
from bench.hearing_table import delay_cell, share_cell
from bench.speakers import Speaker, code, kept
from bench.synthetic import chosen_speakers, english_ears, parser_for
from companion.hearing.replay import QUIET_BEFORE, with_quiet
from companion.hearing.words.grammar import Grammar
from companion.sound_format import RATE

ROOT = Path(__file__).parent.parent
Sound64 = NDArray[np.float64]
WINDOW = 512
"""Samples of a window of sound: 32 ms."""


def warped(samples: Sound64, places: Sound64) -> Sound64:
    """Returns the sound at these places, which are samples from its beginning and need not be whole."""
    return np.interp(places, np.arange(len(samples)), samples)


def stretched(samples: Sound64, factor: float) -> Sound64:
    """Makes the sound longer and keeps its pitch: windows are put where they fit best to the sound before them."""
    half = WINDOW // 2
    window = np.hanning(WINDOW)
    padded = np.concatenate([np.zeros(WINDOW), samples, np.zeros(2 * WINDOW)])
    made = np.zeros(int(len(samples) * factor) + 4 * WINDOW)
    last = padded[:WINDOW]
    for number in range(int(len(samples) * factor) // half):
        wanted = int(number * half / factor)
        near = range(max(0, wanted - half // 2), wanted + half // 2)
        best = max(near, key=lambda at: float(np.dot(padded[at : at + half], last[half:])))
        piece = padded[best : best + WINDOW]
        made[number * half : number * half + WINDOW] += piece * window
        last = padded[best : best + WINDOW]
    return made


def higher(samples: Sound64, factor: float) -> Sound64:
    """Raises pitch and formants, and keeps the length."""
    longer = stretched(samples, factor)
    return warped(longer, np.arange(0, len(longer) - 1, factor))


def shouted(samples: Sound64) -> Sound64:
    """A shout: a third higher, longer, brighter, and distorted as a near microphone does."""
    sound = higher(stretched(samples, 1.25), 1.25)
    bright = sound - 0.6 * np.concatenate([[0.0], sound[:-1]])
    bright /= np.abs(bright).max()
    return np.tanh(3.0 * bright) * 12000


def cried(samples: Sound64) -> Sound64:
    """Crying: a pitch that trembles by a semitone and a loudness that breaks off, seven times a second."""
    sound = stretched(higher(samples, 1.12), 1.3)
    seconds = np.arange(len(sound)) / RATE
    places = np.arange(len(sound)) + 0.06 / (2 * math.pi * 7) * RATE * np.sin(2 * math.pi * 7 * seconds)
    return warped(sound, np.clip(places, 0, len(sound) - 1)) * (0.65 + 0.35 * np.sin(2 * math.pi * 7 * seconds + 1))


def whispered(samples: Sound64) -> Sound64:
    """A whisper: noise with the sound's own envelope in each window, and 12 dB softer."""
    chance = np.random.default_rng(5)
    half = WINDOW // 2
    window = np.hanning(WINDOW)
    made = np.zeros(len(samples) + WINDOW)
    for start in range(0, len(samples) - WINDOW, half):
        spectrum = np.log(np.abs(np.fft.rfft(samples[start : start + WINDOW] * window)) + 1.0)
        cepstrum = np.fft.irfft(spectrum)
        cepstrum[24:-24] = 0.0
        envelope = np.exp(np.fft.rfft(cepstrum).real)
        noise = np.fft.rfft(chance.normal(0, 1, WINDOW) * window)
        made[start : start + WINDOW] += np.fft.irfft(envelope * noise / np.sqrt(WINDOW / 2))
    return np.asarray(made * np.sqrt(speech_power(clip(samples)) / speech_power(clip(made)) / 10**1.2))


WAYS: dict[str, Callable[[Sound64], Sound64]] = {
    "calm": lambda samples: samples,
    "shouted": shouted,
    "cried": cried,
    "whispered": whispered,
    "stretched": lambda samples: stretched(samples, 2.2),
    "twice": lambda samples: np.concatenate([samples, np.zeros(RATE // 5), samples]),
}


def said(speaker: Speaker, word: str, way: str, cache: Path | None) -> Item:
    def make() -> Sound:
        samples = kept(speaker, word, cache).astype(float)
        samples *= 1500 / np.sqrt(speech_power(clip(samples)))
        cry: Int16 = clip(WAYS[way](samples))
        words = (Word(word, 0.0, QUIET_BEFORE + sound_end(cry), math.inf),)
        return Sound(f"{speaker.kind}: {speaker.name} {way}", with_quiet(cry), word, len(cry) / RATE, words)

    parts = identity("cry", code(), speaker.name, speaker.made, word, way, code_digest([Path(__file__)]))
    return Item(parts, 3.0 + speaker.work, make)


def rows(outcomes: dict[tuple[str, str], list[Outcome]], grammar: Grammar) -> list[str]:
    lines = []
    for (word, way), some in outcomes.items():
        tally: Tally = merged(recall(some, grammar.meant).values())
        hushed = f"{len(tally.silenced)} silenced {delay_cell(tally.silenced).text}"
        share = share_cell(tally).text
        missed = [one.name.partition(": ")[2] for one in some if not recall([one], grammar.meant)[word].heard]
        missing = f"  not: {', '.join(missed[:6])}" if missed else ""
        lines.append(f"  {word:6}{way:10} {share:32} decided {delay_cell(tally.decided).text:15} {hushed}{missing}")
    return lines


def main(argv: Sequence[str] | None = None) -> int:
    parser = parser_for("bench.cries", "Cries for help by synthetic speakers.")
    parser.add_argument("--words", default="help,stop", metavar="WORD,…")
    options = parser.parse_args(argv)
    chosen = chosen_speakers(options)
    grammar, ears = english_ears(options.cache)
    wanted = [(word, way) for word in options.words.split(",") for way in WAYS]
    items = {each: [said(one, *each, options.cache) for one in chosen] for each in wanted}
    progress = Progress(
        ears.missing([item for some in items.values() for item in some], keywords=False),
        sys.stderr.write,
        terminal=sys.stderr.isatty(),
    )
    outcomes: dict[tuple[str, str], list[Outcome]] = {}
    try:
        for each, some in items.items():
            outcomes[each] = []
            for heard, done in ears.hear(some, keywords=False):
                outcomes[each].append(outcome(heard, grammar, companion()))
                progress.at(" ".join(each), done)
    finally:
        ears.close()
    progress.end()
    sys.stdout.write(f"Cries by {len(chosen)} synthetic speakers\n")
    sys.stdout.write("".join(f"{line}\n" for line in rows(outcomes, grammar)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
