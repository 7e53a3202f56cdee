"""Keyword spotting by a neural network: scores how much the last second sounds like one word, taken as a whole and not
phone by phone. It runs in the recogniser's own process beside the ears (`ear_cascade.py`); `spotter.py` decides what a
score means.

Google's speech embedding (a small convolutional network trained on a great many words, Apache-2.0; the file is made by
`bench/speech_embedding.py`) turns three quarters of a second into 96 numbers. The four newest of these, 80 ms apart, go
through one hidden layer of our own: a file of 70 KB for each word, beside the languages, trained by
`bench/keyword_training.py`.

It is computed with NumPy alone. No convolution looks beyond its own edge in time, so each new 80 ms costs only the
columns that are new: less than a library for neural networks takes, and no further native code in this process.
"""

from __future__ import annotations

from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

HOP = 1280
"""Samples between two scores: 80 ms."""
FRAME_HOP, FRAME = 160, 512
"""Samples from one spectrum to the next (10 ms), and samples in one spectrum (32 ms)."""
FRAMES = 76
"""Spectra that one embedding is made of."""
EMBEDDINGS = 4
"""Embeddings that one score is made of."""
BEHIND = (FRAMES - 1) * FRAME_HOP + FRAME
"""Samples that one embedding is made of."""
NEEDED = BEHIND + (EMBEDDINGS - 1) * HOP
"""Samples that one score is made of: a little over a second."""
KNOWN = {"stop": "en.stop.npz"}
"""Word -> the file with its layer, beside the languages."""
POOLED = {2: (2, 2), 6: (1, 2), 10: (2, 2), 14: (1, 2), 18: (2, 2)}
"""Max pooling: number of the convolution before it -> its size (in time, in frequency)."""
LAST = 19
"""Number of the last convolution, which has no activation."""

Floats = NDArray[np.float32]


class Embedding:
    """The embedding network over one stream of spectra. It remembers the edges of what it has computed."""

    def __init__(self, weights: dict[str, NDArray[np.float32]]) -> None:
        self._window = weights["window"].astype(np.float32)
        self._bands = weights["bands"].astype(np.float32)
        self._layers = [
            (weights[f"kernel{n}"].astype(np.float32), weights[f"bias{n}"].astype(np.float32)) for n in range(LAST + 1)
        ]
        self._before: dict[int, Floats] = {}
        self._loudest = -1e9

    def spectra(self, samples: Floats) -> Floats:
        """Returns shape (frames, 32): log levels of samples in units of int16, scaled as in the network's training.
        Levels more than 80 dB below the loudest since the restart are raised to that."""
        count = (len(samples) - FRAME) // FRAME_HOP + 1
        frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[: count * FRAME_HOP : FRAME_HOP]
        powers = np.abs(np.fft.rfft(frames * self._window, axis=1)) ** 2
        levels = np.log10(np.maximum(powers.astype(np.float32) @ self._bands, np.float32(1e-10)))
        self._loudest = max(self._loudest, float(levels.max()))
        scaled: Floats = np.maximum(levels, np.float32(self._loudest - 8)) + np.float32(2)
        return scaled

    def restart(self) -> None:
        """Forgets the edges, because the next spectra do not follow the last ones."""
        self._before.clear()
        self._loudest = -1e9

    def __call__(self, spectra: Floats) -> Floats:
        """Returns shape (n, 96): the embeddings that these new spectra complete, one for every eight spectra once there
        were `FRAMES`."""
        x = spectra[:, :, np.newaxis]
        for number, (kernel, bias) in enumerate(self._layers):
            if kernel.shape[0] > 1:
                before = self._before.get(number)
                x = x if before is None else np.concatenate([before, x])
                self._before[number] = x[1 - kernel.shape[0] :]
            x = _convolved(x, kernel) + bias
            if number < LAST:
                # A leaky rectifier with a lower bound.
                x = np.maximum(np.maximum(x, np.float32(0.2) * x), np.float32(-0.4))
            if number in POOLED:
                x = _pooled(x, *POOLED[number])
        return x[:, 0]


def _convolved(x: Floats, kernel: Floats) -> Floats:
    """Convolves (time, frequency, channels). The frequencies are padded to keep their number; the times are not, so
    only real edges are used."""
    times, widths, _, made = kernel.shape
    long, wide = len(x) - times + 1, x.shape[1]
    if widths > 1:
        x = np.pad(x, ((0, 0), (widths // 2, widths // 2), (0, 0)))
    parts = [x[t : t + long, w : w + wide] for t in range(times) for w in range(widths)]
    whole = np.concatenate(parts, axis=2).reshape(long * wide, -1)
    return (whole @ kernel.reshape(-1, made)).reshape(long, wide, made)


def _pooled(x: Floats, times: int, widths: int) -> Floats:
    long, wide = len(x) // times, x.shape[1] // widths
    found: Floats = x[: long * times, : wide * widths].reshape(long, times, wide, widths, -1).max(axis=(1, 3))
    return found


class KeywordNet:
    """The scores of one word over a stream."""

    def __init__(self, phrase: str, embed: Embedding, layer: dict[str, Floats]) -> None:
        """`layer`: "inner" (384, n), "inner_bias" (n,), "outer" (n,), "outer_bias" ()."""
        self.phrase = phrase
        self._embed = embed
        self._layer = layer
        self.forget()

    def forget(self) -> None:
        """Forgets the stream, since another one follows."""
        self._upto = -HOP
        self._newest = np.zeros((0, 96), np.float32)

    def score(self, sound: bytes, upto: int) -> float:
        """Returns the log-odds that the word has just been said. `sound`: int16 mono at 16 kHz, everything that is
        remembered up to the stream's sample `upto`. If there are fewer than `NEEDED` samples, silence stands in for the
        rest."""
        samples = np.frombuffer(sound, np.int16)[-NEEDED:].astype(np.float32)
        samples = np.pad(samples, (NEEDED - len(samples), 0))
        if upto - self._upto == HOP and len(self._newest) == EMBEDDINGS:
            samples = samples[-(HOP + FRAME - FRAME_HOP) :]
        else:
            self._embed.restart()
        made = self._embed(self._embed.spectra(samples))
        self._newest = np.concatenate([self._newest, made])[-EMBEDDINGS:]
        self._upto = upto
        layer = self._layer
        inner = self._newest[::-1].reshape(-1) @ layer["inner"] + layer["inner_bias"]
        return float(np.maximum(inner, 0) @ layer["outer"] + layer["outer_bias"])


def load(phrase: str) -> KeywordNet:
    """Loads the network for one of the words in `KNOWN` and runs it once, so that neither it nor NumPy opens a file
    later."""
    net = KeywordNet(
        phrase,
        Embedding(_weights("companion.hearing.child", "speech_embedding.npz")),
        _weights("companion.hearing.words.languages", KNOWN[phrase]),
    )
    net.score(b"", 0)
    net.forget()
    return net


def _weights(package: str, name: str) -> dict[str, Floats]:
    with files(package).joinpath(name).open("rb") as file, np.load(file) as kept:
        return {part: kept[part].astype(np.float32) for part in kept.files}
