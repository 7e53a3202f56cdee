"""`companion write --plain`: on every save, what is wrong and how long it is, as lines. For screen readers and logs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TextIO

from companion.authoring.draft import Draft, verdict
from companion.authoring.drafting import Drafts
from companion.authoring.watching import POLL, Seen, Watch
from companion.errors import EXIT_GOOD, CompanionError


def run_plain_writing(drafts: Drafts, watch: Watch, out: TextIO, wait: Callable[[float], object] | None = None) -> int:
    """Prints at each save until Ctrl-C. `wait` lets that many seconds pass, and may end it with KeyboardInterrupt."""
    wait = wait or threading.Event().wait
    out.write(f"Watching {drafts.file}. Save it in your editor; Ctrl-C leaves.\n")
    try:
        while True:
            seen = watch.look()
            if seen is Seen.GONE:
                out.write("\nThe file is not there at the moment. It is shown again as soon as it is back.\n")
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
    """Every problem with its place, and then how it stands."""
    problems = [line for problem in draft.problems for line in str(problem).split("\n")]
    return [*problems, verdict(draft)]
