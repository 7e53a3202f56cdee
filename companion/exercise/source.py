"""Reads the text of a YAML file as plain data, with the place of every value: passes one and two of reading.

Pure, and safe on anything: the parser's events are walked one by one, so values that are nested too deep, too many or
of an unknown kind are refused before anything is built from them, and nothing recurses deeper than `DEEPEST`. This
module does not know what the data means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from companion.exercise.markup import marked_beginning
from companion.exercise.problems import Problem
from companion.exercise.scalars import harmless

LARGEST = 256 * 1024
"""Bytes of one file. An exercise of forty minutes has about 30,000."""
DEEPEST = 30
"""Lists and mappings inside each other: enough for any exercise, and far from where Python's own stack ends."""
MOST_EVENTS = 20_000
"""Parts of one YAML file: with LARGEST, it bounds the time that a hostile file can take."""
MANY_PROBLEMS = 50
"""Problems of one file that are reported, at most: the first ones."""
_LINES_OF_A_TEXT = 100
"""Lines of one text in which an excerpt of it is looked for: 3,000 characters, in rather narrow lines."""

_SAVED_AGAIN = (
    "To save it in the right way, type: companion check --mend {file}\n"
    "Or save it again in your editor, with the encoding UTF-8."
)

Path = tuple[str | int, ...]

# libyaml's parser, which PyYAML's wheels bring on every system, is ten times as fast. The one in Python is the
# stand-in: it gives the same events, but refuses a question mark before a comma or a brace ("{say: What?, …}").
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Terminal sequences go as a whole, but never take a line break or a closing quote with them.
_ESCAPE = r"\x1b\][^\x07\x1b\r\n]*(?:\x07|\x1b\\)|(?:\x1b\[|\x9b)[0-?]*[@A-Za-z`~]?"
# Characters that YAML does not allow in a file, and the byte order mark, which it allows in one place only.
_NOT_YAML = r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_STRIPPED = re.compile(f"{_ESCAPE}|{_NOT_YAML}")
# YAML counts some of these as line breaks and editors do not: the lines of a message would be wrong. The first two are
# the soft line breaks of word processors, without which two words would become one.
_ODD_BREAKS = {0x0B: " ", 0x0C: " ", 0x85: " ", 0x2028: " ", 0x2029: " "}
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
    """Numbers, true and false, and bare yes and no, as they were written."""
    problems: list[Problem] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """The lines of the file as it is."""

    def mark(self, path: Path) -> Mark:
        """Returns the place where the value at `path` begins; that of its nearest container if there is none."""
        while path not in self.values and path:
            path = path[:-1]
        return self.values.get(path, Mark(1, 1))

    def mark_of(self, path: Path, excerpt: str) -> Mark:
        """Returns the place of an excerpt of the text at `path`, or at least of its first word; the beginning of the
        text if the file has neither as it is written here."""
        begins = self.mark(path)
        first = excerpt.split()[0]
        for number in range(begins.line, min(begins.line + _LINES_OF_A_TEXT, len(self.lines) + 1)):
            line = self.lines[number - 1]
            start = begins.column - 1 if number == begins.line else 0
            for words in (excerpt, first):
                if (column := line.find(words, start)) >= 0:
                    return Mark(number, column + 1)
        return begins

    def key_mark(self, path: Path) -> Mark:
        """Returns the place where the key at `path` begins; for list items that of the value."""
        return self.keys.get(path) or self.mark(path)


class _Unreadable(Exception):
    """Raised if nothing after this can be read; the problem is already noted."""


def read_source(text: bytes | str, file: str) -> Source:
    """Returns the data of `text` and the place of each value; `problems` says what was refused. Never raises."""
    source = Source(file)
    try:
        decoded = _decode(text, source)
        source.lines = _BREAK.split(decoded.translate(_ODD_BREAKS))[::2]
        clean, shifts = _clean(decoded)
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
            f"The file is too large. An exercise can have at most {LARGEST // 1024} KB.",
            "Is this the right file? If so, split it into several exercises.",
        )
    if isinstance(text, bytes):
        text = _decode_bytes(text, source)
    if "\0" in text:
        raise _not_text(source)
    if text.startswith("{\\rtf"):
        raise _refuse(
            source,
            "This is rich text (RTF) from a word processor, not plain text.",
            f"To make an exercise of a script, type: companion import {harmless(source.file)}\n"
            "If it is written as an exercise already: in TextEdit, choose Format, then Make Plain Text. In Word, save "
            "it as Plain Text (UTF-8). Then give it a name that ends in .yaml.",
        )
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise _refuse(source, "The file is empty.", "Start with the line: format: 1")
    return text


def _not_text(source: Source) -> _Unreadable:
    return _refuse(source, "This isn't a text file.", "An exercise is a plain text file that ends in .yaml.")


def _decode_bytes(text: bytes, source: Source) -> str:
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refuse(source, "The file is saved as UTF-16.", _SAVED_AGAIN.format(file=harmless(source.file)))
    if text.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _refuse(
            source,
            "This is a document of a word processor, such as Word, not plain text.",
            f"To make an exercise of a script, type: companion import {harmless(source.file)}\n"
            "If it is written as an exercise already, save it there as Plain Text (UTF-8), with a name that ends in "
            ".yaml.",
        )
    if b"\0" in text:
        raise _not_text(source)
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        before = text[: error.start]
        raise _refuse(
            source,
            "There is a letter here that isn't saved as UTF-8.",
            _SAVED_AGAIN.format(file=harmless(source.file)),
            before.count(b"\n") + 1,
            len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1,
        ) from None


