"""Words that readers stumbled over, and that no sentence of the program may have again, in the code or in its files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

PACKAGE: Final = Path(__file__).parents[1] / "companion"
MODULES: Final = sorted(PACKAGE.rglob("*.py"))
WORDS: Final = sorted(PACKAGE.glob("phrases/*en.yaml"))
STUMBLED_OVER: Final = {
    r"\bloudspeakers?\b(?!-)": "speaker",
    r"\banother Companion\b": "another window of Companion",
    r"\btrust this key\b": "trust this author",
    r"\bdelete the file yourself\b": "delete this file yourself, and its path",
    r"\bthe sound of this computer\b": "sound on this computer",
    r"\bisn't a kind of\b": "I don't know the kind of …",
    r"(?<!there )\b(?:is|are|was) no (?:date|line|list|number|page|text|version|word)\b": "isn't a …",
    r"\bis not known\b": "can't be used here",
    r"\bstands? under\b": "is listed under",
    r"\bneeds a single text\b": "needs one piece of text",
    r"\bis the \S+ of .* as well\b": "is already the … of",
    r"\bno success with\b": "this didn't work",
}
"""Patterns of words that readers stumbled over, and better words for each."""


def stumbled_over(text: str) -> list[str]:
    """Returns what to write instead, for each word of the text that readers stumbled over."""
    return [better for pattern, better in STUMBLED_OVER.items() if re.search(pattern, text, re.IGNORECASE)]


def sentences(source: str) -> Iterator[tuple[int, str]]:
    """Yields the line and the text of every string of two words or more, docstrings aside, filled in with "X"."""
    tree = ast.parse(source)
    unread = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            unread.update(map(id, node.values))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(each.value) if isinstance(each, ast.Constant) else "X" for each in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unread:
            text = node.value
        else:
            continue
        if " " in text:
            yield node.lineno, text


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_sentence_in_the_code_has_them(path: Path) -> None:
    found = [
        (line, text, better) for line, text in sentences(path.read_text("utf-8")) for better in stumbled_over(text)
    ]
    assert found == []


@pytest.mark.parametrize("path", [path for path in WORDS if not path.name.startswith("voice.")], ids=lambda p: p.name)
def test_no_sentence_in_the_files_has_them(path: Path) -> None:
    assert WORDS
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if not line.lstrip().startswith("#") and stumbled_over(line)] == []


@pytest.mark.parametrize(
    "source",
    [
        'raise Error("The loudspeaker was disconnected.")',
        'raise Error(f"Another Companion has changed {what}.")',
        "raise Error(f\"'{id}' stands under 'formerly'.\")",
        "raise Error(f\"'{id}' is the id of {twin} as well.\")",
        'raise Error(f"{text!r} is no version")',
    ],
)
def test_one_of_them_would_be_found(source: str) -> None:
    assert [better for _, text in sentences(source) for better in stumbled_over(text)]


@pytest.mark.parametrize(
    "source",
    ['"""The loudspeaker."""', 'lost = "loudspeaker-lost"'],
)
def test_docstrings_names_and_other_words_are_left_alone(source: str) -> None:
    found = [better for _, text in sentences(source) for better in stumbled_over(text)]
    assert found == []
