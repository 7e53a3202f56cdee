"""The policy, from logs of what the ears said, in a silence. No sound, no recogniser, no clock."""

from __future__ import annotations

import pytest

from companion.hearing.child.protocol import Final, Observation, Word
from companion.hearing.decide.spotter import Decision, Policy, Spotter, holds
from companion.hearing.words.decoys import load_lexicon
from companion.hearing.words.grammar import JUMPY, STRICT, WARY, build
from companion.session.commands import Command, Kind
from companion.session.effects import Listen
from tests.hearing.decide.logs import ENGLISH, GRAMMAR, alone, decisions, hushes, replay, verdicts
from tests.hearing.fakes import seen


def test_a_safety_word_alone_acts_on_the_partial_result() -> None:
    assert decisions(seen(1.0), seen(1.2, "stop", "stop")) == [("stop", "partial")]


@pytest.mark.parametrize(
    ("jumpy", "strict", "kind"),
    [
        ("[unk] red [unk]", "please red now", "stop"),
        ("no wait", "no wait", "pause"),
        ("[unk] slow down", "can we slow down", "yellow"),
    ],
)
def test_a_safety_word_acts_in_a_sentence_too(jumpy: str, strict: str, kind: str) -> None:
    assert decisions(seen(1.0, jumpy, strict)) == [(kind, "partial")]


def test_in_a_sentence_both_ears_have_to_hear_it() -> None:
    assert decisions(seen(1.0, "[unk]", "the desk stop"), seen(1.5, final="the desk stop", sure="[unk]")) == []


def test_once_per_utterance() -> None:
    talk = [seen(1.0, "stop", "stop"), seen(1.1, "stop stop", "stop stop"), seen(1.5, final="stop stop")]
    assert decisions(*talk) == [("stop", "partial")]


def test_the_next_utterance_counts_again() -> None:
    first = [seen(1.0, "stop", "stop"), seen(1.5, final="stop")]
    second = [seen(3.0, "stop", "stop"), seen(3.5, final="stop")]
    assert decisions(*first, *second) == [("stop", "partial"), ("stop", "partial")]


def test_two_commands_in_one_breath_both_count() -> None:
    assert decisions(seen(1.0, "pause", "pause"), seen(1.4, "pause stop", "pause stop")) == [
        ("pause", "partial"),
        ("stop", "partial"),
    ]


def test_steering_waits_for_the_whole_utterance() -> None:
    assert decisions(seen(1.0, strict="next"), seen(1.5, final="next")) == [("next", "final")]
    assert decisions(seen(1.0, strict="next"), seen(1.9, final="next week")) == []


def test_an_answer_counts_only_where_it_was_asked_for() -> None:
    log = [seen(1.0, strict="seven"), seen(1.5, final="seven")]
    asked = build(ENGLISH, load_lexicon(ENGLISH.lexicon), Listen(frozenset(), ("7",)))
    unasked = build(ENGLISH, load_lexicon(ENGLISH.lexicon), Listen(frozenset(), ("yes",)))
    assert [one.command for one in replay(log, Spotter(asked)) if isinstance(one, Decision)] == [
        Command(Kind.ANSWER, "7")
    ]
    assert replay(log, Spotter(unasked)) == []


def test_the_jumpy_ear_alone_decides_nothing() -> None:
    log = [seen(1.0 + 0.04 * n, "stop", "the shop") for n in range(20)]
    assert decisions(*log) == []


@pytest.mark.parametrize("strict", ["", "stomp", "stuff", "star"])
def test_a_word_alone_in_a_silence_is_believed_unless_it_is_another(strict: str) -> None:
    assert decisions(*alone("stop", strict)) == [("stop", "partial")]


@pytest.mark.parametrize("strict", ["a stomp", "shop window", "dog"])
def test_what_the_strict_ear_knows_better_is_not(strict: str) -> None:
    assert decisions(*alone("stop", strict)) == []


def test_a_word_that_goes_on_is_not_alone() -> None:
    assert decisions(*alone("stop", "", silence=-25.0)) == []
    assert decisions(*alone("stop [unk]", "stomp")) == []
    assert decisions(*alone("stop", "stomp", blocks=2)) == []


def test_start_is_not_stop() -> None:
    assert decisions(*alone("stop", "start", wary="start")) == []
    assert decisions(seen(1.5, final="start", sure="start")) == []
    # … but where only the wary ear hears a common word, and the strict one something like “stop”, it is “stop”.
    assert decisions(*alone("stop", "stomp", wary="still")) == [("stop", "partial")]
    assert decisions(*alone("stop", "", wary="still")) == []


def test_a_phrase_with_many_neighbours_gets_no_such_help() -> None:
    assert decisions(*alone("red", "bed")) == []
    assert decisions(seen(1.5, final="bed", sure="red")) == []


def test_a_sound_alike_alone_is_believed_at_the_end_of_the_utterance() -> None:
    assert decisions(seen(1.5, final="stowe", sure="stop")) == [("stop", "final")]
    assert decisions(seen(1.5, final="a stowe", sure="stop")) == []


def test_steering_needs_both_ears() -> None:
    assert decisions(seen(1.5, final="next", sure="[unk] next")) == []


def test_an_answer_that_was_asked_for_may_be_misheard_by_one_phone() -> None:
    asked = build(ENGLISH, load_lexicon(ENGLISH.lexicon), Listen(frozenset({Kind.BACK}), ("yes", "no")))
    log = [seen(1.5, final="now", sure="no"), seen(4.5, final="lack", sure="back")]
    assert [str(one.command) for one in replay(log, Spotter(asked)) if isinstance(one, Decision)] == ["answer:no"]


