"""The tour: Enter leads through it, any other key leaves it, and it says what the program keeps."""

from __future__ import annotations

import asyncio

import pytest
from textual.pilot import Pilot

from companion.screen import words
from companion.screen.app import CompanionApp
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.home.home_screen import HomeScreen
from companion.screen.tour.tour_card import TourCard
from companion.screen.tour.tour_words import PAGES, TourPage
from tests.screen.conftest import RunApp, Walk, run, screen_text
from tests.screen.fakes import FakeProgram


def on_the_tour(run_app: RunApp, walk: Walk, size: tuple[int, int] = (80, 24)) -> CompanionApp:
    async def from_home(pilot: Pilot[None]) -> None:
        home = pilot.app.screen
        assert isinstance(home, HomeScreen)
        await asyncio.wait_for(home.loaded.wait(), 10)
        await pilot.press(*"tour", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TourCard)
        await walk(pilot)

    return run(run_app(from_home, play=None, size=size))


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (120, 40)])
def test_enter_leads_through_every_page_and_then_home(size: tuple[int, int], run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        for number, page in enumerate(PAGES, 1):
            await pilot.pause()
            shown = screen_text(pilot)
            assert page.title in shown
            assert f"{number} of {len(PAGES)}" in shown
            await pilot.press("enter")
        await pilot.pause()
        home = pilot.app.screen
        assert isinstance(home, HomeScreen)
        assert home.browsing.at_home

    on_the_tour(run_app, walk, size)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
def test_every_word_of_a_page_can_be_seen_in_a_small_window(page: TourPage, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press(*["enter"] * PAGES.index(page))
        seen = ""
        for _ in range(20):
            await pilot.pause()
            seen += screen_text(pilot)
            await pilot.press("down")
        assert [word for word in " ".join(page.says).split() if word not in seen] == []

    on_the_tour(run_app, walk, (40, 15))


@pytest.mark.parametrize("key", ["escape", "q", "x", "s", "7", "tab", "f5", "question_mark"])
def test_any_other_key_leaves_it(key: str, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("enter", key)
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)
        assert pilot.app.is_running

    on_the_tour(run_app, walk)


@pytest.mark.parametrize("key", ["c", "exclamation_mark"])
def test_the_crisis_card_is_a_key_away(key: str, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(pilot.app.screen, CrisisCard)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)

    on_the_tour(run_app, walk)


def test_back_and_by_mouse(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.click("#text")
        await pilot.pause()
        assert PAGES[1].title in screen_text(pilot)
        await pilot.press("left", "left")
        await pilot.pause()
        assert PAGES[0].title in screen_text(pilot)
        for _ in PAGES:
            await pilot.click("#title")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)

    on_the_tour(run_app, walk)


def test_it_takes_two_minutes_and_says_what_is_kept_and_heard() -> None:
    for kind in ("says", "typed"):
        words = " ".join(" ".join(getattr(page, kind) or page.says) for page in PAGES).split()
        assert 200 <= len(words) <= 330, "two minutes at 100 to 165 words a minute"
    said = " ".join(" ".join(page.says) for page in PAGES)
    assert "never leaves this computer" in said
    assert "unless you switch on the journal" in said


@pytest.mark.parametrize("first", [True, False])
def test_it_is_offered_until_it_was_taken(first: bool, run_app: RunApp, program: FakeProgram) -> None:
    program.offers = ["tour"] if first else []

    async def walk(pilot: Pilot[None]) -> None:
        home = pilot.app.screen
        assert isinstance(home, HomeScreen)
        await asyncio.wait_for(home.loaded.wait(), 10)
        await pilot.pause()
        assert (words.OFFERS["tour"] in " ".join(screen_text(pilot).split())) is first
        await pilot.press("down")
        await pilot.press(*"tour", "enter")  # it is always there
        await pilot.pause()
        assert isinstance(pilot.app.screen, TourCard)
        assert program.offers == []

    run(run_app(walk, play=None))
