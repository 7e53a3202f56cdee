"""The text of a YAML file as plain data, with the place of every value: passes one and two of reading.

Pure, and safe on anything: the parser's events are walked one by one, so depth, number and kind are refused
before anything is built from them, and nothing recurses deeper than `DEEPEST`. What the data means is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from companion.exercise.problems import Problem
from companion.exercise.scalars import harmless

LARGEST = 256 * 1024
"""Bytes. A forty-minute exercise is about 30,000."""
DEEPEST = 30
MOST_EVENTS = 20_000
MANY_PROBLEMS = 50
"""A file with more than this is told of the first ones only."""

Path = tuple[str | int, ...]

# libyaml's parser, which PyYAML's wheels bring on every system, is ten times as fast. The one in Python is the
# stand-in: it gives the same events, but refuses a question mark before a comma or a brace ("{say: What?, …}").
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Terminal sequences go as a whole, but never take a line break or a closing quote with them.
_ESCAPE = r"\x1b\][^\x07\x1b\r\n]*(?:\x07|\x1b\\)|(?:\x1b\[|\x9b)[0-?]*[@A-Za-z`~]?"
# What YAML does not allow in a file at all, and the byte order mark, which it allows in one place only.
_NOT_YAML = r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_STRIPPED = re.compile(f"{_ESCAPE}|{_NOT_YAML}")
# YAML counts these as line breaks and editors do not: the lines of a message would be wrong.
_ODD_BREAKS = {0x85: " ", 0x2028: " ", 0x2029: " "}
_BREAK = re.compile(r"(\r\n|\r|\n)")

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,8})\Z")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,8})\.[0-9]{1,9}\Z")
_YES_OR_NO = frozenset({"yes", "no", "on", "off", "y", "n", "null", "~"})


@dataclass(frozen=True, slots=True)
class Mark:
    line: int
    column: int


@dataclass(slots=True)
class Source:
    """A file's data: dict (keys are text), tuple, str, int, float, bool. Paths are keys and indices from the root."""

    file: str
    data: Any = None
    values: dict[Path, Mark] = field(default_factory=dict)
    keys: dict[Path, Mark] = field(default_factory=dict)
    written: dict[Path, str] = field(default_factory=dict)
    """How a number, a true or false, or a bare yes or no was written."""
    problems: list[Problem] = field(default_factory=list)

    def mark(self, path: Path) -> Mark:
        """Where the value at `path` begins; its nearest container where there is none."""
        while path not in self.values and path:
            path = path[:-1]
        return self.values.get(path, Mark(1, 1))

    def key_mark(self, path: Path) -> Mark:
        """Where the key at `path` begins; for list items the value itself."""
        return self.keys.get(path) or self.mark(path)


class _Unreadable(Exception):
    """Nothing after this can be read; the problem is already noted."""


def read_source(text: bytes | str, file: str) -> Source:
    """The data of `text` and the place of each value; `problems` says what was refused. Never raises."""
    source = Source(file)
    try:
        clean, shifts = _clean(_decode(text, source))
        _Builder(source, clean, shifts).build()
    except _Unreadable:
        pass
    return source


def _refuse(source: Source, message: str, hint: str, line: int = 1, column: int = 1) -> _Unreadable:
    source.problems.append(Problem(source.file, line, column, message, hint))
    return _Unreadable()


def _decode(text: bytes | str, source: Source) -> str:
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        raise _refuse(
            source,
            f"The file is too large: an exercise is at most {LARGEST // 1024} KB.",
            "Is this the right file? If it is, cut it into several exercises.",
        )
    if isinstance(text, bytes):
        text = _decode_bytes(text, source)
    if "\0" in text:
        raise _not_text(source)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise _refuse(source, "The file is empty.", "Begin with the line: format: 1")
    return text


def _not_text(source: Source) -> _Unreadable:
    return _refuse(source, "This is not a text file.", "An exercise is a plain text file that ends in .yaml.")


def _decode_bytes(text: bytes, source: Source) -> str:
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refuse(source, "The file is saved as UTF-16.", "In your editor, save it again as UTF-8.")
    if b"\0" in text:
        raise _not_text(source)
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        before = text[: error.start]
        raise _refuse(
            source,
            "There is a letter here that is not saved as UTF-8.",
            "In your editor, save the file again as UTF-8.",
            before.count(b"\n") + 1,
            len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1,
        ) from None


