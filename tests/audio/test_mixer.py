from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.audio.mixer import SILENCE_FADE_SECONDS, Generation, Mixer, with_soft_edges
from companion.ports import Samples
from companion.session.events import ClipEnded, ClipStarted

RATE = 8000
BLOCK = 80


class Bench:
    """A mixer, its generation and what it posted."""

    def __init__(self, *, volume: float = 1.0) -> None:
        self.posts: list[ClipStarted | ClipEnded] = []
        self.generation = Generation()
        self.tapped: list[tuple[Samples, int, float]] = []
        self.mixer = Mixer(
            RATE, post=self.posts.append, generation=self.generation, volume=volume,
            tap=lambda block, frame, at: self.tapped.append((block.copy(), frame, at)),
        )  # fmt: skip

    def play(self, id: int, samples: Samples) -> None:
        self.mixer.play(id, samples, self.generation.now)

    def mix(self, count: int = BLOCK) -> Samples:
        out = np.full(count, np.nan, np.float32)  # the sound in the device's buffer must be gone
        self.mixer.mix(out)
        return out


def level(count: int, value: float = 0.5) -> Samples:
    return np.full(count, value, np.float32)


def test_nothing_to_play_is_silence() -> None:
    bench = Bench()
    assert not np.any(bench.mix())
    assert bench.mixer.idle


def test_clips_follow_one_another_without_a_gap() -> None:
    bench = Bench()
    bench.play(1, level(100, 0.25))
    bench.play(2, level(100, 0.5))
    heard = np.concatenate([bench.mix() for _ in range(3)])
    np.testing.assert_array_equal(heard, np.concatenate([level(100, 0.25), level(100, 0.5), level(40, 0)]))
    assert bench.posts == [
        ClipStarted(1, 100 / RATE), ClipEnded(1), ClipStarted(2, 100 / RATE), ClipEnded(2),
    ]  # fmt: skip


def test_a_start_is_posted_with_the_block_its_first_sample_is_in_and_not_before() -> None:
    bench = Bench()
    bench.play(1, level(BLOCK))
    bench.play(2, level(BLOCK))
    bench.mix()
    assert bench.posts == [ClipStarted(1, 0.01), ClipEnded(1)]
    bench.mix()
    assert bench.posts[2:] == [ClipStarted(2, 0.01), ClipEnded(2)]


def test_an_empty_clip_starts_and_ends() -> None:
    bench = Bench()
    bench.play(1, level(0))
    bench.mix()
    assert bench.posts == [ClipStarted(1, 0.0), ClipEnded(1)]


def test_silence_fades_within_the_next_block_and_reports_no_end() -> None:
    bench = Bench()
    bench.play(1, level(1000))
    bench.play(2, level(1000))
    bench.mix()
    bench.generation.bump()
    after = bench.mix()
    fade = int(SILENCE_FADE_SECONDS * RATE)
    assert after[0] > 0.45
    assert np.all(np.diff(after[:fade]) <= 0)
    assert not np.any(after[fade:])
    for _ in range(40):
        assert not np.any(bench.mix())
    assert bench.posts == [ClipStarted(1, 0.125)]
    assert bench.mixer.idle


def test_a_clip_of_an_older_generation_is_never_heard() -> None:
    bench = Bench()
    bench.generation.bump()
    bench.mixer.play(1, level(100), 0)
    bench.play(2, level(100))
    bench.mix(200)
    assert [post.id for post in bench.posts] == [2, 2]


def test_a_silence_that_comes_while_a_block_is_mixed_takes_back_its_posts() -> None:
    generation = Generation()
    posts: list[ClipStarted | ClipEnded] = []
    mixer = Mixer(RATE, post=posts.append, generation=generation, tap=lambda *_: generation.bump())
    mixer.play(1, level(10), 0)
    mixer.mix(np.zeros(BLOCK, np.float32))
    assert posts == []


def test_a_tone_takes_the_place_of_the_tone_before_it_softly() -> None:
    bench = Bench()
    bench.mixer.tone(level(RATE, 0.3), 0)
    bench.mix()
    bench.mixer.tone(level(RATE, 0.0), 0)
    heard = np.concatenate([bench.mix() for _ in range(20)])
    assert heard[0] == pytest.approx(0.3, abs=0.01)
    assert np.max(np.abs(np.diff(heard))) < 0.01
    assert not np.any(heard[-BLOCK:])
    assert bench.posts == []


