"""Reads `topics.<language>.yaml` beside this file: the things in their lives that people type into the search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from companion.errors import CompanionError
from companion.exercise.search_words import Phrase, Topic
from companion.phrases import words_in

_KEYS = {"name", "says", "typed", "alone", "first", "call", "others", "need", "unless"}
_CALL: Mapping[object, Literal["first", "last", ""]] = {None: "", "first": "first", "last": "last"}


@dataclass(frozen=True, slots=True)
class TypedTopics:
    """The contents of one file."""

    topics: tuple[Topic, ...] = ()
    """In the order of the file."""
    empty: frozenset[str] = frozenset()
    """Words that say nothing about an exercise."""
    touch: tuple[Phrase, ...] = ()
    """Phrases that ask for touch, closeness or something for two."""


@cache
def load_topics(language: str) -> TypedTopics:
    """Reads the topics of a language; none where it has no file of its own."""
    file = files("companion.phrases").joinpath(f"topics.{language}.yaml")
    return parse_topics(file.read_text(encoding="utf-8"), file.name) if file.is_file() else TypedTopics()


def parse_topics(text: str, name: str) -> TypedTopics:
    """Reads the topics in a file's text. Raises CompanionError naming what is wrong."""
    data = words_in(text, name, "The topics")
    groups, topics = data.get("groups"), data.get("topics")
    there = set(data) - {"empty", "touch"}
    if there != {"groups", "topics"} or not isinstance(groups, dict) or not isinstance(topics, list):
        raise CompanionError("This isn't a list of topics.", place=name, hint="Write 'groups:' and 'topics:'.")
    known = {group: frozenset(_texts(said, f"{name}: {group}")) for group, said in groups.items()}
    return TypedTopics(
        topics=tuple(_topic(each, known, name) for each in topics),
        empty=frozenset(_texts(data.get("empty", []), f"{name}: empty")),
        touch=tuple(_phrase(each, known, f"{name}: touch") for each in _texts(data.get("touch", []), f"{name}: touch")),
    )


def _topic(given: Any, groups: Mapping[str, frozenset[str]], name: str) -> Topic:
    if not isinstance(given, dict) or not set(given) <= _KEYS or not {"name", "says", "typed"} <= set(given):
        raise CompanionError("A topic lacks something.", place=name, hint=f"It may have {', '.join(sorted(_KEYS))}.")
    place = f"{name}: {given['name']}"
    if given.get("call") not in _CALL:
        raise CompanionError("'call' isn't a place.", place=place, hint="Write first or last, or leave it out.")
    if given.get("others") not in (None, True, "true"):
        raise CompanionError("'others' isn't true.", place=place, hint="Write true, or leave it out.")
    return Topic(
        name=str(given["name"]),
        says=" ".join(str(given["says"]).split()),
        typed=tuple(_phrase(each, groups, place) for each in _texts(given["typed"], place)),
        alone=frozenset(_texts(given.get("alone", []), place)),
        first=tuple(_texts(given.get("first", []), place)),
        call=_CALL[given.get("call")],
        others=given.get("others") is not None,
        need=str(given.get("need", "")),
        unless=tuple(_phrase(each, groups, place) for each in _texts(given.get("unless", []), place)),
    )


def _phrase(text: str, groups: Mapping[str, frozenset[str]], place: str) -> Phrase:
    """Splits a phrase into its words. A word in capitals names a group, and any word of the group may stand there."""
    words = text.split()
    if unknown := [word for word in words if word.isupper() and word not in groups]:
        raise CompanionError(f"There is no group called {unknown[0]}.", place=place, hint="Add it to 'groups'.")
    return tuple(groups[word] if word.isupper() else frozenset({word}) for word in words)


def _texts(given: Any, place: str) -> Sequence[str]:
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise CompanionError("This isn't a list of words.", place=place, hint="Write words in brackets: [a, b].")
    return given
