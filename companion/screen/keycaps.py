"""Keys as they are called and as they are shown at the foot of a screen. Knows no session, so the list shows soon."""

from __future__ import annotations

from companion.screen.flow import wrap

Part = tuple[str, str]
"""Text and its style ("" for none)."""


def name_of(key: str, character: str | None) -> str:
    """One name for a key press: its character in lower case where it prints, otherwise Textual's key name.

    A terminal sends Alt as an Escape before the key, so an Escape with another key close behind arrives as "alt+…".
    Nothing here uses Alt, and an Escape must never be lost: it is an Escape.
    """
    if key.startswith("alt+"):
        return "escape"
    if character is not None and character.isprintable() and not character.isspace():
        return character.lower()
    return key


def pairs(keys: list[tuple[str, str]], gap: str, key_style: str) -> list[Part]:
    """Keys and their meanings, each pair held together by a space that does not break."""
    parts: list[Part] = []
    for key, meaning in keys:
        parts += [(gap if parts else "", ""), (key, key_style), ("\u00a0" + meaning.replace(" ", "\u00a0"), "")]
    return parts


def rows_of(parts: list[Part], width: int) -> list[list[Part]]:
    """Rows of at most `width` cells, broken between pairs; inside one only where it alone is longer than a row.

    Not left to the terminal's own wrapping, which breaks at spaces that do not break.
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
    """Cells in one line; a non-breaking space and a letter are one each."""
    return sum(len(text) for text, _ in parts)


def picker_keys(width: int) -> list[Part]:
    begin, choose, leave = ("Enter", "begin"), ("↑ ↓", "choose"), ("Q", "leave")
    sound, crisis = ("S", "sound check"), ("C", "crisis card")
    full = [begin, choose, sound, ("?", "what you can say"), crisis, leave]
    help, shorter = ("?", "help"), ("C", "crisis")
    fewer = [begin, choose, ("S", "sound"), help, shorter, leave]
    least = [begin, choose, help, shorter, leave]
    return fitting([full, [begin, choose, sound, help, crisis, leave], fewer, least, [begin, shorter, leave]], width)


def fitting(sets: list[list[tuple[str, str]]], width: int) -> list[Part]:
    """The first of these sets of keys that fits, closer together before smaller; the last one in any case."""
    lines = [pairs(keys, gap, "bold $foreground") for keys in sets for gap in ("   ", "  ")]
    return next((line for line in lines if width_of(line) <= width), lines[-1])


def closing_keys(enter: str) -> list[Part]:
    """`enter` is what Enter does, in words."""
    return pairs([("Enter", enter), ("C", "crisis card"), ("Q", "leave")], "   ", "bold $foreground")
