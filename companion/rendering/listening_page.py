"""The page beside sessions that are given out plays them in any browser, without a network. Pure text.

The page itself holds the spoken words: a browser does not let a page from a folder read the files beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Final

_STAMP: Final = re.compile(r"(\d+):(\d\d):(\d\d)\.(\d{3}) --> (\d+):(\d\d):(\d\d)\.(\d{3})")

STOP: Final = (
    "You can stop at any time: press pause, or close this page. The recording can’t hear you, so saying “stop” doesn’t "
    "pause it. If there are two of you, either of you can press pause. And to each other, stop still means stop, right "
    "away."
)
TWO: Final = (
    "The voice asks questions, but it can’t wait for your answers. Press pause, and take your time to answer each "
    "other. If either of you says no, or isn’t sure, please don’t press play again: the recording goes on as if you "
    "had both said yes. Leave it for today. That’s okay."
)

_STYLE: Final = """
:root { color-scheme: light; }
body { font: 1.2rem/1.6 Georgia, "DejaVu Serif", serif; color: #1c1916; background: #fff;
  max-width: 38rem; margin: 2.5rem auto; padding: 0 1.2rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.4rem; margin: 0 0 .2rem; }
article { border-top: .06rem solid #d8d0c4; margin-top: 2rem; padding-top: 1.4rem; }
audio { width: 100%; margin: .6rem 0; }
.about, .small { color: #5a5249; font-size: 1rem; }
.cautions { border-left: .35rem solid #b0783c; padding: .1rem 0 .1rem 1rem; margin: 1rem 0; }
.cautions ul { margin: .3rem 0; padding-left: 1.2rem; }
.words { min-height: 3.2em; font-size: 1.3rem; margin: .4rem 0; }
.words:empty { display: none; }
a { color: inherit; }
""".strip()

# It shows the words in step with the sound, and pauses any other session when one is started.
_SCRIPT: Final = """
for (const sound of document.querySelectorAll("audio")) {
  const shown = document.getElementById(sound.dataset.words);
  const cues = JSON.parse(document.getElementById(sound.dataset.words + "-cues").textContent);
  sound.addEventListener("timeupdate", () => {
    const now = sound.currentTime;
    let words = "";
    for (const cue of cues) { if (cue[0] <= now) words = cue[2]; else break; }
    if (shown.textContent !== words) shown.textContent = words;
  });
  sound.addEventListener("play", () => {
    for (const other of document.querySelectorAll("audio")) if (other !== sound) other.pause();
  });
}
""".strip()


@dataclass(frozen=True, slots=True)
class ListedSession:
    """One session on the page."""

    id: str
    title: str
    summary: str
    people: int
    seconds: float
    cautions: tuple[str, ...]
    sound: str
    """The name of the sound file, in the same folder."""
    handout: str
    """The name of the page with the words, in the same folder."""
    vtt: str
    """The text of the subtitle file."""
    language: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The text above the sessions."""

    title: str
    summary: str = ""
    author: str = ""
    license: str = ""
    version: str = ""
    cautions: tuple[str, ...] = ()
    words: str = ""
    """The six words of the key that signed the pack; empty if no key did."""


def listening_page(heading: Heading, parts: Sequence[ListedSession], in_danger: str) -> str:
    """Returns the whole page. `in_danger` is its text about emergencies, since a page cannot show the crisis card."""
    language = parts[0].language if parts else "en"
    by = ", ".join(each for each in (heading.author, f"version {heading.version}" if heading.version else "") if each)
    signed = (
        f"The author’s six words, for anyone who wants to check that it’s theirs: {heading.words}."
        if heading.words
        else ""
    )
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(language)}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(heading.title)}</title>",
        f"<style>\n{_STYLE}\n</style>",
        "</head>",
        "<body>",
        f'<h1 dir="auto">{escape(heading.title)}</h1>',
        _paragraph("summary", heading.summary),
        _paragraph("about", by),
        _cautions(heading.cautions),
        _paragraph("", STOP),
        *(_part(part, heading.cautions) for part in parts),
        "<article>",
        _paragraph("small", in_danger),
        _paragraph("small", " ".join(each for each in (_license(heading.license), signed) if each)),
        "</article>",
        f"<script>\n{_SCRIPT}\n</script>",
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _part(part: ListedSession, said_above: tuple[str, ...]) -> str:
    people = "for two people" if part.people == 2 else "for one person"
    words = f"words-{escape(part.id)}"
    # In a script nothing is unescaped, and only `<` could end it.
    cues = json.dumps(words_of(part.vtt), ensure_ascii=False).replace("<", "\\u003c")
    lines = [
        f'<article lang="{escape(part.language)}">',
        f'<h2 dir="auto">{escape(part.title)}</h2>',
        _paragraph("about", f"{_minutes(part.seconds)}, {people}"),
        _paragraph("", part.summary),
        _cautions(tuple(each for each in part.cautions if each not in said_above)),
        _paragraph("", TWO) if part.people == 2 else "",
        f'<audio controls preload="none" src="{escape(part.sound)}" data-words="{words}"'
        f' aria-label="{escape(part.title)}"></audio>',
        # Not read aloud by a screen reader: the voice says the same at this moment.
        f'<p class="words" id="{words}" dir="auto" aria-hidden="true"></p>',
        f'<script type="application/json" id="{words}-cues">{cues}</script>',
        f'<p class="small"><a href="{escape(part.handout)}">Read or print the words</a> · '
        f'<a href="{escape(part.sound)}" download>Download the recording</a></p>',
        "</article>",
    ]
    return "\n".join(line for line in lines if line)


def words_of(vtt: str) -> list[tuple[float, float, str]]:
    """Reads each caption that `sheet.as_vtt` wrote: its beginning and end in seconds, and its words."""
    found: list[tuple[float, float, str]] = []
    for block in vtt.split("\n\n"):
        stamp, _, text = block.strip().partition("\n")
        if said := _STAMP.fullmatch(stamp):
            h1, m1, s1, t1, h2, m2, s2, t2 = map(int, said.groups())
            start, end = h1 * 3600 + m1 * 60 + s1 + t1 / 1000, h2 * 3600 + m2 * 60 + s2 + t2 / 1000
            found.append((start, end, unescape(text)))
    return found


def _minutes(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return f"about {minutes} minute{'' if minutes == 1 else 's'}"


def _paragraph(kind: str, text: str) -> str:
    if not text:
        return ""
    return f'<p class="{kind}" dir="auto">{escape(text)}</p>' if kind else f'<p dir="auto">{escape(text)}</p>'


def _cautions(cautions: tuple[str, ...]) -> str:
    if not cautions:
        return ""
    items = "".join(f'<li dir="auto">{escape(each)}</li>' for each in cautions)
    return f'<div class="cautions"><p>Please note:</p><ul>{items}</ul></div>'


def _license(license: str) -> str:
    return f"License: {license}." if license else ""
