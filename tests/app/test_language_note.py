"""The note before an exercise in another language than English: on commands, and on the voice that reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion import tongue
from companion.app import voices
from companion.app.language_note import heard_apart, with_note
from companion.app.options import Options
from companion.exercise.model import Exercise
from companion.exercise.reading import read
from companion.speech.voice_chain import SYSTEM_VOICE, Known
from tests.app.fakes import FRENCH_MODEL, put_models
from tests.app.test_stop_word import FRENCH


def exercise(language: str) -> Exercise:
    return read(FRENCH.replace("language: fr", f"language: {language}").encode(), "respirer.yaml").exercise


@pytest.fixture(autouse=True)
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Known]:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    monkeypatch.setenv("COMPANION_MODELS", str(tmp_path / "models"))
    found = [SYSTEM_VOICE, Known("siwis", "kokoro", "fr", size=90_000_000)]
    monkeypatch.setattr(voices, "known_voices", lambda: found)
    return found


def note(spoken: str, **options: object) -> str:
    (*before, last) = with_note(("Own.",), exercise(spoken), Options(**options))  # type: ignore[arg-type]
    assert before in ([], ["Own."])
    return last if before else ""


def test_before_an_english_exercise_nothing_is_said() -> None:
    assert note("en") == ""


def test_a_language_that_nothing_listens_to_says_how_commands_are_given() -> None:
    assert note("es") == "I can't listen in Spanish yet. Say “stop” and the other commands in English, or use the keys."


def test_what_can_be_fetched_is_said() -> None:
    said = note("fr")
    assert "companion setup --language fr" in said
    assert "companion setup --voice siwis" in said


def test_with_everything_here_it_says_how_well_french_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: list[Known]
) -> None:
    put_models(tmp_path / "models", monkeypatch, FRENCH_MODEL)
    known[1] = Known("siwis", "kokoro", "fr", folder=tmp_path)
    assert note("fr") == "I hear commands in French less surely than in English. Keep a key within reach."


def test_where_nothing_is_to_listen_or_a_language_was_chosen_nothing_is_said_about_it() -> None:
    assert note("es", microphone=False) == ""
    assert note("es", language="en") == ""
    assert note("fr", microphone=False, voice="none") == ""


def test_the_words_to_say_are_named_in_the_language_that_is_listened_to() -> None:
    assert heard_apart("en") == ""
    assert "aide, jaune, vert, autre chose" in heard_apart("fr")
    tongue.speak("fr")
    try:
        assert heard_apart("fr") == ""
        assert heard_apart("en").startswith("J’écoute en anglais.")
        assert "stop, pause, resume, help, yellow, green, something else" in heard_apart("en")
    finally:
        tongue.speak("en")
