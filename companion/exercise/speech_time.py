"""Estimates the length of speech before it is rendered, and cuts texts into sentences.

Pure. `preview` and "time left" use the estimate until real lengths are known.
"""

from __future__ import annotations

import re
from functools import lru_cache

WORDS_PER_MINUTE = 130
"""Words a minute of the narration at its usual pace, rests included: slow enough to be followed with closed eyes. A
pace is a factor on it."""

LONGEST_SENTENCE = 400
"""Characters of one sentence, at most. A longer one is cut at a comma, because a natural voice needs 844 MB to render
3,000 characters at once."""

_KEPT = 8192
"""Texts whose lengths and sentences are remembered: a plan is made several times of the same ones."""

# Rests a voice makes by itself, seconds at the usual pace.
_AFTER_COMMA = 0.2
_AFTER_SENTENCE = 0.35
# Silence that voices leave before and after a clip.
_AROUND = 0.15
# A text without spaces still takes time: this many characters count for a word at least.
_CHARACTERS_PER_WORD = 8

# Only those that a capital letter or a number follows, in any language: most are titles.
_ABBREVIATIONS = frozenset(
    {
        "mr", "mrs", "ms", "dr", "prof", "st", "mt", "rev", "vs", "e.g", "i.e", "cf", "approx", "sr", "sra", "srta",
        "sres", "dra", "ud", "uds", "sig", "sig.ra", "dott", "dott.ssa", "prof.ssa", "bzw", "ca", "evtl", "ggf", "inkl",
        "vgl", "mme", "mlle", "dña", "aprox", "env", "hrn", "vds",
    }
)  # fmt: skip
_BEFORE_A_NUMBER = frozenset(
    {"no", "nos", "nr", "nro", "núm", "n", "p", "pp", "pág", "pag", "vol", "fig", "ch", "chap"}
)
"""Abbreviations where a number follows."""
_SAY_NO = frozenset({"a", "answer", "be", "but", "is", "means", "or", "say", "saying", "says", "to", "with"})
"""Words after which "no." is an answer, and a good one, even where a number follows."""
_ONE_LETTER = re.compile(r"[^\W\d_]\.")
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)")
_BEFORE = re.compile(r"([^\s(\"'“‘\[]+?)[.!?…]+[\"'”’)\]]*$")
_CUT = re.compile(r"[,;:—–](?=\s)|\s(?=\S)")


@lru_cache(_KEPT)
def estimate(text: str, pace: float = 1.0, voice: int = 1) -> float:
    """Estimates the seconds that `text` takes at `pace` times the usual pace. `voice` makes no difference here."""
    words = max(len(text.split()), len(text) / _CHARACTERS_PER_WORD)
    commas = len(re.findall(r"[,;:—–](?=\s)", text))
    stops = len(_END.findall(text))
    spoken = words * 60.0 / WORDS_PER_MINUTE + commas * _AFTER_COMMA + stops * _AFTER_SENTENCE
    return round(spoken / pace + _AROUND, 2) if text.strip() else 0.0


def sentences(text: str) -> list[str]:
    """Cuts `text` after each sentence, losing only the white space in between.

    Abbreviations ("Dr. May"), initials, decimals and an ellipsis in mid-sentence do not end one. A letter that names a
    key does ("Press C. Then breathe.").
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
    if mark == "." and _shortens(word.lower(), sentence.split()[:-1], rest):
        return False
    initial = len(word) == 1 and word.isalpha() and word.isupper() and word != "I"
    return not (mark == "." and initial and not _names_a_key(sentence.split()[:-1]))


def _shortens(word: str, before: list[str], rest: str) -> bool:
    """Tells whether a word with a dot is an abbreviation after which the sentence goes on: "Dr. May", "No. 5",
    "z. B. Tee"."""
    last = before[-1] if before else ""
    if word in _ABBREVIATIONS:
        return True
    if word in _BEFORE_A_NUMBER and rest[:1].isdigit():
        return not (word == "no" and last.strip("\"'“‘,").lower() in _SAY_NO)
    if len(word) == 1 and word.isalpha() and _ONE_LETTER.match(rest) is not None:
        return True
    return _ONE_LETTER.fullmatch(last) is not None and last[0].islower()


def _names_a_key(before: list[str]) -> bool:
    """Tells whether a single capital letter after these words is a key and not an initial: "press C", "the letter
    C"."""
    return bool(before) and (before[-1][0].islower() or before[-1] == "Press")


def _cut(sentence: str) -> list[str]:
    parts: list[str] = []
    while len(sentence) > LONGEST_SENTENCE:
        cuts = [match.end() for match in _CUT.finditer(sentence, LONGEST_SENTENCE // 2, LONGEST_SENTENCE)]
        commas = [end for end in cuts if not sentence[end - 1].isspace()]
        at = (commas or cuts or [LONGEST_SENTENCE])[-1]
        parts.append(sentence[:at].strip())
        sentence = sentence[at:].strip()
    return [*parts, sentence]
