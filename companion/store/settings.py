"""The settings: the person's own choices, kept in one small TOML file that they may edit as well.

`load` never raises, and changes nothing on the disk; `change` replaces the file whole or not at all, one process at a
time, and leaves the person's comments in it. A value that fails the checks (`settings_file`) loses only itself. A file
that cannot be read in whole is never lost: the next `change` keeps it beside, as `.broken`. Keys that are not known
here stay in the file as they are. The JSON file of earlier versions is read until the first `change` carries it over
(`carried_over`).
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from companion import resources
from companion.errors import SettingsError
from companion.store import carried_over, own_file, toml_file
from companion.store.lock import take_lock

_LOCK_WAIT: Final = 10.0
"""Seconds that a change waits for other processes. A change takes some milliseconds, a hundred on a busy disk, and
several may come one after the other."""
_HEAD: Final = """\
# Your choices in Companion. To change them there, choose Settings on the first page.
# You can change them here as well; docs/settings.md lists them all. Lines like this one stay as you write them.

"""
"""The comment at the top of a new file."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices of a person. A value is None if nothing was chosen; then an option or the usual value applies."""

    region: str | None = None
    """The country of the crisis card, ISO 3166."""
    others: Mapping[str, Any] = field(default_factory=dict)
    """Unknown keys, which a newer version or a person by hand has written."""
    stop_word: str | None = None
    """An own word for "stop", of one person or two (`app.stop_word` checks whether a word may be one)."""
    calibration: Mapping[str, Any] | None = None
    """The result of a calibration with their voices: numbers and words (`hearing.words.calibration` reads them)."""
    speak_pages: bool = False
    """The pages for two people are read aloud, as with `--speak-pages`."""
    sound_check_offered: bool = False
    """True once the sound check was opened, or is not wanted; it is not pointed out any more."""
    tour_offered: bool = False
    """True once the tour was pointed out, in the first run of all."""
    hidden_offers: tuple[str, ...] = ()
    """The things that the first page doesn't point out any more, because they were done or dismissed there: "tour",
    "sound-check", "calibration"."""
    favourites: tuple[str, ...] = ()
    """Ids of exercises for one person, the newest first. No exercise for two is among them."""
    remember_last: bool = False
    """The last exercise for one person may be kept, to be offered first the next time."""
    last: str | None = None
    """Its id; None if nothing may be remembered."""
    buttons: Mapping[str, str] = field(default_factory=dict)
    """The keys of other devices and their meanings (`screen.learnt_keys` reads them, and says which may be used)."""
    voice: str | None = None
    """The name of a voice, or "none"."""
    pace: float | None = None
    """Factor on the usual words a minute, with which every session begins."""
    silences: float | None = None
    """Factor on the length of silences, with which every session begins."""
    volume: float | None = None
    """Factor on full loudness, with which every session begins."""
    bed: str | None = None
    """The name of the sound under the silences, or a sound file."""
    bed_volume: float | None = None
    """Its loudness, 0 to 1."""
    bells: bool | None = None
    tones: str | None = None
    """The timbre of the breath's tones, or "none"."""
    language: str | None = None
    """The language of spoken and typed commands, and of the program's own words; two letters."""
    microphone: bool | None = None
    """False if it may not be opened."""
    theme: str | None = None
    """The name of the colours, as in `screen.theme`."""
    motion: str | None = None
    """"off" if nothing on the screen may move by itself."""
    captions: str | None = None
    """When plain lines hold the sentences of a session: "start", "after" or "off"."""
    timestamps: bool | None = None
    """True if the time stands before each plain line of a session."""
    letters: str | None = None
    """"usual" if the spoken sentence is never set in large letters, "everywhere" if menus are as well."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """The key of each action that has another one than usual (`screen.chosen_keys` says which keys may be given)."""


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    settings: Settings
    trouble: str = ""
    """One sentence about the values that cannot be used, and why; empty if all can, or if there is no file."""
    lost: frozenset[str] = frozenset()
    """The names, in the file, of the settings that cannot be read: something may have been chosen there."""
    doubt: str = ""
    """One sentence about a name in the file that isn't known, but much like one that is; empty if there is none."""


@dataclass(frozen=True, slots=True)
class Look:
    """The settings that the first frame needs."""

    theme: str = ""
    motion: str = ""
    letters: str = ""
    language: str = ""


_KNOWN = frozenset(field.name for field in fields(Settings)) - {"others"}


def path() -> Path:
    return resources.OwnPlace.SETTINGS.path()


def load(file: Path | None = None) -> LoadedSettings:
    """Reads the settings. A value that cannot be read has its default, and `trouble` says why."""
    file = carried_over.newest(file or path())
    try:
        settings, wrong = _read(file)
    except FileNotFoundError:
        return LoadedSettings(Settings())
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        return LoadedSettings(
            Settings(),
            f"I can't read your settings ({file}: {why}), so I don't know what you chose before.",
            _KNOWN,
        )
    if wrong:
        why = " and ".join(wrong.values())
        said = f"I can't use part of your settings ({file}: {why}). Everything else you chose still works."
        return LoadedSettings(settings, said, frozenset(wrong))
    return LoadedSettings(settings, doubt=_doubt(settings.others, file))


