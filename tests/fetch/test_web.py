"""What the packs ask of the web, from a real server on the loopback that cuts off, lies, hangs and leads astray."""

from __future__ import annotations

import urllib.request
from email.message import Message
from io import BytesIO
from pathlib import Path

import pytest

from companion.errors import FetchFailed
from companion.fetch import connection
from companion.fetch import web as module
from companion.fetch.connection import SafeRedirects, SourceFailed, is_safe
from companion.fetch.web import Web, checked, fetch_named
from tests.webserver import Answer, Handler, Server, cut, hang, whole

DATA = bytes(i * 7 % 251 for i in range(200_000))


def tagged(data: bytes, tag: str = '"one"') -> Answer:
    """A static host as it should be: ETag, If-None-Match, ranges, If-Range."""

    def answer(request: Handler) -> None:
        if request.headers.get("If-None-Match") == tag:
            request.send(304, b"", length=-1, ETag=tag)
            return
        asked = request.headers.get("Range")
        if asked is None or request.headers.get("If-Range") != tag:
            request.send(200, data, ETag=tag)
            return
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        request.send(206, data[start:], ETag=tag, Content_Range=f"bytes {start}-{len(data) - 1}/{len(data)}")

    return answer


def breaks_off(data: bytes, after: int, tag: str = '"one"') -> Answer:
    return lambda request: request.send(200, data[:after], length=len(data), ETag=tag)


@pytest.mark.parametrize(
    "url", ["https://example.org/x", "http://127.0.0.1:8000/", "http://[::1]/", "http://localhost/"]
)
def test_addresses_that_are_safe(url: str) -> None:
    assert is_safe(url)
    assert checked(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x",
        "http://127.0.0.1.example.org/",
        "http://localhost.example.org/",
        "http://10.0.0.1/",
        "http://2130706433/",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///x",
        "https://[::1",
        "https://example.org:port/",
        "https://name:password@example.org/",
        "http://127.0.0.1@example.org/",
        "",
    ],
)
def test_addresses_that_are_not(url: str) -> None:
    with pytest.raises(FetchFailed) as raised:
        checked(url)
    assert raised.value.hint


def test_letters_that_no_address_has() -> None:
    assert checked("https://example.org/meine päckchen/") == "https://example.org/meine%20p%C3%A4ckchen/"


@pytest.mark.parametrize(
    ("asked", "to"),
    [
        ("https://example.org/x", "http://example.org/x"),
        ("https://example.org/x", "http://127.0.0.1/x"),
        ("http://127.0.0.1/x", "http://example.org/x"),
    ],
)
def test_redirects_out_of_safety(asked: str, to: str) -> None:
    with pytest.raises(SourceFailed, match="without encryption"):
        SafeRedirects().redirect_request(urllib.request.Request(asked), BytesIO(), 302, "", Message(), to)


def test_a_redirect_to_http_is_refused(server: Server) -> None:
    server.answers = [lambda r: r.send(302, b"", Location="http://example.org/shelf.minisig")]
    with pytest.raises(FetchFailed, match="without encryption"):
        Web(base(server)).small("shelf.minisig", 1000, {})


def base(server: Server) -> str:
    return server.url.removesuffix("model.zip")


# ---- small files ------------------------------------------------------------------------------------------------


def test_a_small_file_and_the_same_again(server: Server) -> None:
    server.answers = [tagged(b"hello")]
    got = Web(base(server)).small("a b.json", 1000, {})
    assert got == (b"hello", {"etag": '"one"'})
    assert server.asked[0][0] == "/a%20b.json"
    assert Web(base(server)).small("a b.json", 1000, got[1]) is None


def test_a_date_instead_of_a_tag(server: Server) -> None:
    when = "Sun, 22 Nov 2026 12:00:00 GMT"
    seen: list[str | None] = []

    def answer(request: Handler) -> None:
        seen.append(request.headers.get("If-Modified-Since"))
        if seen[-1] == when:
            request.send(304, b"", length=-1)
        else:
            request.send(200, b"hello", Last_Modified=when)

    server.answers = [answer]
    got = Web(base(server)).small("x", 1000, {})
    assert got is not None
    assert Web(base(server)).small("x", 1000, got[1]) is None
    assert seen == [None, when]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (whole(b"x" * 2000), "more than it should"),
        (lambda r: r.send(200, b"x" * 5000, length=-1), "more than it should"),
        (lambda r: r.send(200, b"half", length=900), "broke off"),
        (lambda r: r.send(200, b"hello", length=3), None),
        (lambda r: r.send(404, b"no"), "answered 404"),
        (lambda r: r.send(304, b"", length=-1), "answered 304"),
        (lambda r: r.send(206, b"x"), "answered 206"),
        (lambda r: r.wfile.write(b"\x00\xff not http\r\n\r\n"), "cannot be reached"),
        (lambda r: r.send(302, b"", Location="/again"), "redirect"),
    ],
    ids=["large", "endless", "half", "longer than said", "404", "304 unasked", "206 unasked", "noise", "loop"],
)
def test_small_files_that_are_not_right(server: Server, answer: Answer, says: str | None) -> None:
    server.answers = [answer]
    if says is None:
        assert Web(base(server)).small("x", 1000, {}) == (b"hel", {})
        return
    with pytest.raises(FetchFailed, match=says):
        Web(base(server)).small("x", 1000, {})


