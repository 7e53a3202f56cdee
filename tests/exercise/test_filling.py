"""Names and lengths in the words of an exercise."""

from __future__ import annotations

from typing import Any

import pytest

from companion.exercise.filling import Filling
from companion.exercise.model import LengthRange
from companion.exercise.phrases import Phrases
from companion.exercise.plan import Choices, Names

LENGTHS = {"turn": LengthRange.model_validate({"default": "3 min", "from": "2 min", "to": "5 min"})}


def filling(phrases: Phrases, *, talking: bool = False, **choices: Any) -> Filling:
    return Filling(Choices(**choices), phrases, talking)


def test_people_are_called_by_their_names_which_are_private(phrases: Phrases) -> None:
    named = filling(phrases, names=Names("Ada", "Ben", private=True))
    assert named.fill("{giver}, look at {other}.", {}, ("b", "a")) == ("Ben, look at Ada.", True)
    assert named.fill("Look around.", {}, ("b", "a")) == ("Look around.", False)


@pytest.mark.parametrize(("talking", "shown"), [(False, "The one giving"), (True, "The one speaking")])
def test_in_a_sound_file_people_without_names_are_called_by_their_parts(
    phrases: Phrases, talking: bool, shown: str
) -> None:
    nameless = filling(phrases.without_keys(), talking=talking)
    assert nameless.fill("{giver} begins.", {}, None) == (f"{shown} begins.", False)
    assert nameless.called("a", ("b", "a")) != nameless.called("b", ("b", "a"))


@pytest.mark.parametrize("starts", ["a", "b"])
def test_without_names_people_are_called_by_their_keys(phrases: Phrases, starts: str) -> None:
    """After a swap "the one speaking" was the other person, and a color was asked of nobody in particular. And in a
    first turn nobody had said who of the two was the one giving."""
    nameless = filling(phrases, talking=True, starts=starts)
    assert [nameless.called(who, None) for who in "ab"] == ["the person at F", "the person at J"]
    assert nameless.called("giver", ("b", "a")) == nameless.called("b", ("b", "a")) == "the person at J"
    assert nameless.called("receiver", ("b", "a")) == nameless.called("other", ("b", "a")) == "the person at F"


def test_a_sound_file_has_no_keys_to_call_people_by(phrases: Phrases) -> None:
    assert filling(phrases.without_keys()).called("a", None) == "the one giving"


def test_the_part_goes_with_the_giving(phrases: Phrases) -> None:
    nameless = filling(phrases.without_keys())
    assert nameless.called("giver", ("a", "b")) == nameless.called("giver", ("b", "a"))


def test_the_first_giver_is_chosen(phrases: Phrases) -> None:
    assert (filling(phrases).first, filling(phrases).second) == ("a", "b")
    assert (filling(phrases, starts="b").first, filling(phrases, starts="b").second) == ("b", "a")


@pytest.mark.parametrize(("chosen", "seconds"), [({}, 180.0), ({"turn": 240.0}, 240.0), ({"turn": 9999.0}, 300.0)])
def test_a_length_is_the_chosen_one_within_its_bounds(
    phrases: Phrases, chosen: dict[str, float], seconds: float
) -> None:
    assert filling(phrases, lengths=chosen).span("turn", LENGTHS) == seconds


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (45.0, "forty-five seconds"),
        (90.0, "a minute and a half"),
        (180.0, "three minutes"),
        (220.0, "about three and a half minutes"),
        (270.0, "four and a half minutes"),
        (290.0, "about five minutes"),
        (5400.0, "one hour and thirty minutes"),
    ],
)
def test_a_length_is_said_as_people_say_it(phrases: Phrases, seconds: float, words: str) -> None:
    """It said "six minutes and twenty seconds of slow touch", like a stopwatch."""
    lengths = {"turn": LengthRange.model_validate({"default": "3 min", "from": "1s", "to": "2 h"})}
    assert filling(phrases, lengths={"turn": seconds}).fill("{turn}", lengths, None)[0].lower() == words


def test_a_length_is_said_in_words_and_an_unknown_name_is_left_alone(phrases: Phrases) -> None:
    assert filling(phrases).fill("For {turn}, {who}.", LENGTHS, None) == ("For three minutes, {who}.", False)
    assert filling(phrases).span("walk", LENGTHS) == 0.0
    assert filling(phrases).span(12.0, LENGTHS) == 12.0
