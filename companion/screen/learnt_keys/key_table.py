"""The table of learnt keys: the keys of another device, and the meaning of each in a session. Pure; no textual.

A learnt key stands for one of the usual keys, and is turned into it before anything else looks at it. So it does what
that key does, at every moment, and everything that guards that key guards it too: a learnt "next" does not skip a
consent, and a learnt "yes" counts for one person only.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Meaning(StrEnum):
    """The meanings that a key can be taught, in the order in which they are asked for."""

    STOP = "stop"
    PAUSE = "pause"
    YES_A = "yes-a"
    """The yes, or the green, of the person with the F key."""
    YES_B = "yes-b"
    """The same for the person with the J key."""
    NEXT = "next"


USUAL: Final[Mapping[Meaning, str]] = MappingProxyType(
    {Meaning.STOP: "s", Meaning.PAUSE: "space", Meaning.YES_A: "f", Meaning.YES_B: "j", Meaning.NEXT: "right"}
)
"""The usual key that a learnt one stands for. Space pauses, and goes on after a pause."""
ALREADY: Final[Mapping[str, Meaning]] = MappingProxyType(
    {"escape": Meaning.STOP, **{key: meaning for meaning, key in USUAL.items()}}
)
"""The usual keys that have a meaning from the start, without being taught it."""
NEVER: Final = frozenset({"ctrl+c", "ctrl+q"})
"""Keys that end the program, on every screen."""
KEPT: Final = frozenset({"escape", *"synrgfjceqkz", "f1", "space", *string.digits, *NEVER})
"""Keys that keep their meaning: stop, no, yellow, red, green, each person's yes, pause, a break, something else,
something coming up, the crisis card (F1 while a name is typed), the ends, and the digits, which answer questions."""
STRONGER: Final[Mapping[str, Meaning]] = MappingProxyType({"space": Meaning.STOP})
"""The exceptions among the kept keys. Many switches that are made for people with a disability send only Space: it may
become stop, because stop silences all that pause does."""


def may_mean(key: str, meaning: Meaning) -> bool:
    """True if this key can be taught this meaning without taking any safety away."""
    return key not in KEPT or STRONGER.get(key) is meaning


@dataclass(frozen=True, slots=True)
class LearntKeys:
    """The learnt keys, by their names (`keycaps.name_of`). Made by `learnt_from` and `with_key` alone."""

    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    """The usual keys that the keys from the settings stand for (`chosen_keys.ChosenKeys.moved`); empty for a key that
    means nothing any more."""

    def usual(self, key: str) -> str:
        """Turns a learnt key, or a key that the person chose in the settings, into the usual one. Returns every other
        key as it is."""
        meaning = self.meanings.get(key)
        return self.moved.get(key, key) if meaning is None else USUAL[meaning]

    def stops(self, key: str) -> bool:
        """True for a key that was taught the meaning "stop"."""
        return self.meanings.get(key) is Meaning.STOP

    def keys_for(self, meaning: Meaning) -> tuple[str, ...]:
        """Lists the keys that were taught this meaning, the oldest first."""
        return tuple(key for key, known in self.meanings.items() if known is meaning)

    def means(self, key: str, meaning: Meaning) -> bool:
        """True if this key has this meaning now, learnt or from the start."""
        known = self.meanings.get(key, ALREADY.get(key))
        return known is meaning

    def with_key(self, key: str, meaning: Meaning) -> LearntKeys:
        """Adds a key, or gives it another meaning. Raises ValueError for a key that has to keep its own."""
        if not may_mean(key, meaning):
            raise ValueError(f"{key} cannot mean {meaning}")
        return LearntKeys({**self.meanings, key: meaning}, self.moved)


NOTHING_LEARNT: Final = LearntKeys()


def learnt_from(kept: Mapping[str, str]) -> LearntKeys:
    """Reads the keys as the settings keep them, and leaves out every key that may not have its meaning."""
    known = {str(meaning) for meaning in Meaning}
    found = {key: Meaning(value) for key, value in kept.items() if value in known}
    return LearntKeys({key: meaning for key, meaning in found.items() if may_mean(key, meaning)})
