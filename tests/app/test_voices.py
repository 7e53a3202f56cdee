"""Voices put together from the catalog and the models' folder, and what `setup` does for them."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from companion import resources
from companion.app import voices
from companion.errors import CompanionError, NoVoice
from companion.ports import Pcm
from companion.speech import kokoro, kokoro_forms, piper
from companion.speech.cache import ClipCache
from companion.speech.voice_chain import _BEST_FIRST, SYSTEM_VOICE, Known, UnknownVoice, VoiceChain
from companion.weights.catalog import read_catalog
from companion.weights.store import write_marker
from tests.shipped import FIRST_SPOKEN

IN_CATALOG = {name: model.name for model in read_catalog(resources.catalog_path()) for name in model.voices}
"""The model of each natural voice that can be fetched, by the voice's name."""


class FakeVoice:
    name = "fake/joe/1"
    language = "en"

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
    monkeypatch.setattr(voices, "known_voices", lambda: [joe])
    monkeypatch.setattr(voices, "make_voices", lambda *_, **__: {1: VoiceChain([voice])})


def test_without_models_only_the_systems_voice_is_here(home: Path) -> None:
    known = voices.known_voices()
    assert [voice.name for voice in known if voice.installed] == ["system"]
    assert {voice.name for voice in known} == {"system", *IN_CATALOG}
    assert all(voice.license for voice in known)


def test_each_voice_of_the_catalog_has_measured_paces_and_a_place_in_the_order() -> None:
    """Another voice's paces would make it too fast or too slow."""
    assert IN_CATALOG
    for name, model in IN_CATALOG.items():
        assert name in (kokoro.PACES if model.startswith("kokoro-") else piper.PACES)
    assert set(_BEST_FIRST) == set(IN_CATALOG)


def kokoro_fetched(home: Path, *styles: str) -> Path:
    """Makes a folder that looks as if Kokoro's model had been fetched with these voices."""
    folder = home / "models" / "kokoro-82m-int8"
    folder.mkdir(parents=True)
    names = [kokoro_forms.MODEL, *(f"{style}.bin" for style in styles)]
    for name in names:
        (folder / name).write_bytes(b"x")
    write_marker(folder, sha256="abc", source="a test", files=dict.fromkeys(names, 1))
    return folder


def test_a_voice_that_an_earlier_version_did_not_fetch_is_not_called_installed(home: Path) -> None:
    kokoro_fetched(home, "heart", "nicole")
    assert {voice.name for voice in voices.known_voices() if voice.installed} == {"heart", "nicole", "system"}
    assert "companion setup --voice sarah" in voices.more_natural()
    with pytest.raises(UnknownVoice, match="isn't installed yet"):
        voices.check_voice("sarah")


def test_the_most_natural_voice_reads_unless_it_was_measured_to_be_slow(home: Path) -> None:
    folder = kokoro_fetched(home, "sarah", "emma", "michael", "heart", "nicole")
    assert voices.known_voices()[0].name == "sarah"
    assert "hasn't been measured yet" in voices.kokoro_standing()
    assert voices.more_natural() == ""
    forms = kokoro_forms.Forms("abc", kokoro_forms.DOWNLOADED, {kokoro_forms.DOWNLOADED: 1.15})
    (folder / kokoro_forms.RECORD).write_text(kokoro_forms.as_text(forms), encoding="utf-8")
    assert all(voice.slow for voice in voices.known_voices() if voice.engine == "kokoro")
    assert "int8) 1.15" in voices.kokoro_standing()
    assert voices.kokoro_standing() in voices.listing()


def test_a_voice_by_name_has_to_be_here(home: Path) -> None:
    voices.check_voice("best")
    voices.check_voice("system")
    with pytest.raises(UnknownVoice, match="isn't installed yet"):
        voices.check_voice("joe")


def test_setup_renders_how_the_urgent_exercises_begin(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = FakeVoice()
    installed(monkeypatch, voice)
    voices.get_ready(io.StringIO())
    assert FIRST_SPOKEN in voice.said
    assert len(voice.said) == len(set(voice.said)) >= 10
    assert ClipCache(home / "cache" / "speech").get(voice.name, 130, FIRST_SPOKEN) is not None
    said = list(voice.said)
    voices.get_ready(io.StringIO())
    assert voice.said == said  # the second time there is nothing left to do


def test_setup_says_nothing_of_a_voice_that_does_not_work(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, FakeVoice(works=False))
    voices.get_ready(io.StringIO())


def test_with_the_systems_voice_there_is_nothing_to_get_ready(home: Path) -> None:
    out = io.StringIO()
    voices.get_ready(out)
    assert out.getvalue() == ""
    assert not (home / "cache").exists()


def test_a_sentence_that_cannot_be_written_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    there = tmp_path / "sentence.wav"
    voices._written(Pcm(np.zeros(160, np.float32), 16_000), there)
    before = there.read_bytes()
    with pytest.raises(CompanionError, match="can't write to this file"):
        voices._written(Pcm(np.zeros(160, np.float32), -1), there)
    assert there.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["sentence.wav"]


def test_a_folder_is_no_place_for_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CompanionError, match="This is a folder"):
        voices._written(Pcm(np.zeros(10, np.float32), 16_000), tmp_path)


@pytest.mark.parametrize(
    ("voice", "name"),
    [("piper/joe/ab12", "joe"), ("kokoro/heart/1", "heart"), ("system/espeak/en/1/2", ""), ("", "")],
)
def test_the_name_of_a_voice(voice: str, name: str) -> None:
    assert voices.spoken_name(voice) == name


def test_a_voice_of_an_engine_that_is_not_here_is_refused_by_name(home: Path) -> None:
    unknown = Known("ada", "parrot", "en", folder=home)
    with pytest.raises(NoVoice, match="needs “parrot”") as raised:
        voices.make_voice(unknown)
    assert "companion voices" in raised.value.hint


def test_another_voice_reads_in_the_place_of_one_that_this_version_cannot_use(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices, "known_voices", lambda: [Known("ada", "parrot", "en", folder=home), SYSTEM_VOICE])
    assert voices.make_voices("best", lambda message, hint: None)[1].name.startswith("system/")


def test_every_voice_of_the_catalog_has_an_engine_here(home: Path) -> None:
    natural = [known for known in voices.known_voices() if known.engine != "system"]
    assert natural
    for known in natural:
        with pytest.raises(NoVoice, match="incomplete"):  # its engine looked for its files
            voices.make_voice(replace(known, folder=home))
