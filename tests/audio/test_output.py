"""The player without a device: lengths, order and silences."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from companion.audio import tones
from companion.audio.front import Front
from companion.audio.mixer import Mixer
from companion.audio.offline import OfflinePlayer
from companion.audio.output import LoudspeakerPlayer
from companion.audio.sound_choice import Sounds, UnknownSound, check_bed, check_tones
from companion.errors import NoLoudspeaker
from companion.ports import Pcm, Samples
from companion.session.effects import BreathPart
from companion.session.events import ClipEnded, ClipStarted
from tests.audio.conftest import PostBox


def clip(seconds: float, rate: int = 22_050) -> Pcm:
    return Pcm(np.full(int(seconds * rate), 0.3, np.float32), rate)


class NoDevices:
    """An audio system without a loudspeaker."""

    def add_output(self, line: Any) -> None:
        line.missing(NoLoudspeaker("There is none."))

    def remove(self, line: Any) -> None:
        """Nothing was opened."""

    def look(self) -> None: ...


def unheard(post: PostBox, *, speed: float = 1.0) -> LoudspeakerPlayer:
    return LoudspeakerPlayer(post, NoDevices(), speed=speed)  # type: ignore[arg-type]


@pytest.fixture
def player(post: PostBox) -> Iterator[LoudspeakerPlayer]:
    playing = unheard(post)
    yield playing
    playing.close()


def test_a_clip_takes_as_long_as_it_would(player: LoudspeakerPlayer, post: PostBox) -> None:
    player.play(4, clip(0.3), player.generation())
    started = post.wait_for(ClipStarted(4, 0.3))
    ended = post.wait_for(ClipEnded(4))
    assert 0.2 < ended - started < 2.0  # never much shorter; longer only where the machine is busy


def test_a_rehearsal_is_faster_but_reports_real_lengths(post: PostBox) -> None:
    player = unheard(post, speed=100)
    player.play(1, clip(20.0), player.generation())
    started = post.wait_for(ClipStarted(1, 20.0))
    assert post.wait_for(ClipEnded(1)) - started < 5
    player.close()


def test_silence_takes_back_what_was_queued(player: LoudspeakerPlayer, post: PostBox) -> None:
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
    player = unheard(post, speed=50)
    player.breath(BreathPart.IN, 4)
    player.play_sound(1, "bell")
    player.play_sound(2, "no such sound")
    post.wait_for(ClipEnded(1))
    post.wait_for(ClipEnded(2))
    assert [started.seconds for started in post.all(ClipStarted)] == [3.5, 3.5]
    player.close()


def test_everything_may_be_called_after_close(post: PostBox) -> None:
    player = unheard(post)
    player.close()
    player.close()
    player.play(1, clip(1), player.generation())
    player.breath(BreathPart.OUT, 1)
    player.set_volume(0.5)
    player.silence()


def test_what_is_asked_for_while_a_waiting_clip_is_made_to_fit_counts_too(post: PostBox) -> None:
    front = Front(post)

    class LongClip(Pcm):
        """While it is resampled, other threads go on."""

        def __init__(self) -> None:
            super().__init__(np.zeros(800, np.float32), 8000)

        def __getattribute__(self, name: str) -> object:
            if name == "samples":
                front.set_volume(0.2)
                front.run_bed(True)
                front.hush(True)
                front.duck(True)
            return super().__getattribute__(name)

    front.play(1, LongClip(), front.generation())
    mixer = Mixer(16_000, post=post)
    front._take(mixer)
    assert (mixer._volume, mixer.bed._running, mixer._hush, mixer._duck) == (0.2, True, True, True)


def test_its_thread_sleeps_while_there_is_nothing_to_play(player: LoudspeakerPlayer, post: PostBox) -> None:
    player.play(1, clip(0.05), player.generation())
    post.wait_for(ClipEnded(1))
    mixer = player._mixer
    assert mixer is not None
    threading.Event().wait(0.1)
    resting = mixer.frame
    threading.Event().wait(0.2)
    assert mixer.frame == resting


# ---- what somebody chose ----------------------------------------------------------------------------------------


def offline(**chosen: object) -> OfflinePlayer:
    return OfflinePlayer(16_000, lambda _: None, Sounds(**chosen))  # type: ignore[arg-type]


def test_without_bells_a_bell_begins_and_ends_and_is_not_heard(post: PostBox) -> None:
    player = OfflinePlayer(16_000, post, Sounds(bells=False))
    player.play_sound(3, "bell")
    assert player.span(3) == (0, 0)
    assert not player.take(1600).any()
    assert [report for _, report in post.posts] == [ClipStarted(3, 0.0), ClipEnded(3)]


def test_without_bells_a_warning_sounds_even_so(post: PostBox) -> None:
    player = OfflinePlayer(16_000, post, Sounds(bells=False))
    player.play_sound(3, tones.ALARM)
    assert np.array_equal(player.take(1600)[100:], tones.sound(tones.ALARM, 16_000)[100:1600])


@pytest.mark.parametrize("timbre", ["soft", "strings", "wind", "none"])
def test_the_breath_has_the_timbre_that_was_chosen(timbre: str) -> None:
    player = offline(tones=timbre)
    player.breath(BreathPart.IN, 1.0)
    heard = player.take(16_000)
    expected = tones.breath(BreathPart.IN, 1.0, 16_000, timbre)
    assert np.array_equal(heard, expected if timbre != "none" else np.zeros(16_000, np.float32))


def test_the_bed_that_was_chosen_sounds_while_it_is_let_run() -> None:
    heard: dict[str, Samples] = {}
    for name in ("drone", "rain"):
        player = offline(bed=name, bed_volume=1.0)
        assert not player.take(16_000).any()
        player.run_bed(True)
        heard[name] = player.take(5 * 16_000)[-16_000:]
        player.run_bed(False)
        assert not player.take(3 * 16_000)[-1600:].any()
    # Told apart by how often they cross the middle.
    drone, rain = (np.sum(np.diff(np.sign(heard[name])) != 0) for name in ("drone", "rain"))
    assert 0 < 4 * drone < rain


def test_without_a_bed_nothing_sounds_however_long_it_is_let_run() -> None:
    player = offline()
    player.run_bed(True)
    assert not player.take(3 * 16_000).any()


def test_a_sound_of_ones_own_may_be_the_bed() -> None:
    t = np.arange(5 * 8000) / 8000
    player = offline(bed=Pcm(np.sin(2 * np.pi * 500 * t).astype(np.float32), 8000), bed_volume=0.5)
    player.run_bed(True)
    heard = player.take(6 * 16_000)[-16_000:]
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    assert int(np.argmax(spectrum)) == pytest.approx(500, abs=2)


@pytest.mark.parametrize(
    ("check", "name", "hint"),
    [
        (check_bed, "rian", "Did you mean “rain”?"),
        (check_bed, "sea", "There are: noise, rain, drone, none."),
        (check_tones, "string", "Did you mean “strings”?"),
        (check_tones, "", "There are: soft, strings, wind, none."),
    ],
)
def test_an_unknown_sound(check: Callable[[str], str], name: str, hint: str) -> None:
    with pytest.raises(UnknownSound) as unknown:
        check(name)
    assert unknown.value.hint == hint
    assert check_bed("Rain") == "rain"
