"""The options of `companion setup`, its progress bar, and the same progress for another program. Fetching itself is in
`fetching`."""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from companion.errors import EXIT_GOOD, EXIT_INTERRUPTED, EXIT_YOURS, CompanionError, FetchFailed
from companion.weights import store
from companion.weights.remaining import Remaining

if TYPE_CHECKING:  # the command line imports this module on every start, for `add_arguments`
    from companion.weights.catalog import Catalog

_EVERY = 0.1
"""Seconds between two drawings of the bar, and between two reports of progress."""
_TO_TIDY_UP = 2.0
"""Seconds for ending a registry's client and removing what it has fetched so far, after a download was cancelled."""
_BESIDE = 10
"""The niceness (see `nice`) of this process: an exercise may run beside it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options of `companion setup` to the program's own parser."""
    parser.add_argument(
        "names", nargs="*", metavar="MODEL", help="what to download, from the list (default: what is needed)"
    )
    parser.add_argument("--voice", metavar="NAME", action="append", default=[], help="a natural voice from the list")
    parser.add_argument(
        "--language", metavar="CODE", action="append", default=[], help="spoken commands in another language: fr"
    )
    parser.add_argument(
        "--list", action="store_true", help="show what is available and what is installed, without downloading"
    )
    parser.add_argument("--events", action="store_true", help=argparse.SUPPRESS)


def run_setup(
    asked: argparse.Namespace,
    out: TextIO | None = None,
    *,
    catalog_file: Path | None = None,
    folder: Path | None = None,
) -> int:
    """Fetches the models that the person asked for and returns the exit code. Raises CompanionError, most often
    FetchFailed.

    `out` shows the progress; the other arguments default to the program's own places.
    """
    from companion.weights.catalog import read_catalog

    out = out or sys.stdout
    catalog = read_catalog(catalog_file or _catalog_path())
    folder = folder or _models_dir()
    if asked.list:
        out.write(listing(catalog, folder))
        return EXIT_GOOD
    voices = (_voice(catalog, name) for name in asked.voice)
    hearing = (_hearing(catalog, code) for code in asked.language)
    names = [*asked.names, *voices, *hearing] or list(catalog.default)
    from companion.weights.fetching import fetch

    if asked.events:
        return _told_to_program(lambda teller: fetch(names, teller, catalog=catalog, folder=folder), out)
    bar = Bar(out)
    try:
        # A person who names a model may have found something wrong with it.
        asked_for = bool(asked.names or asked.voice or asked.language)
        fetch(names, bar, catalog=catalog, folder=folder, thorough=asked_for)
    finally:
        bar.end()
    return EXIT_GOOD


def _told_to_program(fetches: Callable[[Events], object], out: TextIO) -> int:
    """Fetches for another program, which reads the events and holds the standard input open as long as it wants them.
    Returns the exit code."""
    if hasattr(os, "nice"):
        os.nice(_BESIDE)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # it may have been ignored by whatever started this
    threading.Thread(target=_end_with_input, name="input", daemon=True).start()
    events = Events(out)
    try:
        fetches(events)
    except FetchFailed as error:
        events.tell(failed=error.why, message=error.message)
        return EXIT_YOURS
    return EXIT_GOOD


def _end_with_input() -> None:
    """Ends this process once its input is closed: the other program wants nothing more, or is gone."""
    while os.read(0, 1024):
        pass
    if hasattr(signal, "pthread_kill"):
        # Wakes the main thread wherever it waits. It then removes everything that can't be continued later.
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        signal.raise_signal(signal.SIGINT)
    time.sleep(_TO_TIDY_UP)
    os._exit(EXIT_INTERRUPTED)


def listing(catalog: Catalog, folder: Path) -> str:
    """Writes a paragraph for each model."""
    lines: list[str] = []
    for model in catalog:
        state = "installed" if store.is_fetched(model.name, folder) else "not installed"
        if (file := store.damaged(store.place_of(model.name, folder), known=model.hashes)) is not None:
            state = f"damaged ({file.name}); to repair it: companion setup {model.name}"
        lines.append(f"{model.name}\n    {model.title} · {model.size / 1e6:.0f} MB · {model.license} · {state}\n")
        if len(model.voices) > 1:
            lines.append(f"    voices: {', '.join(model.voices)}\n")
        if model.doubt:
            lines.append(f"    {model.doubt}\n")
        if not store.is_fetched(model.name, folder):
            lines += [f"    to download it: companion setup --voice {voice}\n" for voice in model.voices[:1]]
    lines.append(f"Downloads are stored in {folder}\n")
    return "".join(lines)


