"""The card, list or line in front takes every key: none goes on to the screen beneath."""

from __future__ import annotations

import string
from collections.abc import Callable

import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input

from companion.couple.evening.pages import FormRow, Go, Page, PageKind, PageOption
from companion.screen.after.after_screen import AfterScreen
from companion.screen.evening.evening_screen import EveningScreen
from companion.screen.home.home_screen import HomeScreen
from companion.screen.session.session_screen import SessionScreen
from companion.session.commands import Command, Kind
from companion.session.view import View
from tests.screen.conftest import RunApp, run
from tests.screen.fakes import FakeProgram, FakeSession, asking, paused, speaking

NAMES = ["left_square_bracket", "right_square_bracket", "left_curly_bracket", "right_curly_bracket", "plus", "minus"]
KEYS = [
    *string.ascii_lowercase, "S", "Y", *string.digits, *NAMES, "space", "tab", "backspace",
    "left", "right", "up", "down", "home", "end", "pageup", "pagedown", "question_mark", "f1",
]  # fmt: skip
MODALS = {
    "crisis card": (("c",), [Command(Kind.CRISIS)]),
    "countries": (("c", "o"), [Command(Kind.CRISIS)]),
    "help": (("question_mark",), []),
    "cautions": (("m",), []),
}
"""The key that opens each over a session, and the commands that the session gets then."""
VIEWS = {"speaking": speaking(), "paused": paused(now=60.0), "checked": asking("check", "How is this for you?")}
CAUTIONS = ("Not reviewed by a clinician. It doesn't replace therapy.", "Never through pain.")


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize("modal", MODALS)
def test_no_key_on_a_card_reaches_the_session(modal: str, view: View, run_app: RunApp, session: FakeSession) -> None:
    session.shown, session.cautions = view, CAUTIONS
    opening, told = MODALS[modal]
    stops = set() if modal == "countries" else {"s", "S"}
    crisis = {"help", "cautions"}

    async def walk(pilot: Pilot[None]) -> None:
        front = await opened(pilot, opening)
        for key in KEYS:
            if pilot.app.screen is not front:
                await back_to(pilot, SessionScreen)
                session.given.clear()
                front = await opened(pilot, opening)
                assert session.given == told, key
            session.given.clear()
            await pilot.press(key)
            if key in stops:
                assert session.given == [Command(Kind.STOP)]
            elif modal in crisis and key in {"c", "C"}:
                assert session.given == [Command(Kind.CRISIS)]  # the card itself shows the other one so
            elif modal == "help" and key == "h":
                assert session.given == [Command(Kind.HELP)]  # the card's own key: its words are said
            elif modal == "help" and key in {"y", "Y"}:
                assert session.given == [Command(Kind.YELLOW)]  # slows the session down, over it as in it
            else:
                assert session.given == [], key
            session.given.clear()

    run(run_app(walk))


async def opened(pilot: Pilot[None], opening: tuple[str, ...]) -> ModalScreen[object]:
    await pilot.press(*opening)
    front = pilot.app.screen
    assert isinstance(front, ModalScreen)
    return front


async def back_to(pilot: Pilot[None], kind: type[object]) -> None:
    """Esc, as often as something lies in front."""
    for _ in range(4):
        if isinstance(pilot.app.screen, kind):
            return
        await pilot.press("escape")
    assert isinstance(pilot.app.screen, kind)


