"""Keeps track, line by line, of the list and the step that a line of an exercise belongs to. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from companion.exercise.slips.blocks import indent_of
from companion.exercise.slips.change import Change
from companion.exercise.slips.line_slip import Slip


@dataclass(slots=True)
class Owner:
    """The item that the lines below it may belong to."""

    line: int
    column: int
    text: str
    kind: str = ""
    """Its key; empty for a spoken line."""
    opened: bool = False
    """Set if its parts are on the lines below."""
    parts_at: int | None = None
    """The column of its first part."""


class LineWalk:
    """The state of one walk over the lines, and the slips that it has found."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.found: list[Slip] = []
        self.part = ""
        self.columns: list[int] = []
        self.owners: list[Owner] = []
        """The items around this line, the innermost one last."""
        self.opens = False
        """Set if the line before ends with a colon, so that a list may begin below it."""
        self.here = 0
        self.lengths = named_lengths(lines)
        self.keys = {line.partition(":")[0].strip() for line in lines if line[:1].strip() and ":" in line}

    @property
    def owner(self) -> Owner | None:
        """The innermost item around this line."""
        return self.owners[-1] if self.owners else None

    def begin(self, owner: Owner) -> None:
        """Makes this item the innermost one."""
        while self.owners and self.owners[-1].column >= owner.column:
            self.owners.pop()
        self.owners.append(owner)

    def leave(self, indent: int) -> None:
        """Goes back to the item whose parts stand in this column, if there is one."""
        for number in range(len(self.owners) - 1, 0, -1):
            if self.owners[number].column < indent:
                return
            outer = self.owners[number - 1]
            if outer.opened and outer.parts_at is not None and abs(indent - outer.parts_at) <= 1:
                del self.owners[number:]
                self.columns = [column for column in self.columns if column <= outer.column]
                return

    def enter(self, part: str) -> None:
        """Goes to another part of the exercise, such as its steps."""
        self.part, self.columns, self.owners = part, [], []

    def slip(
        self, change: Change, instead: Sequence[str], *, column: int = 0, line: int | None = None, count: int = 1
    ) -> None:
        """Notes a slip in this line, or in another one."""
        self.found.append(
            Slip(
                self.here if line is None else line,
                column + change.at,
                change.message,
                tuple(instead),
                change.hint,
                count,
                change.sure,
                change.silent,
                change.markup,
                change.severity,
            )
        )

    def column_of(self, indent: int) -> int:
        """Returns the column in which an item with this indentation belongs, and goes to its list."""
        if not self.columns or (indent > self.columns[-1] and self.opens):
            self.columns.append(self._column_of_list(indent))
        if indent not in self.columns:
            indent = (
                min(self.columns, key=lambda column: (abs(column - indent), -column))
                if (indent < self.columns[-1])
                else self.columns[-1]
            )
        while self.columns[-1] > indent:
            self.columns.pop()
        return indent

    def _column_of_list(self, indent: int) -> int:
        """Returns the column of the list that begins in this line: that of most of its items, if the first one stands
        further in than they do."""
        above = next((self.lines[at] for at in range(self.here - 1, -1, -1) if self.lines[at].strip()), "")
        lowest = max(indent_of(above), self.columns[-1] + 1 if self.columns else 0)
        counts = {indent: 0}
        least = indent
        for line in self.lines[self.here :]:
            depth, dashed = indent_of(line), line.lstrip().startswith("- ")
            if line.strip() and (depth < lowest or (depth == lowest and not dashed)):
                break
            if dashed and depth <= least + 1:  # further in, it belongs to a list inside this one
                least = min(least, depth)
                counts[depth] = counts.get(depth, 0) + 1
        return max((column for column in counts if column <= indent), key=lambda column: (counts[column], column))

    def end_of_block(self, indent: int) -> int:
        """Returns the first line after this one that no longer belongs to its block."""
        owner_column = self.owner.column if self.owner is not None else 0
        end = self.here + 1
        while end < len(self.lines):
            line = self.lines[end]
            depth = indent_of(line)
            ended = depth < indent or (line.lstrip().startswith("-") and depth <= owner_column)
            if line.strip() and ended:
                break
            end += 1
        while end > self.here + 1 and not self.lines[end - 1].strip():
            end -= 1
        return end


def named_lengths(lines: Sequence[str]) -> frozenset[str]:
    """Returns the names under `lengths:`."""
    names: set[str] = set()
    inside = False
    for line in lines:
        if line[:1].strip():
            inside = line.startswith("lengths:")
        elif inside and (found := re.match(r"\s+([a-z][a-z0-9-]*):", line)) is not None:
            names.add(found[1])
    return frozenset(names)
