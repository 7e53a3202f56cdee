"""The policy, from logs of what the ears said. No sound, no recogniser, no clock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.hearing.decoys import load_lexicon
from companion.hearing.grammar import JUMPY, STRICT, WARY, build
from companion.hearing.hear import replay
from companion.hearing.narrator import Surroundings
from companion.hearing.recogniser import Final, Observation, Word
from companion.hearing.spotter import Decision, Hush, Policy, Spotter, Verdict, holds
from companion.hearing.vocabulary import load
from companion.session.commands import Command, Kind
from companion.session.effects import Listen
from tests.hearing.fakes import seen

ENGLISH = load("en")
GRAMMAR = build(ENGLISH, load_lexicon(ENGLISH.lexicon), ENGLISH.everything())


def verdicts(*observations: Observation) -> list[Verdict]:
    return replay(observations, Spotter(GRAMMAR))


def decisions(*observations: Observation) -> list[tuple[str, str]]:
    return [(str(one.command), one.on) for one in verdicts(*observations) if isinstance(one, Decision)]


def hushes(*observations: Observation) -> list[tuple[bool, float]]:
    return [(one.on, one.at) for one in verdicts(*observations) if isinstance(one, Hush)]


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


def alone(
    jumpy: str, strict: str, *, wary: str | None = None, silence: float = -60.0, blocks: int = 8
) -> list[Observation]:
    """A word of 0.2 s, then silence."""
    word = [seen(1.0 + 0.04 * n, jumpy, strict, wary=wary) for n in range(5)]
    return word + [seen(1.2 + 0.04 * n, jumpy, strict, wary=wary, dbfs=silence) for n in range(blocks)]


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


def test_the_narrators_own_word_is_no_command_but_a_persons_is() -> None:
    narrator = Surroundings("You can stop whenever you like.", raw_dbfs=-20.0, clean_dbfs=-45.0)
    person = Surroundings("You can stop whenever you like.", raw_dbfs=-20.0, clean_dbfs=-23.0)
    other = Surroundings("Let your hands rest.", raw_dbfs=-20.0, clean_dbfs=-26.0)
    log = [seen(1.0), seen(1.2, "stop", "stop")]
    spotter = Spotter(GRAMMAR)
    assert [one for seen_now in log for one in spotter.feed(seen_now, narrator)] == []
    for around in (person, other):
        spotter = Spotter(GRAMMAR)
        found = [one for seen_now in log for one in spotter.feed(seen_now, around)]
        assert [one.command.kind for one in found if isinstance(one, Decision)] == [Kind.STOP]


@pytest.mark.parametrize("known", [True, False])
def test_nothing_is_decided_by_what_nobody_but_the_narrator_can_have_said(known: bool) -> None:
    """ "The fields lie open" was "yellow", and "past" a "pause" that was certain when it was weighed; and then the hush
    that they caused looked like the silence after a word."""
    nobody = Surroundings("The fields lie open.", raw_dbfs=-20.0, clean_dbfs=-35.0, known=known)
    hushed = Surroundings("The fields lie open.", raw_dbfs=-70.0, clean_dbfs=-71.0, known=known)
    softer = replace(nobody, clean_dbfs=-26.0)

    def verdicts(around: Surroundings) -> list[str]:
        spotter = Spotter(GRAMMAR)
        talk = [(seen(0.04 * n), nobody) for n in range(40)]
        word = [(seen(1.6 + 0.04 * n, "yellow", "", wary="yellow"), around) for n in range(5)]
        silence = [(seen(1.8 + 0.04 * n, "yellow", "", wary="yellow", dbfs=-70.0), hushed) for n in range(5)]
        both = [(replace(seen(2.0, "yellow", "yellow", wary="yellow"), weighed={"yellow": 20.0}), hushed)]
        found = [one for each, where in (*talk, *word, *silence, *both) for one in spotter.feed(each, where)]
        return ["hush" if isinstance(one, Hush) else str(one.command) for one in found]

    assert verdicts(nobody)[:1] == ["hush"]
    assert "yellow" not in verdicts(nobody)
    assert "yellow" in verdicts(softer)


@pytest.mark.parametrize(
    ("left", "known", "decided"),
    [
        (-33.0, True, ["stop"]),
        (-35.0, True, []),
        (-31.0, True, ["stop", "pause"]),
        (-28.0, False, []),
        (-26.0, False, ["stop"]),  # "pause" has to be weighed there
    ],
)
def test_a_soft_stop_is_sooner_believed_than_any_other_word(left: float, known: bool, decided: list[str]) -> None:
    around = Surroundings("The fields lie open.", -20.0, left, known)

    def kinds(phrase: str) -> list[str]:
        spotter = Spotter(GRAMMAR)
        found = [one for n in range(5) for one in spotter.feed(seen(1.0 + 0.04 * n, phrase, phrase), around)]
        return [str(one.command) for one in found if isinstance(one, Decision)]

    assert kinds("stop") + kinds("pause") == decided


def test_the_narrators_last_word_may_arrive_after_its_text_is_over() -> None:
    spotter = Spotter(GRAMMAR)
    narrator = Surroundings("Whenever you like, stop.", raw_dbfs=-20.0, clean_dbfs=-45.0)
    spotter.feed(seen(1.0), narrator)
    after = Surroundings("", raw_dbfs=-70.0, clean_dbfs=-70.0)
    assert spotter.feed(seen(1.4, "stop", "stop"), after) == []
    for n in range(60):
        spotter.feed(seen(1.5 + 0.04 * n), after)
    assert len(spotter.feed(seen(4.0, "stop", "stop"), after)) == 1


def test_every_decision_says_why() -> None:
    spotter = Spotter(GRAMMAR)
    found = spotter.feed(seen(1.0, "stop", "please stop"))
    assert [one.reason for one in found if isinstance(one, Decision)] == ["both ears hear “stop” in “please stop”"]


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


TALKING = "These are about five minutes with your breath, or beside it."


@pytest.mark.parametrize(("said", "command"), [("louder", "louder"), ("longer", "more_time")])
def test_steering_waits_until_the_narrators_echo_is_known(said: str, command: str) -> None:
    spotter = Spotter(GRAMMAR)
    assert spotter.feed(seen(1.0, final=said), Surroundings(TALKING, -30.0, -32.0, known=False)) == []
    (found,) = spotter.feed(seen(9.0, final=said), Surroundings("", -30.0, -30.0))
    assert isinstance(found, Decision)
    assert str(found.command) == command


def test_what_many_words_sound_like_is_the_narrators_unless_a_person_is_loud_enough() -> None:
    taken_out, left = Surroundings(TALKING, -30.0, -48.0), Surroundings(TALKING, -27.0, -30.0)
    for around in (taken_out, Surroundings(TALKING, -30.0, -32.0, known=False)):
        assert Spotter(GRAMMAR).feed(seen(1.0, "red", "red"), around) == []
    for phrase in ("red", "wait"):
        (found,) = Spotter(GRAMMAR).feed(seen(1.0, phrase, phrase), left)
        assert isinstance(found, Decision)


def test_a_stop_is_a_stop_whatever_the_narrator_says() -> None:
    (found,) = Spotter(GRAMMAR).feed(seen(1.0, "stop", "stop"), Surroundings(TALKING, -30.0, -32.0, known=False))
    assert isinstance(found, Decision)
    assert found.command == Command(Kind.STOP)


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


def weighed(at: float, phrase: str, odds: float) -> Observation:
    return replace(seen(at, phrase), weighed={phrase: odds})


@pytest.mark.parametrize(
    ("phrase", "odds", "expected"),
    [
        ("stop", -0.5, [("stop", "partial")]),
        ("stop", -1.5, []),
        ("pause", -0.5, [("pause", "partial")]),
        ("red", 3.5, [("stop", "partial")]),
        ("red", 2.5, []),  # many words sound like it
        ("slow down", -0.5, [("yellow", "partial")]),
    ],
)
def test_a_phrase_that_explains_the_sound_best_is_believed(
    phrase: str, odds: float, expected: list[tuple[str, str]]
) -> None:
    assert decisions(weighed(1.0, phrase, odds), weighed(1.2, phrase, odds)) == expected


def test_what_many_words_sound_like_is_weighed_twice() -> None:
    """ "past" and "pad" are nothing but "pause" until their ends are heard."""
    assert decisions(weighed(1.0, "pause", 20.0)) == []
    assert decisions(weighed(1.0, "pause", 20.0), weighed(1.2, "pause", -1.1)) == []
    assert decisions(weighed(1.0, "pause", 20.0), weighed(1.2, "pause", -1.1), weighed(1.4, "pause", 20.0)) == []
    assert decisions(weighed(1.0, "pause", 20.0), weighed(4.0, "pause", 20.0)) == []  # another word
    assert decisions(weighed(1.0, "stop", 20.0)) == [("stop", "partial")]


def test_weighed_twice_it_is_one_command_though_its_utterance_was_over() -> None:
    assert decisions(weighed(1.0, "stop", 5.0), seen(1.1), replace(seen(1.2), weighed={"stop": 5.0})) == [
        ("stop", "partial")
    ]


def test_a_word_alone_that_was_weighed_and_found_wanting_is_not_believed() -> None:
    """ "Steph", and a pause."""
    assert decisions(weighed(1.0, "stop", -20.0), *alone("stop", "step")) == []


def test_a_sound_alike_at_the_end_of_a_sentence_is_no_command() -> None:
    """Two ears slept through its beginning; the one that did not says so."""
    assert decisions(seen(3.0, "helped", final="helps", sure="help", wary="")) == []
    assert decisions(seen(3.0, "help", final="helps", sure="help", wary="")) == [("help", "final")]


UNKNOWN_ROOM = Surroundings(TALKING, -30.0, -32.0, known=False)


@pytest.mark.parametrize(("at", "odds", "expected"), [(1.0, -0.3, []), (1.0, 3.5, ["pause"]), (9.0, -0.3, ["pause"])])
def test_a_pause_needs_better_odds_until_the_narrators_echo_is_known(
    at: float, odds: float, expected: list[str]
) -> None:
    """ "This minute is yours", before the canceller knew the room, was a pause."""
    around = UNKNOWN_ROOM if at < 5 else Surroundings(TALKING, -30.0, -32.0)
    spotter = Spotter(GRAMMAR)
    found = [one for n in (0, 5) for one in spotter.feed(weighed(at + 0.04 * n, "pause", odds), around)]
    assert [str(one.command) for one in found if isinstance(one, Decision)] == expected


@pytest.mark.parametrize(
    ("phrase", "around", "expected"),
    [
        ("pause", UNKNOWN_ROOM, []),
        ("stop", UNKNOWN_ROOM, ["stop"]),
        ("pause", Surroundings(TALKING, -30.0, -32.0), ["pause"]),
    ],
)
def test_what_many_words_sound_like_has_to_be_weighed_until_the_narrators_echo_is_known(
    phrase: str, around: Surroundings, expected: list[str]
) -> None:
    """Both ears heard "pause" in the narrator's own words, once in six hours, in its first five seconds."""
    heard = seen(1.0, f"[unk] {phrase}", f"wong {phrase}")
    found = [one for one in Spotter(GRAMMAR).feed(heard, around) if isinstance(one, Decision)]
    assert [str(one.command) for one in found] == expected


