"""A real web server on this machine that can be told to misbehave. Test modules take its `server` fixture."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Range")))
        answers = self.server.answers
        self.close_connection = True
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    def send(self, status: int, body: bytes, *, length: int | None = None, **headers: str) -> None:
        """`length`: what is claimed; -1 claims nothing."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if length != -1:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None: ...


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str | None]] = []
        """Path and Range header of each request."""
        self.answers: list[Answer] = []
        """Used up one by one; the last one stays."""
        self.release = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has enough hangs up, and this server's own traceback of that would look like the program's."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/model.zip"


def whole(data: bytes) -> Answer:
    """Sends it all, whatever was asked for: a server that knows no ranges."""
    return lambda request: request.send(200, data)


def ranged(data: bytes) -> Answer:
    def answer(request: Handler) -> None:
        asked = request.headers.get("Range")
        if asked is None:
            request.send(200, data)
        else:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            span = f"bytes {start}-{len(data) - 1}/{len(data)}"
            request.send(206, data[start:], Content_Range=span)

    return answer


def cut(answer_with: bytes, after: int) -> Answer:
    """Promises the rest of the file (from the range's start) and breaks off after `after` bytes."""

    def answer(request: Handler) -> None:
        asked = request.headers.get("Range")
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        rest = answer_with[start:]
        if asked:
            span = f"bytes {start}-{len(answer_with) - 1}/{len(answer_with)}"
            request.send(206, rest[:after], length=len(rest), Content_Range=span)
        else:
            request.send(200, rest[:after], length=len(rest))

    return answer


def drip(data: bytes) -> Answer:
    """Sends it byte by byte, until the test is over."""

    def answer(request: Handler) -> None:
        request.send(200, b"", length=len(data))
        for byte in data:
            request.wfile.write(bytes([byte]))
            request.wfile.flush()
            if request.server.release.wait(0.01):
                return

    return answer


def hang(request: Handler) -> None:
    request.server.release.wait(30)


@pytest.fixture
def server() -> Iterator[Server]:
    it = Server()
    thread = threading.Thread(target=it.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield it
    it.release.set()
    it.shutdown()
    it.server_close()
    thread.join(5)