def test_a_silence_hastens_a_tone_that_was_fading_slowly() -> None:
    bench = Bench()
    bench.mixer.tone(level(RATE, 0.3), 0)
    bench.mix()
    bench.mixer.tone(level(RATE, 0.3), 0)
    bench.mix()
    bench.generation.bump()
    after = bench.mix()
    assert np.max(np.abs(np.diff(after))) < 0.05
    assert not np.any(after[int(SILENCE_FADE_SECONDS * RATE) :])
    assert bench.mixer.idle


def test_volume_changes_without_a_step() -> None:
    bench = Bench()
    bench.play(1, level(4000))
    bench.mix()
    bench.mixer.set_volume(0.1)
    heard = np.concatenate([bench.mix() for _ in range(10)])
    assert np.max(np.abs(np.diff(heard))) < 0.005
    assert heard[-1] == pytest.approx(0.05)


def test_too_loud_is_bent_and_not_cut() -> None:
    bench = Bench()
    t = np.arange(800) / RATE
    wave = np.sin(2 * np.pi * 100 * t).astype(np.float32)
    bench.play(1, wave)
    bench.mixer.tone(wave, 0)
    heard = bench.mix(800)
    assert np.max(np.abs(heard)) <= 1.0
    assert np.sign(heard[10]) == np.sign(wave[10])
    quiet = np.abs(2 * wave) < 0.75
    np.testing.assert_allclose(heard[quiet], 2 * wave[quiet], atol=1e-6)


def test_the_tap_hears_every_block_in_its_place() -> None:
    bench = Bench()
    bench.play(1, level(100))
    first, second = np.zeros(30, np.float32), np.zeros(50, np.float32)
    bench.mixer.mix(first, 12.5)
    bench.mixer.mix(second, 13.0)
    assert [(frame, at) for _, frame, at in bench.tapped] == [(0, 12.5), (30, 13.0)]
    np.testing.assert_array_equal(bench.tapped[1][0], second)


def test_a_block_larger_than_any_buffer_is_filled() -> None:
    bench = Bench()
    bench.play(1, level(30_000))
    heard = bench.mix(40_000)
    assert np.all(heard[:30_000] == 0.5)
    assert not np.any(heard[30_000:])
    assert [frame for _, frame, _ in bench.tapped] == [0, 8192, 16384, 24576, 32768]


actions = st.one_of(
    st.tuples(st.just("play"), st.integers(0, 400), st.floats(-3, 3, width=32)),
    st.tuples(st.just("tone"), st.integers(0, 400), st.floats(-3, 3, width=32)),
    st.tuples(st.just("mix"), st.integers(0, 200), st.just(0.0)),
    st.tuples(st.just("volume"), st.just(0), st.floats(allow_nan=True, allow_infinity=True, width=32)),
    st.tuples(st.just("silence"), st.just(0), st.just(0.0)),
)


@settings(max_examples=200)
@given(st.lists(actions, max_size=40))
def test_whatever_happens_blocks_are_whole_and_ends_come_once(happenings: list[tuple[str, int, float]]) -> None:
    bench = Bench()
    ids, played_in = 0, {}
    for what, count, value in happenings:
        before = len(bench.posts)
        match what:
            case "play":
                ids += 1
                played_in[ids] = bench.generation.now
                bench.play(ids, level(count, value))
            case "tone":
                bench.mixer.tone(level(count, value), bench.generation.now)
            case "mix":
                heard = bench.mix(count)
                assert np.all(np.isfinite(heard))
                assert np.all(np.abs(heard) <= 1.0)
                for post in bench.posts[before:]:
                    assert played_in[post.id] == bench.generation.now, "posted after it was silenced"
            case "volume":
                bench.mixer.set_volume(value)
            case "silence":
                bench.generation.bump()
    for _ in range(400):
        bench.mix(200)
    started = [post.id for post in bench.posts if isinstance(post, ClipStarted)]
    ended = [post.id for post in bench.posts if isinstance(post, ClipEnded)]
    assert len(set(started)) == len(started)
    assert len(set(ended)) == len(ended)
    assert started == sorted(started)
    for id, generation in played_in.items():
        if generation == bench.generation.now:
            assert ended.count(id) == 1
    for id in ended:
        assert bench.posts.index(ClipEnded(id)) > next(
            n for n, post in enumerate(bench.posts) if isinstance(post, ClipStarted) and post.id == id
        )
    assert bench.mixer.idle


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True, width=32), max_size=300))
def test_soft_edges_make_anything_fit(values: list[float]) -> None:
    given_samples = np.array(values, np.float32)
    kept = given_samples.copy()
    fit = with_soft_edges(given_samples, RATE)
    assert fit.dtype == np.float32
    assert fit.shape == given_samples.shape
    assert np.all(np.isfinite(fit))
    assert np.all(np.abs(fit) <= 1.0)
    np.testing.assert_array_equal(given_samples, kept)


