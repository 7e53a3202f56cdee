"""Words into lines: wrapping by terminal cells, balanced so that centred lines are of even length.

Pure functions on plain strings. No widget, no markup.
"""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells; only a word longer than a line is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        while cell_len(word) > width:
            if line:
                lines.append(line)
                line = ""
            piece = set_cell_size(word, width).rstrip()
            # A double-width character in a line of one cell leaves nothing: take it all the same, or never end.
            piece = piece if piece and word.startswith(piece) else word[:1]
            lines.append(piece)
            word = word[len(piece) :]
        if not word:
            continue
        joined = f"{line} {word}" if line else word
        if cell_len(joined) <= width:
            line = joined
        else:
            lines.append(line)
            line = word
    if line:
        lines.append(line)
    return lines


def balanced(text: str, width: int) -> list[str]:
    """As `wrap`, with the narrowest lines that need no more of them: centred text then looks at rest."""
    lines = wrap(text, width)
    if len(lines) < 2:
        return lines
    low, high = width // 2, width
    while low < high:
        middle = (low + high) // 2
        if len(wrap(text, middle)) <= len(lines):
            high = middle
        else:
            low = middle + 1
    return wrap(text, high)


def shortened(text: str, width: int) -> str:
    """One line of at most `width` cells, an ellipsis where something is left out."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 1)).rstrip(" ,;:") + "…" if width > 0 else ""


def limited(lines: list[str], rows: int, width: int) -> list[str]:
    """The first `rows` lines, an ellipsis where there were more."""
    if len(lines) <= rows:
        return lines
    if rows <= 0:
        return []
    return [*lines[: rows - 1], shortened(lines[rows - 1] + " …", width)]


def generous(text: str, width: int, rows: int) -> list[str]:
    """Words to be read from across a bed: narrow lines with air between them while there is room, closer where not."""
    narrow = balanced(text, min(width, 46))
    if 2 * len(narrow) - 1 <= rows:
        return [line for pair in narrow for line in (pair, "")][:-1]
    wide = balanced(text, min(width, 60))
    if len(wide) <= rows:
        return wide
    return limited(wrap(text, width), rows, width)


def edges(left: str, right: str, width: int) -> str:
    """`left` and `right` at the two ends of a line of `width` cells; the left gives way first."""
    right = shortened(right, width)
    left = shortened(left, max(0, width - cell_len(right) - 2))
    return left + " " * max(0, width - cell_len(left) - cell_len(right)) + right
