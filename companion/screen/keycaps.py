"""Keys as they are called and as they are shown at the foot of a screen. Knows no session, so the list shows soon."""

from __future__ import annotations

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
