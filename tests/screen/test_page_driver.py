"""The screen on a page in a browser: it ends as soon as no more keys can come."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from companion.browser.shown_app import DRIVER


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other pipes; run it on Linux or macOS")
def test_a_server_that_was_killed_leaves_no_program_behind(tmp_path: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "companion", "serve", "--no-mic", "--voice", "none", "--page"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "COMPANION_HOME": str(tmp_path), "TEXTUAL_DRIVER": DRIVER},
    )
    assert program.stdin is not None
    assert program.stdout is not None
    try:
        assert program.stdout.readline() == b"__GANGLION__\n"
        program.stdin.close()
        program.stdout.read()  # to its end
        assert program.wait(60) == 0
    finally:
        program.kill()
        program.wait()
