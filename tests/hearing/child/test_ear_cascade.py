"""The ears' bookkeeping over a recogniser that only counts: the sound that each ear hears, and its place in the
stream."""

from __future__ import annotations

import json
from typing import Any

import pytest

from companion.hearing.child.ear import split_known
from companion.hearing.child.ear_cascade import (
    EAGER,
    PATIENCE,
    PRE_ROLL,
    SCORED_EVERY,
    SUSPECTED,
    SUSPECTED_AFTER,
    SUSPECTED_AGAIN,
    TOLD,
    EarCascade,
)
from companion.hearing.child.protocol import WakeRule
from companion.hearing.child.weighing import (
    CERTAIN,
    EXPECTED,
    WEIGHED_AFTER,
    WEIGHED_BEFORE,
    Weighed,
    Weighing,
    odds,
    weigh,
)

SAMPLES = 640
"""40 ms."""
WORDS = {1: "stop", 2: "next", 3: "[unk]"}
"""A block's first byte says what is said in it; 0 is silence."""


class FakeModel:
    def vosk_model_find_word(self, word: str) -> int:
        return -1 if word == "xyzzy" else 1


class FakeKaldi:
    """Hears a word at once, and takes three silent blocks after one for its end."""

    made: list[FakeKaldi]

    def __init__(self, _model: FakeModel, _rate: int, grammar: str) -> None:
        self.grammar = json.loads(grammar)
        self.blocks: list[int] = []
        self.weighs = False
        self._words: list[list[Any]] = []
        self._silent = 0
        FakeKaldi.made.append(self)

    def SetWords(self, _on: bool) -> None:
        pass

    def SetMaxAlternatives(self, _most: int) -> None:
        """Only the one that weighs is told this. Its reading is what it was given, and a worse one."""
        self.weighs = True

    def AcceptWaveform(self, block: bytes) -> bool:
        said = block[0]
        self.blocks.append(said)
        end = len(self.blocks) * 0.04
        if said:
            self._words.append([WORDS[said], end - 0.04, end])
        self._silent = 0 if said else self._silent + 1
        return bool(self._words) and self._silent >= 3

    def PartialResult(self) -> str:
        return json.dumps({"partial": self._text()})

    def Result(self) -> str:
        text, words = self._text(), self._words
        if self.weighs:
            return json.dumps({"alternatives": [{"confidence": 90, "text": "step"}, {"confidence": 93, "text": text}]})
        self._words, self._silent = [], 0
        return json.dumps({"text": text, "result": [{"word": w, "start": a, "end": b} for w, a, b in words]})

    FinalResult = Result

    def _text(self) -> str:
        return " ".join(word for word, _, _ in self._words)


class FakeVosk:
    KaldiRecognizer = FakeKaldi


WAKE_RULE = WakeRule("jumpy", ("stop",), frozenset({"next"}))
PHRASES = {"jumpy": ["stop", "next", "[unk]"], "strict": ["stop", "next", "step", "[unk]"]}


@pytest.fixture
def ears() -> EarCascade:
    FakeKaldi.made = []
    made = EarCascade(FakeVosk, FakeModel())
    made.set(PHRASES, WAKE_RULE)
    return made


def block(said: int = 0) -> bytes:
    return bytes([said]) * SAMPLES * 2


def hear(ears: EarCascade, *said: int, decode: bool = True) -> list[dict[str, Any]]:
    return [ears.hear(block(one), decode=decode) for one in said]


def heard_by(name: str) -> list[int]:
    return next(one.blocks for one in reversed(FakeKaldi.made) if one.grammar == PHRASES[name])


def talk(seconds: float) -> list[int]:
    return [3] * round(seconds / 0.04)


def test_behind_a_closed_gate_nothing_is_decoded_and_everything_is_answered(ears: EarCascade) -> None:
    answers = hear(ears, *[1] * 10, decode=False)
    assert [one["at"] for one in answers] == pytest.approx([0.04 * n for n in range(1, 11)])
    assert all(one["partials"] == {"jumpy": "", "strict": ""} for one in answers)
    assert heard_by("jumpy") == heard_by("strict") == []


def test_what_came_shortly_before_the_gate_opened_is_heard(ears: EarCascade) -> None:
    hear(ears, *[0] * 50, decode=False)
    hear(ears, 1, 1, decode=False)  # a soft beginning
    hear(ears, 1)
    for name in PHRASES:
        assert heard_by(name)[-3:] == [1, 1, 1]
        assert len(heard_by(name)) == pytest.approx(PRE_ROLL / 0.04 + 1, abs=1)


