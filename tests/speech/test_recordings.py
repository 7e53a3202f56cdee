from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import soundfile

from companion.errors import CannotSay
from companion.speech import recordings
from companion.speech.recording_helper import rate_within
from companion.speech.recordings import read_recording, started


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg", ".mp3"])
def test_every_usual_kind_is_read(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"spoken{suffix}"
    tone = 0.5 * np.sin(2 * np.pi * 300 * np.arange(44_100) / 44_100)
    soundfile.write(str(file), np.stack([tone, tone], axis=1), 44_100)
    pcm = read_recording(file)
    assert pcm.rate == 44_100
    assert pcm.samples.ndim == 1
    assert pcm.samples.dtype == np.float32
    assert pcm.seconds == pytest.approx(1.0, abs=0.06)
    assert np.max(np.abs(pcm.samples)) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"hello" * 100, b"OggS" + bytes(200)])
def test_what_is_no_sound_is_refused_with_its_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "spoken.wav"
    file.write_bytes(content)
    with pytest.raises(CannotSay) as raised:
        read_recording(file)
    assert raised.value.place == str(file)
    assert raised.value.hint


def test_bare_samples_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "spoken.raw"
    file.write_bytes(bytes(1000))
    with pytest.raises(CannotSay, match="can't read"):
        read_recording(file)


def test_a_small_file_that_becomes_large_is_decoded_at_little_cost(tmp_path: Path) -> None:
    """A minute of silence at 96 kHz on eight channels: 0.1 MB of FLAC, and 184 MB of samples."""
    file = tmp_path / "spoken.flac"
    with soundfile.SoundFile(str(file), "w", 96_000, 8, subtype="PCM_16") as sound:
        for _ in range(6):
            sound.write(np.zeros((960_000, 8), np.int16))
    assert file.stat().st_size < 200_000
    before = peak_memory()
    assert read_recording(file).seconds == 60
    assert peak_memory() - before < 100_000_000


def test_a_file_that_would_become_gigabytes_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    """Its header promises 59 minutes at 192 kHz on eight channels."""
    file = tmp_path / "spoken.flac"
    soundfile.write(str(file), np.zeros((8, 8), np.int16), 192_000, subtype="PCM_16")
    data = bytearray(file.read_bytes())
    frames = 59 * 60 * 192_000
    data[21] |= frames >> 32
    data[22:26] = (frames & 0xFFFFFFFF).to_bytes(4, "big")
    file.write_bytes(data)
    assert soundfile.info(str(file)).frames == frames
    before = peak_memory()
    with pytest.raises(CannotSay, match="too long"):
        read_recording(file)
    assert peak_memory() - before < 50_000_000


def test_a_long_recording_has_fewer_samples_a_second_and_no_more_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "spoken.wav"
    tone = 0.5 * np.sin(2 * np.pi * 300 * np.arange(48_000 * 6) / 48_000)
    soundfile.write(str(file), tone, 48_000)
    monkeypatch.setattr(recordings, "MOST_BYTES", 6 * 24_000 * 4)
    pcm = read_recording(file)
    assert (pcm.rate, pcm.seconds) == (24_000, pytest.approx(6.0, abs=0.01))
    assert np.max(np.abs(pcm.samples)) == pytest.approx(0.5, abs=0.02)
    assert pcm.samples.nbytes <= 6 * 24_000 * 4


@pytest.mark.parametrize(
    ("rate", "seconds", "kept"),
    [(44_100, 60, 44_100), (48_000, 1200, 48_000), (192_000, 400, 48_000), (44_100, 3600, 16_000), (8000, 3600, 8000)],
)
def test_the_rate_follows_from_the_length(rate: int, seconds: float, kept: int) -> None:
    assert rate_within(rate, seconds, recordings.MOST_BYTES) == kept
    assert kept * seconds * 4 <= recordings.MOST_BYTES


def test_only_the_first_seconds_are_decoded_if_no_more_are_wanted(tmp_path: Path) -> None:
    file = tmp_path / "rain.ogg"
    soundfile.write(str(file), np.full(80_000, 0.1, np.float32), 8000)
    assert read_recording(file, first=2.5).seconds == 2.5


@pytest.mark.parametrize(
    "does",
    [
        "pass",
        "os.abort()",
        "time.sleep(60)",
        "out(b'nonsense\\n')",
        "out(b'[]\\n')",
        'out(b\'{"ok": true, "rate": 0}\\n\')',
        "out(b'{\"ok\": true, \"rate\": 8000}\\n' + b'\\0\\1')",
        "out(b'{\"ok\": true, \"rate\": 8000}\\n' + b'\\x08\\0\\0\\0' + bytes(4))",
        "out(b'{\"ok\": true, \"rate\": 8000}\\n' + b'\\x03\\0\\0\\0' + bytes(3) + bytes(4))",
        "out(b'{\"ok\": true, \"rate\": 8000}\\n' + b'\\xff\\xff\\xff\\xff' + bytes(4)); time.sleep(60)",
        "out(b'{\"ok\": true, \"rate\": 8000}\\n' + b'\\x04\\0\\0\\0' + bytes(4)); time.sleep(60)",
    ],
)
def test_a_decoder_that_dies_hangs_or_lies_is_one_lost_recording(tmp_path: Path, does: str) -> None:
    file = tmp_path / "spoken.wav"
    soundfile.write(str(file), np.zeros(8000, np.float32), 8000)
    code = f"import os, sys, time\ndef out(data):\n    os.write(1, data)\n{does}"
    with pytest.raises(CannotSay):
        read_recording(file, start=partial(started, command=(sys.executable, "-c", code)), patience=0.5)


def peak_memory() -> int:
    """The most bytes that this process and the largest one it started have ever had."""
    resource = pytest.importorskip(
        "resource", reason="Windows does not say how much memory was used; run it on Linux or macOS"
    )
    unit = 1 if sys.platform == "darwin" else 1024
    return sum(resource.getrusage(each).ru_maxrss for each in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) * unit


def test_nothing_and_too_much_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "spoken.wav"
    soundfile.write(str(file), np.zeros(0, np.float32), 8000)
    with pytest.raises(CannotSay, match="empty"):
        read_recording(file)
    monkeypatch.setattr(recordings, "LONGEST_SECONDS", 1.0)
    soundfile.write(str(file), np.zeros(8001, np.float32), 8000)
    with pytest.raises(CannotSay, match="too long"):
        read_recording(file)
