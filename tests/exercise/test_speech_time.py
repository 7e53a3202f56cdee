from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.exercise.speech_time import LONGEST_SENTENCE, estimate, sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("You may say no. That is a good answer.", ["You may say no.", "That is a good answer."]),
        ("Dr. May is here. Prof. Lee too.", ["Dr. May is here.", "Prof. Lee too."]),
        ("It takes 3.5 seconds. Then it ends.", ["It takes 3.5 seconds.", "Then it ends."]),
        ("J. Doe and I. Then we rest.", ["J. Doe and I.", "Then we rest."]),
        ("Slower … slower … and rest.", ["Slower … slower … and rest."]),
        ("Something warm, e.g. A blanket.", ["Something warm, e.g. A blanket."]),
        ("“Enough.” That was it.", ["“Enough.”", "That was it."]),
        ("{giver}, rest. {receiver}, too.", ["{giver}, rest.", "{receiver}, too."]),
        ("No. 5 is next. Then No. 6.", ["No. 5 is next.", "Then No. 6."]),
        ("You may say no. 5 breaths are left.", ["You may say no.", "5 breaths are left."]),
        ("Nimm etwas Warmes, z. B. Tee. Dann ruh dich aus.", ["Nimm etwas Warmes, z. B. Tee.", "Dann ruh dich aus."]),
        ("Das heißt, d. h. Ruhe.", ["Das heißt, d. h. Ruhe."]),
        ("El Sr. Pérez y la Dra. Gil. Respira.", ["El Sr. Pérez y la Dra. Gil.", "Respira."]),
        ("Prends, p. ex. Marie, le temps.", ["Prends, p. ex. Marie, le temps."]),
        ("Rest for 5 min. Then look up.", ["Rest for 5 min.", "Then look up."]),
        ("No full stop", ["No full stop"]),
        ("", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@given(st.text())
def test_nothing_is_lost_but_white_space(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.text(min_size=1, max_size=3000))
def test_no_sentence_is_longer_than_a_voice_can_take(text: str) -> None:
    assert all(0 < len(part) <= LONGEST_SENTENCE for part in sentences(text))


def test_a_hundred_and_thirty_words_take_about_a_minute() -> None:
    assert estimate(" ".join(["calm"] * 130)) == pytest.approx(60, abs=1)


def test_slower_takes_longer_and_nothing_takes_nothing() -> None:
    assert estimate("Look around the room.", 0.85) > estimate("Look around the room.") > estimate("Look.")
    assert estimate("") == 0.0


def test_a_text_without_spaces_takes_time_too() -> None:
    assert estimate("a" * 800) > 40
