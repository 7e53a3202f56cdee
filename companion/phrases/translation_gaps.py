"""Compares the words of a translation with the English ones: finds missing words, extra ones, and wrong blanks.

A translator needs no more than these files: each English one (`en.yaml`, `screens.en.yaml` …) has one beside it for the
other language (`fr.yaml`, `screens.fr.yaml` …) with the same keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from companion.errors import CompanionError
from companion.phrases import FALLBACK

NAMES: Final = (
    *("", "by_key", "by_key_two", "by_line", "typed", "evening", "screens", "errors", "items", "areas", "typed_words"),
    *("found_by", "needs", "also_said", "topics"),
)
"""The files of words that a translation can have, by what stands before the language; "" for the main one."""
_TOPICS: Final = "topics"
_OF_TOPICS: Final = ("says", "typed", "first")
"""The parts that each topic has to have. Its words are those of the language, and as many as it takes."""
_OWN_WORDS: Final = frozenset({"needs", "also_said"})
"""The files whose keys are words of the language itself, and so differ from the English ones."""
_BLANK: Final = re.compile(r"\{(\w*)\}")
_LONGEST_SHOWN: Final = 60
"""Characters of an English text that a message shows; enough to know it by."""


@dataclass(frozen=True, slots=True)
class WordEntry:
    """A text of a file of words, or a list of them, under its key."""

    text: str
    line: int
    """The line of its key, from 1 on."""

    @property
    def blanks(self) -> set[str]:
        """The blanks that the program fills in. {Who} and {who} are the same one."""
        return {name[:1].lower() + name[1:] for name in _BLANK.findall(self.text)}


_NOTHING: Final = WordEntry("", 0)


@dataclass(frozen=True, slots=True)
class TranslationGap:
    """Something that a translation lacks, or has and shouldn't."""

    place: str
    """The file and the line: "fr.yaml:12"."""
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def file_name(name: str, language: str) -> str:
    """Returns the name of a file of words: "screens.fr.yaml"."""
    return f"{name}.{language}.yaml" if name else f"{language}.yaml"


def shipped() -> Traversable:
    """Returns the folder with the words that came with the program."""
    return files("companion.phrases")


def gaps(language: str, folder: Traversable | None = None) -> list[TranslationGap]:
    """Compares every file of a language with the English one, in the order of `NAMES`.

    `folder`: where the translation is; None for the words that came with the program. Raises CompanionError for a file
    that can't be read.
    """
    there = folder or shipped()
    found: list[TranslationGap] = []
    for name in NAMES:
        english, other = file_name(name, FALLBACK), file_name(name, language)
        words = entries(shipped().joinpath(english).read_text(encoding="utf-8"), english)
        file = there.joinpath(other)
        if not file.is_file():
            found.append(TranslationGap(other, f"This file is missing. Copy {english}, and translate it."))
        elif name == _TOPICS:
            found += compared_topics(words, entries(file.read_text(encoding="utf-8"), other), english, other)
        elif name not in _OWN_WORDS:
            found += compared(words, entries(file.read_text(encoding="utf-8"), other), english, other)
        else:
            entries(file.read_text(encoding="utf-8"), other)
    return found


def compared(
    english: Mapping[str, WordEntry], other: Mapping[str, WordEntry], source: str, name: str
) -> Iterator[TranslationGap]:
    """Compares the entries of two files, by their keys. `source` and `name`: the names of the files."""
    for key, entry in english.items():
        if key not in other:
            yield TranslationGap(
                name, f"{_named(key)} is missing. In {source}, line {entry.line}: “{_shown(entry.text)}”"
            )
    for key, entry in other.items():
        place = f"{name}:{entry.line}"
        if key not in english:
            yield TranslationGap(
                place, f"{_named(key)} isn't in {source}. Its English words may have changed. Delete it."
            )
            continue
        if not entry.text and english[key].text:
            yield TranslationGap(place, f"{_named(key)} is empty. In {source}: “{_shown(english[key].text)}”")
            continue
        wanted, given = english[key].blanks, entry.blanks
        if lacking := sorted(wanted - given):
            yield TranslationGap(
                place, f"{_braced(lacking)} is left out. Write it where the program should fill it in."
            )
        if unknown := sorted(given - wanted):
            known = f"Use {_braced(sorted(wanted))}." if wanted else "This text has none."
            yield TranslationGap(place, f"I don't know {_braced(unknown)} here. {known}")


