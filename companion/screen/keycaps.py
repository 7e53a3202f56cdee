"""Names keys, and sets them at the foot of a screen. Imports nothing of a session, so that the list appears fast."""

from __future__ import annotations

from companion.screen.flow import wrap

Part = tuple[str, str]
"""Text and its style ("" for none)."""


def name_of(key: str, character: str | None) -> str:
    """Names a key press: its character in lower case if it prints, otherwise Textual's key name.

    A terminal sends Alt as an Escape before the key. Alt with a key does not count as Escape, and means nothing. Only
    Alt with S counts as S: an Escape and an S that a slow line brought together look the same, and a stop must never
    be lost.
    """
    if key.startswith("alt+"):
        return "s" if key.casefold() in {"alt+s", "alt+shift+s"} else key
    if character is not None and character.isprintable() and not character.isspace():
        return character.lower()
    return key


def pairs(keys: list[tuple[str, str]], gap: str, key_style: str) -> list[Part]:
    """Joins keys and their meanings, each pair held together by a space that does not break."""
    parts: list[Part] = []
    for key, meaning in keys:
        parts += [(gap if parts else "", ""), (key, key_style), ("\u00a0" + meaning.replace(" ", "\u00a0"), "")]
    return parts


def rows_of(parts: list[Part], width: int) -> list[list[Part]]:
    """Breaks `parts` into rows of at most `width` cells: between pairs, or inside one that is longer than a row.

    Textual's own wrapping would break at the spaces that must not break.
    """
    units: list[list[Part]] = []
    gap = ""
    for text, style in parts:
        if not text.strip(" "):
            gap = text or gap
            units.append([])
        elif units:
            units[-1].append((text, style))
        else:
            units.append([(text, style)])
    rows: list[list[Part]] = []
    for unit in filter(None, units):
        if rows and width_of(rows[-1]) + len(gap) + width_of(unit) <= width:
            rows[-1] = [*rows[-1], (gap, ""), *unit]
        elif width_of(unit) <= width:
            rows.append(unit)
        else:
            (key, style), *meaning = unit
            first, *more = wrap(" ".join([key, *(text.replace("\u00a0", " ") for text, _ in meaning)]), max(1, width))
            shown = min(len(key), len(first))
            rows += [[(first[:shown], style), (first[shown:], "")], *([(row, "")] for row in more)]
    return rows


def width_of(parts: list[Part]) -> int:
    """Counts the cells of one line whose characters are one cell wide each."""
    return sum(len(text) for text, _ in parts)


def fitting(sets: list[list[tuple[str, str]]], width: int) -> list[Part]:
    """Sets the first of these sets of keys that fits, with wide gaps or narrow ones; the last one if none fits."""
    lines = [pairs(keys, gap, "bold $foreground") for keys in sets for gap in ("   ", "  ")]
    return next((line for line in lines if width_of(line) <= width), lines[-1])
