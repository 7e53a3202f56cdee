"""One file of known size and hash into a `.part` file: resumed, bounded in size and in time.

A server may hang, cut off, send too much or send something else: each of these ends as a SourceFailed, and what
arrived stays in the `.part` file where it can still be of use. Where the disk is at fault, OSError comes through.
"""

from __future__ import annotations

import hashlib
import http.client
import re
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import IO

from companion.fetch.connection import Response, SourceFailed, open_url

SLOWEST = 2_000
"""Bytes a second, over `SLOW_SECONDS`: less than that and another source is tried."""
SLOW_SECONDS = 30.0
_TRIES = 5
"""Connections that may break off in mid-file, each having brought something."""
_BLOCK = 1 << 16

Report = Callable[[int, int], None]
"""Bytes so far, bytes in all."""


def download(url: str, part: Path, *, size: int, sha256: str, report: Report) -> None:
    """Leaves the whole, verified file in `part`, going on from what is already there.

    A wrong file is fetched once more from the start. Raises SourceFailed, or OSError where it is this machine
    (no room, nothing can be written).
    """
    for last in (False, True):
        _complete(url, part, size, report)
        if file_sha256(part) == sha256:
            return
        part.unlink()
        if last:
            raise SourceFailed("what it sends is not the file we know (wrong sha256)")


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _complete(url: str, part: Path, size: int, report: Report) -> None:
    """Brings `part` to `size` bytes, over several connections where one breaks off."""
    oversized = False
    for _ in range(_TRIES):
        have = part.stat().st_size if part.exists() else 0
        if have > size:
            part.unlink()
            have = 0
        if have == size:
            return
        try:
            brought = _once(url, part, have, size, report)
        except _TooMuch:
            part.unlink(missing_ok=True)
            if oversized:
                raise SourceFailed("it sends more than the file has") from None
            oversized = True
            continue
        if part.stat().st_size == size:
            return
        if not brought:
            break
    raise SourceFailed("the connection broke off before the end")


class _TooMuch(Exception):
    """More bytes came than the file has."""


def _once(url: str, part: Path, have: int, size: int, report: Report) -> int:
    """One connection. Returns the bytes it brought; fewer than are missing means that it broke off."""
    with closing(open_url(url, {"Range": f"bytes={have}-"} if have else {})) as response:
        have = _place_to_go_on(response, have, size)
        with _writing(part, keep=have) as file:
            return _copy(response, file, have, size, report)


def _place_to_go_on(response: Response, have: int, size: int) -> int:
    """The offset that the body starts at, as the server understood us; not every server knows ranges."""
    if response.status == 206:
        said = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", "").strip())
        if said and int(said[1]) == have and said[2] in ("*", str(size)):
            return have
        raise SourceFailed("it answered with another part of the file than was asked for")
    if response.status != 200:
        raise SourceFailed(f"it answered {response.status}")
    length = response.headers.get("Content-Length", "")
    if length.isdigit() and int(length) != size:
        raise SourceFailed(f"it offers a file of another size ({length} bytes instead of {size})")
    return 0


def _copy(response: Response, file: IO[bytes], have: int, size: int, report: Report) -> int:
    brought = 0
    since, then = time.monotonic(), 0
    report(have, size)
    while True:
        try:
            block = response.read1(_BLOCK)
        except (OSError, http.client.HTTPException):
            return brought
        if not block:
            return brought
        if have + brought + len(block) > size:
            raise _TooMuch
        file.write(block)
        file.flush()
        brought += len(block)
        report(have + brought, size)
        now = time.monotonic()
        if now - since >= SLOW_SECONDS:
            if (brought - then) / (now - since) < SLOWEST:
                raise SourceFailed("it is too slow to be worth waiting for")
            since, then = now, brought


def _writing(part: Path, *, keep: int) -> IO[bytes]:
    file = part.open("r+b" if keep else "wb")
    file.truncate(keep)
    file.seek(keep)
    return file
