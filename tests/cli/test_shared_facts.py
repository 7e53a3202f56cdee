"""The page of `companion doctor --share` has what a helper needs, and nothing that tells whose computer it is."""

from __future__ import annotations

import os
import platform
import socket
from pathlib import Path

import pytest

from companion import __version__, cli, resources
from companion.audio.probes import Probe
from companion.cli import doctor, shared_facts
from companion.errors import CompanionError

AIRPODS = "Ada Lovelace’s AirPods Pro: USB Audio (hw:1,0)"


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Gives everything on this computer a name that must not be on the page."""
    home = tmp_path / "home" / "adalove"
    home.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("COMPANION_HOME", str(home / "Ada Ben"))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(socket, "gethostname", lambda: "adas-laptop")
    monkeypatch.setattr(platform, "node", lambda: "adas-laptop")
    monkeypatch.setattr(platform, "release", lambda: "6.1.0-18-lovelace")
    monkeypatch.setattr(shared_facts, "_device_names", lambda: [AIRPODS, "hw"])
    monkeypatch.setattr(shared_facts, "_user_names", lambda: {"adalove", "Ada Lovelace", "Lovelace"})
    return home


def page_of(*probes: Probe) -> str:
    return shared_facts.facts_page(probes, shared_facts.private_words())


def test_no_name_and_no_folder(named: Path) -> None:
    page = page_of(
        Probe("Speaker", True, f"{AIRPODS}: played a bell (delay: 0.02 seconds)."),
        Probe("Microphone", False, "adas-laptop gives only silence.", f"Look into {named}/.config/pulse."),
        Probe("Copy", False, f"I can't read it: [Errno 13] denied: '{resources.cache_dir()}/models/x'."),
        Probe("Voice", False, "ADALOVE has no right to /media/Ada/stick/voice.onnx or C:\\Users\\Ada\\voice.onnx."),
        Probe("Files", False, f"{resources.data_dir()} is full."),
    )
    for private in ("ada", "lovelace", "ben", "airpods", str(named.parent).casefold(), "/media", "users"):
        assert private not in page.casefold(), private
    assert "[the device]: played a bell (delay: 0.02 seconds)." in page
    assert "[the computer] gives only silence." in page
    assert "[a folder]" in page


def test_facts_that_help(named: Path) -> None:
    page = page_of(
        Probe("Speaker", False, "There is no speaker.", "Plug one in."), Probe("Delay", True, "not measured.")
    )
    assert f"Companion  {__version__} of " in page
    assert "from the source" in page
    assert "xterm-256color" in page
    assert f"{platform.python_version()}\n" in page
    assert f"{os.cpu_count()} cores" in page
    assert "PROBLEM    Speaker: There is no speaker.\n           Plug one in.\n" in page
    assert "–          Delay: not measured." in page


def test_words_that_only_hold_a_name_stay() -> None:
    private = {"Ben": "[the user]", "rig": "[the device]"}
    assert shared_facts.without(private, "Right: Benefit, and/or ben.") == "Right: Benefit, and/or [the user]."


def test_this_computer_is_known() -> None:
    words = shared_facts.private_words()
    assert words[str(Path.home())] == "[a folder]"
    assert words.get(socket.gethostname(), "[the computer]") == "[the computer]"


def test_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], named: Path
) -> None:
    found = [Probe("Speaker", True, f"{AIRPODS}: played a bell.")]
    monkeypatch.setattr(doctor, "_results", lambda *, microphone: iter(found))
    file = tmp_path / "facts.txt"
    assert cli.main(["doctor", "--share", str(file)]) == 0
    assert "[the device]: played a bell." in file.read_text(encoding="utf-8")
    said = capsys.readouterr().out
    assert AIRPODS in said
    assert "read it before you send it" in said


def test_no_file_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Ben", encoding="utf-8")
    assert cli.main(["doctor", "--share", str(file)]) == 1
    assert "already a file of this name" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == "Dear Ben"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CompanionError, match="I can't write it there"):
        shared_facts.write_facts(tmp_path / "none" / "facts.txt", [])
