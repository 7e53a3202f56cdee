"""The parser of every command, with the program's exit codes, and a way to add a command to it."""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Callable
from typing import NoReturn, Protocol

from companion.errors import EXIT_YOURS
from companion.fitting import loosened
from companion.tongue import said

Run = Callable[[argparse.Namespace], int]
"""Runs a command: arguments in, exit code out. Raises CompanionError."""


class AddCommand(Protocol):
    """Adds a command: its name, what it runs, one sentence, and its examples."""

    def __call__(self, name: str, run: Run, says: str, epilog: str = "") -> argparse.ArgumentParser: ...


class Parser(argparse.ArgumentParser):
    """An argparse parser that exits with 1 for wrong arguments, the code for the person's input."""

    def format_help(self) -> str:
        """Writes the help, whose first word is in the language of the rest."""
        return loosened(super().format_help()).replace("usage:", said("usage:"), 1)

    def error(self, message: str) -> NoReturn:
        if unknown := re.match(r"argument COMMAND: invalid choice: '(.*)' \(choose from (.*)\)$", message):
            # An unknown command: argparse's own message speaks of an argument and gives the whole list.
            given, there = unknown[1], unknown[2].replace("'", "").split(", ")
            near = difflib.get_close_matches(given, there, 1)
            hint = f"Did you mean `{self.prog} {near[0]}`? " if near else ""
            self.exit(EXIT_YOURS, f"There is no command “{given}”.\n  {hint}`{self.prog} --help` lists all commands.\n")
        self.print_usage(sys.stderr)
        self.exit(EXIT_YOURS, f"{self.prog}: {message}\n  `{self.prog} --help` shows examples.\n")


def adder(parser: argparse.ArgumentParser, listed: dict[str, str] | None = None) -> AddCommand:
    """Returns the function that adds commands to `parser`.

    With `listed`, it saves each command's sentence in `listed` under the command's name, leaves the list of commands
    out of the parser's own help, and has the parser store the chosen command's name as `command`.
    """
    commands = parser.add_subparsers(
        title="commands",
        metavar="COMMAND",
        prog=parser.prog,
        dest=argparse.SUPPRESS if listed is None else "command",
        help=None if listed is None else argparse.SUPPRESS,
    )

    def add(name: str, run: Run, says: str, epilog: str = "") -> argparse.ArgumentParser:
        made = commands.add_parser(
            name, help=says, description=says, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        if listed is not None:
            listed[name] = says
        made.set_defaults(run=run)
        return made

    return add
