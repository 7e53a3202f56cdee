"""The options for beds, tones and bells, and the sounds that they give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from companion.app.session_keepers import BedKeeper
from companion.app.sounds import chosen_sounds
from companion.errors import CompanionError
from companion.ports import Observer, Pcm
from companion.session.commands import Command, Kind
from companion.session.engine import Engine
from companion.session.events import Begin, Given
from tests.session.builder import PHRASES, Builder


def test_nothing_said_is_no_bed_soft_tones_and_bells() -> None:
    sounds = chosen_sounds()
    assert (sounds.tones, sounds.bells, sounds.bed) == ("soft", True, None)


def test_everything_said() -> None:
    sounds = chosen_sounds("wind", False, "rain", 0.25)
    assert (sounds.tones, sounds.bells, sounds.bed, sounds.bed_volume) == ("wind", False, "rain", 0.25)


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "sea.flac"
    soundfile.write(str(file), np.zeros((800, 2)), 8000)
    bed = chosen_sounds(bed=str(file)).bed
    assert isinstance(bed, Pcm)
    assert bed.seconds == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("wanted", "message", "hint"),
    [
        ({"bed": "rian"}, "no bed called “rian”", "Did you mean “rain”?"),
        ({"bed": "nowhere.ogg"}, "can't read this recording", "WAV, FLAC, OGG or MP3"),
        ({"tones": "flute"}, "no breath tone called “flute”", "soft, strings, wind, none"),
        ({"bed": "rain", "volume": 1.5}, "can't be set to 1.5", "from 0 to 1"),
        ({"bed": "rain", "volume": float("nan")}, "can't be set to nan", "from 0 to 1"),
    ],
)
def test_what_there_is_not(wanted: dict[str, object], message: str, hint: str) -> None:
    with pytest.raises(CompanionError, match=message) as refused:
        chosen_sounds(**wanted)  # type: ignore[arg-type]
    assert hint in refused.value.hint


def test_a_bed_that_is_no_sound_file(tmp_path: Path) -> None:
    file = tmp_path / "sea.mp3"
    file.write_text("waves, waves")
    with pytest.raises(CompanionError, match="can't read this recording") as refused:
        chosen_sounds(bed=str(file))
    assert refused.value.place == str(file)


def test_the_bed_is_kept_while_the_session_runs_and_not_after_a_stop() -> None:
    runs: list[bool] = []
    keeper: Observer = BedKeeper(runs.append)
    builder = Builder()
    builder.wait(60.0)
    engine = Engine(builder.plan(), PHRASES)
    for event, expected in (
        (Begin(), [True]),
        (Given(Command(Kind.PAUSE)), [True, False]),
        (Given(Command(Kind.RESUME)), [True, False, True]),
        (Given(Command(Kind.STOP)), [True, False, True, False]),
    ):
        engine.handle(event, 1.0)
        keeper.view_changed(engine.view(1.0))
        keeper.view_changed(engine.view(1.0))
        assert runs == expected


def test_a_folder_of_that_name_does_not_hide_a_bed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rain").mkdir()
    monkeypatch.chdir(tmp_path)
    assert chosen_sounds(bed="rain").bed == "rain"
