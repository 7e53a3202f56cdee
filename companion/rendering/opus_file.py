"""An Opus file whose long silences are not encoded frame by frame: most of a session is silent.

libsndfile's encoder takes about a second for a minute of speech, and a quarter of that for a minute of nothing. After
some frames of digital silence it is at rest and every packet is the same; so the rest of a silence is left out, and its
packet written as often as it lasts (Ogg: RFC 3533, Opus in it: RFC 7845).
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from companion.errors import CompanionError
from companion.ports import Samples

RATE: Final = 48_000
FRAME: Final = 960
"""Samples in a packet: libsndfile makes them of 20 ms."""
AT_REST: Final = 30
"""Frames of silence, after which every packet is the same: about 20, while the encoder's own filter dies away."""
_BEFORE_SOUND: Final = 2
"""Of a silence's last frames: the encoder looks ahead by less than one."""
_HEADERS: Final = 2
_TAIL: Final = 3
"""Packets at the end, after all silence that could be left out; the very last may be shorter."""
_PACKETS_A_PAGE: Final = 50
_SEGMENTS_A_PAGE: Final = 255


class UnusualPackets(CompanionError):
    title = "The file could not be written"


class SparseSilence:
    """Sound in, sound without the middle of its long silences out; `gaps` says where how much is missing."""

    def __init__(self) -> None:
        self.gaps: list[tuple[int, int]] = []
        """(frame of the shortened sound before which it is missing, number of frames)."""
        self._rest = np.empty(0, np.float32)
        self._frames = 0
        self._silent = 0
        """Frames of silence so far that were let through, in this run."""
        self._held = 0
        """Frames of silence that follow them and were not, yet."""

    def take(self, block: Samples) -> Samples:
        """What is to be encoded now. Mono blocks of any length."""
        sound = np.concatenate((self._rest, block)) if len(self._rest) else block
        whole = len(sound) // FRAME
        self._rest = np.array(sound[whole * FRAME :], np.float32)
        if not whole:
            return np.empty(0, np.float32)
        frames = sound[: whole * FRAME].reshape(whole, FRAME)
        loud: list[bool] = (frames != 0).any(axis=1).tolist()
        changes = [0, *(at for at in range(1, whole) if loud[at] is not loud[at - 1]), whole]
        out: list[Samples] = []
        for begin, end in itertools.pairwise(changes):
            if loud[begin]:
                out.extend(self._sound_again())
                self._silent = 0
                self._frames += end - begin
                out.append(frames[begin:end].ravel())
            else:
                more = min(end - begin, AT_REST - self._silent)
                self._silent += more
                self._frames += more
                self._held += end - begin - more
                out.append(np.zeros(more * FRAME, np.float32))
        return np.concatenate(out)

    def last(self) -> Samples:
        """What is left at the end."""
        return np.concatenate([*self._sound_again(), self._rest])

    def _sound_again(self) -> Iterator[Samples]:
        back = min(self._held, _BEFORE_SOUND)
        if self._held > back:
            self.gaps.append((self._frames, self._held - back))
        self._held = 0
        self._frames += back
        yield np.zeros(back * FRAME, np.float32)


class OpusFile:
    """Writes `file`, 48 kHz mono. Raises what soundfile and the system raise, and UnusualPackets."""

    def __init__(self, file: Path) -> None:
        import soundfile

        self._file = file
        self._silence = SparseSilence()
        self._encoded = io.BytesIO()
        self._encoder: Any = soundfile.SoundFile(self._encoded, "w", RATE, 1, format="OGG", subtype="OPUS")

    def write(self, block: Samples) -> None:
        """Mono float32."""
        self._encoder.write(self._silence.take(block))

    def leave(self) -> None:
        """Nothing is written: nobody wants it any more."""
        self._encoder.close()

    def close(self) -> None:
        """Ends the sound and writes the file, once, and not after `leave`."""
        if self._encoder.closed:
            return
        self._encoder.write(self._silence.last())
        self._encoder.close()
        self._encoded.seek(0)
        with self._file.open("wb") as out:
            for page in _with_gaps(self._encoded, self._silence.gaps):
                out.write(page)


def _with_gaps(encoded: io.BytesIO, gaps: list[tuple[int, int]]) -> Iterator[bytes]:
    """The pages of the whole file."""
    from mutagen.ogg import OggPage

    pages: list[Any] = []
    while encoded.tell() < len(encoded.getbuffer()):
        pages.append(OggPage(encoded))
    packets = OggPage.to_packets(pages)
    for sequence, page in enumerate(pages[:_HEADERS]):
        page.sequence = sequence
        yield page.write()
    sound = packets[_HEADERS:]
    if any(_samples(packet) != FRAME for packet in sound[:-_TAIL]):
        raise UnusualPackets(
            "This computer's sound library makes Opus files in a way that Companion does not know.",
            hint="Write it as MP3 or FLAC.",
        )
    whole: list[bytes] = []
    done = 0
    for at, count in gaps:
        whole += sound[done:at]
        whole += [sound[at - 1]] * count
        done = at
    whole += sound[done:]
    end = pages[-1].position + FRAME * (len(whole) - len(sound))
    sequence, written = _HEADERS, 0
    while written < len(whole):
        page = OggPage()
        segments = 0
        for packet in whole[written : written + _PACKETS_A_PAGE]:
            segments += len(packet) // 255 + 1
            if segments > _SEGMENTS_A_PAGE:
                break
            page.packets.append(packet)
        written += len(page.packets)
        page.serial, page.sequence = pages[0].serial, sequence
        page.last = written == len(whole)
        page.position = end if page.last else written * FRAME
        sequence += 1
        yield page.write()


def _samples(packet: bytes) -> int:
    """How long an Opus packet lasts, at 48 kHz (RFC 6716, 3.1); 0 where it holds several frames."""
    if not packet or packet[0] & 0b11:
        return 0
    mode = packet[0] >> 3
    if mode < 12:
        return (480, 960, 1920, 2880)[mode % 4]
    if mode < 16:
        return (480, 960)[mode % 2]
    return (120, 240, 480, 960)[mode % 4]