def test_a_stop_needs_to_be_weighed_twice_where_the_narrator_has_only_just_begun() -> None:
    """ "It has got too", before the canceller knew the room, was a stop. No longer: people say it early, too."""
    known = Surroundings(TALKING, -30.0, -32.0)

    def found(around: Surroundings, *odds: float) -> list[Decision]:
        spotter = Spotter(GRAMMAR)
        log = [weighed(1.0 + 0.2 * n, "stop", one) for n, one in enumerate(odds)]
        return [one for seen in log for one in spotter.feed(seen, around) if isinstance(one, Decision)]

    assert found(UNKNOWN_ROOM, 20.0, -20.0) == []
    assert [one.at for one in found(UNKNOWN_ROOM, 20.0, 20.0)] == [1.2]
    assert [one.at for one in found(known, 20.0, -20.0)] == [1.0]
    spotter = Spotter(GRAMMAR)
    begun = [seen(1.0 + 0.2 * n) for n in range(10)]
    log = [*begun, weighed(3.0, "stop", 20.0)]
    assert sum(isinstance(one, Decision) for each in log for one in spotter.feed(each, UNKNOWN_ROOM)) == 1


def test_what_sounds_like_a_word_of_the_narrators_is_its_own_until_its_echo_is_known() -> None:
    tapping = "You cross your arms and tap, slowly, one side and then the other."
    for around, much in (
        (Surroundings(tapping, -30.0, -32.0, known=False), 0),
        (Surroundings(tapping, -30.0, -32.0), 1),
    ):
        spotter = Spotter(GRAMMAR)
        log = [weighed(1.0 + 0.2 * n, "stop", 20.0) for n in range(2)]
        assert sum(isinstance(one, Decision) for seen in log for one in spotter.feed(seen, around)) == much


