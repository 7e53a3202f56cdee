"""An MP3 file is as long as its sound, every sound is where it was, and its first frame says what is true."""

from __future__ import annotations

import itertools
from pathlib import Path

import mutagen
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.ports import Samples
from companion.rendering.mp3_file import Mp3File, UnusualFrames, _crc
from tests.rendering.sounds import read_again, tone

RATES = (24_000, 48_000)


def written(file: Path, sound: Samples, rate: int, block: int = 50_021) -> Samples:
    return read_again(Mp3File(file, rate), file, sound, rate, block)


@pytest.mark.parametrize("rate", RATES)
def test_every_sound_is_where_it_was(tmp_path: Path, rate: int) -> None:
    rest = np.zeros(round(3.2345 * rate), np.float32)
    sound = np.concatenate((tone(1.5, rate), rest, tone(0.7, rate, 300), rest, tone(2.0, rate, 500)))
    heard = written(tmp_path / "s.mp3", sound, rate)
    assert len(heard) == len(sound)
    assert float(np.sqrt(np.mean((heard - sound) ** 2))) < 0.005


@pytest.mark.parametrize("rate", RATES)
def test_the_first_frame_says_what_is_true(tmp_path: Path, rate: int) -> None:
    file = tmp_path / "s.mp3"
    noise = np.random.default_rng(3).normal(0, 0.05, round(90.01 * rate)).astype(np.float32)
    noise[20 * rate : 80 * rate] = 0
    written(file, noise, rate)
    info = mutagen.File(str(file)).info
    assert info.length == pytest.approx(90.01, abs=1 / rate)
    assert (info.sample_rate, info.channels) == (rate, 1)
    assert info.encoder_info.startswith("LAME")
    data = file.read_bytes()
    at = data.index(b"Xing")
    frames, size = int.from_bytes(data[at + 8 : at + 12]), int.from_bytes(data[at + 12 : at + 16])
    assert size == len(data)
    # Two thirds of the time are a silence of few bytes: whoever jumps there must not land in what comes after it.
    contents = list(data[at + 16 : at + 116])
    assert contents == sorted(contents)
    spoken, silent = (contents[22] - contents[0]) / 22, (contents[88] - contents[23]) / 65
    assert spoken > 2 * silent
    own = data[at + 120 : at + 156]
    delay_and_padding = int.from_bytes(own[21:24])
    delay, padding = delay_and_padding >> 12, delay_and_padding & 0xFFF
    assert frames * (576 if rate == 24_000 else 1152) == delay + round(90.01 * rate) + padding
    assert own[:4] == b"LAME"
    assert int.from_bytes(own[34:36]) == _crc(data[: at + 154])
    assert int.from_bytes(own[32:34]) == _crc(data[192:])


def test_the_checksum() -> None:
    assert _crc(b"123456789") == 0xBB3D  # the usual check value of CRC-16/ARC


@settings(max_examples=60, deadline=None)
@given(length=st.integers(1, 9000), rate=st.sampled_from(RATES))
def test_any_length(tmp_path_factory: pytest.TempPathFactory, length: int, rate: int) -> None:
    file = tmp_path_factory.mktemp("mp3") / "s.mp3"
    sound = tone(1.0, rate)[:length]
    assert len(written(file, sound, rate, 1000)) == len(sound)


def test_too_loud_is_not_turned_over(tmp_path: Path) -> None:
    heard = written(tmp_path / "s.mp3", 4 * tone(1.0, 24_000, 100), 24_000)
    assert all(abs(after - before) < 0.5 for before, after in itertools.pairwise(heard.tolist()))


def test_whoever_gives_up_gets_no_end(tmp_path: Path) -> None:
    file = tmp_path / "s.mp3"
    made = Mp3File(file, 24_000)
    made.write(tone(1.0, 24_000))
    made.leave()
    made.close()
    assert b"Xing" not in file.read_bytes()


def test_of_nothing(tmp_path: Path) -> None:
    Mp3File(tmp_path / "s.mp3", 24_000).close()
    assert (tmp_path / "s.mp3").read_bytes().startswith(b"\xff\xf3")


class Odd:
    """An encoder of another making."""

    def encode(self, sound: bytes) -> bytes:
        return b"\0" * 100

    def flush(self) -> bytes:
        return b""


def test_an_encoder_of_another_making(tmp_path: Path) -> None:
    made = Mp3File(tmp_path / "s.mp3", 24_000)
    made._encoder = Odd()
    made.write(tone(1.0, 24_000))
    with pytest.raises(UnusualFrames, match="not as it should be") as refused:
        made.close()
    assert "FLAC" in refused.value.hint
