"""The rules of style: each on sentences that people have found hard, and on good ones that come close."""

from __future__ import annotations

import pytest

from companion.authoring.judging import common_words, pronounced_words
from companion.exercise.check import RULES, Remark
from companion.exercise.check.voice import MISSPELLED
from companion.exercise.check.voice import RULES as VOICE_RULES
from companion.exercise.problems import Severity
from companion.phrases.voice import load_voice
from tests.exercise.test_check import ENDING, built
from tests.exercise.test_check import remarks as all_remarks

VOICE = load_voice("en")
COMMON = common_words("en")
PRONOUNCED = pronounced_words("en")


def remarks(steps: str, people: int = 1, rest: str = ENDING, /, **heading: str) -> list[Remark]:
    found = all_remarks(built(steps, people, rest, **heading), voice=VOICE, common=COMMON)
    return [remark for remark in found if remark.rule in VOICE_RULES]


def rules(*lines: str, people: int = 1) -> list[str]:
    return [remark.rule for remark in remarks("".join(f'  - "{line}"\n' for line in lines), people)]


def test_they_are_among_the_rules_of_the_linter() -> None:
    assert set(VOICE_RULES) <= set(RULES)


def test_they_are_silent_in_a_language_that_has_no_words_for_them() -> None:
    exercise = built("  - Nobody is being asked.\n", language="fr")
    assert all_remarks(exercise, voice=load_voice("fr"), common=common_words("fr")) == []


# ---- odd phrases ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Nobody touches here.", "Nobody"),
        ("Look at nobody's hands but your own.", "nobody's"),
        ("Whoever holds it speaks.", "Whoever"),
        ("{giver}, listen to the other one.", "the other one"),
        ("Now the other one of you has time.", "the other one of you"),
        ("And the other of you?", "the other of you"),
        ("You may both be right, and both can be true.", "both can be true"),
        ("If it gets too much, break it off.", "break it off"),
        ("Name a time to come together over it.", "come together over"),
        ("Answer as it is for you now.", "as it is for you"),
        ("Tell only what you want to.", "Tell only what you want to"),
        ("A color, as on traffic lights.", "traffic lights"),
        ("Take your hand home.", "Take your hand home"),
        ("The one to whom it has come can rest.", "The one to whom"),
        ("Your tears know the way.", "Your tears know"),
        ("The floor still carries you.", "The floor still carries"),
        ("If it has become softer, good.", "it has become"),
        ("That belongs to another time.", "belongs to another time"),
        ("What would one see?", "What would one see"),
        ("I’ll ask the other one’s hand.", "the other one's"),
    ],
)
def test_what_sounds_odd(line: str, words: str) -> None:
    steps = f'  - turns: {{length: turn, steps: ["{line}"]}}\n'
    found = [remark for remark in remarks(steps, 2, kind="talk") if remark.rule == "odd-phrase"]
    assert f"'{words}' may sound odd or cold." in [remark.message for remark in found]


@pytest.mark.parametrize(
    "line",
    [
        "No one has to decide anything tonight.",
        "Look at one thing, and then at another one.",
        "The one who was lied to sets the pace.",
        "You can leave it just as it is hard to say.",
        "Your partner can walk home by herself.",
        "Hold your own hand for a moment.",
        "Feel the floor under your feet. It's holding your weight.",
        "Look around the room, and wait.",
        "Close the door, or watch the window.",
        "One of you could go first. Could one of you read it?",
        "Would one minute be enough? Let us know.",
        "Wash your hands when you get home, and break off a piece of bread.",
        "You may be lying in the dark. The plant is taller, it has grown.",
    ],
)
def test_what_is_good_english(line: str) -> None:
    assert rules(line) == []


def test_the_heading_is_read_too() -> None:
    found = remarks("  - Look up.\n", title="Hand to hand", summary="Nobody speaks.", gist="Whoever wants to")
    assert [(remark.rule, remark.path) for remark in found] == [
        ("odd-phrase", ("title",)),
        ("odd-phrase", ("summary",)),
        ("odd-phrase", ("gist",)),
    ]


# ---- "you don't have to" ----------------------------------------------------------------------------------------


def test_one_permission_in_a_minute() -> None:
    twice = "  - You don't have to look up.\n  - wait: {}\n  - You needn't answer.\n"
    (remark,) = remarks(twice.format("20s"))
    assert (remark.rule, remark.path) == ("dont-have-to", ("steps", 2))
    assert remark.message == "'needn't' again, 23s after the last one."
    assert remarks(twice.format("58s")) == []
    assert rules("You don't have to look up.", "You can keep your eyes open.") == []


def test_answers_that_exclude_each_other_are_not_added_up() -> None:
    answers = "yes: ['You needn''t look up.'], later: ['You needn''t answer.'], default: later"
    assert remarks(f"  - choose: {{ask: 'Now, or later?', {answers}}}\n") == []


def test_the_programs_own_words_count_for_nothing() -> None:
    steps = "  - agree: You don't have to agree.\n  - check: Green, yellow or red?\n"
    assert remarks(steps, 2) == []


# ---- passives ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "Each of you is met by the other. One stays, and the other is stayed with.",
        "Here nothing is being asked.",
        "What was said can be held, and is kept safe.",
        "It's called square, and it's also often called a box.",
    ],
)
def test_who_does_what_is_hard_to_hear(line: str) -> None:
    assert rules(line) == ["passive"]