def test_soft_edges_begin_and_end_at_silence() -> None:
    fit = with_soft_edges(level(RATE, 1.0), RATE)
    assert abs(fit[0]) < 0.02
    assert abs(fit[-1]) < 0.02
    assert fit[RATE // 2] == 1.0


# ---- breath tones on the sound card's clock ---------------------------------------------------------------------


def onsets_of_late_tones(late: list[float], seconds: float, blocks: list[int]) -> list[int]:
    """Parts of a breath that the session's timer asks for a little late, each time anew; where each begins."""
    lead = 0.06
    mixer = Mixer(RATE, post=lambda _: None, tone_lead=lead)
    length = round(seconds * RATE)
    due = [round((number * seconds + delay) * RATE) for number, delay in enumerate(late)]
    heard: list[Samples] = []
    frame = block = 0
    asked = 0
    while frame < due[-1] + length + RATE:
        while asked < len(due) and due[asked] <= frame:
            mark = np.zeros(length, np.float32)
            mark[0] = 0.5
            mixer.tone(mark, 0)
            asked += 1
        out = np.zeros(blocks[block % len(blocks)], np.float32)
        mixer.mix(out)
        heard.append(out)
        frame += len(out)
        block += 1
    return [int(each) for each in np.flatnonzero(np.concatenate(heard) > 0.2)]


@given(
    st.lists(st.floats(0, 0.03), min_size=3, max_size=12),
    st.floats(0.5, 4.0),
    st.lists(st.integers(20, 200), min_size=1, max_size=5),
)
def test_parts_of_a_breath_follow_one_another_within_ten_milliseconds(
    late: list[float], seconds: float, blocks: list[int]
) -> None:
    onsets = onsets_of_late_tones(late, seconds, blocks)
    assert len(onsets) == len(late)
    for apart in np.diff(onsets):
        assert apart == pytest.approx(round(seconds * RATE), abs=0.01 * RATE)


def test_a_part_that_comes_much_too_late_begins_at_once_and_the_next_ones_follow_it() -> None:
    onsets = np.array(onsets_of_late_tones([0.0, 0.0, 0.5, 0.5, 0.5], 2.0, [80]))
    assert np.diff(onsets).tolist() == pytest.approx([2 * RATE, 2.5 * RATE, 2 * RATE, 2 * RATE], abs=0.01 * RATE)


def test_after_a_silence_a_breath_is_a_new_one() -> None:
    generation = Generation()
    mixer = Mixer(RATE, post=lambda _: None, generation=generation, tone_lead=0.01)
    mixer.tone(level(RATE), 0)
    mixer.mix(np.zeros(RATE, np.float32))
    generation.bump()
    mixer.tone(level(100), generation.now)
    heard = np.zeros(400, np.float32)
    mixer.mix(heard)
    begins = int(0.01 * RATE)
    assert not heard[max(int(SILENCE_FADE_SECONDS * RATE), 1) : begins].any()
    assert heard[begins + 1] > 0.4


def test_a_clip_waits_until_the_stream_has_been_open_for_a_while() -> None:
    """A loudspeaker that wakes up swallows what comes at once."""
    bench = Bench()
    bench.mixer.lead_in(0.5)
    bench.play(1, level(BLOCK))
    quiet = np.concatenate([bench.mix() for _ in range(RATE // 2 // BLOCK)])
    assert not quiet.any()
    assert bench.posts == []
    assert not bench.mixer.idle
    assert bench.mix().any()
    assert bench.posts == [ClipStarted(1, BLOCK / RATE), ClipEnded(1)]
    bench.play(2, level(BLOCK))
    assert bench.mix().any(), "the next one comes at once"
    bench.mixer.lead_in(0.5)
    bench.play(3, level(BLOCK))
    assert not bench.mix().any(), "another stream, or the same one opened anew"
