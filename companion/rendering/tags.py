"""The tags of a sound file: title, author, licence, and chapters if its kind has them. mutagen writes them.

FLAC, OGG and Opus hold comments (chapters as CHAPTER001=…), and MP3 holds ID3 frames (chapters as CHAP). M4A and M4B
hold atoms; ffmpeg writes their chapters, see `encoders`. A WAV file has no chapters; libsndfile writes its title,
author and licence, see `files`. MP3, M4A and M4B hold the cover as well.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.rendering.cue_sheet import Chapter


@dataclass(frozen=True, slots=True)
class FileTags:
    """A session's title, author, licence, and language as two letters; an empty text is left out of the file."""

    title: str
    author: str = ""
    license: str = ""
    language: str = ""
    cover: bytes | None = None
    """A JPEG."""


def tag(file: Path, suffix: str, about: FileTags, chapters: Sequence[Chapter], rate: int, frames: int) -> None:
    """Writes the tags into a finished file of the kind that `suffix` names. Raises mutagen.MutagenError and OSError.

    Chapters begin at frames of `rate`; the last one ends with the file, after `frames`.
    """
    if suffix == ".mp3":
        _id3(file, about, chapters, rate, frames)
    elif suffix in (".flac", ".ogg", ".opus"):
        _comments(file, suffix, about, chapters, rate)
    elif suffix in (".m4a", ".m4b"):
        _atoms(file, suffix, about)


def _atoms(file: Path, suffix: str, about: FileTags) -> None:
    from mutagen.mp4 import MP4, MP4Cover

    opened: Any = MP4(str(file))
    if opened.tags is None:
        opened.add_tags()
    opened.tags.clear()
    for name, value in (
        ("\xa9nam", about.title),
        ("\xa9ART", about.author),
        ("\xa9alb", about.title),
        ("cprt", about.license),
        ("\xa9too", "Companion"),
    ):
        if value:
            opened.tags[name] = [value]
    if suffix == ".m4b":
        opened.tags["stik"] = [_AUDIOBOOK]
    if about.cover:
        opened.tags["covr"] = [MP4Cover(about.cover, MP4Cover.FORMAT_JPEG)]
    opened.save()


_AUDIOBOOK = 2
"""The media type that Apple's programs sort by."""


def _comments(file: Path, suffix: str, about: FileTags, chapters: Sequence[Chapter], rate: int) -> None:
    opened: Any
    if suffix == ".flac":
        from mutagen.flac import FLAC as Kind
    elif suffix == ".opus":
        from mutagen.oggopus import OggOpus as Kind
    else:
        from mutagen.oggvorbis import OggVorbis as Kind
    opened = Kind(str(file))
    if opened.tags is None:
        opened.add_tags()
    for name, value in (
        ("TITLE", about.title),
        ("ARTIST", about.author),
        ("LICENSE", about.license),
        ("LANGUAGE", about.language),
        ("ENCODER", "Companion"),
    ):
        if value:
            opened.tags[name] = value
    for number, chapter in enumerate(chapters, 1):
        opened.tags[f"CHAPTER{number:03}"] = _stamp(chapter.start / rate)
        opened.tags[f"CHAPTER{number:03}NAME"] = chapter.title
    opened.save()


def _id3(file: Path, about: FileTags, chapters: Sequence[Chapter], rate: int, frames: int) -> None:
    from mutagen.id3 import APIC, CHAP, CTOC, ID3, TCOP, TIT2, TLAN, TPE1, TSSE, CTOCFlags, PictureType

    tags = ID3()
    tags.add(TIT2(text=about.title))
    tags.add(TSSE(text="Companion"))
    for frame, value in ((TPE1, about.author), (TCOP, about.license), (TLAN, three_letters(about.language))):
        if value:
            tags.add(frame(text=value))
    if about.cover:
        tags.add(APIC(mime="image/jpeg", type=PictureType.COVER_FRONT, desc="", data=about.cover))
    chapters = chapters[:_MOST_ID3_CHAPTERS]
    ends = [*(each.start for each in chapters), frames][1:]
    names = [f"chp{number}" for number in range(len(chapters))]
    if names:
        flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
        tags.add(CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[TIT2(text=about.title)]))
    # Many players list chapters as they stand in the file. mutagen sorts the frames that it knows by size, and writes
    # those that it does not know behind them, as they were given: so the chapters are given as these.
    for name, chapter, end in zip(names, chapters, ends, strict=True):
        start_ms, end_ms = round(chapter.start / rate * 1000), round(end / rate * 1000)
        title = TIT2(text=chapter.title)
        frame = CHAP(element_id=name, start_time=start_ms, end_time=end_ms, sub_frames=[title])
        tags.unknown_frames.append(_bytes_of(frame))
    tags.save(str(file))


def _bytes_of(frame: Any) -> bytes:
    """Returns an ID3 frame as mutagen writes it: out of a tag that holds nothing else, without the tag's header."""
    from mutagen.id3 import ID3

    alone, tag = ID3(), io.BytesIO()
    alone.add(frame)
    alone.save(tag, padding=lambda _: 0)
    return tag.getvalue()[_ID3_HEADER:]


_ID3_HEADER = 10
"""Bytes before the first frame of an ID3 tag."""

_MOST_ID3_CHAPTERS = 255
"""Chapters at most in an MP3: the table of contents of ID3 counts them in one byte."""


def three_letters(language: str) -> str:
    """Returns the three letters (ISO 639-2) for a language of two letters; empty for one that is not in our list."""
    return _ISO_639_2.get(language, "")


_ISO_639_2 = {"en": "eng", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "nl": "nld", "pt": "por", "ru": "rus"}
"""The three letters that ID3 and MP4 want for each language of two letters."""


def _stamp(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
