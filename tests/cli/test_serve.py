"""`companion serve`: its address, its options, and its end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from companion.cli import main
from companion.errors import EXIT_GOOD, EXIT_INTERRUPTED, EXIT_YOURS

NO_WINDOWS = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals; run it on Linux or macOS")


@NO_WINDOWS
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, EXIT_INTERRUPTED), (signal.SIGTERM, EXIT_GOOD), (signal.SIGHUP, EXIT_GOOD)]
)
def test_it_says_its_address_and_ends_with_the_terminal(number: signal.Signals, code: int, tmp_path: Path) -> None:
    desktop = {"DISPLAY", "WAYLAND_DISPLAY"}
    env = {name: value for name, value in os.environ.items() if name not in desktop}
    serving = subprocess.Popen(
        [sys.executable, "-m", "companion", "serve"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**env, "COMPANION_HOME": str(tmp_path)},
    )
    assert serving.stdout is not None
    try:
        said = "".join(serving.stdout.readline() for _ in range(3))
        assert re.search(r"^  http://127\.0\.0\.1:\d+/[\w-]{43}/$", said, re.M), said
        serving.send_signal(number)
        rest = serving.stdout.read()
        assert serving.wait(30) == code
        assert "Traceback" not in rest
    finally:
        serving.kill()
        serving.wait()


def test_there_are_no_plain_lines_in_a_browser(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--plain", "serve"]) == EXIT_YOURS
    assert "type: companion --plain" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["70000", "-1", "eighty"])
def test_a_port_is_a_number_that_there_is(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["serve", f"--port={port}"])
    assert ended.value.code == EXIT_YOURS
    assert "isn't a port" in capsys.readouterr().err


def test_a_voice_that_is_not_there_is_said_before_anything_opens(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--voice", "nobody"]) == EXIT_YOURS
    assert "nobody" in capsys.readouterr().err
