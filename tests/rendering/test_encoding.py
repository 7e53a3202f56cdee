"""A written file is as long as its sound, with every sound at its place, and states the same length."""

from __future__ import annotations

import itertools
from pathlib import Path

import mutagen
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.ogg import OggPage

from companion.ports import Samples
from companion.rendering.files import KINDS
from tests.rendering.sounds import silence, tone, written

ENCODED = [(".mp3", 24_000), (".mp3", 48_000), (".opus", 48_000), (".ogg", 48_000), (".flac", 48_000), (".wav", 48_000)]
MP3_RATES = (24_000, 48_000)
ENDS = {"sound": 0.0, "silence": 7.003, "a little": -0.0101}


@pytest.mark.parametrize(("suffix", "rate"), ENCODED)
@pytest.mark.parametrize("end", ENDS)
def test_every_sound_is_where_it_was(tmp_path: Path, suffix: str, rate: int, end: str) -> None:
    last = silence(ENDS[end], rate) if ENDS[end] >= 0 else tone(-ENDS[end], rate)
    parts = [
        silence(3.0, rate),
        tone(1.5, rate),
        silence(61.2345, rate),
        tone(0.7, rate, 300),
        silence(0.9, rate),
        tone(2.0, rate, 500),
        silence(5.0, rate),
        last,
    ]
    sound = np.concatenate(parts)
    file = tmp_path / f"s{suffix}"
    heard = written(file, sound, rate)
    assert len(heard) == len(sound)
    assert mutagen.File(str(file)).info.length == pytest.approx(len(sound) / rate, abs=1 / rate)
    assert np.sqrt(np.mean((heard - sound) ** 2)) < 0.005
    quiet = heard[6 * rate : 64 * rate]
    assert np.max(np.abs(quiet)) < 1e-4


@settings(max_examples=120)
@given(length=st.integers(1, 9000), kind=st.sampled_from(ENCODED))
def test_any_length(tmp_path_factory: pytest.TempPathFactory, length: int, kind: tuple[str, int]) -> None:
    suffix, rate = kind
    file = tmp_path_factory.mktemp("any") / f"s{suffix}"
    assert len(written(file, tone(1.0, rate)[:length], rate, 1000)) == length


@pytest.mark.parametrize("suffix", KINDS)
def test_too_loud_is_not_turned_over(tmp_path: Path, suffix: str) -> None:
    heard = written(tmp_path / f"s{suffix}", 4 * tone(1.0, 48_000, 100), 48_000)
    assert all(abs(after - before) < 0.5 for before, after in itertools.pairwise(heard.tolist()))


@pytest.mark.parametrize("suffix", [".mp3", ".opus"])
def test_the_loudest_sound_of_all_dies_away(tmp_path: Path, suffix: str) -> None:
    """A step from the full range to nothing is what an encoder's filter remembers longest."""
    rate = 48_000
    step = [np.ones(20_011, np.float32), silence(30, rate), -np.ones(9_001, np.float32), silence(30, rate)]
    sound = np.concatenate(step)
    heard = written(tmp_path / f"s{suffix}", sound, rate)
    assert len(heard) == len(sound)
    assert np.max(np.abs(heard[3 * rate : 30 * rate])) < 1e-6


@pytest.mark.parametrize("rate", MP3_RATES)
def test_the_first_frame_of_an_mp3_says_what_is_true(tmp_path: Path, rate: int) -> None:
    file = tmp_path / "s.mp3"
    length = round(90.01 * rate)
    noise = np.random.default_rng(3).normal(0, 0.05, length).astype(np.float32)
    noise[20 * rate : 80 * rate] = 0
    written(file, noise, rate)
    info = mutagen.File(str(file)).info
    assert info.length == pytest.approx(90.01, abs=1 / rate)
    assert (info.sample_rate, info.channels) == (rate, 1)
    assert info.encoder_info.startswith("LAME")
    data = file.read_bytes()
    at = data.index(b"Xing")
    begins = data.rindex(b"\xff", 0, at - 4)  # the frame that the encoder put behind our tags
    assert data[at + 4 : at + 8] == (0b1111).to_bytes(4)
    frames, size = int.from_bytes(data[at + 8 : at + 12]), int.from_bytes(data[at + 12 : at + 16])
    assert size == len(data) - begins
    # Two thirds of the time are a silence of few bytes: a player that jumps there must not land behind it.
    contents = list(data[at + 16 : at + 116])
    assert contents == sorted(contents)
    spoken, silent = (contents[21] - contents[0]) / 21, (contents[87] - contents[24]) / 63
    assert spoken > 2 * silent
    own = data[at + 120 : at + 156]
    assert own[:4] == b"LAME"
    delay, padding = int.from_bytes(own[21:24]) >> 12, int.from_bytes(own[21:24]) & 0xFFF
    assert frames * (576 if rate == 24_000 else 1152) == delay + length + padding


def ogg_pages(file: Path) -> list[OggPage]:
    """Reads the pages of an Ogg file, and checks that each is whole: written again, it is the same."""
    pages = []
    data = file.read_bytes()
    with file.open("rb") as opened:
        while opened.tell() < len(data):
            begin = opened.tell()
            page = OggPage(opened)
            assert page.write() == data[begin : opened.tell()]  # and so its checksum is right
            pages.append(page)
    return pages


@pytest.mark.parametrize("suffix", [".opus", ".ogg"])
def test_it_is_a_well_formed_ogg_file(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"s{suffix}"
    rate = 48_000
    parts: list[Samples] = [tone(3, rate), silence(100.3, rate), tone(0.4, rate), silence(1.0, rate)]
    written(file, np.concatenate(parts), rate)
    pages = ogg_pages(file)
    assert [page.sequence for page in pages] == list(range(len(pages)))
    assert len({page.serial for page in pages}) == 1
    assert [page.first for page in pages] == [True] + [False] * (len(pages) - 1)
    assert [page.last for page in pages] == [False] * (len(pages) - 1) + [True]
    positions = [page.position for page in pages if page.position >= 0]
    assert positions == sorted(positions)


def test_noise_without_a_silence_is_as_good_throughout_an_opus_file(tmp_path: Path) -> None:
    rate, frame = 48_000, 960
    noise = np.random.default_rng(4).normal(0, 0.05, 90 * rate).astype(np.float32)
    sound = np.convolve(noise, np.hanning(9).astype(np.float32) / 4, "same").astype(np.float32)  # more like rain
    heard = written(tmp_path / "s.opus", sound, rate)
    error = np.sqrt(np.mean((heard - sound).reshape(-1, frame) ** 2, axis=1))
    assert np.max(error) < 2 * np.median(error)
