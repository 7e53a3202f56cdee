"""The protocol between the program and the recogniser's own process: the messages, and the answers to them.

Both sides import it, so nothing but the standard library is imported here.

The process gets binary messages: one byte of kind, four bytes of length (little-endian), then the body.

    G  JSON {"id": n, "ears": {name: [phrase, ...]}}   replaces the grammars; an unchanged recogniser lives on.
       With "first": name, "anywhere" and "alone": [phrase, ...], the other ears sleep in long talk until the first
       one's result holds one of these phrases, anywhere or with nothing else; then they hear the utterance from its
       beginning. "keywords": [phrase, ...], those that a keyword network may listen for as well
    A  int16 mono 16 kHz samples, to be decoded
    S  the same without speech in them (the gate is closed): kept in memory as a possible beginning, not decoded
    F  asks for what is left as final results (the end of a file)
    R  a new stream: everything is forgotten, and time starts at 0
    Q  ends the process

It answers with lines, each a JSON object:

    {"ready": seconds that loading took, "walls": [name, ...]}   the kernel's walls around the process
    {"grammar": n, "dropped": {ear: [phrase, ...]}}   phrases with a word that this model does not have
    {"at": ..., "dbfs": ..., "partials": {ear: text}, "finals": {ear: {"text", "words": [[word, start, end], ...]}}}
        one for every A, S and F; the fields are those of `Observation`, of which "weighed", "unexplained" and
        "keyword_scores" are there only if they hold something
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

UNKNOWN = "[unk]"
"""vosk's word for sound that is not a phrase of the grammar."""

GRAMMAR = b"G"
SOUND = b"A"
QUIET = b"S"
FINISH = b"F"
RESET = b"R"
QUIT = b"Q"

_HEAD = struct.Struct("<cI")
HEAD_BYTES = _HEAD.size
"""Bytes before a message's body: its kind and the body's length."""


@dataclass(frozen=True, slots=True)
class WakeRule:
    """The rule by which the first ear wakes the others. Without a first ear all of them are always awake."""

    first: str = ""
    """The ear that never sleeps."""
    anywhere: tuple[str, ...] = ()
    """Phrases that wake the others wherever they stand in the first ear's result."""
    alone: frozenset[str] = frozenset()
    """Phrases that wake the others if they are the whole result."""
    keywords: tuple[str, ...] = ()
    """Phrases that a keyword network listens for beside the ears, if it knows them."""

    def wakes(self, text: str) -> bool:
        """Tells whether this result of the first ear wakes the others."""
        if not self.first:
            return True
        said = f" {text} "
        # A breath before it, a click behind it.
        by_itself = text.removeprefix(f"{UNKNOWN} ").removesuffix(f" {UNKNOWN}")
        return by_itself in self.alone or any(f" {phrase} " in said for phrase in self.anywhere)


ALL_AWAKE = WakeRule()
"""Every ear decodes all sound."""


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word."""

    text: str
    start: float
    """Seconds in the stream."""
    end: float
    """Seconds in the stream."""


@dataclass(frozen=True, slots=True)
class Final:
    """A finished utterance."""

    text: str
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """The ears' results on the stream up to the end of one block."""

    at: float
    """End of the block, seconds in the stream."""
    dbfs: float
    """The block's level (RMS)."""
    partials: Mapping[str, str]
    """Ear -> the utterance so far, as it understands it."""
    finals: Mapping[str, Final] = field(default_factory=dict)
    """Ear -> an utterance that has just ended."""
    weighed: Mapping[str, float] = field(default_factory=dict)
    """Phrase -> log-likelihood ratio of the phrase alone to every other reading. Only safety phrases that the first ear
    or the keyword network has just reported are weighed."""
    unexplained: bool = False
    """The likeliest reading of what was weighed has no word in it."""
    keyword_scores: Mapping[str, float] = field(default_factory=dict)
    """Phrase -> the keyword network's score (log-odds) for the last second, if it is high enough to be reported."""


def message(kind: bytes, body: bytes = b"") -> bytes:
    """Packs a message to the process."""
    return _HEAD.pack(kind, len(body)) + body


def kind_and_length(head: bytes) -> tuple[bytes, int]:
    """Reads the first `HEAD_BYTES` of a message: its kind, and how long its body is."""
    kind, length = _HEAD.unpack(head)
    return kind, length


def grammar_message(id: int, ears: Mapping[str, Iterable[str]], wake_rule: WakeRule = ALL_AWAKE) -> bytes:
    """Writes the body of a `GRAMMAR` message."""
    body: dict[str, Any] = {"id": id, "ears": {ear: list(phrases) for ear, phrases in ears.items()}}
    if wake_rule.first:
        body |= {
            "first": wake_rule.first,
            "anywhere": wake_rule.anywhere,
            "alone": sorted(wake_rule.alone),
            "keywords": wake_rule.keywords,
        }
    return json.dumps(body, ensure_ascii=False).encode()


def read_grammar(body: bytes) -> tuple[int, dict[str, list[str]], WakeRule]:
    """Reads what `grammar_message` wrote: the number, the grammars and the waking rule."""
    wanted = json.loads(body)
    wake_rule = WakeRule(
        wanted.get("first", ""),
        tuple(wanted.get("anywhere", ())),
        frozenset(wanted.get("alone", ())),
        tuple(wanted.get("keywords", ())),
    )
    return wanted["id"], wanted["ears"], wake_rule


def observation(answer: Mapping[str, Any], ours: Callable[[float], float] = float) -> Observation:
    """Reads an answer that has "at" in it. `ours` turns a second of the process's stream into one of the caller's."""
    return Observation(
        ours(answer["at"]),
        float(answer["dbfs"]),
        dict(answer["partials"]),
        {
            ear: Final(
                final["text"],
                tuple(Word(word, ours(start), ours(end)) for word, start, end in final["words"]),
            )
            for ear, final in answer["finals"].items()
        },
        dict(answer.get("weighed", {})),
        bool(answer.get("unexplained", False)),
        dict(answer.get("keyword_scores", {})),
    )
