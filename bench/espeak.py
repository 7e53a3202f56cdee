"""Synthetic speakers for tests and benchmarks: espeak-ng through its C library, straight to samples. Never part of the
program (see companion/speech for its voices)."""

from __future__ import annotations

import ctypes
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SYNCHRONOUS = 2
_CHARACTERS = 1
_UTF8 = 1
_IPA = 2
_RATE, _PITCH = 1, 3
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


@lru_cache(maxsize=1)
def _library() -> tuple[Any, int]:
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
    if rate <= 0:
        raise RuntimeError("espeak-ng could not be started")
    return library, rate


def phonemes(word: str, voice: str = "en-us") -> tuple[str, ...]:
    """Returns this voice's pronunciation of a word: IPA, one string for each phone, without stress; empty for a foreign
    word."""
    library, _ = _library()
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = (ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int)
    if library.espeak_SetVoiceByName(voice.encode()) != 0:
        raise ValueError(f"espeak-ng has no voice {voice!r}")
    left = ctypes.c_char_p(word.encode())
    said = library.espeak_TextToPhonemes(ctypes.byref(left), _UTF8, (ord("_") << 8) | _IPA).decode()
    if "(" in said or left.value is not None:
        return ()
    return tuple(phone for part in said.split("_") if (phone := part.strip(" ˈˌː-‿")))


def say(text: str, voice: str = "en-us", *, words_per_minute: int = 150, pitch: int = 50) -> NDArray[np.int16]:
    """Renders a text as int16 mono at 16 kHz. `voice`: "en-us", "en" (British), "en-us+f3", "fr"; one thread at a
    time."""
    import soxr

    library, rate = _library()
    chunks: list[NDArray[np.int16]] = []

    def take(samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            chunks.append(np.ctypeslib.as_array(samples, (count,)).astype(np.int16))
        return 0

    callback = _CALLBACK(take)
    library.espeak_SetSynthCallback(callback)
    if library.espeak_SetVoiceByName(voice.encode()) != 0:
        raise ValueError(f"espeak-ng has no voice {voice!r}")
    library.espeak_SetParameter(_RATE, words_per_minute, 0)
    library.espeak_SetParameter(_PITCH, pitch, 0)
    said = text.encode() + b"\0"
    library.espeak_Synth(said, len(said), 0, _CHARACTERS, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    joined = np.concatenate(chunks) if chunks else np.zeros(0, np.int16)
    return np.asarray(soxr.resample(joined, rate, 16000), np.int16)