def _clean(text: str) -> tuple[str, dict[int, list[tuple[int, int]]]]:
    """Removes control characters from `text`. Returns also, by line (from 0), how many are gone before which column."""
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
    """Builds the data from the parser's events, one by one."""

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
            raise _refuse(
                self.source,
                "The file has only comments.",
                "Start with the line: format: 1. Or let `companion new exercise NAME` make a file to start from.",
            )
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                place = self._place(event.start_mark)
                raise _refuse(
                    self.source,
                    "A second exercise starts here.",
                    "Put each exercise into its own file, and remove the line of dashes.",
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
                        event, "The file has too many parts to be one exercise.", "Split it into several."
                    )
                if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                    depth += 1
                    if depth > DEEPEST:
                        raise self._refused(
                            event,
                            f"There are lists inside lists, more than {DEEPEST} deep.",
                            "Look for extra brackets or spaces.",
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
            at: Any = event.start_mark
            line = _BREAK.split(self.text)[::2][at.line]
            if (marked := marked_beginning(line)) is not None and marked[0] == at.column:
                place = self._place(at)
                raise _refuse(self.source, marked[1], marked[2], place.line, place.column)
            raise self._refused(
                event,
                f"A line can't start with *, because YAML reads '*{harmless(event.anchor or '')}' as a reference.",
                "Put the whole line in quotes, or leave the * out.",
            )
        if not isinstance(event, yaml.NodeEvent):
            return
        if event.anchor is not None:
            raise self._refused(
                event,
                f"A line can't start with &, because YAML reads '&{harmless(event.anchor or '')}' as a name.",
                "Put the whole line in quotes, or leave the & out.",
            )
        if getattr(event, "tag", None) is not None:
            raise self._refused(
                event, "A line can't start with !.", "Put the whole line in quotes, or leave the ! out."
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
                    "There are brackets or braces here where a word should be.",
                    'If this should be spoken, put the whole line in quotes: "{giver}, rest your hand."',
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
        """Turns a parser's message, in the wording of either parser, into one for authors."""
        problem = str(getattr(error, "problem", "") or "")
        context = str(getattr(error, "context", "") or "")
        mark = getattr(error, "problem_mark", None)
        opened = getattr(error, "context_mark", None)
        at = mark or opened
        lines = _BREAK.split(self.text)[::2]
        line = lines[at.line] if at is not None and at.line < len(lines) else ""
        character = line[at.column : at.column + 1] if at is not None else ""
        beginning = line.strip().removeprefix("- ").lstrip()[:1]
        for near in (opened, at):
            if near is None or near.line >= len(lines):
                continue
            if (marked := marked_beginning(lines[near.line])) is not None:
                column, message, hint = marked
                place = self._place(Mark(near.line, column))
                return _refuse(self.source, message, hint, place.line, place.column)
        message, hint, where = (
            "I can't read the file from here on.",
            "Check the spaces, quotes and colons here.",
            at,
        )
        if "quoted scalar" in context and "escape" not in problem:
            message, hint, where = (
                "A quotation mark opens here and never closes.",
                "Close it at the end of the spoken line.",
                opened or at,
            )
        elif "escape" in problem:
            message, hint = (
                "A backslash inside double quotes has a special meaning.",
                "Remove the backslash, or write two.",
            )
        elif character == "\t" or ("\t" in line[: len(line) - len(line.lstrip())]):
            message, hint = "There is a tab at the start of this line.", "Use spaces instead, two for each level."
        elif "cannot start any token" in problem:
            message, hint = f"A line can't start with {character}.", "Put the whole line in quotes."
        elif beginning and beginning in "*&!%":
            message, hint = f"A line can't start with {beginning}.", "Put the whole line in quotes, or leave it out."
        elif beginning in ("{", "[") and "{" in line:
            message, hint, where = (
                "A line that starts with a brace or a bracket isn't read as speech.",
                'Put the whole line in quotes: "{giver}, rest your hand."',
                at,
            )
        elif "flow" in context:
            where = opened or at
            text = lines[where.line] if where is not None and where.line < len(lines) else ""
            brace = text[where.column : where.column + 1] == "{" if where is not None else False
            message, hint = (
                f"A {'brace {' if brace else 'bracket ['} opens here and never closes.",
                f"Close it with {'}' if brace else ']'}, and put a comma between its parts.",
            )
        elif at is not None and line[: at.column].rstrip()[-1:] in ('"', "'"):
            message, hint = (
                "There is something after the closing quotation mark.",
                "Put the whole line inside one pair of quotes.",
            )
        elif "mapping values are not allowed" in problem:
            message, hint = (
                "There is a colon here that YAML can't read.",
                "If it belongs to a spoken line, put the whole line in quotes. If not, check the spaces before it.",
            )
        elif "':'" in problem or "simple key" in context:
            message, hint, where = (
                "A colon is missing on this line, or a dash before it.",
                "A spoken line starts with a dash and a space. Everything else is a word, a colon and a value.",
                opened or at,
            )
        elif "block" in context or "sequence entries" in problem or "indicator" in problem or "key" in problem:
            message, hint = (
                "This line doesn't line up with the lines before it.",
                "All lines of a list start in the same column, with a dash and a space.",
            )
        place = self._place(where) if where is not None else Mark(1, 1)
        return _refuse(self.source, message, hint, place.line, place.column)
