"""The options of a session: which of them the command line gave, so that they win over the settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from companion.app.options import Options
from companion.cli import parser
from companion.cli.shared_options import may_listen, session_of
from companion.store import settings


def options(*arguments: str) -> Options:
    return session_of(parser().parse_args(arguments))


def test_without_options_nothing_is_given_and_all_is_usual() -> None:
    assert options() == Options()
    assert options("play", "right-now") == Options()


@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        (["--no-mic"], "microphone", False),
        (["--mic"], "microphone", True),
        (["--no-bells"], "bells", False),
        (["--bells"], "bells", True),
        (["--bed", "none"], "bed", "none"),
        (["--bed", "rain"], "bed", "rain"),
        (["--bed-volume", "0.3"], "bed_volume", 0.3),
        (["--tones", "soft"], "tones", "soft"),
        (["--language", "en"], "language", "en"),
        (["--captions"], "captions", "start"),
        (["--no-captions"], "captions", "off"),
        (["--timestamps"], "timestamps", True),
        (["--voice", "none"], "voice", "none"),
        (["--voice", "best"], "voice", "best"),
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_an_option_is_given_even_with_the_usual_value(
    arguments: list[str], name: str, value: object, before: bool
) -> None:
    found = options(*arguments, "play", "right-now") if before else options("play", "right-now", *arguments)
    assert getattr(found, name) == value
    assert found.given == {name}


def test_the_microphone_of_the_settings_holds_unless_the_command_line_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))

    def listens(*arguments: str) -> bool:
        return may_listen(parser().parse_args([*arguments, "doctor"]))

    assert (listens(), listens("--no-mic"), listens("--mic")) == (True, False, True)
    settings.change(lambda now: replace(now, microphone=False))
    assert (listens(), listens("--no-mic"), listens("--mic")) == (False, False, True)


def test_a_rehearsal_has_no_voice_whatever_the_settings_say() -> None:
    found = options("--speed", "20")
    assert (found.voice, found.given) == ("none", {"voice"})
