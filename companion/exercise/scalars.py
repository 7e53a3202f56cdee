"""Reads the small values that a therapist writes: lengths of time, and lines of text, which it makes harmless.

Pure functions on one value each; they raise ValueError with a sentence that says what to write instead.
"""

from __future__ import annotations

import re

# Terminal escape sequences (OSC, CSI, two-character) go as a whole, so that no "[31m" is left to be read aloud. Of an
# OSC that is never closed only the beginning goes, so that it does not swallow the sentence after it.
_ESCAPES = re.compile(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]?|\x1b.?|\x9b[0-?]*[ -/]*[@-~]?")
# Characters that may not reach a terminal or a voice: C0, C1, bidirectional overrides, zero-width, private-use and tag
# characters, and halves of surrogate pairs, which cannot even be printed.
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ue000-\uf8ff"
    r"\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_PART = re.compile(
    r"\s*(\d+(?:\.\d+)?)\s*(seconds|second|secs|sec|s|minutes|minute|mins|min|m|hours|hour|h)(?![^\W\d_])\.?", re.I
)
_COPIED = re.compile(r"""`[^`]*`|\S*=(?:"[^"]*"|'[^']*')|\S*[/\\=]\S*""")
_BEFORE_AN_OPENING = "([{—–“‘"
_UNIT = {"s": 1.0, "m": 60.0, "h": 3600.0}
_NAME = re.compile(r"^[a-z][a-z0-9-]*$")
LONGEST = 4 * 3600.0
"""Seconds of one length of time, at most. A longer one most likely lacks its unit."""


def harmless(text: str) -> str:
    """Takes control characters and terminal escapes out of `text`; its white space is left as it is."""
    if text.isprintable():
        return text  # the usual case: everything that would be taken out is unprintable
    return _CONTROLS.sub("", _ESCAPES.sub("", text))


def clean_text(value: object) -> object:
    """Takes control characters and escapes out of `value`, and folds white space; anything but text is passed on."""
    if not isinstance(value, str):
        return value
    return " ".join(harmless(value).split())


def curly_quotes(text: str) -> str:
    """Sets quotes and apostrophes the way print does, for text that people read: "it's" with ’, a quotation in “ ”.

    Text to type or copy stays as it is: anything in backticks, and any word with a slash, a backslash or "=" in it.
    """
    if "'" not in text and '"' not in text:
        return text
    kept = {place for found in _COPIED.finditer(text) for place in range(*found.span())}
    made = ""
    for place, sign in enumerate(text):
        if sign not in "\"'" or place in kept:
            made += sign
            continue
        after = text[place + 1 : place + 2]
        opens = (not made or made[-1].isspace() or made[-1] in _BEFORE_AN_OPENING) and bool(after.strip())
        if sign == '"':
            made += "“" if opens else "”"
        else:
            made += "‘" if opens and not after.isdigit() else "’"
    return made


def parse_seconds(value: object) -> float:
    """Reads the seconds in "20s", "3 min", "1 min 30s".

    Raises ValueError for a text that is not a length or lacks its unit, and for more than four hours.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("a length of time is written like 20s, 3 min or 1 min 30s")
    if isinstance(value, int | float):
        raise ValueError(f"a length needs a unit: write {value}s or {value} min")
    value = value.strip()
    position, seconds = 0, 0.0
    while position < len(value):
        part = _PART.match(value, position)
        if part is None:
            raise ValueError("a length of time is written like 20s, 3 min or 1 min 30s")
        seconds += float(part[1]) * _UNIT[part[2][0].lower()]
        position = part.end()
    if not value:
        raise ValueError("a length of time is written like 20s, 3 min or 1 min 30s")
    if seconds > LONGEST:
        raise ValueError("longer than four hours; did you mean seconds?")
    return seconds


def parse_span(value: object) -> float | str:
    """Reads seconds, or the name of one of the exercise's lengths ("rest" among them)."""
    if isinstance(value, str) and _NAME.match(value):
        return value
    return parse_seconds(value)


def spell_seconds(seconds: float) -> str:
    """Writes seconds as a therapist would: 90 is "1 min 30s"."""
    whole = round(seconds, 1)
    minutes, rest = divmod(whole, 60)
    left = f"{rest:g}s" if rest or not minutes else ""
    return " ".join(part for part in (f"{int(minutes)} min" if minutes else "", left) if part)
