"""Learnt keys on the screens of a session: a learnt stop stops wherever one runs, and leaves the pages before it."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from companion.couple.evening.pages import FormRow, Page, PageKind, PageOption
from companion.screen.crisis.crisis_card import CrisisCard, RegionList
from companion.screen.evening.evening_screen import EveningScreen
from companion.screen.home.home_screen import HomeScreen
from companion.screen.learnt_keys.key_table import learnt_from
from companion.screen.session.session_screen import SessionScreen
from companion.session.commands import Command, Kind
from companion.session.view import View
from tests.screen.conftest import RunApp, run, screen_text
from tests.screen.fakes import FakeProgram, FakeSession
from tests.screen.learnt_keys.test_key_table import VIEWS
from tests.screen.test_whose_key_it_is import CAUTIONS, MODALS, OneAround, OnePage, at_the_page, back_to, opened

STOPS = ["pagedown", "full_stop", "enter", "b", "f5", "home", "down", "space"]
"""Keys as a test presses them, each learnt as stop."""
ALL_STOP = learnt_from({".": "stop", **{key: "stop" for key in STOPS if key != "full_stop"}})


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_it_stops_in_every_phase(view: View, run_app: RunApp, program: FakeProgram, session: FakeSession) -> None:
    program.learnt, session.shown = ALL_STOP, view

    async def walk(pilot: Pilot[None]) -> None:
        for key in STOPS:
            session.given.clear()
            await pilot.press(key)
            assert session.given == [Command(Kind.STOP)], key

    run(run_app(walk))


@pytest.mark.parametrize("modal", MODALS)
def test_it_stops_on_every_card(modal: str, run_app: RunApp, program: FakeProgram, session: FakeSession) -> None:
    program.learnt, session.cautions = ALL_STOP, CAUTIONS

    async def walk(pilot: Pilot[None]) -> None:
        for key in STOPS:
            await back_to(pilot, SessionScreen)
            front = await opened(pilot, MODALS[modal][0])
            session.given.clear()
            await pilot.press(key)
            assert session.given == [Command(Kind.STOP)], key
            assert pilot.app.screen is not front, key

    run(run_app(walk))


def test_on_a_card_only_a_learnt_stop_reaches_the_session(
    run_app: RunApp, program: FakeProgram, session: FakeSession
) -> None:
    program.learnt = learnt_from({"f5": "pause", "pageup": "yes-a", "home": "yes-b", "pagedown": "next"})

    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot, ("question_mark",))
        session.given.clear()
        await pilot.press("f5", "pageup", "home", "pagedown")

    run(run_app(walk))
    assert session.given == []


def test_a_card_that_no_session_runs_beneath_takes_learnt_keys_as_usual(run_app: RunApp, program: FakeProgram) -> None:
    program.learnt = ALL_STOP

    async def walk(pilot: Pilot[None]) -> None:
        picker = pilot.app.screen
        assert isinstance(picker, HomeScreen)
        await picker.loaded.wait()
        front = await opened(pilot, ("question_mark",))
        await pilot.press("pagedown", "b")
        assert pilot.app.screen is front
        await pilot.press("enter")
        assert pilot.app.screen is picker

    run(run_app(walk, play=None))


def test_the_cards_say_how_they_are_closed_where_enter_stops(
    run_app: RunApp, program: FakeProgram, session: FakeSession
) -> None:
    program.learnt = learnt_from({"enter": "stop"})

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("question_mark")
        assert "Esc: close" in screen_text(pilot)
        assert "Enter: close" not in screen_text(pilot)
        assert "Your buttons: Enter: stop." in screen_text(pilot)
        await pilot.press("c")
        assert "Esc: close" in screen_text(pilot)
        await pilot.press("o")
        assert isinstance(pilot.app.screen, RegionList)
        assert "Enter: stop" in screen_text(pilot)
        await pilot.press("escape", "escape")
        assert isinstance(pilot.app.screen, SessionScreen)
        assert "Esc/Enter stop" in screen_text(pilot).replace("\u00a0", " ")

    run(run_app(walk))
    assert Command(Kind.STOP) not in session.given


def test_the_others_do_what_the_usual_keys_do(run_app: RunApp, program: FakeProgram, session: FakeSession) -> None:
    program.learnt = learnt_from({"f5": "pause", "pageup": "yes-a", "home": "yes-b", "pagedown": "next"})
    session.shown = VIEWS["agree, each"]

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("pageup", "home", "f5", "pagedown")
        assert "F/Page Up Ada" in screen_text(pilot).replace("\u00a0", " ")

    run(run_app(walk))
    assert session.given == [
        Command(Kind.SIGN, by="a"), Command(Kind.SIGN, by="b"), Command(Kind.PAUSE), Command(Kind.NEXT),
    ]  # fmt: skip


# ---- the pages of an evening -----------------------------------------------------------------------------------------

PAGES = {
    "choice": Page("one", PageKind.CHOICE, "Now?", options=(PageOption("y", "yes", "Yes"),), back=True),
    "form": Page(
        "private", PageKind.FORM, "Only for you.", rows=(FormRow("number", ""),), private=True, who="a", called="Ada"
    ),
    "entry": Page("name", PageKind.ENTRY, "Your name?", back=True),
    "handover": Page("over", PageKind.HANDOVER, "Pass it on."),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_it_leaves_the_pages_before_a_session(page: Page, run_app: RunApp, program: FakeProgram) -> None:
    asked = OnePage(page)
    program.learnt, program.around = learnt_from({"pagedown": "stop"}), OneAround(asked)

    async def walk(pilot: Pilot[None]) -> None:
        await at_the_page(pilot)
        await pilot.pause()
        leaves = "Page Down leave" if page.kind is PageKind.ENTRY else "Esc/Page Down leave"
        assert leaves in screen_text(pilot).replace("\u00a0", " ")
        await pilot.press("pagedown")
        assert not isinstance(pilot.app.screen, EveningScreen)

    run(run_app(walk, play=None))
    assert asked.given == ["leave"]


def test_a_name_can_be_typed_with_a_letter_that_was_learnt(run_app: RunApp, program: FakeProgram) -> None:
    asked = OnePage(PAGES["entry"])
    program.learnt, program.around = ALL_STOP, OneAround(asked)

    async def walk(pilot: Pilot[None]) -> None:
        screen = await at_the_page(pilot)
        await pilot.press("b", "o", "b", ".")
        assert screen.query_one("#entry", Input).value == "bob."
        await pilot.press("enter")

    run(run_app(walk, play=None))
    assert asked.given == ["bob."]


def test_the_crisis_card_can_be_reached_from_every_page_whatever_was_learnt(
    run_app: RunApp, program: FakeProgram
) -> None:
    program.learnt = learnt_from(dict.fromkeys(["f1", "c", "pagedown"], "stop"))
    program.around = OneAround(OnePage(PAGES["entry"]))

    async def walk(pilot: Pilot[None]) -> None:
        await at_the_page(pilot)
        await pilot.press("f1")
        assert isinstance(pilot.app.screen, CrisisCard)

    run(run_app(walk, play=None))
