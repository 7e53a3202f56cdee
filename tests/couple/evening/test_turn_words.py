"""The pages say who does what in the first turn: "Mia starts" alone could mean that Jon chooses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from companion.couple.evening.before import Evening
from companion.couple.evening.memory import Kept
from companion.couple.evening.page_answers import labels
from companion.couple.evening.pages import A, B, Go
from companion.couple.evening.turn_words import first_turn_said
from companion.exercise.first_turn import GIVER, RECEIVER, Addressed, first_turn
from companion.exercise.plan import Choices, Names, SayCue
from companion.exercise.planner import plan
from companion.packs.loading import load
from companion.phrases import load_phrases
from tests.couple.evening.people import FLOOR, HANDS, KNOWN, TEXTS, TODAY, evening, walk
from tests.shipped import EXERCISES

MIA_AND_JON = labels(TEXTS, "Mia", "Jon")
FIRST = (
    Addressed(GIVER, "{giver}, hold out a hand, if you'd like to."),
    Addressed(RECEIVER, "{receiver}, lay your arm on a cushion.", ("forearms",)),
    Addressed(RECEIVER, "{receiver}, you choose."),
)
WITH_TURNS = replace(HANDS, first_turn=FIRST)
TALK = replace(FLOOR, first_turn=FIRST)


def for_two() -> list[Path]:
    return [file for file in EXERCISES if load(file).exercise.people == 2]


@pytest.mark.parametrize("file", for_two(), ids=lambda file: file.stem)
def test_what_a_page_says_is_what_the_session_says_to_each_of_the_two(file: Path) -> None:
    loaded = load(file)
    first = first_turn(loaded.exercise, loaded.includes)
    for starts in (A, B):
        names = Names("Mia", "Jon", private=True)
        made = plan(loaded.exercise, Choices(names=names, starts=starts), load_phrases("en"), includes=loaded.includes)
        said = first_turn_said(first, loaded.exercise.touch, MIA_AND_JON, starts)
        assert bool(said) == bool(made.turns), "every exercise with turns says who does what"
        if not made.turns:
            continue
        turn = " ".join(cue.text for cue in made.cues if isinstance(cue, SayCue) and cue.turn == 0)
        spoken = turn.replace("’", "'").replace("“", '"').replace("”", '"')
        assert ("Mia, " in said) or ("Jon, " in said)
        for sentence in said.replace("Mia, ", "|Mia, ").replace("Jon, ", "|Jon, ").split("|"):
            assert sentence.strip().replace("’", "'").replace("“", '"').replace("”", '"') in spoken
        if loaded.exercise.touch:
            assert "Mia, " in said
            assert "Jon, " in said, "touch needs to say what each of the two does"


def test_holding_hands_says_who_offers_and_who_chooses() -> None:
    loaded = next(load(file) for file in EXERCISES if file.stem == "holding-hands")
    said = first_turn_said(first_turn(loaded.exercise), ("hands",), MIA_AND_JON, A)
    assert said == "Mia, hold out a hand, if you’d like to. Jon, you choose."
    other = first_turn_said(first_turn(loaded.exercise), ("hands",), MIA_AND_JON, B)
    assert other == "Jon, hold out a hand, if you’d like to. Mia, you choose."


def test_a_sentence_about_an_area_that_is_left_out_is_not_shown() -> None:
    assert "cushion" in first_turn_said(FIRST, ("hands", "forearms"), MIA_AND_JON, A)
    assert "cushion" not in first_turn_said(FIRST, ("hands",), MIA_AND_JON, A)


def test_without_names_it_names_the_keys() -> None:
    said = first_turn_said(FIRST, ("hands",), labels(TEXTS, "", ""), A)
    assert said == "The person at the F key, hold out a hand, if you’d like to. The person at the J key, you choose."


def lines_of(machine: Evening) -> str:
    return " ".join(machine.page().lines)


@pytest.mark.parametrize("about", [WITH_TURNS, TALK], ids=["touch", "talk"])
def test_every_later_evening_says_it_and_either_can_turn_it_around(about: object) -> None:
    machine = evening(about, KNOWN)  # type: ignore[arg-type]
    assert machine.page().name == "as_last_time"
    for giver, receiver in (("Ana", "Ben"), ("Ben", "Ana"), ("Ana", "Ben")):
        assert f"{giver}, hold out a hand" in lines_of(machine)
        assert f"{receiver}, " in lines_of(machine)
        machine.answer("o", TODAY)
    go = walk(machine).machine.result
    assert isinstance(go, Go)
    assert go.choices.starts == B


def test_where_one_has_to_be_chosen_it_says_what_that_means() -> None:
    resting = KNOWN.without_touch(TODAY)
    for machine in (walk(evening(TALK, Kept()), until="who_starts").machine, evening(TALK, resting)):
        assert [option.key for option in machine.page().options][:2] == ["f", "j"]
        assert ", hold out a hand" in lines_of(machine)
        machine.answer("j", TODAY)
        assert isinstance(machine.result, Go)
        assert machine.result.choices.starts == B


def test_the_shared_page_of_a_first_evening_says_it_too() -> None:
    answers = {"area:forearms": "no"}
    machine = walk(evening(WITH_TURNS, Kept()), answers, until="fits").machine
    assert "cushion" not in lines_of(machine)
    for key, giver in (("o", "at the F key"), ("o", "at the J key")):
        assert f"{giver}, hold out a hand" in lines_of(machine)
        machine.answer(key, TODAY)


def test_where_nobody_takes_turns_nothing_is_asked_or_said_about_it() -> None:
    for kept in (KNOWN, Kept(), KNOWN.without_touch(TODAY)):
        walked = walk(evening(FLOOR, kept))
        assert isinstance(walked.machine.result, Go)
        assert "who_starts" not in walked.names()
        assert not any(option.key in ("o", "f", "j") for page in walked.shown for option in page.options)


def test_no_page_says_only_that_somebody_starts() -> None:
    texts = [text for page in TEXTS.pages.values() for text in (page.title, *page.lines)]
    assert not [
        text for text in (*texts, *TEXTS.words.values()) if "starts this time" in text or "starts tonight" in text
    ]
