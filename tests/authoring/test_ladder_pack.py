"""The shipped touch exercises, at every length and with anything crossed out, not only as planned."""

from __future__ import annotations

import re
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pytest

from companion import resources
from companion.exercise.check import english
from companion.exercise.model import Exercise, step_kind
from companion.exercise.plan import (
    AgreeCue,
    AskChoiceCue,
    BreatheCue,
    CheckCue,
    Choices,
    Cue,
    Names,
    Plan,
    Section,
    timeline,
)
from companion.exercise.planner import plan
from companion.packs.loading import load
from companion.packs.shelf import Shelf
from companion.phrases import load_phrases
from tests.shipped import EXERCISES as SHIPPED

LADDER = sorted((file for file in SHIPPED if load(file).exercise.rung is not None), key=lambda file: file.stem)
LONGEST_WITHOUT_CHOICE = 60.0
NAMES = (Names(), Names("Al", "Bo", private=True))


def ids(file: Path) -> str:
    return file.stem


def ways(exercise: Exercise) -> list[Choices]:
    """Every length at its least, usual and most; every part of the areas crossed out but all; long and short names."""
    some = chain.from_iterable(combinations(exercise.touch, number) for number in range(len(exercise.touch)))
    return [
        Choices(
            lengths={name: getattr(bounds, which) for name, bounds in exercise.lengths.items()},
            crossed_out=frozenset(out),
            names=names,
            starts=starts,
        )
        for out in some
        for which in ("from_", "default", "to")
        for names, starts in zip(NAMES, "ab", strict=True)
    ]


def planned(file: Path) -> list[Plan]:
    loaded = load(file)
    return [plan(loaded.exercise, way, load_phrases("en"), includes=loaded.includes) for way in ways(loaded.exercise)]


def test_the_rungs_follow_each_other() -> None:
    rungs = sorted(load(file).exercise.rung or 0 for file in LADDER)
    assert rungs == list(range(1, len(LADDER) + 1))
    assert len(LADDER) >= 8


def test_the_list_goes_up_the_ladder_and_begins_without_touch(tmp_path: Path) -> None:
    shelf = Shelf([resources.shipped_exercises()], cache=tmp_path / "list.json")
    for _ in ("read", "from the cache"):
        listed = [entry for entry in shelf.entries() if entry.pack == "touch"]
        assert [entry.rung for entry in listed] == list(range(len(LADDER) + 1))
        assert listed[0].kind == "together"


@pytest.mark.parametrize("file", LADDER, ids=ids)
def test_it_says_what_it_must_beforehand(file: Path) -> None:
    exercise = load(file).exercise
    assert (exercise.kind, exercise.people) == ("touch", 2)
    assert "fear, force, threats or violence" in exercise.cautions[1]
    assert any("drinking" in caution and "tense" in caution for caution in exercise.cautions)
    kinds = [step_kind(step) for step in exercise.steps]
    assert kinds.index("agree") < kinds.index("turns") < kinds.index("check")


@pytest.mark.parametrize("file", LADDER, ids=ids)
def test_a_choice_is_offered_every_minute_whatever_was_chosen(file: Path) -> None:
    for made in planned(file):
        asking = {cue.step for cue in made.cues if isinstance(cue, AskChoiceCue | CheckCue | AgreeCue)}
        since = 0.0
        for at, cue in timeline(made):
            if cue.step in asking or english.offers_a_choice(getattr(cue, "text", "")):
                since = at + cue.seconds
            else:
                without = round(at + cue.seconds - since, 3)
                assert without <= LONGEST_WITHOUT_CHOICE, (made.crossed_out, made.turns, at, cue)


@pytest.mark.parametrize("file", LADDER, ids=ids)
def test_both_turns_take_the_time_that_was_agreed(file: Path) -> None:
    for made in planned(file):
        taken = [0.0, 0.0]
        for _, cue in timeline(made):
            if cue.turn is not None:
                taken[cue.turn] += cue.seconds
        for seconds, turn in zip(taken, made.turns, strict=True):
            assert seconds == pytest.approx(turn.seconds, abs=1.0), (made.crossed_out, turn)


