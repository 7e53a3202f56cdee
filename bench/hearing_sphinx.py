"""The second baseline: pocketsphinx spotting the same phrases as keywords, with the English model that comes with it.

Needs `pip install pocketsphinx` (among the developers' extras); if it is missing the baseline is left out.
"""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.hearing_sound import Int16
from companion.sound_format import RATE

BLOCK = 640
THRESHOLDS = {1: 1e-5, 2: 1e-10, 3: 1e-20}
"""Keyword threshold by number of syllables, roughly: a word of five letters or fewer has one. It is the better of two
sets for "stop", on the half that is not reported; with lower thresholds the phrases compete with each other."""


def available() -> bool:
    return importlib.util.find_spec("pocketsphinx") is not None


class Sphinx:
    """One keyword spotter, for one thread."""

    def __init__(self, phrases: Iterable[str], factor: float = 1.0) -> None:
        """`factor` multiplies every threshold's exponent: 2 finds far more."""
        from pocketsphinx import Decoder

        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "keywords"
            probe = Decoder(lm=None, loglevel="FATAL")
            self.left_out = tuple(
                phrase for phrase in phrases if any(probe.lookup_word(word) is None for word in phrase.split())
            )
            kept = [phrase for phrase in phrases if phrase not in self.left_out]
            lines = [f"{phrase} /{_threshold(phrase) ** factor:g}/\n" for phrase in kept]
            file.write_text("".join(lines), encoding="utf-8")
            self._decoder: Any = Decoder(kws=str(file), lm=None, loglevel="FATAL")

    def spot(self, samples: Int16) -> list[tuple[float, str]]:
        """Returns (seconds in the stream, phrase) for everything found, when it was found."""
        found: list[tuple[float, str]] = []
        self._decoder.start_utt()
        for start in range(0, len(samples), BLOCK):
            self._decoder.process_raw(samples[start : start + BLOCK].tobytes(), False, False)
            heard = self._decoder.hyp()
            if heard is not None:
                found.append((min(start + BLOCK, len(samples)) / RATE, heard.hypstr.split("  ")[0].strip()))
                self._decoder.end_utt()
                self._decoder.start_utt()
        self._decoder.end_utt()
        return found


def _threshold(phrase: str) -> float:
    syllables = sum(1 + (len(word) > 5) for word in phrase.split())
    return THRESHOLDS[min(syllables, max(THRESHOLDS))]
