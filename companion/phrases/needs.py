"""The needs that exercises are looked for by: the list in `needs.<language>.yaml` beside this file."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from companion.errors import CompanionError
from companion.phrases import words_in


@cache
def load_needs(language: str) -> tuple[str, ...]:
    """The needs to choose from, in the order of the file; none where a language has no file of its own."""
    file = files("companion.phrases").joinpath(f"needs.{language}.yaml")
    return parse_needs(file.read_text(encoding="utf-8"), file.name) if file.is_file() else ()


def parse_needs(text: str, name: str) -> tuple[str, ...]:
    """Reads the list of needs in a file's text. Raises CompanionError if there is none."""
    data = words_in(text, name, "The needs")
    found = data.get("needs")
    if set(data) != {"needs"} or not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise CompanionError("This isn't a list of needs.", place=name, hint="Write 'needs:' and a list of phrases.")
    return tuple(found)


@cache
def load_also_said(language: str) -> dict[str, tuple[str, ...]]:
    """The other words that people type for a need, by the need; empty if a language has no file of its own."""
    file = files("companion.phrases").joinpath(f"also_said.{language}.yaml")
    return parse_also_said(file.read_text(encoding="utf-8"), file.name) if file.is_file() else {}


def parse_also_said(text: str, name: str) -> dict[str, tuple[str, ...]]:
    """Reads the other words for each need in a file's text. Raises CompanionError if a need has no list of words."""
    data = words_in(text, name, "The other words for the needs")
    for need, said in data.items():
        if not isinstance(said, list) or not all(isinstance(each, str) for each in said):
            raise CompanionError(f"'{need}' has no list of words.", place=name, hint="Write words in brackets: [a, b].")
    return {need: tuple(said) for need, said in data.items()}