def _doubt(others: Mapping[str, Any], file: Path) -> str:
    """Says which name was probably mistyped. Other unknown names may belong to a newer version."""
    if not others:
        return ""
    import difflib

    near = ((name, difflib.get_close_matches(name, sorted(_KNOWN), 1, cutoff=0.75)) for name in others)
    name, meant = next(((name, found[0]) for name, found in near if found), ("", ""))
    if not name:
        return ""
    line = toml_file.line_of(file, name)
    where = f"{file}, line {line}" if line else str(file)
    return f"I don't know “{name}” in your settings ({where}). Did you mean “{meant}”?"


def look(file: Path | None = None) -> Look:
    """Reads theme, motion, letters and language alone, because the first frame must not wait for the checks. Never
    raises; ignores a value that isn't a text."""
    file = file or path()
    try:
        values = toml_file.read(file)
    except (OSError, ValueError):
        return Look()
    names = ("theme", "motion", "letters", "language")
    return Look(*(value if isinstance(value := values.get(name), str) else "" for name in names))


def change(make: Callable[[Settings], Settings], file: Path | None = None) -> str:
    """Reads the settings, and writes what `make` makes of them, while no other process changes them.

    `make` is given the settings as they are on the disk now: change only what was chosen, with `dataclasses.replace`,
    so that a choice made meanwhile in another window stays. Returns a sentence with the place of the old file if that
    could not be read in whole, else "". Raises SettingsError if it cannot be saved; the old file is then unchanged.
    """
    file = file or path()
    try:
        with _locked(file):
            kept = carried_over.carry_over(file, _read, _write)
            aside = _write(make(load(file).settings), file) or kept
    except OSError as error:
        raise SettingsError(
            f"Your choice couldn't be saved: {error.strerror}.", place=str(file), hint=_hint(error)
        ) from error
    return f"A copy of the old settings is here: {aside}" if aside is not None else ""


def forget(file: Path | None = None) -> bool:
    """Deletes all settings, and the damaged ones that were kept. True if there were any. Raises SettingsError."""
    file = file or path()
    if not file.parent.is_dir():
        return False
    try:
        with _locked(file):
            found = [own_file.remove(each) for each in (file, carried_over.old(file))]
    except OSError as error:
        raise SettingsError(
            f"I couldn't delete it: {error.strerror}.", hint=f"Please delete this file yourself: {file}"
        ) from error
    return any(found)


def forget_copies() -> bool:
    """Deletes the damaged settings that were kept beside. True if there were any. Raises OSError."""
    file = path()
    found = [own_file.remove_leavings(each) for each in (file, carried_over.old(file))]
    return any(found)


def _hint(error: OSError) -> str:
    """Returns the way to keep a choice that could not be saved."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "To keep it, free some space on this disk, and choose it again."
    return (
        "Everything else works. For somebody who knows this computer: to keep choices, allow Companion to save files "
        "there, or let COMPANION_HOME name another folder."
    )


@contextlib.contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Lets one process at a time change `file`. Raises SettingsError after _LOCK_WAIT, OSError if it cannot be
    locked."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_name(f".{file.stem}.lock").open("a+b") as lock:
        if not take_lock(lock, _LOCK_WAIT):
            raise SettingsError(
                "Your choice couldn't be saved, because Companion is saving something in another window.",
                place=str(file),
                hint="Please try again in a moment.",
            )
        yield


def _write(settings: Settings, file: Path) -> Path | None:
    """Writes all settings at once; returns where the old file is kept, if it could not be read in whole."""
    values = {
        **settings.others,
        "voice": settings.voice,
        "pace": settings.pace,
        "silences": settings.silences,
        "volume": settings.volume,
        "bed": settings.bed,
        "bed_volume": settings.bed_volume,
        "bells": settings.bells,
        "tones": settings.tones,
        "language": settings.language,
        "microphone": settings.microphone,
        "theme": settings.theme,
        "motion": settings.motion,
        "letters": settings.letters,
        "captions": settings.captions,
        "timestamps": settings.timestamps,
        "region": settings.region,
        "stop_word": settings.stop_word,
        "speak_pages": settings.speak_pages or None,
        "sound_check_offered": settings.sound_check_offered or None,
        "tour_offered": settings.tour_offered or None,
        "hidden_offers": list(settings.hidden_offers) or None,
        "favourites": list(settings.favourites) or None,
        "remember_last": settings.remember_last or None,
        "last": settings.last if settings.remember_last else None,
        "calibration": dict(settings.calibration) if settings.calibration is not None else None,
        "keys": dict(settings.keys) or None,
        "buttons": dict(settings.buttons) or None,
    }
    return toml_file.write(file, {key: value for key, value in values.items() if value is not None}, _wrong, _HEAD)


def _wrong(file: Path) -> Mapping[str, str]:
    return _read(file)[1]


def _read(file: Path) -> tuple[Settings, Mapping[str, str]]:
    """Returns the settings, and the complaint about each value that fails, by its name. Raises OSError, or ValueError
    in words for the person."""
    data = carried_over.read(file) if file.suffix == carried_over.OLD else toml_file.read(file)
    # Only here: pydantic takes longer to import than all the rest of this, and many people have no such file yet.
    from companion.store.checked import check
    from companion.store.settings_file import SettingsFile

    found = check(SettingsFile, data)
    values = {name: getattr(found.values, name) for name in SettingsFile.model_fields}
    for name in ("favourites", "hidden_offers"):
        values[name] = tuple(values[name])
    return Settings(**values, others=found.others), found.wrong
