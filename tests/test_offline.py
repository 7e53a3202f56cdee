"""Nothing connects to a network while a session runs: every socket connect in the program's process fails the test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from companion import resources
from tests.shipped import LAST_WORDS

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
    return {**os.environ, "COMPANION_HOME": str(tmp_path), "COMPANION_MODELS": str(resources.models_dir())}


def finished(command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["play", "right-now", "--plain", "--speed", "60"],
        ["play", "right-now", "--plain", "--speed", "20", "--voice", "system"],
        ["list"],
        ["preview", "five-senses"],
        ["crisis", "--region", "GB"],
        ["pack", "list"],
        ["pack", "verify"],
        ["pack", "update", "--yes"],
        ["shelf", "list"],
    ],
    ids=" ".join,
)
def test_no_command_but_setup_connects_anywhere(arguments: list[str], tmp_path: Path) -> None:
    done = finished([sys.executable, "-c", PLAYS, *arguments], environment(tmp_path))
    assert "CONNECTED" not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("typed", ["download\nback\nquit\n", "download\n1\nquit\n"], ids=["no", "yes"])
def test_the_offer_to_download_connects_nowhere(typed: str, tmp_path: Path) -> None:
    """After a yes only a process of its own could fetch. Here that one does nothing."""
    empty = {**environment(tmp_path), "COMPANION_MODELS": str(tmp_path / "models")}
    idle = "import companion.app.downloads as d\nd.own_command = lambda *a: (sys.executable, '-c', '')\n"
    script = PLAYS.replace("from companion.cli", f"{idle}from companion.cli")
    done = subprocess.run(
        [sys.executable, "-c", script, "--plain"], env=empty, input=typed, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert "CONNECTED" not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr
    assert "Download it now" in done.stdout


def test_packs_from_files_and_folders_connect_nowhere(tmp_path: Path) -> None:
    """The whole way of a pack, except an address of the web: build, sign, install, update from a folder."""
    pack = tmp_path / "calm"
    pack.mkdir()
    source = resources.shipped_exercises() / "settle-now"
    for file in source.glob("*.yaml"):
        (pack / file.name).write_bytes(file.read_bytes())
    (pack / "pack.yaml").write_text(
        "id: calm\nversion: 1.0.0\ntitle: Calm\nauthor: Anna\nlicense: CC0-1.0\n", encoding="utf-8"
    )
    shelf = tmp_path / "shelf"
    file = str(shelf / "calm-1.0.0.companion.zip")
    commands = [
        ["key", "new"],
        ["pack", "build", str(pack), "-o", str(shelf)],
        ["pack", "sign", file],
        ["shelf", "build", str(shelf)],
        ["pack", "install", file, "--yes"],
        ["shelf", "add", str(shelf), "--yes"],
        ["pack", "update", "--yes"],
        ["pack", "install", "calm", "--yes"],
        ["pack", "remove", "calm", "--yes"],
    ]
    one_by_one = PLAYS.replace("sys.exit(main(sys.argv[1:]))", f"sys.exit(any([main(each) for each in {commands!r}]))")
    done = finished(
        [sys.executable, "-c", one_by_one],
        {**environment(tmp_path / "home"), "COMPANION_PASSPHRASE": "four quiet words here"},
    )
    assert "CONNECTED" not in done.stderr, done.stderr
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Removed: Calm." in done.stdout


def test_a_session_plays_in_an_empty_network_namespace(tmp_path: Path) -> None:
    unshare = ["unshare", "-rn"]
    try:
        possible = subprocess.run([*unshare, "true"], capture_output=True, timeout=10, check=False).returncode == 0
    except FileNotFoundError:
        possible = False
    if not possible:
        pytest.skip("this system allows no empty network namespace (unshare -rn); run it as root")
    done = finished(
        [*unshare, sys.executable, "-m", "companion", "play", "right-now", "--plain", "--speed", "30"],
        environment(tmp_path),
    )
    assert done.returncode == 0, done.stderr
    assert LAST_WORDS in done.stdout
