"""The small things a therapist writes: lengths of time, and lines of text made harmless.

Pure functions on one value each; they raise ValueError with a sentence that says what to write instead.
"""

from __future__ import annotations

import re

# Terminal escape sequences (OSC, CSI, two-character) go as a whole, so that no "[31m" is left to be read aloud.
# An OSC that is never closed loses its beginning only: it must not swallow the sentence behind it.
_ESCAPES = re.compile(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]?|\x1b.?|\x9b[0-?]*[ -/]*[@-~]?")
# What may not reach a terminal or a voice: C0, C1, bidirectional overrides, zero-width, private-use and tag
# characters, and halves of surrogate pairs, which cannot even be printed.
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ue000-\uf8ff"
    r"\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_PART = re.compile(
    r"\s*(\d+(?:\.\d+)?)\s*(seconds|second|secs|sec|s|minutes|minute|mins|min|m|hours|hour|h)(?![^\W\d_])\.?", re.I
)
_UNIT = {"s": 1.0, "m": 60.0, "h": 3600.0}
_NAME = re.compile(r"^[a-z][a-z0-9-]*$")
LONGEST = 4 * 3600.0


def harmless(text: str) -> str:
    """`text` without control characters and terminal escapes; its white space is left as it is."""
    if text.isprintable():
        return text  # nearly always, and nothing of what is taken out is printable
    return _CONTROLS.sub("", _ESCAPES.sub("", text))


def clean_text(value: object) -> object:
    """`value` without control characters and escapes, white space folded; anything but text is passed on."""
    if not isinstance(value, str):
        return value
    return " ".join(harmless(value).split())


def parse_seconds(value: object) -> float:
    """Seconds in "20s", "3 min", "1 min 30s".

    Raises ValueError where it is no length, where the unit is missing, and over four hours.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("a length of time is written like 20s, 3 min or 1 min 30s")
    if isinstance(value, int | float):
        raise ValueError(f"a length needs its unit: write {value}s or {value} min")
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
        raise ValueError("longer than four hours; was that meant to be seconds?")
    return seconds


def parse_span(value: object) -> float | str:
    """Seconds, or the name of one of the exercise's lengths ("rest" among them)."""
    if isinstance(value, str) and _NAME.match(value):
        return value
    return parse_seconds(value)


def spell_seconds(seconds: float) -> str:
    """Seconds as a therapist would write them: 90 is "1 min 30s"."""
    whole = round(seconds, 1)
    minutes, rest = divmod(whole, 60)
    left = f"{rest:g}s" if rest or not minutes else ""
    return " ".join(part for part in (f"{int(minutes)} min" if minutes else "", left) if part)
