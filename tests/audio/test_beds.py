"""The beds: loops without a seam, and how the mixer leads them under, away from and back beside the voice."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from companion.audio.bed_track import DUCKED
from companion.audio.beds import BED_DBFS, BEDS, bed, own_bed
from companion.audio.mixer import SILENCE_FADE_SECONDS, Generation, Mixer
from companion.ports import Pcm, Samples

RATE = 16_000
BLOCK = 160


def dbfs(samples: Samples) -> float:
    return 20 * float(np.log10(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))))


@pytest.mark.parametrize("name", BEDS)
def test_a_bed_is_soft_has_no_seam_and_is_the_same_everywhere(name: str) -> None:
    loop = bed(name, RATE)
    assert dbfs(loop) == pytest.approx(BED_DBFS, abs=0.5)
    assert np.max(np.abs(loop)) < 0.25
    steps = np.abs(np.diff(loop))
    assert abs(float(loop[0] - loop[-1])) <= float(np.max(steps))
    # Not a click either: around the seam the loop is as loud as anywhere else.
    around = np.concatenate([loop[-RATE // 10 :], loop[: RATE // 10]])
    assert dbfs(around) == pytest.approx(BED_DBFS, abs=4)
    bed.cache_clear()
    assert np.array_equal(bed(name, RATE), loop)


def test_the_beds_are_told_apart() -> None:
    def centre(loop: Samples) -> float:
        power = np.abs(np.fft.rfft(loop)) ** 2
        return float(np.sum(power * np.fft.rfftfreq(len(loop), 1 / RATE)) / np.sum(power))

    drone, noise, rain = (centre(bed(name, RATE)) for name in ("drone", "noise", "rain"))
    assert 90 < drone < 250
    assert 2 * drone < noise < rain / 2


def test_a_sound_of_ones_own_is_cross_faded_into_itself() -> None:
    t = np.arange(int(9.3 * 8000)) / 8000
    loop = own_bed(Pcm((0.8 * np.sin(2 * np.pi * 200.3 * t)).astype(np.float32), 8000), RATE)
    assert len(loop) == pytest.approx((9.3 - 3.1) * RATE, abs=2 * RATE // 100)
    assert dbfs(loop) == pytest.approx(BED_DBFS, abs=0.5)
    assert abs(float(loop[0] - loop[-1])) <= 1.2 * float(np.max(np.abs(np.diff(loop))))


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.zeros(5000, np.float32), np.full(99, np.nan)])
def test_an_empty_sound_is_a_silent_bed(samples: Samples) -> None:
    assert not own_bed(Pcm(samples, RATE), RATE).any()


class Bench:
    def __init__(self) -> None:
        self.generation = Generation()
        self.mixer = Mixer(RATE, post=lambda _: None, generation=self.generation)
        # A constant level instead of a sound, so that the output is the gain.
        self.mixer.bed.set(np.ones(RATE // 2 + 7, np.float32), 0.5)

    def mix(self, seconds: float) -> Samples:
        blocks = []
        for _ in range(round(seconds * RATE / BLOCK)):
            block = np.zeros(BLOCK, np.float32)
            self.mixer.mix(block)
            blocks.append(block)
        return np.concatenate(blocks)

    def at_full(self) -> Bench:
        self.mixer.bed.run(True)
        assert self.mix(4.0)[-1] == pytest.approx(0.5)
        return self


def smooth(heard: Samples) -> bool:
    return float(np.max(np.abs(np.diff(heard)))) < 0.001


def test_nothing_sounds_before_it_is_let_run() -> None:
    assert not Bench().mix(1.0).any()


def test_it_comes_slowly_and_stays() -> None:
    bench = Bench()
    bench.mixer.bed.run(True)
    heard = bench.mix(6.0)
    assert heard[RATE] < 0.3
    assert smooth(heard)
    assert np.all(heard[4 * RATE :] == pytest.approx(0.5))


def test_it_goes_under_speech_and_comes_back() -> None:
    bench = Bench().at_full()
    bench.mixer.play(1, np.zeros(2 * RATE, np.float32), 0)
    spoken = bench.mix(2.0)
    assert spoken[RATE] == pytest.approx(0.5 * DUCKED, abs=0.01)
    after = bench.mix(3.0)
    assert after[-1] == pytest.approx(0.5)
    assert smooth(np.concatenate([spoken, after]))


def test_it_fades_when_the_session_is_held_and_comes_back() -> None:
    bench = Bench().at_full()
    bench.mixer.bed.run(False)
    heard = bench.mix(1.5)
    assert smooth(heard)
    assert not heard[RATE:].any()
    bench.mixer.bed.run(True)
    assert bench.mix(4.0)[-1] == pytest.approx(0.5)


def test_a_stop_silences_it_at_once() -> None:
    bench = Bench().at_full()
    bench.mixer.bed.run(False)
    bench.generation.bump()
    heard = bench.mix(0.5)
    assert not heard[int(SILENCE_FADE_SECONDS * RATE) + 1 :].any()


def test_a_hush_takes_it_away_and_gives_it_back() -> None:
    bench = Bench().at_full()
    bench.mixer.hush(True)
    assert not bench.mix(0.3)[RATE // 10 :].any()
    bench.mixer.hush(False)
    assert bench.mix(5.0)[-1] == pytest.approx(0.5)


def test_another_bed_takes_its_place_softly_and_none_ends_it() -> None:
    bench = Bench().at_full()
    bench.mixer.bed.set(np.full(1000, -1, np.float32), 0.25)
    heard = bench.mix(6.0)
    assert heard[-1] == pytest.approx(-0.25)
    assert smooth(heard)
    bench.mixer.bed.set(None, 0.0)
    assert not bench.mix(2.0)[-BLOCK:].any()


@pytest.mark.parametrize("volume", [-1.0, float("nan"), 0.0])
def test_no_volume_is_no_sound(volume: float) -> None:
    bench = Bench()
    bench.mixer.bed.set(np.ones(100, np.float32), volume)
    bench.mixer.bed.run(True)
    assert not bench.mix(1.0).any()


def test_the_callback_takes_no_memory_for_it() -> None:
    bench = Bench().at_full()
    block = np.zeros(8192, np.float32)
    bench.mixer.play(1, np.full(30 * RATE, 0.9, np.float32), 0)
    bench.mixer.mix(block)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        for volume in (0.3, 0.7, 1.0):
            bench.mixer.set_volume(volume)
            bench.mixer.mix(block)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert peak < block.nbytes / 2  # views and numbers, but no block of samples
