"""Attacks by sound files: damaged ones, of each kind that the decoder knows, and small ones that promise gigabytes."""

from __future__ import annotations

import io
import random
import signal
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO

import numpy as np

from bench.attack_home import BROKEN, MOST_MEMORY, ended, memory, told
from bench.closed_decoder import ClosedDecoder, Decoded
from bench.fuzz import bytes_changed, flipped
from companion.speech.recordings import read_recording

_KINDS = (
    ("wav", "PCM_16"), ("flac", "PCM_16"), ("ogg", "VORBIS"), ("mp3", "MPEG_LAYER_III"), ("wav", "MS_ADPCM"),
    ("flac", "PCM_24"), ("ogg", "OPUS"), ("wav", "IMA_ADPCM"), ("wav", "GSM610"), ("aiff", "PCM_24"),
    ("caf", "ALAC_16"), ("au", "G721_32"), ("w64", "PCM_16"), ("rf64", "FLOAT"), ("voc", "ULAW"), ("svx", "PCM_16"),
    ("nist", "ALAW"), ("paf", "PCM_24"), ("ircam", "PCM_16"), ("mat5", "DOUBLE"), ("xi", "DPCM_16"), ("sds", "PCM_16"),
    ("avr", "PCM_16"),
)  # fmt: skip
"""Containers and codings. The first four are those that people have; libsndfile opens all of them, under any name."""
_IN_THE_BEGINNING = 200
"""Bytes in which most of what can go wrong stands."""
_SAMPLES = 6_000
_TOGETHER = 100
"""Files that one decoder is given, unless it dies before."""


def sounds(work: Path, count: int, chance: random.Random) -> Iterator[str]:
    """Decodes hostile sound files, behind the walls. Too much memory, in the decoder or here, counts as broken."""
    most = max(MOST_MEMORY, memory())  # a process that did other things before may have had more already
    good, decoder = list(_good()), ClosedDecoder()
    crashes = Counter[str]()
    for begun in range(0, count, _TOGETHER):
        files = []
        for number in range(begun, min(count, begun + _TOGETHER)):
            suffix, data = good[number % len(good)]
            files.append(work / f"attack-{number}.{suffix}")
            files[-1].write_bytes(attacked(suffix, data, chance))
        for file, answer in zip(files, decoder.decoded(files), strict=True):
            end = ended(partial(read_recording, file, start=partial(given, answer)))
            if answer.crash:
                crashes[f"{file.suffix} {signal.Signals(answer.crash).name}"] += 1
            if end == BROKEN or max(decoder.memory, memory()) > most:
                told(BROKEN, f"{file.suffix}, {decoder.memory / 1e6:.0f} MB there, {memory() / 1e6:.0f} MB here")
                decoder.memory, end = 0, BROKEN
            file.unlink()
            yield end
    if count:
        told("sounds", f"at most {decoder.memory / 1e6:.0f} MB in a decoder; it crashed at {dict(crashes) or 'none'}")


def given(answer: Decoded, source: IO[bytes], arguments: Sequence[str]) -> Decoded:
    """Stands in for the start of a decoder that has answered already."""
    return answer


def attacked(suffix: str, data: bytes, chance: random.Random) -> bytes:
    """Damages a good file, mostly in its beginning."""
    way = chance.random()
    if way < 0.6:
        head = data[:_IN_THE_BEGINNING]
        return bytes_changed(head, chance) + data[_IN_THE_BEGINNING:]
    if way < 0.8:
        return flipped(data, chance)
    if way < 0.9:
        return _boasting(data, chance)
    return data[: chance.randrange(len(data) + 1)] + chance.randbytes(chance.choice([0, 0, 5000]))


def _boasting(data: bytes, chance: random.Random) -> bytes:
    """Writes huge numbers, or nought, where a header may keep its length, channels or rate."""
    changed = bytearray(data)
    form = chance.choice(["<I", ">I", "<H", ">H", "<Q", ">Q"])
    top = (1 << (8 * struct.calcsize(form))) - 1
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(min(len(changed), 120) - 8)
        struct.pack_into(
            form, changed, at, chance.choice([0, 1, top, top // 2, top - 1, min(top, 192_000), 1024 % top])
        )
    return bytes(changed)


def _good() -> Iterator[tuple[str, bytes]]:
    import soundfile

    tone = (0.3 * np.sin(np.arange(_SAMPLES) / 9)).astype(np.float32)
    for kind, coding in _KINDS:
        for channels in (2, 1):
            written = io.BytesIO()
            rate = 48_000 if coding == "OPUS" else 8_000 if coding == "GSM610" else 24_000
            try:
                soundfile.write(written, np.stack([tone] * channels, axis=1), rate, format=kind.upper(), subtype=coding)
            except (soundfile.SoundFileError, ValueError, TypeError):
                continue  # only with another number of channels, or not at all by this libsndfile
            yield kind, written.getvalue()
            break
