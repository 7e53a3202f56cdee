"""The helper process that decodes one sound file: the file is its standard input, samples come out.

Run as `companion --child decoder SECONDS FIRST BYTES [any]`: a file of more than SECONDS is refused,
only the FIRST seconds are decoded, and at most BYTES come out. It is a
process of its own because a small file can make a decoder use gigabytes, hang or crash. The kernel lets it open no file
and no connection (`companion.walls`, Linux only), and bounds its memory. Of the program it imports nothing else.
With `any`, kinds of files that libsndfile can't read (m4a, aac, opus in webm) are decoded by ffmpeg, through PyAV, if
that is installed.

    Out: {"ok": true, "rate": 44100, "walls": [name, ...]}, a line, then blocks: four bytes of length (little-endian)
         and that many bytes of float32, little-endian, mono; a block of length 0 is the end
         {"ok": false, "why": "long" or "unreadable"}
"""

from __future__ import annotations

import io
import json
import os
import struct
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any, BinaryIO

from companion.walls.bounds import bound_memory
from companion.walls.kernel import close_process
from companion.walls.shield import shield_memory

_BLOCK_SAMPLES = 1 << 18
"""Samples that are decoded at once, of all channels together: 1 MB."""
_MOST_SAMPLES = 700_000_000
"""Samples of all channels together that are decoded at most: an hour of stereo at 96 kHz."""
_SAMPLE_BYTES = 4
_MEMORY_BYTES = 300_000_000
"""Bytes of memory that decoding may take, besides the libraries."""
_RATES = (48_000, 32_000, 24_000, 16_000)
"""Samples per second to which a long recording is brought down, so that it keeps within the limit of bytes."""


def rate_within(rate: int, seconds: float, most_bytes: int) -> int:
    """Returns the samples per second at which `seconds` of sound keep within `most_bytes`: `rate` itself, or the
    highest of `_RATES` that does, or else the lowest."""
    for each in (rate, *(lower for lower in _RATES if lower < rate)):
        if seconds * each * _SAMPLE_BYTES <= most_bytes:
            return each
    return min(rate, _RATES[-1])


