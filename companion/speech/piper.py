"""The natural voices of piper: their files, and their measured paces."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from companion.errors import NoVoice
from companion.speech.neural import NeuralVoice, Paces, helper_command

_REVISION: Final = 2
"""Number of the rendering: raised when the same text at the same pace would sound different, so that old cache entries
are not used."""

# joe speaks 236 words a minute by itself, and drawls when stretched much beyond 1.5. At 130 words a minute it speaks
# 155 to 190, and the rests between clauses and sentences make up the difference. Every step of "slower" and "faster" is
# also heard in the words.
PACES: Final[dict[str, Paces]] = {
    "joe": ((97.5, 2.0), (108.3, 1.8), (130.0, 1.5), (150.0, 1.3), (195.0, 1.0)),
}


def piper_voice(name: str, folder: Path, *, revision: str = "", repair: str = "") -> NeuralVoice:
    """Makes the piper voice in `folder`: one .onnx file and its .onnx.json. Raises NoVoice if they are missing.

    `revision` names the state of the model (its archive's hash): another one sounds different, and is cached apart.
    """
    models = sorted(folder.glob("*.onnx")) if folder.is_dir() else []
    if not models or not models[0].with_name(f"{models[0].name}.json").is_file():
        raise NoVoice(f"The voice {name} is incomplete.", place=str(folder), hint=repair)
    paces = PACES.get(name, PACES["joe"])
    full = f"piper/{name}/{revision[:12]}/{_REVISION}"
    return NeuralVoice(full, helper_command("piper", models[0]), paces, repair=repair)
