"""Turns the text of a list of kinds of closeness into an `ItemList`, or reports every mistake in it with line and
column.

Pure: text in, value or `ExerciseMistakes` out, nothing else raised.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from companion.closeness.items import Item, ItemList, folded
from companion.exercise.crosscheck import did_you_mean, one_of
from companion.exercise.examples import short
from companion.exercise.problems import ExerciseMistakes, Mistaken, Problem
from companion.exercise.source import MANY_PROBLEMS, Path, Source, read_source

_EXAMPLES = {
    "format": "format: 1",
    "id": "id: small-things",
    "title": "title: Small things",
    "gist": "gist: Ten small kinds of closeness",
    "summary": "summary: Ten small kinds of closeness, none of them with touch.",
    "language": "language: en",
    "kind": "kind: closeness",
    "cautions": "cautions: [Not reviewed by a clinician.]",
    "sources": "sources: [My own practice]",
    "author": "author: Your name",
    "license": "license: CC-BY-4.0",
    "items": "items: and under it a list, a dash before each item",
    "text": "text: a wave",
    "about": "about: One of you waves, and the other can wave back.",
    "group": "group: from afar",
    "touch": "touch: [hands]",
}


def _mistakes(problems: Iterable[Problem]) -> ExerciseMistakes:
    return ExerciseMistakes(problems, what=Mistaken.ITEMS)


def read_items(text: bytes | str, file: str) -> ItemList:
    """Reads a list. Raises ExerciseMistakes with everything that is wrong; `file` is the name in its messages."""
    source = read_source(text, file)
    if source.data is None:
        raise _mistakes(source.problems)
    if not isinstance(source.data, dict):
        problem = Problem(file, 1, 1, "This isn't a list of kinds of closeness.", "Start with the line: format: 1")
        raise _mistakes([*source.problems, problem])
    found = {*source.problems, *_said_twice(source)}
    try:
        made = ItemList.model_validate(source.data)
    except ValidationError as error:
        found |= {_problem(source, dict(one)) for one in error.errors(include_url=False) if not _said_inside(one)}
        raise _mistakes(sorted(found)[:MANY_PROBLEMS]) from None
    if found:
        raise _mistakes(sorted(found)[:MANY_PROBLEMS])
    return made


def _said_twice(source: Source) -> Iterator[Problem]:
    """Finds two items with one id, or with the same words. Their answers could not be told apart."""
    items = source.data.get("items")
    if not isinstance(items, tuple):
        return
    for key in ("id", "text"):
        lines: dict[str, int] = {}
        for index, item in enumerate(items):
            value = item.get(key) if isinstance(item, dict) else None
            if not isinstance(value, str) or not folded(value):
                continue
            mark = source.mark(("items", index, key))
            said = folded(value) if key == "text" else value
            if said in lines:
                what = f"'{short(value)}' is already the {key} of the item in line {lines[said]}."
                yield Problem(source.file, mark.line, mark.column, what, f"Give each item its own {key}.")
            lines.setdefault(said, mark.line)


def _said_inside(error: Mapping[str, Any]) -> bool:
    """Tells whether a list is only called too short because its entries are wrong, which is said at each of them."""
    return bool(error["type"] == "too_short" and error["input"])


def _problem(source: Source, error: dict[str, Any]) -> Problem:
    kind, path = str(error["type"]), tuple(error["loc"])
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    if kind == "missing":
        owner = path[:-1]
        mark = source.mark(owner)
        what = "This item has no" if owner else "The list has no"
        return Problem(source.file, mark.line, mark.column, f"{what} '{key}'.", f"Add a line such as {_EXAMPLES[key]}")
    at_key = kind == "extra_forbidden"
    mark = source.key_mark(path) if at_key else source.mark(path)
    message, hint = _unknown(path, key) if at_key else _wrong(source, path, key, kind, error)
    return Problem(source.file, mark.line, mark.column, message, hint)


def _unknown(path: Path, key: str) -> tuple[str, str]:
    known = _keys(Item if len(path) > 1 else ItemList)
    place = "an item" if len(path) > 1 else "a list"
    return f"'{short(key)}' doesn't belong in {place}.", did_you_mean(key, known) or f"You can use {one_of(known)}."


def _keys(model: type[BaseModel]) -> list[str]:
    return list(model.model_fields)


def _wrong(source: Source, path: Path, key: str, kind: str, error: dict[str, Any]) -> tuple[str, str]:
    value, context = error.get("input"), error.get("ctx", {})
    shown = source.written.get(path, short(value))
    example = f"Write it like this: {_EXAMPLES.get(key, f'{key}: …')}"
    if value == "":
        return f"There is nothing after '{key}:'.", example
    if isinstance(path[-1], int) and key == "items":
        return (
            "An item needs named parts: id, text, about and group.",
            "Put each on its own line, as in the other items.",
        )
    if kind == "literal_error" and key == "format":
        return f"Format {shown} isn't known to this version of Companion.", "Write format: 1, or update Companion."
    if kind == "literal_error":
        return f"'{key}' can't be '{shown}'.", example
    if kind == "string_pattern_mismatch" and key == "language":
        return f"'{shown}' isn't a language code.", "Use its two-letter code, such as en or fr."
    if kind == "string_pattern_mismatch":
        return f"'{shown}' can't be a name.", "Use lowercase letters, digits and hyphens, starting with a letter."
    if kind in ("string_too_long", "too_long"):
        what = "characters" if isinstance(value, str) else "parts"
        return f"'{key}' has more than {context['max_length']} {what}.", "Shorten it."
    if kind == "string_type" and isinstance(value, bool | int | float):
        written = source.written.get(path, str(value))
        return f"{short(written)} is a number, or true or false, not words.", f'Put it in quotes: "{short(written)}"'
    if kind == "string_type":
        return f"'{key}' needs one piece of text.", "If it contains a brace or a colon, put the whole line in quotes."
    if kind in ("tuple_type", "too_short"):
        return f"'{key}' needs a list with at least one entry.", example
    return f"'{shown}' doesn't fit here.", example
