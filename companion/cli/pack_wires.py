"""What the pack commands share: what was said yes to beforehand, where files come from, and saying it.

The one place where packs and the web are put together, and only for commands that were asked to fetch something.
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

from companion import asking, resources
from companion.cli.fitting import fitted
from companion.errors import EXIT_GOOD, CompanionError, FetchFailed

if TYPE_CHECKING:
    from companion.packs.keys import AuthorKey
    from companion.packs.offering import Allowed
    from companion.packs.refusals import KeyChanged
    from companion.packs.sources import Source
    from companion.packs.subscriptions import Looked, Subscriptions

Report = Callable[[int, int], None]

_ABANDONED = 7 * 24 * 3600.0
"""Seconds after which a download that broke off is given up."""

_YES_HINT = "In a script, add --yes; it says yes to everything but a known author's changed key."


@dataclass(frozen=True, slots=True)
class Consent:
    """What was said yes to beforehand, on the command line."""

    yes: bool = False
    older: bool = False
    new_key: bool = False
    another: bool = False

    def to(self, question: str) -> bool:
        """Raises NobodyThere where there is nobody to ask."""
        return self.yes or asking.yes(question, _YES_HINT)

    @property
    def allowed(self) -> Allowed:
        from companion.packs.offering import Allowed

        return Allowed(older=self.older, new_key=self.new_key, another=self.another)


def hear_words(stop: KeyChanged, key: AuthorKey) -> None:
    """Lets a changed key through where somebody types its six words. Raises `stop` where they are others."""
    say(stop.message, "", "Please call the author, on a number you had before, and write what they read to you.")
    said = asking.line(
        "The six words: ", "A changed key is never taken by a script: somebody has to type the six words they heard."
    )
    if not key.is_called(said):
        raise stop


def say(*lines: str) -> int:
    """Prints lines; the exit code of having done so."""
    sys.stdout.write("".join(f"{fitted(line, sys.stdout)}\n" for line in lines))
    sys.stdout.flush()
    return EXIT_GOOD


# ---- where files come from --------------------------------------------------------------------------------------


def is_address(what: str) -> bool:
    """Whether somebody means the web; a path otherwise. Windows' C:\\ is a path, and so is file://."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", what) is not None and not what.lower().startswith("file:")


def path_of(what: str) -> Path:
    """A path as somebody wrote it, file:// too."""
    if what.lower().startswith("file://"):
        from urllib.parse import urlsplit
        from urllib.request import url2pathname

        return Path(url2pathname(urlsplit(what).path))
    return Path(what).expanduser()


def settled(address: str) -> str:
    """A shelf's address as it is kept: the web's with a slash at its end, a folder's whole path. Raises FetchFailed."""
    if is_address(address):
        from companion.fetch.web import checked

        return checked(address if address.endswith("/") else f"{address}/")
    return str(path_of(address).resolve())


def source_of(address: str, report: Report) -> Source:
    """What reads a shelf. Nothing is opened yet. Raises FetchFailed where the address cannot be used."""
    from companion.packs.sources import FolderSource

    if is_address(address):
        from companion.fetch.web import Web

        return Web(address, report)
    return FolderSource(Path(address))


@contextmanager
def fetched(url: str) -> Iterator[Path]:
    """A pack that lies at some address, in a file that is gone afterwards. Raises FetchFailed."""
    from companion.fetch.web import fetch_named
    from companion.packs.archive import LARGEST_FILE

    folder = downloads()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with progress() as report:
            file = fetch_named(url, folder, LARGEST_FILE, report)
    except OSError as error:
        raise FetchFailed(
            f"What was fetched cannot be kept: {error.strerror or error}.",
            place=str(folder),
            hint="Make room, or look who may write there; then try again.",
        ) from error
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)


def downloads() -> Path:
    """Where packs lie while they are fetched; what broke off goes on from there, for some days."""
    folder = resources.cache_dir() / "packs"
    _sweep(folder)
    return folder


def _sweep(folder: Path) -> None:
    """Removes what nobody came back for. Never raises."""
    with contextlib.suppress(OSError):
        for file in [*folder.iterdir()]:
            with contextlib.suppress(OSError):
                if time.time() - file.stat().st_mtime > _ABANDONED and not file.is_dir():
                    file.unlink()


@contextmanager
def progress() -> Iterator[Report]:
    """A bar on the terminal for what takes long, and nothing elsewhere."""
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
    """What is on each shelf now, and how many could not be looked at, which is said. What was seen is kept."""
    from companion.packs.subscriptions import look

    looked: list[Looked] = []
    troubles = 0
    for shelf in shelves.shelves:
        try:
            with progress() as report:
                source = source_of(shelf.address, report)
                looked.append(look(shelf, shelves.list_of(shelf), source, datetime.now(UTC)))
            shelves.keep(looked[-1])
        except CompanionError as error:
            troubles += 1
            complain(error)
    return looked, troubles


def complain(error: CompanionError) -> None:
    """One trouble of several; the rest goes on."""
    sys.stderr.write(fitted(f"{error.title}. {error}\n", sys.stderr))
