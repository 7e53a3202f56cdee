"""`companion crisis`: the numbers in lines, for whoever asks outside a session."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from companion import cli
from companion.errors import EXIT_GOOD, EXIT_YOURS
from companion.screen import words
from companion.store import settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    for name in ("LC_ALL", "LC_TELEPHONE", "LC_ADDRESS", "LC_MONETARY", "LC_TIME", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_IE.UTF-8")
    return tmp_path / "home"


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = EXIT_GOOD) -> str:
    assert cli.main(["crisis", *arguments]) == code
    out, err = capsys.readouterr()
    return out + err


def test_the_country_is_guessed_and_called_a_guess(capsys: pytest.CaptureFixture[str]) -> None:
    written = said(capsys)
    assert "I don’t know your country. From this computer’s settings, I’m guessing Ireland." in written
    assert words.CRISIS_RUN in written
    assert written.index(words.CRISIS_RUN) < written.index("116 123: Samaritans.")
    assert "This program can’t call anyone for you. These people can help." in written


def test_another_country_is_shown_and_kept_only_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    assert "13 11 14: Lifeline" in said(capsys, "--region", "australia")
    assert not settings.path().exists()
    said(capsys, "--region", "AU", "--keep")
    assert settings.load().settings.region == "AU"
    assert "Country: Australia." in said(capsys).splitlines()


def test_the_chosen_country_is_forgotten_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    settings.change(lambda _: settings.Settings("AU", stop_word="pineapple"))
    written = said(capsys, "--forget")
    assert "forgotten" in written
    assert "I’m guessing Ireland" in written
    assert settings.load().settings == settings.Settings(stop_word="pineapple")
    assert "116 123: Samaritans." in said(capsys)


def test_choosing_and_forgetting_at_once_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    settings.change(lambda _: settings.Settings("AU"))
    assert "do only one of these" in said(capsys, "--region", "IE", "--forget", code=EXIT_YOURS)
    assert settings.load().settings.region == "AU"


def test_a_country_without_numbers_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert "To find someone to talk to" in said(capsys, "--region", "BR")


def test_a_word_that_is_no_country_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    written = said(capsys, "--region", "narnia", code=EXIT_YOURS)
    assert "'narnia' isn't a country I know." in written
    assert "companion crisis --list" in written


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437"])
def test_the_numbers_are_there_in_every_encoding_of_a_terminal(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "companion", "crisis", "--region", "IE"],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        timeout=60,
        check=True,
    )
    written = done.stdout.decode(encoding)
    assert "116 123: Samaritans." in written
    assert '"I\'m not okay" is enough.' in written


def test_the_countries_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "GB  United Kingdom" in said(capsys, "--list").splitlines()


def test_it_says_where_ones_own_numbers_go_and_writes_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = said(capsys, "--edit")
    assert str(home / "crisis.yaml") in written
    assert "it isn't there yet, so make it" in written
    assert not home.exists()


def test_a_mistake_in_ones_own_file_is_said_and_the_numbers_stand(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    (home / "crisis.yaml").write_text("regions:\n  IE:\n    nam: x\n", encoding="utf-8")
    written = said(capsys)
    assert "crisis.yaml:3:5: ‘nam’ can’t be used here." in written
    assert "116 123: Samaritans." in written


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full; run it on Linux")
def test_a_full_disk_is_said() -> None:
    with open("/dev/full", "w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "companion", "crisis"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert ran.returncode == 1
    assert ran.stderr.startswith("The disk is full")
    assert "Traceback" not in ran.stderr
