"""From what was heard of two people's words to what is kept of it."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.hearing.decide.policy import Policy, calibrated
from companion.hearing.decide.spotter import Decision
from companion.hearing.words.calibration import (
    LOWEST_GATE,
    MOST_GAIN,
    SMALLEST_FALL,
    Attempt,
    Calibration,
    Manner,
    Prompt,
    advise,
    better,
    from_settings,
    judge,
    prompts,
    said_an_hour,
    summed,
    words_to_say,
)
from companion.hearing.words.decoys import load_lexicon
from companion.hearing.words.endpointer import Endpointer, room_noise
from companion.hearing.words.grammar import JUMPY, STRICT, WARY, build
from companion.hearing.words.vocabulary import load
from companion.session.commands import Command, Kind
from companion.session.effects import Listen
from tests.hearing.fakes import seen

ENGLISH = load("en")
LEXICON = load_lexicon(ENGLISH.lexicon)
STOP = Command(Kind.STOP)


def tried(
    phrase: str,
    heard: bool = True,
    taken_for: str = "",
    *,
    manner: Manner = Manner.USUAL,
    loudest: float = -24.0,
    over: float = 40.0,
    said: bool = True,
) -> Attempt:
    return Attempt(Prompt(1, phrase, manner, 1), heard, taken_for, loudest, over, said)


def test_each_safety_word_is_said_and_their_own() -> None:
    assert words_to_say(ENGLISH) == ("stop", "help", "pause", "yellow", "red")
    assert words_to_say(ENGLISH.with_stop_word("pineapple"), "Pineapple") == (
        "stop",
        "help",
        "pause",
        "yellow",
        "red",
        "pineapple",
    )


def test_two_people_say_it_one_after_the_other_first_as_usual() -> None:
    asked = list(prompts(("stop", "red"), 2))
    assert len(asked) == 2 * 2 * 2 * 3
    assert asked[:4] == [Prompt(1, "stop", Manner.USUAL, n) for n in (1, 2, 3)] + [Prompt(1, "red", Manner.USUAL, 1)]
    assert [one.person for one in asked] == sorted(one.person for one in asked)


# ---- judging


def judged(*observations: object, decisions: Sequence[Decision] = ()) -> Attempt:
    meant = dict(ENGLISH.commands)
    prompt = Prompt(1, "stop", Manner.USUAL, 1)
    return judge(prompt, meant, observations, decisions, -70.0)  # type: ignore[arg-type]


def test_a_word_that_was_decided_is_heard() -> None:
    found = judged(seen(1.0, "stop", "stop", dbfs=-30), decisions=[Decision(STOP, "red", 1.0, "partial", "")])
    assert (found.heard, found.taken_for, found.loudest_dbfs, found.over_noise) == (True, "", -30.0, 40.0)


@pytest.mark.parametrize(
    ("observation", "taken_for"),
    [
        (seen(1.0, "stop", "step", final="step"), "step"),
        (seen(1.0, "stop", "stomp"), "stomp"),
        (seen(1.0, "stop", ""), "stop"),
        (seen(1.0, "", "[unk]"), ""),
        (seen(1.0), ""),
    ],
)
def test_what_it_was_taken_for(observation: object, taken_for: str) -> None:
    assert judged(observation).taken_for == taken_for


def test_another_command_is_what_it_was_taken_for() -> None:
    found = judged(seen(1.0, "red", "red"), decisions=[Decision(Command(Kind.PAUSE), "pause", 1.0, "final", "")])
    assert (found.heard, found.taken_for) == (False, "pause")


def test_who_says_nothing_is_not_misheard() -> None:
    assert not judged(seen(1.0, dbfs=-69)).said
    assert not judged().said


# ---- advice


def test_good_voices_change_nothing() -> None:
    assert advise([tried("stop"), tried("red")], ENGLISH, LEXICON) == Calibration()
    assert advise([], ENGLISH, LEXICON) == Calibration()
    assert advise([tried("stop", False, said=False, loudest=-100)], ENGLISH, LEXICON) == Calibration()


def test_a_faint_microphone_is_amplified_but_not_for_a_soft_voice() -> None:
    assert advise([tried("stop", loudest=-44)] * 3, ENGLISH, LEXICON).gain_db == 20.0
    soft = [tried("stop"), tried("stop", manner=Manner.SOFT, loudest=-44)]
    assert advise(soft, ENGLISH, LEXICON).gain_db == 0.0
    assert advise([tried("stop", loudest=-25)], ENGLISH, LEXICON).gain_db == 0.0
    assert advise([tried("stop", loudest=-90)], ENGLISH, LEXICON).gain_db == MOST_GAIN


def test_a_soft_voice_lowers_the_gate_and_a_noisy_room_the_fall() -> None:
    soft = advise([tried("stop"), tried("stop", manner=Manner.SOFT, loudest=-55)], ENGLISH, LEXICON)
    assert soft.gate_dbfs == -63.0
    assert calibrated(soft) == Policy(gate_dbfs=-63.0)
    noisy = advise([tried("stop", over=15)] * 3, ENGLISH, LEXICON)
    assert noisy.fallen_db == 11.0
    one_mumbled = [tried("stop", over=3), *[tried("stop")] * 3]
    assert advise(one_mumbled, ENGLISH, LEXICON).fallen_db == Policy().fallen_db


@pytest.mark.parametrize(
    ("taken_for", "leaves"),
    [
        (("stomp", "stomp"), ("stomp",)),
        (("stomp",), ()),
        (("step", "step"), ()),  # said too often in a talk
        (("pause", "pause"), ()),  # a command
        (("stop it now", "stop it now"), ()),
        (("xyzzy", "xyzzy"), ()),
    ],
)
def test_a_rare_word_that_it_is_taken_for_again_and_again_leaves(
    taken_for: tuple[str, ...], leaves: tuple[str, ...]
) -> None:
    attempts = [tried("stop", False, word) for word in taken_for]
    assert advise(attempts, ENGLISH, LEXICON).left_out == leaves


def test_how_often_a_word_is_said() -> None:
    assert said_an_hour(LEXICON, "the") > 100
    assert said_an_hour(LEXICON, "step") > 0.5
    assert said_an_hour(LEXICON, "stomp") < 0.1


def test_a_word_that_left_is_in_no_ears_grammar() -> None:
    words = Calibration(left_out=("stomp", "start")).vocabulary(ENGLISH)
    grammar = build(words, LEXICON, Listen(frozenset()))
    for ear in (JUMPY, WARY, STRICT):
        assert not {"stomp", "start"} & set(grammar.ears[ear])
    assert "stomp" in build(ENGLISH, LEXICON, Listen(frozenset())).ears[STRICT]


def test_better_is_more_of_one_word_and_no_less_of_any() -> None:
    before = [tried("stop", False), tried("red", True)]
    assert better(before, [tried("stop", True), tried("red", True)])
    assert not better(before, before)
    assert not better(before, [tried("stop", True), tried("red", False)])
    assert not better([], [])


def test_the_sums_keep_people_words_and_manners_apart() -> None:
    attempts = [tried("stop"), tried("stop", False, "step"), tried("stop", False, said=False), tried("red")]
    (stop, red) = summed(attempts)
    assert (stop.heard, stop.of, stop.silent, stop.taken_for) == (1, 3, 1, ("step",))
    assert (red.heard, red.of) == (1, 1)


# ---- what is kept


def test_what_is_kept_comes_back() -> None:
    learnt = Calibration(12.5, -63.0, 11.0, ("stomp", "starr"))
    assert from_settings(json.loads(json.dumps(learnt.as_settings()))) == learnt


@given(
    st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists)
    | st.dictionaries(
        st.sampled_from(["gain_db", "gate_dbfs", "fallen_db", "left_out", "x"]),
        st.none() | st.floats() | st.integers() | st.booleans() | st.lists(st.text() | st.integers()),
    )
)
def test_whatever_stands_in_the_file_nobody_becomes_deafer(kept: object) -> None:
    found = from_settings(kept)
    assert 0 <= found.gain_db <= MOST_GAIN
    assert LOWEST_GATE <= found.gate_dbfs <= Policy().gate_dbfs
    assert SMALLEST_FALL <= found.fallen_db <= Policy().fallen_db
    assert len(found.left_out) <= 32


# ---- sound


def noise(seconds: float, level: float, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, level, int(seconds * 16000)).astype(np.int16)


def said(word: Endpointer, samples: np.ndarray) -> None:
    for start in range(0, len(samples) - 319, 320):
        word.feed(samples[start : start + 320])


def test_one_word_is_cut_out_of_a_quiet_room() -> None:
    room = room_noise(noise(2, 10))
    word = Endpointer(room)
    said(word, np.concatenate([noise(1, 10, 2), noise(0.5, 1000), noise(3, 10, 3)]))
    assert word.done
    assert 1.4 < len(word.samples) / 16000 < 1.7
    assert np.abs(word.samples[: int(0.25 * 16000)]).max() < 100


def test_a_room_without_a_word_gives_nothing() -> None:
    word = Endpointer(room_noise(noise(2, 10)))
    said(word, noise(6, 10, 2))
    assert word.done
    assert len(word.samples) == 0


def test_somebody_who_does_not_end_is_cut_off() -> None:
    word = Endpointer(room_noise(noise(2, 10)))
    said(word, noise(6, 1000, 2))
    assert word.done
    assert len(word.samples) / 16000 < 3.1
