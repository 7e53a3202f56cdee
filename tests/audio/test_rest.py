"""A loudspeaker's stream rests while no sound plays and the person is away, and no sound is lost by that."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

from companion.audio import output, tones
from companion.audio.output import LoudspeakerPlayer
from companion.ports import Pcm
from companion.session.events import ClipEnded, ClipStarted, LoudspeakerBack, LoudspeakerLost
from tests.audio.conftest import PostBox
from tests.audio.test_store import FakePortAudio, FakeSystem, asks_for_sound, opened

CLIP = Pcm(np.full(4800, 0.1, np.float32), 48_000)


class Clock:
    """Stands still until a test moves it on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(output, "time", clock)
    return clock


@pytest.fixture
def player(post: PostBox, clock: Clock) -> LoudspeakerPlayer:
    return LoudspeakerPlayer(post, FakeSystem())  # type: ignore[arg-type]


def reopened(player: LoudspeakerPlayer, portaudio: Any = None) -> Any:
    stream: Any = player.open(portaudio or FakePortAudio(), threading.Event())
    player.opened()
    return stream


def long_after(clock: Clock) -> None:
    clock.now += 60


def test_it_rests_when_nothing_played_for_a_while(player: LoudspeakerPlayer, clock: Clock) -> None:
    opened(player)
    assert not player.rests()
    long_after(clock)
    assert player.rests()
    assert player.rests()


def test_it_does_not_rest_before_it_was_opened(player: LoudspeakerPlayer, clock: Clock) -> None:
    long_after(clock)
    assert not player.rests()


@pytest.mark.parametrize("what", ["clip", "bed", "session"])
def test_it_does_not_rest_while_it_is_needed(player: LoudspeakerPlayer, clock: Clock, what: str) -> None:
    stream = opened(player)
    long_after(clock)
    if what == "clip":
        player.play(1, CLIP, player.generation())
    elif what == "bed":
        assert player._mixer is not None
        player._mixer.bed.set(np.full((48_000,), 0.1, np.float32), 1.0)
        player.run_bed(True)
    else:
        player.hold(True)
    long_after(clock)
    assert not player.rests()
    asks_for_sound(stream, late=False)
    player.silence()
    player.run_bed(False)
    player.hold(False)
    for _ in range(100):
        asks_for_sound(stream, late=False)
    assert not player.rests(), "somebody who has just ended a session may choose the next one"
    long_after(clock)
    assert player.rests()


def test_bells_are_made_while_the_loudspeaker_wakes_up_and_not_before(
    player: LoudspeakerPlayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, int]] = []
    monkeypatch.setattr(tones, "sound", lambda name, rate: made.append((name, rate)))
    player.open(FakePortAudio(), threading.Event())
    assert made == []
    player.opened()
    assert {name for name, _ in made} == set(tones.BUILT_IN)


def test_a_key_wakes_it(player: LoudspeakerPlayer, clock: Clock) -> None:
    opened(player)
    long_after(clock)
    assert player.rests()
    player.wake()
    assert not player.rests()


def test_while_a_session_is_expected_it_stays_open_and_wakes_up_once(
    player: LoudspeakerPlayer, clock: Clock, post: PostBox
) -> None:
    stream = opened(player)
    player.expect(True)
    long_after(clock)
    assert not player.rests()
    for _ in range(int(10 * output._LEAD_IN_SECONDS)):
        asks_for_sound(stream, late=False)
    player.play(1, CLIP, player.generation())
    asks_for_sound(stream, late=False)
    assert post.all(ClipStarted), "no silence comes before it any more"


def test_it_rests_soon_after_no_session_is_expected_any_more(player: LoudspeakerPlayer, clock: Clock) -> None:
    opened(player)
    player.expect(True)
    long_after(clock)
    player.expect(False)
    assert player.rests()


def test_it_does_not_stay_open_all_night_for_a_session_that_nobody_begins(
    player: LoudspeakerPlayer, clock: Clock
) -> None:
    opened(player)
    player.expect(True)
    clock.now += output._EXPECTED_SECONDS
    assert player.rests()


@pytest.mark.parametrize("rate", [48_000, 44_100])
def test_a_clip_that_is_played_while_it_rests_wakes_it_and_is_heard_in_full(
    player: LoudspeakerPlayer, clock: Clock, post: PostBox, monkeypatch: pytest.MonkeyPatch, rate: int
) -> None:
    opened(player)
    long_after(clock)
    assert player.rests()
    player.play(7, CLIP, player.generation())
    assert not player.rests()
    other = FakePortAudio()
    device = {"default_samplerate": float(rate), "max_output_channels": 2, "default_low_output_latency": 0.0}
    monkeypatch.setattr(other, "query_devices", lambda kind: device)
    stream = reopened(player, other)
    heard = 0
    for _ in range(12):
        out = np.zeros((rate // 10, 2), np.float32)
        asks = type("Times", (), {"outputBufferDacTime": 0.0, "currentTime": 0.0})
        stream.callback(out, len(out), asks, type("Status", (), {"output_underflow": False}))
        heard += int(np.count_nonzero(out[:, 0] > 0.05))
    assert heard == pytest.approx(rate / 10, rel=0.2)
    assert [type(report) for _, report in post.posts if isinstance(report, ClipStarted | ClipEnded)] == [
        ClipStarted,
        ClipEnded,
    ]


def test_the_first_word_after_a_rest_waits_less_than_after_the_start(
    player: LoudspeakerPlayer, clock: Clock, post: PostBox
) -> None:
    assert output._LEAD_IN_AFTER_REST_SECONDS < output._LEAD_IN_SECONDS
    opened(player)
    long_after(clock)
    assert player.rests()
    player.play(1, CLIP, player.generation())
    assert not player.rests()
    stream = reopened(player)
    blocks = 0
    while not post.all(ClipStarted) and blocks < 20:
        asks_for_sound(stream, late=False)
        blocks += 1
    assert blocks == pytest.approx(10 * output._LEAD_IN_AFTER_REST_SECONDS, abs=1)


def test_a_loudspeaker_that_went_while_it_rested_is_lost_and_comes_back(
    player: LoudspeakerPlayer, clock: Clock, post: PostBox
) -> None:
    from companion.errors import NoLoudspeaker

    opened(player)
    long_after(clock)
    assert player.rests()
    player.hold(True)
    assert not player.rests()
    player.lost(NoLoudspeaker("It went."))
    assert not player.rests(), "it is looked for"
    reopened(player)
    assert [type(each) for _, each in post.posts if isinstance(each, LoudspeakerLost | LoudspeakerBack)] == [
        LoudspeakerLost,
        LoudspeakerBack,
    ]
