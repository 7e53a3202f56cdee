"""The parts of a script as they come out of a document: values, and their way from one process to another. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class PartKind(StrEnum):
    """The kind of a part."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    """An item of a list, without its mark."""
    CELL = "cell"
    """A paragraph in a cell of a table."""
    ASIDE = "aside"
    """Text beside the script: a footnote, a comment, a text box, the head of each page."""


@dataclass(frozen=True, slots=True)
class ScriptPart:
    """A paragraph of a script."""

    kind: PartKind
    text: str
    """Its words. A line break stands for one inside the paragraph."""
    bold: bool = False
    """Set if all of it is in bold letters, which people use for headings."""
    starts_page: bool = False
    """Set if a new page begins with it, because the author said so."""
    origin: str = ""
    """The place that an aside comes from, in words: "footnote 1"."""


@dataclass(frozen=True, slots=True)
class ReadScript:
    """A whole script, as it was read."""

    parts: tuple[ScriptPart, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    """The number of pictures, tables, insertions, deletions, comments and the like, by name."""


def as_plain(script: ReadScript) -> dict[str, Any]:
    """Makes data for JSON of a script."""
    return {"parts": [asdict(part) for part in script.parts], "counts": dict(script.counts)}


def from_plain(data: Any) -> ReadScript:
    """Makes a script from the data that another process sent. Raises ValueError if it is not one."""
    try:
        parts = tuple(_part(each) for each in data["parts"])
        counts = {str(name): int(number) for name, number in data["counts"].items()}
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("this is not a script") from error
    return ReadScript(parts, counts)


def _part(data: Any) -> ScriptPart:
    return ScriptPart(
        PartKind(data["kind"]), str(data["text"]), bool(data["bold"]), bool(data["starts_page"]), str(data["origin"])
    )
