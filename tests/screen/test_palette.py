"""The command palette on home: it finds exercises as home does, and settings by name. In a session there is none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import OptionList

from companion.screen.app import CompanionApp
from companion.screen.before.before_screen import BeforeScreen
from companion.screen.home.home_screen import HomeScreen
from companion.screen.settings.settings_screen import SettingsScreen
from companion.screen.tour.tour_card import TourCard
from tests.screen.conftest import RunApp, run
from tests.screen.fakes import FakeProgram


async def asked(pilot: Pilot[None], typed: str) -> None:
    """Opens the palette on home, types, and waits until something is found."""
    home = pilot.app.screen
    assert isinstance(home, HomeScreen)
    await asyncio.wait_for(home.loaded.wait(), 10)
    await pilot.press("ctrl+p")
    await pilot.pause()
    assert isinstance(pilot.app.screen, CommandPalette)
    await pilot.press(*typed)
    await until(pilot, lambda: pilot.app.screen.query_one(OptionList).option_count > 0)


async def until(pilot: Pilot[None], so: Callable[[], bool]) -> None:
    for _ in range(500):
        await pilot.pause(0.01)
        if so():
            return
    raise AssertionError("it has not come")


def test_it_finds_an_exercise_and_leads_to_the_page_before_it(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await asked(pilot, "exhale")
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, BeforeScreen))

    run(run_app(walk, play=None))


def test_it_forgives_a_typing_mistake_as_home_does(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await asked(pilot, "exhlae")
        shown = pilot.app.screen.query_one(OptionList).get_option_at_index(0)
        assert "Longer exhale" in str(shown.prompt)

    run(run_app(walk, play=None))


def test_it_finds_a_setting_and_opens_the_page_there(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await asked(pilot, "colors")
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SettingsScreen))
        screen = pilot.app.screen
        assert isinstance(screen, SettingsScreen)
        await asyncio.wait_for(screen.loaded.wait(), 10)
        await pilot.pause()
        assert screen.focused is not None
        assert screen.focused.id == "set-theme"

    run(run_app(walk, play=None))


def test_it_finds_the_tour(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await asked(pilot, "tour")
        choices = pilot.app.screen.query_one(OptionList)
        await until(pilot, lambda: "A short tour" in str(choices.get_option_at_index(0).prompt))
        choices.highlighted = 0
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, TourCard))

    run(run_app(walk, play=None))


def test_in_a_session_there_is_none(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        before = pilot.app.screen
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert pilot.app.screen is before

    run(run_app(walk))


def test_the_keys_of_palette_and_settings_can_be_others() -> None:
    async def whole() -> CompanionApp:
        app = CompanionApp(FakeProgram(own_keymap={"settings": "f9", "palette": "ctrl+k"}))
        async with app.run_test(size=(80, 24)) as pilot:
            await asyncio.wait_for(app.keys_taken.wait(), 10)
            await pilot.press("f2", "ctrl+p")
            await pilot.pause()
            assert isinstance(app.screen, HomeScreen)
            await pilot.press("ctrl+k")
            await pilot.pause()
            assert isinstance(app.screen, CommandPalette)
            await pilot.press("escape")
            await pilot.pause()
            await pilot.press("f9")
            await pilot.pause()
            assert isinstance(app.screen, SettingsScreen)
        await app.session_run.closed()
        return app

    run(whole())


def test_it_filters_the_lists_of_a_window_that_has_no_room_for_filters(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await asked(pilot, "only breathing")
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))
        home = pilot.app.screen
        assert isinstance(home, HomeScreen)
        await until(pilot, lambda: home.browsing.narrowing.kind == "breath")
        rows = [row.title for section in home.browsing.sections() for row in section.rows if hasattr(row, "title")]
        assert rows == ["Longer exhale"]

    run(run_app(walk, play=None, size=(50, 20)))
