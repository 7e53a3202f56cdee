"""The foot of a screen: its keys are made anew where they change, and only there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.pilot import Pilot
from textual.widgets import Button
from textual.widgets._footer import FooterKey

from companion.screen.crisis_footer import CrisisFooter


class Foot(App[None]):
    """Two buttons, and four keys; the last one has no effect while `may` is False."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "press", "go on"),
        Binding("escape", "back", "back"),
        Binding("c", "crisis", "who to call"),
        Binding("m", "more", "much more about it"),
    ]
    may = True

    def compose(self) -> ComposeResult:
        yield Button("one")
        yield Button("two")
        yield CrisisFooter()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.may if action == "more" else True


def keys(pilot: Pilot[None]) -> list[FooterKey]:
    return list(pilot.app.query(FooterKey))


def names(pilot: Pilot[None]) -> list[str]:
    return [key.description for key in keys(pilot)]


def walked(walk: Callable[[Pilot[None]], Awaitable[None]]) -> None:
    async def run() -> None:
        async with Foot().run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await walk(pilot)

    asyncio.run(run())


def test_the_same_keys_are_left_as_they_are() -> None:
    async def walk(pilot: Pilot[None]) -> None:
        before = keys(pilot)
        assert len(before) == 4
        await pilot.press("tab", "tab")
        pilot.app.refresh_bindings()
        await pilot.pause()
        assert all(old is new for old, new in zip(before, keys(pilot), strict=True))

    walked(walk)


def test_a_key_that_comes_or_goes_is_shown_at_once() -> None:
    async def walk(pilot: Pilot[None]) -> None:
        for may, shown in ((False, 3), (True, 4)):
            pilot.app.may = may  # type: ignore[attr-defined]
            pilot.app.refresh_bindings()
            await pilot.pause()
            assert len(keys(pilot)) == shown

    walked(walk)


def test_in_another_width_other_keys_fit_and_the_one_for_help_always_does() -> None:
    async def walk(pilot: Pilot[None]) -> None:
        for width, shown in ((40, ["go on", "back", "who to call"]), (20, ["who to call"]), (80, None)):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            assert "who to call" in names(pilot)
            if shown is None:
                assert len(names(pilot)) == 4
            else:
                assert names(pilot) == shown

    walked(walk)
