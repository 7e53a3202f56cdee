from __future__ import annotations

import wave
from pathlib import Path

import pytest

from companion.speech.system_helper import Helper


class Fickle(Helper):
    """Its engine calls so many empty files complete before it says a text."""

    def __init__(self, empty: int) -> None:
        self.empty = empty
        self.said = 0

    def _say(self, text: str, file: str) -> str:
        self.said += 1
        with wave.open(file, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(22_050)
            out.writeframes(b"" if self.said <= self.empty else b"\0\1" * 100)
        return ""


@pytest.mark.parametrize("empty", [0, 1, 2])
def test_a_text_that_the_engine_cancelled_itself_is_said_again(tmp_path: Path, empty: int) -> None:
    helper = Fickle(empty)
    assert helper.say("Rest now.", str(tmp_path / "a.wav")) == ""
    assert helper.said == empty + 1
    with wave.open(str(tmp_path / "a.wav")) as sound:
        assert sound.getnframes() == 100


def test_a_text_without_a_sound_is_not_tried_for_ever(tmp_path: Path) -> None:
    helper = Fickle(100)
    assert helper.say("-", str(tmp_path / "a.wav")) == ""
    assert helper.said == 3
