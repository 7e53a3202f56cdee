"""The golden table: each written text of cases.yaml is spoken as it says there."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
import yaml

from companion.speech.normalise import normalise

TABLE: Final = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))
CASES: Final = [
    (language, written, spoken)
    for language, groups in TABLE.items()
    for cases in groups.values()
    for written, spoken in cases
]

ONCE_WRONG: Final = (
    "4-7-8", "5-4-3-2-1", "And … rest … now.", "rest—softly", "10–15 minutes", "Dr. May", "Mrs. Smith", "St. John",
    "No. 5", "z. B. warm", "El Sr. Pérez", "4 s", "5 min.", "30 sec.", "he/she", "and/or", "3/4", "50/50", "1:1", "#1",
    "*gently*", "<b>", "SAY IT LOUD", "988", "116 123", "$5", "1990s", "World War II", "Louis XIV", "i.e.", "mmm",
    "ssss", "shh",
)  # fmt: skip
"""Texts that voices read wrongly before there was a normaliser."""
ALWAYS_RIGHT: Final = (
    "3:30", "½", "20 %", "10am", "e.g. warm", "'tis", "you & me", "1st", "20 °C", "“Rest,” she said.",
    "Rest (softly) now.", "rest — softly", "Let it be 🙂.",
)  # fmt: skip
"""Texts that every voice read well before."""


@pytest.mark.parametrize(("language", "written", "spoken"), CASES)
def test_each_is_spoken_as_the_table_says(language: str, written: str, spoken: str) -> None:
    assert normalise(written, language).text == spoken


@pytest.mark.parametrize(("language", "written", "spoken"), CASES)
def test_what_is_spoken_is_spoken_like_that_again(language: str, written: str, spoken: str) -> None:
    assert normalise(spoken, language).text == spoken


def test_everything_that_was_heard_wrong_or_has_to_stay_is_in_the_table() -> None:
    written = {each for _, each, _ in CASES}
    assert set(ONCE_WRONG) - written == set()
    assert set(ALWAYS_RIGHT) - written == set()
    assert len(CASES) > 400


def test_a_regional_language_is_spoken_like_its_own() -> None:
    assert normalise("10 min", "pt-BR").text == normalise("10 min", "pt").text == "Dez minutos"
    assert normalise("10 min", "en-GB").text == "Ten minutes"
