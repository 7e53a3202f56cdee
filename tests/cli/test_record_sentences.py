"""`companion record` as a command: the list, recordings from elsewhere, tidying up, and no terminal."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from companion.app.take_files import TakeFiles
from companion.cli.record_sentences import run_record
from companion.errors import CompanionError
from companion.packs.loading import read_file
from tests.app.test_bringing_recordings import wavs
from tests.audio.test_takes import RATE, room, spoken, voice
from tests.packs.test_recording_files import EXERCISE, feet_in, record


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return feet_in(tmp_path)


def run(file: Path, answer: str = "y", **options: object) -> str:
    out = io.StringIO()
    assert run_record(file, out=out, ask=lambda _: answer, **options) == 0  # type: ignore[arg-type]
    return out.getvalue()


def test_the_list_has_the_numbers_the_recorded_ones_and_the_way_on(file: Path) -> None:
    record(file, "Press them down.", 1.0)
    said = run(file, listing=True)
    assert "   1            Feel your feet on the floor.\n   2  recorded  Press them down.\n" in said
    assert f"companion record {file} --from FOLDER-OR-FILE" in said
    assert "1 sentence can't be recorded" in said


def test_recordings_from_elsewhere_are_named_where_they_are_not_good(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "phone"
    folder.mkdir()
    for number in (1, 2):
        soundfile.write(folder / f"{number}.wav", spoken(voice(1.5, 0.9 if number == 2 else 0.2)).samples, RATE)
    said = run(file, answer="", source=folder)
    assert "Taken over: 2. Now 2 of 3 sentences are recorded" in said
    assert "Still to record: 3" in said
    assert "2: Press them down.\n     It was too loud in places" in said
    assert "1: " not in said
    assert "--undo" not in said


def test_before_recordings_are_replaced_their_lengths_are_shown_and_no_is_the_usual_answer(
    file: Path, tmp_path: Path
) -> None:
    wavs(tmp_path / "phone", {"1.wav": 2.4, "2.wav": 1.2, "3.wav": 1.8})
    run(file, source=tmp_path / "phone")
    wavs(tmp_path / "bad", {"1.wav": 2.4, "2.wav": 9.0, "3.wav": 1.8})
    asked: list[str] = []
    out = io.StringIO()
    run_record(file, source=tmp_path / "bad", out=out, ask=lambda question: asked.append(question) or "")  # type: ignore[func-returns-value]
    said = out.getvalue()
    assert asked == ["Replace them? [y/N] "]
    assert "2! 2.wav                    9.4 s   1.6 s   1.5 s  Press them down.\n" in said
    assert "! One recording doesn't fit its sentence" in said
    assert "3 of these sentences have a recording already." in said
    assert f"companion record {file} --undo\n" in said
    assert said.endswith("Nothing was changed.\n")


def test_a_long_recording_that_was_cut_replaces_nothing_unasked(file: Path, tmp_path: Path) -> None:
    run(file, source=wavs(tmp_path / "phone", {"2.wav": 1.2}))
    parts = [np.concatenate([voice(each), np.zeros(int(1.2 * RATE))]) for each in (3.0, 1.6, 2.0)]
    whole = np.concatenate(parts)
    soundfile.write(tmp_path / "one.wav", whole + room(len(whole) / RATE + 1)[: len(whole)], RATE)
    said = run(file, answer="", source=tmp_path / "one.wav")
    assert "One of these sentences has a recording already." in said
    assert said.endswith("Nothing was changed.\n")
    assert "Now 1 of 3" not in said
    assert "Now 3 of 3" in run(file, answer="y", source=tmp_path / "one.wav")
    assert "1 recording is there again" in run(file, undo=True)


def test_an_undo_brings_the_earlier_ones_back(file: Path, tmp_path: Path) -> None:
    assert "no earlier recordings" in run(file, undo=True)
    run(file, source=wavs(tmp_path / "phone", {"1.wav": 2.4, "2.wav": 1.2}))
    assert f"companion record {file} --undo" in run(
        file, source=wavs(tmp_path / "bad", {"1.wav": 9.0, "2.wav": 9.0, "3.wav": 9.0})
    )
    said = run(file, undo=True)
    assert said.startswith("2 recordings are there again, as before you brought in others on ")
    assert "3 recordings are there again" in run(file, undo=True)
    assert "the copy of earlier recordings" in run(file, tidy=True)
    assert "no earlier recordings" in run(file, undo=True)


def test_names_that_do_not_say_the_sentence_are_asked_about_once(file: Path, tmp_path: Path) -> None:
    folder = wavs(tmp_path / "phone", {"New Recording 3.wav": 2.4})
    said = run(file, answer="", source=folder)
    assert "The names of these files don't say which sentence each of them is." in said
    assert "1  New Recording 3.wav" in said
    assert said.endswith("Nothing was changed.\n")
    assert "Taken over: 1. Now 1 of 3" in run(file, answer="y", source=folder)


def test_the_other_order_can_be_chosen(file: Path, tmp_path: Path) -> None:
    folder = wavs(tmp_path / "phone", {"b.wav": 2.4, "c.wav": 1.2, "a.wav": 1.8})
    answers = iter(["o", "y"])
    out = io.StringIO()
    run_record(file, source=folder, out=out, ask=lambda _: next(answers))
    assert out.getvalue().index("by their times:") < out.getvalue().index("by their names:")
    assert "Taken over: 3." in out.getvalue()
    exercise = read_file(file).exercise
    files = TakeFiles(file.parent, exercise)
    words = files.words()
    lengths = {words[key]: seconds for key, seconds in files.seconds().items()}
    assert lengths["Press them down."] == pytest.approx(2.77, abs=0.15)


def test_tidying_asks_first_and_names_what_it_deletes(file: Path) -> None:
    kept = record(file, "Press them down.", 1.0)
    old = record(file, "Quite another sentence was here once.", 1.0)
    assert "“Quite another sentence was here once.”" in run(file, answer="", tidy=True)
    assert old.exists()
    assert "Deleted: 1 recording." in run(file, tidy=True)
    assert (old.exists(), kept.exists()) == (False, True)
    assert "nothing to delete" in run(file, tidy=True)


def test_without_a_terminal_the_way_on_is_said(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CompanionError, match="isn't a terminal") as error:
        run_record(file)
    assert f"companion record {file} --list" in error.value.hint


def test_an_exercise_without_a_sentence_is_refused(file: Path) -> None:
    steps = EXERCISE.index("steps:")
    file.write_text(EXERCISE[:steps] + "steps:\n  - wait: 10s\nending:\n  - wait: 5s\n")
    with pytest.raises(CompanionError, match="no sentence"):
        run(file, listing=True)
