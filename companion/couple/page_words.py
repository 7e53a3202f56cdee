"""Reads the words of the pages around a session from `phrases/evening.<language>.yaml` into `evening.texts.Texts`."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from companion.couple.evening.texts import PAGES, WORDS, PageText, Texts
from companion.errors import CompanionError
from companion.phrases import FALLBACK, words_in
from companion.tongue import ENGLISH, areas_in, spoken

_FOLDER = "companion.phrases"


@cache
def pages_in(language: str) -> str:
    """Returns the language of the pages around an exercise in `language`: English where there are no words for it."""
    there = {entry.name for entry in files(_FOLDER).iterdir()}
    return language if f"evening.{language}.yaml" in there else FALLBACK


def pages_around(language: str) -> str:
    """Returns the language of the pages around an exercise in `language`: the program's own language, unless that is
    English; then the language of the exercise."""
    return pages_in(language if spoken() == ENGLISH else spoken())


@cache
def load_evening(language: str = FALLBACK) -> Texts:
    """The words for `language`; English where there is no file for it, and for each word that its file lacks. Raises
    CompanionError if one is broken."""
    name = f"evening.{pages_in(language)}.yaml"
    english = None if name == f"evening.{FALLBACK}.yaml" else load_evening()
    found = parse_evening(files(_FOLDER).joinpath(name).read_text(encoding="utf-8"), name, english)
    return replace(found, areas=areas_in(language))


@cache
def lacks_words(language: str) -> bool:
    """True if the file of a language lacks a word of these pages, which is then read in English. False for a language
    without a file. Raises CompanionError for a broken one."""
    name = f"evening.{language}.yaml"
    if language == FALLBACK or not files(_FOLDER).joinpath(name).is_file():
        return False
    data = words_in(files(_FOLDER).joinpath(name).read_text(encoding="utf-8"), name, "The words for the evening")
    parts = ((data.get("pages"), PAGES), (data.get("words"), WORDS))
    return any(key not in (found or {}) for found, wanted in parts for key in wanted)


def parse_evening(text: str, name: str, instead: Texts | None = None) -> Texts:
    """Parses the words of the evening's pages. Those that it lacks are those of `instead`.

    Raises CompanionError, naming the words that are unknown or of the wrong shape, or missing where there is nothing
    instead.
    """
    data = words_in(text, name, "The words for the evening")
    pages = _all(data.get("pages"), PAGES, "pages", name, whole=instead is None)
    words = _all(data.get("words"), WORDS, "words", name, whole=instead is None)
    return Texts(
        {**(instead.pages if instead else {}), **{key: _page(value, key, name) for key, value in pages.items()}},
        {
            **(instead.words if instead else {}),
            **{key: " ".join(str(value).split()) for key, value in words.items()},
        },
    )


def _all(found: Any, wanted: tuple[str, ...], part: str, name: str, *, whole: bool) -> dict[str, Any]:
    """Returns `found` if its keys are among those in `wanted`; if `whole`, all of these have to be there. Raises
    CompanionError otherwise."""
    there: dict[str, Any] = found if isinstance(found, dict) else {}
    missing = next((key for key in wanted if whole and key not in there), None)
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
