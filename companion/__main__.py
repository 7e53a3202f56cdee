"""The program's start and its end: `companion`, and `python -m companion`."""

from __future__ import annotations

import os
import sys

from companion.cli import main


def run() -> None:
    """Run the command line and end the process. Where a call into PortAudio never came back, it ends at once: its
    thread still runs, and would use what ordinary ending takes apart."""
    code = main()
    expendable = sys.modules.get("companion.audio.expendable")  # without sound it was never loaded
    if expendable is not None and expendable.something_was_left():
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    run()
