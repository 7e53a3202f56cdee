"""Writes a mistake of ours to a log and says where the log is.

The log holds the kinds of the errors and the lines of code they came through. It holds no error's own words: those may
quote a sentence of the session, and that sentence may hold a name.
"""

from __future__ import annotations

import os
import platform
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from companion import __version__, resources
from companion.errors import told_by_system
from companion.store.spoken_traces import NotForgotten


def report_of(error: BaseException) -> str:
    """Writes the error to a log, and returns the message for the person."""
    file = write_log(error)
    if file is None:
        return (
            "Companion stopped because of a mistake in it. You did nothing wrong. You can start it again in the same "
            "way as before. If you like, send this to the people you got Companion from. To make a page about this "
            f"computer for them, without names, type: companion doctor --share facts.txt\n{_report(error)}"
        )
    return (
        f"Companion stopped because of a mistake in it ({type(error).__name__}). You did nothing wrong.\n"
        "  You can start it again in the same way as before.\n"
        f"  The details are in {file}. Nothing you said or heard is in that file.\n"
        "  If you like, send it to the people you got Companion from, together with a page about this computer. The\n"
        "  page has no names in it. To make it, type: companion doctor --share facts.txt"
    )


def write_log(error: BaseException) -> Path | None:
    """Writes the report for its owner alone and returns its file, or None if the log's folder can't be written to.

    It is written nowhere else: a folder for temporary files belongs to everybody.
    """
    file = resources.OwnPlace.LOGS.path() / time.strftime("crash-%Y%m%d-%H%M%S.log")
    try:
        resources.made(file.parent)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as log:
            log.write(_report(error))
    except OSError:
        return None
    return file


def logs() -> list[Path]:
    """Lists the reports of earlier crashes."""
    return sorted(resources.OwnPlace.LOGS.path().glob("crash-*.log"))


def forget_logs() -> None:
    """Deletes the reports of earlier crashes: their names tell when the program was used. Raises NotForgotten."""
    for file in logs():
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise NotForgotten(
                f"I couldn't delete a note about a crash: {told_by_system(error)}.",
                hint=f"Please delete this file yourself: {file}",
            ) from error


def _report(error: BaseException) -> str:
    machine = f"companion {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
    return "".join([machine, *_told(error)])


def _told(error: BaseException) -> Iterator[str]:
    """Yields the error, and those it came from, as kinds and places in the code."""
    seen: set[int] = set()
    link: BaseException | None = error
    heading = ""
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield f"\n{heading}{type(link).__module__}.{type(link).__qualname__}\n"
        for frame in traceback.extract_tb(link.__traceback__):
            yield f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}\n    {frame.line or ''}\n"
        if isinstance(link, BaseExceptionGroup):
            for part in link.exceptions:
                yield from _told(part)
        came_from = link.__cause__ is not None
        heading = "caused by " if came_from else "while handling "
        link = link.__cause__ if came_from else None if link.__suppress_context__ else link.__context__


def _place(filename: str) -> str:
    """Shortens a file's path so that it shows neither the person's home nor the folder of the program."""
    parts = Path(filename).parts
    for root in ("site-packages", "companion"):
        if root in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(root) :])
    return parts[-1] if parts else filename
