"""Every place that has to know a new kind of step, cue or question, and that mypy cannot name.

mypy names every `match` that ends in `assert_never`, and `step_keys` reads its lists from the models. This file finds
the rest: tables by kind that have to be complete, checks with `isinstance`, and kinds that stand as text.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final, get_args

import pytest

from companion.exercise import plan
from companion.exercise.examples import EXAMPLES
from companion.exercise.model import STEP_KINDS, StepKind
from companion.exercise.slips.meant_names import OTHER_WORDS
from companion.exercise.step_keys import BARE_OR_PARTS, FURTHER_KEYS, LENGTH_KEYS, PARTS, TOP_WORD_KEYS, WORD_KEYS
from companion.session.view import Asked

PACKAGE: Final = Path(__file__).parents[2] / "companion"

LOOKED_AT: Final = frozenset(
    {
        *("Agree", "Ask", "Breathe", "Check", "Choose", "Include", "Play", "Rate", "Repeat", "Say", "Sound"),
        *("Touching", "Turns", "Wait"),
        *("AgreeCue", "AskChoiceCue", "BreatheCue", "CheckCue", "Jump", "RateCue", "RestCue", "SayCue", "SoundCue"),
        *("TalkCue", "WaitCue"),
        *("Asked.AGREE", "Asked.BACK_OR_END", "Asked.CHECK", "Asked.CHOICE", "Asked.HELP", "Asked.MORE_TIME"),
        *("Asked.RATE", "Asked.TALK", "Asked.WHAT_HELPS"),
    }
)
"""The steps, cues and questions with which somebody has gone through all `places`. A new one joins after that."""

STEPS: Final = {model.__name__ for model in STEP_KINDS.values()}
CUES: Final = {cue.__name__ for cue in get_args(plan.Cue)}
ASKED: Final = {f"Asked.{asked.name}" for asked in Asked}


COMPLETE: Final = {"exercise/model.py", "exercise/examples.py", "exercise/slips/meant_names.py"}
"""Modules whose tables by the name of a kind are checked below."""


def isinstance_lines(tree: ast.Module) -> Iterator[int]:
    """The checks with `isinstance` for a step or a cue."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance":
            named = {each.id for each in ast.walk(node.args[1]) if isinstance(each, ast.Name)}
            if named & (STEPS | CUES):
                yield node.lineno


def question_lines(tree: ast.Module) -> Iterator[int]:
    """The comparisons with a kind of question."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            named = {ast.unparse(each) for each in ast.walk(node) if isinstance(each, ast.Attribute)}
            if named & ASKED:
                yield node.lineno


def never(match: ast.Match) -> bool:
    """True if the match ends in `assert_never`."""
    return "assert_never" in ast.unparse(match.cases[-1])


def name_lines(tree: ast.Module) -> Iterator[int]:
    """The comparisons with the name of a kind, and tables and matches by it that mypy does not know to be complete."""
    complete = {case for node in ast.walk(tree) if isinstance(node, ast.Match) for case in node.cases if never(node)}
    for node in ast.walk(tree):
        match node:
            case ast.match_case() if node in complete:
                continue
            case ast.Compare():
                parts: list[ast.expr | ast.pattern] = [node.left, *node.comparators]
            case ast.Dict():
                parts = [key for key in node.keys if key is not None]
            case ast.Set():
                parts = [*node.elts]
            case ast.match_case():
                parts = [node.pattern]
            case _:
                continue
        if any(each.value in STEP_KINDS for part in parts for each in ast.walk(part) if isinstance(each, ast.Constant)):
            yield parts[0].lineno


LOOKED_FOR: Final[tuple[tuple[str, Callable[[ast.Module], Iterator[int]]], ...]] = (
    ("", isinstance_lines),
    ("session", question_lines),
    ("screen", question_lines),
    ("exercise", name_lines),
    ("authoring", name_lines),
)


@cache
def places() -> dict[str, list[int]]:
    """By module, the lines that have to know every kind and that mypy cannot name."""
    found: dict[str, set[int]] = {}
    for folder, lines in LOOKED_FOR:
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            name = path.relative_to(PACKAGE).as_posix()
            if name not in COMPLETE and (here := {*lines(ast.parse(path.read_text(encoding="utf-8")))}):
                found.setdefault(name, set()).update(here)
    return {name: sorted(lines) for name, lines in sorted(found.items())}


def test_somebody_has_looked_at_every_place_with_every_kind() -> None:
    new = (STEPS | CUES | ASKED) - LOOKED_AT
    assert not new, (
        f"{', '.join(sorted(new))}: mypy can't see the places below. Look at each, then add the name to LOOKED_AT.\n"
        + "\n".join(f"companion/{name}: lines {', '.join(map(str, lines))}" for name, lines in places().items())
    )
    assert LOOKED_AT <= STEPS | CUES | ASKED, "a name in LOOKED_AT is none any more"


@pytest.mark.parametrize(
    "place",
    [
        "exercise/certain.py",
        "exercise/crosscheck.py",
        "exercise/planner.py",
        "exercise/slips/step_values.py",
        "screen/key_commands.py",
        "session/journey.py",
        "session/rules/more_time.py",
    ],
)
def test_the_places_are_found(place: str) -> None:
    assert places()[place]


def test_every_kind_has_an_example_and_its_other_words() -> None:
    """`companion/exercise/examples.py`: EXAMPLES; `companion/exercise/slips/meant_names.py`: OTHER_WORDS."""
    assert {kind for kind in STEP_KINDS if kind not in EXAMPLES} == set(), "EXAMPLES in exercise/examples.py"
    assert OTHER_WORDS.keys() == STEP_KINDS.keys(), "OTHER_WORDS in exercise/slips/meant_names.py"
    words = [word for each in OTHER_WORDS.values() for word in each]
    assert len(words) == len(set(words)), "a word that stands for two kinds"


def test_every_kind_of_the_union_is_in_the_list_of_kinds() -> None:
    assert {*STEP_KINDS, "line"} == set(get_args(StepKind)), "StepKind in exercise/model.py"


def test_the_keys_are_read_from_the_models() -> None:
    assert {"say", "agree", "check", "caption", "swap", "sign", "each", "rate", "ask"} == WORD_KEYS
    assert {"wait", "length", "for", "in", "out", "hold", "hold out"} == LENGTH_KEYS
    assert {"title", "gist", "summary", "author", "license"} == TOP_WORD_KEYS
    assert BARE_OR_PARTS == {"rate": "Rating", "play": "Playing"}
    assert {kind: keys for kind, keys in FURTHER_KEYS.items() if keys} == {
        "say": {"pace", "voice", "caption"},
        "play": {"caption"},
        "rate": {"name"},
    }
    assert PARTS["ask"] == {"say", "each", "for"}
    assert PARTS["breathe"] == {"in", "out", "hold", "hold out", "times"}
