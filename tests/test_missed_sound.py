"""What a busy machine missed, from both queues, told in pieces that are worth it."""

from __future__ import annotations

import pytest

from companion.missed_sound import WORTH, LaterMicrophone, MissedSound


class Microphone:
    """Throws away so many blocks while it is read."""

    block_seconds = 0.02

    def __init__(self, *losses: int) -> None:
        self.dropped = 0
        self._losses = list(losses)

    def read(self, timeout: float) -> str:
        self.dropped += self._losses.pop(0)
        return "frame"


def test_small_pieces_are_told_together() -> None:
    told: list[float] = []
    missed = MissedSound(told.append)
    for _ in range(11):
        missed.piece(0.04)
    assert told == [pytest.approx(0.2), pytest.approx(0.2)]
    missed.piece(1.0)
    assert sum(told) == pytest.approx(11 * 0.04 + 1.0)


def test_what_the_microphone_threw_away_is_missed_once() -> None:
    told: list[float] = []
    microphone = LaterMicrophone(MissedSound(told.append))
    assert microphone.read(0.0) is None
    microphone.source = Microphone(0, 150, 0, 10)
    assert [microphone.read(0.1) for _ in range(4)] == ["frame"] * 4
    assert told == [pytest.approx(3.0), pytest.approx(WORTH)]
