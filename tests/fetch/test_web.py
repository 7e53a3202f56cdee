"""The downloads of packs, from a real server on the loopback that breaks off, lies, hangs and redirects."""

from __future__ import annotations

import hashlib
import json
import ssl
import sys
import threading
import urllib.request
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.message import Message
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from companion.errors import FetchFailed
from companion.fetch import connection
from companion.fetch import download as download_module
from companion.fetch import web as module
from companion.fetch.connection import SafeRedirects, SourceFailed, is_safe, open_url
from companion.fetch.web import Web, checked, fetch_named
from tests.webserver import Answer, Handler, Server, cut, drip, hang, whole

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
    with pytest.raises(SourceFailed, match="isn't secure"):
        SafeRedirects().redirect_request(urllib.request.Request(asked), BytesIO(), 302, "", Message(), to)


def test_a_redirect_to_http_is_refused(server: Server) -> None:
    server.answers = [lambda r: r.send(302, b"", Location="http://example.org/shelf.minisig")]
    with pytest.raises(FetchFailed, match="isn't secure"):
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
        (lambda r: r.send(200, b"half", length=900), "connection was lost before the end"),
        (lambda r: r.send(200, b"hello", length=3), None),
        (lambda r: r.send(404, b"no"), "code 404"),
        (lambda r: r.send(304, b"", length=-1), "code 304"),
        (lambda r: r.send(206, b"x"), "code 206"),
        (lambda r: r.wfile.write(b"\x00\xff not http\r\n\r\n"), "can't be reached"),
        (lambda r: r.send(302, b"", Location="/again"), "redirect"),
    ],
    ids=["large", "endless", "half", "longer than said", "404", "304 unasked", "206 unasked", "noise", "loop"],
)
def test_small_files_that_are_not_right(server: Server, answer: Answer, says: str | None) -> None:
    server.answers = [answer]
    if says is None:
        assert Web(base(server)).small("x", 1000, {}) == (b"hel", {})
        return
    with pytest.raises(FetchFailed, match=says) as raised:
        Web(base(server)).small("x", 1000, {})
    assert raised.value.hint.endswith("try again.")  # such a file is always fetched whole


def test_a_server_that_never_answers(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "OPEN_SECONDS", 0.2)
    server.answers = [hang]
    with pytest.raises(FetchFailed, match="no answer"):
        Web(base(server)).small("x", 1000, {})


