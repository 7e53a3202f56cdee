"""`companion keys`: teaches, tries, shows and forgets the keys of other devices, which are kept in the settings."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TextIO

from companion.errors import EXIT_GOOD, EXIT_INTERRUPTED, CompanionError, SettingsError
from companion.fitting import fitted
from companion.screen.learnt_keys import lesson_words as say
from companion.screen.learnt_keys.key_table import LearntKeys, learnt_from
from companion.screen.learnt_keys.key_words import joined, label_of, listed
from companion.store import settings


def run_keys(action: str = "", *, plain: bool = False, out: TextIO | None = None) -> int:
    """Runs `companion keys` with an action ("test", "show", "forget", or "" to learn), and returns the exit code.

    Raises CompanionError if no single keys arrive, and SettingsError if the keys could not be saved.
    """
    out = out or sys.stdout
    if action == "show":
        _show(out)
    elif action == "forget":
        aside = settings.change(lambda kept: replace(kept, buttons={}))
        _print(f"{say.FORGOTTEN}\n{aside}".strip(), out)
    else:
        return _teach(out, trial=action == "test", plain=plain)
    return EXIT_GOOD


def _show(out: TextIO) -> None:
    loaded = settings.load()
    learnt = learnt_from(loaded.settings.buttons)
    left_out = [label_of(key) for key in loaded.settings.buttons if key not in learnt.meanings]
    lines = [
        loaded.trouble,
        say.LEFT_OUT.format(keys=joined(left_out)) if left_out else "",
        say.LOST if "buttons" in loaded.lost else "",
        *(listed(learnt) or ([] if "buttons" in loaded.lost else [say.NONE_LEARNT])),
        say.USUAL_KEYS if learnt.meanings else "",
    ]
    _print("\n".join(filter(None, lines)), out)


def _teach(out: TextIO, *, trial: bool, plain: bool) -> int:
    from companion.screen.plain.printer import wants_plain

    if plain or wants_plain(os.environ, sys.stdin.isatty(), sys.stdout.isatty(), sys.stderr.encoding):
        raise CompanionError(say.NO_SINGLE_KEYS, hint=say.NO_SINGLE_KEYS_HINT)
    from companion.app.stderr_log import turn_noise_away
    from companion.app.terminal_guard import guarded_terminal
    from companion.crisis.desk import Desk
    from companion.screen.learnt_keys.lesson import Lesson
    from companion.screen.learnt_keys.lesson_app import LessonApp

    kept = _Kept()
    with guarded_terminal():
        turn_noise_away()
        look = settings.look()
        app = LessonApp(Lesson(kept.learnt, trial=trial), kept.keep, Desk(), theme=look.theme, motion=look.motion)
        app.run()
    if app.crash is not None:
        raise app.crash
    _show(out)
    if kept.aside:
        _print(kept.aside, out)
    if kept.failed is not None:
        raise kept.failed
    return EXIT_INTERRUPTED if app.interrupted else EXIT_GOOD


class _Kept:
    """The learnt keys in the settings."""

    def __init__(self) -> None:
        self.learnt = learnt_from(settings.load().settings.buttons)
        self.failed: SettingsError | None = None
        """The reason why the last change could not be saved; None if it was."""
        self.aside = ""
        """A sentence with the place of old settings that could not be read in whole."""

    def keep(self, learnt: LearntKeys) -> str:
        """Saves the keys; returns the reason where that was not possible."""
        values = {key: str(meaning) for key, meaning in learnt.meanings.items()}
        try:
            self.aside = settings.change(lambda kept: replace(kept, buttons=values)) or self.aside
        except SettingsError as error:
            self.failed = error
            return error.message
        self.failed = None
        return ""


def _print(text: str, out: TextIO) -> None:
    out.write(f"{fitted(text, out)}\n")
