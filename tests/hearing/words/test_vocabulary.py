from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import SettingsError
from companion.hearing.child.keyword_net import KNOWN
from companion.hearing.words import vocabulary
from companion.hearing.words.vocabulary import load, normal, read
from companion.session.commands import SAFETY_KINDS, Command, Kind
from companion.session.effects import Listen

ENGLISH = load("en")
NOTHING = Listen(frozenset())
PHRASES = {**ENGLISH.commands, **ENGLISH.answers}


def test_every_command_can_be_said() -> None:
    said = {command.kind for command in ENGLISH.commands.values()}
    assert said == set(Kind) - {Kind.ANSWER, Kind.SIGN}


def test_every_usual_answer_can_be_said() -> None:
    values = {command.value for command in ENGLISH.answers.values()}
    assert values == {"yes", "no", "ready", "people", *(str(number) for number in range(11))}


@pytest.mark.parametrize(
    ("phrase", "command"),
    [
        ("stop", Command(Kind.STOP)),
        ("red", Command(Kind.STOP)),
        ("wait", Command(Kind.PAUSE)),
        ("slow down", Command(Kind.YELLOW)),
        ("green", Command(Kind.RESUME, "green")),
        ("go on", Command(Kind.RESUME)),
        ("no", Command(Kind.ANSWER, "no")),
        ("ten", Command(Kind.ANSWER, "10")),
    ],
)
def test_what_people_say(phrase: str, command: Command) -> None:
    assert ENGLISH.parse(phrase, ENGLISH.everything()) == command


@pytest.mark.parametrize("phrase", sorted(PHRASES))
def test_every_phrase_parses_to_its_own_command(phrase: str) -> None:
    assert ENGLISH.parse(phrase, ENGLISH.everything()) == PHRASES[phrase]
    assert ENGLISH.parse(f"  {phrase.upper()}. ", ENGLISH.everything()) == PHRASES[phrase]


@given(st.text(alphabet="stoprednwaigy '", max_size=14))
def test_nothing_else_parses(text: str) -> None:
    found = ENGLISH.parse(text, ENGLISH.everything())
    assert found == PHRASES.get(normal(text))


@pytest.mark.parametrize("phrase", sorted(PHRASES))
def test_only_what_is_allowed_means_something_but_safety_always_does(phrase: str) -> None:
    found = ENGLISH.parse(phrase, NOTHING)
    assert (found is not None) == (PHRASES[phrase].kind in SAFETY_KINDS)


def test_a_choice_is_answered_by_its_own_words() -> None:
    asked = Listen(frozenset(), ("eyes-open", "closed"))
    assert ENGLISH.parse("eyes open", asked) == Command(Kind.ANSWER, "eyes-open")
    assert ENGLISH.parse("closed", asked) == Command(Kind.ANSWER, "closed")
    assert ENGLISH.parse("open", asked) is None


def test_an_answer_comes_before_steering_and_never_before_safety() -> None:
    asked = Listen(frozenset({Kind.BACK}), ("back", "stop"))
    assert ENGLISH.parse("back", asked) == Command(Kind.ANSWER, "back")
    assert ENGLISH.parse("stop", asked) == Command(Kind.STOP)


def test_typed_lines_may_use_digits_and_names() -> None:
    asked = Listen(frozenset({Kind.MORE_TIME}), ("7",))
    assert ENGLISH.parse_typed("7", asked) == Command(Kind.ANSWER, "7")
    assert ENGLISH.parse_typed("more-time", asked) == Command(Kind.MORE_TIME)
    assert ENGLISH.parse_typed("answer", asked) is None
    assert ENGLISH.parse_typed("8", asked) is None


def test_the_couples_own_stop_word() -> None:
    own = ENGLISH.with_stop_word("Pineapple!")
    assert own.parse("pineapple", NOTHING) == Command(Kind.STOP)
    assert own.parse("stop", NOTHING) == Command(Kind.STOP)
    taken = ENGLISH.with_stop_word("next")
    assert taken.parse("next", ENGLISH.everything()) == Command(Kind.STOP)
    assert ENGLISH.with_stop_word(" - ") == ENGLISH


def test_a_phrase_that_means_two_things_is_refused() -> None:
    text = "language: xx\nmodel: m\nlexicon: l\ncommands: {stop: [halt], next: [halt]}\nanswers: {}\n"
    with pytest.raises(SettingsError, match="'halt' means both stop and next"):
        read(text + "decoys: {frequent: 1, per_word: 1}\n")


def test_an_unknown_language_is_said() -> None:
    with pytest.raises(SettingsError, match="xx"):
        load("xx")
    assert "en" in vocabulary.languages()


def test_a_network_is_asked_for_safety_words_that_it_knows() -> None:
    assert ENGLISH.keywords == ("stop",)
    assert set(ENGLISH.keywords) <= set(ENGLISH.safety()) & set(KNOWN)
    assert load("fr").keywords == ()
