"""One small JSON file of the person's own: read whole, written whole or not at all, never lost.

What is in it is for the callers (`settings`, `couple`); a file that they cannot use is kept beside, as `.broken`.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

LARGEST = 64 * 1024
"""Bytes; a larger file is none of ours."""


def read(file: Path, what: str) -> dict[str, Any]:
    """The values in it. Raises OSError, or ValueError in words for the person: "it is not a list of {what}"."""
    if file.stat().st_size > LARGEST:
        raise ValueError("it is too large")
    try:
        data = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        # A wrong encoding, wrong JSON, or brackets without end.
        raise ValueError("it is not JSON") from error
    if not isinstance(data, dict):
        raise ValueError(f"it is not a list of {what}")
    return data


def write(file: Path, values: Mapping[str, Any], usable: Callable[[Path], object]) -> Path | None:
    """Replace it all at once, for nobody else to read. Raises OSError; the old file then stands as it was.

    `usable` raises OSError or ValueError where the file that stands there now cannot be read, or not all of it; it is
    then moved aside, and where to is returned.
    """
    content = _as_json(values)
    written: str | None = None
    aside: Path | None = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, written = tempfile.mkstemp(dir=file.parent, prefix=f".{file.stem}-", suffix=".json")
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        # Only now: on a full disk, what can still be read of the old file must stay where it is looked for.
        aside = _keep_broken(file, usable)
        os.replace(written, file)
        written = None
    except OSError:
        if aside is not None:
            os.replace(aside, file)
        raise
    finally:
        if written is not None:
            Path(written).unlink(missing_ok=True)
    return aside


def remove(file: Path) -> bool:
    """Delete it, what was kept aside of it, and what a power cut may have left half-written. Whether there was any.

    Raises OSError.
    """
    was_there = file.is_file()
    if was_there:
        file.unlink(missing_ok=True)
    return remove_leavings(file) or was_there


def remove_leavings(file: Path) -> bool:
    """Delete what was kept aside of it, and what a power cut may have left half-written. Whether there was any.

    Raises OSError.
    """
    found = [*file.parent.glob(f"{file.name}.broken*"), *file.parent.glob(f".{file.stem}-*.json")]
    there = [path for path in found if path.is_file()]
    for path in there:
        path.unlink(missing_ok=True)
    return bool(there)


def _as_json(values: Mapping[str, Any]) -> bytes:
    """As people read it; half a sign (a lone surrogate), which UTF-8 has no bytes for, stays an escape."""
    try:
        return (json.dumps(values, indent=2, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(values, indent=2) + "\n").encode()


def _keep_broken(file: Path, usable: Callable[[Path], object]) -> Path | None:
    """Move a file that cannot be read out of the way, under a name that is free; that name."""
    try:
        usable(file)
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        aside = file.with_name(file.name + ".broken")
        number = 2
        while aside.exists():
            aside = file.with_name(f"{file.name}.broken-{number}")
            number += 1
        os.replace(file, aside)
        return aside
    return None
