"""Pages read aloud, heard at the loudspeaker: shared ones by themselves, a private one after "h"."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from companion import resources
from tests.audio.rig import Recorder, SoundRig
from tests.audio.sessions import RunningAtTerminal
from tests.audio.test_stop_word_aloud import TOUCH
from tests.screen.pty_program import in_a_terminal

pytestmark = pytest.mark.audio

QUIET = 2.0
"""Seconds of silence after which everything was said; between two sentences of a page there is far less."""


def wait_for_quiet(recorder: Recorder) -> None:
    """Waits until something was heard and nothing more comes."""
    recorder.wait_for_sound(0.0, timeout=20)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        last = recorder.snapshot().last_sound()
        if last is not None and time.monotonic() - last > QUIET:
            return
        time.sleep(0.1)
    raise AssertionError("it goes on talking")


def test_shared_pages_speak_and_a_private_one_waits_for_h(rig: SoundRig, tmp_path: Path) -> None:
    with RunningAtTerminal(rig, tmp_path, "--speak-pages", exercise=TOUCH) as session:
        recorder = rig.record_loudspeaker()
        session.wait_for("at the F key, on the left")
        recorder.wait_for_sound(0.0, timeout=20)
        for answer, then in (
            ("Ada", "at the J key, on the right"),
            ("Bo", "alone"),
        ):
            session.type(answer)
            session.wait_for(then)
        session.type("f")
        session.wait_for("Are you afraid of your partner")
        wait_for_quiet(recorder)  # the beginning of the private page, and how to hear the rest
        session.type("n")
        session.wait_for("How distressed are you now")
        asked = time.monotonic()
        time.sleep(QUIET)
        assert recorder.snapshot().first_sound(asked) is None
        session.type("h")
        recorder.wait_for_sound(asked, timeout=20)
        recorder.stop()


def test_yes_no_maybe_speaks_on_the_screen_and_a_list_waits_for_h(rig: SoundRig, tmp_path: Path) -> None:
    recorder = rig.record_loudspeaker()
    sound = {**rig.environment, "COMPANION_MODELS": str(resources.models_dir())}
    arguments = ("--voice", "system", "yes-no-maybe", "--speak-pages")
    with in_a_terminal(*arguments, home=tmp_path / "home", **sound) as program:
        assert program.wait_for("On your own, each of you goes through a list")
        recorder.wait_for_sound(0.0, timeout=30)
        program.press(b"f")
        assert program.wait_for("Choose a passphrase")
        for _ in range(2):
            program.settle()
            time.sleep(1.0)  # a busy computer takes a moment to go to the second line
            program.press(b"gravel seven teapot orbit\r")
        assert program.wait_for("Enter: close", 90)  # the key takes a busy computer long to derive
        program.press(b"\r")
        program.press_at("Your list is hidden", b" ")
        assert program.wait_for("Answer honestly, for today")
        wait_for_quiet(recorder)  # Space silenced the cautions
        program.press(b"n")
        asked = time.monotonic()
        time.sleep(QUIET)
        assert recorder.snapshot().first_sound(asked) is None
        program.press(b"h")
        recorder.wait_for_sound(asked, timeout=20)
    recorder.stop()
