"""Opens one connection over https (or http on this machine), within a bounded time and with checked redirects.

Each read is bounded too, and so is the whole transfer: a server that never comes to an end is hung up on. Certificates
are checked by the system's own list of authorities, as its browsers do.

Only `companion.weights` and the packs' command line use it, when a person has asked for a download.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import math
import queue
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from email.message import Message
from typing import IO, Any, Protocol, cast
from urllib.parse import urlsplit

from companion import __version__

OPEN_SECONDS = 8.0
"""Seconds for name look-up, connection and first answer together."""
READ_SECONDS = 10.0
"""Seconds within which one read has to bring at least a byte."""


STUCK_SECONDS = 30.0
"""Seconds that one read may take in all: as long as a slow server is given to show its speed. A read that brings a byte
now and then, but nothing of the file, would otherwise never end."""


class SourceFailed(Exception):
    """A source did not give the file; the text says why, in words for people. Another source may still give it."""


class NotReached(SourceFailed):
    """Nothing answered: the source can't be reached from here, or this computer is offline."""


class NotModified(SourceFailed):
    """The server answered 304: the file has not changed. Only a request with a condition gets this answer."""


class NoSuchPart(SourceFailed):
    """The server does not have the part of the file that was asked for. Only a request for a part gets this answer."""


class _HttpResponse(Protocol):
    status: int
    headers: Message

    def read1(self, n: int = ...) -> bytes: ...
    def close(self) -> None: ...


class Lifeline:
    """The sockets of one request, redirects included, so that they can be hung up on from another thread."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._cut = False
        self._lock = threading.Lock()

    def keep(self, one: socket.socket) -> None:
        """Adds a socket; after `cut` it is hung up on at once."""
        with self._lock:
            self._sockets.append(one)
            if self._cut:
                _hang_up(one)

    def cut(self) -> None:
        """Hangs up. A read that waits ends at once."""
        with self._lock:
            self._cut = True
            for one in self._sockets:
                _hang_up(one)


def _hang_up(one: socket.socket) -> None:
    # Not the method of a TLS socket, which changes what the other thread is reading from.
    with contextlib.suppress(OSError):
        socket.socket.shutdown(one, socket.SHUT_RDWR)


class Response:
    """An answer whose reads end in bounded time. Must be closed."""

    def __init__(self, answer: _HttpResponse, line: Lifeline) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self._answer = answer
        self._line = line
        self._end = math.inf
        self._until = math.inf
        self._changed = threading.Condition()
        self._closed = False
        self._late = False
        self._watching = False

    def end_within(self, seconds: float) -> None:
        """Sets the time from now on within which the whole body has to be there."""
        self._end = time.monotonic() + seconds

    def read1(self, n: int) -> bytes:
        """Reads up to `n` bytes. Raises SourceFailed if that takes too long, and the errors of the connection."""
        with self._changed:
            self._until = min(time.monotonic() + STUCK_SECONDS, self._end)
            if not self._watching:
                self._watching = True
                threading.Thread(target=self._watch, name="watch-download", daemon=True).start()
            self._changed.notify()
        try:
            return self._answer.read1(n)
        finally:
            with self._changed:
                self._until = math.inf
                late = self._late or time.monotonic() > self._end
            if late:
                raise SourceFailed("it is too slow")

    def close(self) -> None:
        """Closes the connection."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        # A body that was not read to its end would be waited for.
        self._line.cut()
        self._answer.close()

    def _watch(self) -> None:
        """Hangs up when a read takes too long; runs until the answer is closed."""
        with self._changed:
            while not self._closed:
                left = self._until - time.monotonic()
                if left <= 0:
                    self._late = True
                    self._line.cut()
                    return
                self._changed.wait(min(left, STUCK_SECONDS))


def is_safe(url: str) -> bool:
    """Tells whether others can neither read nor change the traffic to an address: https, or this machine itself."""
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
    """Follows a redirect only to a safe address (`is_safe`), and never from the web to this machine."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        if not is_safe(newurl) or (urlsplit(req.full_url).scheme, urlsplit(newurl).scheme) == ("https", "http"):
            raise SourceFailed("it leads to another address, which isn't secure")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _kept(kind: Callable[..., http.client.HTTPConnection], line: Lifeline) -> Callable[..., http.client.HTTPConnection]:
    """Wraps a kind of connection, so that the socket of each one is kept in `line`, by which it can be ended."""

    def make(*arguments: Any, **more: Any) -> http.client.HTTPConnection:
        connection = kind(*arguments, **more)
        connect = connection.connect

        def connected() -> None:
            connect()
            line.keep(connection.sock)

        connection.connect = connected  # type: ignore[method-assign]
        return connection

    return make


class _Http(urllib.request.HTTPHandler):
    def __init__(self, line: Lifeline) -> None:
        super().__init__()
        self._line = line

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_kept(http.client.HTTPConnection, self._line), req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, line: Lifeline) -> None:
        self._line = line
        self._trusted = system_trust()
        super().__init__(context=self._trusted)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        kind = _kept(http.client.HTTPSConnection, self._line)
        return self.do_open(kind, req, context=self._trusted)


def system_trust() -> ssl.SSLContext:
    """Makes the check of certificates, by the authorities that this system trusts."""
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def open_url(url: str, headers: Mapping[str, str]) -> Response:
    """Opens the address within OPEN_SECONDS in all. Raises SourceFailed, NotModified among them.

    It opens on a thread of its own, because the socket's timeout covers neither the name look-up nor several dead
    addresses.
    """
    said = {"User-Agent": f"companion/{__version__}", "Accept-Encoding": "identity", **headers}
    answer: queue.SimpleQueue[Response | Exception] = queue.SimpleQueue()
    given_up = threading.Event()
    line = Lifeline()

    def work() -> None:
        opener = urllib.request.build_opener(SafeRedirects, _Http(line), _Https(line))
        try:
            request = urllib.request.Request(url, headers=said)
            response = Response(cast(_HttpResponse, opener.open(request, timeout=READ_SECONDS)), line)
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
        # An answer that never comes to its end would be read for ever.
        line.cut()
        raise NotReached("there is no answer") from None
    if isinstance(result, Exception):
        raise _why(result) from result
    return result


def _why(error: Exception) -> SourceFailed:
    if isinstance(error, SourceFailed):
        return error
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        if error.code == 304:
            return NotModified("it sent nothing (code 304)")
        if error.code == 416:
            return NoSuchPart("it has no more of the file than you have")
        return SourceFailed(f"it refused (code {error.code}{f', {_harmless(error.reason)}' if error.reason else ''})")
    reason: object = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return SourceFailed(f"its certificate isn't valid ({_harmless(reason.verify_message or reason)})")
    if isinstance(reason, TimeoutError):
        return NotReached("there is no answer")
    if isinstance(reason, OSError) and reason.strerror:
        return NotReached(f"it can't be reached ({reason.strerror})")
    return NotReached(f"it can't be reached ({_harmless(reason)})")


def _harmless(said: object) -> str:
    """Returns the first line of a server's message, without control characters."""
    line = str(said).strip().partition("\n")[0]
    return "".join(ch if ch.isprintable() else " " for ch in line)[:100]
