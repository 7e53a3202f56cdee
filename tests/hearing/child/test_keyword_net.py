"""The keyword network's bookkeeping over an embedding that only adds up, and the real one over a synthetic voice."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.espeak import say
from companion.hearing.child import keyword_net
from companion.hearing.child.keyword_net import (
    BEHIND,
    EMBEDDINGS,
    FRAME,
    FRAME_HOP,
    FRAMES,
    HOP,
    NEEDED,
    Embedding,
    KeywordNet,
)
from companion.hearing.replay import with_quiet


class FakeEmbedding(Embedding):
    """A frame is its mean, an embedding is the mean of its frames, 96 times."""

    def __init__(self) -> None:
        self.made = 0
        self._frames: list[float] = []

    def spectra(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        starts = range(0, len(samples) - FRAME + 1, FRAME_HOP)
        return np.array([[samples[n : n + FRAME].mean()] * 32 for n in starts], np.float32)

    def restart(self) -> None:
        self._frames.clear()

    def __call__(self, spectra: NDArray[np.float32]) -> NDArray[np.float32]:
        made = []
        for one in spectra:
            self._frames.append(float(one[0]))
            if len(self._frames) >= FRAMES and (len(self._frames) - FRAMES) % (HOP // FRAME_HOP) == 0:
                made.append([np.mean(self._frames[-FRAMES:])] * 96)
        self.made += len(made)
        return np.array(made, np.float32)


def net(embed: FakeEmbedding) -> KeywordNet:
    """Its score is the newest embedding, and a thousandth of the oldest."""
    inner = np.zeros((EMBEDDINGS * 96, 2), np.float32)
    inner[0, 0] = inner[(EMBEDDINGS - 1) * 96, 1] = 1
    layer = {
        "inner": inner,
        "inner_bias": np.zeros(2, np.float32),
        "outer": np.array([1, 0.001], np.float32),
        "outer_bias": np.float32(0),
    }
    return KeywordNet("stop", embed, layer)


def constant(value: int, samples: int) -> bytes:
    return np.full(samples, value, np.int16).tobytes()


def test_a_score_is_made_of_the_newest_and_the_older_embeddings() -> None:
    sound = constant(400, NEEDED - BEHIND) + constant(100, BEHIND)
    older = 100 + 300 * (NEEDED - BEHIND) / BEHIND
    assert net(FakeEmbedding()).score(sound, NEEDED) == pytest.approx(100 + 0.001 * older, abs=0.01)


def test_sound_that_goes_on_needs_one_new_embedding_and_gives_the_same_score() -> None:
    embed = FakeEmbedding()
    goes_on, anew = net(embed), net(FakeEmbedding())
    random = np.random.default_rng(3)
    sound = random.integers(0, 2000, NEEDED + 5 * HOP).astype(np.int16)
    for step in range(6):
        upto = NEEDED + step * HOP
        mine = goes_on.score(sound[:upto].tobytes(), upto)
        anew.score(b"", 0)  # the sound before it has no effect
        assert mine == pytest.approx(anew.score(sound[:upto].tobytes(), upto + 7), rel=1e-5)
    assert embed.made == EMBEDDINGS + 5


def test_after_a_gap_all_is_heard_again() -> None:
    embed = FakeEmbedding()
    one = net(embed)
    one.score(constant(1, NEEDED), NEEDED)
    one.score(constant(1, NEEDED), NEEDED + 2 * HOP)
    assert embed.made == 2 * EMBEDDINGS


def test_what_is_missing_was_silence() -> None:
    assert net(FakeEmbedding()).score(constant(100, HOP), HOP) == pytest.approx(100 * HOP / BEHIND, rel=0.2)


def test_the_real_one_tells_its_word_from_others() -> None:
    real = keyword_net.load("stop")

    def most(word: str) -> float:
        samples = with_quiet(say(word))
        return max(real.score(samples[:upto].tobytes(), upto) for upto in range(HOP, len(samples), HOP))

    assert most("stop") > max(most("yellow"), most("continue"), most("go on"))


def test_the_real_one_gives_the_same_however_its_sound_is_cut() -> None:
    real = keyword_net.load("stop")
    samples = with_quiet(say("stop"))
    # No digital silence: where that begins depends on the loudest moment since the start.
    samples = samples + np.random.default_rng(1).integers(-200, 200, len(samples)).astype(np.int16)
    last = len(samples) // HOP * HOP
    going_on = [real.score(samples[:upto].tobytes(), upto) for upto in range(NEEDED // HOP * HOP, last, HOP)]
    anew = real.score(samples[: last - HOP].tobytes(), 10 * last)
    assert going_on[-1] == pytest.approx(anew, abs=0.01)
