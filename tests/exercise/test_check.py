"""The linter's rules, each on the smallest exercise that breaks it and on one that does not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import get_args

import pytest

from companion.exercise.check import CERTAIN, RULES, Remark, VoiceWords, Words, check
from companion.exercise.check.hearing import without_choice
from companion.exercise.model import UNWAVED, Exercise, Waved
from companion.exercise.plan import Choices, timeline
from companion.exercise.planner import plan
from companion.exercise.problems import Severity
from companion.exercise.reading import read_exercise
from companion.exercise.say_as import SayAs
from companion.phrases import load_phrases
from companion.phrases.voice import load_voice
from tests.exercise.conftest import HEAD, small

ENDING = "ending: [Done.]\n"
WORDS = Words(stops=frozenset({"stop", "red"}))


def remarks(
    exercise: Exercise,
    includes: dict[str, Exercise] | None = None,
    voice: VoiceWords | None = None,
    common: Collection[str] = (),
    pronounced: Collection[str] = (),
    say_as: SayAs = (),
) -> list[Remark]:
    phrases = load_phrases("en")
    least = {name: bounds.from_ for name, bounds in exercise.lengths.items()}
    made = plan(exercise, Choices(), phrases, includes=includes)
    shortest = plan(exercise, Choices(lengths=least), phrases, includes=includes)
    return check(
        exercise,
        made,
        WORDS,
        shortest=shortest,
        includes=includes,
        voice=voice,
        common=common,
        pronounced=pronounced,
        say_as=say_as,
    )


def rules(steps: str, people: int = 1, rest: str = ENDING, /, **heading: str) -> list[str]:
    """The rules that have something to say, of an exercise with these heading lines changed or added."""
    return [remark.rule for remark in remarks(built(steps, people, rest, **heading))]


def built(steps: str, people: int = 1, rest: str = ENDING, /, **heading: str) -> Exercise:
    lines = [line for line in HEAD.format(people=people).splitlines() if line.partition(":")[0] not in heading]
    lines += [f"{key}: {value}" for key, value in heading.items() if value]
    return read_exercise("\n".join([*lines, "steps:", steps.rstrip("\n"), rest]), "built.yaml")


def complaints(steps: str, rest: str = ENDING) -> list[str]:
    return [remark.message for remark in remarks(small(steps, rest=rest))]


def test_a_good_exercise_has_no_complaint() -> None:
    assert complaints("  - Look up.\n  - wait: 20s\n") == []


def test_an_ending_is_asked_for() -> None:
    assert complaints("  - Look up.\n", rest="") == ["The exercise has no ending of its own."]


@pytest.mark.parametrize(
    ("steps", "complaint"),
    [
        (f"  - {' '.join(['word'] * 21)}.\n", "21 words"),
        ("  - Drink 3/4 of it.\n", "'3/4' may not be read the way you mean it"),
        ("  - Hands and/or feet.\n", "'and/or' may not be read the way you mean it"),
        ("  - Breathe 4-8 with me.\n", "'4-8' may not be read the way you mean it"),
        ("  - wait: 3 min 1s\n", "3 min 1s without a word"),
        ("  - wait: 2 min\n  - wait: 90s\n", "3 min 30s without a word"),
        ("  - breathe: {in: 4s, hold: 4s, out: 4s, times: 4}\n", "breath is held"),
        ("  - repeat: {times: 2, steps: [{breathe: {in: 4s, out: 4s, hold out: 1s, times: 4}}]}\n", "breath is held"),
        (
            "  - choose: {ask: Which?, with: [{breathe: {in: 4s, hold: 4s, out: 4s, times: 4}}], without: [Rest.],"
            " default: with}\n",
            "gets the breath with a hold",
        ),
        ("  - This takes about two minutes.\n  - wait: 20s\n", "It says 2 min, and it takes 2"),
    ],
)
def test_what_is_complained_of(steps: str, complaint: str) -> None:
    found = complaints(steps)
    assert len(found) == 1
    assert complaint in found[0]


@pytest.mark.parametrize(
    "steps",
    [
        f"  - {' '.join(['word'] * 20)}.\n",
        f"  - Word {' word' * 14}. Word {' word' * 14}.\n",
        "  - Stop for a moment. Now slow down, and wait. Again.\n",
        "  - Count 4-7-8 with me, for 2.5 minutes.\n",
        "  - Find 5 blue things, e.g. a pen. Let go … and rest.\n",
        "  - wait: 3 min\n",
        "  - wait: 2 min\n  - Still here.\n  - wait: 2 min\n",
        "  - breathe: {in: 4s, out: 4s, times: 4}\n",
        "  - choose: {ask: Which?, with: [{breathe: {in: 4s, hold: 4s, out: 4s, times: 4}}], without: [Rest.],"
        " default: without}\n",
        "  - This takes about three minutes.\n  - wait: 2 min 20s\n",
        "  - It is about five minutes ago that you sat down.\n",
        "  - Give it about ten minutes a day.\n",
    ],
)
def test_what_is_not_complained_of(steps: str) -> None:
    assert complaints(steps) == []


KNOWN = frozenset({"as", "says", "look", "up", "anna", "and", "done", "stephen", "said", "take", "monday"})


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("As Thich Nhat Hanh says, look up.", ["Thich Nhat Hanh"]),
        ("Thich Nhat Hanh says, look up.", ["Thich Nhat Hanh"]),
        ("Look up, said Stephen Porges.", ["Stephen Porges"]),
        ("Look up, said Anna and Kabat-Zinn.", ["Kabat-Zinn"]),
        ("Look up, said Hanh. Hanh said look up. And Hanh, look up.", ["Hanh"]),
        ("Look up, said Anna. Look up, Stephen.", []),
        ("Look up, {a}. As {b} says.", []),
        ("Wander and look up. Take Monday.", []),
        ("PTSD and EMDR, said Anna.", []),
    ],
)
def test_a_name_that_voices_do_not_know_is_noted_once(line: str, names: list[str]) -> None:
    exercise = built(f'  - "{line}"\n', people=2)
    found = [each for each in remarks(exercise, pronounced=KNOWN) if each.rule == "unknown-name"]
    assert [each.message for each in found] == [f"Voices may not know how to say '{name}'." for name in names]


def test_a_name_whose_sound_is_written_down_is_not_noted() -> None:
    exercise = built("  - As Thich Nhat Hanh says, look up.\n")
    listed = (("Thich Nhat Hanh", "Tick Nyaht Hahn"),)
    assert "unknown-name" in [each.rule for each in remarks(exercise, pronounced=KNOWN)]
    assert "unknown-name" not in [each.rule for each in remarks(exercise, pronounced=KNOWN, say_as=listed)]
    assert "unknown-name" not in [each.rule for each in remarks(exercise)]


def test_a_sentence_is_long_or_too_long() -> None:
    (note,) = remarks(small(f"  - {' '.join(['word'] * 21)}.\n", rest=ENDING))
    (warning,) = remarks(small(f"  - {' '.join(['word'] * 31)}.\n", rest=ENDING))
    assert (note.severity, warning.severity) == (Severity.NOTE, Severity.WARNING)
    named = f'  - "{{a}}, {" ".join(["word"] * 19)}."\n'
    assert rules(named, 2) == []


# ---- the heading ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "rule"),
    [({"sources": ""}, "no-sources"), ({"cautions": ""}, "no-cautions"), ({"license": "TODO"}, "no-licence")],
)
def test_what_people_should_know_beforehand(heading: dict[str, str], rule: str) -> None:
    assert rules("  - Look up.\n", **heading) == [rule]


# ---- "I mean it" ------------------------------------------------------------------------------------------------


def test_what_is_meant_is_left_out() -> None:
    assert rules("  - wait: 4 min\n") == ["long-silence"]
    assert rules("  - wait: 4 min\n", i_mean_it="[long-silence]") == []


def test_what_is_meant_in_vain_is_noted() -> None:
    (remark,) = remarks(built("  - wait: 1 min\n", i_mean_it="[command-word, long-silence]"))[:1]
    assert (remark.severity, remark.path) == (Severity.NOTE, ("i_mean_it", 0))
    assert "Nothing in this exercise breaks the rule 'command-word'" in remark.message


def test_every_rule_is_known_to_the_format() -> None:
    assert {*get_args(Waved), *UNWAVED} == set(RULES)
    assert set(UNWAVED) == CERTAIN


def test_what_may_harm_is_an_error_and_nothing_else_is() -> None:
    everything = (
        "  - You can stop here. Hold {b}'s hand.\n  - wait: 4 min\n"
        "  - breathe: {in: 4s, hold: 4s, out: 4s, times: 4}\n"
        "  - turns: {length: 10s, steps: ['Look at {a}.', wait: 1 min]}\n"
    )
    found = remarks(built(everything, 2, "", kind="touch", sources="", cautions="", license="none"))
    errors = {remark.rule for remark in found if remark.severity is Severity.ERROR}
    assert errors == (CERTAIN - {"touch-area-unused"}) | {"touch-too-soon", "touch-outside"}
    (remark,) = remarks(built(AGREED + TURNS, 2, kind="touch", touch="[hands, feet]"))[-1:]
    assert (remark.rule, remark.severity) == ("touch-area-unused", Severity.ERROR)
    assert {remark.rule for remark in found if remark.severity is Severity.NOTE} == {"long-silence"}


# ---- the narrator's own "stop" ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("You can stop here, if you like.", ["command-word"]),
        ("Look at something red.", ["command-word"]),
        ("If either of you says stop, move apart.", []),
        ("Stop without a word, when you hear it.", ["command-word"]),
        ("Nonstop, or unstopped.", []),
        ("Wait, or slow down.", []),
    ],
)
def test_stop_is_not_said_needlessly_while_people_touch(line: str, expected: list[str]) -> None:
    steps = f'{AGREED}  - turns: {{length: turn, steps: ["{line}", wait: rest]}}\n  - check: Green, yellow or red?\n'
    found = [remark.rule for remark in remarks(built(steps, 2, **TOUCH), voice=load_voice("en"))]
    assert [rule for rule in found if rule == "command-word"] == expected
    assert "command-word" not in rules(f"  - {line}\n", 2)


# ---- a choice once a minute -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["body", "touch"])
def test_a_choice_is_offered_once_a_minute(kind: str) -> None:
    heading = {"kind": kind, "touch": "[hands]"} if kind == "touch" else {"kind": kind}
    people = 2 if kind == "touch" else 1
    asked = "  - agree: Hands?\n" if kind == "touch" else ""
    bare = asked + "  - Feel your feet.\n  - wait: 45s\n  - And the floor.\n  - wait: 30s\n"
    assert rules(bare, people, **heading) == ["choice-in-a-minute"]
    assert rules(bare.replace("And the floor", "And the floor, if you like"), people, **heading) == []
    assert rules(bare.replace("- And the floor.", "- check: How is it?"), people, **heading) == []


def test_exactly_the_longest_silence_after_a_choice_is_not_too_long() -> None:
    made = plan(built("  - If you like, look up.\n  - wait: 75s\n", kind="body"), Choices(), load_phrases("en"))
    offer, silence = timeline(made)[0][1], timeline(made)[1][1]
    # 19.4 + 7.06 is a little less than 26.46 in binary fractions.
    way = [(19.4, replace(offer, seconds=7.06)), (26.46, silence)]
    assert list(without_choice(way)) == []
    assert list(without_choice([way[0], (26.46, replace(silence, seconds=75.01))])) == [(silence.path, 75.01)]


def test_elsewhere_silence_may_be_longer() -> None:
    assert rules("  - Look up.\n  - wait: 90s\n", kind="settle") == []


# ---- turns ------------------------------------------------------------------------------------------------------


def test_a_turn_must_hold_what_is_in_it_when_it_is_shortest() -> None:
    turn = "  - turns: {{length: turn, steps: [wait: {}, wait: rest]}}\n"
    assert rules(turn.format("50s"), 2, kind="talk") == []
    assert rules(turn.format("70s"), 2, kind="talk") == ["turn-overrun"]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ('  - ask: {say: "{a}, how was it?", for: 1 min}\n  - ask: {say: "{b}, how was it?", for: 2 min}\n', 1),
        ('  - ask: {say: "{a}, how was it?", for: 1 min}\n', 1),
        ('  - ask: {say: "{a}, how was it?", for: turn}\n  - ask: {say: "{b}, how was it?", for: 3 min}\n', 0),
        ('  - ask: {each: "How was it?", for: 1 min}\n', 0),
        ('  - ask: {say: "How was it, {a} and {b}?", for: 1 min}\n', 0),
        ('  - turns: {length: turn, steps: ["{a}, this is your time."]}\n', 1),
        ('  - turns: {length: turn, steps: ["{giver}, this is your time."]}\n', 0),
    ],
)
def test_both_get_the_same_time(steps: str, expected: int) -> None:
    assert rules(steps, 2, kind="talk") == ["unequal-turns"] * expected


# ---- touch ------------------------------------------------------------------------------------------------------

AGREED = "  - agree: Hands, and only hands.\n"
TURNS = '  - turns: {length: turn, steps: ["If you like, look up.", wait: 30s, "Or down.", wait: rest]}\n'
TOUCH = {"kind": "touch", "touch": "[hands]", "i_mean_it": "[choice-in-a-minute]"}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (AGREED + TURNS, []),
        (TURNS, ["touch-without-agreement"]),
        (TURNS + AGREED, ["touch-without-agreement"]),
        ("  - Look up.\n", ["touch-without-agreement"]),
        (f"  - repeat: {{times: 1, steps: [{AGREED.strip(' -').strip()}]}}\n{TURNS}", []),
        ("  - choose: {ask: Which?, left: [agree: Hands.], right: [], default: left}\n" + TURNS, 1),
        ("  - choose: {ask: Which?, left: [agree: Hands.], right: [agree: Hands.], default: left}\n" + TURNS, []),
    ],
)
def test_nobody_is_touched_unasked(steps: str, expected: list[str] | int) -> None:
    found = [rule for rule in rules(steps, 2, **TOUCH) if rule != "choice-in-a-minute"]
    assert found == (["touch-without-agreement"] if expected == 1 else expected)


def test_touch_is_declared_and_between_two() -> None:
    assert rules("  - agree: Whatever comes.\n", 2, kind="touch") == ["touch-undeclared"]
    assert rules("  - Look up.\n", 1, kind="settle", touch="[hands]") == ["touch-undeclared"]


def test_touch_is_not_brought_in_by_an_include() -> None:
    both = "  - touching: {area: [hands, feet], steps: [Or leave it.]}\n"
    inner = built(AGREED + TURNS + both, 2, id="inner", kind="touch", touch="[hands, feet]")
    outer = built("  - agree: Hands.\n  - include: inner\n", 2, kind="touch", touch="[hands]")
    (remark,) = remarks(outer, {"inner": inner, "test": outer})
    assert remark.rule == "touch-undeclared"
    assert remark.message.endswith("doesn't list: feet.")
    plain = built("  - include: inner\n", 2, id="plain", kind="touch", touch="[hands, feet]")
    assert remarks(plain, {"inner": inner, "plain": plain}) == []


@pytest.mark.parametrize("place", ["ending", "something_else"])
def test_nobody_is_touched_after_a_no(place: str) -> None:
    rest = f"{place}: [Hold hands for a while.]\n" + (ENDING if place != "ending" else "")
    assert rules(AGREED, 2, rest, kind="touch", touch="[hands]") == ["touch-too-soon"]


def test_touch_before_the_agreement() -> None:
    line = '  - "{a}, take {b}\'s hand, if you like."\n'
    assert rules(line + AGREED, 2, kind="touch", touch="[hands]") == ["touch-too-soon"]
    assert rules(AGREED + line, 2, kind="touch", touch="[hands]") == []


@pytest.mark.parametrize(
    "line",
    [
        "{giver}, let your hand slide to {receiver}'s thigh.",
        "Stroke each other's hair.",
        "Stroke {receiver}'s hand and then {receiver}'s neck.",
        "{giver}, rest your palm between their shoulder blades, on {receiver}'s bare back.",
        "{receiver}, lay your head in {giver}'s lap.",
        "If you like, kiss each other.",
        "If you don't mind it, caress his neck.",
        "Now place your hand on the knee beside you.",
    ],
)
def test_touch_beyond_what_was_agreed(line: str) -> None:
    steps = f'{AGREED}  - turns: {{length: turn, steps: ["{line}", wait: rest]}}\n'
    assert "touch-outside" in rules(steps, 2, **TOUCH)


@pytest.mark.parametrize(
    "line",
    [
        "{giver}, hold {receiver}'s hand. Notice the weight of their fingers.",
        "Rest your eyes on {receiver}'s face, or let your gaze stay on their shoulder.",
        "Don't touch each other's back.",
        "Not the lap, and nobody strokes {receiver}'s thigh.",
        "{receiver}, take {giver}'s hand away from your shoulder, if you like.",
        "Rub your palms against each other. Lean on one foot, and then the other.",
        "Let your own hand rest on your own chest.",
        "Hold {receiver} in mind, or let each other be.",
        "Let their shoulders be as they are, and take back what you like.",
        "Take a step back. Put the chair on its feet.",
    ],
)
def test_what_is_no_touch_or_agreed(line: str) -> None:
    steps = f'{AGREED}  - turns: {{length: turn, steps: ["{line}", wait: rest]}}\n'
    assert [rule for rule in rules(steps, 2, **TOUCH) if rule.startswith("touch")] == []


@pytest.mark.parametrize(
    ("declared", "line", "outside"),
    [
        ("[lying close]", "{giver}, rest your hand on {receiver}'s shoulder.", False),
        ("[lying close]", "{giver}, rest your hand on {receiver}'s belly.", True),
        ("[lying close]", "{giver}, rest your hand on {receiver}'s breast.", True),
        ("[an embrace]", "{giver}, rest your hand on {receiver}'s back.", False),
        ("[an embrace]", "{giver}, rest your hand on {receiver}'s thigh.", True),
        ("[the whole body]", "{giver}, rest your hand on {receiver}'s knee.", False),
        ("[the whole body]", "If you like, kiss each other.", True),
        ("[cuddling, kissing]", "If you like, kiss each other.", False),
        ("[cuddling, kissing]", "Touch {receiver}'s lips, if you like.", False),
        ("[cuddling, kissing]", "{giver}, put your arm around {receiver}.", False),
        ("[cuddling, kissing]", "If you like, hug each other.", False),
        ("[cuddling, kissing]", "{giver}, rest your hand on {receiver}'s shoulder.", False),
        ("[cuddling, kissing]", "{giver}, rest your hand on {receiver}'s thigh.", True),
        ("[cuddling]", "If you like, kiss each other.", True),
        ("[kissing]", "If you like, hug each other.", True),
        ("[kissing]", "{giver}, put your arm around {receiver}.", True),
        ("[hands]", "Snuggle up to your partner.", True),
        ("[hug]", "{giver}, wrap both arms around {receiver}.", False),
        ("[arms, shoulders, back]", "If you like, hug each other.", False),
        ("[shoulders and back]", "{giver}, rest your hand on {receiver}'s spine.", False),
        ("[arms]", "{giver}, rest your hand on {receiver}'s wrist.", False),
        ("[forearms]", "{giver}, rest your hand on {receiver}'s arm.", True),
        ("[something of your own]", "{giver}, rest your hand on {receiver}'s arm.", False),
    ],
)
def test_what_a_declared_area_covers(declared: str, line: str, outside: bool) -> None:
    steps = f'{AGREED}  - turns: {{length: turn, steps: ["{line}", wait: rest]}}\n'
    assert ("touch-outside" in rules(steps, 2, **{**TOUCH, "touch": declared})) is outside


# ---- areas that may be crossed out ------------------------------------------------------------------------------

TWO = {"kind": "touch", "touch": "[hands, forearms]", "i_mean_it": "[choice-in-a-minute]"}
HANDS = "{touching: {area: hands, steps: [Or leave it.]}}"
FOREARMS = "{touching: {area: Forearms, steps: [Or leave it.]}}"


def in_a_turn(*steps: str, **rest: str) -> list[str]:
    """Returns the remarks about an agreement and one pair of turns with these steps, touching hands and forearms."""
    keys = "".join(f", {key}: '{value}'" for key, value in rest.items())
    written = f"{AGREED}  - turns: {{length: turn{keys}, steps: [{', '.join(steps)}, wait: rest]}}\n"
    return [rule for rule in rules(written, 2, **TWO) if rule.startswith(("touch", "said"))]


def quoted(line: str) -> str:
    return f'"{line}"'


@pytest.mark.parametrize(
    ("steps", "unused"),
    [
        ((HANDS, FOREARMS), 0),
        (("{touching: {area: [hands, forearms], steps: [Or leave it.]}}",), 0),
        ((HANDS,), 1),
        (("{touching: {area: hands, steps: [Or leave it.], otherwise: [" + FOREARMS + "]}}",), 0),
        (("{repeat: {times: 2, steps: [" + HANDS + ", " + FOREARMS + "]}}",), 0),
        (("Or leave it.",), 2),
    ],
)
def test_crossing_an_area_out_leaves_something_out(steps: tuple[str, ...], unused: int) -> None:
    assert in_a_turn(*steps) == ["touch-area-unused"] * unused


def test_one_area_needs_no_touching() -> None:
    line = quoted("{giver}, rest your hand on {receiver}'s hand, if you like.")
    steps = f"{AGREED}  - turns: {{length: turn, steps: [{line}, wait: rest]}}\n"
    assert not [rule for rule in rules(steps, 2, **TOUCH) if rule.startswith("touch")]


@pytest.mark.parametrize(
    "step",
    [
        quoted("{giver}, rest your hand on {receiver}'s wrist."),
        quoted("{giver}, hold {receiver}."),
        "{touching: {area: hands, steps: [" + quoted("{giver}, rest your hand on {receiver}'s forearm.") + "]}}",
        "{touching: {area: forearms, steps: [Or leave it.], otherwise: ["
        + quoted("{giver}, stroke {receiver}'s wrist instead.")
        + "]}}",
    ],
)
def test_what_was_crossed_out_is_not_heard(step: str) -> None:
    assert in_a_turn(HANDS, FOREARMS, step) == ["touch-crossed-out"]


@pytest.mark.parametrize(
    "step",
    [
        "{touching: {area: forearms, steps: [" + quoted("{giver}, rest your hand on {receiver}'s wrist.") + "]}}",
        "{touching: {area: [forearms, hands], steps: [" + quoted("{giver}, hold {receiver}'s hand.") + "]}}",
        "{touching: {area: hands, steps: [{repeat: {times: 2, steps: ["
        + quoted("{giver}, hold {receiver}'s hand.")
        + "]}}]}}",
        quoted("{giver}, look at the other's hand, and leave it untouched."),
    ],
)
def test_what_stands_in_touching_is_as_it_should_be(step: str) -> None:
    assert in_a_turn(HANDS, FOREARMS, step) == []


def test_touch_in_what_is_said_between_turns() -> None:
    assert in_a_turn(HANDS, FOREARMS, swap="Hold hands while you change over.") == ["touch-crossed-out"]


def test_nearest_word_counts_where_one_area_is_part_of_another() -> None:
    heading = {**TWO, "touch": "[arms, forearms]"}
    line = quoted("{a}, rest your hand on {b}'s wrist, if you like.")
    for around, expected in (("forearms", []), ("arms", ["touch-crossed-out"])):
        other = "arms" if around == "forearms" else "forearms"
        steps = (
            f"{AGREED}  - touching: {{area: {other}, steps: [Or leave it.]}}\n"
            f"  - touching: {{area: {around}, steps: [{line}]}}\n"
        )
        assert [rule for rule in rules(steps, 2, **heading) if rule.startswith("touch")] == expected


def test_touching_before_the_agreement() -> None:
    steps = f"  - {HANDS}\n  - {FOREARMS}\n" + AGREED
    assert "touch-without-agreement" in rules(steps, 2, **TWO)


def test_choices_are_offered_where_an_area_is_crossed_out_too() -> None:
    long = "{touching: {area: forearms, steps: [Or leave it., wait: 50s, Or look up., wait: 50s]%s}}"
    quiet = f"{AGREED}  - {HANDS}\n  - {long % ', otherwise: [wait: 45s, Look up., wait: 45s]'}\n"
    heading = {**TWO, "i_mean_it": ""}
    (remark,) = remarks(built(quiet, 2, **heading))
    assert remark.rule == "choice-in-a-minute"
    assert "where 'forearms' is crossed out" in remark.message
    assert rules(quiet.replace("Look up.", "Look up, if you like."), 2, **heading) == []


def test_a_turn_holds_what_is_heard_instead_too() -> None:
    part = "{touching: {area: forearms, steps: [Or leave it.], otherwise: [wait: 40s, Or look up., wait: 40s]}}"
    steps = f"{AGREED}  - turns: {{length: turn, steps: [{HANDS}, {part}, wait: rest]}}\n"
    (remark,) = [remark for remark in remarks(built(steps, 2, **TWO)) if remark.rule == "turn-overrun"]
    assert remark.message.endswith("where 'forearms' is crossed out.")


# ---- what the program says by itself ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{giver}, there is about half a minute left.", 1),
        ("Fifteen seconds are left.", 1),
        ("This turn is nearly over.", 1),
        ("Now it goes the other way round.", 1),
        ("Now you swap.", 1),
        ("There is nothing left to say about those minutes.", 0),
        ("Turn it round, and look at its other side.", 0),
        ("That is the end of what you know.", 0),
    ],
)
def test_nothing_is_said_twice(line: str, expected: int) -> None:
    steps = f"  - turns: {{length: turn, steps: [wait: rest, {quoted(line)}]}}\n"
    assert rules(steps, 2, kind="talk") == ["said-twice"] * expected
    assert rules(f"  - {quoted(line.replace('{giver}', '{a} and {b}'))}\n", 2, kind="talk") == []


def test_ones_own_sign_and_swap() -> None:
    steps = "  - turns: {length: turn, sign: Half a minute is left., swap: Now you swap., steps: [wait: rest]}\n"
    assert rules(steps, 2, kind="talk") == []


def test_another_language_is_not_guessed_at() -> None:
    line = '  - "{a}, take {b}\'s hand. This takes about nine minutes."\n'
    assert rules(line, 2, language="fr") == []
    assert rules(line, 2) == ["length-as-said", "touch-outside"]
