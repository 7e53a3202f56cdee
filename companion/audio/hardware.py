"""Tells, without opening anything, whether the sound devices of this computer may have changed.

Starting PortAudio again is expensive and not without risk: on Linux it loads and unloads every plugin of ALSA, and the
client library of JACK opens a database in shared memory, which every program of this account uses. (Seen: three of six
programs that did so every second ended with SIGSEGV or SIGBUS while programs of another system used that database, too.
The database is the likely cause; this is not proven.)
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final, TypeAlias

_DEVICES: Final = Path("/dev/snd")
"""The kernel's folder of sound devices: one entry for each that is plugged in."""

Sighting: TypeAlias = tuple[tuple[str, int, int], ...]
"""Files that stand for devices and sound servers: path, inode, and time of the last change in nanoseconds."""


def sighting() -> Sighting | None:
    """Returns what can be seen of devices and sound servers, to be compared with a later sighting. Returns None if
    nothing is known to be worth looking at (macOS, Windows)."""
    if not sys.platform.startswith("linux"):
        return None
    seen = []
    for path in (_DEVICES, *_inside(_DEVICES), *_sockets()):
        try:
            found = path.stat()
        except OSError:
            continue
        # A device's own times change whenever somebody uses it; a folder's and a socket's when it is made anew.
        moment = 0 if path.parent == _DEVICES else found.st_mtime_ns
        seen.append((str(path), found.st_ino, moment))
    return tuple(seen)


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _sockets() -> list[Path]:
    """Returns the sockets on which PulseAudio and PipeWire listen, as the environment names them to their clients."""
    found = []
    if server := os.environ.get("PULSE_SERVER", ""):
        found += [Path(each.removeprefix("unix:")) for each in server.split() if each.startswith(("unix:", "/"))]
    if runtime := os.environ.get("PULSE_RUNTIME_PATH"):
        found.append(Path(runtime) / "native")
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        found += [Path(runtime) / "pulse" / "native", Path(runtime) / "pipewire-0"]
    return found