def test_times_are_the_streams_however_much_was_slept_through(ears: EarCascade) -> None:
    for _ in range(2):
        hear(ears, *[0] * 100, decode=False)
        finals = hear(ears, 1, 0, 0, 0)[-1]["finals"]
        said_at = ears.at - 4 * 0.04
        for name in PHRASES:
            assert finals[name]["words"] == [["stop", pytest.approx(said_at, abs=0.002), pytest.approx(said_at + 0.04)]]


def test_closing_the_gate_ends_the_utterance_for_every_ear(ears: EarCascade) -> None:
    hear(ears, 1)
    (answer,) = hear(ears, 0, decode=False)
    assert {name: final["text"] for name, final in answer["finals"].items()} == {"jumpy": "stop", "strict": "stop"}
    assert hear(ears, 0, decode=False)[0]["partials"] == {"jumpy": "", "strict": ""}


def test_a_short_utterance_is_heard_by_all_and_long_talk_by_the_first_ear_alone(ears: EarCascade) -> None:
    hear(ears, *talk(EAGER - 0.1))
    assert len(heard_by("strict")) == len(heard_by("jumpy"))
    hear(ears, *talk(2.1))
    assert len(heard_by("jumpy")) - len(heard_by("strict")) == pytest.approx(2 / 0.04, abs=1)


def test_a_command_in_long_talk_wakes_the_others_with_the_utterance_from_its_beginning(ears: EarCascade) -> None:
    hear(ears, *talk(EAGER + 1))
    before = len(heard_by("strict"))
    (answer,) = hear(ears, 1)
    assert answer["partials"]["strict"].endswith("[unk] stop")
    assert len(heard_by("strict")) - before == len(heard_by("jumpy"))


def test_a_word_that_counts_only_alone_wakes_nobody_in_a_sentence(ears: EarCascade) -> None:
    hear(ears, *talk(1), 2, *talk(EAGER))  # "[unk] next [unk]"
    before = len(heard_by("strict"))
    hear(ears, 2)
    assert len(heard_by("strict")) == before


def test_woken_ears_sleep_again_when_the_talk_goes_on_without_the_word(ears: EarCascade) -> None:
    hear(ears, *talk(EAGER + 1), 1, 0, 0, 0)
    hear(ears, *talk(max(PATIENCE, EAGER) + 0.2))
    before = len(heard_by("strict"))
    hear(ears, *talk(1))
    assert len(heard_by("strict")) == before


def test_no_utterance_is_reported_twice(ears: EarCascade) -> None:
    answers = hear(ears, *[0] * 60, 1, *[0] * 60, 1, *[0] * 60)
    finals = [one["finals"]["strict"]["text"] for one in answers if "strict" in one["finals"]]
    assert finals == ["stop", "stop"]


def test_without_a_first_ear_all_are_always_awake() -> None:
    FakeKaldi.made = []
    ears = EarCascade(FakeVosk, FakeModel())
    ears.set(PHRASES)
    hear(ears, *talk(EAGER + 2))
    assert len(heard_by("strict")) == len(heard_by("jumpy")) == round((EAGER + 2) / 0.04)


def test_a_changed_grammar_hears_the_utterance_under_way(ears: EarCascade) -> None:
    hear(ears, 0, 3, 1)
    ears.set({**PHRASES, "strict": ["stop", "[unk]"]}, WAKE_RULE)
    (answer,) = hear(ears, 1)
    assert answer["partials"]["strict"] == "[unk] stop stop"


def test_words_that_the_model_lacks_are_said_and_an_ear_without_any_is_no_ear(ears: EarCascade) -> None:
    assert ears.set({"jumpy": ["stop", "xyzzy now"], "strict": ["xyzzy"]}, WAKE_RULE) == {
        "jumpy": ["xyzzy now"],
        "strict": ["xyzzy"],
    }
    assert hear(ears, 1)[0]["partials"] == {"jumpy": "stop"}
    assert split_known(["stop", "stop"], lambda word: True) == (("stop",), ())


def test_a_new_stream_begins_at_nought_and_knows_nothing(ears: EarCascade) -> None:
    hear(ears, 3, 1)
    ears.reset()
    (answer,) = hear(ears, 0)
    assert answer["at"] == pytest.approx(0.04)
    assert answer["partials"] == {"jumpy": "", "strict": ""}


def test_a_phrase_of_safety_is_weighed_once_the_word_is_over_and_again_later(ears: EarCascade) -> None:
    answers = hear(ears, *[0] * 40, 1, *[0] * 20)
    weighed = [(round(n * 0.04, 2), one["weighed"]) for n, one in enumerate(answers) if "weighed" in one]
    assert weighed == [(1.6 + after, {"stop": 3.0}) for after in WEIGHED_AFTER]
    one = FakeKaldi.made[-1]
    assert one.grammar == PHRASES["strict"] + ["stop"] * EXPECTED
    assert len(one.blocks) == pytest.approx((WEIGHED_BEFORE + WEIGHED_AFTER[-1]) / 0.04, abs=1)