def test_what_was_weighed_for_the_network_alone_is_nothing_where_the_network_has_no_say() -> None:
    for_the_network = replace(seen(1.16), weighed={"stop": 5.0})
    for around, much in (
        (UNKNOWN_ROOM, 0),
        (Surroundings(TALKING, -20.0, -40.0), 0),
        (Surroundings(TALKING, -20.0, -22.0), 1),
    ):
        spotter = Spotter(GRAMMAR)
        verdicts = [one for each in (*SUSPICION, for_the_network) for one in spotter.feed(each, around)]
        assert sum(isinstance(one, Decision) for one in verdicts) == much


TELLING = Surroundings("Say stop at any time, and everything stops.", -30.0, -48.0)
ELSEWHERE = Surroundings("Let your hands rest where they are.", -30.0, -48.0)
SOMEBODY = Surroundings("Let your hands rest where they are.", -27.0, -30.0)


@pytest.mark.parametrize("after", [ELSEWHERE, SOMEBODY], ids=["its next sentence", "somebody coughs"])
def test_the_narrators_word_stays_its_own_for_as_long_as_it_stands_there(after: Surroundings) -> None:
    """One utterance without a pause: no ear lets go of the narrator's "stop"."""
    spotter = Spotter(GRAMMAR)
    found: list[Verdict] = []
    for n in range(125):
        around = TELLING if n < 25 else after
        found += spotter.feed(seen(1.0 + 0.04 * n, "stop", "say stop", wary="stop"), around)
    found += spotter.feed(seen(6.0, final="say stop"), after)
    assert found == []


