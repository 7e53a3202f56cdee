"""The program's own words: whole, harmless and free of what they must not say."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

import companion.phrases
from companion.errors import CompanionError
from companion.exercise.need_matching import plain_need
from companion.exercise.phrases import Line, Phrases
from companion.phrases import languages, load_phrases, parse_phrases, with_others
from companion.phrases.needs import load_needs, parse_needs
from companion.phrases.voice import load_voice, parse_voice

ENGLISH = (Path(companion.phrases.__file__).parent / "en.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", languages())
def test_every_language_is_whole(language: str) -> None:
    phrases = load_phrases(language)
    assert phrases.language == language
    assert len(phrases.numbers) == 60
    assert "{n}" in phrases.minutes_many
    assert "{minutes}" in phrases.time_left


@pytest.mark.parametrize("language", languages())
def test_both_are_told_their_keys_and_how_to_say_no_but_not_in_a_sound_file(language: str) -> None:
    phrases = load_phrases(language)
    assert all(part in phrases.agree_how for part in ("{a}", "{b}", "F", "J", "N"))
    assert phrases.without_keys().agree_how == ""


@pytest.mark.parametrize("language", languages())
def test_where_nothing_listens_nobody_is_told_to_end_a_talk_by_voice(language: str) -> None:
    """A caution had just said that "stop" would not be heard."""
    says = re.compile(r"\b(?:say|dites)\b", re.IGNORECASE)
    deaf = [load_phrases(language, by_key=True, typed=typed) for typed in (False, True)]
    for phrases in deaf:
        assert not says.search(phrases.talk_stop + phrases.agree_how + phrases.agree_how_unnamed)
    assert says.search(load_phrases(language).talk_stop)
    assert load_phrases(language).without_keys().talk_stop == ""


@pytest.mark.parametrize("language", languages())
def test_the_question_before_touch_names_both_answers(language: str) -> None:
    """It was "is that a yes for you?", which leaned towards a yes."""
    phrases = load_phrases(language)
    for asked in (phrases.agree_first, phrases.agree_second):
        assert re.search(r"\byes or no\b|\boui ou non\b", asked)


TELLS_TO_SAY = re.compile(
    r"(?:you can|to continue,|too,|each|for \w+,) say\b|\bsay (?:its name|\")|dites (?:«|son|-le)"
)


@pytest.mark.parametrize("language", languages())
def test_where_nothing_listens_the_words_name_keys_only(language: str) -> None:
    phrases = load_phrases(language, by_key=True)
    texts = [value for field in fields(Phrases) if isinstance(value := getattr(phrases, field.name), str)]
    told = [text for text in texts if TELLS_TO_SAY.search(text) and "Escape" not in text]
    assert told == []
    assert TELLS_TO_SAY.search(load_phrases("en").yellow_two)


IF_TWO = re.compile(r"if there are two|if you're two|if you are two|si vous êtes deux", re.IGNORECASE)


@pytest.mark.parametrize("typed", [False, True], ids=["by key", "typed"])
@pytest.mark.parametrize("deaf", [False, True], ids=["listening", "deaf"])
@pytest.mark.parametrize("language", languages())
def test_nobody_hears_what_would_hold_for_another_number_of_people(language: str, deaf: bool, typed: bool) -> None:
    for two in (False, True):
        phrases = load_phrases(language, by_key=deaf, typed=typed, two=two)
        assert [text for text in spoken_texts(phrases) if IF_TWO.search(text)] == []
    one = load_phrases(language, by_key=True)
    alone = (one.back_or_end, one.help_asked, one.help_words, one.yellow_one)
    assert [text for text in alone if re.search(r"your own key|chacun|each", text)] == []
    two_phrases = load_phrases(language, by_key=True, two=True)
    for text in (two_phrases.help_asked, two_phrases.help_words):
        assert re.search(r"each press your own key|chacun sur votre touche", text)


OFFERS_TO_END = re.compile(r"\bend(?:ing)? here\b|\bfini(?:r|ssons) ici\b", re.IGNORECASE)
HOW_TO_END = re.compile(
    r"\bend session\b|\bfin de séance\b|\b(?:press|sur) (?:Escape|Échap|2\b|la touche 2)|\b(?:type|tapez) stop\b"
    r"|\bThe screen shows\b|\bL'écran\b"
)
"""Words or keys that end a session, or the screen that shows them."""


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("typed", [False, True])
@pytest.mark.parametrize("by_key", [False, True])
def test_wherever_ending_is_offered_the_words_name_the_way(language: str, by_key: bool, typed: bool) -> None:
    phrases = load_phrases(language, by_key=by_key, typed=typed)
    texts = [value for field in fields(Phrases) if isinstance(value := getattr(phrases, field.name), str)]
    offers = [text for text in texts if OFFERS_TO_END.search(text)]
    assert len(offers) >= 9
    assert [text for text in offers if not HOW_TO_END.search(text)] == []


ABOUT_KEYS = re.compile(r"\b(?:press|hold|keys?|escape|space bar)\b", re.IGNORECASE)
TYPED = re.compile(r"press (?:Enter\b|[A-Z]\b)|^Hold\.$", re.IGNORECASE)
"""Enter and single letters, which are typed as well, and the "Hold." of a breath. None of them is about keys."""


def spoken_texts(phrases: Phrases) -> list[str]:
    """All words of the phrases that are one text, and those of their lists."""
    values = [getattr(phrases, field.name) for field in fields(Phrases)]
    lists = [line.text for value in values if isinstance(value, tuple) for line in value if isinstance(line, Line)]
    return [value for value in values if isinstance(value, str)] + lists


@pytest.mark.parametrize("by_key", [False, True])
def test_where_lines_are_typed_the_words_name_no_key(by_key: bool) -> None:
    """Plain mode says at its beginning that single letters are typed."""
    texts = spoken_texts(load_phrases("en", by_key=by_key, typed=True))
    told = [text for text in texts if ABOUT_KEYS.search(TYPED.sub("", text))]
    assert told == []
    assert any(ABOUT_KEYS.search(text) for text in spoken_texts(load_phrases("en", by_key=by_key)))


def test_words_about_keys_that_stand_for_no_sentence_are_named() -> None:
    for text in ("nothing: Press G.", "wind_down_one: Press G."):
        with pytest.raises(CompanionError, match="can't be used here"):
            with_others(load_phrases("en"), text, "by_key.en.yaml")


def test_the_words_have_one_source_the_file_of_the_language() -> None:
    assert [field.name for field in fields(Phrases) if field.default is not MISSING] == []


def test_an_unknown_language_falls_back_to_english() -> None:
    assert load_phrases("xx") == load_phrases("../en") == load_phrases("en")


@pytest.mark.parametrize("language", languages())
def test_a_wind_down_asks_nothing_and_takes_about_a_minute(language: str) -> None:
    phrases = load_phrases(language)
    of_two = [(*first, *phrases.settle_two) for first in (phrases.wind_down_two, phrases.wind_down_touch)]
    for lines in (phrases.wind_down_one, *of_two):
        assert not any("?" in line.text for line in lines)
        assert 45 <= sum(line.wait for line in lines) <= 90
        assert all(bool(line.text) != bool(line.wait) for line in lines)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "missing"),
        ("[", "can't be read"),
        (ENGLISH.replace("breath_in:", "breath_inn:"), "'breath_in' is missing"),
        (ENGLISH + "\nmore: x\n", "'more' can't be used here"),
        (ENGLISH.replace("wait: 4s", "wait: soon", 1), "wind_down_one"),
        (ENGLISH.replace("- wait: 4s", "- []", 1), "isn't a line"),
    ],
)
def test_a_broken_file_is_named(text: str, message: str) -> None:
    with pytest.raises(CompanionError, match=r".") as caught:
        parse_phrases(text, "en.yaml")
    assert message in str(caught.value)
    assert caught.value.place == "en.yaml"


VOICE = (Path(companion.phrases.__file__).parent / "voice.en.yaml").read_text(encoding="utf-8")


def test_the_words_of_the_linter_are_whole_and_fit_its_rules() -> None:
    voice = load_voice("en")
    assert voice is not None
    assert len(voice.phrases) > 20
    assert all(phrase.instead.endswith((".", "?")) for phrase in voice.phrases)
    assert {"held", "kept"} <= voice.participles
    assert {"verb", "have"} <= set(re.compile(voice.did).groupindex)
    assert load_voice("xx") is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("choices:", "choises:", "'choices' is missing"),
        ("choices: [or]", "choices: [or]\nmore: x", "'more' can't be used here"),
        ("choices: [or]", "choices: ['(or']", "In 'choices'"),
        ("choices: [or]", "choices: {or: x}", "In 'choices'"),
        ('{heard: "whom"', '{herd: "whom"', "In 'phrases'"),
    ],
)
def test_broken_words_of_the_linter_are_named(old: str, new: str, message: str) -> None:
    assert old in VOICE
    with pytest.raises(CompanionError) as caught:
        parse_voice(VOICE.replace(old, new, 1), "voice.en.yaml")
    assert message in str(caught.value)
    assert caught.value.place == "voice.en.yaml"


def test_the_needs_are_a_list_without_doubles() -> None:
    needs = load_needs("en")
    assert len(needs) > 20
    assert len({plain_need(need) for need in needs}) == len(needs)


@pytest.mark.parametrize("text", ["", "needs: panic\n", "needs: [[panic]]\n", "needs: [panic]\nmore: x\n"])
def test_a_broken_list_of_needs_is_named(text: str) -> None:
    with pytest.raises(CompanionError, match=r".") as caught:
        parse_needs(text, "needs.en.yaml")
    assert caught.value.place == "needs.en.yaml"
