"""Reads the heading of a pack, `pack.yaml`: its author, its version, its cautions. Pure: text in, About out.

The same fields stand in a built pack's manifest (`manifest`); the class Version is here too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import total_ordering
from itertools import zip_longest
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from companion.exercise.crosscheck import did_you_mean
from companion.exercise.model import Name, Text
from companion.exercise.problems import ExerciseMistakes, Mistaken, Problem
from companion.exercise.scalars import clean_text
from companion.exercise.source import Source, read_source
from companion.packs.file_names import why_not
from companion.packs.lookalikes import unfit_for_a_name

_VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){0,3}", re.ASCII)
_ADDRESS = re.compile(r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:[/?#][!-~]*)?", re.ASCII | re.I)
_ID = r"^[a-z](?:-?[a-z0-9])*$"


@total_ordering
@dataclass(frozen=True, slots=True)
class Version:
    """One to four numbers with dots. 1.10 is newer than 1.9, and 1.0 is the same as 1."""

    numbers: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Version:
        """Reads a version. Raises ValueError."""
        if _VERSION.fullmatch(text) is None:
            raise ValueError(f"{text!r} isn't a version number")
        return cls(tuple(map(int, text.split("."))))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self._trimmed() == other._trimmed()

    def __hash__(self) -> int:
        return hash(self._trimmed())

    def __lt__(self, other: Version) -> bool:
        pairs = zip_longest(self.numbers, other.numbers, fillvalue=0)
        return next((mine < theirs for mine, theirs in pairs if mine != theirs), False)

    def _trimmed(self) -> tuple[int, ...]:
        numbers = self.numbers
        while numbers and not numbers[-1]:
            numbers = numbers[:-1]
        return numbers


def _is_version(text: str) -> str:
    Version.of(text)
    return text


def _is_no_device(text: str) -> str:
    # It becomes the name of a folder and of a file, on Windows as well.
    if why_not(f"{text}.txt"):
        raise ValueError("a name that Windows keeps for devices")
    return text


def _is_fit(value: object) -> object:
    # Before anything is taken out of it: a name that hides something is refused, not repaired.
    text = " ".join(re.split(r"[ \t\r\n]+", value.strip(" \t\r\n"))) if isinstance(value, str) else value
    if isinstance(text, str) and (bad := unfit_for_a_name(text)):
        named = unicodedata.name(bad, "a character without a name").lower()
        raise ValueError(f"has a character that names don't have, U+{ord(bad):04X} ({named})")
    return text


def is_address(text: str) -> bool:
    """Tells whether a text is the address of a web page that a phone can open from a printed code."""
    return _ADDRESS.fullmatch(text) is not None


def _is_address_or_empty(text: str) -> str:
    if text and not is_address(text):
        raise ValueError("isn't an address")
    return text


VersionText = Annotated[str, AfterValidator(_is_version)]
AuthorName = Annotated[Text, BeforeValidator(_is_fit)]
"""An author's name. Each of its characters can be seen, because authors are told apart by their names."""
PackId = Annotated[str, Field(pattern=_ID, min_length=2, max_length=60), AfterValidator(_is_no_device)]


class About(BaseModel):
    """The heading of a pack, from `pack.yaml`: who wrote it, under which licence, what to know before playing it. Its
    fields have the names that authors write."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: PackId
    version: VersionText
    title: Annotated[Text, Field(max_length=120)]
    summary: Annotated[str, BeforeValidator(clean_text), Field(max_length=400)] = ""
    """It may be left out, unlike a Text."""
    author: Annotated[AuthorName, Field(max_length=120)]
    license: Annotated[Text, Field(max_length=120)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    cautions: Annotated[tuple[Text, ...], Field(max_length=20)] = ()
    practice: Annotated[str, BeforeValidator(clean_text), Field(max_length=120)] = ""
    """The name of the author's practice, for handouts."""
    telephone: Annotated[str, BeforeValidator(clean_text), Field(max_length=60)] = ""
    """The practice's telephone number, for handouts."""
    address: Annotated[
        str, BeforeValidator(clean_text), Field(max_length=200), AfterValidator(_is_address_or_empty)
    ] = ""
    """The web page where people find the pack, for handouts."""
    order: Annotated[tuple[Name, ...], Field(max_length=500)] = ()
    """Ids of its exercises in the order in which lists show them; the others come after them."""
    needs: VersionText = "0.1.0"
    """The oldest Companion that can play it."""


