"""Favourites and the exercise of last time: kept only if asked for, and never one for two people."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from companion.app import own_exercises, voices
from companion.app.options import Options
from companion.app.own_exercises import MOST_FAVOURITES, favour, kept, remember
from companion.app.program import Program
from companion.cli.own_settings import run_settings
from companion.errors import CompanionError
from companion.screen.home.remembered import Remembered
from companion.screen.seam import RIGHT_NOW, Chosen
from companion.session.commands import Command, Kind
from companion.speech.voice_chain import Known
from companion.store import last_time_files, settings, settings_file
from companion.store.last_time_files import KeptChoice
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
    remember("une-minute")  # the same in French
    assert kept().last == "box-breathing"
    run_settings(remember_last=False)
    assert kept().last == ""
    assert "box-breathing" not in settings.path().read_text(encoding="utf-8")


def test_the_minute_of_settle_me_that_an_earlier_version_kept_is_not_shown() -> None:
    settings.change(lambda now: replace(now, remember_last=True, last="une-minute"))
    assert kept().last == ""


def test_a_damaged_value_loses_only_itself() -> None:
    settings.path().parent.mkdir(parents=True, exist_ok=True)
    settings.path().write_text('favourites = ["a", 3]\nremember_last = true\nlast = "b"', encoding="utf-8")
    assert kept() == Remembered((), "b")
    assert "favorites" in settings.load().trouble


ABOUT_SAFETY = "are-we-safe-enough"
"""An exercise about safety: a partner must not find out from home that somebody played it."""


@pytest.mark.parametrize(
    ("exercise", "remembered"), [("box-breathing", "box-breathing"), ("side-by-side", ""), (ABOUT_SAFETY, "")]
)
def test_a_session_of_two_people_or_about_safety_leaves_no_trace(exercise: str, remembered: str) -> None:
    run_settings(remember_last=True)

    async def open_one() -> None:
        program = Program(Options(), asyncio.get_running_loop(), lambda *_: FakeMakes())
        session = program.open_session(exercise)
        await session.close()
        await program.close()

    asyncio.run(open_one())
    assert own_exercises.kept().last == remembered
    assert remembered or exercise not in settings.path().read_text(encoding="utf-8")


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


def chosen() -> Chosen:
    return Chosen({}, "rain", False, 3, None, "heart", "wind", 5, False, True)


def run_of_the_program(exercise: str, how: Chosen | None = None, *, presses: int = 0) -> tuple[Remembered, Chosen]:
    """Starts the program, plays an exercise as far as "next" leads in this number of presses, and ends both. Returns
    what home and the page before the exercise showed at its start."""

    async def run() -> tuple[Remembered, Chosen]:
        program = Program(Options(), asyncio.get_running_loop(), lambda *_: FakeMakes())
        try:
            found = program.kept(), (await asyncio.to_thread(program.prepare, exercise)).chosen
            if how is not None:
                session = program.open_session(exercise, None, how)
                await session.start()
                for _ in range(presses):
                    session.give(Command(Kind.NEXT))
                await session.close()
        finally:
            await program.close()
        return found

    return asyncio.run(run())


def own_files(home: Path) -> set[str]:
    return {path.name for path in home.rglob("*.json")}


def test_what_was_chosen_is_chosen_the_next_time_for_this_exercise_alone(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices, "known_voices", lambda: [Known("heart", "kokoro", "en", folder=own_home)])
    run_settings(remember_last=True)
    run_of_the_program("five-senses", chosen())
    assert run_of_the_program("five-senses")[1] == chosen()
    assert run_of_the_program("box-breathing")[1].bed == "none"


def test_a_voice_or_a_bed_that_has_gone_is_not_chosen(own_home: Path) -> None:
    run_settings(remember_last=True)
    last_time_files.save_choice("five-senses", KeptChoice(bed="/gone.wav", voice="gone"))
    found = run_of_the_program("five-senses")[1]
    assert (found.bed, found.voice) == ("none", "")


def test_home_offers_to_go_on_in_another_run_of_the_program(own_home: Path) -> None:
    run_settings(remember_last=True)
    run_of_the_program("five-senses", chosen(), presses=4)
    found = run_of_the_program("five-senses")[0]
    assert found.left == "five-senses"
    assert found.left_seconds > 60.0


@pytest.mark.parametrize("exercise", [RIGHT_NOW, "side-by-side", ABOUT_SAFETY])
def test_settle_me_exercises_for_two_and_those_about_safety_are_never_in_a_file(exercise: str, own_home: Path) -> None:
    run_settings(remember_last=True)
    run_of_the_program(exercise, chosen(), presses=4)
    assert own_files(own_home) == set()


def test_while_nothing_may_be_remembered_nothing_is_written(own_home: Path) -> None:
    run_of_the_program("five-senses", chosen(), presses=4)
    assert own_files(own_home) == set()
    assert run_of_the_program("five-senses")[0].left == ""


def test_turning_it_off_and_forgetting_delete_the_files(own_home: Path) -> None:
    for forget in (lambda: run_settings(remember_last=False), lambda: run_settings(forget=True)):
        run_settings(remember_last=True)
        run_of_the_program("five-senses", chosen(), presses=4)
        assert own_files(own_home) == {"last-time.json", "left-off.json"}
        forget()
        assert own_files(own_home) == set()


def test_each_can_be_seen_and_deleted_in_the_settings(own_home: Path) -> None:
    run_settings(remember_last=True)
    run_of_the_program("five-senses", chosen(), presses=4)

    async def run() -> None:
        program = Program(Options(), asyncio.get_running_loop(), lambda *_: FakeMakes())
        assert program.kept().left
        desk = program.settings()
        kept = {thing.name: thing.says for thing in desk.kept()}
        assert kept["left"] == "five-senses"
        assert kept["choices"] == "for 1 exercise"
        desk.forget("left")
        assert program.kept().left == ""
        desk.forget("choices")
        assert (await asyncio.to_thread(program.prepare, "five-senses")).chosen.bed == "none"
        assert {"left", "choices"}.isdisjoint(thing.name for thing in desk.kept())
        await program.close()

    asyncio.run(run())
    assert own_files(own_home) == set()


def test_a_sound_chosen_in_the_settings_counts_for_every_exercise(own_home: Path) -> None:
    run_settings(remember_last=True)
    run_of_the_program("five-senses", chosen())

    async def run() -> None:
        program = Program(Options(), asyncio.get_running_loop(), lambda *_: FakeMakes())
        program.settings().choose("bed", "noise")
        found = (await asyncio.to_thread(program.prepare, "five-senses")).chosen
        assert (found.bed, found.silence) == ("noise", 5)
        await program.close()

    asyncio.run(run())
    assert run_of_the_program("five-senses")[1].bed == "noise"


def test_damaged_files_are_as_good_as_none(own_home: Path) -> None:
    run_settings(remember_last=True)
    run_of_the_program("five-senses", chosen(), presses=4)
    for path in own_home.rglob("*.json"):
        path.write_text('{"left": {"id": 3}, "chosen": {"five-senses": {"wait": "x"}, "B!": 1}}', encoding="utf-8")
    found, before = run_of_the_program("five-senses")
    assert (found.left, before.bed) == ("", "none")


def test_the_chosen_voice_and_sound_hold_for_this_session_alone() -> None:
    async def walk() -> None:
        makes = FakeMakes()
        program = Program(Options(), asyncio.get_running_loop(), lambda *_: makes)
        session = program.open_session("five-senses", None, Chosen(voice="heart", tones="wind"))
        await session.close()
        await program.open_session("five-senses").close()
        assert makes.voices == ["", "heart", ""]
        assert [entry[0] for entry in makes.log if entry[0] == "choose"] == ["choose", "choose"]
        await program.close()

    asyncio.run(walk())


def test_a_voice_that_cannot_be_had_gives_way_to_the_usual_one() -> None:
    async def walk() -> None:
        makes = FakeMakes({"voice gone": CompanionError("The voice gone isn't installed.")})
        program = Program(Options(), asyncio.get_running_loop(), lambda *_: makes)
        await program.open_session("five-senses", None, Chosen(voice="gone")).close()
        assert makes.voices == [""]
        await program.close()

    asyncio.run(walk())


def test_the_length_before_is_the_one_that_the_session_counts_down_from() -> None:
    async def walk() -> None:
        for pace, own in ((1.0, False), (0.7, True)):
            program = Program(Options(pace=pace), asyncio.get_running_loop(), lambda *_: FakeMakes())
            page = await asyncio.to_thread(program.prepare, "grieving-what-was-lost")
            session = program.open_session("grieving-what-was-lost", None, Chosen())
            assert abs(session.view().total - page.seconds(Chosen())) < 2
            assert page.own_pace is own
            await session.close()
            await program.close()

    asyncio.run(walk())


def test_switching_it_off_forgets_at_once_where_an_exercise_was_left() -> None:
    run_settings(remember_last=True)

    async def walk() -> None:
        program = Program(Options(), asyncio.get_running_loop(), lambda *_: FakeMakes())
        for stays in (True, False):
            session = program.open_session("box-breathing")
            await session.start()
            for _ in range(4):
                session.give(Command(Kind.NEXT))
            session.give(Command(Kind.STOP))
            await session.close()
            assert program.kept().left == "box-breathing"
            assert program.kept().left_stays is stays
            program.settings().choose("remember_last", False)
            assert program.kept().left == "" or not stays
        await program.close()

    asyncio.run(walk())


def test_the_end_that_was_chosen_counts_in_the_whole() -> None:
    async def walk() -> None:
        program = Program(Options(), asyncio.get_running_loop(), lambda *_: FakeMakes())
        first = await asyncio.to_thread(program.prepare, "five-senses")
        plain, silent = Chosen(), Chosen(silence=5, last_bell=True)
        assert first.seconds(silent) > first.seconds(plain) + 300.0
        session = program.open_session("five-senses", None, silent)
        assert abs(session.view().total - first.seconds(silent)) < 1
        await session.close()
        await program.close()

    asyncio.run(walk())
