"""The cautions of an exercise are seen before it begins, and never hold up its beginning."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from companion.couple.around import Around, SavedPages
from companion.couple.evening.before import Evening
from companion.exercise.cautions import sorted_out
from companion.screen import words
from companion.screen.app import CompanionApp
from companion.screen.caution_line import caution_rows
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.evening.evening_screen import EveningScreen
from companion.screen.home.home_screen import HomeScreen
from companion.screen.overlay import Overlay
from companion.screen.session.session_screen import SessionScreen
from companion.session.commands import Kind
from tests.couple.evening.people import HANDS, KNOWN, TEXTS, TODAY, any_word
from tests.screen.conftest import RunApp, run, screen_text
from tests.screen.fakes import LISTINGS, FakeListing, FakeProgram, FakeSession, asking, speaking

STANDING = "Not reviewed by a clinician. It doesn't replace therapy."
FEAR = "Not where there is fear, force, threats or violence. Then please look for help alone first."
CAUTIONS = (STANDING, FEAR, "Leave it for another day if either of you is tense, very tired or in pain.")
COOL = FakeListing(
    "cool-water", "Cool water", "Cool, not freezing.", "settle", 1, 2, cautions=(STANDING, "No ice. No.")
)
HAND = FakeListing("hand-and-forearm", "Hand and forearm", "Slowly.", "touch", 2, 20, cautions=CAUTIONS)


def evening() -> Around:
    about = replace(HANDS, cautions=sorted_out(CAUTIONS))
    machine = Evening(about, KNOWN, TEXTS, TODAY, check_word=any_word, reserved=("stop",))
    return Around(about, TEXTS, SavedPages(machine, lambda: TODAY), lambda word, heard: None, lambda: TODAY)


async def on_the_list(pilot: Pilot[None], *keys: str) -> HomeScreen:
    picker = pilot.app.screen
    assert isinstance(picker, HomeScreen)
    await asyncio.wait_for(picker.loaded.wait(), 10)
    await pilot.press(*keys)
    await pilot.pause()
    return picker


@pytest.fixture(autouse=True)
def listed(program: FakeProgram, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    program.listings = (*LISTINGS, COOL, HAND)


def test_the_page_before_shows_all_cautions_before_anything_begins(run_app: RunApp, program: FakeProgram) -> None:
    program.prepared.cautions = CAUTIONS

    async def walk(pilot: Pilot[None]) -> None:
        await on_the_list(pilot, *"cool water", "enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        shown = " ".join(screen_text(pilot).split())
        assert shown.index("Not where there is fear") < shown.index("another day") < shown.index(words.shown(STANDING))
        assert program.opened == []

    run(run_app(walk, play=None, size=(80, 40)))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_home_shows_the_cautions_of_an_exercise_for_two_beside_it_or_on_a_key(
    size: tuple[int, int], run_app: RunApp
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await on_the_list(pilot, *"forearm")
        if size[0] < 100:
            assert "Not where there is fear" not in screen_text(pilot)
            await pilot.press("right")
            await pilot.pause()
        assert "Not where there is fear" in screen_text(pilot)

    run(run_app(walk, play=None, size=size))


def test_one_key_still_begins_and_the_caution_stands_beside_the_first_words(
    run_app: RunApp, program: FakeProgram, session: FakeSession
) -> None:
    session.cautions = COOL.cautions

    async def walk(pilot: Pilot[None]) -> None:
        await on_the_list(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, SessionScreen)
        assert session.started == 1
        assert "Please note: No ice." in screen_text(pilot)
        await pilot.press("m")
        await pilot.pause()
        assert words.shown(STANDING) in screen_text(pilot)
        assert session.given == []
        await pilot.press("enter")
        await pilot.click("#caution")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Overlay)
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CrisisCard)
        await pilot.press("enter")
        screen._uncaution()  # as the clock does
        await pilot.pause()
        assert "Please note" not in screen_text(pilot)
        await pilot.press("m", "s")
        await pilot.pause()

    run(run_app(walk, play=None))
    assert session.kinds() == [Kind.CRISIS, Kind.STOP]


def test_an_option_that_begins_with_m_keeps_its_key(run_app: RunApp, session: FakeSession) -> None:
    session.cautions = COOL.cautions
    session.shown = asking("choice", "Which?", "maybe", "later")

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("m")
        assert [command.value for command in session.given] == ["maybe"]

    run(run_app(walk))


def test_answers_need_the_room_more_in_a_low_window(run_app: RunApp, session: FakeSession) -> None:
    session.cautions = CAUTIONS

    async def walk(pilot: Pilot[None]) -> None:
        assert "Please note" in screen_text(pilot)
        session.show(asking("choice", "Which?", "this", "that"))
        await pilot.pause()
        assert "Please note" not in screen_text(pilot)
        session.show(speaking())
        await pilot.pause()
        assert "Please note" in screen_text(pilot)

    run(run_app(walk, size=(60, 16)))


def test_two_people_read_them_on_a_page_before_anything_else(
    run_app: RunApp, program: FakeProgram, session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EveningScreen, "SETTLES", 0.0)
    program.around = evening()
    session.cautions = CAUTIONS

    async def walk(pilot: Pilot[None]) -> None:
        await on_the_list(pilot, *"forearm", "enter")
        await the_page(pilot)
        shown = " ".join(screen_text(pilot).split())
        assert shown.index("Not where there is fear") < shown.index("another day") < shown.index(STANDING)
        assert "C\u00a0crisis" in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, EveningScreen)
        assert screen._shown is not None
        assert screen._shown.name == "as_last_time"
        alone = ("3", "n", "y", "y", "y", "enter")
        for keys in (("enter",), ("f",), alone, ("j",), alone, ("enter",)):
            await pilot.press(*keys)
            await pilot.pause()
        await pilot.pause()
        assert isinstance(pilot.app.screen, SessionScreen)
        assert "Please note" not in screen_text(pilot)  # they have just read it

    run(run_app(walk, play=None))
    assert program.opened == ["hand-and-forearm"]


async def the_page(pilot: Pilot[None]) -> None:
    for _ in range(200):
        await pilot.pause()
        screen = pilot.app.screen
        if isinstance(screen, EveningScreen) and screen._shown is not None:
            assert screen._shown.name == "cautions"
            return
    raise AssertionError("the page did not come")


def test_cautions_that_are_too_many_are_scrolled_and_the_foot_stands(run_app: RunApp, program: FakeProgram) -> None:
    many = tuple(
        f"Caution number {number}, " + "in some more words than one would think needful. " * 3 for number in range(12)
    )
    program.session.cautions = many
    seen: set[str] = set()

    async def walk(pilot: Pilot[None]) -> None:
        await on_the_list(pilot, "enter", "m")
        before = ""
        while (text := screen_text(pilot)) != before:
            assert words.CARD_MORE_OR_STOP in text
            seen.update(line for line in text.split(", ") if "Caution number" in line)
            before = text
            await pilot.press("down")
            await pilot.pause()

    run(run_app(walk, play=None))
    assert all(any(f"Caution number {number}" in each for each in seen) for number in range(12))


@pytest.mark.parametrize("width", [1, 12, 30, 60, 80])
def test_the_line_takes_two_rows_and_no_cell_too_many(width: int) -> None:
    long = sorted_out(
        ["If you are in danger, or might hurt yourself or somebody else, call your emergency number first."]
    )
    rows = caution_rows(long, width)
    assert 1 <= len(rows) <= 2
    if width >= 30:
        assert all(sum(len(text) for text, _ in row) <= width for row in rows)
    assert caution_rows(sorted_out([]), width) == []


# ---- pictures -------------------------------------------------------------------------------------------------------

PICTURES = {
    "list": tuple("forearm"),
    "card": ("enter", "m"),
    "page": (*"forearm", "enter"),
    "session": ("enter",),
}


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (48, 12)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", PICTURES)
def test_picture(name: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    session = FakeSession()
    session.cautions = CAUTIONS
    around = evening() if name == "page" else None
    app = CompanionApp(FakeProgram((*LISTINGS, COOL, HAND), session=session, around=around))

    async def before(pilot: Pilot[None]) -> None:
        await on_the_list(pilot, *PICTURES[name])
        if name == "page":
            await the_page(pilot)
        for _ in range(5):
            await pilot.pause()

    assert snap_compare(app, run_before=before, terminal_size=size)
