"""Finds slips in the lines at the top of an exercise: its keys and their values. Pure."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace

from companion.exercise.slips.change import Change, shown
from companion.exercise.slips.meant_names import (
    KIND_OF_EXERCISE,
    LANGUAGES,
    LISTS,
    PEOPLE,
    SPOKEN_PARTS,
    TOP,
    top_meant,
)
from companion.exercise.slips.quoting import bare_or_quoted, without_note, without_outer_quotes
from companion.exercise.slips.spoken_lines import note_in, value_text
from companion.exercise.slips.step_values import name_of

_TOP_LINE = re.compile(r"(?P<key>[^\W\d][\w -]{0,30}?)\s*:(?P<value>.*)\Z", re.S)
_ALONE = re.compile(r"[^\W\d][\w -]{0,30}\Z")
TEXTS = frozenset({"title", "gist", "summary", "author", "license"})


def key_at_the_top(line: str, written: Set[str]) -> tuple[str, str, str] | None:
    """Splits a line that begins at the left margin with a key: the key that is meant, the written one and the value.

    `written`: the keys that the file has, as they are written. None if the line begins with no key.
    """
    if _ALONE.match(line):
        # "steps" without its colon
        alone = line if line in SPOKEN_PARTS | LISTS else top_meant(line)
        return (alone, line, "") if alone in SPOKEN_PARTS | LISTS and alone not in written else None
    found = _TOP_LINE.match(line)
    if found is None:
        return None
    key, value = found["key"], found["value"].strip()
    if key in TOP:
        return key, key, value
    meant = top_meant(key)
    if meant is None or meant in written:
        return None
    return meant, key, value


def heading_line(line: str, meant: str, key: str, value: str) -> Change | None:
    """Finds the first slip in a line of the heading, given in the parts into which `key_at_the_top` splits it."""
    if key != meant:
        return Change(
            f"'{shown(key)}' doesn't belong in an exercise. Did you mean '{meant}'?", (f"{meant}: {value}".rstrip(),)
        )
    after = line[len(key) :].lstrip()
    if not after.startswith(":"):
        return Change(f"There is no colon after '{key}'.", (f"{key}:",), at=len(key))
    if value and not line[line.index(":") + 1].isspace():
        return Change(f"There is no space after the colon of '{key}'.", (f"{key}: {value}",), at=line.index(":") + 1)
    noted, value = value, without_note(value)
    if not value or value[0] in "{[|>#":
        return None
    if meant in TEXTS and value[0] not in "\"'" and (lost := note_in(noted)) is not None:
        return replace(lost, instead=tuple(f"{key}: {text}" for text in lost.instead), at=len(key) + 2 + lost.at)
    change = _value_line(key, meant, value)
    note = noted[len(value) :]
    if change is not None and len(change.instead) == 1 and note:
        return replace(change, instead=(f"{change.instead[0]}{note}",))
    return change


def _value_line(key: str, meant: str, value: str) -> Change | None:
    if value.endswith(",") and meant not in TEXTS:
        return Change(
            "There is a comma at the end of this line.", (f"{key}: {value[:-1]}",), at=len(key) + 1 + len(value)
        )
    if meant in LISTS:
        return _list_value(key, value)
    if meant in SPOKEN_PARTS:
        return Change(
            f"'{key}' needs a list, with a dash before each line.", (f"{key}:", f"  - {_item(value)}"), at=len(key) + 2
        )
    return _value(meant, value)


def _item(value: str) -> str:
    return bare_or_quoted(value) if value[:1] not in "\"'" else value


def _list_value(key: str, value: str) -> Change | None:
    return Change(
        f"'{key}' needs a list, with a dash before each line.", (f"{key}:", f"  - {_item(value)}"), at=len(key) + 2
    )


def _value(key: str, value: str) -> Change | None:
    plain = without_outer_quotes(value)
    at = len(key) + 2
    new: str | None = None
    sure = True
    if key == "people" and plain not in ("1", "2"):
        new = PEOPLE.get(plain.casefold()) or next((digit for digit in "12" if plain.startswith(f"{digit} ")), None)
        if new is None:
            return Change(
                f"'people' can't be '{shown(value)}'.",
                hint="An exercise is for one person or for two. Write people: 1, or people: 2.",
                at=at,
            )
    elif key == "people" and plain != value:
        new = plain
    elif key == "format" and plain != "1":
        if plain not in ("1.0", "1."):
            return None
        new = "1"
    elif key == "format" and plain != value:
        new = plain
    elif key == "language":
        lower = plain.casefold()
        new = LANGUAGES.get(lower) or (lower[:2] if re.fullmatch(r"[a-z]{2}(?:[-_][a-z]{2,4})?", lower) else None)
        new = None if new == value else new
    elif key == "kind":
        new, sure = KIND_OF_EXERCISE.get(plain.casefold()), False
    elif key == "id" and (name := name_of(plain)) != value:
        new = name
    if new is not None:
        return Change(f"'{key}' can't be '{shown(value)}'.", (f"{key}: {new}",), at=at, sure=sure)
    if key in TEXTS and (change := value_text(value)) is not None:
        return Change(
            change.message, tuple(f"{key}: {text}" for text in change.instead[:1]), change.hint, at + change.at
        )
    return None
