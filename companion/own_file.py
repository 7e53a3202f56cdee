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


def write(file: Path, values: Mapping[str, Any], usable: Callable[[Path], object]) -> None:
    """Replace it all at once, for nobody else to read. Raises OSError; the old file then stands as it was.

    `usable` raises OSError or ValueError where the file that stands there now is of no use; it is then moved aside.
    """
    text = json.dumps(values, indent=2, ensure_ascii=False) + "\n"
    written: str | None = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _keep_broken(file, usable)
        descriptor, written = tempfile.mkstemp(dir=file.parent, prefix=f".{file.stem}-", suffix=".json")
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.replace(written, file)
    except OSError:
        if written is not None:
            Path(written).unlink(missing_ok=True)
        raise


def remove(file: Path) -> bool:
    """Delete it, what was kept aside of it, and what a power cut may have left half-written. Whether there was any.

    Raises OSError.
    """
    found = [file, *file.parent.glob(f"{file.name}.broken*"), *file.parent.glob(f".{file.stem}-*.json")]
    there = [path for path in found if path.is_file()]
    for path in there:
        path.unlink(missing_ok=True)
    return bool(there)


def _keep_broken(file: Path, usable: Callable[[Path], object]) -> None:
    """Move a file that cannot be read out of the way, under a name that is free."""
    try:
        usable(file)
    except FileNotFoundError:
        return
    except (OSError, ValueError):
        aside = file.with_name(file.name + ".broken")
        number = 2
        while aside.exists():
            aside = file.with_name(f"{file.name}.broken-{number}")
            number += 1
        os.replace(file, aside)
