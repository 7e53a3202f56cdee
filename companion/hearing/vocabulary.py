"""Phrases and what they mean: one language's words for every command. Pure once `load` has read its file.

No recogniser, no audio and no policy here. A phrase is a command only if it is that phrase exactly: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import PurePath
from types import MappingProxyType

import yaml

from companion.errors import SettingsError
from companion.session.commands import SAFETY_KINDS, Command, Kind
from companion.session.effects import Listen

LANGUAGES = "companion.hearing.languages"


@dataclass(frozen=True, slots=True)
class DecoySettings:
    frequent: int
    """How many of the language's most frequent words stand beside the commands."""
    per_word: int
    """At most so many sound-alikes for each word of a command."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One language: every phrase it knows, in speaking order of preference."""

    language: str
    model: str
    """Folder name of the model in the catalog."""
    lexicon: str
    """File beside the language's own, see `decoys.load_lexicon`."""
    decoys: DecoySettings
    commands: Mapping[str, Command]
    """Phrase -> command, answers left out."""
    answers: Mapping[str, Command]
    """Phrase -> answer."""
    said: Mapping[Command, str] = field(default_factory=dict)
    """Command -> the phrase shown to people."""
    vowels: frozenset[str] = frozenset()
    """Phones of the lexicon that make a syllable."""
    likened: tuple[str, ...] = ()
    """Phrases that a keyword network was trained on in this language."""
    stop_words: tuple[str, ...] = ()
    """Words to suggest to two people who look for a stop word of their own."""
    left_out: frozenset[str] = frozenset()
    """Words that are no decoys for these people (see `calibration`): theirs sound too much like a command."""

    def phrases(self, allowed: Listen) -> dict[str, Command]:
        """Everything that means something now. Safety phrases always do, and nothing can take their place; where
        something was asked, an answer comes before a steering command of the same words."""
        meant = {phrase: command for phrase, command in self.commands.items() if command.kind in allowed.kinds}
        for answer in allowed.answers:
            meant.update(self._answer(answer))
        meant.update(self.safety())
        return meant

    def safety(self) -> dict[str, Command]:
        return {phrase: command for phrase, command in self.commands.items() if command.kind in SAFETY_KINDS}

    def parse(self, text: str, allowed: Listen) -> Command | None:
        """The command these words are, or None. The whole text has to be one phrase."""
        return self.phrases(allowed).get(normal(text))

    def parse_typed(self, text: str, allowed: Listen) -> Command | None:
        """As `parse`, for a typed line: digits and the commands' own names are understood too ("7", "how_long")."""
        command = self.parse(text, allowed)
        if command is not None:
            return command
        typed = text.strip().casefold()
        if typed in allowed.answers:
            return Command(Kind.ANSWER, typed)
        named = typed.replace(" ", "_").replace("-", "_")
        if named in set(Kind) and (Kind(named) in allowed.kinds or Kind(named) in SAFETY_KINDS):
            return Command(Kind(named)) if Kind(named) is not Kind.ANSWER else None
        return None

    def everything(self) -> Listen:
        """As if every command and every answer meant something now."""
        kinds = frozenset(command.kind for command in self.commands.values())
        return Listen(kinds, tuple(dict.fromkeys(command.value for command in self.answers.values())))

    def with_stop_word(self, phrase: str) -> Vocabulary:
        """The same with the couple's own word for "stop", whatever else it meant before."""
        own = normal(phrase)
        if not own:
            return self
        return replace(
            self,
            commands=MappingProxyType({**self.commands, own: Command(Kind.STOP)}),
            answers=MappingProxyType({said: command for said, command in self.answers.items() if said != own}),
        )

    def without_decoys(self, words: Iterable[str]) -> Vocabulary:
        """The same, where these words stand beside the commands no more."""
        return replace(self, left_out=self.left_out | frozenset(words))

    def _answer(self, answer: str) -> dict[str, Command]:
        known = {phrase: command for phrase, command in self.answers.items() if command.value == answer}
        # The name of a choice is what its author wrote: "eyes-open" is said "eyes open".
        own = normal(answer)
        if not known and own:
            known[own] = Command(Kind.ANSWER, answer)
        return known


def normal(text: str) -> str:
    """As a recogniser writes it: lower case, single spaces, nothing but letters, digits and apostrophes."""
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.casefold().replace("’", "'")))


def load(language: str = "en") -> Vocabulary:
    """Raises SettingsError where this language has no file."""
    found = files(LANGUAGES).joinpath(f"{PurePath(language).name}.yaml")
    if not found.is_file():
        raise SettingsError(
            f"There are no spoken commands for the language {language!r} yet",
            hint="Keys work in every language; set the language to one of: " + ", ".join(languages()) + ".",
        )
    return read(found.read_text(encoding="utf-8"))


def languages() -> tuple[str, ...]:
    """The languages that have a file, sorted."""
    return tuple(
        sorted(file.name[: -len(".yaml")] for file in files(LANGUAGES).iterdir() if file.name.endswith(".yaml"))
    )


def read(text: str) -> Vocabulary:
    """A language file's text to its vocabulary. Raises SettingsError for a phrase that would mean two things."""
    # BaseLoader keeps every scalar a string: "no" and "10" are words here, not values.
    raw = yaml.load(text, Loader=yaml.BaseLoader)
    commands: dict[str, Command] = {}
    answers: dict[str, Command] = {}
    said: dict[Command, str] = {}
    for name, phrases in raw["commands"].items():
        kind, _, value = name.partition(":")
        _add(commands, said, Command(Kind(kind), value), phrases)
    for value, phrases in raw["answers"].items():
        _add(answers, said, Command(Kind.ANSWER, value), phrases)
    return Vocabulary(
        raw["language"],
        raw["model"],
        raw["lexicon"],
        DecoySettings(int(raw["decoys"]["frequent"]), int(raw["decoys"]["per_word"])),
        MappingProxyType(commands),
        MappingProxyType(answers),
        MappingProxyType(said),
        frozenset(raw.get("vowels", "").split()),
        tuple(map(normal, raw.get("likened", ()))),
        tuple(map(normal, raw.get("stop_words", ()))),
    )


def _add(into: dict[str, Command], said: dict[Command, str], command: Command, phrases: list[str]) -> None:
    for phrase in map(normal, phrases):
        if phrase in into:
            raise SettingsError(f"{phrase!r} means both {into[phrase]} and {command}", hint="Keep one of them.")
        into[phrase] = command
        said.setdefault(command, phrase)
