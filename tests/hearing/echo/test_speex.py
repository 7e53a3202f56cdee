from __future__ import annotations

import numpy as np
import pytest

from companion.hearing.echo.speex import Speex

FRAME = 320


def frames(seed: int, number: int) -> np.ndarray[tuple[int, int], np.dtype[np.int16]]:
    return (np.random.default_rng(seed).normal(size=(number, FRAME)) * 3000).astype(np.int16)


def test_an_echo_is_taken_out_and_the_arrays_given_are_left_alone() -> None:
    played = frames(1, 300)
    heard = (np.roll(played.reshape(-1), 400) // 2).reshape(-1, FRAME)
    before = heard.copy(), played.copy()
    speex = Speex(FRAME, 4096, 16000)
    clean = np.array([speex.cancel(one, other) for one, other in zip(heard, played, strict=True)])
    assert np.mean(clean[200:].astype(float) ** 2) < 0.01 * np.mean(heard[200:].astype(float) ** 2)
    np.testing.assert_array_equal(heard, before[0])
    np.testing.assert_array_equal(played, before[1])


def test_it_does_what_the_wheels_own_class_does() -> None:
    from pyaec import Aec

    played = frames(2, 60)
    heard = (np.roll(played.reshape(-1), 100) // 2).reshape(-1, FRAME)
    own, theirs = Speex(FRAME, 4096, 16000), Aec(FRAME, 4096, 16000, False)
    for one, other in zip(heard, played, strict=True):
        np.testing.assert_array_equal(own.cancel(one, other), theirs.cancel_echo(one.tolist(), other.tolist()))


def test_a_stretch_of_a_longer_stream_will_do() -> None:
    stream = frames(3, 4).reshape(-1)
    backwards = stream[::-1][:FRAME]
    one, other = Speex(FRAME, 4096, 16000), Speex(FRAME, 4096, 16000)
    quiet = np.zeros(FRAME, np.int16)
    np.testing.assert_array_equal(one.cancel(backwards, quiet), other.cancel(backwards.copy(), quiet))


@pytest.mark.parametrize("length", [0, 319, 321])
def test_a_frame_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="320"):
        Speex(FRAME, 4096, 16000).cancel(np.zeros(length, np.int16), np.zeros(FRAME, np.int16))
