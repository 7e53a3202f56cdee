"""Reads a script that is plain text: headings, lists and paragraphs, as people write them without a word processor.
Pure."""

from __future__ import annotations

import re
from typing import Final

from companion.authoring.importing.script_parts import PartKind, ReadScript, ScriptPart
from companion.authoring.importing.script_sections import author_in

_HEADING = re.compile(r"#{1,6}[ \t]+(?P<words>\S.*?)[ \t]*#*\Z")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,}|~{3,})\Z")
_BULLET = re.compile(r"(?:[•·●○▪◦‣∙\uf0b7*–—-]|o(?=\t))[ \t\xa0]+(?P<words>\S.*)\Z")
_NUMBER = re.compile(r"\(?(?P<number>\d{1,2})[.)][ \t\xa0]+(?P<words>[^\W\d].*|[\"'“‘(\[].*)\Z")
_ENDED: Final = tuple(".!?…:;\"'”’)]>*_")
_WRAPPED: Final = 60
"""Characters of a line from which on it may have been broken by an editor and not by its author."""
_LONGEST_HEADING: Final = 80
_TITLE_PARTS: Final = 2
"""Paragraphs at the top of a script, at most, below which a line "by Ruth Keller" is about the author, even if the line
above has no stop at its end."""


class Numbering:
    """Tells the numbers of a list from numbers that are part of the script, as in counting down."""

    def __init__(self) -> None:
        self._last = 0

    def is_mark(self, number: int) -> bool:
        """Tells whether a number only counts the items: they begin with 1 and go on one by one."""
        if number not in (1, self._last + 1):
            self._last = 0
            return False
        self._last = number
        return True

    def without_mark(self, line: str) -> str | None:
        """Returns the words of an item without its mark; None for any other line."""
        if (bullet := _BULLET.match(line)) is not None:
            return bullet["words"]
        number = _NUMBER.match(line)
        return number["words"] if number is not None and self.is_mark(int(number["number"])) else None


def read_plain(text: str, *, wrapped: bool = True) -> ReadScript:
    """Reads a script. `wrapped`: a paragraph may go on in the next line; otherwise each line is one."""
    return ReadScript(tuple(_Lines(text, wrapped=wrapped).parts))


def goes_on(line: str, below: str) -> bool:
    """Tells whether a line was broken by an editor, so that its sentence goes on in the line below."""
    return not line.endswith(_ENDED) and (below[:1].islower() or len(line) >= _WRAPPED)


class _Lines:
    def __init__(self, text: str, *, wrapped: bool) -> None:
        self.parts: list[ScriptPart] = []
        self._wrapped = wrapped
        self._numbering = Numbering()
        self._goes_on = False
        """Set if the next line may belong to the paragraph of this one."""
        lines = text.replace("\f", "\n\n").splitlines()
        for index, line in enumerate(lines):
            self._line(line, lines[index + 1].strip() if index + 1 < len(lines) else "")

    def _line(self, line: str, below: str) -> None:
        words = line.strip()
        if not words:
            self._goes_on = False
            return
        last = self.parts[-1] if self.parts else None
        if _UNDERLINE.match(words) and last is not None and last.kind is PartKind.HEADING:
            return
        if (heading := _HEADING.match(words)) is not None:
            self._add(PartKind.HEADING, heading["words"])
        elif not self._goes_on and _UNDERLINE.match(below) and len(words) <= _LONGEST_HEADING and words[0].isalnum():
            self._add(PartKind.HEADING, words)
        elif (item := self._numbering.without_mark(words)) is not None:
            self._add(PartKind.ITEM, item)
        elif self._belongs_to_the_last(words):
            self._continue(words)
        else:
            self._add(PartKind.TEXT, words)

    def _belongs_to_the_last(self, words: str) -> bool:
        if not (self._wrapped and self._goes_on and self.parts and goes_on(self.parts[-1].text, words)):
            return False
        return len(self.parts) > _TITLE_PARTS or author_in(words) is None

    def _continue(self, words: str) -> None:
        last = self.parts.pop()
        self.parts.append(ScriptPart(last.kind, f"{last.text} {words}", starts_page=last.starts_page))

    def _add(self, kind: PartKind, words: str) -> None:
        self.parts.append(ScriptPart(kind, words))
        self._goes_on = kind is not PartKind.HEADING
