"""The program's own words by language: from `<language>.yaml` beside this file to `exercise.phrases.Phrases`.

Words live in the data files, never in code.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from importlib.resources import files
from typing import Any

from companion.errors import CompanionError
from companion.exercise.phrases import Line, PartlyEnglish, Phrases, texts_in
from companion.exercise.said_by_key import phrases_by_line

FALLBACK = "en"


def languages() -> tuple[str, ...]:
    """The languages there are words for, such as ("en",)."""
    found = (entry.name.removesuffix(".yaml") for entry in files(__name__).iterdir() if entry.name.endswith(".yaml"))
    # Files of other words have a name before the language's: "evening.en.yaml".
    return tuple(sorted(name for name in found if "." not in name))


@cache
def load_phrases(language: str = FALLBACK, *, by_key: bool = False, typed: bool = False, two: bool = False) -> Phrases:
    """Loads the words for `language`; English where there is no file for it, and for each word that its file lacks.
    Raises CompanionError for a broken file.

    `by_key`: nothing listens, so words that tell somebody what to say are replaced by words about keys. `typed`: people
    type lines, so words about keys are replaced by words about typing. `two`: the words about keys are for two people.
    """
    known = language if language in languages() else FALLBACK
    text = files(__name__).joinpath(f"{known}.yaml").read_text(encoding="utf-8")
    phrases = parse_phrases(text, f"{known}.yaml", None if known == FALLBACK else load_phrases())
    others = {"by_key": by_key, "by_key_two": by_key and two, "typed": typed, "by_line": by_key and typed}
    for name in (name for name, wanted in others.items() if wanted):
        other = files(__name__).joinpath(f"{name}.{known}.yaml")
        if other.is_file():
            phrases = with_others(phrases, other.read_text(encoding="utf-8"), other.name)
    return phrases_by_line(phrases) if typed else phrases


@cache
def lacks_words(language: str) -> bool:
    """True if the file of a language lacks a word, which is then said in English. False for a language without a
    file: all of its words are English. Raises CompanionError for a broken file."""
    if language == FALLBACK or language not in languages():
        return False
    name = f"{language}.yaml"
    data = words_in(files(__name__).joinpath(name).read_text(encoding="utf-8"), name, "The program's own words")
    return any(field.name not in data for field in fields(Phrases))


def with_others(phrases: Phrases, text: str, name: str) -> Phrases:
    """Returns `phrases` with those replaced that the YAML `text` has as well. Raises CompanionError if one of them
    isn't a sentence. `name`: the file's, for the message."""
    others = words_in(text, name, "The program's words about keys")
    sentences = {field.name for field in fields(Phrases) if field.type in ("str", str)}
    if unknown := set(others) - sentences:
        raise CompanionError(f"'{min(unknown)}' can't be used here.", place=name, hint="Compare the file with en.yaml.")
    said: dict[str, Any] = {key: " ".join(str(value).split()) for key, value in others.items()}
    return replace(phrases, **said)


def parse_phrases(text: str, name: str, instead: Phrases | None = None) -> Phrases:
    """Every field of Phrases from YAML text. A field that it lacks is that of `instead`.

    Raises CompanionError naming what is of a wrong shape, or missing where there is nothing instead.
    """
    data = words_in(text, name, "The program's own words")
    values: dict[str, Any] = {}
    english: set[str] = set()
    for field in fields(Phrases):
        value = data.get(field.name)
        if value is None and instead is not None:
            values[field.name] = borrowed = getattr(instead, field.name)
            english.update([borrowed] if isinstance(borrowed, str) else texts_in(borrowed))
            continue
        if value is None:
            raise CompanionError(f"'{field.name}' is missing.", place=name, hint="Compare the file with en.yaml.")
        if field.name == "numbers":
            values["numbers"] = tuple(str(value).split())
        elif field.name == "break_lengths":
            values["break_lengths"] = _lengths(value, field.name, name)
        elif field.type in ("str", str):
            values[field.name] = " ".join(str(value).split())
        else:
            values[field.name] = tuple(_line(item, field.name, name) for item in value)
    unknown = set(data) - {field.name for field in fields(Phrases)}
    if unknown:
        raise CompanionError(f"'{min(unknown)}' can't be used here.", place=name, hint="Compare the file with en.yaml.")
    return PartlyEnglish(**values, english=frozenset(english)) if english else Phrases(**values)


def words_in(text: str, name: str, called: str) -> dict[Any, Any]:
    """Reads the YAML mapping in `text`. Raises CompanionError if there is none; its message begins with `called`.
    `name`: the file's, for the message."""
    import yaml

    try:
        # The loader in C takes a tenth of the time, and the first sentence waits for it.
        data = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.YAMLError as error:
        raise CompanionError(f"{called} can't be read.", place=name, hint=str(error)) from error
    if not isinstance(data, dict):
        raise CompanionError(f"{called} are missing.", place=name, hint="Install the program again.")
    return data


def _lengths(value: Any, field: str, name: str) -> tuple[tuple[str, float], ...]:
    """Reads the answers of a break, and the seconds for each."""
    from companion.exercise.scalars import parse_seconds

    try:
        return tuple((str(answer).casefold(), parse_seconds(length)) for answer, length in value.items())
    except (AttributeError, ValueError) as error:
        raise CompanionError(f"In '{field}': {error}.", place=name, hint="Write answers with their lengths.") from error


def _line(item: Any, field: str, name: str) -> Line:
    if isinstance(item, str) and item.strip():
        return Line(text=" ".join(item.split()))
    if isinstance(item, dict) and set(item) == {"wait"}:
        from companion.exercise.scalars import parse_seconds

        try:
            return Line(wait=parse_seconds(item["wait"]))
        except ValueError as error:
            raise CompanionError(f"In '{field}': {error}.", place=name, hint="Write a wait like 20s.") from error
    raise CompanionError(f"Something in '{field}' isn't a line.", place=name, hint="Write text, or wait: 20s.")
