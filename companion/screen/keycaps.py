"""Names keys, and sets them at the foot of a screen. Imports nothing of a session, so that the list appears fast.

A key that is set here can be clicked: its style carries Textual's `@click`, and `TerminalApp.action_press_cap` does
what the key does. So no screen needs a handler of its own for the mouse.
"""

from __future__ import annotations

import re
from typing import Final

from companion.screen.flow import wrap
from companion.tongue import said

Part = tuple[str, str]
"""Text and its style ("" for none)."""

_NAMES: Final = {
    "Esc": "escape",
    "Échap": "escape",
    "Entrée": "enter",
    "Espace": "space",
    "←": "left",
    "→": "right",
    "↑": "up",
    "↓": "down",
    "PgUp": "pageup",
    "PgDn": "pagedown",
    "Page Up": "pageup",
    "Page Down": "pagedown",
    "Keypad 5": "kp_begin",
    "Keypad period": "decimal",
    "Period": "full_stop",
    "Comma": "comma",
    "Volume Up": "raise_volume",
    "Volume Down": "lower_volume",
    "Play/Pause": "media_play_pause",
    "Next Track": "media_track_next",
    "Previous Track": "media_track_previous",
    "any other key": "escape",
}
"""The names that Textual has for keys whose labels don't tell them."""
SIGNS: Final = {
    "plus": "+",
    "minus": "-",
    "question_mark": "?",
    "exclamation_mark": "!",
    "slash": "/",
    "asterisk": "*",
    "full_stop": ".",
    "comma": ",",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "space": " ",
}
"""The characters that print, by the names that Textual has for their keys."""
_NAME_OF_SIGN: Final = {sign: name for name, sign in SIGNS.items()}


def clicks(label: str, action: str = "app.press_cap") -> str:
    """Returns the style by which a click on a text presses the key with this label. For "Esc/Page Down" the click
    presses Esc.

    `action`: what a click does with the name of the key.
    """
    return f"@click={action}('{key_of(label)}')"


def key_of(label: str) -> str:
    """Returns Textual's name of the key with this label. For "Esc/Page Down" it is that of Esc."""
    first = label if label in _NAMES or len(label) == 1 else label.split("/")[0]
    return _NAMES.get(first) or _NAME_OF_SIGN.get(first) or first.lower().replace(" ", "_")


def styled(*styles: str) -> str:
    """Joins styles, of which some may be empty."""
    return " ".join(filter(None, styles))


def labels_of(keys: str) -> list[str]:
    """Splits the labels of keys that stand side by side: "F J" gives two, "Page Down" gives one."""
    return [keys] if keys in _NAMES or keys.split("/")[0] in _NAMES else keys.split()


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
        parts.append((gap if parts else "", ""))
        parts += _caps(labels_of(key), key_style)
        parts += _meaning(labels_of(key), meaning)
    return parts


def _caps(labels: list[str], key_style: str) -> list[Part]:
    """Sets the labels of keys side by side, each of which can be clicked."""
    return [
        (said(label) if number == 0 else f" {said(label)}", styled(key_style, clicks(label)))
        for number, label in enumerate(labels)
    ]


def _meaning(labels: list[str], meaning: str) -> list[Part]:
    """Sets the meaning of one key, or of several, after their labels. It can be clicked where one key is meant."""
    words = ("\u00a0" + meaning.replace(" ", "\u00a0")) if meaning else "\u00a0"
    each = words.split(",")
    if len(labels) == 1:
        return [(words, clicks(labels[0]))]
    if len(each) != len(labels):
        return [(words, "")]
    texts = [text if number == 0 else f",{text}" for number, text in enumerate(each)]
    return [(text, clicks(label)) for text, label in zip(texts, labels, strict=True)]


