"""Nothing connects to a network while a session runs: every socket connect in the program's process fails the test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PLAYS = """
import socket, sys

def refuse(*arguments, **named):
    print("CONNECTED", arguments, file=sys.stderr, flush=True)
    raise AssertionError(f"a connection: {arguments}")

for name in ("connect", "connect_ex", "sendto", "bind"):
    setattr(socket.socket, name, refuse)
socket.getaddrinfo = refuse
socket.create_connection = refuse

from companion.cli import main
sys.exit(main(sys.argv[1:]))
"""


def environment(tmp_path: Path) -> dict[str, str]:
    from companion import resources

    return {**os.environ, "COMPANION_HOME": str(tmp_path), "COMPANION_MODELS": str(resources.models_dir())}


@pytest.mark.parametrize(
    "arguments",
    [
        ["play", "right-now", "--plain", "--speed", "60"],
        ["play", "right-now", "--plain", "--speed", "20", "--voice", "system"],
        ["list"],
        ["preview", "five-senses"],
        ["crisis", "--region", "GB"],
    ],
    ids=" ".join,
)
def test_no_command_but_setup_connects_anywhere(arguments: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PLAYS, *arguments],
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "CONNECTED" not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr


def test_a_session_plays_in_an_empty_network_namespace(tmp_path: Path) -> None:
    unshare = ["unshare", "-rn"]
    try:
        possible = subprocess.run([*unshare, "true"], capture_output=True, timeout=10, check=False).returncode == 0
    except FileNotFoundError:
        possible = False
    if not possible:
        pytest.skip("this system does not let us make an empty network namespace (unshare -rn)")
    done = subprocess.run(
        [*unshare, sys.executable, "-m", "companion", "play", "right-now", "--plain", "--speed", "30"],
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "That was the minute" in done.stdout
