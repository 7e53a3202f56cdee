from __future__ import annotations

import signal
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bench.attack_sounds import given
from bench.closed_decoder import ClosedDecoder
from companion.speech import recording_helper
from companion.speech.recordings import read_recording
from companion.walls.kernel import SECCOMP

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="it keeps the answers in memory files, which only Linux has; run it there"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    soundfile.write(tmp_path / "tone.wav", np.full(2_000, 0.1, np.float32), 8_000)
    return tmp_path / "tone.wav"


def test_one_process_behind_the_walls_decodes_them_all(file: Path) -> None:
    walls: list[str] = []
    for answer in ClosedDecoder().decoded([file] * 3):
        assert read_recording(file, start=partial(given, answer), walls=walls.extend).seconds == 0.25
    if walls:
        assert walls.count(SECCOMP) == 3


def test_one_that_dies_costs_the_file_it_was_at(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decode, number = recording_helper.decode, iter(range(9))

    def dies(*given: object) -> int:
        if next(number) == 1:  # the second file of each process
            signal.raise_signal(signal.SIGTERM)
        return decode(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(recording_helper, "decode", dies)
    assert [answer.crash > 0 for answer in ClosedDecoder().decoded([file] * 5)] == [False, True, False, True, False]
