"""What every command is made with: a parser with the program's exit code, and how a command is added to one."""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Callable
from typing import NoReturn, Protocol

from companion.errors import EXIT_YOURS

Run = Callable[[argparse.Namespace], int]
"""What a command does: arguments in, exit code out. Raises CompanionError."""


class Command(Protocol):
    """Adds a command: its name, what it runs, one sentence, and its examples."""

    def __call__(self, name: str, run: Run, says: str, epilog: str = "") -> argparse.ArgumentParser: ...


class Parser(argparse.ArgumentParser):
    """argparse with our exit code: what was typed wrongly is the person's input."""

    def error(self, message: str) -> NoReturn:
        if unknown := re.match(r"argument : invalid choice: '(.*)' \(choose from (.*)\)$", message):
            # A command that is not there: argparse's own words for it name no argument and the whole list.
            given, there = unknown[1], unknown[2].replace("'", "").split(", ")
            near = difflib.get_close_matches(given, there, 1)
            hint = f"Did you mean `{self.prog} {near[0]}`? " if near else ""
            self.exit(EXIT_YOURS, f"There is no command “{given}”.\n  {hint}`{self.prog} --help` lists them.\n")
        self.print_usage(sys.stderr)
        self.exit(EXIT_YOURS, f"{self.prog}: {message}\n  `{self.prog} --help` shows examples.\n")


def adder(parser: argparse.ArgumentParser) -> Command:
    """What adds commands to `parser`."""
    commands = parser.add_subparsers(title="commands", metavar="")

    def add(name: str, run: Run, says: str, epilog: str = "") -> argparse.ArgumentParser:
        made = commands.add_parser(
            name, help=says, description=says, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        made.set_defaults(run=run)
        return made

    return add
