"""Trains the keyword network's hidden layer. Arrays in and out; no sound, no files."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
INNER, ROUNDS, BATCH = 96, 14, 512
SHARE = 0.15
"""Share of the moments of the word in the total weight."""


class Layer:
    """One hidden layer, trained by Adam. The mean and spread of its inputs are folded into its weights at the end."""

    def __init__(self, inputs: int) -> None:
        self._random = np.random.default_rng(0)
        self._weights = [
            (self._random.standard_normal((inputs, INNER)) * np.sqrt(2 / inputs)).astype(np.float32),
            np.zeros(INNER, np.float32),
            (self._random.standard_normal((INNER, 1)) * np.sqrt(1 / INNER)).astype(np.float32),
            np.zeros(1, np.float32),
        ]

    def train(self, numbers: NDArray[np.float16], word: NDArray[np.bool_]) -> dict[str, NDArray[np.float32]]:
        """Trains a layer and returns it in the form that `KeywordNet` takes. `numbers`: shape (n, inputs)."""
        middle = numbers.mean(axis=0, dtype=np.float64).astype(np.float32)
        spread = numbers.std(axis=0, dtype=np.float64).astype(np.float32) + np.float32(1e-3)
        weight = np.where(word, SHARE * len(word) / max(1, int(word.sum())), 1.0)
        steps = ROUNDS * (len(word) // BATCH)
        means = [np.zeros_like(one) for one in self._weights]
        squares = [np.zeros_like(one) for one in self._weights]
        step = 0
        for _ in range(ROUNDS):
            order = self._random.permutation(len(word))
            for begin in range(0, len(word) - BATCH + 1, BATCH):
                some = order[begin : begin + BATCH]
                step += 1
                slopes = self._slopes((numbers[some] - middle) / spread, word[some], weight[some])
                rate = 0.5e-3 * (1 + np.cos(np.pi * step / steps))
                for one, slope, mean, square in zip(self._weights, slopes, means, squares, strict=True):
                    mean += 0.1 * (slope - mean)
                    square += 0.001 * (slope * slope - square)
                    move = mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
                    one -= (rate * (move + 1e-4 * one * (one.ndim == 2))).astype(np.float32)
        inner, inner_bias, outer, outer_bias = self._weights
        folded = inner / spread[:, np.newaxis]
        return {
            "inner": folded,
            "inner_bias": inner_bias - middle @ folded,
            "outer": outer[:, 0],
            "outer_bias": outer_bias[0],
        }

    def _slopes(
        self, inputs: NDArray[np.float32], word: NDArray[np.bool_], weight: Floats
    ) -> tuple[NDArray[np.float32], ...]:
        """Computes the gradients of the weighted cross entropy, with a tenth of the inputs and a third of the inner
        units left out."""
        inner, inner_bias, outer, outer_bias = self._weights
        random = self._random
        inputs = (inputs * (random.random(inputs.shape) > 0.1) / 0.9).astype(np.float32)
        before = inputs @ inner + inner_bias
        kept = (random.random(before.shape) > 0.3) / np.float32(0.7)
        middle = (np.maximum(before, 0) * kept).astype(np.float32)
        said = 1 / (1 + np.exp(-(middle @ outer + outer_bias)[:, 0]))
        off = (weight * (said - word) / len(word)).astype(np.float32)[:, np.newaxis]
        back = ((off @ outer.T) * kept * (before > 0)).astype(np.float32)
        return inputs.T @ back, back.sum(axis=0), middle.T @ off, off.sum(axis=0)


def scores(layer: dict[str, NDArray[np.float32]], numbers: NDArray[np.float16]) -> NDArray[np.float32]:
    inner = np.maximum(numbers.astype(np.float32) @ layer["inner"] + layer["inner_bias"], 0)
    return np.asarray(inner @ layer["outer"] + layer["outer_bias"])
