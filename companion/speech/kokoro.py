"""The natural voices of Kokoro-82M: their files, and their measured paces."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from companion.errors import NoVoice
from companion.speech.neural import NeuralVoice, Paces, helper_command

_REVISION: Final = 2
"""Number of the rendering: raised when the same text at the same pace would sound different, so that old cache entries
are not used."""

MODEL: Final = "kokoro.onnx"

# Nicole speaks slowly by herself; Heart, stretched to 130 words a minute without rests, would drawl.
PACES: Final[dict[str, Paces]] = {
    "heart": ((101.0, 1.8), (130.0, 1.4), (182.0, 1.0)),
    "nicole": ((107.2, 1.538), (134.3, 1.25), (168.0, 1.0)),
}


def kokoro_voice(name: str, folder: Path, *, revision: str = "", repair: str = "") -> NeuralVoice:
    """Makes the Kokoro voice `name` from `folder`: kokoro.onnx and NAME.bin. Raises NoVoice if they are missing."""
    model, style = folder / MODEL, folder / f"{name}.bin"
    if not model.is_file() or not style.is_file():
        raise NoVoice(f"The voice {name} is incomplete.", place=str(folder), hint=repair)
    full = f"kokoro/{name}/{revision[:12]}/{_REVISION}"
    return NeuralVoice(full, helper_command("kokoro", model, style), PACES.get(name, PACES["heart"]), repair=repair)
