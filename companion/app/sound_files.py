"""Reads a person's sound files for the recogniser. A child process decodes them behind walls, which are a sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from companion.errors import CompanionError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def read_sound(path: Path) -> NDArray[np.int16]:
    """Reads a WAV, FLAC, OGG or MP3 file, at any rate and with any number of channels, as int16 mono at 16 kHz.

    Raises CompanionError, with the file's name, if it is not there, is not a sound or is too long.
    """
    import numpy as np
    import soxr

    from companion.errors import CannotSay
    from companion.sound_format import RATE, to_int16
    from companion.speech.recordings import read_recording

    if not path.is_file():
        raise CompanionError("there is no such file", place=str(path), hint="Give the path to a recording.")
    try:
        pcm = read_recording(path)
    except CannotSay as why:
        raise CompanionError(why.message, place=str(path), hint=why.hint) from why
    samples = pcm.samples if pcm.rate == RATE else soxr.resample(pcm.samples, pcm.rate, RATE)
    return to_int16(np.asarray(samples, np.float32))
