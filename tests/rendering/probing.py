"""Reads files with ffprobe, ffmpeg's own tool, as a player that knows nothing of us does."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest


def probed(file: Path) -> dict[str, Any]:
    """Reads chapters, streams, tags and length."""
    program = shutil.which("ffprobe")
    if program is None:
        pytest.skip("ffprobe is not installed (Debian's package: ffmpeg)")
    asked = ["-v", "error", "-show_chapters", "-show_streams", "-show_format", "-of", "json"]
    done = subprocess.run([program, *asked, str(file)], capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def chapters_in(file: Path) -> list[tuple[float, str]]:
    """The chapters as ffprobe lists them: their beginnings in seconds, and their titles."""
    return [(float(each["start_time"]), each["tags"]["title"]) for each in probed(file)["chapters"]]
