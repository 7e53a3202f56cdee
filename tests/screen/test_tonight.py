"""“Tonight, the two of us” and “yes, no, maybe” from the list, on the screen and in plain lines."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from companion.couple import couple_file
from companion.couple.around import SavedPages
from companion.couple.around_tonight import AroundTonight
from companion.couple.evening.pages import Go
from companion.couple.evening.way_in import WayIn
from companion.screen import words
from companion.screen.app import CompanionApp
from companion.screen.evening.evening_screen import EveningScreen
from companion.screen.evening.page_voice import PageVoice
from companion.screen.home.home_screen import HomeScreen
from companion.screen.plain.evening_lines import play_plain
from companion.screen.seam import TONIGHT, YES_NO_MAYBE
from companion.screen.session.session_screen import SessionScreen
from tests.couple.evening.people import KNOWN, TEXTS, TODAY
from tests.couple.evening.test_way_in import THERE
from tests.screen.conftest import text_of
from tests.screen.fakes import LISTINGS, FakeProgram
from tests.screen.test_evening import TOUCH, until
from tests.screen.test_evening_plain import Typed
from tests.screen.test_page_voice import Reader
from tests.screen.test_plain import parse

ALONE = ("3", "n", "2", "y", "n", "y", "n", "n", "enter")
"""The keys of a private page: distress, drink, half an hour, side by side, no talk, hands, no cuddle, no kiss."""


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(EveningScreen, "SETTLES", 0.0)
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))


def tonight() -> AroundTonight:
    machine = WayIn(THERE, KNOWN, TEXTS, TODAY)
    pages = SavedPages(machine, lambda: TODAY)
    return AroundTonight(THERE, TEXTS, pages, lambda word, heard, deaf: None, lambda: TODAY)


def at_the_list(program: FakeProgram, walk: Callable[[Pilot[None], CompanionApp], object]) -> CompanionApp:
    async def run() -> CompanionApp:
        app = CompanionApp(program)
        async with app.run_test(size=(80, 24)) as pilot:
            assert isinstance(app.screen, HomeScreen)
            await asyncio.wait_for(app.screen.loaded.wait(), 10)
            await walk(pilot, app)  # type: ignore[misc]
        await app.session_run.closed()
        return app

    return asyncio.run(run())


@pytest.mark.parametrize(("wanted", "opened"), [("1", "side-by-side"), ("3", "holding-hands")])
def test_from_the_list_to_what_fits_both(wanted: str, opened: str) -> None:
    program = FakeProgram(listings=(*LISTINGS, TOUCH), around=tonight())

    async def walk(pilot: Pilot[None], app: CompanionApp) -> None:
        await pilot.press("6", "enter")
        await until(pilot, EveningScreen)
        await pilot.press("enter", "f", *ALONE, "j", *ALONE)
        await pilot.pause()
        shown = text_of(app)
        assert shown.index("1") < shown.index("Holding hands")
        assert "kiss" not in shown
        await pilot.press(wanted)
        await until(pilot, SessionScreen)

    at_the_list(program, walk)
    assert program.opened == [opened]
    (go,) = program.gone
    assert isinstance(go, Go)
    assert go.choices.names.a == "Ana"


def test_enter_on_what_fits_both_leads_back_to_the_list() -> None:
    program = FakeProgram(listings=(*LISTINGS, TOUCH), around=tonight())

    async def walk(pilot: Pilot[None], app: CompanionApp) -> None:
        await pilot.press("6", "enter")
        await until(pilot, EveningScreen)
        await pilot.press("enter", "f", *ALONE, "j", *ALONE)
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, HomeScreen)

    at_the_list(program, walk)
    assert program.opened == []


def test_where_the_terminal_cannot_be_lent_the_list_says_what_to_type() -> None:
    program = FakeProgram(listings=(*LISTINGS, TOUCH))

    async def walk(pilot: Pilot[None], app: CompanionApp) -> None:
        await pilot.press("6", "down", "enter")
        await pilot.pause()
        assert "companion yes-no-maybe" in text_of(app)
        assert isinstance(app.screen, HomeScreen)

    at_the_list(program, walk)
    assert program.opened == []


def test_a_list_without_touch_for_two_has_no_way_in_for_two() -> None:
    async def walk(pilot: Pilot[None], app: CompanionApp) -> None:
        assert isinstance(app.screen, HomeScreen)
        assert {TONIGHT, YES_NO_MAYBE}.isdisjoint(each.id for each in app.screen.browsing.exercises)

    at_the_list(FakeProgram(), walk)


def test_in_plain_lines_the_chosen_exercise_is_played() -> None:
    program = FakeProgram(around=tonight())
    program.session.script = [program.session.finish]
    out = io.StringIO()
    alone = "3\nno\nhalf an hour\nyes\nnot tonight\nyes\nnot tonight\nnot tonight\n\n"
    lines = Typed("\nf\n" + alone + "j\n" + alone + "3\n")
    asyncio.run(asyncio.wait_for(play_plain(program, TONIGHT, parse, out, lines, None, attended=True), 20))
    assert program.opened == ["holding-hands"]
    assert "Holding hands, 16 minutes" in out.getvalue()


def test_in_plain_lines_yes_no_maybe_says_what_to_type() -> None:
    out = io.StringIO()
    played = play_plain(FakeProgram(), YES_NO_MAYBE, parse, out, Typed(""), None, attended=True)
    assert asyncio.run(played) is None
    assert words.YES_NO_MAYBE_TYPE in out.getvalue()


def test_read_aloud_no_answer_of_the_private_pages_is_said() -> None:
    def read(a: tuple[str, ...]) -> list[list[str]]:
        couple_file.forget()
        reader, pages = Reader(), tonight().before
        voice = PageVoice(reader)
        voice.turn(pages.page())
        for key in ("", "f", *a, "j", *ALONE):
            pages.answer("" if key == "enter" else key)
            voice.turn(pages.page())
        return reader.said

    said = read(ALONE)
    assert "Holding hands" in " ".join(said[-1])
    before = read(("9", "y", "1", "n", "y", "n", "y", "y", "enter"))[:-1]
    assert before == said[:-1]
