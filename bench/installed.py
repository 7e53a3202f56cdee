"""Measures programs as they are installed: first frame and first sound, cold and warm, and of the first start ever.

`python -m bench installed PROGRAM …`. Cold means that no file of the installation is in memory. The system's
own parts, such as libc, stay in memory. A program that isn't Companion has no first sound.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path
from typing import Final

from bench.figures import percentile, table

RUNS: Final = 5
LONGEST: Final = 90.0
"""Seconds that a program has for its first frame, or its first sound."""
OTHER_SCREEN: Final = b"\x1b[?1049h"
"""Sent by every full-screen program before its first frame."""


def run(programs: list[str]) -> int:
    if not programs:
        print("Name the programs, such as: python -m bench installed ~/.local/bin/companion")
        return 1
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for program in programs:
        folder = folder_of(Path(program))
        size, count = size_of(folder)
        rows = [
            ("on the disk", f"{size / 1e6:.0f} MB", f"{count} files in {folder}"),
            ("first frame, cold", *times(program, folder, cold=True)),
            ("first frame, warm", *times(program, folder, cold=False)),
            *sounds(program, folder),
        ]
        table(program, rows)
    return 0


def folder_of(program: Path) -> Path:
    """Returns the folder of an installed program: that of its environment, or its own."""
    real = program.resolve()
    return real.parents[1] if real.parent.name == "bin" else real.parent


def size_of(folder: Path) -> tuple[int, int]:
    files = [path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sum(files), len(files)


def forget_files(folder: Path) -> None:
    """Takes the files of the folder out of the system's memory, so that the next start reads them from the disk."""
    os.sync()
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            descriptor = os.open(path, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


def times(program: str, folder: Path, *, cold: bool) -> tuple[str, str]:
    found = []
    with tempfile.TemporaryDirectory() as home:
        if not cold:
            frame(program, home)
        for _ in range(RUNS):
            if cold:
                forget_files(folder)
            found.append(frame(program, home))
    return f"median {percentile(found, 0.5):.2f} s", f"{min(found):.2f} to {max(found):.2f} s, {RUNS} runs"


def frame(program: str, home: str) -> float:
    """Returns the seconds from the start of a program to the first text on its screen of 80x24; nan if none comes."""
    control, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    started = time.monotonic()
    process = subprocess.Popen(
        [program], stdin=terminal, stdout=terminal, stderr=terminal, env=environment(home), start_new_session=True
    )
    os.close(terminal)
    seen = b""
    try:
        while time.monotonic() - started < LONGEST:
            if select.select([control], [], [], 0.5)[0]:
                seen += os.read(control, 65536)
                _, entered, drawn = seen.partition(OTHER_SCREEN)
                if entered and b"\x1b[38;" in drawn:  # the first coloured text
                    return time.monotonic() - started
        return float("nan")
    except OSError:  # the program ended
        return float("nan")
    finally:
        process.kill()
        process.wait(5)
        os.close(control)


def environment(home: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMPANION_", "XDG_"))}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none", "HOME": home}


def sounds(program: str, folder: Path) -> list[tuple[str, str, str]]:
    """Measures the seconds from `companion play right-now` to its first word at the virtual loudspeaker."""
    from tests.audio.rig import SoundRig, why_not

    if Path(program).name != "companion":
        return []
    if reason := why_not():
        return [("first sound", f"not measured: {reason}", "")]
    rows = []
    with tempfile.TemporaryDirectory() as home, SoundRig() as rig:
        for name, cold, runs in (("the first start ever", True, 1), ("cold", True, RUNS), ("warm", False, RUNS)):
            found = []
            for _ in range(runs):
                if cold:
                    forget_files(folder)
                found.append(_sound(program, home, rig))
            rows.append(
                (
                    f"first sound, {name}",
                    f"median {percentile(found, 0.5):.2f} s",
                    f"{min(found):.2f} to {max(found):.2f} s",
                )
            )
    return rows


def _sound(program: str, home: str, rig: object) -> float:
    from tests.audio.rig import RigError, SoundRig

    assert isinstance(rig, SoundRig)
    loudspeaker = rig.record_loudspeaker()
    started = time.monotonic()
    process = subprocess.Popen(
        [program, "play", "right-now", "--plain"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**environment(home), **rig.changes},
    )  # fmt: skip
    try:
        return loudspeaker.wait_for_sound(after=started, timeout=LONGEST) - started
    except RigError:
        return float("nan")
    finally:
        process.kill()
        process.wait(10)
        loudspeaker.stop()


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
