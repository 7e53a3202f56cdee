"""Markup in a spoken line: stars, tags and pauses in brackets, which other programs read as emphasis and rests. Pure.

Nothing in a line of an exercise means anything but its words. The voices leave such marks out, so an exercise that is
already in use goes on being played; its author is told what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from companion.exercise.examples import short
from companion.exercise.scalars import parse_seconds, spell_seconds

_REST = re.compile(
    r"<\s*(?:break|pause|silence|wait)\b(?P<tag>[^<>]{0,80})>"
    r"|[\[(]\s*(?:(?:pause|break|silence|silent)|(?:wait|rest)(?=[^\])]*\d))\s*(?:for|of)?\s*[:=]?"
    r"(?P<length>(?:\s*\d[\d.,]*\s*[^\W\d_]{0,8}\.?){0,2})\s*[\])]",
    re.I,
)
"""A word like "rest" in brackets is one only with a length: without, it may be spoken."""
_TAG = re.compile(
    r"<(?P<name>[a-zA-Z][a-zA-Z0-9:-]*)(?:\s[^<>]{0,200})?/?>(?:(?P<inside>[^<>]*)</(?P=name)\s*>)?"
    r"|</[a-zA-Z][^<>]{0,40}>"
)
_STARS = re.compile(r"(?P<mark>\*{1,3})(?=[^\s*])(?P<inside>[^*]*[^\s*])(?P=mark)(?!\*)|\*{2,}")
_UNDERSCORES = re.compile(r"(?<!\w)(?P<mark>_{1,3})(?=[^\W_])(?P<inside>[^_]*[^\s_])(?P=mark)(?!\w)")
_TIME = re.compile(r"\d[^\"'\])>/]*")
_BEFORE_A_TEXT = re.compile(r"\s*(?:-\s+)*(?:[a-z_]+:\s+)?")
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]*)")
_USUAL_SECONDS = 5.0
"""Seconds of the rest that is proposed where none is written: as long as a rest within an instruction."""
_MILLISECONDS = 1000.0


@dataclass(frozen=True, slots=True)
class Markup:
    """One mark that is not made of words, with its place in the text."""

    start: int
    end: int
    written: str
    message: str
    hint: str
    words: str = ""
    """The words that are left of it."""
    step: str = ""
    """The step to write instead; empty if it is not a pause."""


def markup_in(text: str) -> Iterator[Markup]:
    """Yields the marks in a line, in order. A mark inside another one is not yielded again."""
    at = 0
    while (found := _first(text, at)) is not None:
        yield found
        at = found.end


def marked_beginning(line: str) -> tuple[int, str, str] | None:
    """Tells whether a line's text begins with markup, which YAML takes for something of its own: its column from 0,
    what it is, what to write."""
    text = _BEFORE_A_TEXT.match(line)
    start = text.end() if text is not None else 0
    found = next(markup_in(line[start:]), None)
    return (start, found.message, found.hint) if found is not None and found.start == 0 else None


def _first(text: str, at: int) -> Markup | None:
    kinds = ((_REST, _rest), (_TAG, _tag), (_STARS, _stars), (_UNDERSCORES, _underscores))
    matches = [(match, say) for pattern, say in kinds if (match := pattern.search(text, at)) is not None]
    if not matches:
        return None
    match, say = min(matches, key=lambda each: each[0].start())
    message, hint = say(match)
    rest = say is _rest
    step = f"wait: {_length(match['tag'] or match['length'] or '')}" if rest else ""
    words = "" if rest else match["inside"] or ""
    return Markup(match.start(), match.end(), match[0], message, hint, words, step)


def _rest(match: re.Match[str]) -> tuple[str, str]:
    step = f"- wait: {_length(match['tag'] or match['length'] or '')}"
    before, after = match.string[: match.start()].strip(), match.string[match.end() :].strip()
    if before and after:
        hint = f"End the line before it, write '{step}' on the next line, and put the rest on a line with its own dash."
    elif before:
        hint = f"Remove it here, and write on the next line: {step}"
    elif after:
        hint = f"Remove it here, and write on the line above: {step}"
    else:
        hint = f"Write this instead of the line: {step}"
    return f"'{short(match[0])}' isn't a pause. A pause is a step of its own.", hint


def _length(written: str) -> str:
    """Returns a written length as an author of an exercise writes it: "5s", "1 min 30s"."""
    time = _TIME.search(written)
    number = _NUMBER.search(written)
    if time is None or number is None:
        return spell_seconds(_USUAL_SECONDS)
    amount, unit = number[1].replace(",", "."), number[2].lower()
    if unit == "ms":
        return spell_seconds(float(amount) / _MILLISECONDS)
    for length in (time[0], f"{amount} {unit or 's'}"):
        try:
            return spell_seconds(parse_seconds(length) or _USUAL_SECONDS)
        except ValueError:
            continue
    return spell_seconds(_USUAL_SECONDS)


def _tag(match: re.Match[str]) -> tuple[str, str]:
    inside = (match["inside"] or "").strip()
    hint = f"Write it without: {short(inside)}" if inside else "Remove it. Each dash begins a new line."
    return f"'{short(match[0])}' has a tag, which isn't spoken and changes nothing.", hint


def _stars(match: re.Match[str]) -> tuple[str, str]:
    return _emphasised(match, "stars")


def _underscores(match: re.Match[str]) -> tuple[str, str]:
    return _emphasised(match, "underscores")


def _emphasised(match: re.Match[str], signs: str) -> tuple[str, str]:
    if match["mark"] is None:
        return f"There are {signs} here, which aren't spoken and change nothing.", "Remove them."
    slow = "To slow a line down, write '- say: …' with 'pace: slow' below it."
    return (
        f"'{short(match[0])}' has {signs} around it, which aren't spoken and change nothing.",
        f"Write it without: {short(match['inside'])}. {slow}",
    )
