"""Shows private lines on the terminal's alternate screen, so that nothing of them stays in its window or scrollback."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Sequence
from typing import Final

from companion.fitting import fitted

_ENTER: Final = "\x1b[?1049h\x1b[2J\x1b[H"
_NEXT: Final = "\x1b[2J\x1b[H"
_LEAVE: Final = "\x1b[2J\x1b[H\x1b[?1049l"
_MORE: Final = "Press Enter for more."
_CLOSE: Final = "Press Enter to close it."


def shown_apart(lines: Sequence[str]) -> None:
    """Shows lines a screenful at a time, each time until Enter is pressed, and takes them away. Blocks.

    An output that isn't a terminal, such as a file, gets the lines as they are.
    """
    if not sys.stdout.isatty() or sys.stdin is None or not sys.stdin.isatty():
        for line in lines:
            print(line)
        return
    rows = [row for line in lines for row in fitted(line, sys.stdout).splitlines() or [""]]
    height = max(1, shutil.get_terminal_size().lines - 2)
    pages = [rows[at : at + height] for at in range(0, len(rows), height)]
    sys.stdout.write(_ENTER)
    try:
        for number, page in enumerate(pages, 1):
            sys.stdout.write("\n".join([*page, "", _CLOSE if number == len(pages) else _MORE]) + " ")
            sys.stdout.flush()
            with contextlib.suppress(EOFError):
                input()
            sys.stdout.write(_NEXT)
    finally:
        sys.stdout.write(_LEAVE)
        sys.stdout.flush()