def _clean(text: str) -> tuple[str, dict[int, list[tuple[int, int]]]]:
    """`text` without control characters; and by line (from 0), how many are gone before which column."""
    text = text.translate(_ODD_BREAKS)
    if _STRIPPED.search(text) is None:
        return text, {}
    shifts: dict[int, list[tuple[int, int]]] = {}
    pieces = _BREAK.split(text)
    for index in range(0, len(pieces), 2):
        gone = 0
        for match in _STRIPPED.finditer(pieces[index]):
            column = match.start() - gone
            gone += len(match[0])
            shifts.setdefault(index // 2, []).append((column, gone))
        pieces[index] = _STRIPPED.sub("", pieces[index])
    return "".join(pieces), shifts


class _Builder:
    """Events to data. Holds no state of meaning, only where it is."""

    def __init__(self, source: Source, text: str, shifts: dict[int, list[tuple[int, int]]]) -> None:
        self.source = source
        self.text = text
        self.shifts = shifts
        self.events = self._checked_events()

    def build(self) -> None:
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                self.source.data = self._value(next(self.events), ())
                break
        else:
            raise _refuse(self.source, "There is nothing in this file but comments.", "Begin with the line: format: 1")
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                place = self._place(event.start_mark)
                raise _refuse(
                    self.source,
                    "A second exercise begins here.",
                    "Write one exercise to a file, and take out the line of dashes.",
                    place.line,
                    place.column,
                )

    def _place(self, mark: Any) -> Mark:
        column: int = mark.column
        for start, gone in reversed(self.shifts.get(mark.line, [])):
            if start <= mark.column:
                column += gone
                break
        return Mark(mark.line + 1, column + 1)

    def _note(self, mark: Mark, message: str, hint: str) -> None:
        if len(self.source.problems) < MANY_PROBLEMS:
            self.source.problems.append(Problem(self.source.file, mark.line, mark.column, message, hint))

    def _checked_events(self) -> Iterator[Any]:
        depth = count = 0
        try:
            for event in yaml.parse(self.text, Loader=_Loader):
                count += 1
                if count > MOST_EVENTS:
                    raise self._refused(
                        event, "The file has too many parts to be one exercise.", "Cut it into several."
                    )
                if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                    depth += 1
                    if depth > DEEPEST:
                        raise self._refused(
                            event,
                            f"Lists within lists, more than {DEEPEST} deep.",
                            "Look for brackets or spaces that are too many.",
                        )
                elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                    depth -= 1
                self._refuse_references(event)
                yield event
        except yaml.YAMLError as error:
            raise self._wrong_syntax(error) from None

    def _refused(self, event: Any, message: str, hint: str) -> _Unreadable:
        place = self._place(event.start_mark)
        return _refuse(self.source, message, hint, place.line, place.column)

    def _refuse_references(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent):
            raise self._refused(
                event,
                f"A line cannot begin with *: YAML takes '*{harmless(event.anchor or '')}' for a reference.",
                "Put the whole line in quotes, or leave the * out.",
            )
        if not isinstance(event, yaml.NodeEvent):
            return
        if event.anchor is not None:
            raise self._refused(
                event,
                f"A line cannot begin with &: YAML takes '&{harmless(event.anchor or '')}' for a name.",
                "Put the whole line in quotes, or leave the & out.",
            )
        if getattr(event, "tag", None) is not None:
            raise self._refused(
                event, "A line cannot begin with !.", "Put the whole line in quotes, or leave the ! out."
            )

    # ---- values -----------------------------------------------------------------------------------------------

    def _value(self, event: Any, path: Path) -> Any:
        self.source.values[path] = self._place(event.start_mark)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
                items.append(self._value(event, (*path, len(items))))
            return tuple(items)
        return self._scalar(event, path)

    def _mapping(self, path: Path) -> dict[str, Any]:
        items: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            mark = self._place(event.start_mark)
            if not isinstance(event, yaml.ScalarEvent):
                self._note(
                    mark,
                    "Brackets or braces stand here where a word was expected.",
                    'If this is a spoken line, put the whole line in quotes: "{giver}, rest your hand."',
                )
                hidden = Source(self.source.file)
                kept, self.source = self.source, hidden
                self._value(event, ())
                self._value(next(self.events), ())
                self.source = kept
                continue
            key = harmless(event.value)
            if key in items:
                first = self.source.keys[*path, key].line
                self._note(
                    mark,
                    f"{key!r} is written twice, in lines {first} and {mark.line}.",
                    "Keep one of the two.",
                )
                hidden = Source(self.source.file)
                kept, self.source = self.source, hidden
                self._value(next(self.events), ())
                self.source = kept
                continue
            self.source.keys[*path, key] = mark
            items[key] = self._value(next(self.events), (*path, key))
        return items

    def _scalar(self, event: Any, path: Path) -> str | int | float | bool:
        text = harmless(event.value)
        if event.style:
            # Quoted, or a block of text: the two parsers write a plain one as "" and as None.
            return text
        if text in ("true", "false"):
            self.source.written[path] = text
            return text == "true"
        if _INTEGER.match(text):
            self.source.written[path] = text
            return int(text)
        if _DECIMAL.match(text):
            self.source.written[path] = text
            return float(text)
        if text.lower() in _YES_OR_NO or text.lower() in ("true", "false"):
            self.source.written[path] = text
        return text

    # ---- what YAML itself could not make sense of ---------------------------------------------------------------

    def _wrong_syntax(self, error: yaml.YAMLError) -> _Unreadable:
        """YAML's words for it are for programmers; these are for authors. Both parsers' wordings are known here."""
        problem = str(getattr(error, "problem", "") or "")
        context = str(getattr(error, "context", "") or "")
        mark = getattr(error, "problem_mark", None)
        opened = getattr(error, "context_mark", None)
        at = mark or opened
        lines = _BREAK.split(self.text)[::2]
        line = lines[at.line] if at is not None and at.line < len(lines) else ""
        character = line[at.column : at.column + 1] if at is not None else ""
        beginning = line.strip().removeprefix("- ").lstrip()[:1]
        message, hint, where = (
            "The file cannot be read from here on.",
            "Look at the spaces, quotes and colons here.",
            at,
        )
        if "quoted scalar" in context and "escape" not in problem:
            message, hint, where = (
                "A quotation mark is opened here and never closed.",
                "Close it at the end of the spoken line.",
                opened or at,
            )
        elif "escape" in problem:
            message, hint = (
                "A backslash inside double quotes means something else.",
                "Leave the backslash out, or write two of them.",
            )
        elif character == "\t" or ("\t" in line[: len(line) - len(line.lstrip())]):
            message, hint = "There is a tab at the start of this line.", "Use spaces instead, two for each level."
        elif "cannot start any token" in problem:
            message, hint = f"A line cannot begin with {character}.", "Put the whole line in quotes."
        elif beginning and beginning in "*&!%":
            message, hint = f"A line cannot begin with {beginning}.", "Put the whole line in quotes, or leave it out."
        elif beginning in ("{", "[") and "{" in line:
            message, hint, where = (
                "A line that begins with a brace or a bracket is not taken for speech.",
                'Put the whole line in quotes: "{giver}, rest your hand."',
                at,
            )
        elif "flow" in context:
            where = opened or at
            text = lines[where.line] if where is not None and where.line < len(lines) else ""
            brace = text[where.column : where.column + 1] == "{" if where is not None else False
            message, hint = (
                f"A {'brace {' if brace else 'bracket ['} is opened here and never closed.",
                f"Close it with {'}' if brace else ']'}, and put a comma between its parts.",
            )
        elif at is not None and line[: at.column].rstrip()[-1:] in ('"', "'"):
            message, hint = (
                "Something follows the closing quotation mark.",
                "Put the whole line inside one pair of quotes.",
            )
        elif "mapping values are not allowed" in problem:
            message, hint = (
                "There is a colon here that YAML cannot make sense of.",
                "If it is part of a spoken line, put the whole line in quotes; if not, look at the spaces before it.",
            )
        elif "':'" in problem or "simple key" in context:
            message, hint = (
                "There is a colon missing on this line, or a dash before it.",
                "A spoken line begins with a dash and a space; everything else is a word, a colon and a value.",
            )
        elif "block" in context or "sequence entries" in problem or "indicator" in problem or "key" in problem:
            message, hint = (
                "This line does not fit under the lines before it.",
                "Lines of one list begin in the same column, each with a dash and a space.",
            )
        place = self._place(where) if where is not None else Mark(1, 1)
        return _refuse(self.source, message, hint, place.line, place.column)
