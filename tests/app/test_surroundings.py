"""The sentences about this computer, and first starts in places where something is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from companion.app.surroundings import cannot_save, sounds_elsewhere
from tests.screen.pty_program import in_a_terminal
from tests.shipped import FIRST_WORDS

terminals = pytest.mark.skipif(
    os.name == "nt", reason="there are no pseudoterminals on Windows; run it on Linux or macOS"
)


def test_a_folder_that_can_be_written_or_made_is_not_spoken_of(tmp_path: Path) -> None:
    assert cannot_save(tmp_path) == cannot_save(tmp_path / "not" / "yet") == ""


def test_a_folder_that_cannot(locked_folder: Path) -> None:
    assert cannot_save(locked_folder).startswith(f"I can’t save anything in {locked_folder}.")
    assert cannot_save(locked_folder / "not" / "yet")


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert cannot_save(tmp_path / "file" / "companion")


def test_over_ssh() -> None:
    assert sounds_elsewhere({"SSH_CONNECTION": "10.0.0.2 50000 10.0.0.1 22"})
    assert sounds_elsewhere({}) == ""


@pytest.fixture
def read_only_home(tmp_path: Path) -> tuple[Path, list[str]]:
    """A home in which even root can write nothing, and the command that runs a program there."""
    home = tmp_path / "home"
    home.mkdir()
    command = ["unshare", "-rm", "sh", "-c", 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"']
    if not shutil.which("unshare"):
        pytest.skip("`unshare` is missing, which makes a folder read-only (Debian's package: util-linux)")
    tried = subprocess.run([*command, str(home), "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(
            f"this system allows no namespaces, which make a folder read-only; run it as root: {tried.stderr.strip()}"
        )
    return home, [*command, str(home)]


@terminals
def test_a_home_that_cannot_be_written_is_said_once_and_an_exercise_begins(
    read_only_home: tuple[Path, list[str]],
) -> None:
    home, before = read_only_home
    with in_a_terminal("--voice", "none", "--no-mic", home=home, before=before) as program:
        program.press_at("I can’t save anything in", b"1")
        assert program.wait_for(FIRST_WORDS)
        program.press(b"\x1b")
        assert program.wait_for("We’ve stopped.")
    assert list(home.iterdir()) == []


@terminals
def test_a_home_that_cannot_be_written_in_plain_lines(read_only_home: tuple[Path, list[str]]) -> None:
    home, before = read_only_home
    with in_a_terminal("--plain", "--voice", "none", "--no-mic", home=home, before=before) as program:
        assert program.wait_for("I can’t save anything in")
        program.press(b"1\n")
        assert program.wait_for(FIRST_WORDS)
        program.press(b"stop\n")
        assert program.wait_for("We’ve stopped.")


@terminals
def test_a_download_into_such_a_home_says_why_not(read_only_home: tuple[Path, list[str]]) -> None:
    home, before = read_only_home
    missing = {"COMPANION_MODELS": str(home / "models")}
    with in_a_terminal("--voice", "none", home=home, before=before, **missing) as program:
        program.press_at("I can’t save anything in", b"download\r")
        program.press_at("Download it now", b"\r")
        assert program.wait_for("I’m not allowed to save anything in")


@terminals
def test_the_smallest_window_and_no_model(tmp_path: Path) -> None:
    missing = {"COMPANION_MODELS": str(tmp_path / "models")}
    with in_a_terminal(home=tmp_path / "home", size=(40, 15), **missing) as program:
        assert program.wait_for("To let me listen, and for a natural voice, type “download”.")
        program.press(b"1")
        assert program.wait_for("Let’s")


@terminals
@pytest.mark.parametrize("kind", ["linux", "xterm-256color", "dumb"])
def test_over_ssh_it_starts_and_says_where_the_sound_is(kind: str, tmp_path: Path) -> None:
    plain = kind == "dumb"  # a terminal that can only print lines gets lines
    afar = {"SSH_CONNECTION": "10.0.0.2 50000 10.0.0.1 22", "TERM": kind, "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    with in_a_terminal("--no-mic", home=tmp_path / "home", **afar) as program:
        program.press_at("the voice comes out of its speakers. You can read the words here.", b"1\n" if plain else b"1")
        if plain:
            assert program.wait_for("To see what you can type")
        else:
            assert program.wait_for(FIRST_WORDS)
