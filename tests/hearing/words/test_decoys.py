from __future__ import annotations

import pytest

from companion.hearing.words.decoys import (
    FAR,
    Lexicon,
    common_near,
    decoys_for,
    distance,
    frequent_words,
    homophones,
    parse_lexicon,
    sound_alikes,
)
from companion.hearing.words.vocabulary import Vocabulary

LEXICON = parse_lexicon(
    [
        "# a remark",
        "the\tDH AH|DH IY",
        "stop\tS T AA P",
        "step\tS T EH P",
        "top\tT AA P",
        "stops\tS T AA P S",
        "desktop\tD EH S K T AA P",
        "pause\tP AO Z",
        "paws\tP AO Z",
        "slow\tS L OW",
        "down\tD AW N",
        "blow\tB L OW",
    ]
)


def test_one_phone_changed_added_or_left_out() -> None:
    assert sound_alikes(LEXICON, "stop") == ("step", "top", "stops")


def test_homophones_are_no_decoys() -> None:
    assert homophones(LEXICON, ["pause"]) == {"pause", "paws"}
    decoys = decoys_for(LEXICON, frozenset({"pause", "stop"}), 100, 100)
    assert {"pause", "paws", "stop"}.isdisjoint({*decoys.frequent, *decoys.sound_alikes})


def test_words_of_a_longer_phrase_are_decoys_themselves() -> None:
    decoys = decoys_for(LEXICON, frozenset({"slow down"}), 100, 100)
    assert {"slow", "down", "blow"} <= {*decoys.frequent, *decoys.sound_alikes}


def test_as_many_as_asked_and_the_most_frequent_first() -> None:
    decoys = decoys_for(LEXICON, frozenset({"stop"}), 2, 2)
    assert decoys.frequent == ("the", "step")
    assert decoys.sound_alikes == ("top",)
    assert decoys.of["stop"] == {"step", "top", "stops"}


def test_a_word_the_lexicon_lacks_has_none() -> None:
    assert sound_alikes(LEXICON, "pineapple") == ()


def test_distance_counts_phones() -> None:
    assert distance(LEXICON, "stop", "stop") == 0
    assert distance(LEXICON, "stop", "step") == 1
    assert distance(LEXICON, "stop", "desktop") == 3
    assert distance(LEXICON, "pause", "paws") == 0
    assert distance(LEXICON, "stop", "pineapple") == FAR


def test_common_words_near_a_word() -> None:
    assert common_near(LEXICON, "stop", 3, 2) == ("step",)
    assert common_near(LEXICON, "stop", 100, 1) == ("step", "top", "stops")


@pytest.mark.parametrize(("word", "decoy"), [("stop", "stomp"), ("stop", "step"), ("red", "bed"), ("wait", "late")])
def test_the_real_lexicon_has_the_well_known_ones(lexicon: Lexicon, word: str, decoy: str) -> None:
    assert decoy in sound_alikes(lexicon, word)


@pytest.mark.parametrize(("word", "same"), [("pause", "paws"), ("wait", "weight"), ("red", "read")])
def test_the_real_homophones_are_left_out(lexicon: Lexicon, word: str, same: str) -> None:
    assert same in homophones(lexicon, [word])
    assert same not in sound_alikes(lexicon, word)


def test_the_frequent_words_are_the_first_of_the_lexicon(lexicon: Lexicon, english: Vocabulary) -> None:
    words = frequent_words(english.lexicon, 500)
    assert words == frozenset(list(lexicon.words)[:500])
    assert len(frequent_words(english.lexicon, 10**6)) == len(lexicon.words)
