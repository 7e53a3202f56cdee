"""Writes the lines of plain mode, and tells when it suits better than the full screen. Must not import textual."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import TextIO

from companion.fitting import fitted
from companion.screen import words

_OF_PYTHON = frozenset({"C.UTF-8", "C.utf8", "UTF-8"})
"""The values that Python gives LC_CTYPE in a locale of ASCII (PEP 538)."""


def wants_plain(env: Mapping[str, str], stdin_tty: bool, stdout_tty: bool, encoding: str = "utf-8") -> bool:
    """True if plain lines suit better: input or output is not a terminal, or the terminal can only print lines, or the
    `encoding` of what is written to it lacks the signs that the full screen is drawn with."""
    if not (stdin_tty and stdout_tty) or env.get("TERM", "") in {"dumb", "unknown"}:
        return True
    return not encoding.lower().startswith(("utf", "cp65001"))


def knows_only_ascii(env: Mapping[str, str]) -> bool:
    """Tells whether the person's settings promise no more than ASCII. Python writes UTF-8 even so."""
    # Python sets LC_CTYPE by itself where the rest says "C".
    of_type = "" if env.get("LC_CTYPE") in _OF_PYTHON else env.get("LC_CTYPE")
    return (env.get("LC_ALL") or of_type or env.get("LANG")) in {"C", "POSIX"}


class Printer:
    """Writes whole lines and flushes each. A closed pipe raises no error; `gone` is set then.

    In a terminal a long line is broken between words; for a file or another program it stays one line.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        encoding = getattr(out, "encoding", None) or "utf-8"
        self._encoding = "ascii" if knows_only_ascii(os.environ) else encoding
        self.gone = asyncio.Event()
        """Set once the other end of the pipe was closed."""

    @property
    def is_terminal(self) -> bool:
        """True if a person reads the lines, or a screen reader does."""
        return self._out.isatty()

    def line(self, text: str) -> None:
        if self.gone.is_set():
            return
        try:
            self._out.write(fitted(words.plainer(text, self._encoding), self._out) + "\n")
            self._out.flush()
        except BrokenPipeError:
            self.gone.set()
            self._detach()

    def raw(self, text: str) -> None:
        """Writes `text` as it is, control characters too: for wiping a terminal."""
        if not self.gone.is_set():
            try:
                self._out.write(text)
                self._out.flush()
            except BrokenPipeError:
                self.gone.set()
                self._detach()

    def _detach(self) -> None:
        """Points the descriptor at /dev/null; otherwise Python complains again when it flushes at exit."""
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._out.fileno())
            os.close(nowhere)
        except (OSError, ValueError):
            return  # not a real file, or closed already: nothing left to flush
