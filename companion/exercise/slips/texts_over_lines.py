"""Finds texts that go on in the lines below and that YAML can't read because of a colon in them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from companion.exercise.slips.blocks import indent_of
from companion.exercise.slips.change import Change
from companion.exercise.slips.meant_names import KINDS, kind_meant
from companion.exercise.slips.quoting import NOTE, quoted
from companion.exercise.slips.step_values import GLUED, KEY
from companion.exercise.step_keys import FURTHER_KEYS, PARTS

_COLON = re.compile(r":(?:\s|\Z)")
_MARK = re.compile(r"(?:[-–—−•●▪◦·∙○■*+]|\d{1,2}[.)])(?:\s|\Z)")
_LONGEST_LINE = 200
"""Characters of a text, at most, that is proposed as one line; a longer one keeps its lines."""
_WORDS_BEFORE = 3
"""Words before the colon that a message names, so that its author finds it."""
_MOST_LINES = 40
"""Lines of one text in which the end is looked for."""
_NOT_PLAIN = tuple("\"'“„‘‚«[{|>#&*!%@`")
_NAMES = frozenset(name for names in (*PARTS.values(), *FURTHER_KEYS.values()) for name in names)


@dataclass(frozen=True, slots=True)
class TextOverLines:
    """A text with a colon that takes up several lines."""

    change: Change
    instead: tuple[str, ...]
    """The lines to write instead, with their white space."""
    count: int
    """The lines that it takes up."""


def text_over_lines(lines: Sequence[str], at: int, before: str, text: str, indent: int) -> TextOverLines | None:
    """Finds a plain text that begins in line `at`, goes on below it, and can't be read because of a colon.

    `before`: what stands before the text in its line. `text`: the words in that line, perhaps none. `indent`: the
    column of its key or of its dash. None for a text that ends on its line, or that YAML reads.
    """
    if text.startswith(_NOT_PLAIN) or (text and NOTE.search(text)) or not (below := [*_below(lines, at, indent)]):
        return None
    words = [each for each in (text, *(line.strip() for line in below)) if each]
    if any(_is_another(line.strip()) for line in below) or _are_answers(below) or words[0].startswith(_NOT_PLAIN):
        return None
    joined = " ".join(words)
    colon = _COLON.search(joined)
    if colon is None or any(NOTE.search(each) for each in words):
        return None
    if not text and len(below) == 1 and KEY.match(below[0].strip()) and len(joined.split()) < 3:
        return None  # a key below another key: somebody means something else
    said = " ".join(joined[: colon.start()].split()[-_WORDS_BEFORE:])
    change = Change(f"Because of the colon after '{said}', this isn't read as one text. It needs quotes around it.")
    whole = quoted(joined)
    if len(joined) > _LONGEST_LINE and whole[0] == '"' and len(below) > (not text):
        rest = below if text else below[1:]
        return TextOverLines(change, (f'{before}"{words[0]}', *rest[:-1], f'{rest[-1].rstrip()}"'), len(below) + 1)
    return TextOverLines(change, (f"{before}{whole}",), len(below) + 1)


def _below(lines: Sequence[str], at: int, indent: int) -> Iterator[str]:
    """Yields the lines that go on with a text, up to the next key, dash or empty line."""
    for line in lines[at + 1 : at + 1 + _MOST_LINES]:
        body = line.strip()
        if not body or indent_of(line) <= indent or _MARK.match(body) or body.startswith("#"):
            return
        yield line


def _are_answers(below: Sequence[str]) -> bool:
    """Tells whether lines look like answers, or other parts of a step, and not like words that go on."""
    keys = [found for line in below if (found := KEY.match(line.strip())) is not None]
    values = [(found["value"] or "").strip() for found in keys]
    return any(value[:1] in ("[", "{") for value in values if value) or (len(keys) > 1 and len(keys) == len(below))


def _is_another(body: str) -> bool:
    """Tells whether a line is a step or a part of one, and so doesn't go on with the text above it."""
    if (glued := GLUED.match(body)) is not None and glued["key"] in KINDS:
        return True
    found = KEY.match(body)
    return found is not None and (
        found["key"] in KINDS or found["key"] in _NAMES or kind_meant(found["key"]) is not None
    )