@pytest.mark.parametrize("file", LADDER, ids=ids)
def test_touch_is_behind_the_agreement_and_nothing_is_held(file: Path) -> None:
    for made in planned(file):
        main = [cue for _, cue in timeline(made, Section.MAIN)]
        first = next(index for index, cue in enumerate(main) if cue.touching)
        assert isinstance(main[first - 1], AgreeCue)
        assert not any(isinstance(cue, BreatheCue) for cue in made.cues)
        assert not any(_touches(cue) for cue in main[:first])
        # From then on hands may rest on somebody, but where the second turn asks both again: then they are away.
        away = [index for index in range(first, len(main)) if not main[index].touching]
        again = list(range(away[0], away[-1] + 1))
        assert away == again
        assert isinstance(main[again[-1]], AgreeCue)
        assert (main[first].turn, main[again[-1] + 1].turn) == (0, 1)


def _touches(cue: Cue) -> bool:
    return bool(english.touches(getattr(cue, "text", "")))


@pytest.mark.parametrize("file", LADDER, ids=ids)
def test_after_its_turns_the_two_are_apart(file: Path) -> None:
    """The closing: a step that makes space between them, and time for it."""
    steps: tuple[Any, ...] = load(file).exercise.steps
    after = steps[[step_kind(step) for step in steps].index("turns") + 1 :]
    lines = " ".join(step for step in after if isinstance(step, str))
    assert any(words in lines for words in ("apart", "space between", "air between"))
    assert sum(step.wait for step in after if step_kind(step) == "wait") >= 30


@pytest.mark.parametrize("file", LADDER, ids=ids)
def test_fear_is_named_aloud_before_the_agreement(file: Path) -> None:
    """At night people do not reread the card, so the reasons against touch are heard as well, with places of help."""
    before = _before_the_agreement(file)
    assert (fear := FEAR_NAMED.search(before))
    assert A_NO.search(before[: fear.start()])
    assert "press C" in before[fear.end() :]


A_NO = re.compile(r"(Either of you can|Chacun de vous peut) (say no|stop|turn this exercise down|arrêter)\b")
FEAR_NAMED = re.compile(
    r"[^.]*\b(afraid|was hit|a peur de l'autre)\b[^.]*"
    r"(leave this (one )?out|don't (do|practice) this( one)? together|don't go on with this one|pas fait pour vous)\b"
)
AFTER_A_STOP = {"hands-off-and-space", "separate-and-settle"}
"""Exercises for two who have stopped already: there is nothing left to say no to."""
TOGETHER = [file for file in SHIPPED if load(file).exercise.people == 2 and file.stem not in AFTER_A_STOP]


@pytest.mark.parametrize("file", TOGETHER, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_no_for_any_reason_comes_before_fear_so_that_a_no_does_not_mean_fear(file: Path) -> None:
    """Both hear every word. Had only fear excused from an exercise, a no would tell the partner of that fear."""
    said = " ".join(step for step in load(file).exercise.steps if isinstance(step, str))
    fear = FEAR_NAMED.search(said)
    assert fear, "whoever is afraid hears that this isn't for the two of them"
    assert A_NO.search(said[: fear.start()]), "either can say no for any reason, before fear is named"
    shortly_after = ".".join(said[fear.end() :].split(".")[:6])
    assert re.search(r"press C\b|touche C\b", shortly_after), "the key to those who can help comes soon after"


@pytest.mark.parametrize("file", [file for file in LADDER if load(file).exercise.touch != ("hands",)], ids=ids)
def test_where_bodies_are_close_the_partner_looks_out_for_freezing(file: Path) -> None:
    """A person who freezes can neither tap nor step back: the way out is given to the partner."""
    assert "If your partner freezes" in _before_the_agreement(file)


def _before_the_agreement(file: Path) -> str:
    steps: tuple[Any, ...] = load(file).exercise.steps
    return " ".join(
        step for step in steps[: [step_kind(step) for step in steps].index("agree")] if isinstance(step, str)
    )


def test_who_hears_a_no_is_asked_for_an_okay_and_never_for_thanks() -> None:
    """Thanks for a no shame the person who was betrayed and has just been turned away. An answer in words may be
    thanked for."""
    practised = [file for file in SHIPPED if file.stem == "no-without-touch"]
    lines = [line for file in (*LADDER, *practised) for line in file.read_text(encoding="utf-8").splitlines()]
    thanks = [line.strip() for line in lines if re.search(r"\bsay,? thank you", line)]
    assert [line for line in thanks if "was an answer" not in line and "one word" not in line] == []
    assert any("If you hear a no, say okay." in line for line in lines)
