"""Sound files that a person names are read in the decoder's process, at the recogniser's rate."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from companion.app.sound_files import read_sound
from companion.errors import CompanionError


@pytest.mark.parametrize(("rate", "channels", "suffix"), [(44100, 2, "wav"), (48000, 1, "flac"), (8000, 1, "ogg")])
def test_any_rate_and_any_number_of_channels(tmp_path: Path, rate: int, channels: int, suffix: str) -> None:
    file = tmp_path / f"tone.{suffix}"
    tone = 0.5 * np.sin(2 * np.pi * 300 * np.arange(rate) / rate)
    soundfile.write(file, np.stack([tone] * channels, axis=1), rate)
    samples = read_sound(file)
    assert samples.dtype == np.int16
    assert abs(len(samples) - 16000) < 400
    middle = samples[4000:12000].astype(float)
    assert np.sqrt(np.mean(middle**2)) / 32768 == pytest.approx(0.5 / np.sqrt(2), rel=0.05)


@pytest.mark.parametrize("content", [b"", b"not sound at all", b"RIFF"])
def test_a_file_that_is_no_sound_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.wav"
    file.write_bytes(content)
    with pytest.raises(CompanionError) as error:
        read_sound(file)
    assert error.value.place == str(file)
    assert error.value.hint


@pytest.mark.parametrize("name", ["nowhere.wav", "."])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(CompanionError, match="no such file"):
        read_sound(tmp_path / name)


def test_this_process_decodes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "tone.flac"
    soundfile.write(file, np.full(16_000, 0.1, np.float32), 16_000)
    monkeypatch.setitem(sys.modules, "soundfile", None)  # an import of it would fail
    assert len(read_sound(file)) == 16_000


def test_a_small_file_that_promises_gigabytes_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "tone.flac"
    soundfile.write(file, np.zeros((8, 8), np.int16), 192_000, subtype="PCM_16")
    data = bytearray(file.read_bytes())
    frames = 59 * 60 * 192_000
    data[21] |= frames >> 32
    data[22:26] = (frames & 0xFFFFFFFF).to_bytes(4, "big")
    file.write_bytes(data)
    with pytest.raises(CompanionError, match="too long") as error:
        read_sound(file)
    assert error.value.place == str(file)
