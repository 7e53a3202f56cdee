"""Measures the first frame of other Textual programs beside ours: harlequin and posting, from PyPI, in a virtual
environment of the bench's own. The table says so if they can't be had."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.figures import spread

OTHERS = {"posting": b"Send", "harlequin": b"Data Catalog"}
"""Words of each program's first frame."""
BESIDE = {"posting": ["tree-sitter<0.26"]}
"""Packages that a program needs in an older version than it says: with a newer tree-sitter posting 2.11 ends with a
segmentation fault as it starts."""
PATIENCE = 600.0
"""Seconds that their installation may take: harlequin brings a database of 60 MB."""
Frames = Callable[[list[str], bytes, Callable[[], Path]], list[float]]


def rows(frames: Frames) -> list[tuple[str, str, str]]:
    """Measures each with `frames`, as often as our own program."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name, words in OTHERS.items():
            place = Path(folder, name)
            if reason := _installed(name, place):
                found.append((f"{name}, first frame", f"not measured: {reason}", ""))
                continue
            program = next(iter([*place.glob(f"bin/{name}"), *place.glob(f"Scripts/{name}.exe")]))
            home = Path(folder, f"home of {name}")
            frames([str(program)], words, partial(Path, home))  # bytecode and files of the first start
            found.append((f"{name}, first frame", spread(frames([str(program)], words, partial(Path, home))), ""))
    return found


def _installed(name: str, place: Path) -> str:
    """Installs it. Returns the reason if that can't be done, else ""."""
    python = place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    try:
        subprocess.run([sys.executable, "-m", "venv", place], check=True, capture_output=True, timeout=PATIENCE)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", name, *BESIDE.get(name, [])],
            check=True,
            capture_output=True,
            timeout=PATIENCE,
            text=True,
        )
    except subprocess.CalledProcessError as error:
        said = [line for line in str(error.stderr).splitlines() if line.startswith("ERROR")]
        return said[-1][:100] if said else "it could not be installed"
    except subprocess.TimeoutExpired:
        return "its installation took too long"
    return ""
