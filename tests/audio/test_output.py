"""The player where nobody listens: lengths, order and silences, without a device."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from companion.audio.output import SilentPlayer
from companion.ports import Pcm
from companion.session.effects import BreathPart
from companion.session.events import ClipEnded, ClipStarted
from tests.audio.conftest import PostBox


def clip(seconds: float, rate: int = 22_050) -> Pcm:
    return Pcm(np.full(int(seconds * rate), 0.3, np.float32), rate)


@pytest.fixture
def player(post: PostBox) -> Iterator[SilentPlayer]:
    playing = SilentPlayer(post)
    yield playing
    playing.close()


def test_a_clip_takes_as_long_as_it_would(player: SilentPlayer, post: PostBox) -> None:
    player.play(4, clip(0.3), player.generation())
    started = post.wait_for(ClipStarted(4, 0.3))
    ended = post.wait_for(ClipEnded(4))
    assert 0.2 < ended - started < 2.0  # never much shorter; longer only where the machine is busy


def test_a_rehearsal_is_faster_but_reports_real_lengths(post: PostBox) -> None:
    player = SilentPlayer(post, speed=100)
    player.play(1, clip(20.0), player.generation())
    started = post.wait_for(ClipStarted(1, 20.0))
    assert post.wait_for(ClipEnded(1)) - started < 5
    player.close()


def test_silence_takes_back_what_was_queued(player: SilentPlayer, post: PostBox) -> None:
    old = player.generation()
    player.play(1, clip(30), old)
    post.wait_for(ClipStarted(1, 30.0))
    player.play(2, clip(0.1), old)
    player.silence()
    assert player.generation() > old
    player.play(3, clip(0.1), old)
    player.play(4, clip(0.1), player.generation())
    post.wait_for(ClipEnded(4))
    assert [ended.id for ended in post.all(ClipEnded)] == [4]
    assert [started.id for started in post.all(ClipStarted)] == [1, 4]


def test_bells_end_and_breaths_are_not_answered(post: PostBox) -> None:
    player = SilentPlayer(post, speed=50)
    player.breath(BreathPart.IN, 4)
    player.play_sound(1, "bell")
    player.play_sound(2, "no such sound")
    post.wait_for(ClipEnded(1))
    post.wait_for(ClipEnded(2))
    assert [started.seconds for started in post.all(ClipStarted)] == [3.5, 3.5]
    player.close()


def test_everything_may_be_called_after_close(post: PostBox) -> None:
    player = SilentPlayer(post)
    player.close()
    player.close()
    player.play(1, clip(1), player.generation())
    player.breath(BreathPart.OUT, 1)
    player.set_volume(0.5)
    player.silence()


def test_its_thread_sleeps_while_there_is_nothing_to_play(player: SilentPlayer, post: PostBox) -> None:
    player.play(1, clip(0.05), player.generation())
    post.wait_for(ClipEnded(1))
    mixer = player._mixer
    assert mixer is not None
    threading.Event().wait(0.1)
    resting = mixer.frame
    threading.Event().wait(0.2)
    assert mixer.frame == resting
