"""The figures of voices: the naturalness is a predictor's or a dash with its reason."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from bench.voice_sentences import SENTENCES
from bench.voices import NO_PREDICTOR, PREDICTOR, measured, naturalness
from companion.ports import Pcm

SAID = [Pcm(np.full(800, 0.1, np.float32), 8000)] * 2


def predictor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> None:
    script = tmp_path / "predictor.py"
    script.write_text(code, encoding="utf-8")
    monkeypatch.setenv(PREDICTOR, f"{sys.executable} {script}")


def test_without_a_predictor_there_is_a_dash_and_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PREDICTOR, raising=False)
    assert naturalness(SAID) == NO_PREDICTOR
    assert PREDICTOR in NO_PREDICTOR


def test_a_predictor_is_given_the_files_and_its_mean_is_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    predictor(
        monkeypatch,
        tmp_path,
        "import sys, soundfile\nfor number, file in enumerate(sys.argv[1:]):\n"
        "    assert soundfile.info(file).frames == 800\n    print(4 + number / 2)",
    )
    assert naturalness(SAID) == "4.25"


@pytest.mark.parametrize(
    ("code", "says"), [("print(4)", "1 numbers for 2"), ("raise SystemExit(2)", "failed"), ("print('good')", "failed")]
)
def test_a_predictor_that_fails_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, says: str) -> None:
    predictor(monkeypatch, tmp_path, code)
    found = naturalness(SAID)
    assert found.startswith("–")
    assert says in found


class Voice:
    """A voice whose helper worked a quarter of a second for each sentence of two seconds."""

    name = "fake/a/1"
    language = "en"
    worked = 0.0
    closed = False

    def render(self, text: str, words_per_minute: int) -> Pcm:
        self.worked += 0.25
        sound = 0.1 * np.sin(np.arange(48_000) / 20)
        return Pcm(sound.astype(np.float32), 24_000)

    def close(self) -> None:
        self.closed = True


def test_the_work_is_told_by_the_second_of_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PREDICTOR, raising=False)
    voice = Voice()
    found = measured(voice)
    assert found.work == pytest.approx(0.125)
    assert found.spoken == pytest.approx(2.0 * len(SENTENCES["en"]))
    assert voice.closed
