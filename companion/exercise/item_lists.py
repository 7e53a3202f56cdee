"""Tells lists of kinds of closeness (`kind: closeness`) from exercises, which lie in the same folders. Pure.

Such a list has no steps, and is never played. `closeness.item_reading` reads it.
"""

from __future__ import annotations

import re

from companion.errors import CompanionError
from companion.exercise.problems import ExerciseMistakes, Mistaken, Problem

LIST_KIND = "closeness"
_CLAIM = re.compile(rf"^kind:[ \t]*[\"']?{LIST_KIND}[\"']?[ \t]*(?:#.*)?\r?$", re.M)


def is_item_list(text: bytes | str) -> bool:
    """Tells whether the heading of a file says that it is such a list, also where the rest cannot be read."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return _CLAIM.search(text) is not None


def list_instead(text: bytes | str, file: str) -> ExerciseMistakes:
    """Makes the error for a file that is such a list."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    claim = _CLAIM.search(text)
    line = text.count("\n", 0, claim.start()) + 1 if claim is not None else 1
    return ExerciseMistakes(
        [
            Problem(
                file,
                line,
                1,
                "This is a list for “yes, no, maybe”, not an exercise.",
                "Open it with: companion yes-no-maybe --items FILE",
            )
        ],
        what=Mistaken.ITEMS_INSTEAD,
    )


def is_item_list_instead(error: CompanionError) -> bool:
    """Tells whether a file could not be read as an exercise because it is such a list."""
    return isinstance(error, ExerciseMistakes) and error.what is Mistaken.ITEMS_INSTEAD
