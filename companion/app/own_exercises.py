"""The favourites of one person, and the last exercise if that may be remembered. No exercise for two is among them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from companion.exercise.same_elsewhere import is_same
from companion.screen.home.remembered import Remembered
from companion.screen.seam import RIGHT_NOW
from companion.store import settings
from companion.store.settings import Settings

MOST_FAVOURITES: Final = 200
"""Favourites that are kept, as many as `store.settings_file` takes: more than anybody looks through."""


def kept() -> Remembered:
    """Reads the favourites and the last exercise from the settings. Never raises: if the settings can't be read, there
    are none."""
    return _of(settings.load().settings)


def favour(exercise_id: str, favourite: bool) -> Remembered:
    """Makes an exercise the newest favourite, or takes it off the list. Raises SettingsError if that can't be saved."""

    def changed(now: Settings) -> Settings:
        others = tuple(each for each in now.favourites if each != exercise_id)
        return replace(now, favourites=(exercise_id, *others)[:MOST_FAVOURITES] if favourite else others)

    settings.change(changed)
    return kept()


def remember(exercise_id: str) -> None:
    """Keeps this as the last exercise, if the person has allowed that. Raises SettingsError if it can't be saved."""
    if not is_same(exercise_id, RIGHT_NOW) and remembers():
        settings.change(lambda now: replace(now, last=exercise_id))


def remembers() -> bool:
    """Tells whether the person has allowed that their last exercise is remembered."""
    return settings.load().settings.remember_last


def _of(now: Settings) -> Remembered:
    last = (now.last or "") if now.remember_last else ""
    return Remembered(now.favourites, "" if is_same(last, RIGHT_NOW) else last)