def test_a_person_who_says_it_after_the_narrator_is_heard_at_once() -> None:
    spotter = Spotter(GRAMMAR)
    for n in range(25):
        assert spotter.feed(seen(1.0 + 0.04 * n, "stop", "say stop", wary="stop"), TELLING) == []
    over_it = replace(TELLING, raw_dbfs=-27.0, clean_dbfs=-30.0)
    for n in range(7):
        assert spotter.feed(seen(2.0 + 0.04 * n, "stop", "say stop", wary="stop"), over_it) == []
    (hush,) = spotter.feed(seen(2.28, "stop stop", "say stop", wary="stop"), over_it)
    assert isinstance(hush, Hush)
    assert hush.on
    (found,) = spotter.feed(seen(2.5, "stop stop", "say stop stop", wary="stop stop"), over_it)
    assert isinstance(found, Decision)


@pytest.mark.parametrize("late", [1.0, 1.4])
def test_one_ears_late_result_of_the_narrators_word_is_no_command(late: float) -> None:
    """The other's comes when the narrator has long been silent, and everything that is heard could be a person's."""
    spotter = Spotter(GRAMMAR)
    silence = Surroundings("", -70.0, -70.0)
    found = spotter.feed(seen(1.0, final="", sure="stop"), TELLING)
    found += spotter.feed(seen(1.0 + late, final="stop", sure=""), silence)
    assert found == []


@pytest.mark.parametrize("phrase", [phrase for phrase, command in ENGLISH.safety().items() if " " not in phrase])
@pytest.mark.parametrize("text", ["", TALKING, "Say stop, pause, yellow, red or wait at any time."])
def test_a_safety_word_over_the_narrator_always_hushes(phrase: str, text: str) -> None:
    """As loud as the narrator, once its echo is known: whatever the narrator is saying."""
    (hush,) = Spotter(GRAMMAR).feed(seen(1.0, phrase), Surroundings(text, -27.0, -30.0))
    assert isinstance(hush, Hush)
    assert hush.on


@pytest.mark.parametrize("phrase", ["stop", "pause", "yellow"])
def test_the_words_people_are_told_to_say_hush_before_the_echo_is_known(phrase: str) -> None:
    assert phrase in GRAMMAR.told
    (hush,) = Spotter(GRAMMAR).feed(seen(1.0, phrase), UNKNOWN_ROOM)
    assert isinstance(hush, Hush)


def test_a_hush_is_not_the_narrators_own_doing() -> None:
    """Otherwise it would take its clause up again, and hush itself again."""
    for around in (TELLING, replace(TELLING, known=False)):
        assert Spotter(GRAMMAR).feed(seen(1.0, "stop"), around) == []


