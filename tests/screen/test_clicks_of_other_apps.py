"""A click on each key does what the key does, in the programs beside the main one: yes-no-maybe, `keys` and `write`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot

from companion.screen.closeness.closeness_app import ClosenessApp
from companion.screen.closeness.filling_screen import FillingScreen
from companion.screen.learnt_keys.key_table import NOTHING_LEARNT
from companion.screen.learnt_keys.lesson import Lesson
from companion.screen.learnt_keys.lesson_app import LessonApp
from companion.screen.write.writing_app import WritingApp
from tests.closeness.desks import ANAS, Calendar, desk_in, fill
from tests.closeness.lists import DAY
from tests.screen.conftest import text_of
from tests.screen.fakes import FakeCrisis
from tests.screen.learnt_keys.test_lesson_app import Clock, Kept
from tests.screen.test_clicks import caps, click
from tests.screen.test_closeness import press, settle, typed
from tests.screen.test_writing import Desk, Narrator, chosen, until

Make = Callable[[Path], tuple[App[None], Callable[[], object]]]
"""Makes an app, and a function that returns what came of it beside the screen."""


def closeness(folder: Path) -> tuple[App[None], Callable[[], object]]:
    desk = desk_in(folder, Calendar(DAY - 1))
    fill(desk, "a", wave="yes", message="maybe", hands="no")
    fill(desk, "b", wave="yes", message="no")
    return ClosenessApp(desk, FakeCrisis(), ()), lambda: (desk.is_there("a"), desk.is_there("b"))


def lesson(folder: Path) -> tuple[App[None], Callable[[], object]]:
    kept = Kept()
    return LessonApp(Lesson(NOTHING_LEARNT), kept.keep, FakeCrisis(), Clock()), lambda: list(kept.saved)


def trial(folder: Path) -> tuple[App[None], Callable[[], object]]:
    return LessonApp(Lesson(NOTHING_LEARNT, trial=True), Kept().keep, FakeCrisis(), Clock()), lambda: None


def writing(folder: Path) -> tuple[App[None], Callable[[], object]]:
    narrator, desk = Narrator(), Desk()
    return WritingApp("feet-first.yaml", desk.look, desk.watch, narrator), lambda: list(narrator.said)


OPEN = ("f", typed(ANAS), "enter")
SCENES: dict[str, tuple[Make, tuple[str, ...], str]] = {
    "yes-no-maybe": (closeness, (), "Q Enter ↑ ↓ C"),
    "passphrase": (closeness, ("f",), "Enter F1 Esc"),
    "list": (closeness, OPEN, "Y M N T S O L / P Space C Esc ?"),
    "list, please mind": (closeness, (*OPEN, "question_mark"), ""),
    "list, covered": (closeness, (*OPEN, "space"), "Space C Esc"),
    "limits": (closeness, (*OPEN, "l"), "O L Space Esc"),
    "delete": (closeness, ("d",), "Enter Esc ↑ ↓ C"),
    "look together": (closeness, ("b",), ""),
    "crisis card": (closeness, ("c",), "Enter"),
    "a button": (lesson, (), "N C Esc"),
    "a button, once more": (lesson, ("pagedown",), "N C Esc"),
    "a button with a meaning": (lesson, ("right",), "Y N"),
    "trial of the buttons": (trial, (), "C Esc"),
    "writing": (writing, (), "↑ ↓ Space Q"),
}
"""For each: how it is made, the keys that lead there, and the keys that have to be found on it at least."""


@pytest.fixture(autouse=True)
def no_pause_between_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FillingScreen, "SETTLES", 0.0)


def seen_after(name: str, folder: Path, act: Callable[[Pilot[None]], Awaitable[None]]) -> tuple[object, ...]:
    make, keys, _ = SCENES[name]
    folder.mkdir()
    app, beside = make(folder)
    came: list[object] = []

    async def walk() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            if isinstance(app, WritingApp):  # it follows its file until it is left
                await until(pilot, lambda: chosen(app) != "")
                await act(pilot)
                await pilot.pause()
            else:
                await settle(pilot)
                await press(pilot, *keys)
                await act(pilot)
                if app.is_running:
                    await settle(pilot)
            text = text_of(app) if app.is_running else ""
            came.extend([type(app.screen).__name__, text, beside(), app.is_running])
            app.workers.cancel_all()

    asyncio.run(asyncio.wait_for(walk(), 60))
    return tuple(came)


@pytest.mark.parametrize("name", SCENES)
def test_a_click_on_each_key_does_what_the_key_does(name: str, tmp_path: Path) -> None:
    drawn = []

    async def look(pilot: Pilot[None]) -> None:
        drawn.extend(caps(pilot.app))

    seen_after(name, tmp_path / "looked", look)
    assert {cap.label for cap in drawn} >= set(SCENES[name][2].split())
    for number, cap in enumerate(drawn):

        async def pressed(pilot: Pilot[None], keys: list[str] = cap.pressed) -> None:
            await pilot.press(*keys)

        async def clicked(pilot: Pilot[None], x: int = cap.x, y: int = cap.y) -> None:
            await click(pilot, x, y)

        by_key = seen_after(name, tmp_path / f"pressed {number}", pressed)
        assert seen_after(name, tmp_path / f"clicked {number}", clicked) == by_key, cap
