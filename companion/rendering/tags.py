"""What a sound file says of itself: title, author, licence, and chapters where its kind has them. Through mutagen.

FLAC, OGG and Opus have comments (chapters as CHAPTER001=…), MP3 has ID3 (CHAP frames); WAV has a few words only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.rendering.sheet import Chapter


@dataclass(frozen=True, slots=True)
class About:
    title: str
    author: str = ""
    license: str = ""
    language: str = ""


def tag(file: Path, suffix: str, about: About, chapters: Sequence[Chapter], rate: int, frames: int) -> None:
    """Write them into a finished file, whatever it is called. Raises mutagen.MutagenError and OSError."""
    if suffix == ".mp3":
        _id3(file, about, chapters, rate, frames)
    elif suffix in (".flac", ".ogg", ".opus"):
        _comments(file, suffix, about, chapters, rate)


def _comments(file: Path, suffix: str, about: About, chapters: Sequence[Chapter], rate: int) -> None:
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


def _id3(file: Path, about: About, chapters: Sequence[Chapter], rate: int, frames: int) -> None:
    from mutagen.id3 import CHAP, CTOC, ID3, TCOP, TIT2, TLAN, TPE1, TSSE, CTOCFlags

    tags = ID3()
    tags.add(TIT2(text=about.title))
    tags.add(TSSE(text="Companion"))
    for frame, value in ((TPE1, about.author), (TCOP, about.license), (TLAN, _ISO_639_2.get(about.language, ""))):
        if value:
            tags.add(frame(text=value))
    chapters = chapters[:_MOST_ID3_CHAPTERS]
    ends = [*(each.start for each in chapters), frames][1:]
    names = [f"chp{number}" for number in range(len(chapters))]
    for name, chapter, end in zip(names, chapters, ends, strict=True):
        start_ms, end_ms = round(chapter.start / rate * 1000), round(end / rate * 1000)
        title = TIT2(text=chapter.title)
        tags.add(CHAP(element_id=name, start_time=start_ms, end_time=end_ms, sub_frames=[title]))
    if names:
        flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
        tags.add(CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[TIT2(text=about.title)]))
    tags.save(str(file))


_MOST_ID3_CHAPTERS = 255
"""Its table of contents counts them in one byte."""

_ISO_639_2 = {"en": "eng", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "nl": "nld", "pt": "por", "ru": "rus"}
"""ID3 wants three letters."""


def _stamp(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
