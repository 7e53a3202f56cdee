"""Recordings that were made elsewhere: which sentence each of them is, and the way back to the earlier ones."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile

from companion.app.bringing_recordings import Bringing, BringOrder, bring, look
from companion.app.take_files import TakeFiles
from companion.cli import main
from companion.errors import CompanionError
from companion.exercise.script import ScriptSentence, script_of
from companion.packs.loading import read_file
from companion.packs.recording_files import recording_of, seconds_of
from companion.ports import Flaw, Pcm
from companion.rendering.encoders import AacEncoder
from tests.audio.test_takes import RATE, room, spoken, voice
from tests.killing import run_and_kill
from tests.packs.test_recording_files import EXERCISE, feet_in

FEET, PRESS, LEAVE = "Feel your feet on the floor.", "Press them down.", "Let's leave it here."


def m4a(file: Path, sound: Pcm) -> None:
    made = AacEncoder(file, sound.rate, "eng")
    for start in range(0, len(sound.samples), 4800):
        made.write(sound.samples[start : start + 4800])
    made.finish()
    made.close()


def wavs(folder: Path, names: dict[str, float], *, minutes: Sequence[float] | None = None) -> Path:
    """Writes recordings of these lengths, in seconds. `minutes`: the time of each file, one after the other if it is
    not given."""
    folder.mkdir(exist_ok=True)
    for index, (name, seconds) in enumerate(names.items()):
        soundfile.write(folder / name, spoken(voice(seconds)).samples, RATE)
        at = 1_700_000_000 + 60 * (minutes[index] if minutes is not None else index)
        os.utime(folder / name, (at, at))
    return folder


def feet(folder: Path) -> tuple[list[ScriptSentence], TakeFiles]:
    exercise = read_file(feet_in(folder)).exercise
    return script_of(exercise)[0], TakeFiles(folder, exercise)


def sentences_of(way: Bringing) -> dict[str, str]:
    return {each.file: each.sentence.text for each in way.takes}


def seconds_by_words(files: TakeFiles) -> dict[str, float]:
    words = files.words()
    return {words[key]: round(seconds_of(path) or 0, 2) for key, path in files.files().items()}


def take_over(source: Path, script: list[ScriptSentence], files: TakeFiles) -> Bringing:
    way = look(source, script, files.files())[0]
    bring(way, script, files)
    return way


# ---- which sentence it is -----------------------------------------------------------------------------------------


def test_a_file_for_each_sentence_is_taken_in_its_order(tmp_path: Path) -> None:
    folder = tmp_path / "phone"
    folder.mkdir()
    m4a(folder / "Take 9.m4a", spoken(voice(1.0)))
    sound = spoken(voice(2.0), under=room(5, 0.03))
    soundfile.write(folder / "Take 10.wav", sound.samples, sound.rate)
    soundfile.write(folder / "Take 11.mp3", spoken(voice(3.0)).samples, RATE, format="MP3")
    (folder / "notes.txt").write_text("not a sound")
    script, files = feet(tmp_path)
    way = take_over(folder, script, files)
    assert way.sure
    assert [each.flaw for each in way.takes] == [None, Flaw.NOISE, None]
    assert seconds_by_words(files) == pytest.approx({FEET: 1.37, PRESS: 2.37, LEAVE: 3.37}, abs=0.15)


@pytest.mark.parametrize("name", ["03.wav", "3.wav", "Sentence 3.wav", "Satz_3.wav", "03 - Let's leave it here.wav"])
def test_a_name_that_is_the_number_of_a_sentence_says_which_one_it_is(tmp_path: Path, name: str) -> None:
    script, files = feet(tmp_path)
    (way,) = look(wavs(tmp_path / "phone", {name: 1.5}), script, files.files())
    assert (way.order, way.sure, sentences_of(way)) == (BringOrder.NUMBERS, True, {name: LEAVE})


@pytest.mark.parametrize("name", ["New Recording 3.wav", "Recording (3).wav", "Voice 003.wav", "Take 3.wav"])
def test_a_number_that_a_phone_gave_says_nothing_about_the_sentence(tmp_path: Path, name: str) -> None:
    script, files = feet(tmp_path)
    (way,) = look(wavs(tmp_path / "phone", {name: 1.5}), script, files.files())
    assert (way.order, way.sure, sentences_of(way)) == (BringOrder.NAMES, False, {name: FEET})


def test_files_whose_names_say_nothing_are_for_the_sentences_that_are_still_open(tmp_path: Path) -> None:
    script, files = feet(tmp_path)
    take_over(wavs(tmp_path / "first", {"1.wav": 2.0}), script, files)
    folder = wavs(tmp_path / "phone", {"New Recording.wav": 1.5, "New Recording 2.wav": 1.5})
    way = look(folder, script, files.files())[0]
    assert sentences_of(way) == {"New Recording.wav": PRESS, "New Recording 2.wav": LEAVE}
    assert not way.sure


def test_where_names_and_times_differ_both_orders_are_offered_and_the_one_that_fits_comes_first(tmp_path: Path) -> None:
    script, files = feet(tmp_path)
    long, short, middle = 3.4, 1.2, 1.9
    folder = wavs(tmp_path / "phone", {"b.wav": long, "c.wav": short, "a.wav": middle})
    first, second = look(folder, script, files.files())
    assert (first.order, second.order) == (BringOrder.TIMES, BringOrder.NAMES)
    assert sentences_of(first) == {"b.wav": FEET, "c.wav": PRESS, "a.wav": LEAVE}
    assert sentences_of(second) == {"a.wav": FEET, "b.wav": PRESS, "c.wav": LEAVE}
    assert not first.sure


def test_times_that_a_copy_gave_are_no_order(tmp_path: Path) -> None:
    script, files = feet(tmp_path)
    folder = wavs(tmp_path / "phone", {"b.wav": 1, "c.wav": 1, "a.wav": 1}, minutes=[0, 0.01, 0.02])
    assert [way.order for way in look(folder, script, files.files())] == [BringOrder.NAMES]


def test_a_length_that_does_not_fit_the_words_is_doubtful(tmp_path: Path) -> None:
    script, files = feet(tmp_path)
    (way,) = look(wavs(tmp_path / "phone", {"1.wav": 2.2, "2.wav": 9.0, "3.wav": 1.9}), script, files.files())
    assert [each.doubtful for each in way.takes] == [False, True, False]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["1.wav", "4.wav"], "There is no sentence 4: the script has 3"),
        (["2.wav", "02.wav"], "There are two recordings of sentence 2"),
        (["a.wav", "b.wav", "c.wav", "d.wav"], "There are 4 recordings in this folder, and 3 sentences"),
    ],
)
def test_names_that_fit_no_script_are_refused_before_anything_is_changed(
    tmp_path: Path, names: list[str], said: str
) -> None:
    script, files = feet(tmp_path)
    with pytest.raises(CompanionError, match=said) as error:
        look(wavs(tmp_path / "phone", dict.fromkeys(names, 1.0)), script, files.files())
    assert "Nothing was changed" in error.value.message


def test_one_silent_file_changes_nothing(tmp_path: Path) -> None:
    script, files = feet(tmp_path)
    folder = wavs(tmp_path / "phone", {"1.wav": 2.0})
    soundfile.write(folder / "2.wav", np.zeros(RATE), RATE)
    with pytest.raises(CompanionError, match="can't hear a voice") as error:
        look(folder, script, files.files())
    assert error.value.place.endswith("2.wav")
    assert not files.files()


def test_a_recording_from_elsewhere_takes_the_place_of_a_changed_sentence(tmp_path: Path) -> None:
    script, files = feet(tmp_path)
    files.save(PRESS, spoken(voice(1.0)))
    file = tmp_path / "feet.yaml"
    file.write_text(EXERCISE.replace(PRESS, "Press them both down."))
    exercise = read_file(file).exercise
    script, files = script_of(exercise)[0], TakeFiles(tmp_path, exercise)
    take_over(wavs(tmp_path / "phone", {"2.wav": 1.0}), script, files)
    assert [*files.words().values()] == ["Press them both down."]
    files.bring_back()
    assert [*files.words().values()] == [PRESS]


def test_one_file_with_the_whole_script_is_cut_into_its_sentences(tmp_path: Path) -> None:
    parts = [np.concatenate([voice(each), np.zeros(int(1.2 * RATE))]) for each in (3.0, 1.6, 2.0)]
    whole = np.concatenate(parts)
    sound = Pcm((whole + room(len(whole) / RATE + 1)[: len(whole)]).astype(np.float32), RATE)
    m4a(tmp_path / "all.m4a", sound)
    script, files = feet(tmp_path)
    way = take_over(tmp_path / "all.m4a", script, files)
    assert [each.doubtful for each in way.takes] == [False, False, False]
    assert seconds_by_words(files) == pytest.approx({FEET: 3.37, PRESS: 1.97, LEAVE: 2.37}, abs=0.15)


def test_what_is_no_recording_is_said_kindly(tmp_path: Path) -> None:
    script, _ = feet(tmp_path)
    bad = tmp_path / "x.m4a"
    bad.write_bytes(b"nothing of the kind")
    (tmp_path / "empty").mkdir()
    one = tmp_path / "one.m4a"
    m4a(one, spoken(voice(2.0)))
    for source, said in (
        (bad, "I can't read this recording"),
        (tmp_path / "nowhere", "There is no such file or folder"),
        (tmp_path / "empty", "no recordings in this folder"),
        (one, "I can't find 3 sentences"),
    ):
        with pytest.raises(CompanionError, match=said):
            look(source, script, {})


# ---- the way back -------------------------------------------------------------------------------------------------


def test_earlier_recordings_come_back_and_the_new_ones_too(tmp_path: Path) -> None:
    script, files = feet(tmp_path)
    assert files.bring_back() == 0
    take_over(wavs(tmp_path / "good", {"1.wav": 2.0, "2.wav": 1.5}), script, files)
    assert files.kept_at is None  # there was nothing to keep
    good = seconds_by_words(files)
    take_over(wavs(tmp_path / "bad", {"1.wav": 4.0, "2.wav": 4.0, "3.wav": 4.0}), script, files)
    bad = seconds_by_words(files)
    assert bad != good
    assert files.bring_back() == 2
    assert seconds_by_words(files) == good
    assert files.bring_back() == 3
    assert seconds_by_words(files) == bad


def test_the_copy_is_never_played_and_goes_into_no_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script, files = feet(tmp_path)
    take_over(wavs(tmp_path / "good", {"1.wav": 2.0}), script, files)
    take_over(wavs(tmp_path / "bad", {"1.wav": 4.0}), script, files)
    files.delete([script[0].key])
    assert recording_of(tmp_path, FEET) is None
    (tmp_path / "pack.yaml").write_text("id: evenings\nversion: 1.0.0\ntitle: Evenings\nauthor: A\nlicense: CC0-1.0\n")
    assert main(["pack", "build", str(tmp_path), "-o", str(tmp_path)]) == 0
    capsys.readouterr()
    with zipfile.ZipFile(tmp_path / "evenings-1.0.0.companion.zip") as built:
        assert [name for name in built.namelist() if name.startswith("good/")]
        assert not [name for name in built.namelist() if "before" in name]
    assert files.forget_earlier() == 1
    assert files.kept_at is None


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows; run it on Linux or macOS")
def test_a_kill_while_they_are_exchanged_loses_none(tmp_path: Path) -> None:
    script, files = feet(tmp_path)
    take_over(wavs(tmp_path / "good", {"1.wav": 2.0, "2.wav": 1.5}), script, files)
    good = seconds_by_words(files)
    take_over(wavs(tmp_path / "bad", {"1.wav": 4.0, "2.wav": 4.0, "3.wav": 4.0}), script, files)
    bad = seconds_by_words(files)
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from companion.app.take_files import TakeFiles\n"
        "from companion.packs.loading import read_file\n"
        "file = Path(sys.argv[1])\n"
        "files = TakeFiles(file.parent, read_file(file).exercise)\n"
        "files.clear_up()\n"
        "print('ready', flush=True)\n"
        "while True: files.bring_back()\n"
    )
    for number in range(8):
        run_and_kill(program, str(tmp_path / "feet.yaml"), after=0.05 + 0.037 * number)
        files.clear_up()
        now = seconds_by_words(files)
        files.bring_back()
        assert sorted((len(now), len(seconds_by_words(files)))) == [2, 3]
        assert now in (good, bad)
        assert seconds_by_words(files) in (good, bad)
