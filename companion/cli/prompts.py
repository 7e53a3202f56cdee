"""Questions on a terminal: yes or no, a passphrase, some words. Used by commands only.

Without a terminal a question is an error that says which option to give instead. Only a typed yes is a yes.
"""

from __future__ import annotations

import getpass
import os
import queue
import sys
import threading
import warnings
from collections.abc import Callable

from companion.errors import CompanionError
from companion.tongue import meant

PASSPHRASE = "COMPANION_PASSPHRASE"
_YES = {"y", "yes"}
_MOST_PIPED = 65_536
"""Characters of a piped text that are read at most; far more than a line of the journal has."""
_SILENT_SECONDS = 10.0
"""Seconds without anything new after which a pipe is given up. Some programs start others with one that never ends; a
command that writes into a pipe is quicker."""


class NobodyThere(CompanionError):
    """A question was asked without a terminal to answer at."""

    title = "I couldn't ask you a question"


def is_there() -> bool:
    """True if there is a terminal to answer at."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def yes(question: str, hint: str) -> bool:
    """Asks a question; True for y or yes. Raises NobodyThere, whose hint tells a script what to do."""
    return meant(line(f"{question} [y/N] ", hint).strip().casefold()) in _YES


def line(question: str, hint: str) -> str:
    """Asks for a line of text. Raises NobodyThere."""
    if not is_there():
        raise NobodyThere(f"I wanted to ask: {question.strip()}", hint=hint)
    try:
        return input(question)
    except EOFError:
        return ""


def piped(hint: str) -> str | None:
    """Reads the text that comes through a pipe or from a file, up to 64 KB; None at a terminal, and if none comes.
    Raises CompanionError, with this hint, if the text doesn't end."""
    if is_there() or sys.stdin is None or sys.stdin.isatty():
        return None
    pieces: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read_pieces, args=(sys.stdin.fileno(), pieces), name="piped", daemon=True).start()
    read = b""
    while len(read) < _MOST_PIPED:
        try:
            piece = pieces.get(timeout=_SILENT_SECONDS)
        except queue.Empty:
            if not read:
                return None
            raise CompanionError("The text that was sent to me didn't end, so I took none of it.", hint=hint) from None
        if not piece:
            break
        read += piece
    return read.decode("utf-8", "replace").strip() or None


def _read_pieces(descriptor: int, pieces: queue.SimpleQueue[bytes]) -> None:
    """Passes on what is read, and an empty piece at the end. On a thread, which may wait there for ever: Windows has no
    other way to wait for a pipe for some time only."""
    try:
        while piece := os.read(descriptor, _MOST_PIPED):
            pieces.put(piece)
    except OSError:
        pass
    pieces.put(b"")


def passphrase(descriptor: int | None, *, twice: bool, check: Callable[[str], None] = lambda text: None) -> str:
    """Reads a passphrase: from the descriptor, from COMPANION_PASSPHRASE, or typed unseen, `twice` if it is new.

    Raises NobodyThere, CompanionError if the two differ, and the errors of `check`.
    """
    given = _read(descriptor) if descriptor is not None else os.environ.get(PASSPHRASE)
    if given is None:
        if not (sys.stdin is not None and sys.stdin.isatty()):
            raise NobodyThere(
                "This needs the passphrase for your key.",
                hint="Please type this command yourself, in the window where you start Companion. "
                f"For programmers: use --passphrase-fd or {PASSPHRASE}.",
            )
        given = _unseen("Choose a passphrase for your key: " if twice else "Passphrase for your key: ")
        check(given)
        if twice and _unseen("Type it again: ") != given:
            raise CompanionError("The two passphrases were not the same.", hint="No key was made. Please try again.")
    check(given)
    return given


def unseen(question: str, hint: str) -> str:
    """Asks for something secret, which is not shown. Raises NobodyThere, also where a terminal can't hide it."""
    if not is_there():
        raise NobodyThere(f"I wanted to ask: {question.strip()}", hint=hint)
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return _unseen(question)
        except getpass.GetPassWarning:
            raise NobodyThere(
                "This terminal can't hide what you type.", hint="Use another terminal window for this."
            ) from None


def _unseen(question: str) -> str:
    try:
        return getpass.getpass(question)
    except EOFError:
        raise CompanionError(
            "No passphrase was given.", hint="Nothing was changed. You can try again whenever you like."
        ) from None


def _read(descriptor: int) -> str:
    try:
        with os.fdopen(descriptor, "rb") as source:
            first = source.readline(4096)
        return first.decode("utf-8").rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise CompanionError(
            "I couldn't read the passphrase.",
            hint=(
                f"For programmers: file descriptor {descriptor} must be open for reading, with the passphrase on "
                "its first line."
            ),
        ) from error
