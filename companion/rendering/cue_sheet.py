"""The cue sheet of a rendered session lists each sound with its time, as JSON and as subtitles (WebVTT). Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class CueSheetRow:
    """One sound, silence or question, from its first frame to the one after its last."""

    id: int
    kind: str
    """"speech", "sound" (a bell), "recording", "breath", "silence" or "question"."""
    start: int
    end: int
    text: str = ""
    """The spoken words, the sound's name, the part of the breath, or the question."""
    caption: str = ""
    """The text that a screen shows, if it differs from `text`."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the session that somebody may want to find again."""

    start: int
    """Its first frame."""
    title: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that a recording asks, and the answer with which it goes on, since it can't hear one."""

    question: str
    goes_on_with: str
    """The answer in words, such as "“yes”" or "no number"."""
    at: tuple[float, ...]
    """Seconds at which it is asked, each time."""


def as_json(heard: Sequence[CueSheetRow], rate: int, title: str, chapters: Sequence[Chapter] = ()) -> str:
    """Writes the sheet as JSON, with times both in seconds and in frames, which lose nothing to rounding."""
    cues = [
        {
            "id": each.id,
            "kind": each.kind,
            "start": round(each.start / rate, 6),
            "end": round(each.end / rate, 6),
            "start_frame": each.start,
            "end_frame": each.end,
            "text": each.text,
        }
        for each in heard
    ]
    marks = [{"start": round(each.start / rate, 6), "title": each.title} for each in chapters]
    sheet = {"title": title, "rate": rate, "chapters": marks, "cues": cues}
    return json.dumps(sheet, ensure_ascii=False, indent=1) + "\n"


def as_vtt(heard: Sequence[CueSheetRow], rate: int) -> str:
    """Writes subtitles of all spoken words, and of each recording that has a caption."""
    blocks = ["WEBVTT\n"]
    for each in heard:
        words = (each.caption or each.text) if each.kind == "speech" else each.caption
        if each.kind in ("speech", "recording") and words.strip() and each.end > each.start:
            # In a caption `-->` would begin a cue, and `<` a tag.
            safe = " ".join(words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").split())
            blocks.append(f"{_stamp(each.start / rate)} --> {_stamp(each.end / rate)}\n{safe}\n")
    return "\n".join(blocks)


def _stamp(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
