"""What the person chose once, kept in one small JSON file of their own.

`load` never raises, and changes nothing on the disk; `save` replaces the file whole or not at all. A file that cannot
be read is never lost: the next `save` keeps it beside, as `.broken`. What is not known here stays in the file as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from companion import own_file, resources
from companion.errors import SettingsError

LONGEST_WORD = 64
"""Letters of a stop word."""


@dataclass(frozen=True, slots=True)
class Settings:
    region: str | None = None
    """Country of the crisis card, ISO 3166; None where the person has not chosen."""
    others: Mapping[str, Any] = field(default_factory=dict)
    """What a newer version, or a hand, wrote besides."""
    stop_word: str | None = None
    """Two people's own word for "stop" (`hearing.stop_word` says which may be one)."""
    calibration: Mapping[str, Any] | None = None
    """What their voices taught the hearing: numbers and words (`hearing.calibration` reads them)."""
    sound_check_offered: bool = False
    """Once is enough."""


@dataclass(frozen=True, slots=True)
class Loaded:
    settings: Settings
    trouble: str = ""
    """Why the file could not be used, one sentence; empty where it could, or where there is none."""


def path() -> Path:
    return resources.data_dir() / "settings.json"


def load(file: Path | None = None) -> Loaded:
    """The settings; the defaults, and why, where the file cannot be read."""
    file = file or path()
    try:
        return Loaded(_read(file))
    except FileNotFoundError:
        return Loaded(Settings())
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        return Loaded(
            Settings(), f"Your settings cannot be read ({file}: {why}), so nothing you chose earlier is known."
        )


def save(settings: Settings, file: Path | None = None) -> None:
    """Write them, all at once. Raises SettingsError where that cannot be; the old file then stands as it was."""
    file = file or path()
    values = {
        **settings.others,
        "region": settings.region,
        "stop_word": settings.stop_word,
        "calibration": settings.calibration,
        "sound_check_offered": settings.sound_check_offered or None,
    }
    try:
        own_file.write(file, {key: value for key, value in values.items() if value is not None}, _read)
    except OSError as error:
        raise SettingsError(
            f"Your choice could not be kept: {error.strerror}.",
            place=str(file),
            hint="It holds until you leave. Make room, or look who may write there.",
        ) from error


def _read(file: Path) -> Settings:
    """Raises OSError, or ValueError in words for the person."""
    data = own_file.read(file, "settings")
    region = data.pop("region", None)
    if region is not None and not (isinstance(region, str) and len(region) == 2 and region.isalpha()):
        raise ValueError("its region is no country code")
    stop_word = data.pop("stop_word", None)
    if stop_word is not None and not (isinstance(stop_word, str) and 0 < len(stop_word) <= LONGEST_WORD):
        raise ValueError("its stop word is no word")
    calibration = data.pop("calibration", None)
    if calibration is not None and not isinstance(calibration, dict):
        raise ValueError("its calibration is none")
    offered = data.pop("sound_check_offered", False) is True
    return Settings(region.upper() if region else None, data, stop_word, calibration, offered)