@pytest.mark.parametrize("opening", [("exclamation_mark", "o"), ("question_mark",)])
def test_no_key_on_a_card_reaches_home(opening: tuple[str, ...], run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        picker = pilot.app.screen
        assert isinstance(picker, HomeScreen)
        await picker.loaded.wait()
        front = await opened(pilot, opening)
        for key in KEYS:
            if pilot.app.screen is not front:
                await back_to(pilot, HomeScreen)
                front = await opened(pilot, opening)
            await pilot.press(key)
            assert picker.query_one(Input).value == "", key
            assert isinstance(pilot.app.screen, ModalScreen | HomeScreen), key

    run(run_app(walk, play=None))
    assert program.opened == program.checked.asked == []


@pytest.mark.parametrize("opening", [("c", "o"), ("question_mark",)])
def test_no_key_on_a_card_reaches_the_sound_check(
    opening: tuple[str, ...], run_app: RunApp, program: FakeProgram
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("s", "enter")
        await pilot.pause()
        beneath = type(pilot.app.screen)
        front = await opened(pilot, opening)
        for key in KEYS:
            if pilot.app.screen is not front:
                await back_to(pilot, beneath)
                front = await opened(pilot, opening)
            await pilot.press(key)
            assert program.checked.asked == ["start"], key
            assert program.checked.step == 6, key

    run(run_app(walk, play=None))


@pytest.mark.parametrize("opening", [("c", "o"), ("question_mark",)])
def test_no_key_on_a_card_reaches_the_closing(opening: tuple[str, ...], run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        session.finish()
        await pilot.pause()
        front = await opened(pilot, opening)
        for key in KEYS:
            if pilot.app.screen is not front:
                await back_to(pilot, AfterScreen)
                front = await opened(pilot, opening)
            await pilot.press(key)
            assert pilot.app.is_running, key

    run(run_app(walk))


class OnePage:
    """A page of the evening that stays; keeps what it is given."""

    trouble = ""
    result: Go | None = None

    def __init__(self, page: Page) -> None:
        self._page = page
        self.given: list[str] = []

    def page(self) -> Page:
        return self._page

    def answer(self, value: str) -> None:
        self.given.append(value)

    def move(self, by: int) -> None:
        self.given.append("move")

    def turn(self, by: int) -> None:
        self.given.append("turn")

    def back(self) -> None:
        self.given.append("back")

    def leave(self) -> None:
        self.given.append("leave")


class OneAround:
    def __init__(self, before: OnePage) -> None:
        self.before = before

    def hear(self, word: str, heard: Callable[[], None]) -> None: ...

    def less(self, *, touch: bool, left_out: object = ()) -> None: ...

    def took_turns(self) -> None: ...

    def after(self, outcome: object, touched: bool) -> None: ...


def test_what_is_typed_as_a_word_or_a_name_is_only_typed(run_app: RunApp, program: FakeProgram) -> None:
    page = OnePage(Page("stop_word", PageKind.ENTRY, "Which word?", back=True))
    program.around = OneAround(page)

    async def walk(pilot: Pilot[None]) -> None:
        screen = await at_the_page(pilot)
        entry = screen.query_one("#entry", Input)
        for key in [*string.ascii_lowercase, *string.digits, "space", "question_mark", "minus"]:
            entry.value = "a"
            await pilot.press(key)
            assert len(entry.value) == 2, key
            assert pilot.app.screen is screen, key

    run(run_app(walk, play=None))
    assert page.given == []


@pytest.mark.parametrize("kind", [PageKind.ENTRY, PageKind.FORM], ids=str)
@pytest.mark.parametrize("deep", [False, True], ids=["crisis card", "countries"])
def test_no_key_on_a_card_reaches_a_page_of_the_evening(
    kind: PageKind, deep: bool, run_app: RunApp, program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EveningScreen, "SETTLES", 0.0)
    row = {"rows": (FormRow("feet", "please answer"),), "asked": "Feet?"} if kind is PageKind.FORM else {}
    page = OnePage(Page("one", kind, "One?", options=(PageOption("y", "yes", "yes"),), back=True, **row))
    program.around = OneAround(page)

    async def walk(pilot: Pilot[None]) -> None:
        screen = await at_the_page(pilot)
        opening = ("f1", *(("o",) if deep else ()))
        front = await opened(pilot, opening)
        for key in KEYS:
            if pilot.app.screen is not front:
                await back_to(pilot, EveningScreen)
                front = await opened(pilot, opening)
            await pilot.press(key)
            assert screen.query_one("#entry", Input).value == "", key

    run(run_app(walk, play=None))
    assert page.given == []


async def at_the_page(pilot: Pilot[None]) -> EveningScreen:
    picker = pilot.app.screen
    assert isinstance(picker, HomeScreen)
    await picker.loaded.wait()
    await pilot.press("end")
    picker._begin("side-by-side", 2)
    for _ in range(200):
        await pilot.pause()
        screen = pilot.app.screen
        if isinstance(screen, EveningScreen) and screen._shown is not None:
            return screen
    raise AssertionError("the page did not come")
