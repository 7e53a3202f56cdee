"""Encodes sound into a file: libsndfile, through soundfile, for most kinds, and ffmpeg, through PyAV, for AAC.

Each encoder gets mono blocks one after another, and writes the end of its file when it is closed.
"""

from __future__ import annotations

import contextlib
import errno
import importlib.util
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from companion.ports import Samples
from companion.rendering.cue_sheet import Chapter

_AAC_BITS: Final = {24_000: 48_000, 48_000: 96_000}
"""Bits per second of AAC by its samples per second. At 24 kHz the file is as large as the MP3 of the same
session, and has 4 dB less noise."""
_AAC_OPTIONS: Final = {"aac_coder": "fast"}
"""ffmpeg's usual coder, "twoloop", damages pure tones (bells, breath tones) at these rates, and takes twice as long."""


class Encoder(Protocol):
    """A sound file that is being written."""

    def write(self, block: Samples) -> None: ...

    def close(self) -> None: ...


class SndfileEncoder:
    """Writes a file with libsndfile. Its calls raise soundfile.LibsndfileError, and AssertionError on a full disk."""

    def __init__(self, file: Path, kind: tuple[str, str], rate: int, tags: dict[str, str]) -> None:
        """Begins the file. Only a WAV file gets its `tags` here."""
        import soundfile

        form, subtype = kind
        self._sound: Any = soundfile.SoundFile(str(file), "w", rate, 1, format=form, subtype=subtype)
        for name, value in tags.items():
            if value:
                setattr(self._sound, name, value)

    def write(self, block: Samples) -> None:
        self._sound.write(block)

    def close(self) -> None:
        self._sound.close()


def can_encode_aac() -> bool:
    """Tells whether PyAV is installed; it comes only with the extra `author`."""
    return importlib.util.find_spec("av") is not None


class AacEncoder:
    """Writes AAC in an MP4 file, as .m4a and .m4b. Its calls raise OSError."""

    def __init__(self, file: Path, rate: int, language: str) -> None:
        """Begins the file. `language` has three letters, or is empty."""
        import av

        self.chapters: Sequence[Chapter] = ()
        """Set by the caller before the file is closed."""
        self._rate = rate
        self._frames = 0
        with _as_os_errors():
            self._container = av.open(str(file), "w", format="ipod")
            self._stream = self._container.add_stream("aac", rate=rate, layout="mono", options=dict(_AAC_OPTIONS))
            self._stream.bit_rate = _AAC_BITS[rate]
            if language:
                self._stream.metadata["language"] = language

    def write(self, block: Samples) -> None:
        import av

        # Sound above the full range is cut off, as libsndfile does it.
        samples = np.clip(np.ascontiguousarray(block, np.float32), -1.0, 1.0)
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis, :], format="fltp", layout="mono")
        frame.sample_rate = self._rate
        frame.pts, frame.time_base = self._frames, Fraction(1, self._rate)
        self._frames += len(block)
        with _as_os_errors():
            self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        """Encodes the last samples, and gives the file its chapters."""
        ends = [*(each.start for each in self.chapters), self._frames][1:]
        with _as_os_errors():
            self._container.mux(self._stream.encode(None))
            self._container.set_chapters(
                [
                    {
                        "id": number,
                        "start": _milliseconds(chapter.start, self._rate),
                        "end": _milliseconds(end, self._rate),
                        "time_base": Fraction(1, 1000),
                        "metadata": {"title": chapter.title},
                    }
                    for number, (chapter, end) in enumerate(zip(self.chapters, ends, strict=True))
                ]
            )

    def close(self) -> None:
        with _as_os_errors():
            self._container.close()


def _milliseconds(frames: int, rate: int) -> int:
    return round(frames / rate * 1000)


def aac_is_whole(file: Path, frames: int) -> bool:
    """Tells whether the sound can be read up to its last frame. Raises OSError if the file cannot be opened."""
    import av

    with _as_os_errors(), av.open(str(file)) as container:
        stream = container.streams.audio[0]
        assert stream.time_base is not None
        container.seek(max(0, round((frames - 1) / stream.rate / stream.time_base)), stream=stream)
        end = 0
        for frame in container.decode(stream):
            end = (frame.pts or 0) + frame.samples
    return end >= frames


@contextlib.contextmanager
def _as_os_errors() -> Iterator[None]:
    """Turns ffmpeg's errors into OSError, with the system's number where ffmpeg passes one on."""
    import av

    try:
        yield
    except av.FFmpegError as reason:
        number = reason.errno if reason.errno in errno.errorcode else errno.EIO
        raise OSError(number, str(reason)) from reason
