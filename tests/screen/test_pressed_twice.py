"""A key that is pressed twice, or held down, chooses once: the second press does nothing on the page that just came.

A stop is never held up by this.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from companion.screen import fresh_page, terminal_app
from companion.screen.after.after_screen import AfterScreen
from companion.screen.app import CompanionApp
from companion.screen.before.before_screen import BeforeScreen
from companion.screen.crisis.crisis_card import READING, CrisisCard
from companion.screen.fresh_page import GUARDED, SECONDS, UNGUARDED, FreshPage
from companion.screen.home.home_screen import HomeScreen
from companion.screen.journal.journal_screen import JournalScreen
from companion.screen.learnt_keys.key_table import NOTHING_LEARNT, Meaning
from companion.screen.overlay import Overlay
from companion.screen.session.session_screen import SessionScreen
from companion.screen.settings.setting_boxes import KeyCard
from companion.screen.settings.settings_screen import SettingsScreen
from companion.screen.tour.tour_card import TourCard
from companion.session.commands import Command, Kind
from companion.session.effects import Outcome
from tests.screen.conftest import RunApp, pass_by, press_at_once, run
from tests.screen.fakes import FakeProgram, FakeSession

LONG = 60.0
"""Seconds in place of `SECONDS` on the pages below: a busy machine may take a second from one key to the next."""


@pytest.fixture
def slow_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_page, "SECONDS", LONG)
    monkeypatch.setattr(terminal_app, "SECONDS", LONG)


@pytest.fixture
def long_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """The card with people to call is read for `LONG` seconds, in place of `READING`."""
    assert READING >= 4.0, "or whoever presses Enter again and again closes it"
    monkeypatch.setattr(CrisisCard, "seconds_to_read", LONG)


def shown(pilot: Pilot[None]) -> type[object]:
    return type(pilot.app.screen)


async def at_home(pilot: Pilot[None]) -> HomeScreen:
    home = pilot.app.screen
    assert isinstance(home, HomeScreen)
    await home.loaded.wait()
    await pilot.pause()
    return home


# -- the rule itself ----------------------------------------------------------------------------------------------


def test_a_second_press_does_not_count_on_the_next_page() -> None:
    fresh = FreshPage()
    assert fresh.takes("enter", 10.0)
    fresh.came(10.1)
    assert not fresh.takes("enter", 10.4)
    assert fresh.takes("enter", 10.9)


def test_a_key_that_is_held_down_does_not_count_until_it_is_let_go() -> None:
    fresh = FreshPage()
    fresh.takes("a", 10.0)
    fresh.came(10.0)
    assert not any(fresh.takes("a", 10.5 + 0.03 * n) for n in range(100))
    assert fresh.takes("a", 15.0)


def test_other_keys_count_at_once() -> None:
    fresh = FreshPage()
    fresh.takes("enter", 10.0)
    fresh.came(10.0)
    assert not any(fresh.takes(key, 10.1) for key in ("space", "escape"))
    assert all(fresh.takes(key, 10.2) for key in ("x", "down"))
    assert fresh.takes("enter", 10.3), "it follows a key of this page"


def test_a_page_that_comes_by_itself_is_looked_at_first() -> None:
    fresh = FreshPage()
    fresh.takes("x", 10.0)
    fresh.came(60.0)
    assert not fresh.takes("escape", 60.5)
    assert fresh.takes("x", 60.5)


def test_a_page_without_a_change_takes_every_key() -> None:
    fresh = FreshPage()
    assert all(fresh.takes("enter", 10.0 + 0.03 * n) for n in range(50))


@given(st.lists(st.tuples(st.sampled_from(sorted(GUARDED | UNGUARDED | {"a"})), st.floats(0, 2), st.booleans())))
def test_keys_that_stop_always_count_and_every_key_does_after_a_rest(steps: list[tuple[str, float, bool]]) -> None:
    fresh, now = FreshPage(), 0.0
    for key, rest, turns in steps:
        now += rest
        counts = fresh.takes(key, now)
        assert counts or key not in UNGUARDED
        if rest > SECONDS:
            assert counts
        if turns:
            fresh.came(now)


pages = pytest.mark.usefixtures("slow_machine")

# -- pages ----------------------------------------------------------------------------------------------------------


@pages
def test_enter_twice_on_the_last_page_of_an_exercise_begins_nothing(program: FakeProgram, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        await pilot.press("1")
        await pilot.pause()
        assert shown(pilot) is SessionScreen
        program.session.finish(Outcome.COMPLETED)
        await pilot.pause()
        await pass_by(LONG)
        assert shown(pilot) is AfterScreen
        opened = len(program.opened)
        await press_at_once(pilot, "enter")
        await pass_by(0.4)
        await press_at_once(pilot, "enter")
        await pilot.pause()
        assert shown(pilot) is HomeScreen
        assert len(program.opened) == opened
        await pass_by(LONG)
        await press_at_once(pilot, "enter")
        await pilot.pause()
        assert shown(pilot) is SessionScreen

    run(run_app(walk, play=None))


@pages
def test_escape_twice_on_the_last_page_does_not_close_the_program(program: FakeProgram, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        await pilot.press("1")
        await pilot.pause()
        program.session.finish(Outcome.STOPPED)
        await pilot.pause()
        await pass_by(LONG)
        for _ in range(20):  # held down
            await press_at_once(pilot, "escape")
        await pilot.pause()
        assert shown(pilot) is HomeScreen
        assert pilot.app.is_running

    run(run_app(walk, play=None))


@pages
def test_enter_twice_on_a_need_opens_its_list_alone(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        home = await at_home(pilot)
        await press_at_once(pilot, *["down"] * 6, "enter", "enter", "enter")
        await pilot.pause()
        assert shown(pilot) is HomeScreen
        assert home.browsing.need is not None
        await pilot.press("enter")
        await pilot.pause()
        assert shown(pilot) is BeforeScreen

    run(run_app(walk, play=None))


@pages
def test_enter_right_after_typing_chooses_what_was_found(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        await press_at_once(pilot, *"longer", "enter")
        await pilot.pause()
        assert shown(pilot) is BeforeScreen

    run(run_app(walk, play=None))


@pages
def test_enter_twice_on_the_crisis_card_changes_nothing_beneath(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, CompanionApp)
        await at_home(pilot)
        pilot.app.show_journal()
        await pilot.pause()
        await press_at_once(pilot, "c")
        await pass_by(LONG)
        assert shown(pilot) is CrisisCard
        await press_at_once(pilot, "enter")
        await pass_by(0.4)
        await press_at_once(pilot, "enter")
        await pilot.pause()
        assert shown(pilot) is JournalScreen

    run(run_app(walk, play=None))


@pytest.mark.usefixtures("long_reading")
@pytest.mark.parametrize("key", ["enter", "space"])
def test_enter_again_does_not_take_the_numbers_away(key: str, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        await press_at_once(pilot, "!")
        await pilot.pause()
        assert shown(pilot) is CrisisCard
        for rest in (1.0, 1.0, 2.0):
            await pass_by(rest)
            await press_at_once(pilot, "down", key)
            assert shown(pilot) is CrisisCard
        await pass_by(LONG)
        await press_at_once(pilot, "enter")
        assert shown(pilot) is HomeScreen

    run(run_app(walk, play=None))


@pytest.mark.usefixtures("long_reading")
def test_enter_again_does_not_take_the_numbers_away_that_were_asked_for_by_voice(
    session: FakeSession, run_app: RunApp
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        session.give(Command(Kind.CRISIS))
        await pilot.pause()
        assert shown(pilot) is CrisisCard
        await pass_by(2.0)
        await press_at_once(pilot, "enter")
        assert shown(pilot) is CrisisCard

    run(run_app(walk))


@pytest.mark.usefixtures("long_reading")
def test_the_numbers_stand_again_after_the_list_of_countries(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        await pilot.press("!", "o", "enter")
        await pilot.pause()
        assert shown(pilot) is CrisisCard
        await pass_by(2.0)
        await press_at_once(pilot, "enter")
        assert shown(pilot) is CrisisCard

    run(run_app(walk, play=None))


def test_escape_and_a_click_close_the_numbers_at_once(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        await press_at_once(pilot, "!")
        await pass_by(SECONDS + 0.1)
        await press_at_once(pilot, "escape")
        assert shown(pilot) is HomeScreen
        await press_at_once(pilot, "!")
        await pilot.pause()
        await pilot.app.run_action("press_cap('enter')")
        await pilot.pause()
        assert shown(pilot) is HomeScreen

    run(run_app(walk, play=None))


def test_an_enter_that_was_taught_to_stop_stops_on_the_numbers_at_once(
    program: FakeProgram, session: FakeSession, run_app: RunApp
) -> None:
    program.learnt = NOTHING_LEARNT.with_key("enter", Meaning.STOP)

    async def walk(pilot: Pilot[None]) -> None:
        await press_at_once(pilot, "c", "enter")
        assert session.given[-1] == Command(Kind.STOP)

    run(run_app(walk))


@pytest.mark.parametrize("rest", [0.7, 0.8, 6.0])
def test_c_again_does_not_take_the_numbers_away(rest: float, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await press_at_once(pilot, "c")
        await pilot.pause()
        assert shown(pilot) is CrisisCard
        await pass_by(rest)
        await press_at_once(pilot, "c")
        assert shown(pilot) is CrisisCard

    run(run_app(walk))


def test_enter_closes_the_numbers_soon_that_a_key_has_opened_in_an_exercise(
    session: FakeSession, run_app: RunApp
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        for keys in (("c",), ("?", "c")):
            session.given.clear()
            await press_at_once(pilot, *keys)
            await pilot.pause()
            assert shown(pilot) is CrisisCard
            await press_at_once(pilot, "enter")
            assert shown(pilot) is CrisisCard
            await pass_by(SECONDS + 0.1)
            await press_at_once(pilot, "enter")
            await pilot.pause()
            assert shown(pilot) is SessionScreen
            assert session.given == [Command(Kind.CRISIS)]

    run(run_app(walk))


@pages
def test_enter_twice_on_a_key_in_the_settings_does_not_give_it_enter(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        await pilot.press("f2")
        await pilot.pause()
        settings = pilot.app.screen
        assert isinstance(settings, SettingsScreen)
        await settings.loaded.wait()
        settings.query("#keys Button").first().focus()
        await pass_by(LONG)
        await press_at_once(pilot, "enter")
        await pilot.pause()
        assert shown(pilot) is KeyCard
        await press_at_once(pilot, "enter")
        await pilot.pause()
        assert shown(pilot) is KeyCard

    run(run_app(walk, play=None))


@pages
def test_a_page_of_the_tour_is_not_skipped(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, CompanionApp)
        await at_home(pilot)
        await press_at_once(pilot, "down")
        pilot.app.show_tour()
        await pilot.pause()
        await pass_by(LONG)
        await press_at_once(pilot, "enter", "enter", "enter")
        tour = pilot.app.screen
        assert isinstance(tour, TourCard)
        assert tour.page == 1

    run(run_app(walk, play=None))


# -- stop is never held up ------------------------------------------------------------------------------------------


@pages
def test_escape_twice_stops_under_a_card_however_soon(session: FakeSession, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await press_at_once(pilot, "?")
        assert isinstance(pilot.app.screen, Overlay)
        await press_at_once(pilot, "escape", "escape")
        assert session.given[-1] == Command(Kind.STOP)

    run(run_app(walk))


@pages
def test_escape_stops_right_after_the_enter_that_began(program: FakeProgram, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        await press_at_once(pilot, "enter", "escape")
        await pilot.pause()
        assert shown(pilot) is HomeScreen or program.session.given == [Command(Kind.STOP)]

    run(run_app(walk, play=None))


@pages
def test_space_waits_right_after_a_card_was_closed(session: FakeSession, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await press_at_once(pilot, "?")
        await pass_by(LONG)
        await press_at_once(pilot, "enter", "space")
        assert session.given[-1] == Command(Kind.PAUSE)

    run(run_app(walk))


@pages
def test_s_stops_on_a_card_however_soon(session: FakeSession, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await press_at_once(pilot, "?", "s")
        assert session.given[-1] == Command(Kind.STOP)

    run(run_app(walk))
