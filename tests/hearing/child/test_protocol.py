"""The protocol: each side reads what the other one writes."""

from __future__ import annotations

from companion.hearing.child.protocol import (
    ALL_AWAKE,
    GRAMMAR,
    HEAD_BYTES,
    Final,
    WakeRule,
    Word,
    grammar_message,
    kind_and_length,
    message,
    observation,
    read_grammar,
)

EARS = {"jumpy": ("stop", "[unk]"), "strict": ("stop", "arrêter", "[unk]")}


def test_a_message_tells_its_kind_and_length() -> None:
    sent = message(GRAMMAR, b"body")
    assert kind_and_length(sent[:HEAD_BYTES]) == (GRAMMAR, 4)
    assert sent[HEAD_BYTES:] == b"body"


def test_a_grammar_is_read_as_it_was_written() -> None:
    rule = WakeRule("jumpy", ("stop",), frozenset({"next", "stop"}), ("stop",))
    id, ears, read = read_grammar(grammar_message(7, EARS, rule))
    assert (id, read) == (7, rule)
    assert ears == {ear: list(phrases) for ear, phrases in EARS.items()}


def test_without_a_wake_rule_every_ear_is_awake() -> None:
    _, _, read = read_grammar(grammar_message(1, EARS))
    assert read == ALL_AWAKE
    assert read.wakes("")


def test_an_answer_becomes_an_observation_in_the_callers_time() -> None:
    answer = {"at": 1.0, "dbfs": -30.5, "partials": {"jumpy": ""}, "finals": {"jumpy": {"text": "stop", "words": []}}}
    answer["finals"]["jumpy"]["words"] = [["stop", 0.25, 0.5]]  # type: ignore[index]
    seen = observation(answer | {"weighed": {"stop": 4.0}, "unexplained": True}, lambda theirs: theirs + 10)
    assert (seen.at, seen.dbfs, dict(seen.weighed), seen.unexplained) == (11.0, -30.5, {"stop": 4.0}, True)
    assert seen.finals == {"jumpy": Final("stop", (Word("stop", 10.25, 10.5),))}
    assert dict(seen.keyword_scores) == {}
