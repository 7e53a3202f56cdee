"""docs/security.md promises nothing without a test, and names no test that does not exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in PAGE.splitlines()
    if line.startswith("|") and not line.startswith(("|---", "| promise"))
]


@cache
def known_tests(file: str) -> frozenset[str]:
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_there_are_promises() -> None:
    assert len(ROWS) > 25
    assert len({promise for promise, _ in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("promise", "named"), ROWS, ids=[row[0] for row in ROWS])
def test_each_promise_is_one_sentence_with_its_tests(promise: str, named: str) -> None:
    assert re.fullmatch(r"[^.]*(\.(?=\w)[^.]*)*\.", promise), "one sentence"
    tests = re.findall(r"`([^`]+)`", named)
    assert tests
    assert re.sub(r"`[^`]+`", "", named).replace(",", "").strip() == ""
    for test in tests:
        file, name = test.split("::")
        assert name in known_tests(file), f"there is no {test}"


def test_the_parts_with_promises_hold_nothing_else_that_could_be_one() -> None:
    """Outside of the tables there are the page's beginning, the parts without promises, and one known paragraph."""
    parts = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    prose = {}
    for part in parts:
        title, _, text = part.partition("\n")
        if title not in ("Against whom", "What is not promised"):
            prose[title] = " ".join(line for line in text.splitlines() if line and not line.startswith("|"))
    assert {title for title, text in prose.items() if text} == {"The parts that listen and speak"}


def test_the_way_to_report_a_hole_is_there() -> None:
    way = ROOT / ".github" / "SECURITY.md"
    assert "Report a vulnerability" in way.read_text(encoding="utf-8")
    assert "docs/security.md" in way.read_text(encoding="utf-8")
    assert "SECURITY.md" in PAGE
