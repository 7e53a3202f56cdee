"""What the person chose once, kept in one small JSON file of their own.

`load` never raises, and changes nothing on the disk; `save` replaces the file whole or not at all. A file that cannot
be read is never lost: the next `save` keeps it beside, as `.broken`. What is not known here stays in the file as it is.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from companion import resources
from companion.errors import SettingsError

LARGEST = 64 * 1024
"""Bytes; a larger file is none of ours."""
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
    }
    text = json.dumps({key: value for key, value in values.items() if value is not None}, indent=2) + "\n"
    written: str | None = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _keep_broken(file)
        descriptor, written = tempfile.mkstemp(dir=file.parent, prefix=".settings-", suffix=".json")
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.replace(written, file)
    except OSError as error:
        if written is not None:
            Path(written).unlink(missing_ok=True)
        raise SettingsError(
            f"Your choice could not be kept: {error.strerror}.",
            place=str(file),
            hint="It holds until you leave. Make room, or look who may write there.",
        ) from error


def _read(file: Path) -> Settings:
    """Raises OSError, or ValueError in words for the person."""
    if file.stat().st_size > LARGEST:
        raise ValueError("it is too large")
    try:
        data = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        # A wrong encoding, wrong JSON, or brackets without end.
        raise ValueError("it is not JSON") from error
    if not isinstance(data, dict):
        raise ValueError("it is not a list of settings")
    region = data.pop("region", None)
    if region is not None and not (isinstance(region, str) and len(region) == 2 and region.isalpha()):
        raise ValueError("its region is no country code")
    stop_word = data.pop("stop_word", None)
    if stop_word is not None and not (isinstance(stop_word, str) and 0 < len(stop_word) <= LONGEST_WORD):
        raise ValueError("its stop word is no word")
    calibration = data.pop("calibration", None)
    if calibration is not None and not isinstance(calibration, dict):
        raise ValueError("its calibration is none")
    return Settings(region.upper() if region else None, data, stop_word, calibration)


def _keep_broken(file: Path) -> None:
    """Move a file that cannot be read out of the way, under a name that is free."""
    try:
        _read(file)
    except FileNotFoundError:
        return
    except (OSError, ValueError):
        aside = file.with_name(file.name + ".broken")
        number = 2
        while aside.exists():
            aside = file.with_name(f"{file.name}.broken-{number}")
            number += 1
        os.replace(file, aside)
