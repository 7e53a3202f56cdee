"""The program's own words: whole, harmless and free of what they must not say."""

from __future__ import annotations

from pathlib import Path

import pytest

import companion.phrases
from companion.errors import CompanionError
from companion.phrases import languages, load_phrases, parse_phrases

ENGLISH = (Path(companion.phrases.__file__).parent / "en.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", languages())
def test_every_language_is_whole(language: str) -> None:
    phrases = load_phrases(language)
    assert phrases.language == language
    assert len(phrases.numbers) == 60
    assert "{n}" in phrases.minutes_many
    assert "{minutes}" in phrases.time_left


def test_an_unknown_language_falls_back_to_english() -> None:
    assert load_phrases("xx") == load_phrases("../en") == load_phrases("en")


@pytest.mark.parametrize("language", languages())
def test_a_wind_down_asks_nothing_and_takes_about_a_minute(language: str) -> None:
    phrases = load_phrases(language)
    for lines in (phrases.wind_down_one, phrases.wind_down_two):
        assert not any("?" in line.text for line in lines)
        assert 45 <= sum(line.wait for line in lines) <= 90
        assert all(bool(line.text) != bool(line.wait) for line in lines)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "missing"),
        ("[", "cannot be read"),
        (ENGLISH.replace("breath_in:", "breath_inn:"), "'breath_in' is missing"),
        (ENGLISH + "\nmore: x\n", "'more' is not known"),
        (ENGLISH.replace("wait: 4s", "wait: soon", 1), "wind_down_one"),
        (ENGLISH.replace("- wait: 4s", "- []", 1), "no line"),
    ],
)
def test_a_broken_file_is_named(text: str, message: str) -> None:
    with pytest.raises(CompanionError, match=r".") as caught:
        parse_phrases(text, "en.yaml")
    assert message in str(caught.value)
    assert caught.value.place == "en.yaml"
