"""The pages that play sessions in any browser, on a phone too, without a network. Pure text.

A folder with the sessions of a pack has one page beside the sound files. A single session can also be one page with the
sound inside. The spoken words are inside in both cases: a browser does not let a page from a folder read the files
beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Final

from companion.rendering.cue_sheet import Answered

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
NO_KEY: Final = (
    "Where it says “press C”: that key is only in the Companion program, and not on this page. The numbers you can "
    "call are at the end of this page."
)
NO_KEY_NO_NUMBERS: Final = (
    "Where it says “press C”: that key is only in the Companion program, and not on this page. If you need help right "
    "now, call your emergency number."
)
_PRESS_C: Final = re.compile(r"\bpress C\b", re.IGNORECASE)
ANSWERS: Final = "Questions in this recording. It can’t hear your answers, so it goes on like this:"

SOUND_HERE: Final = "\0"
"""Stands in a page for the sound as base64. No text of an exercise holds it."""
SOUND_TYPES: Final = {".m4a": "audio/mp4", ".mp3": "audio/mpeg"}
"""The kinds of sound that a page can have inside, by suffix: every browser plays both."""
_NOTHING_FROM_ELSEWHERE: Final = (
    "default-src 'none'; media-src data: blob:; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
)
"""The browser's own rule that a page with everything inside fetches nothing."""

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1c1916; --paper: #fff; --soft: #5a5249; --line: #d8d0c4; --mark: #b0783c; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #efe7da; --paper: #14110e; --soft: #b5a999; --line: #3a332c; --mark: #c48c52; }
}
body { font: 1.2rem/1.6 Georgia, "DejaVu Serif", serif; color: var(--ink); background: var(--paper);
  max-width: 38rem; margin: 2.5rem auto; padding: 0 1.2rem 15rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.4rem; margin: 0 0 .2rem; }
article { border-top: .06rem solid var(--line); margin-top: 2rem; padding-top: 1.4rem; }
audio { width: 100%; margin: .6rem 0; }
header { display: flex; gap: 1.2rem; align-items: center; }
.cover { flex: none; width: 7rem; height: 7rem; border-radius: .5rem; }
.player > * { max-width: 38rem; margin-left: auto; margin-right: auto; }
.player.near { position: fixed; left: 0; right: 0; bottom: 0;
  padding: .4rem 1.2rem max(1rem, env(safe-area-inset-bottom));
  background: var(--paper); border-top: .06rem solid var(--line); }
.big { display: block; width: 100%; min-height: 6rem; margin-top: .6rem; border: 0; border-radius: 1rem;
  font: bold 1.8rem/1.2 system-ui, sans-serif; color: var(--paper); background: var(--ink); cursor: pointer; }
