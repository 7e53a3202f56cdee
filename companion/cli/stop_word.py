"""`companion stop-word`: a couple's own word, checked against the real model, and kept in the settings."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TextIO

from companion import settings
from companion.errors import EXIT_GOOD, SettingsError


def run_stop_word(word: str | None, *, forget: bool = False, out: TextIO | None = None) -> int:
    """`companion stop-word [WORD]`: keep this one, or say which is kept. Raises SettingsError where it will not do."""
    out = out or sys.stdout
    kept = settings.load().settings
    if forget:
        settings.save(replace(kept, stop_word=None))
        out.write("Your own stop word is forgotten. “Stop” and “red” end everything, as always.\n")
    elif word is None:
        own = f"Your own stop word is “{kept.stop_word}”." if kept.stop_word else "You have no stop word of your own."
        out.write(f"{own} “Stop” and “red” end everything, as always.\n")
    else:
        from companion.own_words import check_stop_word

        found = check_stop_word(word)
        if not found.good:
            raise SettingsError(found.message, hint=found.hint)
        settings.save(replace(kept, stop_word=found.word))
        out.write(
            f"From now on “{found.word}” ends everything at once, as “stop” and “red” do.\n"
            "Try it aloud in an exercise, once, before you rely on it; `companion calibrate` tries it with you.\n"
        )
    return EXIT_GOOD
