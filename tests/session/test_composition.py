"""A session is made of parts: none reaches into another one, and none is cut into pieces by inheritance."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

import companion.session
from companion.exercise import plan
from companion.exercise.plan import BaseCue, Cue

SOURCES = sorted(Path(companion.session.__file__).parent.rglob("*.py"))


def modules() -> list[ModuleType]:
    found = pkgutil.walk_packages(companion.session.__path__, companion.session.__name__ + ".")
    return [importlib.import_module(each.name) for each in found]


def of_another(node: ast.expr) -> bool:
    """Tells whether this is an attribute of another object: `self.walk.at` is the walk's, `self.walk` is one's own."""
    return isinstance(node, ast.Attribute) and not (isinstance(node.value, ast.Name) and node.value.id == "self")


def reaching_in(source: str) -> list[str]:
    """Places where one object reads another one's private attribute, or sets any attribute of it."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        private = isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__")
        if private and of_another(node):  # type: ignore[arg-type]
            found.append(ast.unparse(node))
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        flat = [each for target in targets for each in (target.elts if isinstance(target, ast.Tuple) else [target])]
        found += [ast.unparse(each) for each in flat if of_another(each)]
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_nothing_reaches_into_another_part(path: Path) -> None:
    assert reaching_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source", ["self.walk._steps.pop()", "walk.at = 3", "self.clock.deadline += 1.0", "a, self.hold.both = 1, None"]
)
def test_reaching_in_would_be_found(source: str) -> None:
    assert reaching_in(source)


def test_no_class_of_a_session_inherits_over_more_than_two_levels() -> None:
    classes = {each for module in modules() for _, each in inspect.getmembers(module, inspect.isclass)}
    ours = [each for each in classes if each.__module__.startswith("companion.session.")]
    assert len(ours) > 30
    for each in ours:
        levels = [base.__name__ for base in each.__mro__ if base.__module__.startswith("companion.")]
        assert len(levels) <= 2, levels


def test_every_kind_of_cue_is_known_to_a_match_over_all_of_them() -> None:
    classes = {each for _, each in inspect.getmembers(plan, inspect.isclass)}
    assert set(get_args(Cue)) == {each for each in classes if issubclass(each, BaseCue)} - {BaseCue}
