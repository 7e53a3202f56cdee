"""One connection over https (or http on this machine): opened within a bounded time, redirects watched.

What is read from it, and what for, is not known here. Only `companion.weights` and the packs' command line come here,
each because somebody asked for it.
"""

from __future__ import annotations

import http.client
import ipaddress
import queue
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from email.message import Message
from typing import IO, Protocol, cast
from urllib.parse import urlsplit

from companion import __version__

OPEN_SECONDS = 8.0
"""For name look-up, connection and first answer together."""
READ_SECONDS = 10.0
"""For one read to bring anything at all."""


class SourceFailed(Exception):
    """This source did not give the file; the text says why, in words for people. The next one may."""


class NotModified(SourceFailed):
    """304: what was got earlier is still the same. Only whoever sent a condition expects it."""


class Response(Protocol):
    status: int
    headers: Message

    def read1(self, n: int = ...) -> bytes: ...
    def close(self) -> None: ...


def is_safe(url: str) -> bool:
    """Whether nobody on the way can listen or alter: https, or this machine itself."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(str(host))))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class SafeRedirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to where nobody can listen or alter; and never from the web into this machine."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        if not is_safe(newurl) or (urlsplit(req.full_url).scheme, urlsplit(newurl).scheme) == ("https", "http"):
            raise SourceFailed("it leads on to an address without encryption")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def open_url(url: str, headers: Mapping[str, str]) -> Response:
    """Opens the address within OPEN_SECONDS in all. Raises SourceFailed, NotModified among them.

    In a thread of its own, since neither a name look-up nor a row of dead addresses heeds the socket's timeout.
    """
    said = {"User-Agent": f"companion/{__version__}", "Accept-Encoding": "identity", **headers}
    answer: queue.SimpleQueue[Response | Exception] = queue.SimpleQueue()
    given_up = threading.Event()

    def work() -> None:
        opener = urllib.request.build_opener(SafeRedirects)
        try:
            request = urllib.request.Request(url, headers=said)
            response = cast(Response, opener.open(request, timeout=READ_SECONDS))
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
        error.close()
        if error.code == 304:
            return NotModified("it answered 304")
        return SourceFailed(f"it answered {error.code} {_harmless(error.reason)}".rstrip())
    reason: object = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return SourceFailed("no answer")
    if isinstance(reason, OSError) and reason.strerror:
        return SourceFailed(f"cannot be reached ({reason.strerror})")
    return SourceFailed(f"cannot be reached ({_harmless(reason)})")


def _harmless(said: object) -> str:
    """The first line of what a server said, and nothing that could steer a terminal."""
    line = str(said).strip().partition("\n")[0]
    return "".join(ch if ch.isprintable() else " " for ch in line)[:100]
