"""Synthetic speakers for words that few people recorded: Kokoro's voices, piper, flite, espeak-ng. Words in, samples
out; never part of the program (see companion/speech for its voices).

Kokoro's model is the one that `companion setup --voice heart` fetches. Its other voices lie as NAME.bin files in the
npm package kokoro-js (`npm pack kokoro-js@1.2.1`, folder package/voices): give that folder with --styles.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench import espeak
from bench.hearing_cache import code_digest
from companion.sound_format import RATE, to_int16

Int16 = NDArray[np.int16]
_ONE_AT_A_TIME = threading.Lock()
"""espeak-ng's library has one state for all threads, and sounds are made on several."""
FOLDER_OF_STYLES = 20
"""Number of Kokoro's English voices (of 28) below which most of them are missing."""
PIPER = "piper-en_US-joe-medium"
KOKORO = "kokoro-82m-int8"
SPELT = {"en": ("a", "b"), "fr": ("f",)}
"""First letters of the Kokoro voices that were made for a language: American and British English, French."""
VARIANTS = {
    "en": ("en-us", "en", "en-gb-x-rp", "en-gb-scotland", "en-us+f3", "en-gb-x-rp+f2", "en-us+m3", "en-029"),
    "fr": ("fr", "fr-be", "fr-ch", "fr+f2", "fr+f3", "fr-be+f4", "fr-ch+m3", "fr+m5"),
}


@dataclass(frozen=True, slots=True)
class Speaker:
    name: str
    """The engine and the voice: "kokoro/af_heart", "espeak/fr-be+f4"."""
    kind: str
    """The engine; for Kokoro's voices of other languages "kokoro, foreign"."""
    say: Callable[[str], Int16]
    """Mono at 16 kHz."""
    made: str = ""
    """The files of the engine and the voice, which change the sound as well."""
    work: float = 0.0
    """Seconds of sound that take about as long to decode as this speaker takes to make a word."""


def speakers(language: str, models: Path, styles: Path | None = None, *, foreign: bool = False) -> list[Speaker]:
    """Lists the speakers that this machine has, engine by engine. `foreign`: also Kokoro's voices of other languages,
    which speak with an accent."""
    found: list[Speaker] = []
    model = models / KOKORO / "kokoro.onnx"
    if model.is_file():
        for style in sorted((styles or model.parent).glob("*.bin")):
            own = style.stem[0] in SPELT[language] or (style.stem in ("heart", "nicole") and language == "en")
            if own or foreign:
                how = {"b": "en"}.get(style.stem[0], "en-us") if language == "en" else language
                kind = "kokoro" if own else "kokoro, foreign"
                found.append(
                    Speaker(f"kokoro/{style.stem}", kind, _kokoro(model, style, how), _files(model, style), 4.0)
                )
    joe = models / PIPER / "en_US-joe-medium.onnx"
    if language == "en" and joe.is_file():
        found.append(Speaker("piper/joe", "piper", _piper(joe), _files(joe)))
    if language == "en" and shutil.which("flite"):
        found += [Speaker(f"flite/{name}", "flite", _flite(name)) for name in ("awb", "kal16", "rms", "slt")]
    found += [Speaker(f"espeak/{name}", "espeak", _espeak(name)) for name in VARIANTS[language]]
    return found


def kept(speaker: Speaker, text: str, cache: Path | None) -> Int16:
    """Renders a text, or takes it from the cache."""
    if cache is None:
        return speaker.say(text)
    made = f"{code()}\n{speaker.made}\n{speaker.name}\n{text}"
    digest = hashlib.sha256(made.encode()).hexdigest()[:20]
    file = cache / "speakers" / f"{digest}.npy"
    if file.is_file():
        said: Int16 = np.load(file)
        return said
    with _ONE_AT_A_TIME:
        samples = speaker.say(text)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{digest}.part.npy")
    np.save(beside, samples)
    beside.replace(file)  # whole or not at all
    return samples


def spread(found: Sequence[Speaker], part: int) -> list[Speaker]:
    """Picks one in `part` speakers of every engine, and at least one of each."""
    by: dict[str, list[Speaker]] = {}
    for speaker in found:
        by.setdefault(speaker.kind, []).append(speaker)
    return [speaker for some in by.values() for speaker in some[::part]]


@lru_cache(maxsize=1)
def code() -> str:
    """Computes a fingerprint of this module and espeak.py, because another speed or spelling is another sound."""
    return code_digest([Path(__file__), Path(espeak.__file__)])


def _files(*files: Path) -> str:
    return " ".join(f"{file.name} {file.stat().st_size}" for file in files)


def _espeak(voice: str) -> Callable[[str], Int16]:
    return lambda text: espeak.say(text, voice, words_per_minute=140)


def _flite(voice: str) -> Callable[[str], Int16]:
    def say(text: str) -> Int16:
        from bench.sound_files import read_sound

        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "said.wav"
            subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(file)], check=True, timeout=20)
            return read_sound(file)

    return say


def _piper(model: Path) -> Callable[[str], Int16]:
    @lru_cache(maxsize=1)
    def engine() -> Any:
        from companion.speech.neural_helper import Piper

        return Piper(str(model))

    return lambda text: _int16(np.frombuffer(engine().say(text, 1.2), "<f4"), engine().rate)


@lru_cache(maxsize=1)
def _kokoro_engine(model: Path) -> tuple[Any, Any]:
    from piper.phonemize_espeak import EspeakPhonemizer

    from companion.speech import neural_helper

    # The session and the symbols are the program's own; only the voice and the language change here.
    return neural_helper.Kokoro(str(model), str(next(model.parent.glob("*.bin")))), EspeakPhonemizer()


def _kokoro(model: Path, style: Path, language: str) -> Callable[[str], Int16]:
    def say(text: str) -> Int16:
        from companion.speech.neural_helper import _KOKORO_SYMBOLS, kokoro_symbols

        engine, phonemizer = _kokoro_engine(model)
        written = "".join("".join(sentence) for sentence in phonemizer.phonemize(language, text))
        # English phonemes are converted as in the program; those of other languages stay as espeak-ng writes them.
        spelt = [_KOKORO_SYMBOLS[one] for one in written if one in _KOKORO_SYMBOLS]
        symbols = kokoro_symbols(written) if language.startswith("en") else spelt
        styles = np.fromfile(style, "<f4").reshape(-1, 1, 256)
        inputs = {
            "tokens": np.array([[0, *symbols, 0]], np.int64),
            "style": styles[min(len(symbols), len(styles)) - 1],
            "speed": np.array([0.85], np.float32),
        }
        return _int16(np.asarray(engine._session.run(None, inputs)[0], "<f4").ravel(), engine.rate)

    return say


def _int16(samples: NDArray[np.floating], rate: int) -> Int16:
    import soxr

    return to_int16(soxr.resample(np.asarray(samples, np.float32), rate, RATE))
