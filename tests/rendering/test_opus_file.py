"""An Opus file with its silences left out of the encoding is the same file to whoever plays it."""

from __future__ import annotations

from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.ogg import OggPage

from companion.ports import Samples
from companion.rendering.opus_file import AT_REST, FRAME, RATE, OpusFile, SparseSilence
from tests.rendering import sounds


def tone(seconds: float, hertz: float = 440.0) -> Samples:
    return sounds.tone(seconds, RATE, hertz)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def written(file: Path, sound: Samples) -> Samples:
    return sounds.read_again(OpusFile(file), file, sound, RATE)


@pytest.mark.parametrize("end", [silence(0.0), silence(7.003), tone(0.0101)], ids=["sound", "silence", "a little"])
def test_every_sound_is_where_it_was(tmp_path: Path, end: Samples) -> None:
    parts = [silence(3.0), tone(1.5), silence(61.2345), tone(0.7, 300), silence(0.9), tone(2.0, 500), silence(5), end]
    sound = np.concatenate(parts)
    heard = written(tmp_path / "s.opus", sound)
    assert len(heard) == len(sound)
    with soundfile.SoundFile(str(tmp_path / "plain.opus"), "w", RATE, 1, format="OGG", subtype="OPUS") as plain:
        plain.write(sound)
    expected, _ = soundfile.read(str(tmp_path / "plain.opus"), dtype="float32")
    # The encoder does not decide everything alike after a silence that it did not hear; it is as near to the sound.
    error, usual = (float(np.sqrt(np.mean((each - sound) ** 2))) for each in (heard, expected))
    assert error < 1.1 * usual + 1e-5
    assert error < 0.01
    quiet = slice(round(6 * RATE), round(64 * RATE))
    assert np.max(np.abs(heard[quiet])) < 1e-4


def test_where_pieces_meet_in_a_sound_it_is_as_good_as_elsewhere(tmp_path: Path) -> None:
    """Without a silence in it, forty seconds are a piece."""
    noise = np.random.default_rng(4).normal(0, 0.05, round(130 * RATE)).astype(np.float32)
    sound = np.convolve(noise, np.hanning(9).astype(np.float32) / 4, "same")  # more like rain
    heard = written(tmp_path / "s.opus", sound)
    assert len(heard) == len(sound)
    apart = (heard - sound)[: len(sound) // FRAME * FRAME].reshape(-1, FRAME)
    error = np.sqrt(np.mean(apart**2, axis=1))
    for meet in (2000, 4000, 6000):
        assert np.max(error[meet - 2 : meet + 6]) < 1.5 * np.median(error)
        assert np.max(np.abs(apart[meet - 2 : meet + 6])) < np.quantile(np.max(np.abs(apart), axis=1), 0.999)


def test_pieces_that_a_silence_ends(tmp_path: Path) -> None:
    parts = [each for hertz in range(200, 440, 30) for each in (tone(10.3, hertz), silence(2.007))]
    sound = np.concatenate(parts)
    heard = written(tmp_path / "s.opus", sound)
    assert len(heard) == len(sound)
    error = np.sqrt(np.mean((heard - sound)[: len(sound) // FRAME * FRAME].reshape(-1, FRAME) ** 2, axis=1))
    assert np.max(error) < 0.02


def test_the_loudest_sound_of_all_has_died_away(tmp_path: Path) -> None:
    """A step from the full range to nothing is what the encoder's filter remembers longest."""
    sound = np.concatenate((np.ones(20_011, np.float32), silence(30), -np.ones(9_001, np.float32), silence(30)))
    heard = written(tmp_path / "s.opus", sound)
    assert len(heard) == len(sound)
    assert np.max(np.abs(heard[3 * RATE : 30 * RATE])) < 1e-6


def test_whoever_gives_up_leaves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "s.opus"
    made = OpusFile(file)
    made.write(tone(45.0))
    made.leave()
    made.close()
    assert not file.exists()


def test_a_minute_of_silence_is_not_encoded(tmp_path: Path) -> None:
    rests = SparseSilence()
    sound = np.concatenate((tone(1), silence(60), tone(1)))
    kept = sum(len(rests.take(sound[at : at + 1000])) for at in range(0, len(sound), 1000)) + len(rests.last())
    assert kept / RATE < 2 + (AT_REST + 4) * FRAME / RATE
    assert sum(count for _, count in rests.gaps) * FRAME + kept == len(sound)


def test_it_is_a_well_formed_ogg_file(tmp_path: Path) -> None:
    file = tmp_path / "s.opus"
    written(file, np.concatenate((tone(3), silence(100.3), tone(0.4), silence(1.0))))
    pages = []
    data = file.read_bytes()
    with file.open("rb") as opened:
        while opened.tell() < len(data):
            begin = opened.tell()
            page = OggPage(opened)
            assert page.write() == data[begin : opened.tell()]  # and so its checksum is right
            pages.append(page)
    assert [page.sequence for page in pages] == list(range(len(pages)))
    assert len({page.serial for page in pages}) == 1
    assert [page.first for page in pages] == [True] + [False] * (len(pages) - 1)
    assert [page.last for page in pages] == [False] * (len(pages) - 1) + [True]
    positions = [page.position for page in pages]
    assert positions == sorted(positions)
    info = mutagen.File(str(file)).info
    assert info.length == pytest.approx(104.7, abs=0.001)


def test_of_nothing_and_of_less_than_a_frame(tmp_path: Path) -> None:
    assert len(written(tmp_path / "short.opus", tone(0.011))) == round(0.011 * RATE)
    assert not np.any(np.abs(written(tmp_path / "silent.opus", silence(4.4))) > 1e-4)
    assert len(soundfile.read(str(tmp_path / "silent.opus"))[0]) == round(4.4 * RATE)


pieces = st.lists(st.tuples(st.booleans(), st.integers(1, 120 * FRAME)), min_size=1, max_size=8)


@settings(max_examples=150, deadline=None)
@given(pieces=pieces, block=st.integers(1, 200_000))
def test_what_is_left_out_is_silence_and_put_back_it_is_the_sound(pieces: list[tuple[bool, int]], block: int) -> None:
    sound = np.concatenate([np.full(length, 0.5 if loud else 0.0, np.float32) for loud, length in pieces])
    rests = SparseSilence()
    step = max(block, len(sound) // 50)
    blocks = [rests.take(sound[at : at + step]) for at in range(0, len(sound), step)]
    kept = np.concatenate([*blocks, rests.last()])
    whole: list[Samples] = []
    done = 0
    for at, count in rests.gaps:
        before = kept[(at - AT_REST) * FRAME : at * FRAME]
        assert len(before) == AT_REST * FRAME
        assert not before.any()
        whole += [kept[done : at * FRAME], np.zeros(count * FRAME, np.float32)]
        done = at * FRAME
    assert np.array_equal(np.concatenate([*whole, kept[done:]]), sound)
