"""The layer learns a simple task, and the mean of its inputs is folded into it."""

from __future__ import annotations

import numpy as np

from bench.keyword_layer import Layer, scores


def test_it_learns_whatever_the_middle_and_the_spread_of_its_inputs_are() -> None:
    random = np.random.default_rng(5)
    hidden = random.normal(0.0, 1.0, (12000, 2))
    word = (hidden[:, 0] > 0.8) & (hidden[:, 1] > 0)
    numbers = 40 + 7 * (hidden @ random.normal(0.0, 1.0, (2, 64)) + random.normal(0.0, 1.0, (12000, 64)))
    layer = Layer(64).train(numbers[:10000].astype(np.float16), word[:10000])
    said, words = scores(layer, numbers[10000:].astype(np.float16)), word[10000:]
    assert np.mean(said[words] > np.quantile(said[~words], 0.95)) > 0.85
