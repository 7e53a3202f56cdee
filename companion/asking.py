"""Questions on a terminal: yes or no, a passphrase, some words. Used by commands only.

Where nobody is there to answer, a question is an error that says what to write instead; nothing is ever taken for yes.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable

from companion.errors import CompanionError

PASSPHRASE = "COMPANION_PASSPHRASE"
_YES = {"y", "yes"}


class NobodyThere(CompanionError):
    title = "Nobody is here to answer"


def is_there() -> bool:
    """Whether somebody sits at a terminal."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def yes(question: str, hint: str) -> bool:
    """Whether it was answered with y or yes. Raises NobodyThere, whose hint tells a script what to do."""
    return line(f"{question} [y/N] ", hint).strip().casefold() in _YES


def line(question: str, hint: str) -> str:
    """What was typed. Raises NobodyThere."""
    if not is_there():
        raise NobodyThere(f"The question was: {question.strip()}", hint=hint)
    try:
        return input(question)
    except EOFError:
        return ""


def passphrase(descriptor: int | None, *, twice: bool, check: Callable[[str], None] = lambda text: None) -> str:
    """From the file descriptor, from COMPANION_PASSPHRASE, or typed unseen at a terminal, `twice` where it is new.

    Raises NobodyThere, CompanionError where the two differ, and what `check` raises.
    """
    given = _read(descriptor) if descriptor is not None else os.environ.get(PASSPHRASE)
    if given is None:
        if not (sys.stdin is not None and sys.stdin.isatty()):
            raise NobodyThere(
                "The passphrase of your key is needed.",
                hint=f"Do this at a terminal; or, in a script, use --passphrase-fd, or {PASSPHRASE}.",
            )
        given = _unseen("A passphrase for your key: " if twice else "Passphrase of your key: ")
        check(given)
        if twice and _unseen("The same once more: ") != given:
            raise CompanionError("The two were not the same.", hint="Nothing was made. Try once more.")
    check(given)
    return given


def _unseen(question: str) -> str:
    try:
        return getpass.getpass(question)
    except EOFError:
        raise CompanionError("No passphrase was given.", hint="Nothing was done. Try again when you like.") from None


def _read(descriptor: int) -> str:
    try:
        with os.fdopen(descriptor, "rb") as source:
            first = source.readline(4096)
        return first.decode("utf-8").rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise CompanionError(
            f"The passphrase cannot be read from file descriptor {descriptor}.",
            hint="It has to be open for reading, and to hold the passphrase in its first line.",
        ) from error
