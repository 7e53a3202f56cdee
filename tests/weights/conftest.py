"""A real web server on this machine that can be told to misbehave, and small models to fetch from it."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from companion.weights.catalog import Catalog, Model, Source

FILES = {"README": b"a small model\n", "am/final.mdl": bytes(range(256)) * 2000, "conf/model.conf": b"--beam=10\n"}

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


@pytest.fixture(scope="session")
def archive() -> bytes:
    """A zip with the top folder `small-1/` and FILES in it, stored so that its size does not hang on zlib."""
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as out:
        for name, content in FILES.items():
            out.writestr(zipfile.ZipInfo(f"small-1/{name}"), content)
    return box.getvalue()


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def source(data: bytes, *, where: str, kind: str = "url", take: str = "small-1", **more: Any) -> Source:
    values: dict[str, Any] = {
        "kind": kind,
        "where": where,
        "version": "" if kind == "url" else "1.0.0",
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "file": "",
        "take": take,
    }
    return Source(**(values | more))


def catalog_of(*sources: Source, name: str = "small-1", unpacked: int = 1_000_000) -> Catalog:
    model = Model(
        name=name,
        title="a small model",
        use="hearing",
        language="en",
        license="CC0-1.0",
        doubt="",
        size=max(each.size for each in sources),
        unpacked=unpacked,
        without="Everything works by keys.",
        voice="",
        sources=sources,
    )
    return Catalog({name: model}, (name,))


class Told:
    """A Teller that remembers."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.bytes: list[int] = []

    def note(self, text: str) -> None:
        self.notes.append(text)

    def progress(self, done: int, total: int) -> None:
        assert 0 <= done <= total
        self.bytes.append(done)