_LABEL: Final = "(?:{}|Ctrl\\+[A-Z]|[A-Z]\\w+|F\\d+|[][{{}}A-Z0-9?!*/+-])".format("|".join(_NAMES))
_FOOT: Final = re.compile(rf"({_LABEL}(?: ?{_LABEL})*)(:? )([^.·]*)")
_IN_PROSE: Final = re.compile(
    r"\b(?:Enter|Entrée|Esc|Échap|Space|Espace|PgUp|PgDn|F\d+)\b"
    r"|(?<=[Pp]ress )[A-Z0-9!?](?!\w)|(?<=[Tt]ouche )[A-Z0-9!?](?!\w)|[←→↑↓]"
)


def foot_of(line: str, key_style: str = "") -> list[Part]:
    """Sets a line such as "↑ ↓ more · Enter: close", in which keys and meanings can be clicked."""
    parts: list[Part] = []
    for number, piece in enumerate(line.split(" · ")):
        found = _FOOT.match(piece)
        if number:
            parts.append((" · ", ""))
        if found is None:
            parts.append((piece, ""))
            continue
        labels = re.findall(_LABEL, found[1])
        gap = " " if " " in found[1] and len(labels) > 1 else ""
        parts += [
            (label if at == 0 else f"{gap}{label}", styled(key_style, clicks(label))) for at, label in enumerate(labels)
        ]
        click = clicks(labels[0]) if len(labels) == 1 else clicks(labels[-1]) if "↓" in labels else ""
        parts.append((found[2] + found[3], click))
        parts.append((piece[found.end() :], ""))
    return [part for part in parts if part[0]]


def row_of(keys: str, meaning: str, columns: tuple[int, int], styles: tuple[str, str], action: str) -> list[Part]:
    """Sets a row of a card that lists keys and their meanings. `columns`: the cells of each of the two columns;
    `styles`: the style of each.

    A click on a key or a meaning calls `action`; it calls nothing if that is empty. Of several meanings, each belongs
    to one of the keys.
    """
    labels = [label for label in re.split(r" +/ +| {2,}", keys) if action and re.fullmatch(_LABEL, label)]
    parts: list[Part] = []
    at = 0
    for label in labels:
        found = keys.index(label, at)
        parts += [(keys[at:found], styles[0]), (label, styled(styles[0], clicks(label, action)))]
        at = found + len(label)
    parts.append((keys[at:].ljust(columns[0] - at), styles[0]))
    meanings = meaning.split(", ") if len(labels) > 1 else [meaning]
    for number, each in enumerate(meanings):
        click = clicks(labels[number], action) if number < len(labels) else ""
        parts.append((f", {each}" if number else each, styled(styles[1], click)))
    parts.append((" " * (columns[1] - len(meaning)), styles[1]))
    return [part for part in parts if part[0]]


def sentence_of(text: str, style: str = "", key_style: str = "") -> list[Part]:
    """Sets a sentence in which the keys that it names can be clicked, such as "Press Enter to start now"."""
    parts: list[Part] = []
    at = 0
    for found in _IN_PROSE.finditer(text):
        parts += [(text[at : found.start()], style), (found[0], styled(key_style or style, clicks(found[0])))]
        at = found.end()
    parts.append((text[at:], style))
    return [part for part in parts if part[0]]


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
            other = meaning[-1][1] if meaning else ""
            first, *more = wrap(" ".join([key, *(text.replace("\u00a0", " ") for text, _ in meaning)]), max(1, width))
            shown = min(len(key), len(first))
            rows += [[(first[:shown], style), (first[shown:], other)], *([(row, other)] for row in more)]
    return rows


def width_of(parts: list[Part]) -> int:
    """Counts the cells of one line whose characters are one cell wide each."""
    return sum(len(text) for text, _ in parts)


def fitting(sets: list[list[tuple[str, str]]], width: int) -> list[Part]:
    """Sets the first of these sets of keys that fits, with wide gaps or narrow ones; the last one if none fits."""
    lines = [pairs(keys, gap, "bold $foreground") for keys in sets for gap in ("   ", "  ")]
    return next((line for line in lines if width_of(line) <= width), lines[-1])
