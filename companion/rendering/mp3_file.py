"""An MP3 file: LAME's frames, and before them the one that says how long it is and where what is (“Xing”, “LAME”).

libsndfile's build of LAME takes four times as long, and lameenc's, which streams, leaves that frame to us. Without it
players guess the length, and begin with the silence that every encoder puts first. No tags here.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from companion.errors import CompanionError
from companion.ports import Samples

_BITRATES: Final = {
    True: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""kbit/s by index from 1, of MPEG-1 (True) and MPEG-2, layer III (ISO 11172-3, 13818-3)."""
_RATES: Final = {True: (44_100, 48_000, 32_000), False: (22_050, 24_000, 16_000)}
_FIRST_BITRATE: Final = 64
"""kbit/s of the first frame: long enough for what it says."""
_DELAY: Final = 576
"""Samples that LAME puts first; a decoder has 529 of its own, and knows of them."""
_VARIABLE: Final = 4
_VBR_QUALITY: Final = 4
"""From 0 (best) to 9: 60 kbit/s or so while somebody speaks, at 24 kHz, and 8 in silence."""
_EFFORT: Final = 5
_SIDE_INFORMATION: Final = {True: 17, False: 9}
"""Bytes, of one channel."""


class UnusualFrames(CompanionError):
    title = "The file could not be written"

    def __init__(self) -> None:
        super().__init__("The MP3 encoder of this computer is not as it should be.", hint="Write it as FLAC.")


class Mp3File:
    """Writes `file`, mono, at 24 or 48 kHz. Raises OSError, and UnusualFrames where LAME makes what we do not know."""

    def __init__(self, file: Path, rate: int) -> None:
        import lameenc

        self._rate = rate
        self._samples = 0
        self._encoder = lameenc.Encoder()
        self._encoder.set_channels(1)
        self._encoder.set_in_sample_rate(rate)
        self._encoder.set_out_sample_rate(rate)
        self._encoder.set_vbr(_VARIABLE)
        self._encoder.set_vbr_quality(_VBR_QUALITY)
        self._encoder.set_quality(_EFFORT)
        self._encoder.silence()
        self._first = _header(rate)
        self._file = file.open("w+b")
        self._file.write(bytes(_length(self._first)))

    def write(self, block: Samples) -> None:
        """Mono float32, within -1 and 1."""
        self._samples += len(block)
        whole = np.clip(np.rint(block * 32767.0), -32768, 32767).astype("<i2")
        self._file.write(self._encoder.encode(whole.tobytes()))

    def leave(self) -> None:
        """What there is of the file is nobody's."""
        self._file.close()

    def close(self) -> None:
        """Ends the sound and the file, once, and not after `leave`."""
        if self._file.closed:
            return
        with self._file:
            if self._samples:
                self._file.write(self._encoder.flush())
            self._file.seek(0)
            first = _first_frame(self._first, self._file, self._samples)
            self._file.seek(0)
            self._file.write(first)


def _header(rate: int) -> bytes:
    """Of the first frame: layer III without checksum, one channel."""
    newer = rate >= 32_000
    index = _BITRATES[newer].index(_FIRST_BITRATE) + 1
    return bytes((0xFF, 0xFB if newer else 0xF3, index << 4 | _RATES[newer].index(rate) << 2, 0xC4))


def _length(header: bytes) -> int:
    """Bytes of the frame that begins so. Raises UnusualFrames."""
    if len(header) < 4 or header[0] != 0xFF or header[1] not in (0xFB, 0xF3):
        raise UnusualFrames
    newer = header[1] == 0xFB
    bitrate, rate = header[2] >> 4, header[2] >> 2 & 3
    if not 0 < bitrate < 15 or rate == 3:
        raise UnusualFrames
    bits = (144_000 if newer else 72_000) * _BITRATES[newer][bitrate - 1]
    return bits // _RATES[newer][rate] + (header[2] >> 1 & 1)


def _first_frame(header: bytes, file: BinaryIO, samples: int) -> bytes:
    """What is to stand at the beginning of `file`, in which there is room for it, then the frames."""
    data = file.read()
    size = _length(header)
    begins = [size]
    while begins[-1] < len(data):
        begins.append(begins[-1] + _length(data[begins[-1] : begins[-1] + 4]))
    if begins.pop() != len(data):
        raise UnusualFrames
    newer = header[1] == 0xFB
    padding = max(0, len(begins) * (1152 if newer else 576) - _DELAY - samples)
    contents = bytes(
        min(255, 256 * begins[part * len(begins) // 100] // len(data)) if begins else 0 for part in range(100)
    )
    music = _crc(data[size:])
    frame = bytearray(header + bytes(_SIDE_INFORMATION[newer]))
    # All four fields are there: frames, bytes, where each hundredth begins, quality (100 is best).
    frame += b"Xing" + (0b1111).to_bytes(4) + len(begins).to_bytes(4) + len(data).to_bytes(4) + contents
    frame += (100 - 10 * _VBR_QUALITY - _EFFORT).to_bytes(4)
    # LAME's own part: name, method (new VBR), lowpass unsaid, no loudness, no flags, least bitrate, delay and padding.
    frame += _name(data) + bytes((4, 0)) + bytes(8) + bytes((0, _BITRATES[newer][0]))
    frame += (_DELAY << 12 | padding).to_bytes(3)
    frame += bytes((0, 0)) + (0).to_bytes(2) + len(data).to_bytes(4) + music.to_bytes(2)
    frame += _crc(bytes(frame)).to_bytes(2)
    return bytes(frame) + bytes(size - len(frame))


def _name(data: bytes) -> bytes:
    """What the encoder calls itself, nine bytes: it fills what is left of a frame with that."""
    found = re.search(rb"LAME\d[\d.]*", data)
    return (found.group() if found else b"LAME")[:9].ljust(9)


def _table() -> list[int]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
        table.append(value)
    return table


def _crc(data: bytes) -> int:
    """CRC-16 as LAME's tag has it: polynomial 0x8005, reflected, from 0."""
    crc, table = 0, _table()
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 255]
    return crc
