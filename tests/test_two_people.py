"""The program and two people: whom it asks what, and that what the evening came to is what is played."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from companion import settings
from companion.errors import CompanionError
from companion.evening.pages import Go
from companion.evenings import NobodyToAgree
from companion.exercise.plan import Choices, Names
from companion.launch import Options
from companion.own_words import command_words
from companion.packs.shelf import Shelf
from companion.ports import Heard, Hearing, HearingChanged
from companion.session.effects import Listen
from companion.wiring import Program
from tests.evening.people import OUR_HANDS


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
        program.close()
        loop.close()


def test_one_person_is_asked_nothing_and_two_are() -> None:
    with running() as program:
        assert program.evening("right-now") is None
        talk = program.evening("side-by-side")
        assert talk is not None
        assert talk.before.page().name == "name_a"
        assert program.evening("side-by-side", attended=False) is None


def test_nobody_is_asked_in_a_rehearsal() -> None:
    with running(speed=20.0) as program:
        assert program.evening("our-hands") is None
        assert program.evening("our-hands", attended=False) is None


def test_touch_is_refused_kindly_where_nobody_can_agree() -> None:
    with running() as program, pytest.raises(NobodyToAgree, match="nobody is at the keys"):
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
            made = session._conductor._engine.plan
            assert [(turn.giver, turn.receiver, turn.seconds) for turn in made.turns] == [
                ("Ben", "Ana", 180.0),
                ("Ana", "Ben", 180.0),
            ]
            assert program.stop_word == "apricot"
            await session.close()
        finally:
            program.close()

    asyncio.run(run())


def test_their_own_stop_word_is_there_from_the_start() -> None:
    settings.save(settings.Settings(stop_word="apricot"))
    with running() as program:
        program.warm_up()
        assert program.stop_word == "apricot"


def test_nobody_is_called_like_a_command() -> None:
    words = command_words("en")
    assert {"stop", "red", "yes", "pause"} <= words
    assert command_words("xx") == words
    assert not {"ana", "ben", "grace"} & words


class Ear:
    """A listener that keeps what it was told to listen for."""

    def __init__(self) -> None:
        self.listened: list[Listen] = []

    def listen(self, allowed: Listen) -> None:
        self.listened.append(allowed)

    def close(self) -> None: ...


def test_a_word_is_listened_for_outside_a_session_only_where_somebody_listens() -> None:
    heard: list[str] = []
    with running() as program:
        assert program.hear_word("apricot", lambda: heard.append("before")) is None
        ear = program._listener = Ear()
        program._deliver(HearingChanged(Hearing.NO_MICROPHONE))
        assert program.hear_word("apricot", lambda: heard.append("no microphone")) is None
        program._deliver(HearingChanged(Hearing.LISTENING))
        end = program.hear_word("Apricot", lambda: heard.append("apricot"))
        assert end is not None
        assert ear.listened[-1].answers == ("Apricot",)
        program._deliver(Heard("lantern", True))
        program._deliver(Heard("apricot", False))
        assert heard == []
        program._deliver(Heard("apricot", True))
        end()
        program._deliver(Heard("apricot", True))
        assert heard == ["apricot"]
        assert ear.listened[-1] == Listen(frozenset())


def test_touch_that_is_only_included_is_asked_about_all_the_same(home: Path) -> None:
    outer = OUR_HANDS.split("steps:")[0].replace("our-hands", "outer").replace("touch: [hands]\nrung: 1\n", "")
    text = outer.replace("kind: touch", "kind: together") + "steps: [include: our-hands]\nending: [That is all.]\n"
    (home / "exercises" / "outer.yaml").write_text(text, encoding="utf-8")
    with running() as program:
        around = program.evening("outer")
        assert around is not None
        assert around.about.areas == ("hands",)
        with pytest.raises(NobodyToAgree):
            program.evening("outer", attended=False)
