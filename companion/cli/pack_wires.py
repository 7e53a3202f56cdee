"""The shared parts of the pack commands: consent given beforehand, sources of files, and messages.

Packs and the web meet only here, and only for commands that were asked to fetch something.
"""

from __future__ import annotations

import contextlib
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from companion import resources
from companion.cli import prompts
from companion.errors import EXIT_GOOD, CompanionError, FetchFailed
from companion.fitting import fitted

if TYPE_CHECKING:
    from companion.packs.keys import AuthorKey
    from companion.packs.offering import Allowed
    from companion.packs.refusals import KeyChanged
    from companion.packs.sources import PackSource
    from companion.packs.subscriptions import Looked, Subscriptions

Report = Callable[[int, int], None]

_ABANDONED = 7 * 24 * 3600.0
"""Seconds after which a broken download is deleted: within a week it can still be continued."""

_YES_HINT = (
    "Please type this command yourself, in the window where you start Companion, and answer there. For programmers: "
    "--yes answers yes to everything, except when the signature of an author you know has changed."
)


@dataclass(frozen=True, slots=True)
class AnsweredBeforehand:
    """The questions answered with yes beforehand, on the command line."""

    yes: bool = False
    older: bool = False
    new_key: bool = False
    another: bool = False

    def to(self, question: str) -> bool:
        """Asks, unless it was answered beforehand. Raises NobodyThere if there is no terminal."""
        return self.yes or prompts.yes(question, _YES_HINT)

    @property
    def allowed(self) -> Allowed:
        from companion.packs.offering import Allowed

        return Allowed(older=self.older, new_key=self.new_key, another=self.another)


def ask_for_words(stop: KeyChanged, key: AuthorKey) -> None:
    """Asks for the six words of a changed key, and accepts the key if they are right. Raises `stop` for other words."""
    say(stop.message, "", "Please call the author on a number you already had, and type the words they read to you.")
    said = prompts.line(
        "The six words: ",
        "Only a person can do this: please type this command yourself, and then the six words you heard "
        "from the author.",
    )
    if not key.is_called(said):
        raise stop


def say(*lines: str) -> int:
    """Prints lines, and returns the exit code 0."""
    sys.stdout.write("".join(f"{fitted(line, sys.stdout)}\n" for line in lines))
    sys.stdout.flush()
    return EXIT_GOOD


# ---- where files come from --------------------------------------------------------------------------------------


def is_address(what: str) -> bool:
    """True for an address on the web, False for a path. Windows' C:\\ is a path, and so is file://."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", what) is not None and not what.lower().startswith("file:")


def is_pack_name(what: str) -> bool:
    """True for the name of a pack, `evenings`, or with its author, `may-example/evenings`; False for other paths."""
    return re.fullmatch(r"(?:[A-Za-z0-9-]+/)?[A-Za-z0-9-]+", what) is not None


def path_of(what: str) -> Path:
    """Reads a path, also one that begins with file://."""
    if what.lower().startswith("file://"):
        from urllib.parse import urlsplit
        from urllib.request import url2pathname

        return Path(url2pathname(urlsplit(what).path))
    return Path(what).expanduser()


def settled(address: str) -> str:
    """Makes the saved form of a shelf's address: with a slash at the end, or a full path. Raises FetchFailed."""
    if is_address(address):
        from companion.fetch.web import checked

        return checked(address if address.endswith("/") else f"{address}/")
    return str(path_of(address).resolve())


def source_of(address: str, report: Report) -> PackSource:
    """Makes the reader of a shelf, without opening anything. Raises FetchFailed if the address cannot be used."""
    from companion.packs.sources import FolderSource

    if is_address(address):
        from companion.fetch.web import Web

        return Web(address, report)
    return FolderSource(Path(address))


@contextmanager
def fetched(url: str) -> Iterator[Path]:
    """Fetches a pack into a file that is removed afterwards. Raises FetchFailed."""
    from companion.fetch.web import fetch_named
    from companion.packs.plain_zip import LARGEST_FILE

    folder = downloads()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with progress() as report:
            file = fetch_named(url, folder, LARGEST_FILE, report)
    except OSError as error:
        raise FetchFailed(
            f"I can't save the download: {error.strerror or error}.",
            place=str(folder),
            hint="Free some space, or check that you can write there. Then try again.",
        ) from error
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)


def downloads() -> Path:
    """Returns the folder of packs being fetched; a broken download can be continued from there for some days."""
    folder = resources.OwnPlace.PACK_DOWNLOADS.path()
    _sweep(folder)
    return folder


def _sweep(folder: Path) -> None:
    """Deletes downloads that were not continued in time. Never raises."""
    with contextlib.suppress(OSError):
        for file in [*folder.iterdir()]:
            with contextlib.suppress(OSError):
                if time.time() - file.stat().st_mtime > _ABANDONED and not file.is_dir():
                    file.unlink()


@contextmanager
def progress() -> Iterator[Report]:
    """Shows progress in a bar on a terminal, and nothing elsewhere."""
    from companion.weights.setup import Bar

    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    bar = Bar(sys.stderr)

    def report(done: int, total: int) -> None:
        if total > 1_000_000:
            bar.progress(done, total)

    try:
        yield report
    finally:
        bar.end()


def look_at_all(shelves: Subscriptions) -> tuple[list[Looked], int]:
    """Reads each shelf, and keeps the result; returns it, and how many could not be read. Those are reported."""
    from companion.packs.subscriptions import look

    looked: list[Looked] = []
    troubles = 0
    for shelf in shelves.shelves:
        try:
            with progress() as report:
                source = source_of(shelf.address, report)
                seen = look(shelf, shelves.list_of(shelf), source, datetime.now(UTC))
            shelves.keep(seen)
            looked.append(seen)
        except CompanionError as error:
            troubles += 1
            complain(error)
    return looked, troubles


def complain(error: CompanionError) -> None:
    """Prints one error; the command goes on with the rest."""
    sys.stderr.write(fitted(f"{error.title}. {error}\n", sys.stderr))
