"""Tells the kind of each paragraph of a Word document by its style. It runs in the process of `document_helper`."""

from __future__ import annotations

from typing import Any, Final

from companion.authoring.importing.script_parts import PartKind

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of a document's own elements, as lxml writes it in front of a name."""
_IN_STYLE: Final = 12
"""Styles that are based on each other, at most, so that a circle of them ends."""


class DocumentStyles:
    """Tells what a paragraph is by the style it has."""

    def __init__(self, element: Any) -> None:
        self._styles: dict[str, tuple[str, str, bool, str]] = {}
        for style in element.iter(f"{W}style") if element is not None else ():
            id = style.get(f"{W}styleId") or ""
            name = value_of(style, "name").casefold()
            listed = style.find(f"{W}pPr/{W}numPr") is not None
            level = style.find(f"{W}pPr/{W}outlineLvl")
            outline = level.get(f"{W}val", "") if level is not None else ""
            self._styles[id] = name, value_of(style, "basedOn"), listed, outline

    def kind(self, paragraph: Any) -> tuple[PartKind, str]:
        """Returns the kind of a paragraph; for an aside also the place in the document that it comes from, otherwise
        ""."""
        properties = paragraph.find(f"{W}pPr")
        style = value_of(properties, "pStyle") if properties is not None else ""
        listed = _listed(properties)
        outline = value_of(properties, "outlineLvl") if properties is not None else ""
        for _ in range(_IN_STYLE):
            if style not in self._styles:
                break
            name, style, in_style, level = self._styles[style]
            if name in ("title", "subtitle"):
                return PartKind(name), ""
            if name.startswith("heading"):
                return PartKind.HEADING, ""
            if name.startswith("toc "):
                return PartKind.ASIDE, "the table of contents"
            listed = in_style if listed is None else listed
            outline = outline or level
        if outline.isdecimal() and int(outline) < 9:
            return PartKind.HEADING, ""
        return (PartKind.ITEM if listed else PartKind.TEXT), ""


def _listed(properties: Any) -> bool | None:
    """Tells whether a paragraph is an item of a list; None if only its style can tell."""
    numbering = properties.find(f"{W}numPr") if properties is not None else None
    return None if numbering is None else value_of(numbering, "numId") != "0"


def value_of(element: Any, name: str) -> str:
    found = element.find(f"{W}{name}")
    return (found.get(f"{W}val") or "") if found is not None else ""
