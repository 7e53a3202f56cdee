"""The words that the author's linter looks for: `voice.<language>.yaml` beside this file to `VoiceWords`."""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import Any

from companion.errors import CompanionError
from companion.exercise.check.voice import Phrase, VoiceWords
from companion.phrases import words_in


@cache
def load_voice(language: str) -> VoiceWords | None:
    """The words of `language`; None if it has none, and then the linter's rules about them are silent."""
    file = files("companion.phrases").joinpath(f"voice.{language}.yaml")
    return parse_voice(file.read_text(encoding="utf-8"), file.name) if file.is_file() else None


def parse_voice(text: str, name: str) -> VoiceWords:
    """Every field of VoiceWords from YAML text. Raises CompanionError naming what is missing or of a wrong shape."""
    data = words_in(text, name, "The words of the linter")
    wanted = {field.name: str(field.type) for field in fields(VoiceWords)}
    for key in (*wanted, *data):
        if key not in wanted or key not in data:
            what = "is missing" if key in wanted else "can't be used here"
            raise CompanionError(f"'{key}' {what}.", place=name, hint="Compare the file with voice.en.yaml.")
    values: dict[str, Any] = {}
    for key, kind in wanted.items():
        try:
            values[key] = _value(data[key], kind)
        except (ValueError, TypeError, KeyError, re.error) as error:
            raise CompanionError(f"In '{key}': {error}.", place=name, hint="Compare it with voice.en.yaml.") from error
    return VoiceWords(**values)


def _value(value: Any, kind: str) -> Any:
    """Makes phrases, a set of words, or one pattern of several patterns. Raises ValueError for anything else."""
    if kind == "tuple[Phrase, ...]" and isinstance(value, list):
        return tuple(Phrase(_pattern(each["heard"]), each["instead"]) for each in value)
    if kind == "frozenset[str]" and isinstance(value, str):
        return frozenset(value.split())
    if kind == "str" and isinstance(value, str | list):
        return _pattern(value if isinstance(value, str) else "|".join(value))
    raise ValueError("something of the wrong kind")


def _pattern(text: str) -> str:
    re.compile(text)
    return text