@pytest.mark.parametrize(
    "line",
    [
        "The facts were hidden.",
        "You were betrayed, and you're worn out and tired.",
        "To be believed. To be held. To be told the truth.",
        "I was lied to, and I was cheated on.",
        "Do it without being asked, and without being reminded.",
        "Are you being lied to?",
        "Your eyes can be closed, and your hands can be crossed.",
        "Whatever you're used to, you're allowed to rest.",
    ],
)
def test_an_ordinary_passive_is_none_to_complain_of(line: str) -> None:
    assert rules(line) == []


def test_many_small_words_in_a_row_take_no_time() -> None:
    adverbs = "only " * 400
    assert rules(f"This is {adverbs}", f"You are {adverbs}.") == []
    assert remarks("  - Look up.\n", 1, f'ending: ["You {adverbs}"]\n') == []


# ---- misspelled words -------------------------------------------------------------------------------------------


def misspelled(line: str) -> list[str]:
    found = all_remarks(built(f'  - "{line}"\n'), voice=VOICE, common=COMMON, pronounced=PRONOUNCED)
    assert not [each for each in found if each.rule == MISSPELLED and each.severity is not Severity.WARNING]
    return [each.message for each in found if each.rule == MISSPELLED]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("agian", "'again'"),
        ("ruond", "'round'"),
        ("shoulers", "'shoulders'"),
        ("beleive", "'believe'"),
        ("seperate", "'separate'"),
        ("wiht", "'with'"),
    ],
)
def test_a_misspelled_word_is_named_with_the_one_that_was_meant(word: str, meant: str) -> None:
    assert misspelled(f"Notice the chair {word}.") == [f"'{word}' may be misspelled. Did you mean {meant}?"]


@pytest.mark.parametrize(
    "line",
    [
        "Organise your cosy cushions, and practise breathing out towards the centre.",
        "Notice your diaphragm, your pelvis and your sternum.",
        "Let Teh sit beside you, and then Adn.",
        "A café, a duvet, and vipassana.",
        "An afresh thimble.",
    ],
)
def test_a_word_that_is_right_is_not_taken_for_another(line: str) -> None:
    assert misspelled(line) == []


# ---- rare words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["thimble", "afresh", "oblige"])
def test_a_rare_word_is_named_once(word: str) -> None:
    (remark,) = remarks(f"  - Now {word} it.\n  - wait: 5s\n  - And {word} it, with {word}.\n")
    assert remark.message == f"'{word}' is a rare word."


@pytest.mark.parametrize(
    "line",
    [
        "Notice a tingle in your fingertips, your forearm or your collarbone.",
        "As if you were cooling a spoonful of soup.",
        "What frightens you? Unclench your jaw, and don't wrinkle your forehead.",
        "Look for the coolest and the smoothest thing.",
        "This is after Gottman, and after Fanos.",
        "{a}, you may have relapsed, or kept your sobriety.",
        "You needn't, and you mustn't.",
    ],
)
def test_a_word_that_people_know(line: str) -> None:
    assert rules(line, people=2) == []


# ---- two questions ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "number"),
    [
        ("  - ask: {say: 'What helps? And what does not?', for: 1 min}\n", 1),
        ("  - ask: {say: 'What helps? A walk, a call, some tea?', for: 1 min}\n", 0),
        ("  - check: How is this for you? Green, yellow or red?\n", 0),
        ("  - choose: {ask: 'Is it safe? Has it ended?', yes: [], no: [], default: no}\n", 1),
        ("  - choose: {ask: 'Is it safe? Yes or no?', yes: [], no: [], default: no}\n", 0),
        ("  - What is above it? What is next to it?\n  - wait: 10s\n", 0),
        ("  - Has it ended? Do you know that it has?\n  - wait: 5s\n  - rate: How sure are you?\n", 1),
        ("  - repeat: {times: 1, steps: [{rate: 'How bad is it? How bad was it?'}]}\n", 1),
    ],
)
def test_one_question_at_a_time(steps: str, number: int) -> None:
    assert [remark.rule for remark in remarks(steps)] == ["two-questions"] * number


# ---- endings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "You stayed with that.",
        "You have looked round, and you know where things are.",
        "That was all. You've asked your fear a straight question.",
        "That was ten minutes.",
        "It lasted as long as it was meant to.",
        "Well done.",
        "We practiced saying no.",
        "You both really listened.",
        "You’ve taken a pause.",
    ],
)
def test_an_ending_claims_nothing(line: str) -> None:
    found = remarks("  - Look up.\n", 1, f'ending: ["{line}"]\n')
    assert [remark.rule for remark in found] == ["untrue-ending"]
    assert rules(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "Let's leave it here.",
        "Whatever you noticed is okay.",
        "You may have noticed something, or not.",
        "If you stayed with it, that's a lot.",
        "You came here tonight.",
        "We've stopped. Move however you like.",
        "You need rest, and you want it.",
        "You're tired, and you can rest.",
        "You can come back to what you found.",
        "Take with you what you liked.",
    ],
)
def test_an_ending_that_is_always_true(line: str) -> None:
    assert remarks("  - Look up.\n", 1, f'ending: ["{line}"]\n') == []
