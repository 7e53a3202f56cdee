from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from companion.speech import recordings
from companion.speech.recordings import read_recording
from companion.speech.text import CannotSay


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
    with pytest.raises(CannotSay, match="cannot be read"):
        read_recording(file)


def test_nothing_and_too_much_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "spoken.wav"
    soundfile.write(str(file), np.zeros(0, np.float32), 8000)
    with pytest.raises(CannotSay, match="empty"):
        read_recording(file)
    monkeypatch.setattr(recordings, "LONGEST_SECONDS", 1.0)
    soundfile.write(str(file), np.zeros(8001, np.float32), 8000)
    with pytest.raises(CannotSay, match="too long"):
        read_recording(file)
