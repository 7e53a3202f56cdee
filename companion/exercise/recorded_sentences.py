"""The sentences of an exercise that its author has recorded: which file belongs to which sentence. Pure.

A recording belongs to the words that were read, by a key made of them. So a line keeps its text, and a sentence that is
changed is said by the voice again until it is recorded anew.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_KEY_LENGTH = 12
"""Letters of a key: enough that no two sentences of a million share one by chance."""
_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})
"""Signs that sound alike: a sentence that differs only in these is not a new one."""
_NAME_WORDS = 5
_NAME_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Recorded:
    """The recording of one sentence."""

    file: str
    """Its path on this computer."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Recordings:
    """Everything that an author recorded for one exercise, with the real lengths."""

    sentences: Mapping[str, Recorded] = field(default_factory=dict)
    """The recordings that stand in for the voice, by the key of their sentence."""
    files: Mapping[str, float] = field(default_factory=dict)
    """Seconds of the recordings that `play` names, by the name in the exercise."""

    def of(self, text: str) -> Recorded | None:
        """Returns the recording of a sentence; None if there is none."""
        return self.sentences.get(sentence_key(text)) if self.sentences else None


NOTHING: Final = Recordings()


def sentence_key(text: str) -> str:
    """Makes the key of a sentence. White space and the kind of quotes make no difference; every other letter does."""
    alike = " ".join(unicodedata.normalize("NFC", text).translate(_ALIKE).split())
    return hashlib.sha256(alike.encode()).hexdigest()[:_KEY_LENGTH]


def file_stem(text: str) -> str:
    """Makes the name of a recording's file, without its ending: the sentence's first words and its key."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    words = "-".join(re.findall(r"[a-z0-9]+", plain)[:_NAME_WORDS])[:_NAME_LENGTH].strip("-")
    return f"{words or 'sentence'}-{sentence_key(text)}"


def key_of_stem(stem: str) -> str:
    """Returns the key in the name of a recording's file; empty if the name has none."""
    found = re.fullmatch(rf".*-([0-9a-f]{{{_KEY_LENGTH}}})", stem)
    return found[1] if found else ""
