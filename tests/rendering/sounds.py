"""Sounds to be written, and what is read again of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from companion.ports import Samples
from companion.rendering.files import SoundFile
from companion.rendering.tags import FileTags


def tone(seconds: float, rate: int, hertz: float = 440.0) -> Samples:
    at = np.arange(round(seconds * rate)) / rate
    rise = np.minimum(1.0, np.minimum(at, at[::-1]) / 0.01)
    return np.asarray(0.3 * rise * np.sin(2 * np.pi * hertz * at), np.float32)


def silence(seconds: float, rate: int) -> Samples:
    return np.zeros(round(seconds * rate), np.float32)


def written(file: Path, sound: Samples, rate: int, block: int = 50_021) -> Samples:
    """Writes `sound` to `file` in blocks, and returns what the file then holds."""
    with SoundFile(file, about=FileTags("Rest"), rate=rate) as made:
        for begin in range(0, len(sound), block):
            made.write(sound[begin : begin + block])
    read, found = soundfile.read(str(file), dtype="float32")
    assert found == rate
    return np.asarray(read, np.float32)
