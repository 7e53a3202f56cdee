"""The program and two people: its questions to each, and that it plays the result of the evening."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from companion.app.options import Options
from companion.app.program import Program
from companion.app.stop_word import command_words
from companion.couple.around import NobodyToAgree
from companion.couple.around_tonight import AGREEMENTS, ALONE, BESIDE, TALK, AroundTonight
from companion.couple.evening.pages import Go
from companion.couple.evening.wishes import TIMES
from companion.errors import CompanionError
from companion.exercise.cautions import sorted_out
from companion.exercise.plan import Choices, Names
from companion.exercise.problems import ExerciseMistakes
from companion.packs.shelf import Shelf
from companion.screen.seam import TONIGHT
from tests.couple.evening.people import OUR_HANDS


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "our-hands.yaml").write_text(OUR_HANDS, encoding="utf-8")
    return tmp_path


@contextmanager
def running(**options: object) -> Iterator[Program]:
    loop = asyncio.new_event_loop()
    program = Program(Options(voice="none", microphone=False, **options), loop)  # type: ignore[arg-type]
    try:
        yield program
    finally:
        loop.run_until_complete(program.close())
        loop.close()


def test_one_person_is_asked_nothing_and_two_are() -> None:
    with running() as program:
        assert program.evening("right-now") is None
        talk = program.evening("side-by-side")
        assert talk is not None
        page = talk.before.page()
        written = Shelf().find("side-by-side").exercise.cautions
        assert (page.name, page.lines) == ("cautions", sorted_out(written).own)
        talk.before.answer("")
        assert talk.before.page().name == "name_a"
        assert program.evening("side-by-side", attended=False) is None


def test_nobody_is_asked_in_a_rehearsal() -> None:
    with running(speed=20.0) as program:
        assert program.evening("our-hands") is None
        assert program.evening("our-hands", attended=False) is None


def test_touch_is_refused_kindly_where_nobody_can_agree() -> None:
    with running() as program, pytest.raises(NobodyToAgree, match="needs an answer from each of you"):
        program.evening("our-hands", attended=False)


def test_a_length_that_the_author_does_not_allow_is_said_before_anybody_is_asked() -> None:
    with running(lengths={"turn": 3600.0}) as program, pytest.raises(CompanionError, match="turn can't be 60 min"):
        program.evening("our-hands")


def test_a_length_asked_for_does_not_stand_in_the_way_of_what_is_offered_instead() -> None:
    with running(lengths={"turn": 120.0}) as program:
        around = program.evening("side-by-side")
    assert around is not None
    assert "turn" not in around.about.lengths


def test_what_is_offered_instead_asks_for_no_touch() -> None:
    with running(lengths={"turn": 120.0}) as program:
        around = program.evening("our-hands")
    assert around is not None
    assert around.about.areas == ("hands",)
    assert around.about.lengths["turn"].seconds == 120.0
    shelf = Shelf()
    offered = [shelf.find(offer.id).exercise for offer in around.about.without]
    assert len(offered) == 4
    assert not any(exercise.touch for exercise in offered)
    assert {exercise.people for exercise in offered} == {1, 2}


def test_what_the_evening_came_to_is_what_is_played() -> None:
    choices = Choices({"turn": 180.0}, Names("Ana", "Ben", private=True), "b", frozenset(), "agreed")

    async def run() -> None:
        program = Program(Options(voice="none", microphone=False), asyncio.get_running_loop())
        try:
            session = program.open_session("our-hands", Go(choices, "apricot"))
            assert session.cautions == ("None.",)
            made = session._conductor._engine.plan
            assert [(turn.giver, turn.receiver, turn.seconds) for turn in made.turns] == [
                ("Ben", "Ana", 180.0),
                ("Ana", "Ben", 180.0),
            ]
            assert {turn.longest for turn in made.turns} == {180.0}, "the page's length is tonight's longest"
            assert program.stop_word == "apricot"
            await session.close()
        finally:
            await program.close()

    asyncio.run(run())


def test_nobody_is_called_like_a_command() -> None:
    words = command_words("en")
    assert {"stop", "red", "yes", "pause"} <= words
    assert command_words("xx") == words
    assert not {"ana", "ben", "grace"} & words


def test_touch_that_is_only_included_and_not_declared_is_not_played(home: Path) -> None:
    outer = OUR_HANDS.split("steps:")[0].replace("our-hands", "outer").replace("touch: [hands]\nrung: 1\n", "")
    text = outer.replace("kind: touch", "kind: together") + "steps: [include: our-hands]\nending: [That is all.]\n"
    (home / "exercises" / "outer.yaml").write_text(text, encoding="utf-8")
    with running() as program:
        for attended in (True, False):
            with pytest.raises(ExerciseMistakes, match="asks for touch that this exercise doesn't list"):
                program.evening("outer", attended=attended)


def test_tonight_cannot_be_rehearsed() -> None:
    with running(speed=20.0) as program, pytest.raises(NobodyToAgree, match="--speed leaves all questions out"):
        program.evening(TONIGHT)


def test_tonight_leads_to_exercises_that_ship() -> None:
    with running() as program:
        with pytest.raises(NobodyToAgree, match="needs an answer from each of you"):
            program.evening(TONIGHT, attended=False)
        made = program.evening(TONIGHT)
        assert isinstance(made, AroundTonight)
        there = made.there
        assert [each.offer.id for each in there.agreements] == list(AGREEMENTS)
        assert [each.id for each in there.beside] == list(BESIDE)
        assert [each.id for each in there.talk] == list(TALK)
        assert [each.id for each in there.alone] == list(ALONE)
        assert min(round(each.minutes) for each in there.beside) <= min(TIMES), "something fits into five minutes"
        assert len([each for each in there.talk if round(each.minutes) <= min(TIMES)]) == 2, "and two talks"
        made.before.answer("Ana")
        made.before.leave()
        opened = program.open_session("holding-hands", Go(Choices(lengths={"turn": 300.0}), id="holding-hands"))
        assert opened.cautions
