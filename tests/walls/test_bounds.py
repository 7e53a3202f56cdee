"""The bounds of a process that reads files from strangers: it fails instead of taking more."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems don't have both bounds; run it on Linux")


def ended(code: str) -> subprocess.CompletedProcess[str]:
    program = f"from companion.walls.bounds import bound_memory, bound_processor\n{code}"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)


def test_memory_beyond_the_bound_is_refused() -> None:
    assert ended("bound_memory(50_000_000)\nbytearray(10_000_000)").returncode == 0
    assert "MemoryError" in ended("bound_memory(50_000_000)\nbytearray(100_000_000)").stderr


def test_a_process_that_computes_for_ever_is_ended() -> None:
    assert ended("bound_processor(1)\nwhile True: pass").returncode < 0
