"""Voices put together from the catalog and the models' folder, and what `setup` does for them."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from companion import voicing
from companion.errors import CompanionError, NoVoice
from companion.ports import Pcm
from companion.speech.cache import ClipCache
from companion.speech.voices import Known, UnknownVoice, VoiceChain


class FakeVoice:
    name = "fake/joe/1"

    def __init__(self, works: bool = True) -> None:
        self.works = works
        self.said: list[str] = []

    def render(self, text: str, words_per_minute: int) -> Pcm:
        if not self.works:
            raise NoVoice("broken")
        self.said.append(text)
        return Pcm(np.full(800, 0.2, np.float32), 8000)

    def close(self) -> None: ...


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    monkeypatch.setenv("COMPANION_MODELS", str(tmp_path / "models"))
    return tmp_path


def installed(monkeypatch: pytest.MonkeyPatch, voice: FakeVoice) -> None:
    joe = Known("joe", "piper", "en", folder=Path("somewhere"))
    monkeypatch.setattr(voicing, "known_voices", lambda: [joe])
    monkeypatch.setattr(voicing, "make_voices", lambda *_, **__: {1: VoiceChain([voice])})


def test_without_models_only_the_systems_voice_is_here(home: Path) -> None:
    known = voicing.known_voices()
    assert [voice.name for voice in known if voice.installed] == ["system"]
    assert {voice.name for voice in known} == {"system", "joe", "heart", "nicole"}
    assert {voice.engine for voice in known} == {"system", "piper", "kokoro"}
    assert all(voice.license for voice in known)


def test_a_voice_by_name_has_to_be_here(home: Path) -> None:
    voicing.check_voice("best")
    voicing.check_voice("system")
    with pytest.raises(UnknownVoice, match="not here yet"):
        voicing.check_voice("joe")


def test_setup_renders_how_the_urgent_exercises_begin(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = FakeVoice()
    installed(monkeypatch, voice)
    voicing.get_ready(io.StringIO())
    assert "This minute is yours." in voice.said
    assert len(voice.said) == len(set(voice.said)) >= 10
    assert ClipCache(home / "cache" / "speech").get(voice.name, 130, "This minute is yours.") is not None
    said = list(voice.said)
    voicing.get_ready(io.StringIO())
    assert voice.said == said  # the second time there is nothing left to do


def test_setup_says_nothing_of_a_voice_that_does_not_work(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, FakeVoice(works=False))
    voicing.get_ready(io.StringIO())


def test_with_the_systems_voice_there_is_nothing_to_get_ready(home: Path) -> None:
    out = io.StringIO()
    voicing.get_ready(out)
    assert out.getvalue() == ""
    assert not (home / "cache").exists()


def test_a_sentence_that_cannot_be_written_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    there = tmp_path / "sentence.wav"
    voicing._written(Pcm(np.zeros(160, np.float32), 16_000), there)
    before = there.read_bytes()
    with pytest.raises(CompanionError, match="cannot be written"):
        voicing._written(Pcm(np.zeros(160, np.float32), -1), there)
    assert there.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["sentence.wav"]


def test_a_folder_is_no_place_for_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CompanionError, match="This is a folder"):
        voicing._written(Pcm(np.zeros(10, np.float32), 16_000), tmp_path)
