"""A page of the evening in words and keys: for the full screen's sheet and foot, and for plain lines.

Pure; no textual. What the pages say is `companion.evening`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.screen import words

if TYPE_CHECKING:
    from companion.evening.pages import Page


def whose(page: Page) -> str:
    """For whose eyes the page is."""
    return words.EVENING_ALONE.format(who=page.called) if page.private else words.EVENING_BOTH


def foot(page: Page) -> list[tuple[str, str]]:
    """Keys that are no options, and their meanings."""
    kind = page.kind.value
    keys: list[tuple[str, str]] = []
    if kind == "handover":
        keys.append(("Enter", "ready"))
    elif kind != "choice":
        keys.append(("Enter", "go on"))
    if page.back:
        keys.append(("↑" if kind == "entry" else "B", "back"))
    keys.insert(0 if page.help else len(keys), ("F1" if kind == "entry" else "C", "crisis card"))
    keys.append(("Esc", "leave"))
    return keys


def plain(page: Page) -> list[str]:
    """The page as lines, what may be typed at their end."""
    lines = [page.title, *page.lines] if page.title else list(page.lines)
    if page.private:
        lines.insert(0, f"({whose(page)})")
    for option in page.options:
        key = "Enter" if option.key == "enter" else option.key
        lines.append(f"{key}: {option.text}{', ' + option.state if option.state else ''}")
    if page.note:
        lines.append(f"({page.note})")
    lines.append(f"({_typed(page)})")
    return [words.harmless(line) for line in lines]


def _typed(page: Page) -> str:
    kind = page.kind.value
    if kind == "choice":
        said = "type one of these"
    elif kind == "toggles":
        said = "type one of these to change it, or press Enter to go on"
    elif kind == "number":
        said = "type a number from 0 to 10"
    elif kind == "entry":
        now = f"; now: {page.value}" if page.value else ""
        said = f"type it, or press Enter alone to leave it empty{now}"
    else:
        said = "press Enter"
    return said
