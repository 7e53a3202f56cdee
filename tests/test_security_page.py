"""docs/security.md promises nothing without a test, names no test that does not exist, and says it in plain words."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
MOST_SENTENCES = 4
"""Sentences that a promise may have: more of them are several promises, and each needs a row and tests of its own."""
TECHNICAL = re.compile(
    r"\b(?:seccomp|landlock|kernel|process(?:es)?|threads?|system calls?|websockets?|hash\w*|(?:memory )?dumps?|cache"
    r"|debugger|environment|interleavings?|escape sequences?|library|libraries|yaml|bytes?|walls?)\b",
    re.IGNORECASE,
)
"""Words that belong beside the tests and not into a promise: readers without technical training misread them."""
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
def test_each_promise_is_a_few_sentences_with_their_tests(promise: str, named: str) -> None:
    sentences = re.findall(r"(?:[^.]|\.(?=\w))+\.", promise)
    assert "".join(sentences) == promise, "whole sentences"
    assert len(sentences) <= MOST_SENTENCES
    found = re.fullmatch(r"(?:[^|]+\. )?(?P<tests>`tests/[^`]+`(?:, `tests/[^`]+`)*)", named)
    assert found, "details in whole sentences, if there are any, and then the tests"
    for test in re.findall(r"`([^`]+)`", found["tests"]):
        file, name = test.split("::")
        assert name in known_tests(file), f"there is no {test}"


def technical(promise: str) -> list[str]:
    """The words of a promise that only technical readers know, outside of what is typed."""
    return TECHNICAL.findall(re.sub(r"`[^`]+`|\([^)]*\.md[^)]*\)", "", promise))


@pytest.mark.parametrize("promise", [row[0] for row in ROWS])
def test_a_promise_is_in_words_that_everybody_knows(promise: str) -> None:
    assert technical(promise) == []


def test_words_for_technical_readers_would_be_found() -> None:
    assert technical("Its WebSocket is hashed, and a process leaves no memory dump (`companion serve`).") == [
        "WebSocket", "hashed", "process", "memory dump",
    ]  # fmt: skip


def test_the_parts_with_promises_hold_nothing_else_that_could_be_one() -> None:
    """Outside of the tables there are the page's beginning, the parts without promises, and two known paragraphs."""
    parts = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    prose = {}
    for part in parts:
        title, _, text = part.partition("\n")
        if title not in ("Who it protects you from", "What is not promised"):
            prose[title] = " ".join(line for line in text.splitlines() if line and not line.startswith("|"))
    assert {title for title, text in prose.items() if text} == {"The parts that listen and speak"}


def test_the_way_to_report_a_hole_is_there() -> None:
    way = ROOT / ".github" / "SECURITY.md"
    assert "Report a vulnerability" in way.read_text(encoding="utf-8")
    assert "docs/security.md" in way.read_text(encoding="utf-8")
    assert "SECURITY.md" in PAGE
