"""The language of the program's own words on its screens and in its plain lines.

English stands in the code, so an English screen reads no file. A translation is `phrases/screens.<language>.yaml`:
each English text, and behind it the same in that language. A text that the file lacks stays English. The list of
the English texts is `phrases/screens.en.yaml`; a test compares it with the code. The items of “yes, no, maybe” and the
areas of touch keep their English words inside the program, so that answers and limits mean the same in each language;
`said_item` and `said_area` translate them, from `items.<language>.yaml` and `areas.<language>.yaml`, where they are
shown.

Errors are translated as a whole by `told`, from `errors.<language>.yaml`; {1} stands there for what an error fills in.

`said` translates a text where it is shown. A module that has nothing but words in its constants calls `follow` at its
end instead: its constants are then the words of the language that was chosen. `speak` is called once, at the start,
before the screens are imported.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, Final

from companion.errors import tell_with

ENGLISH: Final = "en"
WHOLE: Final = frozenset({"fr"})
"""The languages that have every word, which a test makes sure of: only these are taken from the computer's settings."""
_CONSTANT: Final = re.compile(r"_?[A-Z][A-Z0-9_]*")
_BLANK: Final = re.compile(r"\{\d\}")
"""A blank in an error's text, such as {1}. They are numbered in the order of the English text."""
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The settings of a computer that name the language of messages; the first one that is set counts."""


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
    tell_with(told)
    for module, english in _TONGUE.followers:
        module.update({name: translated(value, words) for name, value in english.items()})


def of_computer(environment: Mapping[str, str]) -> str:
    """Returns the language that the computer's settings ask for, if it has every word; otherwise English.

    `environment`: the environment variables. "fr_CA.UTF-8" in one of them means "fr".
    """
    named = next((value for name in _LOCALE if (value := environment.get(name))), "")
    language = re.split(r"[_.@-]", named, maxsplit=1)[0].lower()
    return language if language in WHOLE else ENGLISH


def spoken() -> str:
    """Returns the language that was chosen, such as "en"."""
    return _TONGUE.language


def said(text: str) -> str:
    """Returns the text in the chosen language; the English one where there is no other."""
    return _TONGUE.words.get(text, text)


def said_in(language: str, text: str) -> str:
    """Returns the text in this language, whichever was chosen: for paper, which has the language of its exercise."""
    return catalog(language).get(text, text)


def told(text: str) -> str:
    """Returns a text of an error in the chosen language, together with an error's text in one of its blanks; as it is,
    where there is no other."""
    if not (errors := _words("errors", _TONGUE.language)) or not text:
        return text
    if text in errors:
        return errors[text]
    for pattern, other in _error_patterns(_TONGUE.language):
        if found := pattern.fullmatch(text):
            return other.format("", *map(told, found.groups()))
    return text


@cache
def _error_patterns(language: str) -> Sequence[tuple[re.Pattern[str], str]]:
    """Makes a pattern of each English error with blanks, beside its translation. The one with the longest fixed text is
    tried first."""
    with_blanks = [each for each in _words("errors", language).items() if _BLANK.search(each[0])]
    with_blanks.sort(key=lambda each: len(_BLANK.sub("", each[0])), reverse=True)
    return [
        (re.compile("(.+?)".join(re.escape(part) for part in _BLANK.split(english)), re.DOTALL), other)
        for english, other in with_blanks
    ]


def said_item(text: str) -> str:
    """Returns a text of the shipped lists of “yes, no, maybe” in the chosen language; any other text as it is."""
    return _words("items", _TONGUE.language).get(text, text)


def said_area(area: str) -> str:
    """Returns the name of an area of touch in the chosen language; an area that it doesn't know as it is."""
    return areas_in(_TONGUE.language).get(area, area)


def areas_in(language: str) -> Mapping[str, str]:
    """Returns the names of areas of touch in a language, by the English ones; empty for English."""
    return _words("areas", language)


def meant_area(typed: str) -> str:
    """Returns the English name of an area of touch that was typed in the chosen language or in English, also without
    accents, with another article, or as one of several; anything else as it is."""
    wanted, there = _bones(typed), areas_in(_TONGUE.language)
    known = ((english, there.get(english, english)) for english in _english_areas())
    return next((names[0] for names in known if wanted in map(_bones, names)), typed)


def knows_area(area: str) -> bool:
    """Tells whether this is the English name of an area that shipped exercises use."""
    return area.strip().casefold() in _english_areas()


def same_areas(areas: Collection[str]) -> frozenset[str]:
    """Returns the names of areas, in small letters, together with their names in every other language. So a limit that
    was set in one language also holds in an exercise in another."""
    found = {area.casefold() for area in areas}
    for language in WHOLE:
        for english, other in _words("areas", language).items():
            names = {english.casefold(), other.casefold(), _bare(other)}
            if {_bones(english), _bones(other)} & set(map(_bones, found)):
                found |= names
    return frozenset(found)


def _bare(area: str) -> str:
    """Leaves out the article before the name of an area: "les mains" and "mains" are the same."""
    return re.sub(r"^(?:les |le |la |l’|l')", "", area.casefold())


def _bones(area: str) -> str:
    """Leaves of the name of an area what tells it from others: no article, accents, brackets or sign of the plural."""
    plain = re.sub(r"\(.*?\)|[.!]", "", area.strip().casefold().replace("’", "'").replace("-", " "))
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    plain = re.sub(r"^(?:(?:les|le|la|mes|mon|ma|the|my) |l')", "", plain.strip())
    return " ".join(re.sub(r"[sx]$", "", word) for word in plain.split())


@cache
def _english_areas() -> frozenset[str]:
    """Returns the names of areas that every whole language translates."""
    return frozenset(english for language in WHOLE for english in areas_in(language))


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


def catalog(language: str) -> Mapping[str, str]:
    """Reads the words of the screens in a language, by the English ones; empty for English, and for a language without
    a file.

    Raises CompanionError for a broken file.
    """
    return _words("screens", language)


@cache
def _words(name: str, language: str) -> Mapping[str, str]:
    """Reads a file of words, by the English ones. `name`: what its name begins with, such as "screens"."""
    if language == ENGLISH or not re.fullmatch(r"[a-z]{2}", language):
        return {}
    from importlib.resources import files

    file = files("companion.phrases").joinpath(f"{name}.{language}.yaml")
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
    """Returns the words of the chosen language that bring up a page of the program, by the page's name. With "_alone"
    behind the name, those that do so only if nothing else was typed. None for English, whose words stand in the code.
    Raises CompanionError for a broken file."""
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