def test_other_commands_are_not_weighed(ears: EarCascade) -> None:
    assert not any("weighed" in one for one in hear(ears, 2, *[0] * 30))


def test_it_is_weighed_behind_a_gate_that_closed_meanwhile(ears: EarCascade) -> None:
    hear(ears, 1)
    assert [one["weighed"] for one in hear(ears, *[0] * 30, decode=False) if "weighed" in one] == [{"stop": 3.0}] * 2


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ([(9.0, "step"), (8.5, "please stop now"), (7.5, "stop stop")], -1.5),
        ([(9.0, "stop"), (7.5, "stopped")], 1.5),
        ([(9.0, "stop")], CERTAIN),
        ([(9.0, "step")], -CERTAIN),
        ([], -CERTAIN),
        ([(90.0, "stop"), (1.0, "step")], CERTAIN),
    ],
)
def test_the_odds_compare_the_best_with_and_the_best_without(
    readings: list[tuple[float, str]], expected: float
) -> None:
    assert odds(readings, "stop") == expected


class FakeNet:
    """Says what it was told to, and then that it is sure of nothing."""

    phrase = "stop"

    def __init__(self, *scores: float) -> None:
        self._scores = list(scores)
        self.asked: list[tuple[int, int]] = []

    def score(self, sound: bytes, upto: int) -> float:
        self.asked.append((len(sound) // 2, upto))
        return self._scores.pop(0) if self._scores else TOLD - 1


def beside(net: FakeNet, *keywords: str) -> EarCascade:
    FakeKaldi.made = []
    made = EarCascade(FakeVosk, FakeModel(), net)
    made.set(PHRASES, WakeRule("jumpy", ("stop",), frozenset({"next"}), keywords))
    return made


def test_the_network_scores_all_that_is_remembered_every_eighty_milliseconds() -> None:
    net = FakeNet()
    hear(beside(net, "stop"), *[0] * 8)
    assert net.asked == [(SCORED_EVERY * n, SCORED_EVERY * n) for n in range(1, 5)]


def test_the_network_sleeps_behind_a_closed_gate_and_where_nobody_wants_its_word() -> None:
    net = FakeNet()
    hear(beside(net, "stop"), *[0] * 8, decode=False)
    hear(beside(net, "red"), *[0] * 8)
    hear(beside(net), *[0] * 8)
    assert net.asked == []


def test_the_network_tells_what_is_worth_telling() -> None:
    answers = hear(beside(FakeNet(TOLD - 0.1, TOLD, 2.5), "stop"), *[0] * 6)
    assert [one.get("keyword_scores") for one in answers] == [None, None, None, {"stop": TOLD}, None, {"stop": 2.5}]


def test_what_the_network_suspects_is_weighed_though_no_ear_had_it_and_once() -> None:
    answers = hear(beside(FakeNet(TOLD, *[SUSPECTED] * 5), "stop"), *[0] * 40)
    weighed = [(round((n + 1) * 0.04, 2), one["weighed"]) for n, one in enumerate(answers) if "weighed" in one]
    assert weighed == [(pytest.approx(0.16 + after), {"stop": -CERTAIN}) for after in SUSPECTED_AFTER]


def test_a_suspicion_after_a_while_is_a_new_one() -> None:
    quiet = [TOLD - 1] * round(SUSPECTED_AGAIN / 0.08)
    answers = hear(beside(FakeNet(SUSPECTED, *quiet, SUSPECTED), "stop"), *[0] * 60)
    assert sum("weighed" in one for one in answers) == 2 * len(SUSPECTED_AFTER)


@pytest.mark.parametrize(
    ("alternatives", "expected"),
    [
        ([{"confidence": 9.0, "text": ""}, {"confidence": 8.0, "text": "stop"}], Weighed({"stop": -1.0}, True)),
        ([{"confidence": 9.0, "text": "stop"}, {"confidence": 8.0, "text": ""}], Weighed({"stop": 1.0}, False)),
        ([], Weighed({"stop": -CERTAIN}, True)),
    ],
)
def test_weighing_says_the_odds_and_whether_any_word_explains_the_sound(
    alternatives: list[dict[str, Any]], expected: Weighed
) -> None:
    class Reader:
        heard = b""

        def SetMaxAlternatives(self, most: int) -> None:
            assert most > 1

        def AcceptWaveform(self, block: bytes) -> None:
            self.heard += block

        def FinalResult(self) -> str:
            return json.dumps({"alternatives": alternatives})

    reader = Reader()
    assert (
        weigh(reader, [(0, b"a"), (640, b"b")], [Weighing("stop", 640, 2000), Weighing("stop", 900, 2000)]) == expected
    )
    assert reader.heard == b"b"  # all of what is due, and no more
