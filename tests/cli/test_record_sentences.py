"""`companion record` as a command: the list, recordings from elsewhere, tidying up, and no terminal."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import soundfile

from companion.cli.record_sentences import run_record
from companion.errors import CompanionError
from tests.audio.test_takes import RATE, spoken, voice
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
    said = run(file, source=folder)
    assert "Taken over: 2. Now 2 of 3 sentences are recorded" in said
    assert "Still to record: 3" in said
    assert "2: Press them down.\n     It was too loud in places" in said
    assert "1: " not in said
    assert run(file, answer="n", source=folder) == "Nothing was changed.\n"


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
