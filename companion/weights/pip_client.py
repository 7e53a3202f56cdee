"""pip in a process of its own: the ordinary client of the registry that has the voices (`registry`)."""

from __future__ import annotations

import runpy


def main() -> int:
    """Runs pip with the arguments of this process, as `python -m pip` does. Ends with pip's own exit code."""
    runpy.run_module("pip", run_name="__main__", alter_sys=True)
    return 0
