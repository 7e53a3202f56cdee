"""The sound that is mixed ahead: little, so that a cut is soon heard; more on a machine that is late."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from companion.audio.output import LoudspeakerPlayer
from companion.ports import Pcm
from tests.audio.conftest import PostBox


class FakeSystem:
    """An AudioSystem whose thread is the test."""

    def add_output(self, line: Any) -> None: ...

    def remove(self, line: Any) -> None: ...

    def look(self) -> None: ...


class FakePortAudio:
    """Streams that only remember how they were opened."""

    def __init__(self, least: float = 0.0) -> None:
        self._least = least

    def query_devices(self, kind: str) -> dict[str, Any]:
        return {"default_samplerate": 48_000.0, "max_output_channels": 2, "default_low_output_latency": self._least}

    def OutputStream(self, *, latency: float, **how: Any) -> Any:
        return SimpleNamespace(latency=latency, callback=how["callback"])


def opened(player: LoudspeakerPlayer, least: float = 0.0) -> Any:
    """Returns a stream that is past the silence at its beginning."""
    stream: Any = player.open(FakePortAudio(least), threading.Event())  # type: ignore[arg-type]
    player.opened()
    for _ in range(10):
        asks_for_sound(stream, late=False)
    return stream


def asks_for_sound(stream: Any, *, late: bool) -> None:
    """A tenth of a second of it; `late`: the device had to do without for a moment."""
    times = SimpleNamespace(outputBufferDacTime=0.0, currentTime=0.0)
    stream.callback(np.zeros((4800, 2), np.float32), 4800, times, SimpleNamespace(output_underflow=late))


def with_gaps(player: LoudspeakerPlayer, stream: Any, count: int) -> None:
    """Plays a voice with `count` gaps in it, and then silence."""
    player.play(1, Pcm(np.full(96_000, 0.1, np.float32), 48_000), player.generation())
    asks_for_sound(stream, late=False)
    for _ in range(count):
        asks_for_sound(stream, late=True)
        assert not player.outgrown(), "a voice is not interrupted for it"
    player.silence()
    asks_for_sound(stream, late=False)


@pytest.fixture
def player(post: PostBox) -> LoudspeakerPlayer:
    return LoudspeakerPlayer(post, FakeSystem())  # type: ignore[arg-type]


def test_after_gaps_twice_as_much_is_kept_and_never_more_than_that(player: LoudspeakerPlayer) -> None:
    stores = []
    for _ in range(3):
        stream = opened(player)
        stores.append(stream.latency)
        with_gaps(player, stream, 2)
        grows = player.outgrown()
    assert stores == [0.04, 0.08, 0.08]
    assert not grows


def test_one_gap_may_be_chance_and_those_from_before_do_not_count(player: LoudspeakerPlayer) -> None:
    for _ in range(3):
        stream = opened(player)
        assert stream.latency == 0.04
        with_gaps(player, stream, 1)
        assert not player.outgrown()
    assert player.underflows == 3


def test_a_start_in_silence_may_stumble(player: LoudspeakerPlayer) -> None:
    stream = opened(player)
    for _ in range(5):
        asks_for_sound(stream, late=True)
    assert not player.outgrown()


def test_a_device_that_needs_more_gets_it(player: LoudspeakerPlayer) -> None:
    assert opened(player, least=0.06).latency == 0.06