.big[hidden] { display: none; }
.big:focus-visible { outline: .3rem solid var(--mark); outline-offset: .2rem; }
.about, .small { color: var(--soft); font-size: 1rem; }
.cautions { border-left: .35rem solid var(--mark); padding: .1rem 0 .1rem 1rem; margin: 1rem 0; }
.cautions ul, .answers ul { margin: .3rem 0; padding-left: 1.2rem; }
.words { min-height: 3.2em; font-size: 1.3rem; line-height: 1.4; margin-top: .4rem; margin-bottom: .4rem; }
.words:empty { display: none; }
details { margin-top: 1rem; }
summary { cursor: pointer; }
a { color: inherit; }
h1, h2, p, li { overflow-wrap: break-word; }
header { flex-wrap: wrap; }
h1 { flex: 1 1 min-content; max-width: 100%; }
body.list { padding-bottom: 2rem; }
@media (max-width: 26rem) {
  header { gap: .9rem; }
  h1 { font-size: 1.6rem; }
  .cover { width: 5.5rem; height: 5.5rem; }
}
@media (max-height: 28rem) {
  .big { min-height: 3.6rem; }
  .words { min-height: 1.4em; }
}
""".strip()

# It shows the words in step with the sound, pauses any other session when one is started, and has the large button. A
# sound that is inside the page becomes a blob, in which every browser can jump. Without scripts, as in the preview of a
# phone's files, the browser's own controls play the sound all the same.
_SCRIPT: Final = """
for (const sound of document.querySelectorAll("audio")) {
  const shown = document.getElementById(sound.dataset.words);
  const cues = JSON.parse(document.getElementById(sound.dataset.words + "-cues").textContent);
  const player = document.getElementById(sound.dataset.words + "-player");
  const big = document.getElementById(sound.dataset.words + "-big");
  const inside = sound.getAttribute("src");
  if (inside.startsWith("data:")) {
    const bytes = Uint8Array.from(atob(inside.slice(inside.indexOf(",") + 1)), (each) => each.charCodeAt(0));
    sound.src = URL.createObjectURL(new Blob([bytes], { type: inside.slice(5, inside.indexOf(";")) }));
  }
  const label = () => {
    big.textContent = sound.paused ? (sound.ended ? "Play again" : "Play") : "Pause";
    player.classList.toggle("near", player.dataset.first === "near" || !sound.paused);
  };
  for (const event of ["play", "pause", "ended"]) sound.addEventListener(event, label);
  big.addEventListener("click", () => { if (sound.paused) sound.play(); else sound.pause(); });
  big.hidden = false;
  label();
  sound.addEventListener("timeupdate", () => {
    const now = sound.currentTime;
    let words = "";
    for (const cue of cues) { if (cue[0] <= now) words = cue[2]; else break; }
    if (shown.textContent !== words) shown.textContent = words;
  });
  sound.addEventListener("play", () => {
    for (const other of document.querySelectorAll("audio")) if (other !== sound) other.pause();
    if ("mediaSession" in navigator) {
      navigator.mediaSession.metadata = new MediaMetadata({ title: sound.getAttribute("aria-label") });
    }
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
    """The name of the sound file, in the same folder; or, in a page with the sound inside, where it is, as a URL."""
    handout: str
    """The name of the page with the words, in the same folder; empty if there is none."""
    vtt: str
    """The text of the subtitle file."""
    language: str
    answers: tuple[Answered, ...] = ()
    """The questions that the recording asks."""


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
    cover: str = ""
    """The cover as a data URL; empty if there is none."""
    help: tuple[str, ...] = ()
    """Lines with the numbers to call."""


def listening_page(heading: Heading, parts: Sequence[ListedSession], in_danger: str) -> str:
    """Returns the page beside the sessions of a pack.

    `in_danger` is its text about emergencies, since a page cannot show the crisis card.
    """
    return _page(heading, [_part(part, heading.cautions) for part in parts], parts, in_danger, "")


def index_page(heading: Heading, parts: Sequence[ListedSession], in_danger: str) -> str:
    """Returns the page that leads to the pages of a pack's sessions, each of which has its sound inside.

    `in_danger` is its text about emergencies.
    """
    return _page(heading, [_link(part) for part in parts], parts, in_danger, _NOTHING_FROM_ELSEWHERE, plays=False)


def session_page(heading: Heading, part: ListedSession, in_danger: str) -> str:
    """Returns the page of one session with its sound inside, which belongs where `SOUND_HERE` stands."""
    return _page(heading, [_alone(part)], [part], in_danger, _NOTHING_FROM_ELSEWHERE)


def sound_inside(suffix: str) -> str:
    """Returns the URL of the sound in a page that holds it. `suffix` is one of `SOUND_TYPES`."""
    return f"data:{SOUND_TYPES[suffix]};base64,{SOUND_HERE}"


def _page(
    heading: Heading,
    bodies: list[str],
    parts: Sequence[ListedSession],
    in_danger: str,
    policy: str,
    *,
    plays: bool = True,
) -> str:
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
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">' if policy else "",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(heading.title)}</title>",
        f"<style>\n{_STYLE}\n</style>",
        "</head>",
        "<body>" if plays else '<body class="list">',
        # The title stands beside the cover, so there is nothing of the cover to read out.
        f'<header><img class="cover" src="{heading.cover}" alt="">' if heading.cover else "<header>",
        f'<h1 dir="auto">{escape(heading.title)}</h1>',
        "</header>",
        _paragraph("summary", heading.summary),
        _paragraph("about", by),
        _cautions(heading.cautions),
        _paragraph("", STOP if plays else ""),
        _paragraph("", _about_the_key(heading, parts) if plays else ""),
        *bodies,
        "<article>",
        *(_paragraph("", line) for line in heading.help),
        _paragraph("small", in_danger),
        _paragraph("small", " ".join(each for each in (_license(heading.license), signed) if each)),
        "</article>",
        f"<script>\n{_SCRIPT}\n</script>" if plays else "",
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _about_the_key(heading: Heading, parts: Sequence[ListedSession]) -> str:
    """Says what to do where the voice or a caution names a key of the program; empty if there is no such place."""
    texts = [*heading.cautions, *(text for part in parts for text in (part.vtt, part.summary, *part.cautions))]
    if not any(map(_PRESS_C.search, texts)):
        return ""
    return NO_KEY if heading.help else NO_KEY_NO_NUMBERS


def _part(part: ListedSession, said_above: tuple[str, ...]) -> str:
    """Returns one of several sessions."""
    read = f'<a href="{escape(part.handout)}">Read or print the words</a> · ' if part.handout else ""
    lines = [
        f'<article lang="{escape(part.language)}">',
        f'<h2 dir="auto">{escape(part.title)}</h2>',
        _about(part),
        _paragraph("", part.summary),
        _cautions(tuple(each for each in part.cautions if each not in said_above)),
        _paragraph("", TWO) if part.people == 2 else "",
        _answers(part.answers),
        _player(part, preload="none"),
        f'<p class="small">{read}<a href="{escape(part.sound)}" download>Download the recording</a></p>',
        "</article>",
    ]
    return "\n".join(line for line in lines if line)


def _link(part: ListedSession) -> str:
    """Returns one of several sessions that have a page of their own."""
    read = f'<a href="{escape(part.handout)}">Read or print the words</a>' if part.handout else ""
    lines = [
        f'<article lang="{escape(part.language)}">',
        f'<h2 dir="auto"><a href="{escape(part.sound)}">{escape(part.title)}</a></h2>',
        _about(part),
        _paragraph("", part.summary),
        f'<p class="small">{read}</p>' if read else "",
        "</article>",
    ]
    return "\n".join(line for line in lines if line)


def _alone(part: ListedSession) -> str:
    """Returns the only session of a page. The page's heading is also the session's."""
    said = "".join(f'<p dir="auto">{escape(words)}</p>' for _, _, words in words_of(part.vtt))
    lines = [
        f'<article lang="{escape(part.language)}">',
        _about(part),
        _paragraph("", TWO) if part.people == 2 else "",
        _answers(part.answers),
        # Two people read first what the recording can't do.
        _player(part, preload="metadata", near=part.people != 2),
        f"<details><summary>Read all the words</summary>{said}</details>" if said else "",
        "</article>",
    ]
    return "\n".join(line for line in lines if line)


def _about(part: ListedSession) -> str:
    people = "for two people" if part.people == 2 else "for one person"
    return _paragraph("about", f"{_minutes(part.seconds)}, {people}")


def _player(part: ListedSession, preload: str, *, near: bool = False) -> str:
    """Returns the controls, the words and the large button, which is at the foot of the screen while the sound plays.

    `near` means that it is there from the beginning.
    """
    words = f"words-{escape(part.id)}"
    # In a script nothing is unescaped, and only `<` could end it.
    cues = json.dumps(words_of(part.vtt), ensure_ascii=False).replace("<", "\\u003c")
    lines = [
        f'<audio controls preload="{preload}" data-words="{words}" aria-label="{escape(part.title)}"'
        f' src="{escape(part.sound)}"></audio>',
        f'<div class="player" data-first="{"near" if near else ""}" id="{words}-player">',
        # Not read aloud by a screen reader: the voice says the same at this moment.
        f'<p class="words" id="{words}" dir="auto" aria-hidden="true"></p>',
        f'<button class="big" type="button" id="{words}-big" hidden>Play</button>',
        "</div>",
        f'<script type="application/json" id="{words}-cues">{cues}</script>',
    ]
    return "\n".join(lines)


def _answers(answers: tuple[Answered, ...]) -> str:
    if not answers:
        return ""
    items = "".join(
        f'<li dir="auto">{escape(_moments(each.at))} “{escape(each.question)}” '
        f"It goes on with {escape(each.goes_on_with)}.</li>"
        for each in answers
    )
    return f'<div class="answers"><p>{escape(ANSWERS)}</p><ul>{items}</ul></div>'


def _moments(seconds: tuple[float, ...]) -> str:
    """Writes when something happens: "At 2:05:", "At 2:05 and 4:00:"."""
    moments = [f"{int(each) // 60}:{int(each) % 60:02d}" for each in seconds]
    if len(moments) > _MOST_MOMENTS:
        return f"At {', '.join(moments[:_MOST_MOMENTS])}, and {len(moments) - _MOST_MOMENTS} more times:"
    return f"At {' and '.join(each for each in (', '.join(moments[:-1]), moments[-1]) if each)}:"


_MOST_MOMENTS: Final = 4
"""Moments that are named; more would be a row of figures to read."""


def words_of(vtt: str) -> list[tuple[float, float, str]]:
    """Reads each caption that `cue_sheet` wrote: its beginning and end in seconds, and its words."""
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