def compared_topics(
    english: Mapping[str, WordEntry], other: Mapping[str, WordEntry], source: str, name: str
) -> Iterator[TranslationGap]:
    """Compares the topics of two files, by their names, which stay English. The first topic that is meant counts, so
    they also have to stand in the same order."""
    wanted, given = (
        {key.removeprefix("topics."): entry for key, entry in each.items() if re.fullmatch(r"topics\.[^.]+", key)}
        for each in (english, other)
    )
    for key, entry in wanted.items():
        if key not in given:
            yield TranslationGap(name, f"The topic {_named(key)} is missing. In {source}, line {entry.line}.")
    for key, entry in given.items():
        place = f"{name}:{entry.line}"
        if key not in wanted:
            yield TranslationGap(place, f"There is no topic {_named(key)} in {source}. Delete it.")
            continue
        for part in _OF_TOPICS:
            if not other.get(f"topics.{key}.{part}", _NOTHING).text:
                yield TranslationGap(place, f"The topic {_named(key)} has no “{part}”.")
        for part in ("call", "others"):
            name_of_part = f"topics.{key}.{part}"
            if other.get(name_of_part, _NOTHING).text != english.get(name_of_part, _NOTHING).text:
                yield TranslationGap(place, f"The topic {_named(key)} needs the same “{part}” as in {source}.")
    here = [key for key in given if key in wanted]
    if here != (there := [key for key in wanted if key in given]):
        first = next(one for one, another in zip(here, there, strict=True) if one != another)
        yield TranslationGap(
            f"{name}:{given[first].line}", f"The topic {_named(first)} stands in another place than in {source}."
        )


def entries(text: str, name: str) -> dict[str, WordEntry]:
    """Reads the entries of a file of words, by their keys: "words.yes" for a key inside another. Raises CompanionError
    if it isn't YAML, or no mapping."""
    import yaml

    try:
        node = yaml.compose(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark is not None else ""
        raise CompanionError(
            "This file of words can't be read.",
            place=f"{name}{line}",
            hint="Compare this line with the English file. Put a text with a colon in it in straight double quotes.",
        ) from error
    if not isinstance(node, yaml.MappingNode):
        raise CompanionError("This file has no words.", place=name, hint="Copy the English file, and translate it.")
    return dict(_entries(node, ""))


def _entries(node: Any, before: str) -> Iterator[tuple[str, WordEntry]]:
    import yaml

    for key, value in node.value:
        name = f"{before}{key.value}"
        if isinstance(value, yaml.MappingNode) and name != "break_lengths":
            yield from _entries(value, f"{name}.")
        elif name == _TOPICS and isinstance(value, yaml.SequenceNode):
            yield from _topics(value)
        else:
            yield name, WordEntry(" ".join(_texts(value)), key.start_mark.line + 1)


def _topics(node: Any) -> Iterator[tuple[str, WordEntry]]:
    """Yields each topic under its name, and its parts: "topics.grief", "topics.grief.says"."""
    for topic in node.value:
        parts = {part.value: (part.start_mark.line + 1, " ".join(_texts(value))) for part, value in topic.value}
        line, named = parts.get("name", (topic.start_mark.line + 1, ""))
        key = f"topics.{named.replace('.', '')}"
        yield key, WordEntry(named, line)
        yield from ((f"{key}.{part}", WordEntry(text, at)) for part, (at, text) in parts.items())


def _texts(node: Any) -> Iterator[str]:
    """Yields the texts of a value: of itself, or of a list."""
    import yaml

    if isinstance(node, yaml.ScalarNode):
        yield node.value
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _texts(each)


def _named(key: str) -> str:
    return f"“{_shown(key)}”"


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1].rstrip()}…"


def _braced(names: list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