def test_finals_that_come_one_after_the_other_belong_together() -> None:
    one = seen(1.5, final="next", sure="")
    other = seen(1.58, final="", sure="next")
    assert decisions(one, other) == [("next", "final")]
    late = seen(3.0, final="", sure="next")
    assert decisions(one, seen(2.6), late, seen(4.5)) == []


def test_finals_of_different_words_do_not_belong_together() -> None:
    assert decisions(seen(1.5, final="next", sure=""), seen(2.4, final="", sure="next")) == []


@pytest.mark.parametrize("noise", [("stop", "stop", ""), ("", "", "next")])
def test_what_is_quieter_than_a_person_is_nothing(noise: tuple[str, str, str]) -> None:
    jumpy, strict, final = noise
    assert verdicts(seen(1.0, jumpy, strict, final, dbfs=-75.0)) == []


def test_a_word_of_seven_seconds_is_noise() -> None:
    final = Observation(9.0, -30.0, {"jumpy": "", "strict": ""}, {"strict": Final("help", (Word("help", 1.0, 8.2),))})
    assert verdicts(final) == []


def test_a_hush_comes_at_once_and_ends_by_itself() -> None:
    limit = Policy().hush_limit
    times = [1.0 + 0.04 * n for n in range(40)]
    found = hushes(*[seen(at, "stop", "a") for at in times])
    assert found[0] == (True, 1.0)
    assert found[1][0] is False
    assert limit <= found[1][1] - 1.0 < limit + 0.05
    assert len(found) == 2


def test_a_second_word_in_the_same_breath_hushes_again() -> None:
    log = [seen(1.0 + 0.04 * n, "stop", "a", wary="") for n in range(20)]
    log += [seen(2.0 + 0.04 * n, "stop [unk] stop", "a b", wary="") for n in range(20)]
    assert [on for on, _ in hushes(*log)] == [True, False, True, False]


def test_a_decision_keeps_the_hush_from_being_taken_back() -> None:
    log = [seen(1.0, "stop", ""), seen(1.2, "stop", "stop"), *[seen(1.2 + 0.04 * n, "stop", "stop") for n in range(30)]]
    assert hushes(*log) == [(True, 1.0)]


def test_every_decision_says_why() -> None:
    spotter = Spotter(GRAMMAR)
    found = spotter.feed(seen(1.0, "stop", "please stop"))
    reasons = [one.reason for one in found if isinstance(one, Decision)]
    assert reasons == ["I heard “stop” both times I listened, in “please stop”"]


@pytest.mark.parametrize(
    ("text", "phrase", "held"),
    [("stop", "stop", True), ("nonstop", "stop", False), ("slow it down", "slow down", False), ("", "stop", False)],
)
def test_phrases_stand_on_word_boundaries(text: str, phrase: str, held: bool) -> None:
    assert holds(text, phrase) is held


def twin(phrase: str, strict: str) -> list[Observation]:
    """Two ears hear the phrase alone, the third a word one sound away."""
    return [seen(1.0, phrase, strict, wary=phrase), finished(1.5, phrase, strict)]


def finished(at: float, phrase: str, strict: str) -> Observation:
    word = (Word(phrase, at - 0.6, at - 0.2),)
    ears = {JUMPY: Final(phrase, word), WARY: Final(phrase, word)}
    return Observation(at, -30.0, {}, {**ears, STRICT: Final(strict, (Word(strict, at - 0.6, at - 0.2),))})


def test_a_pause_taken_for_a_rare_word_that_sounds_like_it_is_a_pause() -> None:
    assert decisions(*twin("pause", "paul's")) == [("pause", "final")]


@pytest.mark.parametrize("strict", ["bach", "beck", "mack"])
def test_a_step_back_taken_for_a_rare_word_that_sounds_like_it_is_one(strict: str) -> None:
    assert decisions(*twin("back", strict)) == [("back", "final")]


@pytest.mark.parametrize(
    ("phrase", "strict"),
    [("pause", "cause"), ("wait", "wake"), ("pause", "table"), ("back", "black"), ("back", "that"), ("red", "rhett")],
)
def test_a_common_word_or_another_way_of_saying_it_or_another_sound_is_not(phrase: str, strict: str) -> None:
    assert decisions(*twin(phrase, strict)) == []


def test_the_short_words_of_a_phrase_may_be_short() -> None:
    times = (("i", 0.1), ("need", 0.3), ("a", 0.05), ("break", 0.35))
    words: list[Word] = []
    for text, length in times:
        start = words[-1].end if words else 0.5
        words.append(Word(text, start, start + length))
    final = Final("i need a break", tuple(words))
    assert decisions(Observation(2.0, -25.0, {}, {WARY: final, STRICT: final})) == [("break", "final")]
    click = Final("next", (Word("next", 0.5, 0.55),))
    assert decisions(Observation(2.0, -25.0, {}, {WARY: click, STRICT: click})) == []


def test_a_command_said_twice_at_once_is_hushed_for_twice() -> None:
    log = [seen(1.0 + 0.04 * n, "stop", "a", wary="") for n in range(20)]
    log += [seen(2.0 + 0.04 * n, "stop stop", "a b", wary="") for n in range(20)]
    assert [on for on, _ in hushes(*log)] == [True, False, True, False]
