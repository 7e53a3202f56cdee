"""Mends the text of an exercise: applies the proposals that are sure, and never changes a spoken word. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from companion.authoring.mend.decoding import Decoded, text_of
from companion.exercise.item_lists import is_item_list
from companion.exercise.problems import ExerciseMistakes, Severity
from companion.exercise.reading import read
from companion.exercise.slips.rewriting_lines import rewrite
from companion.exercise.source import LARGEST, read_source


@dataclass(frozen=True, slots=True)
class Mended:
    """A file, and how it would be after mending."""

    before: str
    after: str
    changes: tuple[str, ...]
    """Sentences about changes that no line shows, such as the encoding."""

    @property
    def changed(self) -> bool:
        return self.before != self.after or bool(self.changes)

    def difference(self) -> list[str]:
        """Writes the changed lines, the old ones with a minus and the new ones with a plus."""
        old, new = (text.splitlines() for text in (self.before, self.after))
        return list(_shown(difflib.unified_diff(old, new, lineterm="", n=1)))


def _shown(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line.startswith(("---", "+++")):
            continue
        if line.startswith("@@"):
            yield f"line {line.split()[1].lstrip('-').split(',')[0]}:"
        else:
            yield f"  {line[:1]} {line[1:]}"


def mended(data: bytes) -> Mended:
    """Mends a file. A file without a mistake stays exactly as it is."""
    if len(data) > LARGEST or (read_as := text_of(data)) is None:
        return Mended("", "", ())
    if is_item_list(read_as.text):
        return Mended(read_as.text, read_as.text, read_as.changes)
    return Mended(read_as.text, _mended_text(read_as), read_as.changes)


def _mended_text(read_as: Decoded) -> str:
    text = read_as.text
    before = _errors(text)
    if not before:
        return text
    source = read_source(text, "")
    end = "\r\n" if "\r\n" in text else "\n"
    written = rewrite(source.lines, lambda slip: slip.sure)
    after = end.join(written.lines)
    # A proposal that leaves more mistakes than there were is not taken.
    return after if _errors(after) <= before else text


def _errors(text: str) -> int:
    """Counts the mistakes in a text, and the words in it that would be lost."""
    try:
        reading = read(text, "")
    except ExerciseMistakes as mistakes:
        return sum(each.severity is Severity.ERROR for each in mistakes.problems)
    return sum(each.severity is Severity.ERROR for each in reading.losses())
