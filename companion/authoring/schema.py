"""The JSON Schema (draft 7) of an exercise, made from the models, for editors that complete and underline.

Structure, names and bounds come from `exercise.model`, and the sentence about a step is the docstring of its model.
This module adds the help that an editor shows: the keys of each step, and a sentence about each key of the heading. The
schema allows more than `companion check`, because only that checks which values fit together.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from companion.exercise.model import DURATION_SCHEMA, STEP_KINDS, Exercise

FILE_NAME = "exercise.schema.json"
DRAFT = "http://json-schema.org/draft-07/schema#"

_UNITS = ("second", "seconds", "secs", "sec", "s", "minutes", "minute", "mins", "min", "m", "hours", "hour", "h")
# Draft 7 has no "small or capital letters alike".
_EITHER_CASE = (
    "".join(f"[{letter}{letter.upper()}]" for letter in unit) for unit in sorted(_UNITS, key=len, reverse=True)
)
# A length as `scalars` reads it, or the name of one of the exercise's lengths.
_LENGTH = rf"^(\s*\d+(\.\d+)?\s*({'|'.join(_EITHER_CASE)})\.?)+\s*$|^[a-z][a-z0-9-]*$"

HEADING_SAYS = {
    "format": "Always 1.",
    "id": "The name to type: small letters, digits, hyphens.",
    "formerly": "Earlier ids of this exercise. Each one still opens it.",
    "title": "Shown in the list; up to 120 characters.",
    "gist": "One sentence for lists, up to 60 characters.",
    "summary": "One or two sentences, shown in the list.",
    "language": "Two letters; en if you leave it out.",
    "people": "1 or 2.",
    "kind": "What sort of exercise it is.",
    "touch": "Every area it asks for, such as [hands, forearms].",
    "rung": "How close the touch is, from 1 (only a little, such as hands) to 20; the list begins with the lowest.",
    "needs": "What people would say when they look for it, such as [panic, can't sleep]; up to 6.",
    "cautions": "Who it isn't for, and what to be careful about; shown before it starts.",
    "sources": "Where you have it from.",
    "author": "Who wrote it.",
    "license": "What others may do with it, such as CC-BY-4.0.",
    "i_mean_it": "Rules of `companion check` to switch off for this exercise.",
    "lengths": "What listeners can change: turn: {default: 3 min, from: 1 min, to: 10 min}.",
    "steps": "The exercise itself, a dash before each step.",
    "something_else": "Where 'something else' leads, from any step.",
    "ending": "The closing steps. Everyone hears them, whatever they answered before.",
}


@cache
def schema_text() -> str:
    """Writes the whole schema as JSON, with a line end."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def schema() -> dict[str, Any]:
    """Makes the schema as plain data, a new one each time."""
    made = Exercise.model_json_schema(by_alias=True, mode="validation")
    definitions: dict[str, Any] = made.pop("$defs")
    whole: dict[str, Any] = _draft7(made)
    whole["definitions"] = {name: _draft7(each) for name, each in sorted(definitions.items())}
    _step_by_key(whole)
    for name, says in HEADING_SAYS.items():
        if name in whole["properties"]:
            whole["properties"][name]["description"] = says
    whole["title"] = "An exercise for Companion"
    whole["description"] = "Format 1. To find more mistakes than your editor can, type: companion check"
    return {"$schema": DRAFT, **whole}


# ---- from pydantic's dialect to draft 7 ---------------------------------------------------------------------------


def _draft7(node: Any) -> Any:
    if isinstance(node, list):
        return [_draft7(each) for each in node]
    if not isinstance(node, dict):
        return node
    if _is_step(node):
        return {"$ref": "#/definitions/Step"}
    if "$ref" in node:
        # Draft 7 ignores everything beside a $ref.
        return {"$ref": str(node["$ref"]).replace("#/$defs/", "#/definitions/")}
    # Titles made from class and field names, and our own defaults, would only distract in an editor.
    made: dict[str, Any] = {
        key: _named(value) if key in ("properties", "patternProperties") else _draft7(value)
        for key, value in node.items()
        if key not in ("title", "default", "discriminator")
    }
    if "patternProperties" in made:
        made["additionalProperties"] = False
    # No value of an exercise is null; an optional key is simply left out.
    choices = [each for each in made.get("anyOf", ()) if each != {"type": "null"}]
    if len(choices) == 1:
        del made["anyOf"]
        made |= choices[0]
    if made.get("examples") == DURATION_SCHEMA["examples"]:
        made["pattern"] = _LENGTH
        made["patternErrorMessage"] = "A length of time is written like 20s, 3 min or 1 min 30s."
    return made


def _named(properties: dict[str, Any]) -> dict[str, Any]:
    """True for keys whose content is the author's: a name there may well be `title`."""
    return {name: _draft7(each) for name, each in properties.items()}


def _is_step(node: dict[str, Any]) -> bool:
    """True for the union of all steps, wherever it stands: the only union with `Wait` in it."""
    return any(each.get("$ref", "").endswith("/Wait") for each in node.get("oneOf", ()) if isinstance(each, dict))


def _step_by_key(whole: dict[str, Any]) -> None:
    """Describes a step as a text or one of the keys, each with the keys that go with it.

    With a plain `oneOf` an editor would answer every mistake with a list of all possible steps.
    """
    definitions = whole["definitions"]
    keys: dict[str, Any] = {}
    chosen: list[dict[str, Any]] = []
    for key, model in STEP_KINDS.items():
        definition = definitions[model.__name__]
        keys[key] = {"description": definition.get("description", key)}
        chosen.append(
            {
                "if": {"type": "object", "required": [key]},
                "then": {"$ref": f"#/definitions/{model.__name__}"},
            }
        )
    definitions["Step"] = {
        "description": "A line to say, or one of: " + ", ".join(STEP_KINDS),
        "type": ["string", "object"],
        "minLength": 1,
        "properties": keys,
        "if": {"type": "object"},
        "then": {"oneOf": [{"required": [key]} for key in STEP_KINDS]},
        "allOf": chosen,
    }