def _mistakes(problems: Iterable[Problem]) -> ExerciseMistakes:
    return ExerciseMistakes(problems, what=Mistaken.PACK)


_EXAMPLES = {
    "id": "id: evening-together",
    "version": "version: 1.0.0",
    "title": "title: Evenings together",
    "summary": "summary: Three short ways to end a day.",
    "author": "author: Your name",
    "license": "license: CC-BY-4.0",
    "language": "language: en",
    "cautions": "cautions: [Not reviewed by a clinician.]",
    "practice": "practice: Practice on the Green",
    "telephone": 'telephone: "01 234 56 78"',
    "address": "address: https://example.org/evenings",
    "order": "order: [arriving, before-sleep]",
    "needs": "needs: 0.1.0",
}


def read_about(text: bytes | str, file: str) -> About:
    """Reads a pack's heading. Raises ExerciseMistakes with every mistake, its line, and what to write instead."""
    if not text.strip():
        raise _mistakes([Problem(file, 1, 1, "The file is empty.", f"Start with a line such as {_say('id')}")])
    source = read_source(text, file)
    if source.problems:
        raise _mistakes(source.problems)
    if not isinstance(source.data, dict):
        raise _mistakes([Problem(file, 1, 1, "This isn't the description of a pack.", f"Start with {_say('id')}")])
    # 1.10 without quotes is a number to YAML, and would turn into 1.1.
    data = {key: source.written.get((key,), value) if key in _NUMBERS else value for key, value in source.data.items()}
    try:
        return About.model_validate(data)
    except ValidationError as error:
        found = {_problem(source, dict(one)) for one in error.errors(include_url=False)}
        raise _mistakes(found) from None


_NUMBERS = ("version", "needs")


def _say(key: str) -> str:
    return _EXAMPLES.get(key, f"{key}: …")


def _problem(source: Source, error: dict[str, Any]) -> Problem:
    kind, loc = error["type"], tuple(error["loc"])
    key = str(clean_text(str(loc[0]))) if loc else ""
    if kind == "missing":
        return Problem(source.file, 1, 1, f"'{key}' is missing.", f"Add a line such as {_say(key)}")
    mark = source.key_mark(loc) if kind == "extra_forbidden" else source.mark(loc)
    shown = str(clean_text(str(error.get("input", ""))))[:40]
    if kind == "extra_forbidden":
        message = f"'{key}' can't be used here."
        hint = did_you_mean(key, list(_EXAMPLES)) or f"A pack can have {', '.join(_EXAMPLES)}."
    elif key in _NUMBERS:
        message, hint = f"'{shown}' isn't a version number.", f"Write numbers and dots: {_say(key)}"
    elif key == "author" and kind == "value_error":
        message, hint = (
            f"'author' {error['ctx']['error']}.",
            "It has invisible characters. Type the name again.",
        )
    elif key == "id":
        message = f"'{shown}' can't be the name of a pack."
        hint = "Use small letters, digits and hyphens, beginning with a letter."
    elif key == "address" and kind == "value_error":
        message, hint = (
            f"'{shown}' isn't the address of a web page.",
            f"It begins with https:// and has no spaces: {_say(key)}",
        )
    elif key == "language":
        message, hint = f"'{shown}' isn't a language code.", "Use its two-letter code, such as en or fr."
    elif key == "cautions":
        message, hint = "'cautions' needs a list of sentences.", "Put a dash before each one."
    elif kind in ("string_too_long", "too_long"):
        message, hint = f"'{key}' is too long.", f"Write {error['ctx']['max_length']} characters at most."
    else:
        message, hint = f"'{key}' needs some text.", f"Write it like this: {_say(key)}"
    return Problem(source.file, mark.line, mark.column, message, hint)
