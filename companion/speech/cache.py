"""The cache of rendered clips on disk: one small file for each voice, pace and text. The longest unused is removed
first.

File names are hashes, so a listing shows no text. Dates are rounded down to four weeks, so they don't tell on which day
an exercise was played; a clip that was used before in these weeks is not changed at all, and on Linux not even the date
of its last reading. The folders have such dates, too. (The system's own note of a file's last change can't be set.)
Private utterances are not written (`clips.py` sees to that). A damaged or foreign file is removed, never played. Used
by one thread.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import tempfile
import time
import zlib
from pathlib import Path
from typing import Final

import numpy as np

from companion.ports import Pcm

DEFAULT_LIMIT_BYTES: Final = 300_000_000
"""Bytes that a cache takes at most."""

_MAGIC: Final = b"CPCM1\n"
_HEADER: Final = struct.Struct("<6sIII")  # magic, rate in Hz, number of int16 samples, CRC-32 of the samples
_SUFFIX: Final = ".pcm"
_RATES: Final = range(4_000, 200_001)
_KEPT_AFTER_CLEARING: Final = 0.9
_DATE_STEP: Final = 28 * 86_400
"""Seconds to which the date of a clip is rounded down: enough to tell a clip that is in use from one that is not."""


class ClipCache:
    """A folder of clips, at most `limit_bytes` large. If the folder cannot be used, no clip is kept."""

    def __init__(self, folder: Path, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> None:
        self._folder = folder
        self._limit = limit_bytes
        self._bytes: int | None = None
        """Bytes in the folder as far as known; None until it was looked through."""

    def get(self, voice: str, words_per_minute: int, text: str, *, dated: bool = True) -> Pcm | None:
        """Returns the clip, or None. Using a clip makes it the newest, unless it is not to be `dated`."""
        file = self._file(voice, words_per_minute, text)
        try:
            with open(file, "rb", opener=_unnoticed) as clip:
                data = clip.read()
        except OSError:
            return None
        pcm = _unpacked(data)
        with contextlib.suppress(OSError):
            if pcm is None:
                file.unlink()
                self._bytes = None
                self._date_folders(file)
            elif dated:
                _date(file)
        return pcm

    def has(self, voice: str, words_per_minute: int, text: str) -> bool:
        """Tells whether there is a file for this clip, without reading or dating it."""
        return self._file(voice, words_per_minute, text).is_file()

    def put(self, voice: str, words_per_minute: int, text: str, pcm: Pcm) -> None:
        """Keeps a clip. A full or unwritable disk is not an error: the clip is rendered again next time."""
        data = _packed(pcm)
        if len(data) > self._limit:
            return
        file = self._file(voice, words_per_minute, text)
        with contextlib.suppress(OSError):
            self._write(file, data)
            self._bytes = self._bytes + len(data) if self._bytes is not None else None
            if self._bytes is None or self._bytes > self._limit:
                self._clear_oldest()
            self._date_folders(file)

    def _date_folders(self, file: Path) -> None:
        """Dates the folders that changed with this file: their own dates would tell the day."""
        for folder in (file.parent, self._folder):
            _date(folder)

    def _write(self, file: Path, data: bytes) -> None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix="new-", dir=file.parent)
        try:
            with os.fdopen(descriptor, "wb") as new:
                new.write(data)
            _date(Path(name))
            os.replace(name, file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

    def _clear_oldest(self) -> None:
        """Counts the bytes there are; over the limit, removes the longest unused clips until a tenth is free."""
        found: list[tuple[float, int, str]] = []
        for path in self._folder.rglob("*"):
            with contextlib.suppress(FileNotFoundError):  # another session may be clearing too
                status = path.stat()
                if path.is_file() and path.suffix == _SUFFIX:
                    found.append((status.st_mtime, status.st_size, str(path)))
        total = sum(size for _, size, _ in found)
        if total > self._limit:
            for _, size, name in sorted(found):
                Path(name).unlink(missing_ok=True)
                _date(Path(name).parent)
                total -= size
                if total <= self._limit * _KEPT_AFTER_CLEARING:
                    break
        self._bytes = total

    def _file(self, voice: str, words_per_minute: int, text: str) -> Path:
        key = hashlib.sha256("\0".join((voice, str(words_per_minute), text)).encode("utf-8", "replace")).hexdigest()
        return self._folder / key[:2] / f"{key[2:]}{_SUFFIX}"


def _unnoticed(path: str, flags: int) -> int:
    """Opens a file so that the system doesn't note when it was read, where that can be done (Linux, own files)."""
    with contextlib.suppress(PermissionError):
        return os.open(path, flags | getattr(os, "O_NOATIME", 0))
    return os.open(path, flags)


def _date(file: Path) -> None:
    """Gives a file or folder the present date, rounded down. One that has it already is left alone."""
    date = int(time.time()) // _DATE_STEP * _DATE_STEP
    if file.stat().st_mtime != date:
        os.utime(file, (date, date))


def _packed(pcm: Pcm) -> bytes:
    samples = (np.clip(np.nan_to_num(pcm.samples), -1, 1) * 32767).astype("<i2").tobytes()
    return _HEADER.pack(_MAGIC, pcm.rate, len(samples) // 2, zlib.crc32(samples)) + samples


def _unpacked(data: bytes) -> Pcm | None:
    """Returns the clip, or None if the bytes are not what was written."""
    if len(data) < _HEADER.size:
        return None
    magic, rate, count, checksum = _HEADER.unpack_from(data)
    samples = data[_HEADER.size :]
    if magic != _MAGIC or rate not in _RATES or len(samples) != count * 2 or zlib.crc32(samples) != checksum:
        return None
    return Pcm(np.frombuffer(samples, "<i2").astype(np.float32) / np.float32(32767), int(rate))