def test_a_server_that_never_answers(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "OPEN_SECONDS", 0.2)
    server.answers = [hang]
    with pytest.raises(FetchFailed, match="no answer"):
        Web(base(server)).small("x", 1000, {})


def test_a_server_that_drips(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def drip(request: Handler) -> None:
        request.send(200, b"", length=900)
        for _ in range(900):
            request.wfile.write(b"x")
            request.wfile.flush()
            if request.server.release.wait(0.01):
                return

    monkeypatch.setattr(module, "SMALL_SECONDS", 0.1)
    server.answers = [drip]
    with pytest.raises(FetchFailed, match="too slow"):
        Web(base(server)).small("x", 1000, {})


def test_what_a_server_says_cannot_steer_a_terminal(server: Server) -> None:
    server.answers = [lambda r: r.wfile.write(b"HTTP/1.1 404 No\x1b[2J\x1b]0;evil\x07\r\nContent-Length: 0\r\n\r\n")]
    with pytest.raises(FetchFailed) as raised:
        Web(base(server)).small("x", 1000, {})
    assert "answered 404 No" in raised.value.message
    assert raised.value.message.isprintable()


def test_tags_that_would_break_a_header(server: Server) -> None:
    server.answers = [lambda r: r.send(200, b"x", ETag="x" * 5000)]
    assert Web(base(server)).small("x", 1000, {}) == (b"x", {})


# ---- files that somebody named ------------------------------------------------------------------------------------


def test_a_file_somebody_named(server: Server, tmp_path: Path) -> None:
    server.answers = [tagged(DATA)]
    file = fetch_named(server.url, tmp_path, 10**6)
    assert file.read_bytes() == DATA
    assert list(tmp_path.iterdir()) == [file]


def test_it_goes_on_where_it_broke_off(server: Server, tmp_path: Path) -> None:
    server.answers = [breaks_off(DATA, 70_000), tagged(DATA)]
    assert fetch_named(server.url, tmp_path, 10**6).read_bytes() == DATA
    assert [span for _, span in server.asked] == [None, "bytes=70000-"]


def test_it_goes_on_another_day(server: Server, tmp_path: Path) -> None:
    server.answers = [breaks_off(DATA, 70_000), lambda r: r.send(503, b"")]
    with pytest.raises(FetchFailed, match="503"):
        fetch_named(server.url, tmp_path, 10**6)
    server.answers = [tagged(DATA)]
    assert fetch_named(server.url, tmp_path, 10**6).read_bytes() == DATA
    assert server.asked[-1][1] == "bytes=70000-"


def test_another_file_by_then(server: Server, tmp_path: Path) -> None:
    other = DATA[::-1]
    server.answers = [breaks_off(DATA, 70_000), tagged(other, '"two"')]
    assert fetch_named(server.url, tmp_path, 10**6).read_bytes() == other


def test_a_server_without_tags_starts_again(server: Server, tmp_path: Path) -> None:
    server.answers = [cut(DATA, 70_000), whole(DATA)]
    assert fetch_named(server.url, tmp_path, 10**6).read_bytes() == DATA
    assert server.asked[-1][1] is None


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (whole(b"x" * 2000), "too large"),
        (lambda r: r.send(200, b"x" * 5000, length=-1), "more than it should"),
        (lambda r: r.send(404, b""), "answered 404"),
        (breaks_off(DATA[:900], 0), "broke off"),
    ],
    ids=["large", "endless", "404", "nothing"],
)
def test_files_that_are_not_right(server: Server, tmp_path: Path, answer: Answer, says: str) -> None:
    server.answers = [answer]
    with pytest.raises(FetchFailed, match=says):
        fetch_named(server.url, tmp_path, 1000)


def test_the_wrong_part(server: Server, tmp_path: Path) -> None:
    server.answers = [breaks_off(DATA, 70_000), lambda r: r.send(206, DATA, Content_Range="bytes 7-9/200000")]
    with pytest.raises(FetchFailed, match="another part"):
        fetch_named(server.url, tmp_path, 10**6)


def test_notes_of_an_earlier_try_that_are_rubbish(server: Server, tmp_path: Path) -> None:
    server.answers = [breaks_off(DATA, 70_000), lambda r: r.send(503, b"")]
    with pytest.raises(FetchFailed):
        fetch_named(server.url, tmp_path, 10**6)
    (notes,) = tmp_path.glob("*.json")
    notes.write_text("[1]", encoding="utf-8")
    server.answers = [tagged(DATA)]
    assert fetch_named(server.url, tmp_path, 10**6).read_bytes() == DATA
