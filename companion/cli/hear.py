"""`companion hear`: sends recordings through the same path as the microphone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from companion import resources
from companion.app.sound_files import read_sound
from companion.app.stop_word import own_vocabulary
from companion.errors import EXIT_GOOD


def run_hear(files: Sequence[Path], *, as_json: bool, explain: bool, language: str = "") -> int:
    """Runs `companion hear`: prints a line for each command heard."""
    from companion.hearing.child.tuned_model import tuned_model
    from companion.hearing.replay import hear
    from companion.weights.store import model_path

    words = own_vocabulary("", language)
    model = tuned_model(model_path(words.model), resources.OwnPlace.TUNED_MODELS.path())
    for heard in hear(files, model, words, read=read_sound):
        print(heard.as_json(explain=explain) if as_json else heard.as_text(explain=explain), flush=True)
    return EXIT_GOOD
