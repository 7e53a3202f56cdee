"""The places of files: those that ship with the program, and those of the person who uses it.

No file is read. Only `made` creates a folder, and `close_own_folders` changes who may look into one. Two environment
variables move the person's own files elsewhere: COMPANION_HOME (everything) and COMPANION_MODELS (the weights alone).

Each file and folder that the program makes in the person's own folders is an `OwnPlace`. `app/everything.py` has to say
of each one whether "Delete everything about me" deletes it, so nothing new can be forgotten there.
"""

from __future__ import annotations

import contextlib
import os
import stat
from enum import Enum
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent
_NAME = "companion"


def in_checkout() -> bool:
    """Tells whether the program runs from its source tree instead of an installed wheel."""
    return (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "exercises").is_dir()


def shipped_exercises() -> Path:
    """Returns the folder of the packs that come with the program."""
    return _CHECKOUT / "exercises" if in_checkout() else _PACKAGE / "_exercises"


def catalog_path() -> Path:
    """Returns the file that lists the models that can be fetched."""
    return _CHECKOUT / "models" / "catalog.yaml" if in_checkout() else _PACKAGE / "_models" / "catalog.yaml"


def data_dir() -> Path:
    """Returns the person's own folder: installed packs, settings, models."""
    return _own("data")


def cache_dir() -> Path:
    """Returns the folder that can be deleted at any time: rendered speech, the list of exercises."""
    return _own("cache")


def log_dir() -> Path:
    return _own("log")


class OwnPlace(Enum):
    """Each file or folder in the person's own folders, by the folder that it is in and its name there.

    The settings page lists those about people in this order.
    No other module puts such a path together by itself (`tests/test_resources.py`).
    """

    LEFT_OFF = ("data", "left-off.json")
    LAST_TIME = ("data", "last-time.json")
    COUPLE = ("data", "couple.json")
    JOURNAL = ("data", "journal")
    HALVES = ("data", "yes-no-maybe")
    SPEECH = ("cache", "speech")
    LOGS = ("log", "")
    CRISIS = ("data", "crisis.yaml")
    SAY_AS = ("data", "say-as.yaml")
    EXERCISES = ("data", "exercises")
    KEPT_CHANGES = ("data", "kept")
    AUTHORS = ("data", "authors.json")
    SHELVES = ("data", "shelves")
    SIGNING_KEYS = ("data", "keys")
    PACK_DOWNLOADS = ("cache", "packs")
    MODELS = ("data", "models")
    TUNED_MODELS = ("cache", "models")
    EXERCISE_LIST = ("cache", "exercises.json")
    SETTINGS = ("data", "settings.toml")

    def path(self) -> Path:
        """Returns its path; there may be nothing yet."""
        kind, name = self.value
        folder = {"data": data_dir, "cache": cache_dir, "log": log_dir}[kind]
        return folder() / name


def own_exercises() -> Path:
    """Returns the folder of the person's own exercises and packs; it may not exist."""
    return OwnPlace.EXERCISES.path()


def own_say_as() -> Path:
    """The person's own list of words that voices should say in another way; it may not exist."""
    return OwnPlace.SAY_AS.path()


def own_crisis_file() -> Path:
    """Returns the file with the person's own numbers for the crisis card; it may not exist."""
    return OwnPlace.CRISIS.path()


def models_dir() -> Path:
    """Finds the folder of the weights: COMPANION_MODELS, the checkout's `models/`, or the person's own folder."""
    if chosen := os.environ.get("COMPANION_MODELS"):
        return Path(chosen).expanduser()
    beside = _CHECKOUT / "models"
    if in_checkout() and beside.is_dir() and os.access(beside, os.W_OK):
        return beside
    return OwnPlace.MODELS.path()


def shipped_models() -> Path | None:
    """Returns the folder of the models that came with an installed program, which only a package of the system may
    have; None in a checkout, where `models_dir` is the only one."""
    return None if in_checkout() else _PACKAGE / "_models"


def made(folder: Path) -> Path:
    """Creates `folder` if need be, for its owner alone, and returns it. Raises OSError."""
    for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
    return folder


def close_own_folders() -> None:
    """Lets only the owner look into the person's own folders, which earlier versions made with the usual rights.

    A folder that COMPANION_HOME names is left as it is, because it may hold more than our files; only the folders for
    the cache and for logs inside it are closed.
    """
    if os.name == "nt":
        return
    own = (cache_dir(), log_dir()) if os.environ.get("COMPANION_HOME") else (data_dir(), cache_dir(), log_dir())
    for folder in own:
        with contextlib.suppress(OSError):
            found = folder.lstat()
            if stat.S_ISDIR(found.st_mode) and found.st_mode & 0o077 and found.st_uid == os.getuid():
                folder.chmod(stat.S_IMODE(found.st_mode) & ~0o077)


def _own(kind: str) -> Path:
    if chosen := os.environ.get("COMPANION_HOME"):
        home = Path(chosen).expanduser()
        return home if kind == "data" else home / kind
    # Imported here, because most starts need only one or two of these paths, and tests replace them all.
    import platformdirs

    find = {
        "data": platformdirs.user_data_path,
        "cache": platformdirs.user_cache_path,
        "log": platformdirs.user_log_path,
    }[kind]
    return find(_NAME, appauthor=False)
