"""Favourites and the exercise of last time: kept only if asked for, and never one for two people."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from companion.app import own_exercises
from companion.app.options import Options
from companion.app.own_exercises import MOST_FAVOURITES, favour, kept, remember
from companion.app.program import Program
from companion.cli.own_settings import run_settings
from companion.screen.home.browsing import Remembered
from companion.screen.seam import RIGHT_NOW, Chosen
from companion.store import settings, settings_file
from tests.app.fakes import FakeMakes


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    return tmp_path


def test_the_newest_favourite_stands_first_and_each_only_once() -> None:
    for each in ("a", "b", "a"):
        favour(each, True)
    assert kept() == Remembered(("a", "b"))
    assert favour("a", False) == Remembered(("b",))


def test_there_are_only_so_many_and_the_file_stays_good() -> None:
    assert settings_file.MOST_FAVOURITES == MOST_FAVOURITES
    settings.change(lambda now: replace(now, favourites=tuple(f"n{n}" for n in range(MOST_FAVOURITES))))
    favour("newest", True)
    assert len(kept().favourites) == MOST_FAVOURITES
    assert settings.load().trouble == ""


def test_the_last_exercise_is_kept_only_if_that_was_allowed(own_home: Path) -> None:
    remember("box-breathing")
    assert not list(own_home.rglob("settings.toml"))
    run_settings(remember_last=True)
    remember("box-breathing")
    remember(RIGHT_NOW)
    assert kept().last == "box-breathing"
    run_settings(remember_last=False)
    assert kept().last == ""
    assert "box-breathing" not in settings.path().read_text(encoding="utf-8")


def test_a_damaged_value_loses_only_itself() -> None:
    settings.path().parent.mkdir(parents=True, exist_ok=True)
    settings.path().write_text('favourites = ["a", 3]\nremember_last = true\nlast = "b"', encoding="utf-8")
    assert kept() == Remembered((), "b")
    assert "favorites" in settings.load().trouble


@pytest.mark.parametrize(("exercise", "remembered"), [("box-breathing", "box-breathing"), ("side-by-side", "")])
def test_a_session_of_two_people_leaves_no_trace(exercise: str, remembered: str) -> None:
    run_settings(remember_last=True)

    async def open_one() -> None:
        program = Program(Options(), asyncio.get_running_loop(), lambda *_: FakeMakes())
        session = program.open_session(exercise)
        await session.close()
        await program.close()

    asyncio.run(open_one())
    assert own_exercises.kept().last == remembered
    assert "side-by-side" not in settings.path().read_text(encoding="utf-8")


def test_the_page_before_begins_with_the_choice_of_last_time_and_the_sounds_follow() -> None:
    async def walk() -> None:
        makes = FakeMakes()
        program = Program(Options(), asyncio.get_running_loop(), lambda *_: makes)
        first = await asyncio.to_thread(program.prepare, "five-senses")
        assert first.chosen == Chosen({}, "none", True)
        assert first.beds[0] == "none"
        (name, length), *_ = first.lengths.items()
        longer = first.seconds(Chosen({name: length.longest}))
        assert longer > first.seconds(Chosen({name: length.shortest}))
        session = program.open_session("five-senses", None, Chosen({name: length.longest}, "rain", False, 3))
        assert abs(session.view().total - longer) < 1
        await session.close()
        assert ("choose", False, "rain") in makes.log
        again = await asyncio.to_thread(program.prepare, "five-senses")
        assert again.chosen == Chosen({name: length.longest}, "rain", False, 3)
        await program.open_session(RIGHT_NOW).close()
        assert ("choose", True, None) in makes.log
        await program.close()

    asyncio.run(walk())
