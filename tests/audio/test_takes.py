"""Flaws of recorded sentences, their trimming, and the cutting of a whole script."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from companion.audio.takes import cut, judged
from companion.ports import Flaw, Pcm

RATE = 48_000
Sound = NDArray[np.float64]


def voice(seconds: float, level: float = 0.2, pitch: float = 120.0) -> Sound:
    """A buzz with the rise and fall of syllables."""
    at = np.arange(int(seconds * RATE)) / RATE
    buzz = sum(np.sin(2 * np.pi * pitch * n * at) / n for n in range(1, 20))
    return level * buzz * (0.55 + 0.45 * np.sin(2 * np.pi * 4 * at))  # type: ignore[no-any-return]


def room(seconds: float, level: float = 0.0006) -> Sound:
    return np.random.default_rng(7).normal(0, level, int(seconds * RATE))


def hum(seconds: float, hertz: float = 50.0, level: float = 0.01) -> Sound:
    at = np.arange(int(seconds * RATE)) / RATE
    return level * (np.sin(2 * np.pi * hertz * at) + 0.5 * np.sin(2 * np.pi * 3 * hertz * at))


def spoken(said: Sound, before: float = 0.8, after: float = 0.9, under: Sound | None = None) -> Pcm:
    whole = np.concatenate([np.zeros(int(before * RATE)), said, np.zeros(int(after * RATE))])
    whole = whole + (room(len(whole) / RATE + 1)[: len(whole)] if under is None else under[: len(whole)])
    return Pcm(np.clip(whole, -1, 1).astype(np.float32), RATE)


def test_a_good_sentence_has_no_flaw_and_loses_the_silence_around_it() -> None:
    take = judged(spoken(voice(2.0)), Pcm(room(1.0).astype(np.float32), RATE))
    assert take.flaws == ()
    assert take.pcm.seconds == pytest.approx(2.37, abs=0.1)


def test_the_click_of_the_key_at_the_end_is_cut_off() -> None:
    sound = spoken(voice(2.0))
    samples = sound.samples.copy()
    click = int(0.5 * RATE)
    samples[-click : -click + int(0.02 * RATE)] += 0.5
    assert judged(Pcm(samples, RATE)).pcm.seconds == pytest.approx(2.37, abs=0.1)


def test_a_soft_last_syllable_apart_from_the_rest_is_kept() -> None:
    said = np.concatenate([voice(1.5), np.zeros(int(0.3 * RATE)), voice(0.25, 0.05)])
    assert judged(spoken(said)).pcm.seconds == pytest.approx(2.05 + 0.37, abs=0.1)


@pytest.mark.parametrize(
    ("sound", "flaws"),
    [
        (Pcm(np.zeros(3 * RATE, np.float32), RATE), (Flaw.SILENT,)),
        (Pcm(room(3.0).astype(np.float32), RATE), (Flaw.NO_VOICE,)),
        (Pcm(hum(3.0).astype(np.float32), RATE), (Flaw.NO_VOICE, Flaw.HUM)),
        (spoken(voice(2.0, 0.9)), (Flaw.CLIPPED,)),
        (spoken(voice(2.0, 0.003), under=room(5, 0.00002)), (Flaw.TOO_QUIET,)),
        (spoken(voice(2.0), under=hum(5.0)), (Flaw.HUM,)),
        (spoken(voice(2.0), under=hum(5.0, 60.0)), (Flaw.HUM,)),
        (spoken(voice(2.0), under=room(5.0, 0.03)), (Flaw.NOISE,)),
    ],
    ids=["muted", "only a room", "only a hum", "clipped", "too quiet", "hum", "American hum", "noise"],
)
def test_what_is_wrong_is_named(sound: Pcm, flaws: tuple[Flaw, ...]) -> None:
    assert judged(sound).flaws == flaws


def test_a_voice_without_a_pause_says_nothing_about_the_room() -> None:
    assert judged(Pcm(voice(2.5).astype(np.float32), RATE)).flaws == ()


def test_a_sound_that_is_too_short_for_anything_is_no_voice() -> None:
    assert judged(Pcm(np.full(50, 0.1, np.float32), RATE)).flaws == (Flaw.NO_VOICE,)


def test_a_whole_script_is_cut_where_one_sentence_ends() -> None:
    lengths = [1.0, 3.0, 2.0, 0.7, 4.0]
    parts = [room(0.8)]
    for each in lengths:
        # A pause inside each long sentence, shorter than those between two.
        half = each / 2
        inner = [voice(half), np.zeros(int(0.35 * RATE)), voice(half)] if each >= 2 else [voice(each)]
        parts += [*inner, np.zeros(int(1.1 * RATE))]
    sound = np.concatenate(parts)
    sound = sound + room(len(sound) / RATE + 1)[: len(sound)]
    pieces = cut(Pcm(sound.astype(np.float32), RATE), [1.2, 3.1, 2.2, 0.9, 3.8])
    assert pieces is not None
    wanted = [each + (0.35 if each >= 2 else 0) + 0.37 for each in lengths]
    assert [piece.pcm.seconds for piece in pieces] == pytest.approx(wanted, abs=0.12)
    assert not any(piece.doubtful for piece in pieces)


def test_a_sentence_that_was_left_out_makes_its_neighbours_doubtful() -> None:
    sound = np.concatenate([voice(1.0), np.zeros(RATE), voice(1.0), np.zeros(RATE), voice(1.0), np.zeros(RATE)])
    pieces = cut(Pcm((sound + room(6)).astype(np.float32), RATE), [1.0, 5.0, 1.0])
    assert pieces is not None
    assert [piece.doubtful for piece in pieces][1]


def test_too_few_pauses_give_nothing() -> None:
    assert cut(spoken(voice(4.0)), [1.0, 1.0, 1.0]) is None
    assert cut(Pcm(np.zeros(0, np.float32), RATE), [1.0]) is None
