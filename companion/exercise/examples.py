"""Examples for messages about an exercise, one for each key, and the author's own text made harmless. Pure."""

from __future__ import annotations

from typing import Any

from companion.exercise.scalars import clean_text

_SHOWN = 40
"""Characters of the author's own text quoted in a message."""
EXAMPLES = {
    "format": "format: 1",
    "id": "id: holding-hands",
    "formerly": "formerly: [its-old-id]",
    "title": "title: Holding hands",
    "gist": "gist: Two slow turns of holding hands",
    "summary": "summary: Two slow turns of holding hands.",
    "people": "people: 2",
    "kind": "kind: settle",
    "needs": "needs: [panic, can't sleep]",
    "author": "author: Your name",
    "license": "license: CC-BY-4.0",
    "say": "- say: Put your feet on the floor.",
    "wait": "- wait: 20s",
    "breathe": "- breathe: {in: 4s, out: 6s, times: 6}",
    "turns": "- turns: {length: 3 min, steps: […]}",
    "touching": "- touching: {area: hands, steps: […]}",
    "area": "area: hands",
    "swap": "swap: Now swap.",
    "sign": "sign: This turn is nearly over.",
    "agree": "- agree: Hands, and only hands.",
    "check": "- check: How is this for you?",
    "choose": "- choose: {ask: Open, or closed?, open: […], closed: […], default: open}",
    "ask": "- ask: {say: What did you notice?, for: 1 min}",
    "rate": "- rate: How upset are you right now?",
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
"""An example of each key, written well."""


def short(value: Any) -> str:
    """Makes the author's own text fit for a message: harmless, on one line and not too long."""
    if isinstance(value, dict | tuple):
        return "…"
    text = str(clean_text(str(value)))
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
