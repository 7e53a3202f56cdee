"""Fills the names of the two people and the lengths of time into the words of an exercise. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from companion.exercise.model import LengthRange
from companion.exercise.phrases import Phrases
from companion.exercise.plan import Choices, Names, about_in_words

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PEOPLE = frozenset({"giver", "receiver", "other", "a", "b"})


def calls_somebody(text: str) -> bool:
    """Tells whether the text has a blank for the name of one of the two."""
    return not _PEOPLE.isdisjoint(_PLACEHOLDER.findall(text))


@dataclass(frozen=True, slots=True)
class Filling:
    """The names and lengths of one session."""

    choices: Choices
    phrases: Phrases
    talking: bool
    """Set in a talk: the two are then called the one speaking and the one listening."""

    @property
    def first(self) -> str:
        """The person who gives in the first turn: "a" or "b"."""
        return "b" if self.choices.starts == "b" else "a"

    @property
    def second(self) -> str:
        """The other person."""
        return "a" if self.first == "b" else "b"

    @property
    def named(self) -> bool:
        """True if the two gave names."""
        return self.choices.names != Names()

    @property
    def callable(self) -> bool:
        """True if there is something to call the two by: their names, or their keys."""
        return self.named or bool(self.phrases.person_f)

    def fill(self, text: str, lengths: Mapping[str, LengthRange], roles: tuple[str, str] | None) -> tuple[str, bool]:
        """Fills names and lengths into `text`. Returns it, and whether it now holds a person's own name.

        `roles`: giver and receiver, "a" or "b"; None outside a turn.
        """
        private = False

        def value(match: re.Match[str]) -> str:
            nonlocal private
            name = match[1]
            if name in lengths:
                return about_in_words(self.span(name, lengths), self.phrases)
            if name in _PEOPLE:
                private = private or self.choices.names.private
                return self.called(name, roles)
            return match[0]

        filled = _PLACEHOLDER.sub(value, text)
        return (filled[:1].upper() + filled[1:] if text.startswith("{") else filled), private

    def called(self, name: str, roles: tuple[str, str] | None) -> str:
        """Returns a person's name. If the two gave none, returns "the person at F" or "at J", and where there are no
        keys, their part in the turn."""
        phrases, names = self.phrases, self.choices.names
        giver, receiver = roles or (self.first, self.second)
        person = {"giver": giver, "receiver": receiver, "other": receiver}.get(name, name)
        if not self.named:
            if by_key := phrases.person_j if person == "b" else phrases.person_f:
                return by_key
            # The part goes with the giving, not with the person.
            if self.talking:
                return phrases.the_speaker if person == giver else phrases.the_listener
            return phrases.the_giver if person == giver else phrases.the_receiver
        return names.a if person == "a" else names.b

    def span(self, value: float | str, lengths: Mapping[str, LengthRange]) -> float:
        """Returns the seconds of a length or of its name, within the author's bounds; 0 for an unknown name."""
        if isinstance(value, float):
            return value
        bounds = lengths.get(value)
        if bounds is None:
            return 0.0
        return min(max(self.choices.lengths.get(value, bounds.default), bounds.from_), bounds.to)
