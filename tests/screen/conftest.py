"""The screen always looks the same under test: no settings of the person who runs it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual import _wait, constants
from textual._wait import wait_for_idle
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from companion.screen.app import CompanionApp
from companion.screen.fresh_page import GUARDED
from companion.screen.terminal_app import TerminalApp
from tests.screen import parsed_css
from tests.screen.fakes import FakeProgram, FakeSession
from tests.screen.skipped_time import SkippedTime


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(constants, "TEXTUAL_ANIMATIONS", "full")
    for kind in (Input, TextArea):  # a picture with a blinking cursor depends on the moment
        monkeypatch.setattr(kind.cursor_blink, "_default", False)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "win32":  # there each timer of Textual is a thread
        SkippedTime().install(monkeypatch)
    parsed_css.install(monkeypatch)


press_at_once = Pilot.press
"""Presses keys as closely as a trembling hand does, where `Pilot.press` first looks at a page that has just come."""


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets `Pilot.press` wait until a new page takes its keys, as people do who read it first."""

    last = ""

    async def press(pilot: Pilot[None], *keys: str) -> None:
        nonlocal last
        for key in keys:
            looks = isinstance(pilot.app, TerminalApp) and (key in GUARDED or key == last)
            if looks and (left := pilot.app.until_key_counts(key)):  # type: ignore[attr-defined]
                await _wait.sleep(left)
            last = key
            await press_at_once(pilot, key)

    monkeypatch.setattr(Pilot, "press", press)


@pytest.fixture
def session() -> FakeSession:
    return FakeSession()


@pytest.fixture
def program(session: FakeSession) -> FakeProgram:
    return FakeProgram(session=session)


Walk = Callable[[Pilot[None]], Awaitable[None]]


async def still(pilot: Pilot[None]) -> None:
    """Waits until the screen has stayed the same through three rounds of messages, for ten seconds at most."""
    before, same = "", 0
    for _ in range(500):
        await pilot.pause()
        await wait_for_idle()
        now = "".join(f"{segment}" for strip in pilot.app.screen._compositor.render_strips() for segment in strip)
        before, same = now, same + 1 if now == before else 0
        if same == 3:
            return


@pytest.fixture
def snap_compare(snap_compare: Callable[..., bool]) -> Callable[..., bool]:
    """Takes each picture only once the screen is still: on a busy machine the layout may come late."""

    def compare(app: Any, *, run_before: Walk | None = None, **how: Any) -> bool:
        async def before(pilot: Pilot[None]) -> None:
            if run_before is not None:
                await run_before(pilot)
            await still(pilot)

        return snap_compare(app, run_before=before, **how)

    return compare


async def pass_by(seconds: float) -> None:
    """Lets `seconds` of the clock of these tests go by, which takes no time itself where nothing happens."""
    await _wait.sleep(seconds)


RunApp = Callable[..., Any]


@pytest.fixture
def run_app(program: FakeProgram) -> RunApp:
    """`await run_app(walk, play="x")` runs the app headless through `walk(pilot)` and returns the app."""

    async def run(walk: Walk, *, play: str | None = "longer-exhale", size: tuple[int, int] = (80, 24)) -> CompanionApp:
        app = CompanionApp(program, play)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await walk(pilot)
            app.workers.cancel_all()  # as when the program ends; run_test takes the widgets away before that
        await app.session_run.closed()
        return app

    return run


def text_of(app: CompanionApp) -> str:
    """Every character on the screen, line by line."""
    return "\n".join(
        "".join(segment.text for segment in strip).rstrip() for strip in app.screen._compositor.render_strips()
    )


def screen_text(pilot: Pilot[None]) -> str:
    assert isinstance(pilot.app, CompanionApp)
    return text_of(pilot.app)


def run(coroutine: object) -> CompanionApp:
    return asyncio.run(coroutine)  # type: ignore[arg-type]
