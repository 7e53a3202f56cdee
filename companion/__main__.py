"""The program's start and its end: `companion`, and `python -m companion`."""

from __future__ import annotations

import os
import sys

from companion.children import CHILD, run_child
from companion.walls.shield import leave_no_dump


def run() -> None:
    """Switches memory dumps of crashes off, runs the command line, and ends the process with its exit code.

    If a call into PortAudio never returned, the process ends without any cleaning up: the thread of that call still
    runs, and would use objects that an ordinary end destroys. If the first argument is `--child`, this runs one of the
    program's own processes instead (`children`).
    """
    if sys.argv[1:2] == [CHILD]:
        sys.exit(run_child(sys.argv[2:]))
    leave_no_dump()
    from companion.cli import main  # a child needs nothing of it, and starts sooner without

    code = main()
    expendable = sys.modules.get("companion.audio.expendable")  # the module was never loaded if there was no sound
    if expendable is not None and expendable.something_was_left():
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    run()
