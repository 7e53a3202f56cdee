"""Comparing text with a kept file, and writing it anew where COMPANION_UPDATE_GOLDEN is set."""

from __future__ import annotations

import os
from pathlib import Path

UPDATE = "COMPANION_UPDATE_GOLDEN"


def compare(kept: Path, text: str) -> None:
    """Fails where `text` is not what `kept` holds, or where there is no such file; says how to keep the new text."""
    if os.environ.get(UPDATE):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(text, encoding="utf-8", newline="\n")
    assert kept.is_file(), f"{kept.name} is not there yet: run with {UPDATE}=1, and read what it writes"
    assert text == kept.read_text(encoding="utf-8"), f"if this is meant: {UPDATE}=1"
