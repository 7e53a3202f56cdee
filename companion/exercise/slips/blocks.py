"""Finds where a text that goes over several lines ends: a block, a quotation, or brackets. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from companion.exercise.slips.quoting import well_quoted, without_note_behind_quotes

_BLOCK = re.compile(r"[|>][+-]?\d?[+-]?(?:\s+#.*)?\Z")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
_ITEM = re.compile(r"\s*-\s")
_FARTHEST = 60
"""Lines in which the end of a quotation or of brackets is looked for: far more than anyone writes into them."""


def indent_of(line: str) -> int:
    """Counts the white space at the beginning of a line."""
    return len(line) - len(line.lstrip())


def lines_taken(lines: Sequence[str], at: int, text: str, indent: int) -> int:
    """Counts the lines after `at` that belong to the text that begins there; 0 if it ends on its own line.

    `indent`: that of the line, or of the dash that begins it.
    """
    if _BLOCK.match(text):
        return _deeper(lines, at, indent)
    if text[:1] in "\"'" and text and not well_quoted(text) and text[0] not in text[1:]:
        return _until(lines, at, indent, lambda joined: joined.rstrip().endswith(text[0]), text)
    if text[:1] in ("[", "{") and not _balanced(text):
        return _until(lines, at, indent, _balanced, text)
    return 0


def _deeper(lines: Sequence[str], at: int, indent: int) -> int:
    end = at + 1
    while end < len(lines) and (not lines[end].strip() or indent_of(lines[end]) > indent):
        end += 1
    return end - at - 1


def _until(lines: Sequence[str], at: int, indent: int, ends: object, text: str) -> int:
    assert callable(ends)
    joined = text
    for number, line in enumerate(lines[at + 1 : at + 1 + _FARTHEST], 1):
        if line.strip() and ((indent_of(line) <= indent and text[0] not in "[{") or _ITEM.match(line)):
            return 0
        joined = f"{joined} {line.strip()}"
        if ends(without_note_behind_quotes(joined)):
            return number
    return 0


def _balanced(text: str) -> bool:
    bare = _QUOTED.sub("", text)
    return bare.count("{") <= bare.count("}") and bare.count("[") <= bare.count("]")
