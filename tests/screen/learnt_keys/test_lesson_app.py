"""The screen of a lesson: the texts on it, the moments of saving, and the ways to leave it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.learnt_keys.key_table import NOTHING_LEARNT, LearntKeys, Meaning, learnt_from
from companion.screen.learnt_keys.lesson import Lesson
from companion.screen.learnt_keys.lesson_app import LessonApp
from tests.screen.fakes import FakeCrisis


class Kept:
    """Keeps what is to be saved, and says why it cannot be where `why` is set."""

    def __init__(self, why: str = "") -> None:
        self.saved: list[LearntKeys] = []
        self.why = why

    def keep(self, learnt: LearntKeys) -> str:
        self.saved.append(learnt)
        return self.why


class Clock:
    """A clock that is three seconds later at each look."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 3.0
        return self.now


def taught(
    walk: Callable[[Pilot[None]], Awaitable[None]],
    kept: Kept | None = None,
    *,
    learnt: LearntKeys = NOTHING_LEARNT,
    trial: bool = False,
    size: tuple[int, int] = (80, 24),
) -> LessonApp:
    kept = kept or Kept()
    app = LessonApp(Lesson(learnt, trial=trial), kept.keep, FakeCrisis(), Clock())

    async def go() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await walk(pilot)

    asyncio.run(go())
    return app


def lines(pilot: Pilot[None]) -> list[str]:
    """The lines on the screen, without the spaces around them."""
    rows = pilot.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in row).replace("\u00a0", " ").strip() for row in rows]


def text(pilot: Pilot[None]) -> str:
    return " ".join(" ".join(lines(pilot)).split())


def test_a_button_is_asked_for_confirmed_and_saved_at_once() -> None:
    kept = Kept()

    async def walk(pilot: Pilot[None]) -> None:
        assert "Press the button that should mean stop." in text(pilot)
        assert "1 of 5" in text(pilot)
        assert "N skip C crisis card Esc close" in text(pilot)
        await pilot.press("pagedown")
        assert "That was Page Down. Press the same button once more." in text(pilot)
        assert kept.saved == []
        await pilot.press("pagedown")
        assert "Page Down now means stop." in text(pilot)
        assert "I can’t tell two keyboards apart" in text(pilot)
        assert "2 of 5" in text(pilot)

    taught(walk, kept)
    assert [each.meanings for each in kept.saved] == [{"pagedown": Meaning.STOP}]


def test_buttons_of_before_are_named_where_another_is_asked_for() -> None:
    async def walk(pilot: Pilot[None]) -> None:
        assert "Page Down and Period already mean this. Press another button to add it, or N" in text(pilot)
        await pilot.press("n")
        assert "If a press changes nothing here" in text(pilot)

    taught(walk, learnt=learnt_from({"pagedown": "stop", ".": "stop"}))


def test_a_question_shows_its_answers() -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("right")
        assert "→ means “next” now. Should it mean stop instead?" in text(pilot)
        assert "Y yes N no" in text(pilot)
        await pilot.press("y")
        assert "→ now means stop." in text(pilot)

    taught(walk)


def test_all_skipped_it_shows_what_each_press_means_until_escape() -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("n", "n", "n", "n", "n")
        assert "Try your buttons now." in text(pilot)
        await pilot.press("pagedown", "space", "tab", "f6")
        shown = [line for line in lines(pilot) if ":" in line]
        assert shown == ["Page Down: stop", "Space: pause and continue", "Tab: does nothing in a session",
                         "F6: does nothing in a session"]  # fmt: skip
        await pilot.press("escape")
        assert pilot.app._exit

    app = taught(walk, learnt=learnt_from({"pagedown": "stop"}))
    assert not app.interrupted


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+q"])
def test_ctrl_c_leaves(key: str) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("pagedown", key)

    assert taught(walk).interrupted


def test_where_it_cannot_be_saved_that_is_said_and_stays_said() -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("pagedown", "pagedown", "n")
        assert "couldn’t be saved: The disk is full." in text(pilot)

    taught(walk, Kept("The disk is full."))


def test_the_crisis_card_is_one_key_away_and_takes_every_key() -> None:
    kept = Kept()

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("pagedown", "c")
        assert isinstance(pilot.app.screen, CrisisCard)
        await pilot.press("pagedown", "s", "n")
        assert isinstance(pilot.app.screen, CrisisCard)
        await pilot.press("escape")
        assert "1 of 5" in text(pilot)

    taught(walk, kept)
    assert kept.saved == []


@pytest.mark.parametrize("size", [(40, 10), (60, 16), (80, 24), (120, 40)])
def test_it_fits_every_window(size: tuple[int, int]) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        assert "Press the button that should mean stop." in text(pilot)
        await pilot.press("pagedown")
        assert "Press the same button once more." in text(pilot)
        await pilot.press("pagedown", "n", "n", "n", "n")
        await pilot.press("pagedown", "f6", "f7", "f8", "f9", "b", "t", "space")
        assert "Space: pause and continue" in text(pilot)
        assert "Esc close" in text(pilot)

    taught(walk, size=size)
