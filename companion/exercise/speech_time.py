"""How long saying a text will take, before anything has been rendered, and where its sentences end.

Pure. The estimate is what `preview` and "time left" rest on until real lengths are known.
"""

from __future__ import annotations

import re
from functools import lru_cache

WORDS_PER_MINUTE = 130
"""The usual pace of the narration: slow enough to be followed with closed eyes. A pace is a factor on it."""

LONGEST_SENTENCE = 400
"""Characters. What is longer is cut at a comma: one render of 3,000 characters costs a natural voice 844 MB."""

_KEPT = 8192
"""Texts whose lengths and sentences are remembered: a plan is made several times of the same ones."""

# Rests a voice makes by itself, seconds at the usual pace.
_AFTER_COMMA = 0.2
_AFTER_SENTENCE = 0.35
# Silence that voices leave before and after a clip.
_AROUND = 0.15
# A text without spaces still takes time: this many characters count for a word at least.
_CHARACTERS_PER_WORD = 8

# Only those that a capital letter or a number follows. Not "no.": here that is an answer, and a good one.
_ABBREVIATIONS = frozenset({"mr", "mrs", "ms", "dr", "prof", "st", "vs", "e.g", "i.e", "cf", "approx"})
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)")
_BEFORE = re.compile(r"([^\s(\"'“‘\[]+?)[.!?…]+[\"'”’)\]]*$")
_CUT = re.compile(r"[,;:—–](?=\s)|\s(?=\S)")


@lru_cache(_KEPT)
def estimate(text: str, pace: float = 1.0, voice: int = 1) -> float:
    """Seconds it takes to say `text` at `pace` times the usual words a minute. `voice` makes no difference here."""
    words = max(len(text.split()), len(text) / _CHARACTERS_PER_WORD)
    commas = len(re.findall(r"[,;:—–](?=\s)", text))
    stops = len(_END.findall(text))
    spoken = words * 60.0 / WORDS_PER_MINUTE + commas * _AFTER_COMMA + stops * _AFTER_SENTENCE
    return round(spoken / pace + _AROUND, 2) if text.strip() else 0.0


def sentences(text: str) -> list[str]:
    """`text` cut after each sentence, nothing lost but the white space between.

    Abbreviations ("Dr. May"), initials, decimals and an ellipsis in mid-sentence do not end one.
    """
    return list(_sentences(text))


@lru_cache(_KEPT)
def _sentences(text: str) -> tuple[str, ...]:
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if _ends_sentence(text[start : match.end()], text[match.end() :].lstrip()):
            found.append(text[start : match.end()].strip())
            start = match.end()
    found.append(text[start:].strip())
    return tuple(part for sentence in found for part in _cut(sentence) if part)


def _ends_sentence(sentence: str, rest: str) -> bool:
    before = _BEFORE.search(sentence)
    word = before[1] if before else ""
    mark = sentence.rstrip("\"'”’)]")[-1]
    begins = rest.lstrip("\"'“‘([")[:1]
    if begins.islower():
        # "e.g. warm", "slow … slower": whatever came before, no sentence begins with a small letter.
        return False
    if mark == "." and word.lower() in _ABBREVIATIONS:
        return False
    initial = len(word) == 1 and word.isalpha() and word.isupper() and word != "I"
    return not (mark == "." and initial)


def _cut(sentence: str) -> list[str]:
    parts: list[str] = []
    while len(sentence) > LONGEST_SENTENCE:
        cuts = [match.end() for match in _CUT.finditer(sentence, LONGEST_SENTENCE // 2, LONGEST_SENTENCE)]
        commas = [end for end in cuts if not sentence[end - 1].isspace()]
        at = (commas or cuts or [LONGEST_SENTENCE])[-1]
        parts.append(sentence[:at].strip())
        sentence = sentence[at:].strip()
    return [*parts, sentence]
