"""Downloads one file of known size and hash into a `.part` file. It can be resumed, and is bounded in size and time.

A server may hang, break off, send too much or send something else. Each of these raises SourceFailed, and bytes that
can still be used stay in the `.part` file. Errors of the disk are raised as OSError.
"""

from __future__ import annotations

import hashlib
import http.client
import re
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Protocol

from companion.fetch.connection import NoSuchPart, Response, SourceFailed, open_url

SLOWEST = 2_000
"""Bytes a second, averaged over `SLOW_SECONDS`, below which another source is tried."""
SLOW_SECONDS = 30.0
"""Seconds over which the speed is measured, so that a short break in the connection does not count."""
_TRIES = 5
"""Connections, at most, that may break off in the middle of the file after bringing some bytes."""
_BLOCK = 1 << 16

Report = Callable[[int, int], None]
"""Called with the bytes so far and the bytes in all."""


class Body(Protocol):
    """The part of an answer that is still to be read, as `connection.Response` has it."""

    def read1(self, n: int) -> bytes: ...
    def end_within(self, seconds: float) -> None: ...


def download(url: str, part: Path, *, size: int, sha256: str, report: Report) -> None:
    """Downloads the file to `part`, continuing after the bytes that are there, and verifies it.

    A wrong file is fetched once more from the start. Raises SourceFailed, or OSError for a fault of this machine (no
    room, no permission to write).
    """
    for last in (False, True):
        _complete(url, part, size, report)
        if file_sha256(part) == sha256:
            return
        part.unlink()
        if last:
            raise SourceFailed("the file that came isn't the right one")


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _complete(url: str, part: Path, size: int, report: Report) -> None:
    """Brings `part` to `size` bytes, over several connections if one breaks off."""
    oversized = anew = False
    for _ in range(_TRIES):
        have = part.stat().st_size if part.exists() and not anew else 0
        anew = False
        if have > size:
            part.unlink()
            have = 0
        if have == size:
            return
        try:
            brought = _once(url, part, have, size, report)
        except NoSuchPart:
            if not have:
                raise
            # The beginning cannot be continued here, so the whole file is asked for. It stays until that comes.
            anew = True
            continue
        except TooMuch:
            part.unlink(missing_ok=True)
            if oversized:
                raise SourceFailed("it sent more than the file should contain") from None
            oversized = True
            continue
        if part.stat().st_size == size:
            return
        if not brought:
            break
    raise SourceFailed("the connection was lost before the end")


class TooMuch(Exception):
    """The server sent more bytes than were allowed."""


def _once(url: str, part: Path, have: int, size: int, report: Report) -> int:
    """Opens one connection. Returns the bytes it brought; fewer than are missing means that it broke off."""
    with closing(open_url(url, {"Range": f"bytes={have}-"} if have else {})) as response:
        have = _place_to_go_on(response, have, size)
        return pour(response, part, have=have, most=size, report=lambda done: report(done, size)) - have


def _place_to_go_on(response: Response, have: int, size: int) -> int:
    """Returns the offset at which the body starts: the one asked for, or 0 from a server without ranges."""
    if response.status == 206:
        said = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", "").strip())
        if said and int(said[1]) == have and said[2] in ("*", str(size)):
            return have
        raise NoSuchPart("it sent the wrong part of the file")
    if response.status != 200:
        raise SourceFailed(f"it didn't send the file (code {response.status})")
    length = response.headers.get("Content-Length", "")
    # Compared as text: a hostile length has thousands of digits, or digits such as "²", of which int() makes no number.
    if length.isdecimal() and length.lstrip("0") != str(size):
        raise SourceFailed(f"the file there has the wrong size ({length[:20]} bytes instead of {size})")
    return 0


def pour(response: Body, part: Path, *, have: int, most: int, report: Callable[[int], None]) -> int:
    """Writes an answer's body into `part`, from the offset `have` on, until it ends or breaks off.

    Calls `report` with the bytes of the file so far, and returns them at the end. Raises TooMuch if more than `most`
    would be in the file, SourceFailed if it is too slow, OSError of the disk.
    """
    with part.open("r+b" if have else "wb") as file:
        response.end_within(SLOW_SECONDS + (most - have) / SLOWEST)
        file.truncate(have)
        file.seek(have)
        since, then = time.monotonic(), have
        report(have)
        while block := next_block(response):
            have += len(block)
            if have > most:
                raise TooMuch
            file.write(block)
            file.flush()
            report(have)
            now = time.monotonic()
            if now - since >= SLOW_SECONDS:
                if (have - then) / (now - since) < SLOWEST:
                    raise SourceFailed("it is too slow")
                since, then = now, have
    return have


def next_block(response: Body) -> bytes:
    """Reads the next bytes. Returns none at the end, and also if the connection breaks; the caller compares the
    sizes."""
    try:
        return response.read1(_BLOCK)
    except (OSError, http.client.HTTPException):
        return b""
