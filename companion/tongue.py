"""The language of the program's own words on its screens and in its plain lines.

English stands in the code, so an English screen reads no file. A translation is `phrases/screens.<language>.yaml`:
each English text, and behind it the same in that language. A text that the file lacks stays English. The list of
the English texts is `phrases/screens.en.yaml`; a test compares it with the code.

`said` translates a text where it is shown. A module that has nothing but words in its constants calls `follow` at its
end instead: its constants are then the words of the language that was chosen. `speak` is called once, at the start,
before the screens are imported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

ENGLISH: Final = "en"
_CONSTANT: Final = re.compile(r"_?[A-Z][A-Z0-9_]*")


class _Tongue:
    """The chosen language, and the modules whose constants follow it."""

    def __init__(self) -> None:
        self.language = ENGLISH
        self.words: Mapping[str, str] = {}
        self.followers: list[tuple[dict[str, Any], dict[str, Any]]] = []
        """The constants of each module: its namespace, and the English ones."""


_TONGUE: Final = _Tongue()


def speak(language: str) -> None:
    """Chooses the language of all words that are shown from now on. A language without a file is English."""
    words = catalog(language)
    _TONGUE.language, _TONGUE.words = (language if words else ENGLISH), words
    for module, english in _TONGUE.followers:
        module.update({name: translated(value, words) for name, value in english.items()})


def spoken() -> str:
    """Returns the language that was chosen, such as "en"."""
    return _TONGUE.language


def said(text: str) -> str:
    """Returns the text in the chosen language; the English one where there is no other."""
    return _TONGUE.words.get(text, text)


def said_in(language: str, text: str) -> str:
    """Returns the text in this language, whichever was chosen: for paper, which has the language of its exercise."""
    return catalog(language).get(text, text)


def meant(typed: str) -> str:
    """Returns the English word for a typed one, such as "home" for "accueil", so that both are understood. Anything
    else stays as it is."""
    return _typed_words(_TONGUE.language).get(typed, typed)


def follow(module: dict[str, Any], *, leave: frozenset[str] = frozenset()) -> None:
    """Makes the constants of a module words of the chosen language, now and whenever another is chosen.

    `module`: its `globals()`. `leave`: the names of constants that aren't words.
    """
    english = {
        name: value
        for name, value in module.items()
        if _CONSTANT.fullmatch(name) and name not in leave and isinstance(value, str | tuple | dict)
    }
    _TONGUE.followers.append((module, english))
    if _TONGUE.words:
        module.update({name: translated(value, _TONGUE.words) for name, value in english.items()})


def followed() -> list[tuple[str, dict[str, Any]]]:
    """Lists the modules that follow, by name, each with its constants in English."""
    return [(str(module.get("__name__", "")), english) for module, english in _TONGUE.followers]


def translated(value: Any, words: Mapping[str, str]) -> Any:
    """Returns a text, or a tuple or dictionary of texts, with each text that `words` has in its other language."""
    if isinstance(value, str):
        return words.get(value, value)
    if isinstance(value, tuple):
        return tuple(translated(each, words) for each in value)
    if isinstance(value, dict):
        return {key: translated(each, words) for key, each in value.items()}
    return value


@cache
def catalog(language: str) -> Mapping[str, str]:
    """Reads the words of a language, by the English ones; empty for English, and for a language without a file.

    Raises CompanionError for a broken file.
    """
    if language == ENGLISH or not re.fullmatch(r"[a-z]{2}", language):
        return {}
    from importlib.resources import files

    file = files("companion.phrases").joinpath(f"screens.{language}.yaml")
    if not file.is_file():
        return {}
    from companion.phrases import words_in

    found = words_in(file.read_text(encoding="utf-8"), file.name, "The words of the screens")
    return {str(english): str(other) for english, other in found.items() if str(other).strip()}


@cache
def lacks_words(language: str) -> bool:
    """True if the words of a language lack some of the English ones, which are then shown in English. False for a
    language without a file. Raises CompanionError for a broken file."""
    there = catalog(language)
    if not there:
        return False
    from importlib.resources import files

    from companion.phrases import words_in

    file = files("companion.phrases").joinpath(f"screens.{ENGLISH}.yaml")
    return not set(words_in(file.read_text(encoding="utf-8"), file.name, "The words of the screens")) <= set(there)


def finds(name: str) -> frozenset[str]:
    """Returns the words of the chosen language that bring up a page of the program, by the page's name. None for
    English, whose words stand in the code. Raises CompanionError for a broken file."""
    return _finders(_TONGUE.language).get(name, frozenset())


@cache
def _finders(language: str) -> Mapping[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in _lists(f"found_by.{language}.yaml", language).items()}


@cache
def _typed_words(language: str) -> Mapping[str, str]:
    """Reads the English word for each word of a language that can be typed. Raises CompanionError for a broken file."""
    found = _lists(f"typed_words.{language}.yaml", language)
    return {other: english for english, others in found.items() for other in others}


def _lists(name: str, language: str) -> Mapping[str, tuple[str, ...]]:
    """Reads a file with a list of words for each key; nothing for English, and for a language without the file. Raises
    CompanionError for a broken one."""
    if language == ENGLISH:
        return {}
    from importlib.resources import files

    file = files("companion.phrases").joinpath(name)
    if not file.is_file():
        return {}
    from companion.phrases.needs import parse_also_said

    return parse_also_said(file.read_text(encoding="utf-8"), file.name)
