"""How much sound is kept in store: little, so that a cut is soon heard; more on a machine that is late."""

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


class FakePortAudio:
    """Streams that only remember how they were opened."""

    def __init__(self, least: float = 0.0) -> None:
        self._least = least

    def query_devices(self, kind: str) -> dict[str, Any]:
        return {"default_samplerate": 48_000.0, "max_output_channels": 2, "default_low_output_latency": self._least}

    def OutputStream(self, *, latency: float, **how: Any) -> Any:
        return SimpleNamespace(latency=latency, callback=how["callback"])


def opened(player: LoudspeakerPlayer, portaudio: FakePortAudio) -> float:
    stream: Any = player.open(portaudio, threading.Event())  # type: ignore[arg-type]
    player.opened()
    return float(stream.latency)


@pytest.fixture
def player(post: PostBox) -> LoudspeakerPlayer:
    return LoudspeakerPlayer(post, FakeSystem())  # type: ignore[arg-type]


def test_after_gaps_twice_as_much_is_kept_and_never_more_than_four_times(player: LoudspeakerPlayer) -> None:
    portaudio, stores = FakePortAudio(), []
    for _ in range(4):
        stores.append(opened(player, portaudio))
        player.underflows += 1
        assert not player.outgrown(), "one may be chance"
        player.underflows += 1
        player.outgrown()
    assert stores == [0.02, 0.04, 0.08, 0.08]
    assert not player.outgrown()


def test_gaps_from_before_it_was_opened_anew_do_not_count(player: LoudspeakerPlayer) -> None:
    opened(player, FakePortAudio())
    player.underflows += 2
    assert player.outgrown()
    opened(player, FakePortAudio())
    player.underflows += 1
    assert not player.outgrown()


def test_a_voice_is_not_interrupted_for_it(player: LoudspeakerPlayer) -> None:
    opened(player, FakePortAudio())
    player.underflows += 5
    player.play(1, Pcm(np.full(48_000, 0.1, np.float32), 48_000), player.generation())
    assert not player.outgrown()
    player.silence()
    stream: Any = player.open(FakePortAudio(), threading.Event())  # type: ignore[arg-type]
    stream.callback(
        np.zeros((4800, 2), np.float32),
        4800,
        SimpleNamespace(outputBufferDacTime=0.0, currentTime=0.0),
        SimpleNamespace(output_underflow=False),
    )
    player.underflows += 5
    assert player.outgrown()


def test_a_device_that_needs_more_gets_it(player: LoudspeakerPlayer) -> None:
    assert opened(player, FakePortAudio(least=0.06)) == 0.06
