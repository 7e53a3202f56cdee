"""Reads the words of the pages around a session from `phrases/evening.<language>.yaml` into `evening.texts.Texts`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from companion.couple.evening.texts import PAGES, WORDS, PageText, Texts
from companion.errors import CompanionError
from companion.phrases import FALLBACK, words_in

_FOLDER = "companion.phrases"


@cache
def pages_in(language: str) -> str:
    """Returns the language of the pages around an exercise in `language`: English where there are no words for it."""
    there = {entry.name for entry in files(_FOLDER).iterdir()}
    return language if f"evening.{language}.yaml" in there else FALLBACK


@cache
def load_evening(language: str = FALLBACK) -> Texts:
    """The words for `language`; English where there is no file for it. Raises CompanionError if one is broken."""
    name = f"evening.{pages_in(language)}.yaml"
    return parse_evening(files(_FOLDER).joinpath(name).read_text(encoding="utf-8"), name)


def parse_evening(text: str, name: str) -> Texts:
    """Parses the words of the evening's pages. Raises CompanionError, naming the words that are missing, unknown or of
    the wrong shape."""
    data = words_in(text, name, "The words for the evening")
    pages = _all(data.get("pages"), PAGES, "pages", name)
    words = _all(data.get("words"), WORDS, "words", name)
    return Texts(
        {key: _page(value, key, name) for key, value in pages.items()},
        {key: " ".join(str(value).split()) for key, value in words.items()},
    )


def _all(found: Any, wanted: tuple[str, ...], part: str, name: str) -> dict[str, Any]:
    """Returns `found` if its keys are just those in `wanted`. Raises CompanionError otherwise."""
    there: dict[str, Any] = found if isinstance(found, dict) else {}
    missing = next((key for key in wanted if key not in there), None)
    strange = next((key for key in there if key not in wanted), None)
    if missing is not None or strange is not None:
        what = f"'{missing}' is missing" if missing is not None else f"'{strange}' can't be used"
        raise CompanionError(f"In '{part}' {what}.", place=name, hint="Compare the file with evening.en.yaml.")
    return there


def _page(value: Any, key: str, name: str) -> PageText:
    if (
        not isinstance(value, dict)
        or not isinstance(value.get("title"), str)
        or not isinstance(value.get("lines", []), list)
        or set(value) - {"title", "lines"}
    ):
        raise CompanionError(f"'{key}' isn't a page.", place=name, hint="Write a title and a list of lines.")
    return PageText(" ".join(value["title"].split()), tuple(" ".join(str(line).split()) for line in value["lines"]))
