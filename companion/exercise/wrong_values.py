"""Says what is wrong with a value and what to write instead, in sentences for somebody who has never programmed.

Pure. Steps and keys that are not there, or not known, are in `complaints`.
"""

from __future__ import annotations

from typing import Any, get_args

from companion.exercise.crosscheck import Finding, did_you_mean, one_of
from companion.exercise.examples import EXAMPLES, capital, short
from companion.exercise.model import STEP_KINDS, UNWAVED, Exercise, Waved
from companion.exercise.scalars import clean_text
from companion.exercise.source import Path, Source

_STEP_LISTS = frozenset({"steps", "something_else", "ending", "otherwise"})
_HEADING = frozenset({"cautions", "sources", "needs", "formerly"})
"""Lists of lines that are read and never said."""


def wrong_value(source: Source, path: Path, value: Any, kind: str, error: dict[str, Any]) -> Finding | None:
    """Makes a finding of pydantic's `error`, of this `kind`. None if the mistake is reported at a place inside the
    value."""
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    context = error.get("ctx", {})
    shown = source.written.get(path, short(value))
    if kind == "value_error":
        sentence = str(context.get("error", "")).strip()
        message, _, hint = sentence.partition(": ")
        if value == "":
            return _empty(path, key)
        if isinstance(value, dict | tuple):
            return Finding(path, f"'{key}' needs a length of time.", f"Write it like this: {EXAMPLES.get(key, '20s')}")
        if message.endswith("?"):
            return Finding(path, f"'{short(value)}' is {message}", "The limit is four hours.")
        return Finding(
            path,
            f"'{short(value)}' can't be read: {message}." if not hint else f"{capital(message)}.",
            f"{capital(hint)}." if hint else f"Write it like this: {EXAMPLES.get(key, f'{key}: 20s')}",
        )
    if value == "":
        return _empty(path, key)
    if kind in ("literal_error", "enum"):
        return _not_one_of(path, key, shown)
    if kind == "string_type":
        return _not_text(path, key, value)
    if kind in ("tuple_type", "too_short"):
        if value and isinstance(value, tuple):
            # Too short only because its items are wrong, which is said at each of them.
            return None
        return _not_a_list(path, key, value)
    if kind in ("int_type", "int_from_float"):
        return Finding(path, f"'{key}' needs a whole number.", f"Write a number without quotes, such as {key}: 3")
    if kind == "greater_than_equal":
        return Finding(path, f"'{key}: {shown}' is too little.", f"Write {context['ge']} or more.")
    if kind == "less_than_equal":
        return Finding(path, f"'{key}: {shown}' is too much.", f"Write {context['le']} or less.")
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        example = EXAMPLES.get(key, f"{key}: {{…}}")
        if path[:1] == ("lengths",) and len(path) == 2:
            example = f"{key}: {{default: 3 min, from: 1 min, to: 10 min}}"
        return Finding(path, f"'{key}' needs named parts.", f"Write it like this: {example}")
    if kind == "string_pattern_mismatch":
        if key == "language":
            return Finding(path, f"'{shown}' isn't a language code.", "Use its two-letter code, such as en or fr.")
        return Finding(
            path, f"'{shown}' can't be a name.", "Use lowercase letters, digits and hyphens, starting with a letter."
        )
    if kind in ("string_too_long", "too_long"):
        return _too_long(path, key, value, int(context.get("max_length", 3000)))
    return Finding(path, f"'{shown}' doesn't fit here.", f"Write it like this: {EXAMPLES.get(key, f'{key}: …')}")


def _too_long(path: Path, key: str, value: Any, most: int) -> Finding:
    if isinstance(value, tuple | dict):
        return Finding(path, f"'{key}' has {len(value):,} parts. The limit is {most:,}.", "Leave some out.")
    length = len(str(clean_text(value)))
    said = f"has {length:,} characters. The limit is {most:,}"
    if key == "say" or (isinstance(path[-1], int) and key not in _HEADING):
        hint = (
            "Split it into steps of a few sentences, each with its own dash. Put '- wait: 5s' between two for a rest."
        )
        return Finding(path, f"This step {said}.", hint)
    return Finding(path, f"'{key}' {said}.", "Shorten it.")


def _empty(path: Path, key: str) -> Finding:
    if path and isinstance(path[-1], int):
        return Finding(path, "There is nothing after this dash.", "Write a line to say, or remove the dash.")
    if key in _STEP_LISTS:
        return Finding(
            path,
            f"There is nothing under '{key}'.",
            "Write a list of steps, with a dash before each line.",
            at_key=True,
        )
    if key in _HEADING:
        hint = f"Write a line below it, with a dash. If there is nothing to say, remove '{key}:'."
        return Finding(path, f"There is nothing after '{key}:'.", hint, at_key=True)
    return Finding(
        path, f"There is nothing after '{key}:'.", f"Write it like this: {EXAMPLES.get(key, f'{key}: …')}", at_key=True
    )


def _not_one_of(path: Path, key: str, shown: str) -> Finding:
    if key == "i_mean_it":
        return _not_a_rule(path, shown)
    if key == "format":
        return Finding(
            path, f"Format {shown} isn't known to this version of Companion.", "Write format: 1, or update Companion."
        )
    known = _choices(key)
    hint = did_you_mean(shown, known) or (f"Write {one_of(known)}." if known else f"Write {EXAMPLES.get(key, key)}.")
    return Finding(path, f"'{key}' can't be '{shown}'.", hint)


def _not_a_rule(path: Path, shown: str) -> Finding:
    if shown in UNWAVED:
        return Finding(
            path,
            f"'{shown}' can't be turned off, because the problem could harm someone.",
            "Fix the problem, and remove this.",
        )
    known = list(get_args(Waved))
    return Finding(
        path,
        f"There is no rule called '{shown}'.",
        did_you_mean(shown, [*known, *UNWAVED]) or f"The rules are {one_of(known)}.",
    )


def _choices(key: str) -> list[str]:
    for model in (Exercise, STEP_KINDS["say"], STEP_KINDS["sound"]):
        if key in model.model_fields:
            return [str(value) for value in get_args(model.model_fields[key].annotation)]
    return []


def _not_text(path: Path, key: str, value: Any) -> Finding:
    if isinstance(value, dict):
        if path and isinstance(path[-1], int):
            return Finding(
                path,
                "Because of a colon in this line, YAML reads it as something else.",
                "Put the whole line in quotes.",
            )
        return Finding(path, f"'{key}' needs text.", "If it contains a brace or a colon, put the whole line in quotes.")
    if isinstance(value, tuple):
        return Finding(path, f"'{key}' needs one piece of text, not a list.", "Remove the dashes or the brackets.")
    return number_or_bare(path, value)


def number_or_bare(path: Path, value: Any) -> Finding:
    """Makes a finding of a line to say that YAML takes for a number, or for true or false."""
    shown = short(str(value).lower() if isinstance(value, bool) else value)
    what = "true or false" if isinstance(value, bool) else "a number"
    return Finding(path, f"{shown} is {what}, not words.", f'Put it in quotes: "{shown}"')


def _not_a_list(path: Path, key: str, value: Any) -> Finding:
    if value == ():
        return Finding(
            path, f"The list under '{key}' is empty.", "Write at least one line, with a dash before it.", at_key=True
        )
    if isinstance(value, str):
        return Finding(path, f"'{key}' needs a list.", f"Put a dash before each line, or write {key}: [{short(value)}]")
    return Finding(path, f"'{key}' needs a list.", "Put a dash before each line.")
