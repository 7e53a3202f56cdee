"""The schema for editors: a true draft 7, kind to everything that ships, and plain where something is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from companion.authoring.schema import FILE_NAME, HEADING_SAYS, schema, schema_text
from companion.exercise.model import STEP_KINDS, Exercise
from companion.exercise.source import read_source
from tests.shipped import EXERCISES as SHIPPED

CHECKER = jsonschema.Draft7Validator(schema())
GOOD = """format: 1
id: a
title: A
summary: S
people: 2
kind: settle
author: A
license: L
lengths: {turn: {default: 3 min, from: 1 min, to: 10 min}}
steps:
"""


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, tuple) else value


def wrong(text: str) -> list[str]:
    source = read_source(text, "x")
    assert source.data is not None, source.problems
    return [error.message for error in CHECKER.iter_errors(plain(source.data))]


def test_it_is_draft_7() -> None:
    made = json.loads(schema_text())
    assert made["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(made)
    for newer in ("prefixItems", "$defs", "unevaluatedProperties", '"discriminator"'):
        assert newer not in schema_text()


def test_every_reference_leads_somewhere() -> None:
    made = schema()

    def references(node: Any) -> list[str]:
        if isinstance(node, list):
            return [each for item in node for each in references(item)]
        if not isinstance(node, dict):
            return []
        return [node["$ref"]] if "$ref" in node else [each for item in node.values() for each in references(item)]

    assert {each.removeprefix("#/definitions/") for each in references(made)} <= set(made["definitions"])


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_exercise_that_ships_passes(file: Path) -> None:
    assert wrong(file.read_text(encoding="utf-8")) == []


def test_every_step_and_key_is_in_it() -> None:
    made = schema()
    step = made["definitions"]["Step"]
    assert list(step["properties"]) == list(STEP_KINDS)
    assert set(made["properties"]) == {field.alias or name for name, field in Exercise.model_fields.items()}


def test_every_step_is_explained() -> None:
    for key, shown in schema()["definitions"]["Step"]["properties"].items():
        assert shown["description"] != key


def test_nothing_is_explained_that_there_is_not() -> None:
    assert set(HEADING_SAYS) <= set(Exercise.model_fields)


@pytest.mark.parametrize(
    "step",
    [
        "A line.",
        "wait: 20s",
        "wait: 1 min 30s",
        "wait: 2 MIN",
        "wait: rest",
        "wait: turn",
        "say: Hello.",
        "{say: Hello., pace: slow, voice: 2, caption: C}",
        "breathe: {in: 4s, hold out: 1s, out: 6s, times: 6}",
        "choose: {ask: Which?, no: [], yes: [{wait: 3s}], default: no}",
        "ask: {each: What?, for: turn}",
        "rate: How much?",
        "rate: {ask: How much?, name: before}",
        "play: a.ogg",
        "play: {file: a.ogg, caption: C}",
        "repeat: {times: 2, steps: [a, {wait: 1s}]}",
    ],
)
def test_good_steps(step: str) -> None:
    assert wrong(f"{GOOD}  - {step}\n") == []


@pytest.mark.parametrize(
    "step",
    [
        "7",
        "true",
        "wiat: 20s",
        "wait: 20",
        "wait: twenty seconds",
        "{wait: 20s, say: Hello.}",
        "{wait: 20s, pace: slow}",
        "say: ''",
        "breathe: {in: 4s, times: 6}",
        "breathe: {in: 4s, out: 6s, times: 0}",
        "choose: {ask: Which?, yes: nothing, default: yes}",
        "repeat: {times: 2, steps: []}",
        "sound: gong",
        "[a, b]",
    ],
)
def test_bad_steps(step: str) -> None:
    assert wrong(f"{GOOD}  - {step}\n") != []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("format: 1", "format: 2"),
        ("id: a", "id: A b"),
        ("people: 2", "people: 3"),
        ("kind: settle", "kind: sing"),
        ("author: A\n", ""),
        ("summary: S", "sumary: S"),
        ("lengths: {turn:", "lengths: {My turn:"),
        ("from: 1 min", "from: 1"),
        ("title: A", f"title: {'a' * 121}"),
    ],
)
def test_bad_headings(old: str, new: str) -> None:
    assert wrong(f"{GOOD}  - A line.\n".replace(old, new, 1)) != []


def test_a_slip_in_a_step_is_told_as_one_and_not_as_everything_a_step_could_have_been() -> None:
    (said,) = wrong(f"{GOOD}  - wait: 20\n")
    assert "is not of type 'string'" in said


def test_the_templates_name_it() -> None:
    from companion.authoring.templates import TemplateAnswers, exercise_text, settled

    first = exercise_text("a", settled(TemplateAnswers(), "a")).splitlines()[0]
    assert first == f"# yaml-language-server: $schema=./{FILE_NAME}"
