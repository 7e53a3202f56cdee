"""`companion stop-word`: a couple's own word, checked against the real model, and kept in the settings."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TextIO

from companion import settings
from companion.cli.fitting import fitted
from companion.errors import EXIT_GOOD, SettingsError


def run_stop_word(word: str | None, *, forget: bool = False, out: TextIO | None = None) -> int:
    """`companion stop-word [WORD]`: keep this one, or say which is kept. Raises SettingsError where it will not do."""
    out = out or sys.stdout
    loaded = settings.load()
    if loaded.trouble:
        out.write(f"{fitted(loaded.trouble, out)}\n")
    if forget:
        _save(None, out)
        out.write("Your own stop word is forgotten. “Stop” and “red” end everything, as always.\n")
    elif word is None:
        out.write(f"{_own(loaded)} “Stop” and “red” end everything, as always.\n")
    else:
        from companion.own_words import check_stop_word

        found = check_stop_word(word)
        if not found.good:
            raise SettingsError(found.message, hint=found.hint)
        _save(found.word, out)
        out.write(
            f"From now on “{found.word}” ends everything at once, as “stop” and “red” do.\n"
            "Try it aloud in an exercise, once, before you rely on it; `companion calibrate` tries it with you.\n"
        )
    return EXIT_GOOD


def _own(loaded: settings.Loaded) -> str:
    if loaded.settings.stop_word:
        return f"Your own stop word is “{loaded.settings.stop_word}”."
    if "stop_word" in loaded.lost:
        return "If you had chosen a stop word of your own, it ends nothing now: choose it again."
    return "You have no stop word of your own."


def _save(word: str | None, out: TextIO) -> None:
    aside = settings.save(replace(settings.load().settings, stop_word=word))
    if aside:
        out.write(f"{fitted(aside, out)}\n")
