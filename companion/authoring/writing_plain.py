"""`companion write --plain`: prints problems and length at every save, for screen readers and logs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TextIO

from companion.authoring.draft import Draft, verdict
from companion.authoring.drafting import Drafts
from companion.authoring.watching import POLL, Seen, Watch
from companion.errors import EXIT_GOOD, CompanionError


def run_plain_writing(drafts: Drafts, watch: Watch, out: TextIO, wait: Callable[[float], object] | None = None) -> int:
    """Prints the problems, and a line that sums up, each time the file is saved, until Ctrl-C. Returns the exit code.

    `wait` gets the seconds to wait, and may raise KeyboardInterrupt.
    """
    wait = wait or threading.Event().wait
    out.write(f"I'm watching {drafts.file}. Each time you save it, I show it here. Press Ctrl-C to quit.\n")
    try:
        while True:
            seen = watch.look()
            if seen is Seen.GONE:
                out.write("\nThe file isn't there right now. It will be shown again as soon as it's back.\n")
            elif seen is Seen.SAVED:
                try:
                    lines = lines_of(drafts.look())
                except CompanionError as error:
                    lines = [error.message, error.hint]
                out.write("\n" + "\n".join(lines) + "\n")
            out.flush()
            wait(POLL)
    except KeyboardInterrupt:
        return EXIT_GOOD


def lines_of(draft: Draft) -> list[str]:
    """Writes every problem with its place, and a line that sums up."""
    problems = [line for problem in draft.problems for line in str(problem).split("\n")]
    return [*problems, verdict(draft)]