def test_a_server_that_drips(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SMALL_SECONDS", 0.1)
    server.answers = [drip(b"x" * 900)]
    with pytest.raises(FetchFailed, match="too slow"):
        Web(base(server)).small("x", 1000, {})


def test_what_a_server_says_cannot_steer_a_terminal(server: Server) -> None:
    server.answers = [lambda r: r.wfile.write(b"HTTP/1.1 404 No\x1b[2J\x1b]0;evil\x07\r\nContent-Length: 0\r\n\r\n")]
    with pytest.raises(FetchFailed) as raised:
        Web(base(server)).small("x", 1000, {})
    assert "code 404, No" in raised.value.message
    assert raised.value.message.isprintable()


def test_tags_that_would_break_a_header(server: Server) -> None:
    server.answers = [lambda r: r.send(200, b"x", ETag="x" * 5000)]
    assert Web(base(server)).small("x", 1000, {}) == (b"x", {})


# ---- answers without an end ---------------------------------------------------------------------------------------


def in_pieces(request: Handler, data: bytes) -> None:
    """Sends a whole body in one chunk, and the mark of its end."""
    request.send_response(200)
    request.send_header("Transfer-Encoding", "chunked")
    request.send_header("ETag", '"one"')
    request.end_headers()
    request.wfile.write(b"%x\r\n" % len(data) + data + b"\r\n0\r\n")


def trailers(request: Handler) -> None:
    in_pieces(request, DATA)
    while not request.server.release.wait(0.01):
        request.wfile.write(b"X-More: of the same\r\n")


def one_long_trailer(request: Handler) -> None:
    in_pieces(request, DATA)
    while not request.server.release.wait(0.01):
        request.wfile.write(b"x")


def a_long_size(request: Handler) -> None:
    """The size of a chunk with a comment that goes on and on."""
    request.send_response(200)
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    request.wfile.write(b"5;")
    while not request.server.release.wait(0.01):
        request.wfile.write(b"x")


def wait_a_moment(request: Handler) -> None:
    while not request.server.release.wait(0.01):
        request.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")


def one_long_header(request: Handler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not request.server.release.wait(0.01):
        request.wfile.write(b"x")


@pytest.mark.parametrize("answer", [trailers, one_long_trailer, a_long_size])
def test_a_body_that_never_ends(
    server: Server, tmp_path: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "STUCK_SECONDS", 0.3)
    server.answers = [answer]
    for get in (
        lambda: Web(base(server)).small("x", 10**6, {}),
        lambda: fetch_named(server.url, tmp_path, 10**6),
        lambda: Web(base(server)).file("x", tmp_path / "part", 900_000, "0" * 64),
    ):
        with pytest.raises(FetchFailed, match="too slow"):
            get()
    assert hung_up(server)


@pytest.mark.parametrize("answer", [wait_a_moment, one_long_header])
def test_a_head_that_never_ends(server: Server, answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "OPEN_SECONDS", 0.3)
    server.answers = [answer]
    with pytest.raises(FetchFailed, match="no answer"):
        Web(base(server)).small("x", 1000, {})
    assert hung_up(server)


def hung_up(server: Server) -> bool:
    """Tells whether no thread of ours reads from the server any more."""
    for thread in threading.enumerate():
        if thread.name in ("open-download", "watch-download"):
            thread.join(10)
    return not any(thread.name in ("open-download", "watch-download") for thread in threading.enumerate())


def test_the_whole_transfer_has_a_deadline(server: Server) -> None:
    """Each read brings something in time, and the body still does not come to its end."""
    server.answers = [drip(DATA)]
    with closing(open_url(server.url, {})) as response:
        response.end_within(0.3)
        with pytest.raises(SourceFailed, match="too slow"):
            list(iter(partial(response.read1, 1000), b""))
    assert hung_up(server)


class Noting:
    """An empty answer that remembers its deadline."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def end_within(self, seconds: float) -> None:
        self.seconds = seconds

    def read1(self, n: int) -> bytes:
        return b""


def test_the_deadline_is_that_of_the_slowest_allowed(tmp_path: Path) -> None:
    noting = Noting()
    (tmp_path / "part").write_bytes(bytes(40_000))
    download_module.pour(noting, tmp_path / "part", have=40_000, most=100_000, report=lambda done: None)
    assert noting.seconds == download_module.SLOW_SECONDS + 60_000 / download_module.SLOWEST


# ---- certificates -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An authority for certificates that no system knows, and a certificate and key for this machine."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    now = datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "An authority for tests")])

    def made(subject: x509.Name, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey, ca: bool) -> bytes:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(name).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
        builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        if not ca:
            host = x509.SubjectAlternativeName([x509.DNSName("localhost")])
            builder = builder.add_extension(host, critical=False)
        return builder.sign(by, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    folder = tmp_path_factory.mktemp("certificates")
    by, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    (folder / "authority.pem").write_bytes(made(name, by, by, ca=True))
    site = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "site.pem").write_bytes(made(site, key, by, ca=False) + secret)
    return folder / "authority.pem", folder / "site.pem"


@pytest.fixture
def secure(server: Server, authority: tuple[Path, Path]) -> Server:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority[1])
    # A handshake that fails ends in the server's thread for this request, not in the one that accepts.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    return server


def https(server: Server) -> str:
    return f"https://localhost:{server.server_address[1]}/"


def test_a_certificate_that_the_system_does_not_know(secure: Server) -> None:
    secure.answers = [whole(b"hello")]
    with pytest.raises(FetchFailed, match="certificate isn't valid"):
        Web(https(secure)).small("x", 1000, {})
    assert secure.asked == []


@pytest.mark.skipif(
    sys.platform in ("win32", "darwin"), reason="this system's list of authorities is not a file; run it on Linux"
)
def test_a_certificate_that_the_system_knows(
    secure: Server, authority: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[0]))
    secure.answers = [whole(b"hello")]
    assert Web(https(secure)).small("x", 1000, {}) == (b"hello", {})
    secure.answers = [trailers]
    monkeypatch.setattr(connection, "STUCK_SECONDS", 0.3)
    with pytest.raises(FetchFailed, match="too slow"):
        Web(https(secure)).small("x", 10**6, {})
    assert hung_up(secure)
    with pytest.raises(FetchFailed, match="certificate isn't valid"):
        Web(https(secure).replace("localhost", "127.0.0.1")).small("x", 1000, {})


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
    with pytest.raises(FetchFailed, match="503") as raised:
        fetch_named(server.url, tmp_path, 10**6)
    assert raised.value.hint.endswith("It continues where it left off.")
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


def test_that_it_goes_on_is_promised_only_where_it_can(server: Server, tmp_path: Path) -> None:
    server.answers = [cut(DATA, 70_000), lambda r: r.send(503, b"")]
    with pytest.raises(FetchFailed) as raised:
        fetch_named(server.url, tmp_path, 10**6)  # without a tag nobody knows whether it is the same file
    assert raised.value.hint.endswith("try again.")


def test_a_known_file_goes_on_where_it_broke_off(server: Server, tmp_path: Path) -> None:
    part, sha256 = tmp_path / "part", hashlib.sha256(DATA).hexdigest()
    server.answers = [lambda r: r.send(503, b"")]
    with pytest.raises(FetchFailed) as raised:
        Web(base(server)).file("x", part, len(DATA), sha256)
    assert raised.value.hint.endswith("try again.")
    server.answers = [breaks_off(DATA, 70_000), lambda r: r.send(503, b"")]
    with pytest.raises(FetchFailed) as raised:
        Web(base(server)).file("x", part, len(DATA), sha256)
    assert raised.value.hint.endswith("It continues where it left off.")
    server.answers = [tagged(DATA)]
    Web(base(server)).file("x", part, len(DATA), sha256)
    assert part.read_bytes() == DATA


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (whole(b"x" * 2000), "too large"),
        (lambda r: r.send(200, b"x" * 5000, length=-1), "more than it should"),
        (lambda r: r.send(404, b""), "code 404"),
        (breaks_off(DATA[:900], 0), "connection was lost before the end"),
    ],
    ids=["large", "endless", "404", "nothing"],
)
def test_files_that_are_not_right(server: Server, tmp_path: Path, answer: Answer, says: str) -> None:
    server.answers = [answer]
    with pytest.raises(FetchFailed, match=says):
        fetch_named(server.url, tmp_path, 1000)


def test_the_wrong_part(server: Server, tmp_path: Path) -> None:
    server.answers = [breaks_off(DATA, 70_000), lambda r: r.send(206, DATA, Content_Range="bytes 7-9/200000")]
    with pytest.raises(FetchFailed, match="the wrong part"):
        fetch_named(server.url, tmp_path, 10**6)


def no_such_part(data: bytes) -> Answer:
    """Answers 416 to every question for a part."""

    def answer(request: Handler) -> None:
        if request.headers.get("Range"):
            request.send(416, b"", Content_Range=f"bytes */{len(data)}")
        else:
            request.send(200, data, ETag='"two"')

    return answer


def another_span(data: bytes) -> Answer:
    """Answers each question for a part with a part that was not asked for."""

    def answer(request: Handler) -> None:
        if request.headers.get("Range"):
            request.send(206, data[7:9], Content_Range=f"bytes 7-9/{len(data)}")
        else:
            request.send(200, data, ETag='"two"')

    return answer


@pytest.mark.parametrize("make", [no_such_part, another_span])
def test_a_beginning_that_cannot_be_continued_is_begun_anew(
    server: Server, tmp_path: Path, make: Callable[[bytes], Answer]
) -> None:
    server.answers = [breaks_off(DATA, 70_000), make(DATA[::-1])]
    assert fetch_named(server.url, tmp_path, 10**6).read_bytes() == DATA[::-1]
    part = tmp_path / "part"
    part.write_bytes(b"x" * 70_000)
    server.answers = [make(DATA)]
    Web(base(server)).file("x", part, len(DATA), hashlib.sha256(DATA).hexdigest())
    assert part.read_bytes() == DATA


def test_a_beginning_stays_until_the_whole_comes(server: Server, tmp_path: Path) -> None:
    server.answers = [breaks_off(DATA, 70_000), lambda r: r.send(416, b""), lambda r: r.send(503, b"")]
    with pytest.raises(FetchFailed, match="503"):
        fetch_named(server.url, tmp_path, 10**6)
    (part,) = tmp_path.glob("*.part")
    assert part.read_bytes() == DATA[:70_000]
    server.answers = [lambda r: r.send(416, b"")]
    with pytest.raises(FetchFailed, match="no more of the file"):
        fetch_named(server.url, tmp_path, 10**6)


@pytest.mark.parametrize(
    "notes",
    [
        {"tag": '"one"\r\nX-Evil: 1', "total": 200_000},
        {"tag": "x" * 5000, "total": 200_000},
        {"tag": '"one"', "total": True},
        {"tag": '"one"', "total": 1.5e9},
        {"tag": 7, "total": 200_000},
        {"tag": '"one"'},
    ],
)
def test_notes_that_cannot_be_used_are_no_hindrance(server: Server, tmp_path: Path, notes: dict[str, object]) -> None:
    server.answers = [breaks_off(DATA, 70_000), lambda r: r.send(503, b"")]
    with pytest.raises(FetchFailed):
        fetch_named(server.url, tmp_path, 10**6)
    (file,) = tmp_path.glob("*.json")
    file.write_text(json.dumps(notes), encoding="utf-8")
    server.answers = [tagged(DATA)]
    assert fetch_named(server.url, tmp_path, 10**6).read_bytes() == DATA


def test_notes_of_an_earlier_try_that_are_rubbish(server: Server, tmp_path: Path) -> None:
    server.answers = [breaks_off(DATA, 70_000), lambda r: r.send(503, b"")]
    with pytest.raises(FetchFailed):
        fetch_named(server.url, tmp_path, 10**6)
    (notes,) = tmp_path.glob("*.json")
    notes.write_text("[1]", encoding="utf-8")
    server.answers = [tagged(DATA)]
    assert fetch_named(server.url, tmp_path, 10**6).read_bytes() == DATA
