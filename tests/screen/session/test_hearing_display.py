"""The line about the hearing: the last words for a while, missed sound for longer, and whether anything listens."""

from __future__ import annotations

import asyncio

from textual.app import App, ComposeResult

from companion.ports import Heard, Hearing, HearingChanged, Level
from companion.screen.session.hearing_display import HearingDisplay


class Shows(App[None]):
    def compose(self) -> ComposeResult:
        yield HearingDisplay()


def test_words_are_shown_until_their_time_is_over_and_missed_sound_is_told_once() -> None:
    async def walk() -> None:
        async with Shows().run_test(size=(120, 24)) as pilot:
            line = pilot.app.query_one(HearingDisplay)
            line.change(HearingChanged(Hearing.LISTENING))
            line.hear(Heard("next", meant=True))
            assert "understood “next”" in line.render().plain
            line.hear(Heard("text", meant=False))
            assert "heard “text”" in line.render().plain
            line._unhear()  # as the clock does
            assert "text" not in line.render().plain
            line.change(HearingChanged(Hearing.LISTENING, missed=1.0))
            assert "missed" in line.render().plain
            line._unmiss()
            line.change(HearingChanged(Hearing.LISTENING, missed=1.0))
            assert "missed" not in line.render().plain

    asyncio.run(walk())


def test_the_meter_moves_and_falls_when_the_state_changes() -> None:
    async def walk() -> None:
        async with Shows().run_test(size=(120, 24)) as pilot:
            line = pilot.app.query_one(HearingDisplay)
            line.change(HearingChanged(Hearing.LISTENING))
            line.show_level(Level(-15.0))
            assert "▮▮▮▮▮" in line.render().plain
            line.change(HearingChanged(Hearing.LISTENING))
            assert "▮" not in line.render().plain

    asyncio.run(walk())


def test_it_knows_when_only_keys_are_left() -> None:
    async def walk() -> None:
        async with Shows().run_test(size=(120, 24)) as pilot:
            line = pilot.app.query_one(HearingDisplay)
            assert line.listens
            line.change(HearingChanged(Hearing.NO_MICROPHONE))
            assert not line.listens

    asyncio.run(walk())
