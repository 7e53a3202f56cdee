"""Signs that are not words: markup, emoji, "&", "@", and others that a voice would spell out or misread. Pure."""

from __future__ import annotations

import re
import unicodedata

from companion.speech.normalise.language import Language
from companion.speech.normalise.rest_marks import REST
from companion.speech.normalise.rewriting import Rewrite

_SPOKEN_CATEGORIES = frozenset("LMNPZ")  # letters, marks, numbers, punctuation, separators
# Marks that only make sense beside an emoji: variation selectors, the enclosing keycap, skin tones' joiner.
_EMOJI_GLUE = frozenset({"\ufe0e", "\ufe0f", "\u20e3", "\u200d"})
_REST_TAG = re.compile(
    r"<\s*(?:break|pause|silence)\b[^<>]{0,80}>"
    r"|[\[(]\s*(?:(?:pause|break|silence|silent)|(?:wait|rest)(?=[^\])]*\d))\s*(?:for|of)?\s*[:=]?"
    r"(?:\s*\d[\d.,]*\s*[^\W\d_]{0,8}\.?){0,2}\s*[\])]",
    re.I,
)
_TAG = re.compile(r"</?\s*[a-zA-Z][a-zA-Z0-9:-]*(?:\s[^<>]{0,200})?/?>")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "nbsp": " ", "quot": '"', "apos": "'"}
_ENTITY = re.compile(rf"&({'|'.join(_ENTITIES)});")
_MAIL = re.compile(r"(?<=\w)@(?=\w)")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)?(?:[\w-]+\.)+(?:org|com|net|edu|gov|de|fr|at|ch|uk|eu|es|it|pt|br|info)\b(?:/[\w-]+)*/?", re.I
)


def symbol_rewrites(language: Language) -> list[Rewrite]:
    """Returns the rewrites for markup and single signs."""
    return [
        Rewrite(_REST_TAG, lambda match: f" {REST} "),
        Rewrite(_TAG, lambda match: " "),
        Rewrite(_ENTITY, lambda match: _ENTITIES[match[1]]),
        Rewrite(_ADDRESS, lambda match: _address(match[0], language)),
        *([Rewrite(re.compile(r"#(?=\s?\d)"), lambda match: f"{language.number} ")] if language.number_words else []),
        *([Rewrite(re.compile("&"), lambda match: f" {language.and_} ")] if language.number_words else []),
        *([Rewrite(_MAIL, lambda match: f" {language.at} ")] if language.number_words else []),
        Rewrite(re.compile(r"(?<![^\W_])_+|_+(?![^\W_])"), lambda match: ""),
        Rewrite(re.compile(r"[*`^|\\~#<>•·■●▪=+]+"), lambda match: "" if match[0] in "**`" else " "),
        Rewrite(re.compile(r"[^\w\s.,;:!?'\"’“”()]"), lambda match: None if spoken_sign(match[0]) else " "),
        Rewrite(re.compile(r"[\x00-\x1f\x7f-\x9f]|[\ufe0e\ufe0f\u20e3\u200d]"), lambda match: " "),
    ]


def spoken_sign(character: str) -> bool:
    """Tells whether voices have something to say for a character; they have nothing for emoji and controls."""
    if character in _EMOJI_GLUE:
        return False
    return unicodedata.category(character)[0] in _SPOKEN_CATEGORIES or character in "°%$£€" or character == REST


def _address(written: str, language: Language) -> str | None:
    """Says a web address: its dots as words."""
    if not language.number_words or written.count(".") == 0:
        return None
    name = re.sub(r"^(?:https?://)?(?:www\.)?", "", written, flags=re.I)
    return name.rstrip("/").replace(".", f" {language.dot} ").replace("/", " slash ")
