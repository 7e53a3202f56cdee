"""The desk of `companion record`: every sentence is on the disk at once, and an old recording is found again."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from companion.app.recording_desk import RecordingDesk
from companion.app.take_files import TakeFiles
from companion.errors import CompanionError
from companion.exercise.script import script_of
from companion.packs.loading import load, read_file
from companion.packs.recording_files import seconds_of, words_of
from companion.ports import Pcm
from companion.speech.loudness import SPEECH_LUFS, lufs
from companion.speech.recordings import read_recording
from tests.audio.test_takes import RATE, room, spoken, voice
from tests.killing import run_and_kill
from tests.packs.test_recording_files import EXERCISE, feet_in


class FakeRecorder:
    """Gives the takes that it is told to."""

    def __init__(self, ended: Callable[[], None]) -> None:
        self.trouble = self.unheard = ""
        self.ready = True
        self.next: tuple[Pcm, Pcm | None] | None = (spoken(voice(1.5)), None)
        self.played: list[Pcm] = []
        self.ended = ended

    def level(self) -> float:
        return -30.0

    def seconds(self) -> float:
        return 1.0

    def begin(self) -> None: ...

    def finish(self) -> tuple[Pcm, Pcm | None] | None:
        return self.next

    def drop(self) -> None: ...

    def play(self, sound: Pcm) -> None:
        self.played.append(sound)

    def quiet(self) -> None: ...


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return feet_in(tmp_path)


def desk_for(file: Path) -> tuple[RecordingDesk, FakeRecorder]:
    exercise = read_file(file).exercise
    made: list[FakeRecorder] = []

    def make(ended: Callable[[], None]) -> FakeRecorder:
        made.append(FakeRecorder(ended))
        return made[0]

    desk = RecordingDesk(script_of(exercise)[0], lambda _: 0, TakeFiles(file.parent, exercise), make)
    return desk, made[0]


def test_only_sentences_that_are_the_same_in_each_session_are_in_the_script(file: Path) -> None:
    script, others = script_of(read_file(file).exercise)
    assert [each.text for each in script] == [
        "Feel your feet on the floor.",
        "Press them down.",
        "Let's leave it here.",
    ]
    assert [each.text for each in others] == ["We stay here for {quiet}."]


def test_a_sentence_is_saved_at_once_at_the_loudness_of_the_voices(file: Path) -> None:
    desk, _ = desk_for(file)
    report = desk.finish(1)
    assert (report.saved, report.flaw) == (True, None)
    (made,) = (file.parent / "recordings" / "feet").iterdir()
    assert made.name.startswith("press-them-down-")
    assert words_of(made) == "Press them down."
    assert lufs(read_recording(made)) == pytest.approx(SPEECH_LUFS, abs=1.0)
    assert [each.recorded for each in desk.lines] == [False, True, False]
    assert desk.lines[1].seconds == seconds_of(made) == pytest.approx(1.87, abs=0.1)
    assert load(file).recordings.of("Press them down.") is not None


def test_silence_never_replaces_a_good_recording(file: Path) -> None:
    desk, recorder = desk_for(file)
    desk.finish(0)
    before = desk.lines[0].seconds
    for bad in ((Pcm(np.zeros(RATE, np.float32), RATE), None), (Pcm(room(2).astype(np.float32), RATE), None), None):
        recorder.next = bad
        assert not desk.finish(0).saved
    assert desk.lines[0].seconds == before


def test_a_recording_is_replaced_by_a_better_one(file: Path) -> None:
    desk, recorder = desk_for(file)
    recorder.next = (spoken(voice(1.0)), None)
    desk.finish(0)
    recorder.next = (spoken(voice(3.0)), None)
    desk.finish(0)
    assert len([*(file.parent / "recordings" / "feet").iterdir()]) == 1
    assert desk.lines[0].seconds == pytest.approx(3.37, abs=0.1)


def test_a_changed_sentence_names_its_old_words_which_can_be_heard_kept_or_replaced(file: Path) -> None:
    desk_for(file)[0].finish(1)
    file.write_text(EXERCISE.replace("Press them down.", "Press them both down."))
    desk, recorder = desk_for(file)
    assert (desk.lines[1].recorded, desk.lines[1].was) == (False, "Press them down.")
    ended: list[bool] = []
    desk.hear(1, lambda: ended.append(True), old=True)
    recorder.ended()
    assert (len(recorder.played), ended) == (1, [True])
    desk.keep_old(1)
    assert (desk.lines[1].recorded, desk.lines[1].was) == (True, "")
    (made,) = (file.parent / "recordings" / "feet").iterdir()
    assert words_of(made) == "Press them both down."


def test_what_cannot_be_saved_is_said_and_the_old_one_stays(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, _ = desk_for(file)
    desk.finish(0)
    before = desk.lines[0].seconds

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(CompanionError, match="No space left"):
        desk.finish(0)
    assert desk.lines[0].seconds == before
    assert len([*(file.parent / "recordings" / "feet").iterdir()]) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows; run it on Linux or macOS")
def test_what_was_recorded_survives_a_kill_at_any_moment(file: Path) -> None:
    """A process that saves one sentence after another is killed; each file that is there is whole."""
    program = (
        "import sys, numpy as np\n"
        "from pathlib import Path\n"
        "from companion.app.take_files import TakeFiles\n"
        "from companion.packs.loading import read_file\n"
        "from companion.ports import Pcm\n"
        "file = Path(sys.argv[1])\n"
        "files = TakeFiles(file.parent, read_file(file).exercise)\n"
        "sound = Pcm((0.1 * np.sin(np.arange(48000) / 9)).astype(np.float32), 48000)\n"
        "print('ready', flush=True)\n"
        "for n in range(10000): files.save(f'Sentence {n % 7} is here.', sound)\n"
    )
    for number in range(6):
        run_and_kill(program, str(file), after=0.15 + 0.11 * number)
    files = TakeFiles(file.parent, read_file(file).exercise)
    found = [*files.folder.glob("*.ogg")]
    assert found
    for each in found:
        assert read_recording(each).seconds == pytest.approx(1.0, abs=0.01)
        assert words_of(each).startswith("Sentence ")
    files.clear_up()
    assert [*files.folder.glob(".*")] == []
