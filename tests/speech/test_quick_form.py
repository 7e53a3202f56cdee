"""Kokoro's quick form: it has no product of integers left, and sounds as the form that was downloaded does."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from companion import resources
from companion.ports import Samples
from companion.speech.kokoro import kokoro_voice
from companion.speech.neural import NeuralVoice
from companion.speech.onnx_graph import read_model
from companion.speech.quick_form import OtherModel, make
from companion.speech.voice_chain import OFFERED

PATIENT = 120.0
"""Seconds that a sentence may take: nothing here is about speed."""
SENTENCE = "Let your hands rest in your lap."
OTHER = "Look for one thing that isn't moving."


@pytest.fixture(scope="module")
def folder() -> Path:
    places = (resources.models_dir(), Path(sys.prefix) / "test-models")
    found = next((place / "kokoro-82m-int8" for place in places if (place / "kokoro-82m-int8").is_dir()), None)
    if found is None:
        pytest.skip("Kokoro's model is not fetched: sh .ci/test-voice")
    return found


@pytest.fixture(scope="module")
def quick(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    target = tmp_path_factory.mktemp("quick") / "kokoro-quick.onnx"
    told: list[tuple[int, int]] = []
    make(folder / "kokoro.onnx", target, lambda done, total: told.append((done, total)))
    assert told == [(number, 235) for number in range(1, 236)]
    yield target
    shutil.rmtree(target.parent)


@pytest.fixture(scope="module")
def voices(folder: Path, quick: Path) -> Iterator[dict[str, NeuralVoice]]:
    files = {"downloaded": folder / "kokoro.onnx", "quick": quick}
    made = {form: kokoro_voice("heart", folder, model=file, render_seconds=PATIENT) for form, file in files.items()}
    yield made
    for voice in made.values():
        voice.close()


def test_it_multiplies_floats_and_rounds_nothing(quick: Path) -> None:
    graph = read_model(quick.read_bytes()).graph
    kinds = [node.op_type for node in graph.node]
    assert not {"ConvInteger", "MatMulInteger", "DynamicQuantizeLinear"} & set(kinds)
    assert kinds.count("Conv") == 87 + 1  # one was a product of floats before
    made = {name for node in graph.node for name in node.output}
    made |= {each.name for each in graph.initializer} | {"tokens", "style", "speed", ""}
    assert all(name in made for node in graph.node for name in node.input)


def test_it_is_no_larger_than_the_one_that_was_downloaded(folder: Path, quick: Path) -> None:
    """The weights stay as they are: as floats they would take 293 MB."""
    assert quick.stat().st_size < (folder / "kokoro.onnx").stat().st_size


def test_both_forms_sound_the_same(voices: dict[str, NeuralVoice]) -> None:
    said = {form: voice.render(SENTENCE, 130) for form, voice in voices.items()}
    assert said["quick"].seconds == pytest.approx(said["downloaded"].seconds, abs=0.1)
    assert distance(said["quick"].samples, said["downloaded"].samples) < 2.0
    other = voices["quick"].render(OTHER, 130)
    assert distance(other.samples, said["downloaded"].samples) > 5.0  # the measure can tell sounds apart


@pytest.mark.parametrize("form", ["downloaded", "quick"])
def test_both_forms_are_understood(voices: dict[str, NeuralVoice], form: str) -> None:
    if importlib.util.find_spec("moonshine_voice") is None:
        pytest.skip("moonshine-voice, which transcribes, is not installed: pip install moonshine-voice")
    from bench.transcripts import Sentence, transcribed

    assert list(transcribed([Sentence(SENTENCE, "")], voices[form])) == []


@pytest.mark.parametrize("name", OFFERED)
def test_the_most_natural_voices_are_understood(folder: Path, quick: Path, name: str) -> None:
    if importlib.util.find_spec("moonshine_voice") is None:
        pytest.skip("moonshine-voice, which transcribes, is not installed: pip install moonshine-voice")
    if not (folder / f"{name}.bin").is_file():
        pytest.skip(f"the voice {name} is not fetched: sh .ci/test-voice")
    from bench.transcripts import Sentence, transcribed

    voice = kokoro_voice(name, folder, model=quick, render_seconds=PATIENT)
    try:
        # Sounds that differ between the accents: "after", "dear", "bird", "go", "hands", "where".
        text = "After that, let your hands go where they want to, my dear bird."
        assert list(transcribed([Sentence(text, "")], voice)) == []
    finally:
        voice.close()


def test_the_helper_tells_how_much_it_worked(voices: dict[str, NeuralVoice]) -> None:
    voice = voices["quick"]
    before = voice.worked
    voice.render("Rest now.", 130)
    assert voice.worked > before


def test_another_model_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    joe = resources.models_dir() / "piper-en_US-joe-medium" / "en_US-joe-medium.onnx"
    if not joe.is_file():
        pytest.skip("the voice joe is not here: companion setup --voice joe")
    with pytest.raises(OtherModel, match="multiplies no integers"):
        make(joe, tmp_path / "quick.onnx")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kokoro.onnx").write_bytes(b"\xff" * 100)
    with pytest.raises(OtherModel, match="ONNX"):
        make(tmp_path / "kokoro.onnx", tmp_path / "quick.onnx")


def test_a_model_that_is_built_in_another_way_is_refused(folder: Path, tmp_path: Path) -> None:
    whole = read_model((folder / "kokoro.onnx").read_bytes())
    next(node for node in whole.graph.node if node.op_type == "DynamicQuantizeLinear").op_type = "Other"
    (tmp_path / "kokoro.onnx").write_bytes(whole.SerializeToString())
    with pytest.raises(OtherModel, match="doesn't come from a DynamicQuantizeLinear"):
        make(tmp_path / "kokoro.onnx", tmp_path / "quick.onnx")


# ---- how alike two sounds are ---------------------------------------------------------------------------------------


def distance(one: Samples, other: Samples) -> float:
    """Returns the mean difference of two sounds in decibels, by bands and blocks, stretched onto each other as they fit
    best (dynamic time warping)."""
    a, b = _bands(one), _bands(other)
    between = np.sqrt(((a[:, None] - b[None]) ** 2).mean(axis=2))
    cost = np.full((len(a) + 1, len(b) + 1), np.inf)
    steps = np.zeros(cost.shape)
    cost[0, 0] = 0.0
    for i in range(len(a)):
        for j in range(len(b)):
            before = min(((i, j), (i, j + 1), (i + 1, j)), key=lambda place: float(cost[place]))
            cost[i + 1, j + 1] = cost[before] + between[i, j]
            steps[i + 1, j + 1] = steps[before] + 1
    return float(cost[-1, -1] / steps[-1, -1])


def _bands(samples: Samples) -> Any:
    size, hop, rate = 1200, 600, 24_000
    blocks = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop] * np.hanning(size)
    power = np.abs(np.fft.rfft(blocks, axis=1)) ** 2
    frequencies, edges = np.fft.rfftfreq(size, 1 / rate), np.geomspace(100, 8000, 17)
    bands = [power[:, (frequencies >= low) & (frequencies < high)].mean(axis=1) for low, high in pairwise(edges)]
    decibels = 10 * np.log10(np.stack(bands, axis=1) + 1e-9)
    return np.maximum(decibels, decibels.max() - 50)
