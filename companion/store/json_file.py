"""Reads and writes one small JSON file of the person's own. The caller (`couple.couple_file`) defines its keys and
values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from companion.store.own_file import read_small, replace_whole


def read(file: Path, what: str) -> dict[str, Any]:
    """Reads the values. Raises OSError, or ValueError in words for the person: "it is not a list of {what}"."""
    content = read_small(file)
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        # A wrong encoding, wrong JSON, or brackets without end.
        raise ValueError("it is not JSON") from error
    if not isinstance(data, dict):
        raise ValueError(f"it is not a list of {what}")
    return data


def write(file: Path, values: Mapping[str, Any], wrong_in: Callable[[Path], Mapping[str, str]]) -> Path | None:
    """Replaces the whole file at once, as `own_file.replace_whole` does. Raises OSError."""
    return replace_whole(file, _as_json(values), wrong_in)


def _as_json(values: Mapping[str, Any]) -> bytes:
    """Writes letters unescaped. A lone surrogate, for which UTF-8 has no bytes, stays an escape."""
    try:
        return (json.dumps(values, indent=2, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(values, indent=2) + "\n").encode()
