"""The screen always looks the same under test: no settings of the person who runs it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual import constants
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from companion.screen.app import CompanionApp
from tests.screen.fakes import FakeProgram, FakeSession


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(constants, "TEXTUAL_ANIMATIONS", "full")
    for kind in (Input, TextArea):  # a picture with a blinking cursor depends on the moment
        monkeypatch.setattr(kind.cursor_blink, "_default", False)


@pytest.fixture
def session() -> FakeSession:
    return FakeSession()


@pytest.fixture
def program(session: FakeSession) -> FakeProgram:
    return FakeProgram(session=session)


Walk = Callable[[Pilot[None]], Awaitable[None]]
RunApp = Callable[..., Any]


@pytest.fixture
def run_app(program: FakeProgram) -> RunApp:
    """`await run_app(walk, play="x")` runs the app headless through `walk(pilot)` and returns the app."""

    async def run(walk: Walk, *, play: str | None = "longer-exhale", size: tuple[int, int] = (80, 24)) -> CompanionApp:
        app = CompanionApp(program, play)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await walk(pilot)
        await app.closed()
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
