"""What the models complain of, as sentences for somebody who has never programmed: what is wrong, and what to write.

Pure. `finding_of` is the way in, for `reading`. Steps and keys that are missing or unknown are here; values that do not
fit are in `wrong_values`.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from companion.exercise.crosscheck import Finding, did_you_mean, one_of
from companion.exercise.examples import EXAMPLES, short
from companion.exercise.model import (
    STEP_KINDS,
    Asking,
    Breathing,
    Choosing,
    Exercise,
    LengthRange,
    Playing,
    Rating,
    Repeating,
    TouchingPart,
    Turning,
    step_kind,
)
from companion.exercise.source import Path, Source
from companion.exercise.wrong_values import number_or_bare, wrong_value

_INNER: dict[str, type[BaseModel]] = {
    "breathe": Breathing,
    "turns": Turning,
    "touching": TouchingPart,
    "choose": Choosing,
    "ask": Asking,
    "rate": Rating,
    "repeat": Repeating,
    "play": Playing,
}
"""What stands under the key of a step, where that has parts of its own."""
_TAGS = frozenset({*STEP_KINDS, "line"})


def finding_of(source: Source, error: dict[str, Any]) -> Finding | None:
    """`error` is one of pydantic's. None where it only says again what another of them says."""
    kind: str = error["type"]
    path, missing = _path_of(source, error["loc"])
    value = _value_at(source, path)
    if kind == "missing":
        return _missing(path, missing)
    if kind.startswith("union_tag"):
        return _no_step(path, value)
    if _other_branch(error["loc"], value):
        return None
    if error["loc"] and error["loc"][-1] == "[key]":
        return Finding(
            path,
            f"'{short(path[-1])}' cannot be a name.",
            "Use small letters, digits and hyphens, beginning with a letter.",
            at_key=True,
        )
    if kind == "extra_forbidden":
        return _unknown_key(source, path)
    return wrong_value(source, path, value, kind, error)


def _path_of(source: Source, loc: tuple[int | str, ...]) -> tuple[Path, str]:
    """`loc` without the parts that are pydantic's own (tags of unions), and the name of a key that is not there."""
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
    """`rate` and `play` are a text or parts: only the complaint about what the author wrote is of use."""
    for name, model in (("rate", "Rating"), ("play", "Playing")):
        if name in loc:
            in_parts = model in loc
            if in_parts and loc[-1] == model:
                return isinstance(value, str)
            if not in_parts and isinstance(value, dict):
                return True
    return False


def _missing(path: Path, key: str) -> Finding:
    example = EXAMPLES.get(key, f"{key}: …")
    if not path:
        if key == "steps":
            return Finding(
                (), "The exercise has no steps.", "Write 'steps:' and under it a list, a dash before each line."
            )
        return Finding((), f"'{key}' is missing.", f"Write it near the top, such as: {example}")
    owner = next((part for part in reversed(path) if isinstance(part, str)), "")
    if key == "ask":
        example = "ask: and a question"
    if key == "steps":
        example = "steps: and under it a list, a dash before each line"
    return Finding(path, f"'{owner}' has no '{key}'.", f"Write {example}.", at_key=True)


def _no_step(path: Path, value: Any) -> Finding:
    if isinstance(value, tuple):
        return Finding(
            path, "There is a list where one step was expected.", "Take away one dash, or one pair of brackets."
        )
    if isinstance(value, dict):
        known = [key for key in value if key in STEP_KINDS]
        if len(known) > 1:
            return Finding(
                path,
                f"Two steps in one: '{known[0]}' and '{known[1]}'.",
                "Give each its own line with its own dash.",
            )
        if not value:
            return Finding(path, "There is an empty pair of braces where a step was expected.", "Write a line to say.")
        key = next(iter(value))
        here: Path = (*path, key)
        if " " in key or len(key) > 15:
            return Finding(
                here,
                f"'{short(key)}' is not a step: its colon makes YAML take it for one.",
                "If this is a spoken line, put the whole line in quotes.",
                at_key=True,
            )
        return Finding(
            here,
            f"There is no step called '{short(key)}'.",
            did_you_mean(key, STEP_KINDS)
            or f"Steps are {', '.join(STEP_KINDS)}; a spoken line with a colon in it needs quotes.",
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
        f"'{short(key)}' is nothing that {place} has.",
        hint or (f"It can have {one_of(known)}." if known else "Take this line out."),
        at_key=True,
    )


def _known_keys(source: Source, path: Path) -> tuple[str, list[str]]:
    """Whose keys stand at `path`, and which it may have."""
    if not path:
        return "", _keys(Exercise)
    last = path[-1]
    if isinstance(last, int):
        kind = step_kind(_value_at(source, path)) or ""
        return kind, _keys(STEP_KINDS[kind]) if kind in STEP_KINDS else list(STEP_KINDS)
    if last in _INNER:
        return last, _keys(_INNER[last])
    return str(last), _keys(LengthRange) if path[0] == "lengths" else []


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]