def _voice(catalog: Catalog, name: str) -> str:
    model = catalog.find(name)
    if model.use != "speaking":
        raise CompanionError(f"“{name}” isn't a voice.", hint="`companion setup --list` lists the voices.")
    return model.name


def _hearing(catalog: Catalog, code: str) -> str:
    languages = {model.language: model.name for model in catalog if model.use == "hearing"}
    if code.casefold() not in languages:
        raise CompanionError(
            f"There are no spoken commands for “{code}”.", hint=f"You can have: {', '.join(sorted(languages))}."
        )
    return languages[code.casefold()]


class Events:
    """A Teller that writes each event as a line of JSON, for another program."""

    def __init__(self, out: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._out = out
        self._clock = clock
        self._next = 0.0

    def tell(self, **event: object) -> None:
        """Writes one event."""
        self._out.write(json.dumps(event) + "\n")
        self._out.flush()

    def note(self, text: str) -> None:
        self.tell(note=text)

    def begins(self, name: str) -> None:
        self.tell(begins=name)

    def is_here(self, name: str) -> None:
        self.tell(here=name)

    def progress(self, done: int, total: int) -> None:
        now = self._clock()
        if now >= self._next or done == total:
            self._next = now + _EVERY
            self.tell(done=done, total=total)


class NoteLines(io.StringIO):
    """A text file that turns each written line into an event of the kind "note" for another program."""

    def __init__(self, out: TextIO) -> None:
        super().__init__()
        self._events = Events(out)

    def write(self, text: str) -> int:
        for line in filter(None, map(str.strip, text.splitlines())):
            self._events.note(line)
        return len(text)


class Bar:
    """A Teller that redraws one line at a terminal, and writes a line for every tenth elsewhere."""

    def __init__(self, out: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._out = out
        self._clock = clock
        self._live = out.isatty() and not _dumb()
        self._drawn = False
        self._next = 0.0
        self._tenth = -1
        self._begun = False
        self._remaining = Remaining()

    def note(self, text: str) -> None:
        self.end()
        self._begun, self._remaining = False, Remaining()
        self._out.write(f"{text}\n")
        self._out.flush()

    def progress(self, done: int, total: int) -> None:
        now = self._clock()
        if not self._begun:
            self._begun, self._tenth, self._next = True, 10 * done // total, now
        if self._live:
            if now >= self._next or done == total:
                self._next = now + _EVERY
                self._draw(done, total, now)
        elif 10 * done // total > self._tenth:
            self._tenth = 10 * done // total
            self._out.write(f"  {10 * self._tenth} %, {done / 1e6:.1f} of {total / 1e6:.1f} MB\n")
            self._out.flush()

    def begins(self, name: str) -> None:
        """Says nothing: a note comes with it."""

    def is_here(self, name: str) -> None:
        """Says nothing: a note comes with it."""

    def end(self) -> None:
        """Ends the bar's line. Does nothing if there is none."""
        if self._drawn:
            self._out.write("\n")
            self._drawn = False

    def _draw(self, done: int, total: int, now: float) -> None:
        text = f" {100 * done // total:3d} %  {done / 1e6:.1f} of {total / 1e6:.1f} MB{self._left(done, total, now)}"
        width = max(0, min(40, shutil.get_terminal_size().columns - len(text) - 4))
        full = width * done // total
        self._out.write("\r\x1b[K" + (f"[{'#' * full}{'.' * (width - full)}]" if width > 4 else "") + text)
        self._out.flush()
        self._drawn = True

    def _left(self, done: int, total: int, now: float) -> str:
        left = self._remaining.after(now, done, total)
        if left is None:
            return ""
        seconds = round(left)
        return f", {seconds} s left" if seconds < 90 else f", {round(seconds / 60)} min left"


def _dumb() -> bool:
    return os.environ.get("TERM") == "dumb" and sys.platform != "win32"


def _catalog_path() -> Path:
    from companion.resources import catalog_path

    return catalog_path()


def _models_dir() -> Path:
    from companion.resources import models_dir

    return models_dir()
