"""French: whole, and heard by the real French model from synthetic voices. People have not been measured."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import soundfile
import yaml

from bench.espeak import say
from bench.sound_files import read_sound
from companion.hearing.child.tuned_model import tuned_model
from companion.hearing.replay import hear
from companion.hearing.words.decoys import homophones, load_lexicon, sound_alikes
from companion.hearing.words.grammar import STRICT, build
from companion.hearing.words.model_words import known_words
from companion.hearing.words.stop_word_check import Reason, check
from companion.hearing.words.vocabulary import languages, load
from companion.phrases import languages as spoken_languages
from companion.phrases import load_phrases
from companion.session.commands import Command, Kind
from companion.session.effects import Listen

ROOT = Path(__file__).parents[3]
FRENCH = load("fr")
ENGLISH = load("en")
LEXICON = load_lexicon(FRENCH.lexicon)


@pytest.fixture(scope="module")
def french_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = ROOT / "models" / FRENCH.model
    if not (folder / "am" / "final.mdl").is_file():
        pytest.skip(f"the speech model {FRENCH.model} is not there: run `companion setup --language fr`")
    if importlib.util.find_spec("vosk") is None:
        pytest.skip("vosk is not installed: pip install vosk")
    return tuned_model(folder, tmp_path_factory.mktemp("models"))


def test_every_language_that_is_heard_is_also_spoken() -> None:
    assert set(languages()) == set(spoken_languages()) == {"en", "fr"}


def test_french_says_everything_that_english_says() -> None:
    assert set(FRENCH.commands.values()) == set(ENGLISH.commands.values())
    assert set(FRENCH.answers.values()) == set(ENGLISH.answers.values())


def test_nothing_of_the_french_phrases_was_left_in_english() -> None:
    french, english = load_phrases("fr"), load_phrases("en")
    same = {
        name
        for name in french.__dataclass_fields__
        if getattr(french, name) == getattr(english, name) and getattr(french, name) not in ("", "{n} minutes")
    }
    assert same == set()


def test_the_french_phrases_fill_the_same_gaps() -> None:
    folder = ROOT / "companion" / "phrases"
    french, english = (
        yaml.load((folder / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        for name in ("fr", "en")
    )
    assert french.keys() == english.keys()

    def gaps(value: object) -> list[str]:
        return [part.partition("}")[0] for part in str(value).split("{")[1:]] if isinstance(value, str) else []

    assert {key: gaps(value) for key, value in french.items()} == {key: gaps(value) for key, value in english.items()}


@pytest.mark.parametrize("phrase", sorted({**FRENCH.commands, **FRENCH.answers}))
def test_every_word_has_a_sound(phrase: str) -> None:
    assert all(word in LEXICON.words for word in phrase.split())


def test_decoys_are_french() -> None:
    strict = build(FRENCH, LEXICON, Listen(frozenset())).ears[STRICT]
    assert {"bouge", "chose", "bonne", "pour", "c'est"} <= set(strict)
    assert "pose" not in strict  # it sounds like "pause", which would be lost to it
    assert "pose" in homophones(LEXICON, ("pause",))
    assert "bouge" in sound_alikes(LEXICON, "rouge")


@pytest.mark.parametrize("word", FRENCH.stop_words)
def test_everything_that_is_suggested_will_do(word: str) -> None:
    assert check(word, FRENCH, LEXICON, lambda _: True).good


def test_a_french_stop_word_is_checked_by_french_sounds() -> None:
    assert check("ouïe", FRENCH, LEXICON, lambda _: True).reason is Reason.SOUNDS_LIKE
    assert check("merci", FRENCH, LEXICON, lambda _: True).reason is Reason.EVERYDAY
    assert FRENCH.with_stop_word("Ananas").parse("ananas", Listen(frozenset())) == Command(Kind.STOP)


# ---- the real model


def test_the_model_knows_every_word(french_model: Path) -> None:
    words = {word for phrase in {**FRENCH.commands, **FRENCH.answers} for word in phrase.split()}
    assert known_words(french_model, [*words, *FRENCH.stop_words, "xyzzy"]) == words | set(FRENCH.stop_words)


def test_a_synthetic_voice_is_heard(french_model: Path, tmp_path: Path) -> None:
    files = []
    for phrase in ("stop", "rouge", "pause", "jaune", "plus lentement", "oui"):
        files.append(tmp_path / f"{phrase}.wav")
        soundfile.write(files[-1], say(phrase, "fr", words_per_minute=140), 16000)
    found = [(Path(one.file).stem, one.command) for one in hear(files, french_model, FRENCH, read=read_sound)]
    assert found == [
        ("stop", "stop"),
        ("rouge", "stop"),
        ("pause", "pause"),
        ("jaune", "yellow"),
        ("plus lentement", "slower"),
        ("oui", "yes"),
    ]
