"""Where things are: what ships with the program, and what belongs to the person using it.

Paths only; nothing is read, and nothing is created but what `made` is asked for. Two environment variables move
the person's own things elsewhere: COMPANION_HOME (everything) and COMPANION_MODELS (the weights alone).
"""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent
_NAME = "companion"


def in_checkout() -> bool:
    """Whether the program runs from its source tree, and not from an installed wheel."""
    return (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "exercises").is_dir()


def shipped_exercises() -> Path:
    """The packs that come with the program."""
    return _CHECKOUT / "exercises" if in_checkout() else _PACKAGE / "_exercises"


def catalog_path() -> Path:
    """The list of models that can be fetched."""
    return _CHECKOUT / "models" / "catalog.yaml" if in_checkout() else _PACKAGE / "_models" / "catalog.yaml"


def data_dir() -> Path:
    """The person's own: installed packs, settings, models."""
    return _own("data")


def cache_dir() -> Path:
    """What can be thrown away at any time: rendered speech, the list of exercises."""
    return _own("cache")


def log_dir() -> Path:
    return _own("log")


def own_exercises() -> Path:
    """Exercises and packs of the person's own; it may not exist."""
    return data_dir() / "exercises"


def own_crisis_file() -> Path:
    """The person's own numbers for the crisis card; it may not exist."""
    return data_dir() / "crisis.yaml"


def models_dir() -> Path:
    """Where weights are looked for and put: COMPANION_MODELS, the checkout's `models/`, or the person's own folder."""
    if chosen := os.environ.get("COMPANION_MODELS"):
        return Path(chosen).expanduser()
    beside = _CHECKOUT / "models"
    if in_checkout() and beside.is_dir() and os.access(beside, os.W_OK):
        return beside
    return data_dir() / "models"


def made(folder: Path) -> Path:
    """`folder`, created if need be. Raises OSError where that cannot be."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _own(kind: str) -> Path:
    if chosen := os.environ.get("COMPANION_HOME"):
        home = Path(chosen).expanduser()
        return home if kind == "data" else home / kind
    # Only here: most starts need one or two of these paths, and tests move them all.
    import platformdirs

    find = {
        "data": platformdirs.user_data_path,
        "cache": platformdirs.user_cache_path,
        "log": platformdirs.user_log_path,
    }[kind]
    return find(_NAME, appauthor=False)
