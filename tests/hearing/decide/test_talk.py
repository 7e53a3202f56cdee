"""Commands while people talk: alone they count, in a sentence they don't. No sound, no recogniser, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from companion.hearing.child.protocol import UNKNOWN, Final, Observation, Word
from companion.hearing.decide.spotter import Decision, Hush, Spotter, Verdict
from companion.hearing.decide.talk import USUAL
from tests.hearing.decide.logs import GRAMMAR

BLOCK = 0.04
LOUD, SILENT = -25.0, -65.0
Said = tuple[str, float, float]
"""A word, and the seconds at which it begins and ends."""


def heard(
    *said: Said, lasts: float = 8.0, ends: float = 0.3, strict: str | None = None, loud: float = LOUD
) -> list[Observation]:
    """The reports of three ears that hear the same words. An utterance ends `ends` seconds after its last word.

    `strict`: the strict ear's words, where they differ.
    """
    utterances: list[list[Said]] = []
    for word in said:
        if utterances and word[1] - utterances[-1][-1][2] < ends:
            utterances[-1].append(word)
        else:
            utterances.append([word])
    blocks = []
    for number in range(1, int(lasts / BLOCK)):
        at = number * BLOCK
        partial, finals = "", {}
        for words in utterances:
            over = words[-1][2] + ends
            if words[0][1] + 0.1 <= at < over:
                partial = " ".join(word for word, begins, _ in words if begins + 0.1 <= at)
            if over <= at < over + BLOCK:
                whole = tuple(Word(*word) for word in words)
                final = Final(" ".join(word for word, _, _ in words), whole)
                others = (
                    final
                    if strict is None
                    else Final(strict, tuple(Word(w, words[0][1], words[0][2]) for w in strict.split()))
                )
                finals = {"jumpy": final, "wary": final, "strict": others}
        speaks = any(begins <= at <= end for _, begins, end in said)
        heard_strict = partial if strict is None or not partial else strict
        partials = {"jumpy": partial, "wary": partial, "strict": heard_strict}
        blocks.append(Observation(at, loud if speaks else SILENT, partials, finals))
    return blocks


def talk(*observations: Observation) -> list[Verdict]:
    spotter = Spotter(GRAMMAR)
    spotter.listen(GRAMMAR, talk=True)
    return [verdict for one in observations for verdict in spotter.feed(one)]


def decided(observations: Sequence[Observation]) -> list[tuple[str, float]]:
    return [(str(one.command), round(one.at, 2)) for one in talk(*observations) if isinstance(one, Decision)]


@pytest.mark.parametrize("phrase", ["stop", "pause", "yellow"])
def test_a_word_alone_is_decided_half_a_second_after_its_end(phrase: str) -> None:
    found = decided(heard((phrase, 1.0, 1.4)))
    assert [command for command, _ in found] == [phrase]
    assert found[0][1] <= 1.4 + USUAL.latest + BLOCK


def test_a_phrase_of_several_words_counts() -> None:
    said = [("i", 1.0, 1.1), ("need", 1.1, 1.3), ("a", 1.3, 1.35), ("break", 1.35, 1.7)]
    assert len(decided(heard(*said))) == 1


def test_said_twice_it_counts_once() -> None:
    assert [one for one, _ in decided(heard(("stop", 1.0, 1.3), ("stop", 1.4, 1.7)))] == ["stop"]


@pytest.mark.parametrize(
    "said",
    [
        [("we", 1.0, 1.2), ("should", 1.2, 1.4), ("stop", 1.4, 1.8)],
        [("stop", 1.0, 1.3), ("worrying", 1.35, 1.8)],
        [("[unk]", 1.0, 1.8), ("stop", 1.8, 2.1), ("[unk]", 2.1, 3.0)],
    ],
)
def test_in_a_sentence_it_does_not_count(said: list[Said]) -> None:
    assert decided(heard(*said)) == []


def test_a_short_gap_is_in_the_middle_of_a_sentence() -> None:
    before = [("we", 1.0, 1.3), ("stop", 1.65, 2.0)]
    after = [("stop", 1.0, 1.3), ("it", 1.7, 1.9)]
    assert decided(heard(*before)) == decided(heard(*after)) == []


def test_after_a_sentence_and_a_pause_it_counts() -> None:
    assert [one for one, _ in decided(heard(("we", 1.0, 1.3), ("stop", 2.0, 2.4)))] == ["stop"]


def test_a_word_that_was_let_pass_does_not_hide_the_next_one() -> None:
    said = [("we", 1.0, 1.2), ("stop", 1.2, 1.5), ("stop", 2.1, 2.5)]
    assert [one for one, _ in decided(heard(*said))] == ["stop"]


def test_a_breath_beside_it_is_no_word() -> None:
    assert len(decided(heard(("[unk]", 0.9, 1.0), ("stop", 1.0, 1.4)))) == 1


def test_the_strict_ear_can_hear_a_longer_sentence() -> None:
    assert decided(heard(("stop", 1.0, 1.4), strict="please stop that")) == []


def test_shouted_it_counts_in_a_sentence_too() -> None:
    murmur = [("[unk]", n + 0.1, n + 0.9) for n in range(14)]
    sentence = [("[unk]", 15.0, 15.3), ("stop", 15.3, 15.7), ("[unk]", 15.7, 16.4)]
    quiet = heard(*murmur, *sentence, lasts=20.0)
    assert decided(quiet) == []
    shouted = [one if one.at < 14.5 or one.dbfs == SILENT else _louder(one) for one in quiet]
    assert [one for one, _ in decided(shouted)] == ["stop"]


def _louder(one: Observation) -> Observation:
    return Observation(one.at, one.dbfs + USUAL.shouted_db + 1.0, one.partials, one.finals)


def test_nothing_is_hushed_and_a_hush_from_before_ends() -> None:
    assert not [one for one in talk(*heard(("stop", 1.0, 1.4))) if isinstance(one, Hush)]
    spotter = Spotter(GRAMMAR)
    blocks = heard(("stop", 1.0, 1.4), strict="the desk is on top")
    on = [verdict for one in blocks if one.at < 1.3 for verdict in spotter.feed(one)]
    assert [one.on for one in on if isinstance(one, Hush)] == [True]
    spotter.listen(GRAMMAR, talk=True)
    after = [verdict for one in blocks if one.at >= 1.3 for verdict in spotter.feed(one)]
    assert [one.on for one in after if isinstance(one, Hush)] == [False]


def test_a_lone_stop_soon_after_a_sentence_with_stop_in_it_counts() -> None:
    """Wary and strict slept through the sentence, so that its result comes from the jumpy ear alone. The utterance was
    not over for the spotter, and the lone word counted as the same "stop"."""
    log = heard(("we", 0.8, 1.0), ("stop", 1.0, 1.4), ("going", 1.4, 2.4), ("there", 2.4, 3.2), ("stop", 4.05, 4.45))
    log = [replace(one, finals={"jumpy": one.finals["jumpy"]}) if one.finals and one.at < 4 else one for one in log]
    found = [one for one in talk(*log) if isinstance(one, Decision)]
    assert [str(one.command) for one in found] == ["stop"]
    assert 4.45 + USUAL.quiet_after <= found[0].at + 1e-6 <= 4.45 + 0.9


def sounding(log: list[Observation], begins: float, ends: float, dbfs: float) -> list[Observation]:
    """The same with a sound that no ear understands."""
    return [replace(one, dbfs=dbfs) if begins < one.at <= ends else one for one in log]


def test_speech_beside_it_that_no_ear_understood_is_more_of_the_sentence() -> None:
    """ "It has to stop": "has to" was heard by no ear. In "wait, did you say Thursday?" the rest was not understood
    yet."""
    log = heard(("stop", 2.0, 2.4))
    assert decided(log) != []
    assert decided(sounding(log, 1.65, 1.9, LOUD - 6)) == []
    assert decided(sounding(log, 2.6, 2.9, LOUD - 6)) == []


def test_a_click_a_soft_breath_and_a_loud_room_are_no_speech() -> None:
    log = heard(("stop", 2.0, 2.4))
    assert decided(sounding(log, 1.8, 1.84, LOUD)) != []
    assert decided(sounding(log, 1.65, 1.9, LOUD - 20)) != []
    noisy = [one if one.dbfs > SILENT else replace(one, dbfs=LOUD - 6) for one in log]
    assert decided(noisy) != []


def test_an_earlier_lone_stop_is_not_the_word_of_a_later_sentence() -> None:
    """The jumpy ear had another word in its final result, and the newest "stop" it knew was a minute old."""
    log = heard(("stop", 2.0, 2.4), ("we", 10.0, 10.3), ("stop", 10.3, 10.6), ("here", 10.6, 11.0), lasts=14.0)
    unknown = Final("[unk] [unk]", (Word("[unk]", 10.0, 10.4), Word("[unk]", 10.4, 11.0)))
    log = [replace(one, finals={**one.finals, "jumpy": unknown}) if one.finals and one.at > 9 else one for one in log]
    assert [at for _, at in decided(log) if at > 9] == []


def test_the_same_word_placed_earlier_by_another_ear_is_not_more() -> None:
    log = heard(("stop", 2.0, 2.4))
    early = Final("stop", (Word("stop", 1.5, 1.8),))
    log = [
        replace(one, finals={"wary": early, "strict": early}) if abs(one.at - 2.36) < BLOCK / 2 else one for one in log
    ]
    assert [command for command, _ in decided(log)] == ["stop"]


def test_a_word_that_an_ear_places_in_the_silence_before_is_none() -> None:
    """The strict ear had "array starr" for a lone "stop", and its "array" before the sound began."""
    log = heard(("stop", 2.0, 2.4))
    strict = Final("array starr", (Word("array", 1.7, 1.9), Word("starr", 2.0, 2.4)))
    with_it = [replace(one, finals={**one.finals, "strict": strict}) if one.finals else one for one in log]
    assert [command for command, _ in decided(with_it)] == ["stop"]
    assert decided(sounding(with_it, 1.7, 1.9, LOUD - 20)) == []


def jumpily(log: list[Observation]) -> list[Observation]:
    """The same, but the jumpy ear knows only commands, and its answer to every other word is "[unk]"."""

    def known(word: str) -> str:
        return word if word in GRAMMAR.meant else UNKNOWN

    made = []
    for one in log:
        finals = dict(one.finals)
        if "jumpy" in finals:
            words = tuple(replace(word, text=known(word.text)) for word in finals["jumpy"].words)
            finals["jumpy"] = Final(" ".join(word.text for word in words), words)
        partial = " ".join(known(word) for word in one.partials["jumpy"].split())
        made.append(replace(one, finals=finals, partials={**one.partials, "jumpy": partial}))
    return made


@pytest.mark.parametrize("phrase", ["stop it", "stop please", "please stop", "okay stop", "stop now", "please wait"])
def test_a_small_word_may_stand_beside_a_command_that_is_alone(phrase: str) -> None:
    one, other = phrase.split()
    alone = [(one, 2.0, 2.3), (other, 2.3, 2.6)]
    command = GRAMMAR.meant[one if one in GRAMMAR.meant else other]
    assert [found for found, _ in decided(jumpily(heard(*alone)))] == [str(command)]
    assert decided(jumpily(heard(("you", 1.6, 2.0), *alone))) == []
    assert decided(jumpily(heard(*alone, ("doing", 2.6, 2.9)))) == []


def test_speech_that_begins_just_as_the_phrase_would_be_decided_is_more_of_the_sentence() -> None:
    """ "Wait." Then, half a second later: "did you say Thursday?\""""
    log = heard(("stop", 2.0, 2.4))
    assert decided(log) != []
    assert decided(sounding(log, 2.85, 3.2, LOUD)) == []


def test_a_word_in_a_sentence_does_not_hide_a_lone_stop_after_it() -> None:
    """The "pause" of the sentence was held back until it would have been given up, and the "stop" was dropped."""
    log = heard(("a", 1.0, 1.2), ("pause", 1.2, 1.6), ("there", 1.6, 2.0), ("stop", 3.2, 3.6))
    unknown = Final("[unk]", (Word("[unk]", 1.0, 2.0),))
    log = [replace(one, finals={**one.finals, "jumpy": unknown}) if one.finals and one.at < 3 else one for one in log]
    assert [command for command, _ in decided(log)] == ["stop"]
