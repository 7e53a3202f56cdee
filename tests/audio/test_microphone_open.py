"""The microphone of a running program: open in a session and in the sound check, and on the list never."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.audio.rig import SoundRig
from tests.audio.sessions import RunningList, quiet_room

pytestmark = pytest.mark.audio

LIST = "you can just press Enter."
PATIENCE = 20.0


def wait_for_listeners(rig: SoundRig, count: int) -> None:
    until = time.monotonic() + PATIENCE
    while (now := rig.listeners()) != count:
        assert time.monotonic() < until, f"{now} recording streams instead of {count}"
        time.sleep(0.1)


def test_nothing_records_on_the_list_and_something_does_in_a_session(rig: SoundRig, tmp_path: Path) -> None:
    rig.play_into_microphone(quiet_room(120))
    loudspeaker = rig.record_program()
    with RunningList(rig, tmp_path, "--voice", "system") as program:
        program.wait_for(LIST)
        time.sleep(4.0)  # everything that is kept warm is warm by now; that nothing comes is what is tested
        assert rig.listeners() == 0
        for first, leave in (("1", ("stop", "end session")), ("sound check", ("",)), ("1", ("stop", "end session"))):
            seen = len(program.lines)
            program.type(first)
            wait_for_listeners(rig, 1)
            loudspeaker.wait_for_sound(after=time.monotonic(), timeout=PATIENCE)
            for typed in leave:
                program.type(typed)
            wait_for_listeners(rig, 0)
            program.wait_for_more(seen + 5)
        program.type("quit")
        assert program.exit_code() == 0
