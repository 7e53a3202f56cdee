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

# Nicole, Michael and Nicola speak slowly by themselves. For other languages than English, a pace is that of the English
# words: a sentence takes as long as one that says the same in English. Italian has fewer and longer words, and would be
# hurried otherwise.
PACES: Final[dict[str, Paces]] = {
    "sarah": ((103.5, 1.8), (131.4, 1.4), (172.3, 1.0)),
    "emma": ((99.0, 1.8), (127.0, 1.4), (171.5, 1.0)),
    "michael": ((93.0, 1.8), (116.3, 1.4), (156.5, 1.0)),
    "heart": ((101.0, 1.8), (130.0, 1.4), (182.0, 1.0)),
    "nicole": ((107.2, 1.538), (134.3, 1.25), (168.0, 1.0)),
    "siwis": ((100.2, 1.8), (127.1, 1.4), (173.0, 1.0)),
    "dora": ((96.0, 1.8), (119.4, 1.4), (159.1, 1.0)),
    "alex": ((93.7, 1.8), (117.0, 1.4), (155.9, 1.0)),
    "sara": ((96.9, 1.8), (121.2, 1.4), (161.8, 1.0)),
    "nicola": ((91.2, 1.8), (113.1, 1.4), (149.1, 1.0)),
    "dora-pt": ((101.1, 1.8), (125.1, 1.4), (164.0, 1.0)),
    "alex-pt": ((99.0, 1.8), (122.5, 1.4), (160.7, 1.0)),
}

_ACCENTS: Final = {"emma": "en-gb"}
"""The accent of a voice that doesn't have its language's usual one. It knows no sounds of another accent."""
_USUAL_ACCENTS: Final = {"en": "en-us", "pt": "pt-br"}
"""The accent of a language's voices, where it is named in another way than the language."""


def kokoro_voice(
    name: str,
    folder: Path,
    *,
    language: str = "en",
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
    command = helper_command("kokoro", model, style, accent_of(name, language))
    paces = PACES.get(name, PACES["heart"])
    return NeuralVoice(full, command, paces, repair=repair, language=language, render_seconds=render_seconds)


def accent_of(name: str, language: str) -> str:
    """Returns the accent of a voice, as the helper calls it (`neural_helper`)."""
    return _ACCENTS.get(name) or _USUAL_ACCENTS.get(language, language)
