"""Which words are listened for, and in which language."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from companion import cli
from companion.app.stop_word import own_vocabulary, spoken_in
from companion.errors import EXIT_YOURS, SettingsError

FRENCH = """\
format: 1
id: respirer
title: Respirer
summary: Pour un essai.
language: fr
people: 1
kind: settle
author: Test
license: CC0-1.0
steps:
  - Restez assis.
  - wait: 1m
ending:
  - Voilà.
"""


def test_somebody_who_hears_french_speaks_it_and_others_english() -> None:
    assert [spoken_in(language) for language in ("fr", "en", "pl")] == ["fr", "en", "en"]
    assert own_vocabulary("ananas", "fr").language == "fr"
    assert "ananas" in own_vocabulary("ananas", "fr").commands
    assert own_vocabulary("", "").language == "en"


def test_a_language_that_nothing_listens_to(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SettingsError, match="no spoken commands"):
        own_vocabulary("", "pl")
    assert cli.main(["play", "right-now", "--language", "pl"]) == EXIT_YOURS
    assert "one of these: --language en, --language fr" in capsys.readouterr().err


@pytest.mark.parametrize("typed", ["arrête", "stop"])
def test_an_exercise_in_french_is_stopped_in_french(tmp_path: Path, typed: str) -> None:
    file = tmp_path / "respirer.yaml"
    file.write_text(FRENCH, encoding="utf-8")
    session = subprocess.Popen(
        [sys.executable, "-m", "companion", "play", str(file), "--plain", "--voice", "none", "--no-mic"],
        env={**os.environ, "COMPANION_HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    late = threading.Timer(60, session.kill)
    late.start()
    try:
        assert session.stdin is not None
        assert session.stdout is not None
        session.stdin.write(f"{typed}\n")
        session.stdin.flush()
        assert any("J’ai tout arrêté." in line for line in session.stdout)
    finally:
        late.cancel()
        session.kill()
        session.wait(10)
