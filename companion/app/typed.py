"""Finds the commands in typed lines: in the session's language, in that of the screens, and always in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from companion.app.stop_word import ENGLISH, own_vocabulary, spoken_in
from companion.tongue import spoken

if TYPE_CHECKING:
    from companion.session.commands import Command


def command_in(line: str, language: str, stop_word: str) -> Command | None:
    """Finds the command in a typed line. The language of the screens is understood in each exercise, because they tell
    people what to type; English always is.

    If the whole line is a command, that command wins over a safety word in the middle of the line.
    """
    languages = dict.fromkeys((language or ENGLISH, spoken_in(spoken()), ENGLISH))
    known = [own_vocabulary(stop_word, each) for each in languages]
    typed = (words.parse_typed(line, words.everything()) for words in known)
    safe = (safety_in(line, words.safety()) for words in known)
    return next((found for found in (*typed, *safe) if found is not None), None)


def safety_in(line: str, safety: Mapping[str, Command]) -> Command | None:
    """Finds a safety word anywhere in a typed line ("please stop"), as it is understood when spoken; stop first."""
    spoken = re.findall(r"[^\W_]+", line.casefold())
    said = f" {' '.join(spoken)} "
    found = [command for phrase, command in safety.items() if f" {phrase} " in said]
    return min(found, key=lambda command: command.kind != "stop", default=None)
