"""Descriptor 2 in a process of its own: bounded, logged, and the terminal kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from companion.app import stderr_log

_PROGRAM = """
import os, sys, threading, time
from companion.app.stderr_log import turn_noise_away
turn_noise_away()
os.write(2, b"ALSA lib says something\\n")
print("for the person", file=sys.stderr)
written = 0
def without_end():
    global written
    while True:
        written += os.write(2, b"Expression failed\\n" * 200)
threading.Thread(target=without_end, daemon=True).start()
time.sleep(1.0)
print(written)
sys.stdout.flush()
os._exit(0)
"""


def test_a_library_that_writes_without_end_waits_and_fills_no_disk(tmp_path: Path) -> None:
    home = os.environ | {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, timeout=60, env=home)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == "for the person\n"
    # Read at 80 kB a second: a second's worth and a full pipe of 64 kB (1 MB on some systems), not hundreds of MB.
    assert int(ran.stdout) < 3_000_000
    logs = list(tmp_path.rglob("libraries.log"))
    assert [path.name for path in logs] == ["libraries.log"]
    assert logs[0].read_text().startswith("ALSA lib says something")
    assert logs[0].stat().st_size <= 1_000_000 + 4096


def test_on_a_full_disk_it_is_read_all_the_same() -> None:
    refuses = os.open(os.devnull, os.O_RDONLY)  # as a full disk does: each write is an error
    reading, writing = os.pipe()
    os.write(writing, b"Expression failed\n")
    os.close(writing)
    stderr_log._keep(reading, refuses)
    assert os.read(reading, 1) == b""
    os.close(reading)
    os.close(refuses)


_ENDING = """
import ctypes, threading, time
from companion.app.stderr_log import turn_noise_away
turn_noise_away()
libc = ctypes.CDLL(None)
stderr = ctypes.c_void_p.in_dll(libc, "stderr")
def without_end():
    while True:
        libc.fputs(b"Expression failed\\n" * 50, stderr)
threading.Thread(target=without_end, daemon=True).start()
time.sleep(1.0)
"""


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="C's own stderr has this name on Linux only; run it there"
)
def test_a_program_whose_library_writes_without_end_can_end(tmp_path: Path) -> None:
    """It waited for ever: the writer held C's lock on `stderr`, and the pipe was not read any more."""
    home = os.environ | {"COMPANION_HOME": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", _ENDING], capture_output=True, text=True, timeout=60, env=home)
    assert (ran.returncode, ran.stderr) == (0, "")


_DYING = """
import os
from companion.app.stderr_log import turn_noise_away
turn_noise_away()
os.write(2, b"Expression failed\\n" * 500)
os.write(2, b"this is why\\n")
import time
time.sleep(0.2)
os._exit(134)
"""


def test_what_a_library_says_before_it_ends_the_process_is_kept(tmp_path: Path) -> None:
    home = os.environ | {"COMPANION_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", _DYING], capture_output=True, timeout=60, env=home, check=False)
    (log,) = tmp_path.rglob("libraries.log")
    assert log.read_text().endswith("this is why\n")
