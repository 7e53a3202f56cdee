"""The policy while the narrator speaks, or has just spoken: its own words, and a person's over it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.hearing.decide.attribution import Surroundings
from companion.hearing.decide.spotter import Decision, Hush, Spotter, Verdict
from companion.session.commands import Command, Kind
from tests.hearing.decide.logs import ENGLISH, GRAMMAR, TALKING, UNKNOWN_ROOM, weighed
from tests.hearing.fakes import seen


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


@pytest.mark.parametrize(
    ("text", "taken_for"),
    [
        ("A wide and quiet sky.", "quieter"),
        ("A long breath.", "longer"),
        ("Fast or not.", "faster"),
        ("Loud.", "louder"),
    ],
)
def test_a_word_of_the_narrators_that_sounds_like_steering_is_none_but_a_persons_is(text: str, taken_for: str) -> None:
    def decided(around: Surroundings) -> list[str]:
        spotter = Spotter(GRAMMAR)
        talk = [seen(1.0 + 0.04 * n, taken_for, taken_for) for n in range(5)]
        found = [one for each in (*talk, seen(1.2, final=taken_for)) for one in spotter.feed(each, around)]
        return [one.phrase for one in found if isinstance(one, Decision)]

    alone, person = Surroundings(text, -20.0, -30.0), Surroundings(text, -20.0, -23.0)
    assert decided(alone) == []
    assert decided(person) == [taken_for]
    assert decided(replace(alone, narration="Let your hands rest.")) == [taken_for]


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


def after_lost_sound(person: bool, known: bool = True, *, lost: bool = True) -> list[str]:
    """A "stop" in both ears just after a gap in the microphone's sound. In a busy machine the narrator's "quiet sky"
    became "quieter stop", since the middle of it was lost."""
    spotter = Spotter(GRAMMAR)
    text = "The fields lie open under a wide and quiet sky."
    loud = Surroundings(text, raw_dbfs=-20.0, clean_dbfs=-24.0 if person else -46.0, known=known)
    fades = Surroundings(text, raw_dbfs=-40.0, clean_dbfs=-41.0, known=known)
    spotter.feed(seen(1.0), loud)
    for n in range(1, 20):
        if lost:
            spotter.overlook(1.0 + 0.04 * n, loud)
    after = [replace(fades, spliced=lost), *[fades] * 4]
    found = [one for n in range(5) for one in spotter.feed(seen(1.8 + 0.04 * n, "stop", "stop"), after[n])]
    return [str(one.command) for one in found if isinstance(one, Decision)]


def test_words_joined_across_lost_sound_are_the_narrators_unless_a_person_is_loud_enough() -> None:
    assert after_lost_sound(person=False) == []
    assert after_lost_sound(person=False, known=False) == []
    assert after_lost_sound(person=True) == ["stop"]
    assert after_lost_sound(person=False, lost=False) == ["stop"], "the fading echo alone looks like a person"


def test_sound_that_the_microphone_lost_counts_as_lost_too() -> None:
    text = "The river goes on past the old mill."

    def kinds(spliced: bool) -> list[str]:
        spotter = Spotter(GRAMMAR)
        around = Surroundings(text, raw_dbfs=-20.0, clean_dbfs=-29.0)
        spotter.feed(seen(1.0), replace(around, spliced=spliced))
        found = [one for n in range(5) for one in spotter.feed(seen(1.2 + 0.04 * n, "stop", "stop"), around)]
        return [str(one.command) for one in found if isinstance(one, Decision)]

    assert (kinds(False), kinds(True)) == (["stop"], [])


def test_long_after_lost_sound_words_count_as_before() -> None:
    spotter = Spotter(GRAMMAR)
    around = Surroundings("The river goes on.", raw_dbfs=-20.0, clean_dbfs=-29.0)
    spotter.feed(seen(1.0), replace(around, spliced=True))
    for n in range(60):
        spotter.feed(seen(1.04 + 0.04 * n), around)
    found = [one for n in range(5) for one in spotter.feed(seen(3.5 + 0.04 * n, "stop", "stop"), around)]
    assert [str(one.command) for one in found if isinstance(one, Decision)] == ["stop"]


@pytest.mark.parametrize(
    ("text", "decided"),
    [("We've slowed down. Take your time.", []), ("Let's go down to the slow river.", ["yellow"])],
)
def test_a_phrase_that_sounds_like_words_of_the_narrators_is_the_narrators_while_the_room_is_unknown(
    text: str, decided: list[str]
) -> None:
    spotter = Spotter(GRAMMAR)
    around = Surroundings(text, raw_dbfs=-20.0, clean_dbfs=-21.0, known=False)
    found = [one for n in range(5) for one in spotter.feed(seen(1.0 + 0.04 * n, "slow down", "slow down"), around)]
    assert [str(one.command) for one in found if isinstance(one, Decision)] == decided
