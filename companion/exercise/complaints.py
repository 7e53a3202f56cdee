"""Turns the models' errors into sentences for somebody who has never programmed, with advice on what to write.

Pure. `reading` calls `finding_of`. Steps and keys that are missing or unknown are here; values that do not fit are in
`wrong_values`.
"""

from __future__ import annotations

import json
from typing import Any, get_args

from pydantic import BaseModel

from companion.exercise.crosscheck import Finding, did_you_mean, one_of
from companion.exercise.examples import EXAMPLES, short
from companion.exercise.markup import markup_in
from companion.exercise.model import STEP_KINDS, Exercise, LengthRange, StepKind, step_kind
from companion.exercise.source import Path, Source
from companion.exercise.step_keys import BARE_OR_PARTS
from companion.exercise.wrong_values import number_or_bare, wrong_value


def _parts_of(kind: StepKind) -> type[BaseModel] | None:
    """Returns the model of the value under a step's key; None if the value has no parts."""
    written = STEP_KINDS[kind].model_fields[kind].annotation
    found = [each for each in (written, *get_args(written)) if isinstance(each, type) and issubclass(each, BaseModel)]
    return found[0] if found else None


_INNER: dict[str, type[BaseModel]] = {kind: parts for kind in STEP_KINDS if (parts := _parts_of(kind)) is not None}
_TAGS = frozenset({*STEP_KINDS, "line"})


def finding_of(source: Source, error: dict[str, Any]) -> Finding | None:
    """Makes a finding of one of pydantic's errors. None if it only repeats another one."""
    kind: str = error["type"]
    path, missing = _path_of(source, error["loc"])
    value = _value_at(source, path)
    if kind == "missing":
        return _missing(source, path, missing)
    if kind.startswith("union_tag"):
        return _no_step(path, value)
    if _other_branch(error["loc"], value):
        return None
    if error["loc"] and error["loc"][-1] == "[key]":
        return Finding(
            path,
            f"'{short(path[-1])}' can't be a name.",
            "Use lowercase letters, digits and hyphens, starting with a letter.",
            at_key=True,
        )
    if kind == "extra_forbidden":
        return _unknown_key(source, path)
    return wrong_value(source, path, value, kind, error)


def _path_of(source: Source, loc: tuple[int | str, ...]) -> tuple[Path, str]:
    """Returns `loc` without pydantic's own parts (tags of unions), and the name of a key that is not there."""
    here: Any = source.data
    path: Path = ()
    missing = ""
    for index, part in enumerate(loc):
        if isinstance(part, str) and part in _TAGS and index and isinstance(loc[index - 1], int):
            continue
        inside = (isinstance(here, dict) and part in here) or (
            isinstance(here, tuple) and isinstance(part, int) and part < len(here)
        )
        if inside:
            here, path = here[part], (*path, part)
        elif index == len(loc) - 1 and isinstance(part, str):
            missing = part
    return path, missing


def _value_at(source: Source, path: Path) -> Any:
    here: Any = source.data
    for part in path:
        here = here[part]
    return here


def _other_branch(loc: tuple[int | str, ...], value: Any) -> bool:
    """Tells whether a complaint is about the other form of a step such as `rate`, which is a text or parts."""
    for name, model in BARE_OR_PARTS.items():
        if name in loc:
            in_parts = model in loc
            if in_parts and loc[-1] == model:
                return isinstance(value, str)
            if not in_parts and isinstance(value, dict):
                return True
    return False


def _missing(source: Source, path: Path, key: str) -> Finding:
    example = EXAMPLES.get(key, f"{key}: …")
    if source.lines and source.lines[0].lstrip().startswith("{"):
        name, _, value = example.partition(": ")
        example = f'"{name}": {value if value.isdigit() else json.dumps(value)},'
    if not path:
        if key == "steps":
            hint = "Add 'steps:' and a list under it, with a dash before each line."
            return Finding((), "The exercise has no steps.", hint)
        return Finding((), f"'{key}' is missing.", f"Write it {{here}}, such as: {example}", missing=key)
    owner = next((part for part in reversed(path) if isinstance(part, str)), "")
    if key == "ask":
        example = "ask: and a question"
    answers = [name for name in _value_at(source, path) if name not in ("ask", "default")] if key == "default" else []
    if answers:
        example = f"default: {answers[0]}"
    if key == "steps":
        example = "steps: and under it a list, a dash before each line"
    return Finding(path, f"'{owner}' has no '{key}'.", f"Write {example}.", at_key=True)


def _no_step(path: Path, value: Any) -> Finding:
    if isinstance(value, tuple):
        alone = value[0] if len(value) == 1 else None
        if isinstance(alone, str) and (marked := next(markup_in(f"[{alone}]"), None)) is not None and marked.start == 0:
            return Finding(path, marked.message, marked.hint)
        return Finding(
            path, "There is a list where a single step should be.", "Remove one dash, or one pair of brackets."
        )
    if isinstance(value, dict):
        known = [key for key in value if key in STEP_KINDS]
        if len(known) > 1:
            return Finding(
                path,
                f"There are two steps in one: '{known[0]}' and '{known[1]}'.",
                "Put each on its own line, with its own dash.",
            )
        if not value:
            return Finding(path, "There are empty braces where a step should be.", "Write a line to say.")
        key = next(iter(value))
        here: Path = (*path, key)
        if " " in key or len(key) > 15:
            return Finding(
                here,
                f"'{short(key)}' isn't a step. Because of the colon, YAML reads it as one.",
                "If this should be spoken, put the whole line in quotes.",
                at_key=True,
            )
        return Finding(
            here,
            f"There is no step called '{short(key)}'.",
            did_you_mean(key, STEP_KINDS)
            or f"Steps are {', '.join(STEP_KINDS)}. A spoken line with a colon in it needs quotes.",
            at_key=True,
        )
    return number_or_bare(path, value)


def _unknown_key(source: Source, path: Path) -> Finding:
    key = str(path[-1])
    owner, known = _known_keys(source, path[:-1])
    place = f"'{owner}'" if owner else "an exercise"
    hint = did_you_mean(key, known)
    return Finding(
        path,
        f"'{short(key)}' doesn't belong in {place}.",
        hint or (f"You can use {one_of(known)}." if known else "Remove this line."),
        at_key=True,
    )


def _known_keys(source: Source, path: Path) -> tuple[str, list[str]]:
    """Names the owner of the keys at `path`, and the keys that it may have."""
    if not path:
        return "", _keys(Exercise)
    last = path[-1]
    if isinstance(last, int):
        kind = step_kind(_value_at(source, path))
        return kind or "", _keys(STEP_KINDS[kind]) if kind in STEP_KINDS else list(STEP_KINDS)
    if last in _INNER:
        return last, _keys(_INNER[last])
    return str(last), _keys(LengthRange) if path[0] == "lengths" else []


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]
