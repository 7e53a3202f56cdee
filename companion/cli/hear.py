"""Wiring of `companion hear`: recordings through the path that the microphone takes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from companion import resources
from companion.errors import EXIT_GOOD
from companion.own_words import own_vocabulary


def run_hear(files: Sequence[Path], *, as_json: bool, explain: bool, language: str = "") -> int:
    """`companion hear`: a line for each command heard, as they are found."""
    from companion.hearing.hear import hear
    from companion.hearing.model import tuned_model
    from companion.weights.store import model_path

    words = own_vocabulary("", language)
    model = tuned_model(model_path(words.model), resources.cache_dir() / "models")
    for heard in hear(files, model, words):
        print(heard.as_json(explain=explain) if as_json else heard.as_text(explain=explain), flush=True)
    return EXIT_GOOD
