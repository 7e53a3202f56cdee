"""Properties of the spoken form of any text, in any language."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.speech.normalise import Spoken, normalise
from companion.speech.normalise.language import each_of
from companion.speech.normalise.languages import LANGUAGES

CODES: Final = (*LANGUAGES, "xx")
PIECES: Final = st.sampled_from(
    sorted(
        each_of(
            """4-7-8 10–15 min. sec. s Dr. Mrs. St. No. e.g. i.e. etc. he/she and/or 3/4 1:1 3:30 ½ 20 % 10am 1st °C #1
            *gently* <b> </b> <break> [pause SAY IT LOUD NOW 988 116 123 $5 € 1990s World War II Louis XIV I mmm ssss
            shh
            … ... — -- – - . , ; ! ? ( ) “ ” ' & @ + = ~ × / : 0 1 21 1,000 2.5 007 z. B. Sr. M. n° 1er 15h30 rest
            softly
            Rest 🙂 呼吸 {giver} a.m. 9/11 // 1/ -1 .5 1.2.3 w/ A E PTSD EMDR XIV VIII’s X _x_ ` # § km/h ٣ ² Ⅳ"""
        )
    )
)
WRITTEN: Final = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=12).map(" ".join),
    st.lists(PIECES, max_size=8).map("".join),
)
WORDS: Final = st.sampled_from(
    sorted(
        each_of(
            """let your shoulders drop and breathe out slowly notice the chair under you maybe it's warm here look
            around
            take time we can stop there's nothing to fix feel hands feet floor whatever comes is fine café naïve
            well-being"""
        )
    )
)


@given(WRITTEN, st.sampled_from(CODES))
def test_every_text_has_a_spoken_form_of_one_line(written: str, language: str) -> None:
    said = normalise(written, language).text
    assert said == " ".join(said.split())
    assert not said or any(map(str.isalnum, said))
    assert all(character.isprintable() for character in said)


@given(WRITTEN, st.sampled_from(CODES))
def test_a_spoken_text_is_not_changed_again(written: str, language: str) -> None:
    said = normalise(written, language).text
    assert normalise(said, language).text == said


@given(WRITTEN, st.sampled_from(CODES))
def test_spans_cover_both_texts_in_order(written: str, language: str) -> None:
    spoken = normalise(written, language)
    assert_covers(spoken, written)


def assert_covers(spoken: Spoken, written: str) -> None:
    if not spoken.text:
        assert spoken.spans == ()
        return
    spans = spoken.spans
    assert (spans[0].start, spans[0].written_start) == (0, 0)
    assert (spans[-1].end, spans[-1].written_end) == (len(spoken.text), len(written))
    for one, following in pairwise(spans):
        assert one.end == following.start
        assert one.written_end == following.written_start
    assert all(span.start < span.end and span.written_start < span.written_end for span in spans)


@given(st.lists(WORDS, min_size=1, max_size=12), st.sampled_from([".", "?", "!", "", ", softly.", ": now."]))
def test_a_plain_sentence_is_spoken_as_it_is_written(words: list[str], end: str) -> None:
    sentence = " ".join(words).capitalize() + end
    assert normalise(sentence, "en").text == sentence


@given(st.lists(WORDS, min_size=1, max_size=6), PIECES, st.lists(WORDS, min_size=1, max_size=6))
def test_no_word_beside_something_special_is_lost(before: list[str], special: str, after: list[str]) -> None:
    said = normalise(" ".join([*before, special, *after]), "en").text.casefold()
    place = 0
    for word in [*before, *after]:
        place = said.index(word.casefold(), place) + len(word)


@given(st.integers(0, 10**15 - 1), st.sampled_from(list(LANGUAGES)))
def test_no_digit_of_a_number_is_left_to_the_voice(number: int, language: str) -> None:
    said = normalise(f"({number})", language).text
    assert not any(map(str.isdigit, said)), said


def test_a_span_leads_back_to_what_was_written() -> None:
    written = "Do it for 10–15 min. and **rest**…"
    spoken = normalise(written, "en")
    assert spoken.text == "Do it for ten to fifteen minutes and rest."
    at = spoken.text.index("fifteen")
    start, end = spoken.written(at, at + len("fifteen"))
    assert written[start:end] == "10–15 min."
    at = spoken.text.index("rest")
    start, end = spoken.written(at, at + len("rest"))
    assert "rest" in written[start:end]
    with pytest.raises(ValueError, match="nothing is spoken"):
        spoken.written(200, 201)


@pytest.mark.parametrize("text", ["A " * 3000, "1 " * 3000, "a/" * 3000, "." * 6000, "<a " * 2000, "5-" * 3000])
def test_a_hostile_text_is_spoken_too(text: str) -> None:
    """The rules look a bounded way back and ahead: with none, these took up to ten seconds each."""
    assert normalise(text, "en").text == normalise(normalise(text, "en").text, "en").text
