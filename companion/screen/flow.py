"""Breaks words into lines by terminal cells, balanced so that centred lines are of even length.

Pure functions on plain strings. No widget, no markup.
"""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from companion.fitting import loosened, tied


def wrap(text: str, width: int) -> list[str]:
    """Breaks `text` into lines of at most `width` cells; only a word longer than a line is cut."""
    lines: list[str] = []
    line = ""
    for word in _words(text):
        while cell_len(word) > width:
            if line:
                lines.append(line)
                line = ""
            piece = set_cell_size(word, width).rstrip()
            # In a line of one cell a double-width character would leave nothing, and the loop would never end.
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


def _words(text: str) -> list[str]:
    """Splits a text where a line may end: not before a sign that French sets apart, as in "Ça va ?"."""
    return [loosened(word) for word in tied(text).split()]


def balanced(text: str, width: int) -> list[str]:
    """Breaks `text` as `wrap` does, into the same number of lines but as narrow as possible: better when centred."""
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
    """Cuts `text` to one line of at most `width` cells, with an ellipsis if something is left out."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 1)).rstrip(" ,;:") + "…" if width > 0 else ""


def limited(lines: list[str], rows: int, width: int) -> list[str]:
    """Keeps the first `rows` lines, with an ellipsis if there were more."""
    if len(lines) <= rows:
        return lines
    if rows <= 0:
        return []
    return [*lines[: rows - 1], shortened(lines[rows - 1] + " …", width)]


def generous(text: str, width: int, rows: int) -> list[str]:
    """Sets words to be read at a glance: lines of at most 60 cells, of even length, and longer ones only if room is
    short."""
    lines = balanced(text, min(width, 60))
    return lines if len(lines) <= rows else limited(wrap(text, width), rows, width)


def wholly(text: str, width: int, rows: int) -> list[str]:
    """Sets words as `generous` does, but leaves none out: where room is short, there are more lines than `rows`."""
    lines = balanced(text, min(width, 60))
    return lines if len(lines) <= rows else wrap(text, width)


def edges(left: str, right: str, width: int) -> str:
    """Sets `left` and `right` at the two ends of a line of `width` cells; the left is cut first."""
    right = shortened(right, width)
    left = shortened(left, max(0, width - cell_len(right) - 2))
    return left + " " * max(0, width - cell_len(left) - cell_len(right)) + right
