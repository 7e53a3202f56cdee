from __future__ import annotations

import json
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from companion.speech.system_helper import FOLDER_PREFIX, Helper


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


def test_nothing_spoken_stays_where_the_program_went_away(tmp_path: Path) -> None:
    """It died while a sentence was made: nobody takes the answer."""
    folder = tmp_path / f"{FOLDER_PREFIX}of-a-program"
    folder.mkdir()
    helper = subprocess.Popen(
        [sys.executable, "-P", "-m", "companion.speech.system_helper"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert helper.stdin is not None
    assert helper.stdout is not None
    try:
        ready = json.loads(helper.stdout.readline())
        if not ready.get("ready"):
            pytest.skip(f"no system voice on this machine: {ready.get('why')}")
        text = "Let your hands rest in your lap. " * 20
        request = {"text": text, "rate": 100, "gap": 0, "voice": "", "file": str(folder / "1.wav")}
        helper.stdout.close()
        helper.stdin.write(json.dumps(request) + "\n")
        helper.stdin.close()
        helper.wait(60)
    finally:
        helper.kill()
        helper.wait(10)
    assert not folder.exists()
