"""What the person chose once, kept in one small JSON file of their own.

`load` never raises, and changes nothing on the disk; `save` replaces the file whole or not at all. A value that will
not do loses only itself. A file that cannot be read, or not all of it, is never lost: the next `save` keeps it beside,
as `.broken`. What is not known here stays in the file as it is.
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
    """What could not be used, and why, one sentence; empty where all could, or where there is no file."""
    lost: frozenset[str] = frozenset()
    """The settings of which it is not known what was chosen, by their names in the file."""


_KNOWN = ("region", "stop_word", "calibration", "sound_check_offered")


def path() -> Path:
    return resources.data_dir() / "settings.json"


def load(file: Path | None = None) -> Loaded:
    """The settings; for what cannot be read the defaults, and why."""
    file = file or path()
    try:
        settings, wrong = _read(file)
    except FileNotFoundError:
        return Loaded(Settings())
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        return Loaded(
            Settings(),
            f"Your settings cannot be read ({file}: {why}), so nothing you chose earlier is known.",
            frozenset(_KNOWN),
        )
    if wrong:
        why = " and ".join(wrong.values())
        said = f"Part of your settings cannot be used ({file}: {why}), so that is as if never chosen; the rest holds."
        return Loaded(settings, said, frozenset(wrong))
    return Loaded(settings)


def save(settings: Settings, file: Path | None = None) -> str:
    """Write them, all at once. Raises SettingsError where that cannot be; the old file then stands as it was.

    Where the old file could not be used, or not all of it: a sentence that says where it is now; else "".
    """
    file = file or path()
    values = {
        **settings.others,
        "region": settings.region,
        "stop_word": settings.stop_word,
        "calibration": settings.calibration,
        "sound_check_offered": settings.sound_check_offered or None,
    }
    try:
        aside = own_file.write(file, {key: value for key, value in values.items() if value is not None}, _whole)
    except OSError as error:
        raise SettingsError(
            f"Your choice could not be kept: {error.strerror}.",
            place=str(file),
            hint="It holds until you leave. Make room, or look who may write there.",
        ) from error
    return f"The settings as they were are kept beside, for you to look at: {aside}" if aside is not None else ""


def _whole(file: Path) -> None:
    """Raises OSError, or ValueError where anything in it would be lost."""
    _, wrong = _read(file)
    if wrong:
        raise ValueError(" and ".join(wrong.values()))


def _read(file: Path) -> tuple[Settings, dict[str, str]]:
    """The settings, and what is wrong with each value that will not do, by its name. Raises OSError, or ValueError in
    words for the person."""
    data = own_file.read(file, "settings")
    region, stop_word, calibration, offered = (data.pop(name, None) for name in _KNOWN)
    wrong: dict[str, str] = {}
    if region is not None and not (isinstance(region, str) and len(region) == 2 and region.isalpha()):
        wrong["region"] = "its region is no country code"
    if stop_word is not None and not _is_word(stop_word):
        wrong["stop_word"] = "its stop word is no word"
    if calibration is not None and not isinstance(calibration, dict):
        wrong["calibration"] = "its calibration is none"
    return (
        Settings(
            region=region.upper() if region and "region" not in wrong else None,
            others=data,
            stop_word=stop_word if "stop_word" not in wrong else None,
            calibration=calibration if "calibration" not in wrong else None,
            sound_check_offered=offered is True,
        ),
        wrong,
    )


def _is_word(value: object) -> bool:
    """Half a sign, or an end of a line, could neither be shown nor said."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_WORD and value.isprintable() and bool(value.strip())
