"""`companion stop-word`: checks a couple's own word against the real model, and saves it in the settings."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TextIO

from companion.errors import EXIT_GOOD, SettingsError
from companion.fitting import fitted
from companion.store import settings
from companion.tongue import said


def run_stop_word(ask: Callable[[str], str] | None = None, *, forget: bool = False, out: TextIO | None = None) -> int:
    """Runs `companion stop-word`: prints the saved word, asks for another one, and saves that. Raises SettingsError for
    an unfit word.

    `ask` puts a question to a person and returns the line that was typed; it is None if there is no terminal. The word
    is never an argument: every program of the computer may read those, and a shell keeps them.
    """
    out = out or sys.stdout
    loaded = settings.load()
    if loaded.trouble:
        out.write(f"{fitted(loaded.trouble, out)}\n")
    if forget:
        _save(None, out)
        out.write(said("Your own stop word is deleted. “Stop” and “red” still stop everything, as always.") + "\n")
        return EXIT_GOOD
    out.write(f"{_own(loaded)} {said('“Stop” and “red” always stop everything.')}\n")
    if ask is None or not (word := ask(said("Type a word to choose it, or just press Enter: ")).strip()):
        return EXIT_GOOD
    from companion.app.stop_word import check_stop_word

    found = check_stop_word(word)
    if not found.good:
        raise SettingsError(found.message, hint=found.hint)
    _save(found.word, out)
    from_now_on = said("From now on “{word}” stops everything at once, just like “stop” and “red”.")
    out.write(from_now_on.format(word=found.word) + "\n")
    try_it = said("Before you rely on it, say it aloud once in an exercise, or type `companion calibrate` to try it.")
    out.write(f"{try_it}\n")
    return EXIT_GOOD


def _own(loaded: settings.LoadedSettings) -> str:
    if loaded.settings.stop_word:
        return said("Your own stop word is “{word}”.").format(word=loaded.settings.stop_word)
    if "stop_word" in loaded.lost:
        return said("I can't read your own stop word. If you had one, it doesn't work now. Please choose it again.")
    return said("You haven't chosen a stop word of your own.")


def _save(word: str | None, out: TextIO) -> None:
    aside = settings.change(lambda kept: replace(kept, stop_word=word))
    if aside:
        out.write(f"{fitted(aside, out)}\n")
