"""No memory of ours is written to a file by a crash, not even where a dump is forced."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these limits; run it there")

DUMPABLE = "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)"
NAMES = "names = [part + 'Zwetschgenkuchen' for part in ('Anabella', 'Benjamina')]"


def run(code: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", f"{code}; import sys; sys.stdin.read()"],
        cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


def crashed(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline()
    process.send_signal(signal.SIGABRT)
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGABRT


@pytest.mark.parametrize("shield", ["leave_no_dump", "shield_memory"])
def test_a_crash_leaves_no_dump(tmp_path: Path, shield: str) -> None:
    code = f"from companion.walls.shield import {shield} as shield; shield(); {NAMES}; print(1, flush=True)"
    crashed(run(code, tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("shield", ["leave_no_dump", "shield_memory"])
def test_a_dump_that_is_forced_holds_no_name(tmp_path: Path, shield: str) -> None:
    """Somebody raises the limit again from outside."""
    import resource

    setting = Path("/proc/sys/kernel/core_pattern")
    pattern = setting.read_text(encoding="ascii").strip()
    if pattern != "core" or os.getuid():
        pytest.skip(f"a dump can only be forced as root, with “core” in {setting}; it has “{pattern}”")
    sizes = []
    for first in (NAMES, f"from companion.walls.shield import {shield} as shield; shield(); {NAMES}"):
        process = run(f"{first}; print(1, flush=True)", tmp_path)
        assert process.stdout is not None
        resource.prlimit(process.pid, resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        crashed(process)
        dumps = [path.read_bytes() for path in tmp_path.iterdir()]
        sizes.append([dump.count(b"Zwetschgenkuchen") for dump in dumps])
        for path in tmp_path.iterdir():
            path.unlink()
    assert sum(sizes[0]) > 0  # the dump of a process that is not shielded: this test would see a name
    assert sum(sizes[1]) == 0


def test_the_processes_that_it_starts_inherit_it(tmp_path: Path) -> None:
    code = (
        "from companion.walls.shield import leave_no_dump; leave_no_dump(); import subprocess, sys;"
        "subprocess.run([sys.executable, '-c', 'import resource; print(resource.getrlimit(resource.RLIMIT_CORE),"
        ' open("/proc/self/coredump_filter").read())\'])'
    )
    process = run(code, tmp_path)
    out, _ = process.communicate(timeout=30)
    assert out.split() == ["(1,", "1)", "00000000"]


def test_no_other_program_of_the_account_may_look_into_its_memory(tmp_path: Path) -> None:
    process = run(f"from companion.walls.shield import shield_memory; shield_memory(); {DUMPABLE}", tmp_path)
    out, _ = process.communicate(timeout=30)
    assert out == "0\n"


def test_a_limit_of_nothing_stays(tmp_path: Path) -> None:
    code = (
        "import os, resource; from companion.walls.shield import leave_no_dump;"
        "resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); os.getuid() or os.setuid(65534); leave_no_dump();"
        "print(resource.getrlimit(resource.RLIMIT_CORE)[1])"
    )
    out, _ = run(code, tmp_path).communicate(timeout=30)
    assert out == "0\n"
