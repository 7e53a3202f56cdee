"""The rules for the beginning of a docstring that a program can check, over every module of the package and the bench.

A docstring's first sentence names its subject or begins with a verb in the third person, and ends with a period. No
program can check whether a stranger understands it. The rules for every sentence are in `test_sentences_of_code`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

ROOT = Path(__file__).parents[1]
MODULES = [path for folder in ("companion", "bench") for path in sorted((ROOT / folder).rglob("*.py"))]

CLAUSES: Final = frozenset(
    ["who", "whoever", "whom", "whose", "what", "whatever", "whether", "where", "wherever", "how", "why", "nobody"]
)
"""First words that begin a clause in place of a subject ("What the person chose once.")."""
LEFTOVERS: Final = frozenset(["of", "and", "but", "or", "which", "that", "than"])
"""First words that need a sentence before them, which a docstring has not ("Of the normal distribution.")."""
IMPERATIVES: Final = frozenset(
    [
        *(
            "add",
            "begin",
            "call",
            "change",
            "close",
            "compute",
            "create",
            "decode",
            "delete",
            "fetch",
            "find",
            "forget",
        ),
        *("get", "give", "insert", "keep", "kill", "let", "load", "make", "parse", "put", "raise", "read", "remove"),
        *("render", "return", "say", "send", "show", "start", "take", "tell", "turn", "wait", "write"),
    ]
)
"""Verbs that order instead of telling ("Return the next cue."), for functions: a class may be named by such a word."""
DOTS: Final = ("…", "...")

Definition = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def problems(source: str) -> list[tuple[int, str, str]]:
    """Returns the line, the problem and the words of every docstring that breaks a rule."""
    tree = ast.parse(source)
    found = []
    for node in definitions(tree):
        if (text := ast.get_docstring(node)) is not None:
            line = node.body[0].lineno
            is_function = not isinstance(node, ast.Module | ast.ClassDef)
            found += [(line, problem, first_sentence(text)) for problem in wrong(text, is_function=is_function)]
    for line, text in constants(tree):
        if text.startswith(DOTS) or text.endswith(DOTS):
            found.append((line, "leans on its neighbour", text))
    return sorted(found)


def definitions(node: ast.Module | ast.ClassDef) -> Iterator[Definition]:
    """Yields a module, and the public classes and functions in it; methods too, but no function within a function."""
    yield node
    for each in node.body:
        if isinstance(each, ast.ClassDef) and not each.name.startswith("_"):
            yield from definitions(each)
        elif isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and not each.name.startswith("_"):
            yield each


def constants(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yields the line and the text of every string that stands below an assignment."""
    for node in ast.walk(tree):
        body = node.body if isinstance(node, ast.Module | ast.ClassDef) else []
        for before, after in pairwise(body):
            if isinstance(before, ast.Assign | ast.AnnAssign) and isinstance(after, ast.Expr):
                value = after.value
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield after.lineno, value.value.strip()


def wrong(text: str, *, is_function: bool) -> Iterator[str]:
    """Yields the problems of one docstring."""
    if text.startswith(DOTS) or text.endswith(DOTS):
        yield "leans on its neighbour"
    first = first_word(text)
    if first in CLAUSES:
        yield f"begins with the clause “{first}”"
    elif first in LEFTOVERS:
        yield f"begins in the middle, with “{first}”"
    elif is_function and first in IMPERATIVES and not re.match(r"\w+\s+(\W|(of|and|or)\b)", text):
        yield f"orders: “{first}”"
    if not re.search(r"[.!?:][\"”')`*]*$", first_sentence(text)):
        yield "has no end"


def first_sentence(text: str) -> str:
    """Returns the first sentence of a docstring, or its first paragraph where no sentence ends in it."""
    paragraph = " ".join(text.split("\n\n")[0].split())
    # A period within a word ("session.py") or before a small letter ("e.g. this") ends nothing.
    end = re.search(r"[.!?][\"”')`*]*(?=\s+[^a-z\s])", paragraph)
    return paragraph[: end.end()] if end else paragraph


def first_word(text: str) -> str:
    """Returns the first word in small letters; nothing where something else comes first, such as `code`."""
    word = re.match(r"\s*([A-Za-z]+)\b(?![’'])", text)
    return word.group(1).lower() if word else ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_docstrings_name_their_subject(path: Path) -> None:
    found = problems(path.read_text(encoding="utf-8"))
    assert [f"{path.relative_to(ROOT)}:{line}: {problem}: {words}" for line, problem, words in found] == []


# ---- the check itself ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("What the person chose once.", "clause"),
        ("Whether it runs.", "clause"),
        ("Nobody hears it.", "clause"),
        ("How an author's file is read.", "clause"),
        ("Of the normal distribution.", "middle"),
        ("Return the next cue.", "orders"),
        ("A clip, and its rate", "no end"),
        ("… and its end.", "neighbour"),
        ("The beginning ...", "neighbour"),
    ],
)
def test_what_breaks_a_rule_is_found(text: str, problem: str) -> None:
    assert [found for found in wrong(text, is_function=True) if problem in found]


@pytest.mark.parametrize(
    "text",
    [
        "Returns the next cue.",
        "The conductor, the only driver of a session.",
        "Whatever's left is silence.",
        "`what` is a name.",
        "“What” said without its mark.",
        "Start (seconds) and cue, in order.",
        "Turn and pace of a step.",
        "Seconds from 0 … 1, both included.",
        "Reads session.py and prints it.",
        "Three kinds of answers:\n\n    yes, no, none",
    ],
)
def test_what_keeps_the_rules_is_left_alone(text: str) -> None:
    assert list(wrong(text, is_function=True)) == []


def test_a_constant_leans_on_nothing() -> None:
    source = '"""A module."""\nFIRST = 1\n"""Seconds …"""\nSECOND = 2\n"""… and metres."""\nTHIRD = 3\n"""Grams."""\n'
    assert [line for line, _, _ in problems(source)] == [3, 5]


def test_private_and_inner_functions_are_not_read() -> None:
    source = '"""A module."""\ndef _one():\n    """What?"""\ndef two():\n    def three():\n        """Who?"""\n'
    assert problems(source) == []
