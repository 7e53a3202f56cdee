"""Sentences rendered ahead: only those that the program comes with, and only while nothing else happens."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from companion.app import everything, voices
from companion.app.ahead import SHARE, RenderingAhead, first_sentences
from companion.errors import NoVoice
from companion.ports import Pcm
from companion.resources import OwnPlace, own_exercises
from companion.session.effects import Utterance
from companion.speech.cache import ClipCache
from companion.speech.clips import Clips
from companion.speech.voice_chain import VoiceChain
from tests.app.test_stop_word import FRENCH
from tests.shipped import FIRST_SPOKEN

PATIENCE = 30.0


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


class Voice:
    """A voice that waits before each sentence until it may say it, or is closed."""

    name = "fake/a/1"
    language = "en"

    def __init__(self, *, waits: bool = False) -> None:
        self.said: list[str] = []
        self.begun = threading.Event()
        self.closed = threading.Event()
        self._waits = waits

    def render(self, text: str, words_per_minute: int) -> Pcm:
        self.begun.set()
        if self._waits:
            assert self.closed.wait(PATIENCE)
        if self.closed.is_set():
            raise NoVoice("The voice has been turned off.")
        self.said.append(text)
        return Pcm(np.full(80, 0.1, np.float32), 8000)

    def close(self) -> None:
        self.closed.set()


ONE_TWO = (Utterance("One."), Utterance("Two."))


def finished(ahead: RenderingAhead) -> None:
    for thread in threading.enumerate():
        if thread.name == "rendering ahead":
            thread.join(PATIENCE)
    assert not ahead.runs


def test_how_every_exercise_begins_and_the_own_words_without_names() -> None:
    found = list(first_sentences())
    texts = [each.text for each in found]
    assert FIRST_SPOKEN in texts[:40]  # those for a bad moment come first
    assert len(texts) > 100
    assert not any(each.private or "{" in each.text for each in found)
    assert (
        "This is for you alone, and takes up to about thirteen minutes." in texts
    )  # also of an exercise that leaves no other sound
    assert list(first_sentences()) == found  # in an order that tells nothing


def test_the_pace_is_that_of_the_person() -> None:
    usual, slower = list(first_sentences()), list(first_sentences(0.8))
    assert [each.text for each in slower] == [each.text for each in usual]
    assert all(each.pace == round(other.pace * 0.8, 2) for each, other in zip(slower, usual, strict=True))


def test_exercises_of_ones_own_are_left_out() -> None:
    own = own_exercises()
    own.mkdir(parents=True)
    before = list(first_sentences())
    (own / "respirer.yaml").write_text(FRENCH, encoding="utf-8")
    assert list(first_sentences(shipped_only=False)) == before  # an English voice renders them
    (own / "respirer.yaml").write_text(FRENCH.replace("language: fr", "language: en"), encoding="utf-8")
    assert list(first_sentences()) == before
    assert len(list(first_sentences(shipped_only=False))) > len(before)


def test_each_sentence_is_rendered_once_and_then_the_voice_ends(tmp_path: Path) -> None:
    made: list[Voice] = []

    def make() -> Clips:
        made.append(Voice())
        return Clips({1: made[-1]}, cache=ClipCache(tmp_path))

    ahead = RenderingAhead(make, lambda: iter(ONE_TWO))
    ahead.begin()
    finished(ahead)
    assert made[0].said == ["One.", "Two."]
    assert made[0].closed.is_set()
    ahead.begin()
    assert len(made) == 1  # there is nothing left
    ahead.begin_anew()
    ahead.begin()
    finished(ahead)
    assert made[1].said == []  # the clips are there; the voice was not even started


def test_it_pauses_after_each_sentence(tmp_path: Path) -> None:
    class Slow(Voice):
        def render(self, text: str, words_per_minute: int) -> Pcm:
            time.sleep(0.1)
            return super().render(text, words_per_minute)

    began = time.monotonic()
    ahead = RenderingAhead(lambda: Clips({1: Slow()}, cache=ClipCache(tmp_path)), lambda: iter(ONE_TWO))
    ahead.begin()
    finished(ahead)
    assert time.monotonic() - began >= len(ONE_TWO) * 0.1 / SHARE


def test_stopping_ends_a_pause(tmp_path: Path) -> None:
    class Slower(Voice):
        def render(self, text: str, words_per_minute: int) -> Pcm:
            self.said.append(text)
            time.sleep(0.2)
            self.begun.set()
            return Pcm(np.full(80, 0.1, np.float32), 8000)

    voice = Slower()
    ahead = RenderingAhead(lambda: Clips({1: voice}, cache=ClipCache(tmp_path)), lambda: iter(ONE_TWO))
    ahead.begin()
    assert voice.begun.wait(PATIENCE)
    ahead.stop()
    finished(ahead)
    assert voice.said == ["One."]


def test_stopping_ends_it_in_the_middle_of_a_sentence(tmp_path: Path) -> None:
    made: list[Voice] = []

    def make() -> Clips:
        made.append(Voice(waits=not made))
        return Clips({1: made[-1]}, cache=ClipCache(tmp_path))

    ahead = RenderingAhead(make, lambda: iter(ONE_TWO))
    ahead.begin()
    assert made[0].begun.wait(PATIENCE)
    ahead.stop()
    finished(ahead)
    assert made[0].said == []
    ahead.begin()  # it goes on the next time
    finished(ahead)
    assert made[1].said == ["One.", "Two."]


def test_a_stop_before_the_voice_was_made_closes_it(tmp_path: Path) -> None:
    voice, may = Voice(), threading.Event()

    def make() -> Clips:
        assert may.wait(PATIENCE)
        return Clips({1: voice}, cache=ClipCache(tmp_path))

    ahead = RenderingAhead(make, lambda: iter(ONE_TWO))
    ahead.begin()
    ahead.stop()
    may.set()
    finished(ahead)
    assert voice.said == []
    assert voice.closed.is_set()


def test_without_a_natural_voice_nothing_is_rendered() -> None:
    def sentences() -> Iterator[Utterance]:
        raise AssertionError("no voice, no sentences")

    ahead = RenderingAhead(lambda: None, sentences)
    ahead.begin()
    finished(ahead)


def test_a_voice_that_does_not_work_is_not_tried_again(tmp_path: Path) -> None:
    tries: list[int] = []

    def make() -> Clips:
        tries.append(1)
        raise NoVoice("It is damaged.")

    ahead = RenderingAhead(make, lambda: iter(ONE_TWO))
    ahead.begin()
    finished(ahead)
    ahead.begin()
    finished(ahead)
    assert len(tries) == 1


def test_they_lie_with_the_spoken_sentences_and_are_deleted_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "engine_of", lambda _: "piper")
    monkeypatch.setattr(voices, "make_voices", lambda *_, **__: {1: VoiceChain([Voice()])})
    clips = voices.clips_ahead("best")
    assert clips is not None
    clips.get(ONE_TWO[0])
    assert clips.kept(ONE_TWO[0])
    assert len(everything.left_in(OwnPlace.SPEECH)) == 1
    everything.forget("speech")
    assert everything.left_in(OwnPlace.SPEECH) == []


@pytest.mark.parametrize("voice", ["none", "system", "best"])
def test_only_a_natural_voice_renders_ahead(voice: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The system's voice needs no preparing; here it is the best one, too."""
    monkeypatch.setenv("COMPANION_MODELS", str(tmp_path / "models"))
    assert voices.clips_ahead(voice) is None
