"""How messages about an exercise show things: each key by an example, and the author's own text made harmless. Pure."""

from __future__ import annotations

from typing import Any

from companion.exercise.scalars import clean_text

_SHOWN = 40
"""Characters of the author's own text quoted in a message."""
EXAMPLES = {
    "format": "format: 1",
    "id": "id: hand-to-hand",
    "title": "title: Hand to hand",
    "summary": "summary: Two slow turns of holding hands.",
    "people": "people: 2",
    "kind": "kind: settle",
    "author": "author: Your name",
    "license": "license: CC-BY-4.0",
    "say": "- say: Let your feet meet the floor.",
    "wait": "- wait: 20s",
    "breathe": "- breathe: {in: 4s, out: 6s, times: 6}",
    "turns": "- turns: {length: 3 min, steps: […]}",
    "touching": "- touching: {area: hands, steps: […]}",
    "area": "area: hands",
    "swap": "swap: Now the other way round.",
    "sign": "sign: Soon this turn comes to its end.",
    "agree": "- agree: Hands, and only hands.",
    "check": "- check: How is this for you?",
    "choose": "- choose: {ask: Open, or closed?, open: […], closed: […], default: open}",
    "ask": "- ask: {say: What did you notice?, for: 1 min}",
    "rate": "- rate: How much distress is there right now?",
    "repeat": "- repeat: {times: 3, steps: […]}",
    "sound": "- sound: bell",
    "play": "- play: recordings/first.ogg",
    "include": "- include: longer-exhale",
    "default": "default: open",
    "length": "length: 3 min",
    "for": "for: 1 min",
    "times": "times: 3",
    "in": "in: 4s",
    "out": "out: 6s",
    "file": "file: recordings/first.ogg",
    "from": "from: 1 min",
    "to": "to: 10 min",
}
"""By the key: what it looks like where it is written well."""


def short(value: Any) -> str:
    """The author's own text for a message: harmless, on one line and not too long."""
    if isinstance(value, dict | tuple):
        return "…"
    text = str(clean_text(str(value)))
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
