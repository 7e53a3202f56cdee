"""Deletes rendered speech from the cache. It is a trace of what was played: somebody could render an exercise and
compare the files."""

from __future__ import annotations

import shutil
from pathlib import Path

from companion import resources
from companion.errors import CompanionError, told_by_system


class NotForgotten(CompanionError):
    title = "Not everything was deleted"


def folder() -> Path:
    """Returns the folder of the rendered speech; it may not exist."""
    return resources.OwnPlace.SPEECH.path()


def forget_spoken() -> None:
    """Deletes all rendered speech; the next session renders it anew. Raises NotForgotten."""
    place = folder()
    try:
        shutil.rmtree(place)
    except FileNotFoundError:
        return
    except OSError as error:
        raise NotForgotten(
            f"I couldn't delete the sentences that I've read aloud: {told_by_system(error)}.",
            hint=f"They could show which exercises were played. Please delete this folder yourself: {place}",
        ) from error
