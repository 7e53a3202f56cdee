"""Sentences about this computer that home says at once, because nothing else would tell: that nothing can be saved, or
that the sound comes out elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from companion.tongue import said

_CANNOT_SAVE: Final = (
    "I can’t save anything in {folder}. Everything works, but when you close me, I forget what you’ve chosen."
)
_ELSEWHERE: Final = (
    "You’re using another computer from afar, so the voice comes out of its speakers. You can read the words here."
)


def cannot_save(folder: Path) -> str:
    """Says that nothing can be saved in this folder, which may not exist yet; empty if it can."""
    there = next((each for each in (folder, *folder.parents) if each.exists()), None)
    if there is not None and there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return ""
    return said(_CANNOT_SAVE).format(folder=folder)


def sounds_elsewhere(environment: Mapping[str, str]) -> str:
    """Says that the sound comes out where the program runs, if somebody uses it over ssh; else empty."""
    return said(_ELSEWHERE) if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY") else ""
