"""The baselines decide as they are described, and the companion's policy is given what the narrator says."""

from __future__ import annotations

import numpy as np

from bench.hearing_baselines import companion, outcome, plain, sphinx
from bench.hearing_ears import Heard, before_cancelling, mean_power
from bench.hearing_scenes import Sound
from companion.hearing.child.protocol import Final, Observation, Word
from companion.hearing.decide.attribution import Surroundings
from companion.hearing.words.decoys import Decoys, parse_lexicon
from companion.hearing.words.grammar import JUMPY, STRICT, WARY, Grammar
from companion.session.commands import Command, Kind

STOP, NEXT = Command(Kind.STOP), Command(Kind.NEXT)
EARS = (JUMPY, WARY, STRICT)
GRAMMAR = Grammar(
    {"stop": STOP, "next": NEXT},
    Decoys((), (), {}),
    dict.fromkeys(EARS, ("stop", "next", "[unk]")),
    parse_lexicon(["stop\tS T AA P", "next\tN EH K S T"]),
    told=frozenset({"stop", "next"}),
)


def heard(*observations: Observation, around: tuple[tuple[float, Surroundings], ...] = ()) -> Heard:
    return Heard(Sound("clip", np.zeros(0, np.int16), around=around), list(observations))


def final(at: float, text: str) -> Observation:
    words = tuple(Word(word, at - 0.5, at - 0.1) for word in text.split())
    return Observation(at, -30.0, dict.fromkeys(EARS, ""), {ear: Final(text, words) for ear in EARS})


def partial(at: float, text: str) -> Observation:
    return Observation(at, -30.0, dict.fromkeys(EARS, text))


def test_plain_vosk_takes_finals_and_finds_a_safety_word_in_a_sentence() -> None:
    one = heard(partial(0.5, "stop"), final(1.0, "please stop now"), final(2.0, "next"), final(3.0, "next one"))
    assert [(decision.command, decision.at) for decision in plain(one, GRAMMAR).decisions] == [(STOP, 1.0), (NEXT, 2.0)]


def test_pocketsphinx_decides_with_what_it_spotted() -> None:
    one = heard()
    one.keywords = [(1.2, "stop"), (1.4, "a phrase that means nothing now")]
    assert [(decision.command, decision.at) for decision in sphinx(one, GRAMMAR).decisions] == [(STOP, 1.2)]


def test_the_companion_hushes_and_decides() -> None:
    verdicts = companion()(heard(*(partial(0.04 * n, "stop") for n in range(1, 6))), GRAMMAR)
    assert [decision.command for decision in verdicts.decisions] == [STOP]


def test_a_narrator_who_says_the_word_is_not_a_person() -> None:
    seen = [partial(0.04 * n, "stop" if n > 12 else "") for n in range(1, 20)]
    # After a loud syllable of the narrator's somebody may be there, but softer than it: it depends on what it says.
    loud, after = Surroundings("the rain", -14.0, -50.0), Surroundings("the rain", -27.0, -30.0)
    around = tuple((0.02 * n, loud if n <= 8 else after) for n in range(1, 39))
    one = heard(*seen, around=around)
    assert companion()(one, GRAMMAR).decisions
    assert not companion(narration="now stop")(one, GRAMMAR).decisions


def test_an_outcome_ends_with_its_stream() -> None:
    assert outcome(heard(partial(0.04, ""), partial(0.08, "")), GRAMMAR, plain).end == 0.08


def test_the_gate_is_told_how_loud_a_block_was_before_cancelling() -> None:
    known, unknown = Surroundings("", -20.0, -40.0), Surroundings("", -20.0, -40.0, known=False)
    frames = tuple((0.02 * n, one) for n, one in enumerate((known, known, known, unknown), 1))
    first, second = before_cancelling(Sound("", np.zeros(0, np.int16), around=frames))
    assert first is not None
    assert abs(first + 20.0) < 1e-9
    assert second is None


def test_powers_are_averaged_and_not_decibels() -> None:
    assert abs(mean_power(0.0, -200.0) - 0.5) < 1e-9
