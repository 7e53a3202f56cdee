"""`companion settings`: every choice in words, and a way to delete all of them."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from companion import cli
from companion.cli.own_settings import SAYS
from companion.errors import EXIT_GOOD
from companion.store import settings
from companion.store.settings import LoadedSettings, Settings

ALL = Settings("IE", {"newer": 1}, "pineapple", {"gain_db": 3.0}, sound_check_offered=True, buttons={"f5": "pause"})


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.main(["settings", *arguments]) == EXIT_GOOD
    return capsys.readouterr().out


def test_every_setting_has_a_name_in_words() -> None:
    assert {*SAYS, "others"} == {field.name for field in fields(Settings)}


def test_all_that_was_chosen_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    settings.change(lambda _: ALL)
    written = said(capsys)
    for wanted in (
        "Ireland",
        "pineapple",
        "how you say the words",
        "sound check",
        "newer",
        "f5: pause",
        str(settings.path()),
    ):
        assert wanted in written
    assert "gain_db" not in written


def test_without_a_choice_it_says_so_and_writes_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "haven't chosen anything yet" in said(capsys)
    assert "Nothing was saved." in said(capsys, "--forget")
    assert not home.exists()


def test_a_damaged_file_is_said(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.mkdir()
    settings.path().write_text('region = 7\nstop_word = "pineapple"', encoding="utf-8")
    written = said(capsys)
    assert "its country isn't a two-letter code" in written
    assert "pineapple" in written


def test_forgetting_leaves_no_choice_on_the_disk(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.change(lambda _: ALL)
    (home / "settings.toml.broken").write_text("pineapple", encoding="utf-8")
    assert "deleted" in said(capsys, "--forget")
    assert settings.load() == LoadedSettings(Settings())
    assert all(b"pineapple" not in file.read_bytes() for file in home.iterdir())
