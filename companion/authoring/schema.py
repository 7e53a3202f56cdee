"""The JSON Schema (draft 7) of an exercise, made from the models, for editors that complete and underline.

Nothing about the format is written here a second time: structure, names and bounds come from `exercise.model`. What is
added is only what makes an editor's help readable: which keys make which step, and a sentence for some of them. The
schema is kinder than `companion check`, which alone knows what fits together.
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
# As `scalars` reads it, or the name of one of the exercise's lengths.
_LENGTH = rf"^(\s*\d+(\.\d+)?\s*({'|'.join(_EITHER_CASE)})\.?)+\s*$|^[a-z][a-z0-9-]*$"

STEPS_SAY = {
    "say": "A line to say, with options: pace, voice, caption.",
    "wait": "Silence, exactly this long: 20s, 3 min, one of the lengths, or rest (what is left of the turn).",
    "breathe": "A breath to follow by sound and on the screen. The holds may be left out.",
    "turns": "The steps once for each of the two, who swap in between.",
    "touching": "Steps that ask for touch in an area; left out where one of the two has crossed it out.",
    "agree": "Both say yes, or it ends kindly.",
    "check": "Green, yellow or red from each.",
    "choose": "A question, two answers or more with their steps, and the default for when nobody answers.",
    "ask": "Time to talk. `say`: whoever wants to; `each`: both, one after the other.",
    "rate": "A number from 0 to 10.",
    "repeat": "The steps again, so many times.",
    "sound": "A bell, or a closing bell.",
    "play": "A recording of your own, by its file name beside the exercise.",
    "include": "The steps of another exercise of the same folder, by its id.",
}
HEADING_SAYS = {
    "format": "Always 1.",
    "id": "The name to type: small letters, digits, hyphens.",
    "title": "Shown in the list; up to 120 characters.",
    "summary": "One or two sentences, shown in the list.",
    "language": "Two letters; en where left out.",
    "people": "1 or 2.",
    "kind": "What sort of exercise it is.",
    "touch": "Every area it asks for, such as [hands, forearms].",
    "rung": "Its place on the touch ladder, 1 to 20.",
    "cautions": "For whom it is not; shown before it starts.",
    "sources": "Where its facts come from.",
    "author": "Whose it is.",
    "license": "What may be done with it, such as CC-BY-4.0.",
    "i_mean_it": "Rules of `companion check` that have nothing to say here.",
    "lengths": "What the listener may change: turn: {default: 3 min, from: 1 min, to: 10 min}.",
    "steps": "The exercise itself, a dash before each step.",
    "something_else": "Where 'something else' leads, from any step.",
    "ending": "The last steps, heard after every way through.",
}


@cache
def schema_text() -> str:
    """The whole schema as JSON, with a line end."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def schema() -> dict[str, Any]:
    """The schema as plain data; a new one each time."""
    made = Exercise.model_json_schema(by_alias=True, mode="validation")
    definitions: dict[str, Any] = made.pop("$defs")
    whole: dict[str, Any] = _draft7(made)
    whole["definitions"] = {name: _draft7(each) for name, each in sorted(definitions.items())}
    _step_by_key(whole)
    for name, says in HEADING_SAYS.items():
        if name in whole["properties"]:
            whole["properties"][name]["description"] = says
    whole["title"] = "An exercise for Companion"
    whole["description"] = "Format 1. `companion check` knows more than this schema."
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
        # Draft 7 knows nothing beside a $ref.
        return {"$ref": str(node["$ref"]).replace("#/$defs/", "#/definitions/")}
    # Titles made of class and field names, and defaults of our own, only get in an editor's way.
    made: dict[str, Any] = {
        key: _named(value) if key in ("properties", "patternProperties") else _draft7(value)
        for key, value in node.items()
        if key not in ("title", "default", "discriminator")
    }
    if "patternProperties" in made:
        made["additionalProperties"] = False
    # Nothing is null in an exercise: what is left out is not there.
    choices = [each for each in made.get("anyOf", ()) if each != {"type": "null"}]
    if len(choices) == 1:
        del made["anyOf"]
        made |= choices[0]
    if made.get("examples") == DURATION_SCHEMA["examples"]:
        made["pattern"] = _LENGTH
        made["patternErrorMessage"] = "A length of time is written like 20s, 3 min or 1 min 30s."
    return made


def _named(properties: dict[str, Any]) -> dict[str, Any]:
    """Under these keys stand the author's words and not the schema's: one may well be called `title`."""
    return {name: _draft7(each) for name, each in properties.items()}


def _is_step(node: dict[str, Any]) -> bool:
    """The union of all steps, wherever it stands: the only one that has `Wait` in it."""
    return any(each.get("$ref", "").endswith("/Wait") for each in node.get("oneOf", ()) if isinstance(each, dict))


def _step_by_key(whole: dict[str, Any]) -> None:
    """A step as an editor explains it best: a text or one of the keys; and the key says what else there may be.

    A plain `oneOf` of all of them would answer every slip with a list of everything a step could have been.
    """
    definitions = whole["definitions"]
    keys: dict[str, Any] = {}
    chosen: list[dict[str, Any]] = []
    for key, model in STEP_KINDS.items():
        definition = definitions[model.__name__]
        if key in STEPS_SAY:
            definition["description"] = STEPS_SAY[key]
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
