"""The devices of one run: started once, started anew, sounds changed only where something else was chosen."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from companion.app.options import Options
from companion.app.run_choices import RunChoices
from companion.app.run_devices import RunDevices
from companion.errors import CompanionError
from companion.ports import Speaker
from companion.screen.seam import Chosen
from companion.store import settings
from tests.app.fakes import ENGLISH_MODEL, PATIENCE, FakeMakes, put_models


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    put_models(tmp_path / "models", monkeypatch, ENGLISH_MODEL)
    return tmp_path / "home"


def with_devices(test: Callable[[RunDevices, list[Options]], Awaitable[None]], options: Options | None = None) -> None:
    made: list[Options] = []

    def make(options: Options, reports: Any, narration: Callable[[], str]) -> FakeMakes:
        made.append(options)
        return FakeMakes()

    async def run() -> None:
        devices = RunDevices(RunChoices(options or Options()), asyncio.get_running_loop(), make, str)
        try:
            await test(devices, made)
        finally:
            await devices.close()

    asyncio.run(run())


def test_they_are_made_once_and_anew_after_they_were_let_go() -> None:
    async def test(devices: RunDevices, made: list[Options]) -> None:
        assert not await devices.let_go()
        first = devices.start()
        assert devices.start() is first
        assert await devices.let_go()
        assert devices.start() is not first
        assert len(made) == 2

    with_devices(test)


def test_a_loudspeaker_that_is_opened_early_belongs_to_the_devices_that_start_later() -> None:
    async def test(devices: RunDevices, made: list[Options]) -> None:
        devices.open_loudspeaker()
        devices.start()
        assert len(made) == 1

    with_devices(test)


def test_what_is_wrong_with_the_sounds_is_told_by_the_start_and_not_by_the_early_opening(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = threading.Event()

    def fails(self: FakeMakes) -> None:
        tried.set()
        raise CompanionError("no such bed", hint="")

    monkeypatch.setattr(FakeMakes, "player", fails)

    async def test(devices: RunDevices, made: list[Options]) -> None:
        devices.open_loudspeaker()
        await asyncio.to_thread(tried.wait, PATIENCE)
        with pytest.raises(CompanionError, match="no such bed"):
            devices.start()

    with_devices(test)


def test_a_voice_of_the_settings_that_is_gone_is_said_and_another_one_reads() -> None:
    settings.change(lambda now: replace(now, voice="gone"))

    async def test(devices: RunDevices, made: list[Options]) -> None:
        devices.start()
        assert made[0].voice == "best"
        assert "gone" in devices.unusable

    with_devices(test)


def test_devices_that_cannot_be_started_are_none_for_all_but_a_session(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: FakeMakes, voice: str = "", language: str = "en") -> None:
        raise CompanionError("no such voice", hint="")

    monkeypatch.setattr(FakeMakes, "speaker", fails)

    async def test(devices: RunDevices, made: list[Options]) -> None:
        assert devices.start_if_possible() is None
        with pytest.raises(CompanionError, match="no such voice"):
            devices.start()

    with_devices(test)


def test_a_chosen_voice_that_is_gone_is_said_until_another_choice_and_the_usual_one_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    usual = FakeMakes.speaker

    def speaker(self: FakeMakes, voice: str = "", language: str = "en") -> Speaker:
        asked.append(voice)
        if voice == "gone":
            raise CompanionError("There is no voice called gone.", hint="")
        return usual(self, voice)

    monkeypatch.setattr(FakeMakes, "speaker", speaker)

    async def test(devices: RunDevices, made: list[Options]) -> None:
        started = devices.start_for(Chosen(voice="gone"))
        devices.choose_sounds(started, Chosen(voice="gone"))
        assert devices.unusable == "There is no voice called gone. Another voice is reading instead."
        devices.start_for(Chosen(voice="heart"))
        assert not devices.unusable
        devices.start_for(None)
        assert asked == ["", "gone", "heart", ""]

    with_devices(test)


def test_a_bed_is_there_once_one_is_chosen() -> None:
    async def test(devices: RunDevices, made: list[Options]) -> None:
        assert not devices.has_bed
        devices.start()
        assert devices.has_bed

    with_devices(test, Options(bed="rain", given=frozenset({"bed"})))
