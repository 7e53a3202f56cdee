"""One file over http(s) into a `.part` file: resumed, bounded in size and in time. Knows nothing of models.

The address comes from the catalog. A server may hang, cut off, send too much or send something else: each of these
ends as a SourceFailed, and what arrived stays in the `.part` file where it can still be of use.
"""

from __future__ import annotations

import errno
import hashlib
import http.client
import queue
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from email.message import Message
from pathlib import Path
from typing import IO, Protocol, cast
from urllib.parse import urlsplit

from companion import __version__
from companion.errors import FetchFailed

OPEN_SECONDS = 8.0
"""For name look-up, connection and first answer together."""
READ_SECONDS = 10.0
"""For one read to bring anything at all."""
SLOWEST = 2_000
"""Bytes a second, over `SLOW_SECONDS`: less than that and another source is tried."""
SLOW_SECONDS = 30.0
_TRIES = 5
"""Connections that may break off in mid-file, each having brought something."""
_BLOCK = 1 << 16

Report = Callable[[int, int], None]
"""Bytes so far, bytes in all."""


class SourceFailed(Exception):
    """This source did not give the file; the text says why, in words for people. The next one may."""


class _Response(Protocol):
    status: int
    headers: Message

    def read1(self, n: int = ...) -> bytes: ...
    def close(self) -> None: ...


def download(url: str, part: Path, *, size: int, sha256: str, report: Report) -> None:
    """Leaves the whole, verified file in `part`, going on from what is already there.

    A wrong file is fetched once more from the start. Raises SourceFailed, or FetchFailed where it is this machine
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
    with closing(_open(url, have)) as response:
        have = _place_to_go_on(response, have, size)
        with _writing(part, keep=have) as file:
            return _copy(response, file, have, size, report)


def _place_to_go_on(response: _Response, have: int, size: int) -> int:
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


def _copy(response: _Response, file: IO[bytes], have: int, size: int, report: Report) -> int:
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
        _write(file, block)
        brought += len(block)
        report(have + brought, size)
        now = time.monotonic()
        if now - since >= SLOW_SECONDS:
            if (brought - then) / (now - since) < SLOWEST:
                raise SourceFailed("it is too slow to be worth waiting for")
            since, then = now, brought


def _writing(part: Path, *, keep: int) -> IO[bytes]:
    try:
        file = part.open("r+b" if keep else "wb")
    except OSError as error:
        raise cannot_write(part, error) from error
    file.truncate(keep)
    file.seek(keep)
    return file


def _write(file: IO[bytes], block: bytes) -> None:
    try:
        file.write(block)
        file.flush()
    except OSError as error:
        raise cannot_write(Path(file.name), error) from error


def cannot_write(path: Path, error: OSError) -> FetchFailed:
    """The same two sentences wherever a file cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return FetchFailed(
            "The disk is full.", place=str(path.parent), hint="Make some room, then run `companion setup` again."
        )
    return FetchFailed(
        f"This file cannot be written: {error.strerror or error}.",
        place=str(path),
        hint="Give yourself the right to write there, or name another folder in COMPANION_MODELS.",
    )


# ---- opening ----------------------------------------------------------------------------------------------------


class _NoDowngrade(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only where it does not lead from https to something that can be listened to or altered."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme != "https" and urlsplit(req.full_url).scheme == "https":
            raise SourceFailed("it leads on to an address without encryption")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _open(url: str, have: int) -> _Response:
    """Opens the address, from byte `have` on, within OPEN_SECONDS in all.

    In a thread of its own, since neither a name look-up nor a row of dead addresses heeds the socket's timeout.
    """
    request = urllib.request.Request(
        url, headers={"User-Agent": f"companion/{__version__}", "Accept-Encoding": "identity"}
    )
    if have:
        request.add_header("Range", f"bytes={have}-")
    answer: queue.SimpleQueue[_Response | Exception] = queue.SimpleQueue()
    given_up = threading.Event()

    def work() -> None:
        opener = urllib.request.build_opener(_NoDowngrade)
        try:
            response = cast(_Response, opener.open(request, timeout=READ_SECONDS))
        except (SourceFailed, OSError, http.client.HTTPException, ValueError) as error:
            answer.put(error)
            return
        if given_up.is_set():
            response.close()
        else:
            answer.put(response)

    threading.Thread(target=work, name="open-download", daemon=True).start()
    try:
        result = answer.get(timeout=OPEN_SECONDS)
    except queue.Empty:
        given_up.set()
        raise SourceFailed("no answer") from None
    if isinstance(result, Exception):
        raise _why(result) from result
    return result


def _why(error: Exception) -> SourceFailed:
    if isinstance(error, SourceFailed):
        return error
    if isinstance(error, urllib.error.HTTPError):
        return SourceFailed(f"it answered {error.code} {error.reason}")
    reason: object = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return SourceFailed("no answer")
    if isinstance(reason, OSError) and reason.strerror:
        return SourceFailed(f"cannot be reached ({reason.strerror})")
    return SourceFailed(f"cannot be reached ({reason})")