def test_a_command_said_twice_at_once_is_hushed_for_twice() -> None:
    log = [seen(1.0 + 0.04 * n, "stop", "a", wary="") for n in range(20)]
    log += [seen(2.0 + 0.04 * n, "stop stop", "a b", wary="") for n in range(20)]
    assert [on for on, _ in hushes(*log)] == [True, False, True, False]


def alike(score: float, observation: Observation) -> Observation:
    """The keyword network says this of "stop"."""
    return replace(observation, likeness={"stop": score})


SUSPICION = [seen(1.0), alike(Policy().likened, seen(1.08)), seen(1.12)]


@pytest.mark.parametrize(
    ("odds", "kinds"),
    [(Policy().odds_likened, [("stop", "partial")]), (Policy().odds_likened - 0.1, [])],
)
def test_what_sounds_like_a_phrase_as_a_whole_needs_lower_odds(odds: float, kinds: list[tuple[str, str]]) -> None:
    weighed = replace(seen(1.16), weighed={"stop": odds})
    assert decisions(*SUSPICION, weighed) == kinds
    assert decisions(seen(1.0), weighed) == []


def test_no_likeness_is_enough_where_a_word_explains_the_sound() -> None:
    sure = [seen(1.0), alike(9.0, seen(1.08))]
    weighed = replace(seen(1.16), weighed={"stop": -20.0})
    assert decisions(*sure, weighed) == []
    assert decisions(*sure, replace(weighed, unexplained=True)) == [("stop", "partial")]


def test_some_likeness_is_not_enough_where_nothing_explains_the_sound() -> None:
    weighed = replace(seen(1.16), weighed={"stop": -20.0}, unexplained=True)
    assert decisions(seen(1.0), alike(Policy().likened_surely - 0.1, seen(1.08)), weighed) == []


def test_a_likeness_is_forgotten() -> None:
    weighed = replace(seen(1.1 + Policy().likened_within), weighed={"stop": Policy().odds_likened})
    assert decisions(*SUSPICION, weighed) == []


def test_a_likeness_hushes_once_and_the_hush_ends_where_nothing_follows() -> None:
    talk = [alike(2.0, seen(1.0 + 0.08 * n)) for n in range(12)]
    assert hushes(*talk) == [(True, 1.0), (False, pytest.approx(1.0 + Policy().hush_limit, abs=0.08))]
    assert hushes(alike(Policy().likened - 0.1, seen(1.0))) == []


def test_a_likeness_to_what_is_left_of_the_narrator_is_nothing() -> None:
    drowned = Surroundings("take a deep breath", -20.0, -40.0)
    shouted = Surroundings("take a deep breath", -20.0, -22.0)
    unknown = Surroundings("take a deep breath", -20.0, -22.0, known=False)

    def heard(around: Surroundings) -> int:
        spotter = Spotter(GRAMMAR)
        weighed = replace(seen(1.16), weighed={"stop": Policy().odds_likened})
        return sum(len(spotter.feed(one, around)) for one in [*SUSPICION, weighed])

    assert [heard(one) for one in (drowned, unknown, shouted)] == [0, 0, 2]  # a hush and a decision


def test_an_ear_that_has_the_word_after_the_decision_has_the_same_word() -> None:
    weighed = replace(seen(1.16), weighed={"stop": Policy().odds_likened})
    late = [seen(1.2), seen(1.24, "stop", "stop"), seen(1.6, final="stop")]
    assert decisions(*SUSPICION, weighed, *late) == [("stop", "partial")]
    again = [seen(3.0), seen(3.2, "stop", "stop")]
    assert decisions(*SUSPICION, weighed, *late, *again) == [("stop", "partial")] * 2


def test_in_a_quiet_room_a_likeness_changes_nothing_of_what_weighing_says() -> None:
    quiet = [seen(0.04 * n, dbfs=-25.0 - Policy().noisy_db - 1) for n in range(40)]
    after = [alike(9.0, seen(1.64)), replace(seen(1.68), weighed={"stop": -20.0}, unexplained=True)]
    assert decisions(*quiet, *after) == []
    noisy = [seen(0.04 * n, dbfs=-25.0 - Policy().noisy_db + 1) for n in range(40)]
    assert decisions(*noisy, *after) == [("stop", "partial")]
