"""An author's own recordings: WAV, FLAC, OGG or MP3 to a clip. Where the file may lie is checked before."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from companion.ports import Pcm
from companion.speech.text import CannotSay

LONGEST_SECONDS: Final = 3600.0
_HINT: Final = "Use a WAV, FLAC, OGG or MP3 file of an hour at most."


def read_recording(file: Path) -> Pcm:
    """Mono float32 at the file's own rate. Raises CannotSay where it is missing, no sound file, empty or too long."""
    import soundfile

    try:
        with soundfile.SoundFile(str(file)) as sound:
            rate = int(sound.samplerate)
            if sound.frames > LONGEST_SECONDS * rate:
                raise CannotSay("This recording is too long.", hint=_HINT, place=str(file))
            # One more than allowed is asked for: a header may lie about the length.
            samples = sound.read(int(LONGEST_SECONDS * rate) + 1, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError, TypeError) as reason:  # TypeError: a .raw file does not say what it is
        raise CannotSay("This recording cannot be read.", hint=_HINT, place=str(file)) from reason
    if not len(samples):
        raise CannotSay("This recording is empty.", hint=_HINT, place=str(file))
    return Pcm(np.ascontiguousarray(samples.mean(axis=1), dtype=np.float32), rate)
