"""The life of the devices: all started or none, and every part closed once, whatever the others do."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from companion.app.device_lifecycle import Devices, close_all
from companion.app.reports import Reports
from companion.errors import CompanionError
from companion.ports import Hearing, HearingChanged
from tests.app.fakes import PATIENCE, Diary, FakeBedPlayer, FakeMakes, close_of
from tests.fakes import FakeSpeaker

PARTS = ("system", "player", "speaker")


@pytest.fixture
def reports() -> Iterator[Reports]:
    loop = asyncio.new_event_loop()
    yield Reports(loop)
    loop.close()


def test_all_is_started_once_and_closed_once(reports: Reports) -> None:
    makes = FakeMakes()
    devices = Devices(makes, reports, microphone=False)
    started = devices.start()
    assert devices.start() is started
    assert started.voice_name() == "joe"
    assert devices.close() == []
    assert sorted(str(entry[0]) for entry in makes.log) == ["close player", "close speaker", "close system"]
    assert devices.close() == []
    assert len(makes.log) == 3


def test_a_loudspeaker_that_was_opened_early_is_the_one_that_all_is_played_on(reports: Reports) -> None:
    made: list[str] = []

    class Makes(FakeMakes):
        def _made(self, part: str) -> None:
            made.append(part)

    makes = Makes()
    devices = Devices(makes, reports, microphone=False)
    devices.open_loudspeaker()
    devices.open_loudspeaker()
    assert made == ["system", "player"]
    started = devices.start()
    devices.open_loudspeaker()
    assert made == ["system", "player", "speaker"]
    assert devices.start() is started
    devices.close()
    assert sorted(str(entry[0]) for entry in makes.log) == ["close player", "close speaker", "close system"]


def test_a_loudspeaker_that_was_opened_early_is_closed_by_itself(reports: Reports) -> None:
    makes = FakeMakes()
    devices = Devices(makes, reports, microphone=False)
    devices.open_loudspeaker()
    assert devices.close() == []
    assert sorted(str(entry[0]) for entry in makes.log) == ["close player", "close system"]
    devices.open_loudspeaker()
    assert len(makes.log) == 2, "nothing is opened after the close"


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_raises_after_an_early_opening_leaves_nothing_open(part: str, reports: Reports) -> None:
    makes = FakeMakes({part: CompanionError("There is none.", hint="Get one.")})
    devices = Devices(makes, reports, microphone=False)
    if part == "speaker":
        devices.open_loudspeaker()
    else:
        with pytest.raises(CompanionError, match="There is none"):
            devices.open_loudspeaker()
    with pytest.raises(CompanionError, match="There is none"):
        devices.start()
    before = len(PARTS[: PARTS.index(part)]) * (1 if part == "speaker" else 2)
    assert len(makes.log) == before
    makes.fails.clear()
    devices.start()
    devices.close()
    assert len(makes.log) == before + 3


def test_a_start_waits_for_an_early_opening_and_a_close_does_not(reports: Reports) -> None:
    inside, go_on = threading.Event(), threading.Event()

    class Makes(FakeMakes):
        def player(self) -> FakeBedPlayer:
            inside.set()
            go_on.wait(PATIENCE)
            return super().player()

    makes = Makes()
    devices = Devices(makes, reports, microphone=False)
    early = threading.Thread(target=devices.open_loudspeaker)
    early.start()
    assert inside.wait(PATIENCE)
    failed: list[str] = []

    def start() -> None:
        try:
            devices.start()
        except RuntimeError as error:
            failed.append(str(error))

    starting = threading.Thread(target=start)
    starting.start()
    assert devices.close() == []
    assert makes.log == [("close system",)], "the player is still being made"
    go_on.set()
    early.join(PATIENCE)
    starting.join(PATIENCE)
    assert makes.log == [("close system",), ("close player",)]
    assert failed == ["Sound is switched off. To have sound again, restart Companion."]


def test_without_a_microphone_it_is_said_that_nobody_listens(reports: Reports) -> None:
    Devices(FakeMakes(), reports, microphone=False).start()
    assert reports.standing() == [HearingChanged(Hearing.OFF)]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_raises_leaves_nothing_open_and_the_next_start_begins_anew(part: str, reports: Reports) -> None:
    makes = FakeMakes({part: CompanionError("There is none.", hint="Get one.")})
    devices = Devices(makes, reports, microphone=False)
    before = [f"close {each}" for each in PARTS[: PARTS.index(part)]]
    for _ in range(2):
        with pytest.raises(CompanionError, match="There is none"):
            devices.start()
        assert sorted(str(entry[0]) for entry in makes.log) == sorted(before)
        makes.log.clear()
    makes.fails.clear()
    started = devices.start()
    assert started.player.generation() == 0
    assert makes.log == []
    devices.close()
    assert len(makes.log) == 3


def test_nothing_starts_after_the_close(reports: Reports) -> None:
    devices = Devices(FakeMakes(), reports, microphone=False)
    devices.close()
    with pytest.raises(RuntimeError, match="switched off"):
        devices.start()


def test_every_part_gets_its_close_and_the_errors_come_together() -> None:
    diary = Diary()

    def fails() -> None:
        diary.write("second")
        raise OSError("the pipe broke")

    def fails_too() -> None:
        diary.write("third")
        raise ValueError("no such stream")

    closes = {"first": close_of(diary, "first"), "second": fails, "third": fails_too, "last": close_of(diary, "last")}
    wrong = close_all(closes, PATIENCE)
    assert sorted(diary.events) == ["first", "last", "second", "third"]
    assert sorted(map(str, wrong)) == ["no such stream", "the pipe broke"]


def test_parts_close_at_the_same_time() -> None:
    together = threading.Barrier(4)  # each waits in its close until all are in theirs

    def meet() -> None:
        together.wait(PATIENCE)

    assert close_all(dict.fromkeys(("a", "b", "c", "d"), meet), PATIENCE) == []


def test_a_close_that_never_comes_back_is_waited_for_no_longer_than_the_bound() -> None:
    diary = Diary()
    for_ever = threading.Event()
    closes = {"stuck": lambda: for_ever.wait(PATIENCE) and None, "well": close_of(diary, "well")}
    try:
        assert close_all(closes, 0.1) == []
        assert not for_ever.is_set()
        diary.wait_for("well")
    finally:
        for_ever.set()


def test_a_second_close_waits_for_the_first(reports: Reports) -> None:
    """Ctrl-C in the middle of closing: the second caller must not end the process while the first still closes."""
    inside, go_on = threading.Event(), threading.Event()

    class Slow(FakeSpeaker):
        def close(self) -> None:
            inside.set()
            go_on.wait(PATIENCE)
            super().close()

    class Makes(FakeMakes):
        def speaker(self, voice: str = "", language: str = "en") -> FakeSpeaker:
            return Slow(self.log)

    makes = Makes()
    devices = Devices(makes, reports, microphone=False)
    devices.start()
    first = threading.Thread(target=devices.close)
    first.start()
    assert inside.wait(PATIENCE)
    seen: list[bool] = []
    second = threading.Thread(target=lambda: (devices.close(), seen.append(("close speaker",) in makes.log)))
    second.start()
    go_on.set()
    first.join(PATIENCE)
    second.join(PATIENCE)
    assert seen == [True]
    assert makes.log.count(("close speaker",)) == 1
