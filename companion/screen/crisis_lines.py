"""A crisis card in words: for plain lines, for the command line, and for what the full screen says around the numbers.

Pure; no textual. What is dialled stands first in its line, so that a screen reader says it first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.screen import words
from companion.screen.flow import wrap

if TYPE_CHECKING:
    from companion.crisis.desk import Shown
    from companion.crisis.model import Entry
    from companion.screen.seam import CrisisDesk

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day(read: str) -> str:
    """ "2026-11-22" as "22 November 2026"; anything else as it is."""
    parts = read.split("-")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts) or not 1 <= int(parts[1]) <= 12:
        return read
    return f"{int(parts[2])} {_MONTHS[int(parts[1]) - 1]} {parts[0]}"


def where(shown: Shown) -> str:
    """The country, and that it is a guess where it is."""
    name = words.harmless(shown.card.name)
    return words.CRISIS_GUESSED.format(name=name) if shown.guessed else name


def what(entry: Entry) -> str:
    """Who answers, and everything one should know before."""
    details = entry.details
    return words.harmless(f"{entry.name} ({details})" if details else entry.name)


def groups(shown: Shown) -> list[tuple[str, list[tuple[str, str]], str]]:
    """For every need its heading, what to dial and who answers, and a sentence where there is nothing to dial."""
    from companion.crisis.model import Need

    found: list[tuple[str, list[tuple[str, str]], str]] = []
    for need in Need:
        entries = [(words.harmless(entry.reach), what(entry)) for entry in shown.card.of(need)]
        missing = ""
        if not entries:
            if need is not Need.ABUSE or not shown.card.entries:
                continue
            missing = words.CRISIS_FIND_ABUSE
        found.append((words.CRISIS_NEEDS[need.value], entries, missing))
    return found


def advice(shown: Shown) -> tuple[str, ...]:
    """How to find help where the card has no numbers; nothing where it has."""
    if shown.card.entries:
        return ()
    return (words.CRISIS_NONE, *words.CRISIS_FIND)


def origin(shown: Shown) -> str:
    """Where the numbers come from and how old they are; empty where there are none."""
    if not shown.card.entries:
        return ""
    return words.CRISIS_ORIGIN[shown.card.origin.value].format(read=day(shown.card.read))


def lines_of(shown: Shown) -> list[str]:
    """The whole card, a sentence to a line."""
    lines = [words.CRISIS_TITLE + ":", words.CRISIS_NOBODY, where(shown) + "."]
    lines += [words.harmless(notice) for notice in shown.notices]
    lines += advice(shown)
    for heading, entries, missing in groups(shown):
        lines.append(heading + ":")
        lines += [f"{reach}: {who}." for reach, who in entries]
        if missing:
            lines.append(missing)
    lines.append(words.CRISIS_ENOUGH)
    if text := origin(shown):
        lines.append(text)
    return lines


def typed(desk: CrisisDesk, text: str) -> list[str] | None:
    """The answer to a typed "crisis" or "crisis region …"; None where something else was typed."""
    first, _, rest = text.partition(" ")
    if first != "crisis":
        return [*lines_of(desk.show()), words.CRISIS_TYPE] if text == "c" else None
    command, _, name = rest.strip().partition(" ")
    if not command:
        return [*lines_of(desk.show()), words.CRISIS_TYPE]
    if command not in {"region", "regions", "country"}:
        return None
    code = desk.find(name) if name.strip() else None
    if code is None:
        names = ", ".join(words.harmless(known) for _, known in desk.regions())
        return [words.CRISIS_UNKNOWN.format(names=names) if name.strip() else f"{words.CRISIS_REGIONS} {names}."]
    desk.choose(code)
    return lines_of(desk.show())


def hanging(reach: str, who: str, column: int, width: int) -> list[tuple[str, str]]:
    """Number and text in rows of `width` cells, the text under itself; below the number where there is no room."""
    if width < column + 20:
        return [(reach, ""), *(("", f"  {row}") for row in wrap(who, max(1, width - 2)))]
    first = [reach] if len(reach) < column else []
    rows = wrap(who, width - column)
    if first or not rows:
        return [(f"{reach:<{column}}" if n == 0 else " " * column, row) for n, row in enumerate(rows or [""])]
    return [(reach, ""), *((" " * column, row) for row in rows)]
