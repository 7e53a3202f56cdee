"""The vocabulary of one language: its phrases, and the command that each of them means. Pure once `load` has read its
file.

A phrase is a command only if it matches exactly; nothing is guessed.
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

LANGUAGES = "companion.hearing.words.languages"


@dataclass(frozen=True, slots=True)
class DecoySettings:
    """The number of decoys in a language."""

    frequent: int
    """Number of the language's most frequent words that are decoys."""
    per_word: int
    """Sound-alikes, at most, for each word of a command."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every phrase of one language. Of several phrases for one command, the first is the one shown to people."""

    language: str
    model: str
    """Folder name of the model in the catalog."""
    lexicon: str
    """Name of the lexicon file beside the language's own, see `decoys.load_lexicon`."""
    decoys: DecoySettings
    commands: Mapping[str, Command]
    """Phrase -> command, without the answers."""
    answers: Mapping[str, Command]
    """Phrase -> answer."""
    said: Mapping[Command, str] = field(default_factory=dict)
    """Command -> the phrase shown to people."""
    vowels: frozenset[str] = frozenset()
    """Phones of the lexicon that make a syllable."""
    keywords: tuple[str, ...] = ()
    """Phrases that a keyword network was trained on in this language."""
    stop_words: tuple[str, ...] = ()
    """Suggestions for two people who look for a stop word of their own."""
    beside: frozenset[str] = frozenset()
    """Words that may stand beside a phrase in a talk, where it has to stand alone: "it" in "stop it"."""
    left_out: frozenset[str] = frozenset()
    """Words that are left out of the decoys for these people (see `calibration`), since their voices make a command
    sound like them."""

    def phrases(self, allowed: Listen) -> dict[str, Command]:
        """Returns everything that means something now. Safety phrases always do, and nothing can take their place.
        While a question waits, an answer comes before a steering command of the same words."""
        meant = {phrase: command for phrase, command in self.commands.items() if command.kind in allowed.kinds}
        for answer in allowed.answers:
            meant.update(self._answer(answer))
        meant.update(self.safety())
        return meant

    def safety(self) -> dict[str, Command]:
        """Returns the phrases of safety commands, which always mean something."""
        return {phrase: command for phrase, command in self.commands.items() if command.kind in SAFETY_KINDS}

    def parse(self, text: str, allowed: Listen) -> Command | None:
        """Returns the command that these words are, or None. The whole text has to be one phrase."""
        return self.phrases(allowed).get(normal(text))

    def parse_typed(self, text: str, allowed: Listen) -> Command | None:
        """Finds the command in a typed line. It may also hold digits and the commands' own names ("7", "how_long")."""
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
        """Returns a `Listen` in which every command and every answer means something."""
        kinds = frozenset(command.kind for command in self.commands.values())
        return Listen(kinds, tuple(dict.fromkeys(command.value for command in self.answers.values())))

    def with_stop_word(self, phrase: str) -> Vocabulary:
        """Returns the same vocabulary with this phrase for "stop", whatever else it meant before."""
        own = normal(phrase)
        if not own:
            return self
        return replace(
            self,
            commands=MappingProxyType({**self.commands, own: Command(Kind.STOP)}),
            answers=MappingProxyType({said: command for said, command in self.answers.items() if said != own}),
        )

    def without_decoys(self, words: Iterable[str]) -> Vocabulary:
        """Returns the same vocabulary without these words as decoys."""
        return replace(self, left_out=self.left_out | frozenset(words))

    def _answer(self, answer: str) -> dict[str, Command]:
        known = {phrase: command for phrase, command in self.answers.items() if command.value == answer}
        # The name of a choice is what its author wrote: "eyes-open" is spoken as "eyes open".
        own = normal(answer)
        if not known and own:
            known[own] = Command(Kind.ANSWER, answer)
        return known


def normal(text: str) -> str:
    """Writes a text as a recogniser does: lower case, single spaces, nothing but letters, digits and apostrophes."""
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.casefold().replace("’", "'")))


def load(language: str = "en") -> Vocabulary:
    """Loads a language's vocabulary. Raises SettingsError if there is no file for this language."""
    found = files(LANGUAGES).joinpath(f"{PurePath(language).name}.yaml")
    if not found.is_file():
        raise SettingsError(
            f"There are no spoken commands yet in the language {language!r}",
            hint="Keys work in every language. For spoken commands, start Companion with one of these: "
            + ", ".join(f"--language {one}" for one in languages())
            + ".",
        )
    return read(found.read_text(encoding="utf-8"))


def languages() -> tuple[str, ...]:
    """Lists the languages that have a file, sorted."""
    return tuple(
        sorted(file.name[: -len(".yaml")] for file in files(LANGUAGES).iterdir() if file.name.endswith(".yaml"))
    )


def read(text: str) -> Vocabulary:
    """Reads a language file's text. Raises SettingsError for a phrase that would mean two things."""
    # BaseLoader keeps every scalar a string: "no" and "10" are words here, not values.
    raw = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
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
        tuple(map(normal, raw.get("keywords", ()))),
        tuple(map(normal, raw.get("stop_words", ()))),
        frozenset(map(normal, raw.get("beside", ()))),
    )


def _add(into: dict[str, Command], said: dict[Command, str], command: Command, phrases: list[str]) -> None:
    for phrase in map(normal, phrases):
        if phrase in into:
            raise SettingsError(f"{phrase!r} means both {into[phrase]} and {command}", hint="Keep one of them.")
        into[phrase] = command
        said.setdefault(command, phrase)
