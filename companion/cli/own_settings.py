"""`companion settings`: shows the person's own choices in words, or deletes all of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, TextIO

from companion.errors import EXIT_GOOD
from companion.fitting import fitted
from companion.store import settings
from companion.tongue import said


def _country(code: str) -> str:
    from companion.crisis.cards import load_cards

    return load_cards().card_for(code).name


def _as_percent(factor: float) -> str:
    return f"{factor:.0%}"


SAYS: Final[Mapping[str, tuple[str, Callable[[Any], str]]]] = {
    "region": ("country for the crisis card", _country),
    "stop_word": ("your own stop word", str),
    "calibration": ("how you say the words", lambda learnt: said("saved as numbers and words; no sound is kept")),
    "buttons": (
        "keys and buttons you set up",
        lambda taught: ", ".join(f"{key}: {does}" for key, does in taught.items()),
    ),
    "sound_check_offered": (
        "sound check",
        lambda offered: said("opened once, or not wanted; it's always there, on the first page"),
    ),
    "tour_offered": ("tour", lambda offered: said("pointed out once; to see it again, type tour on the first page")),
    "hidden_offers": ("not suggested on the first page any more", ", ".join),
    "favourites": ("your favorite exercises", ", ".join),
    "remember_last": ("last exercise for one person", lambda may: said("I may remember it")),
    "last": ("the last one", str),
    "speak_pages": ("pages for two people", lambda aloud: said("read aloud")),
    "voice": ("voice", str),
    "pace": ("pace of the voice", _as_percent),
    "silences": ("length of silences", _as_percent),
    "volume": ("volume", _as_percent),
    "bed": ("background sound", str),
    "bed_volume": ("its volume", _as_percent),
    "bells": ("bells", lambda on: said("on") if on else said("off")),
    "tones": ("sound that guides your breath", str),
    "language": ("language", str),
    "microphone": ("microphone", lambda on: said("on") if on else said("off")),
    "theme": ("colors", str),
    "motion": ("movement on the screen", str),
    "letters": ("letters in a large window", str),
    "captions": (
        "sentences in plain text",
        lambda when: {
            "start": said("written as each one begins"),
            "after": said("written in the next silence"),
        }.get(when, said("not written")),
    ),
    "timestamps": ("times in plain text", lambda on: said("on") if on else said("off")),
    "keys": ("your own keys", lambda keys: ", ".join(f"{key}: {does}" for does, key in keys.items())),
}
"""A name for each field of `Settings`, and its value in words."""


def run_settings(*, forget: bool = False, remember_last: bool | None = None, out: TextIO | None = None) -> int:
    """Runs `companion settings`. Raises SettingsError if they cannot be deleted or saved.

    `forget` deletes them. `remember_last`: whether the last exercise may be remembered; None leaves that as it is.
    """
    out = out or sys.stdout
    if forget:
        text = _forgotten()
    elif remember_last is not None:
        text = _remembering(remember_last)
    else:
        from companion.cli.own_journal import standing

        journal = said("Your journal: {state}. It has a command of its own: companion journal")
        text = "\n".join([*shown(), journal.format(state=standing())])
    out.write(f"{fitted(text, out)}\n")
    return EXIT_GOOD


def shown() -> list[str]:
    """Writes a line for each choice that is saved, then where the file is and how to delete it."""
    from companion.store import last_time_files

    loaded = settings.load()
    usual = settings.Settings()
    kept = {name: getattr(loaded.settings, name) for name in SAYS}
    lines = [
        _line(said(SAYS[name][0]), SAYS[name][1](value))
        for name, value in kept.items()
        if value != getattr(usual, name)
    ]
    if (left := last_time_files.load_place()) is not None:
        lines.append(_line(said("where you left off"), left.id))
    if choices := last_time_files.load_choices():
        lines.append(_line(said("what you chose before these exercises"), ", ".join(choices)))
    turned = last_time_files.load_dials().model_dump(exclude_none=True)
    dials = {"pace": said("the pace you chose last"), "volume": said("the volume you chose last")}
    lines += [_line(dials.get(name, name), _as_percent(value)) for name, value in turned.items()]
    lines += [_line(name, said("from another version of Companion")) for name in loaded.settings.others]
    trouble = [loaded.trouble] if loaded.trouble else []
    if not lines:
        return trouble or [said("You haven't chosen anything yet, so nothing is saved.")]
    return [
        *trouble,
        said("Saved on this computer only:"),
        *lines,
        said("The file is {file}.").format(file=settings.path()),
        said("To change something, choose Settings on the first page, or edit the file."),
        said("To delete all of it: companion settings --forget"),
    ]


def _line(name: str, value: str) -> str:
    return "  " + said("{name}: {value}").format(name=name, value=value)


def _remembering(may: bool) -> str:
    """Allows the last exercise for one person to be kept, or forbids it and deletes the one that was."""
    settings.change(lambda now: replace(now, remember_last=may, last=now.last if may else None))
    if not may:
        from companion.store import last_time_files

        last_time_files.forget()
        return said("I won't remember your last exercise. Nothing of it is saved any more.")
    return said(
        "From now on I remember your last exercise for one person, where you left off, and what you chose before it. I "
        "offer them when you start Companion.\n"
        "Anyone who opens Companion on this computer can see it. To change that: companion settings --remember-last no"
    )


def _forgotten() -> str:
    from companion.store import last_time_files

    remembered = last_time_files.forget()
    if not (settings.forget() or remembered):
        return said("Nothing was saved.")
    return said(
        "All your choices are deleted: everything in Settings, your country, your own stop word, your buttons, your "
        "favorites, what I remembered from last time, and how you say the words.\n"
        "“Stop” and “red” still stop everything, as always."
    )
