"""Reads a script that is written in Markdown. Pure, except for its library, which reads no file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from companion.authoring.importing.plain_reading import Numbering, goes_on
from companion.authoring.importing.script_parts import PartKind, ReadScript, ScriptPart

_FRONT = re.compile(r"---[ \t]*\n(?P<lines>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)


def read_markdown(text: str) -> ReadScript:
    """Reads a script."""
    from markdown_it import MarkdownIt

    front = _FRONT.match(text)
    walk = _Tokens()
    if front is not None:
        walk.parts += [ScriptPart(PartKind.TEXT, line.strip()) for line in front["lines"].split("\n") if line.strip()]
        text = text[front.end() :]
    walk.read(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text))
    return ReadScript(tuple(walk.parts), dict(walk.counts))


_SOFT = "\ue000"
"""A private character in the place of a line break of the file, until it is clear that it belongs to the script."""


def _rejoined(text: str) -> str:
    """Joins the lines that an editor broke; a line that is short and complete stays one."""
    joined = ""
    for line in text.split(_SOFT):
        glue = " " if joined and goes_on(joined.rsplit("\n", 1)[-1], line) else "\n"
        joined = f"{joined}{glue}{line}" if joined else line
    return joined


class _Tokens:
    def __init__(self) -> None:
        self.parts: list[ScriptPart] = []
        self.counts: Counter[str] = Counter()
        self._numbering = Numbering()
        self._kinds: list[PartKind] = []
        self._mark = ""
        """A number in front of an item that is part of the script."""

    def read(self, tokens: Sequence[Any]) -> None:
        for token in tokens:
            match token.type:
                case "heading_open":
                    self._kinds.append(PartKind.HEADING)
                case "list_item_open":
                    self._kinds.append(PartKind.ITEM)
                    self._mark = self._spoken_number(token)
                case "th_open" | "td_open":
                    self._kinds.append(PartKind.CELL)
                case "heading_close" | "list_item_close" | "th_close" | "td_close":
                    self._kinds.pop()
                case "table_open":
                    self.counts["tables"] += 1
                case "inline":
                    self._inline(token.children or ())
                case "fence" | "code_block" | "html_block":
                    self._block(token.content)
                case _:
                    pass

    def _spoken_number(self, token: Any) -> str:
        number = str(token.info)
        return f"{number}{token.markup} " if number.isdecimal() and not self._numbering.is_mark(int(number)) else ""

    def _add(self, text: str, *, bold: bool = False) -> None:
        kind = self._kinds[-1] if self._kinds else PartKind.TEXT
        if text.strip():
            self.parts.append(ScriptPart(kind, f"{self._mark}{text.strip()}", bold))
            self._mark = ""

    def _block(self, content: str) -> None:
        comment = re.fullmatch(r"\s*<!--(?P<words>.*?)-->\s*", content, re.S)
        if comment is not None:
            words = " ".join(comment["words"].split())
            if words:
                self.parts.append(ScriptPart(PartKind.ASIDE, words, origin="a comment"))
            return
        for line in content.splitlines():
            self._add(line)

    def _inline(self, children: Sequence[Any]) -> None:
        text, strong, bold = "", 0, True
        asides: list[ScriptPart] = []
        for child in children:
            match child.type:
                case "softbreak":
                    text += _SOFT
                case "hardbreak":
                    text += "\n"
                case "strong_open":
                    strong += 1
                case "strong_close":
                    strong -= 1
                case "image":
                    self.counts["pictures"] += 1
                    asides.append(ScriptPart(PartKind.ASIDE, child.content, origin="a picture"))
                case "link_open":
                    address = str(child.attrGet("href") or "")
                    asides.append(ScriptPart(PartKind.ASIDE, address, origin="a link"))
                case "text" | "code_inline" | "html_inline" | "text_special":
                    text += child.content
                    bold = bold and (bool(strong) or not child.content.strip())
                case _:
                    pass
        self._add(_rejoined(text), bold=bold)
        self.parts += [aside for aside in asides if aside.text.strip()]