def main() -> int:
    shield_memory()
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # the output of libraries must not mix with the answers
    load_everything()
    other = load_ffmpeg() if sys.argv[4:] == ["any"] else None
    limits = (float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
    return decode(sys.stdin.buffer, answers, close_up(), *limits, other=other)


def load_everything() -> None:
    """Goes once through everything that a file needs, so that nothing has to be loaded later."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    import numpy as np
    import soundfile
    import soxr

    warm = io.BytesIO()
    soundfile.write(warm, np.zeros(9, np.float32), 8000, format="WAV")
    warm.seek(0)
    with soundfile.SoundFile(warm) as sound:
        soxr.ResampleStream(8000, _RATES[-1], 1, dtype="float32").resample_chunk(sound.read(dtype="float32"), last=True)


def load_ffmpeg() -> ModuleType | None:
    """Loads PyAV, and goes once through what a file needs. Returns None if it is not installed."""
    try:
        import av
        import av.subtitles.stream  # the kinds of streams that may stand beside the sound are loaded late
    except ImportError:
        return None
    import numpy as np
    import soundfile

    av.logging.set_level(av.logging.PANIC)
    warm = io.BytesIO()
    soundfile.write(warm, np.zeros(999, np.float32), 8000, format="WAV")
    warm.seek(0)
    with av.open(warm, mode="r") as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=_RATES[-1])
        for frame in container.decode(audio=0):
            for each in resampler.resample(frame):
                each.to_ndarray()
    return av


def close_up() -> tuple[str, ...]:
    """Limits the memory of this process, and has the kernel put walls around it (a sandbox). Returns the names of the
    walls."""
    bound_memory(_MEMORY_BYTES)
    return close_process()


def decode(
    file: BinaryIO,
    answers: io.RawIOBase | BinaryIO,
    walls: tuple[str, ...],
    most_seconds: float,
    first_seconds: float,
    most_bytes: int,
    *,
    other: ModuleType | None = None,
) -> int:
    """Decodes `file` and writes the answers. `other`: PyAV, for what libsndfile can't read. Returns the exit code."""
    import numpy as np
    import soundfile
    import soxr

    try:
        if other is not None and not _is_known(file, soundfile):
            return _decode_with(other, file, answers, walls, most_seconds, most_bytes)
        with soundfile.SoundFile(file) as sound:
            frames = min(sound.frames, int(first_seconds * sound.samplerate))
            if sound.frames > most_seconds * sound.samplerate or frames * sound.channels > _MOST_SAMPLES:
                _line(answers, {"ok": False, "why": "long"})
                return 1
            rate = rate_within(sound.samplerate, frames / sound.samplerate, most_bytes)
            _line(answers, {"ok": True, "rate": rate, "walls": walls})
            for block in filter(None, _decoded(sound, frames, rate, np, soxr)):
                _block(answers, block)
    except (soundfile.SoundFileError, MemoryError, TypeError, ValueError, OSError):
        _line(answers, {"ok": False, "why": "unreadable"})  # in the midst of the samples it is the end of the stream
        return 1
    _block(answers, b"")
    return 0


def _is_known(file: BinaryIO, soundfile: Any) -> bool:
    """Tells whether libsndfile can read the file; then begins at its start again."""
    try:
        with soundfile.SoundFile(file, closefd=False):
            return True
    except soundfile.SoundFileError:
        return False
    finally:
        file.seek(0)


def _decode_with(
    av: Any,
    file: BinaryIO,
    answers: io.RawIOBase | BinaryIO,
    walls: tuple[str, ...],
    most_seconds: float,
    most_bytes: int,
) -> int:
    """Decodes the first sound in `file` with ffmpeg, as mono. Returns the exit code."""
    began = False
    try:
        with av.open(file, mode="r", metadata_errors="ignore") as container:
            if not container.streams.audio:
                raise ValueError("no sound in it")
            stream = container.streams.audio[0]
            stream.codec_context.thread_count = 1
            rate = int(stream.rate)
            seconds = float(container.duration or 0) / 1e6
            if seconds > most_seconds:
                _line(answers, {"ok": False, "why": "long"})
                return 1
            rate = rate_within(rate, seconds, most_bytes)
            resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
            _line(answers, {"ok": True, "rate": rate, "walls": walls})
            began = True
            for frame in container.decode(stream):
                for each in resampler.resample(frame):
                    _block(answers, each.to_ndarray().astype("<f4").tobytes())
            for each in resampler.resample(None):
                _block(answers, each.to_ndarray().astype("<f4").tobytes())
    except (av.FFmpegError, MemoryError, TypeError, ValueError, OSError, AttributeError):
        if not began:
            _line(answers, {"ok": False, "why": "unreadable"})
        return 1
    _block(answers, b"")
    return 0


def _decoded(sound: Any, frames: int, rate: int, np: Any, soxr: Any) -> Iterator[bytes]:
    """Yields the file's first `frames` as mono at `rate`."""
    resampler = soxr.ResampleStream(sound.samplerate, rate, 1, dtype="float32") if rate != sound.samplerate else None
    most = max(1, _BLOCK_SAMPLES // sound.channels)
    while len(block := sound.read(min(most, frames), dtype="float32", always_2d=True)):
        frames -= len(block)
        mono = np.nan_to_num(block.mean(axis=1, dtype=np.float32))
        yield (mono if resampler is None else resampler.resample_chunk(mono)).astype("<f4").tobytes()
    if resampler is not None:
        yield resampler.resample_chunk(np.zeros(0, np.float32), last=True).astype("<f4").tobytes()


def _line(answers: io.RawIOBase | BinaryIO, value: dict[str, Any]) -> None:
    _write(answers, json.dumps(value).encode() + b"\n")


def _block(answers: io.RawIOBase | BinaryIO, data: bytes) -> None:
    _write(answers, struct.pack("<I", len(data)) + data)


def _write(answers: io.RawIOBase | BinaryIO, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[answers.write(left) or 0 :]
