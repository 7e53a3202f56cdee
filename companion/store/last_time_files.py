"""The files of last time: the choices of one person before exercises, and the place where they left one. They are there
only if that is allowed (by the setting `remember_last`).

Loading never raises: a damaged value loses only itself, because the usual choice is as good. No exercise for two people
is ever in these files, and none of touch; the caller sees to that.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from companion.errors import SettingsError
from companion.resources import OwnPlace
from companion.store import json_file, own_file
from companion.store.checked import FileModel, check
from companion.store.settings_file import LONGEST_PATH, ExerciseName

MOST_CHOICES: Final = 100
"""Exercises whose choices are kept, the latest ones: more than one person does in turn, and few enough for a file of
40 KB at most."""
_LONGEST_MINUTES: Final = 60
"""The most minutes of a silence, or of getting settled, that a file may hold: many times those that can be chosen."""

_Seconds = Annotated[float, Field(gt=0, le=24 * 3600, allow_inf_nan=False)]
_Minutes = Annotated[int, Field(ge=0, le=_LONGEST_MINUTES)]
_lock = threading.Lock()


class KeptChoice(BaseModel):
    """The choice on the page before one exercise: the fields of `screen.seam.Chosen` that may be kept."""

    model_config = ConfigDict(strict=True, frozen=True)

    lengths: dict[str, _Seconds] = Field(default_factory=dict, max_length=20)
    bed: Annotated[str, Field(max_length=LONGEST_PATH)] = "none"
    bells: bool = True
    wait: _Minutes = 0
    voice: Annotated[str, Field(max_length=60)] = ""
    tones: Literal["", "soft", "strings", "wind", "none"] = ""
    silence: _Minutes = 0
    silence_bed: bool = True
    last_bell: bool = False


class KeptPlace(BaseModel):
    """The place where an exercise was left."""

    model_config = ConfigDict(strict=True, frozen=True)

    id: ExerciseName
    place: Annotated[int, Field(gt=0)]
    """The cue to go on with."""
    left: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    """Seconds that it still takes from there."""
    chosen: KeptChoice | None = None


class KeptDials(BaseModel):
    """The pace and the volume that one person set during a session; each is None if they did not change it."""

    model_config = ConfigDict(strict=True, frozen=True)

    pace: Annotated[float, Field(ge=0.6, le=1.5)] | None = None
    volume: Annotated[float, Field(ge=0.15, le=1.0)] | None = None


class _ChoicesFile(FileModel):
    chosen: dict[ExerciseName, KeptChoice] = Field(default_factory=dict)
    dials: KeptDials = KeptDials()


class _PlaceFile(FileModel):
    left: KeptPlace | None = None


def choices_path() -> Path:
    return OwnPlace.LAST_TIME.path()


def place_path() -> Path:
    return OwnPlace.LEFT_OFF.path()


def load_choices() -> Mapping[str, KeptChoice]:
    """Reads the choices by exercise, the oldest first."""
    return _choices().chosen


def load_dials() -> KeptDials:
    """Reads the pace and the volume that were last set during a session."""
    return _choices().dials


def load_place() -> KeptPlace | None:
    """Reads where an exercise was left; None if there is nothing to go on with."""
    try:
        return check(_PlaceFile, json_file.read(place_path(), "places")).values.left
    except (OSError, ValueError):
        return None


def save_choice(exercise_id: str, choice: KeptChoice) -> None:
    """Keeps the choice as the latest one. Raises SettingsError."""
    with _lock:
        file = _choices()
        kept = {id: each for id, each in file.chosen.items() if id != exercise_id}
        kept[exercise_id] = choice
        _write_choices({id: kept[id] for id in list(kept)[-MOST_CHOICES:]}, file.dials)


def save_choices(choices: Mapping[str, KeptChoice]) -> None:
    """Keeps these choices in the place of all others. Raises SettingsError."""
    with _lock:
        _write_choices(choices, load_dials())


def save_dials(dials: KeptDials) -> None:
    """Saves the pace and the volume that were set during a session. Raises SettingsError."""
    with _lock:
        _write_choices(load_choices(), dials)


def save_place(place: KeptPlace) -> None:
    """Keeps the place. Raises SettingsError."""
    _write(place_path(), {"left": place.model_dump()})


def forget_place() -> bool:
    """Deletes the place. True if there was one. Raises SettingsError."""
    return _remove(place_path())


def forget_choices() -> bool:
    """Deletes the choices. True if there were any. Raises SettingsError."""
    with _lock:
        return _remove(choices_path())


def forget() -> bool:
    """Deletes the place and the choices. True if there was anything. Raises SettingsError."""
    found = [forget_place(), forget_choices()]
    return any(found)


def _choices() -> _ChoicesFile:
    try:
        return check(_ChoicesFile, json_file.read(choices_path(), "choices")).values
    except (OSError, ValueError):
        return _ChoicesFile()


def _write_choices(choices: Mapping[str, KeptChoice], dials: KeptDials) -> None:
    turned = dials.model_dump(exclude_none=True)
    values = {"chosen": {id: each.model_dump() for id, each in choices.items()}}
    _write(choices_path(), {**values, "dials": turned} if turned else values)


def _write(file: Path, values: Mapping[str, Any]) -> None:
    try:
        json_file.write(file, values, lambda _: {})
    except OSError as error:
        raise SettingsError(
            f"Your choice couldn't be saved: {error.strerror}.",
            place=str(file),
            hint="It holds until you close Companion. To keep it, free some space on this disk.",
        ) from error


def _remove(file: Path) -> bool:
    try:
        return own_file.remove(file)
    except OSError as error:
        raise SettingsError(
            f"I couldn't delete it: {error.strerror}.", hint=f"Please delete this file yourself: {file}"
        ) from error
