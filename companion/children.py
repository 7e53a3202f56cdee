"""The processes that the program starts of itself, by name: the command of each, and the way into it.

Each starts as `companion --child NAME ...`. An installed program that is one folder, without a Python that could run a
module by its name, starts them in the same way as a checkout does. Of the program a child imports this module and its
own, so it starts quickly.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Final

CHILD: Final = "--child"
"""The first argument of a child's command line. It is for the program alone, and no help shows it."""

CHILDREN: Final = {
    "recogniser": "companion.hearing.child.process",
    "system-voice": "companion.speech.system_helper",
    "natural-voice": "companion.speech.neural_helper",
    "decoder": "companion.speech.recording_helper",
    "document-reader": "companion.authoring.importing.document_helper",
    "walls": "companion.walls.trial",
    "pip": "companion.weights.pip_client",
}
"""The module of each child, by name; its `main` reads `sys.argv` and returns the exit code. They are names, because
nothing here may import a room."""

_UNKNOWN: Final = 1
"""The exit code for an unknown name: the person's input, as in `companion.errors`."""


def own_command(*arguments: str) -> tuple[str, ...]:
    """Returns the command line that runs this program with these arguments, however it was installed."""
    if getattr(sys, "frozen", False):  # one folder, made by PyInstaller: the program is its own interpreter
        return (sys.executable, *arguments)
    # -P: a file called random.py, in the folder the person is in, must not be imported in place of Python's own.
    return (sys.executable, "-P", "-m", "companion", *arguments)


def adding_command(package: str) -> str:
    """Returns the line that a person types to add a package to this program; empty if nothing can be added."""
    return "" if getattr(sys, "frozen", False) else f'"{sys.executable}" -m pip install "{package}"'


def child_command(name: str, *arguments: str) -> tuple[str, ...]:
    """Returns the command line of a child. Raises KeyError if there is none of that name."""
    assert CHILDREN[name]
    return own_command(CHILD, name, *arguments)


def run_child(arguments: Sequence[str]) -> int:
    """Runs the child that the first argument names, with the others, in this process. Returns its exit code."""
    name = arguments[0] if arguments else ""
    if name not in CHILDREN:
        sys.stderr.write(f"Companion has no part called “{name}”.\n  `companion --help` lists all commands.\n")
        return _UNKNOWN
    sys.argv = list(arguments)
    return int(importlib.import_module(CHILDREN[name]).main())
