"""An Opus file whose long silences are not encoded frame by frame: most of a session is silent.

libsndfile's encoder takes about a second for a minute of speech, and a quarter of that for a minute of nothing. After
some frames of digital silence it is at rest and every packet is the same; so the rest of a silence is left out, and its
packet written as often as it lasts (Ogg: RFC 3533, Opus in it: RFC 7845). It is encoded in pieces, several at a time,
each by an encoder that has heard the second before it.
"""

from __future__ import annotations

import io
import itertools
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from companion.errors import CompanionError
from companion.ports import Samples

RATE: Final = 48_000
FRAME: Final = 960
"""Samples in a packet: libsndfile makes them of 20 ms."""
AT_REST: Final = 50
"""Frames of silence, after which every packet is the same: about 20 after speech, and 44 at most, until what is left of
the loudest sound in the encoder's own filter (3 Hz) is below the last of its 24 bits."""
_BEFORE_SOUND: Final = 2
"""Of a silence's last frames: the encoder looks ahead by less than one."""
_PIECE: Final = 500
"""Frames at least in a piece that a silence ends: ten seconds."""
_LONGEST_PIECE: Final = 2000
"""Frames, where none does: forty seconds."""
_LEAD_IN: Final = 50
"""Frames that an encoder hears before those that are written of it. A decoder needs four (RFC 7845, 4.6)."""
_AT_ONCE: Final = max(1, min(4, os.cpu_count() or 1))
_HEADERS: Final = 2
_PACKETS_A_PAGE: Final = 50
_SEGMENTS_A_PAGE: Final = 255


_UNUSUAL: Final = "This computer's sound library makes Opus files in a way that Companion does not know."
_ANOTHER_KIND: Final = "Write it as MP3 or FLAC."


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


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one encoder made."""

    headers: list[Any]
    """Pages."""
    packets: list[bytes]
    """Without the lead-in's; behind the frames, what the encoder still had in it, in packets of any length."""
    lead_in: int
    """Frames."""
    frames: int
    """Whole ones, after the lead-in."""
    end: int
    """Samples from the beginning of the lead-in to the end of the sound, with what a player skips at the beginning."""


class OpusFile:
    """Writes `file`, 48 kHz mono. Raises what soundfile and the system raise, and UnusualPackets."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._silence = SparseSilence()
        self._waiting: list[Samples] = []
        """The next piece as far as it is there, from its lead-in on."""
        self._lead_in = 0
        """Its frames."""
        self._begun = 0
        """The frame of the shortened sound with which that piece itself begins."""
        self._there = 0
        """Samples of the shortened sound so far."""
        self._gaps = 0
        """So many were looked at."""
        self._encoding = ThreadPoolExecutor(_AT_ONCE, "opus")
        self._pieces: list[Future[_Piece]] = []
        self.closed = False

    def write(self, block: Samples) -> None:
        """Mono float32. Waits while much is waiting already."""
        self._add(self._silence.take(block))

    def leave(self) -> None:
        """Nothing is written: nobody wants it any more."""
        self.closed = True
        self._encoding.shutdown(cancel_futures=True)

    def close(self) -> None:
        """Ends the sound and writes the file, once, and not after `leave`."""
        if self.closed:
            return
        try:
            self._add(self._silence.last())
            self._encode(np.concatenate(self._waiting))
            pieces = [each.result() for each in self._pieces]
        finally:
            self.leave()
        with self._file.open("wb") as out:
            for page in _pages(pieces, self._silence.gaps):
                out.write(page)

    def _add(self, sound: Samples) -> None:
        self._waiting.append(sound)
        self._there += len(sound)
        for at, _ in self._silence.gaps[self._gaps :]:
            self._cut_down(at)
            if at - self._begun >= _PIECE:
                self._cut(at)
        self._gaps = len(self._silence.gaps)
        self._cut_down(self._there // FRAME)

    def _cut_down(self, end: int) -> None:
        """So that no piece of the sound before this frame is too long."""
        while end - self._begun > _LONGEST_PIECE:
            self._cut(self._begun + _LONGEST_PIECE)

    def _cut(self, at: int) -> None:
        """What comes before this frame is a piece."""
        sound = np.concatenate(self._waiting)
        end = (self._lead_in + at - self._begun) * FRAME
        self._encode(sound[:end])
        self._waiting = [sound[end - _LEAD_IN * FRAME :]]
        self._begun, self._lead_in = at, _LEAD_IN

    def _encode(self, sound: Samples) -> None:
        if len(self._pieces) >= 2 * _AT_ONCE:
            self._pieces[-2 * _AT_ONCE].result()
        self._pieces.append(self._encoding.submit(_encoded, sound, self._lead_in))


def _encoded(sound: Samples, lead_in: int) -> _Piece:
    """Without so many of its first frames."""
    import soundfile
    from mutagen.ogg import OggPage

    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", RATE, 1, format="OGG", subtype="OPUS") as encoder:
        encoder.write(sound)
    file.seek(0)
    pages: list[Any] = []
    while file.tell() < len(file.getbuffer()):
        pages.append(OggPage(file))
    packets = OggPage.to_packets(pages)[_HEADERS:]
    if any(_samples(packet) != FRAME for packet in packets[: len(sound) // FRAME]):
        raise UnusualPackets(_UNUSUAL, hint=_ANOTHER_KIND)
    return _Piece(pages[:_HEADERS], packets[lead_in:], lead_in, len(sound) // FRAME - lead_in, pages[-1].position)


def _joined(pieces: list[_Piece], gaps: list[tuple[int, int]]) -> list[bytes]:
    """All packets, with those of the silences that were left out."""
    sound = [packet for piece in pieces[:-1] for packet in piece.packets[: piece.frames]] + pieces[-1].packets
    whole: list[bytes] = []
    done = 0
    for at, count in gaps:
        rest = sound[at - 1]
        if sound[at - 2] != rest:
            raise UnusualPackets(_UNUSUAL, hint=_ANOTHER_KIND)
        whole += sound[done:at]
        whole += [rest] * count
        done = at
    return whole + sound[done:]


def _pages(pieces: list[_Piece], gaps: list[tuple[int, int]]) -> Iterator[bytes]:
    """The pages of the whole file."""
    from mutagen.ogg import OggPage

    headers, last = pieces[0].headers, pieces[-1]
    for sequence, page in enumerate(headers):
        page.sequence = sequence
        yield page.write()
    packets = _joined(pieces, gaps)
    end = last.end + FRAME * (len(packets) - len(last.packets) - last.lead_in)
    sequence, written = len(headers), 0
    while written < len(packets):
        page = OggPage()
        segments = 0
        for packet in packets[written : written + _PACKETS_A_PAGE]:
            segments += len(packet) // 255 + 1
            if segments > _SEGMENTS_A_PAGE:
                break
            page.packets.append(packet)
        written += len(page.packets)
        page.serial, page.sequence = headers[0].serial, sequence
        page.last = written == len(packets)
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
