"""The natural voices of Kokoro-82M: their files, their accents and their measured paces."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from companion.errors import NoVoice
from companion.speech.kokoro_forms import model_file, style_file
from companion.speech.neural import RENDER_SECONDS, NeuralVoice, Paces, helper_command

_REVISION: Final = 2
"""Number of the rendering: raised when the same text at the same pace would sound different, so that old cache entries
are not used."""

# Nicole and Michael speak slowly by themselves.
PACES: Final[dict[str, Paces]] = {
    "sarah": ((103.5, 1.8), (131.4, 1.4), (172.3, 1.0)),
    "emma": ((99.0, 1.8), (127.0, 1.4), (171.5, 1.0)),
    "michael": ((93.0, 1.8), (116.3, 1.4), (156.5, 1.0)),
    "heart": ((101.0, 1.8), (130.0, 1.4), (182.0, 1.0)),
    "nicole": ((107.2, 1.538), (134.3, 1.25), (168.0, 1.0)),
}

_BRITISH: Final = frozenset({"emma"})
"""The voices that were made from British speakers. They know no American sounds, and the other way round."""


def kokoro_voice(
    name: str,
    folder: Path,
    *,
    revision: str = "",
    repair: str = "",
    model: Path | None = None,
    render_seconds: float = RENDER_SECONDS,
) -> NeuralVoice:
    """Makes the Kokoro voice `name` from `folder`: its model and NAME.bin. Raises NoVoice if they are missing.

    `model`: the form of the model, in place of the one that is used on this computer. `render_seconds`: see `neural`.
    """
    model, style = model or model_file(folder, revision), folder / style_file(name)
    if not model.is_file() or not style.is_file():
        raise NoVoice(f"The voice {name} is incomplete.", place=str(folder), hint=repair)
    # Both forms of the model sound the same, so they share the clips in the cache.
    full = f"kokoro/{name}/{revision[:12]}/{_REVISION}"
    accent = "en-gb" if name in _BRITISH else "en-us"
    command = helper_command("kokoro", model, style, accent)
    paces = PACES.get(name, PACES["heart"])
    return NeuralVoice(full, command, paces, repair=repair, render_seconds=render_seconds)
