"""Downloads from a real server on the loopback that resumes, breaks off, lies, hangs and leads astray."""

from __future__ import annotations

import hashlib
import urllib.request
from email.message import Message
from io import BytesIO
from pathlib import Path

import pytest

from companion.fetch import connection
from companion.fetch import download as module
from companion.fetch.connection import SafeRedirects, SourceFailed
from companion.fetch.download import download
from tests.webserver import Answer, Handler, Server, cut, drip, hang, ranged, whole

DATA = bytes(i * 7 % 251 for i in range(300_000))
SHA = hashlib.sha256(DATA).hexdigest()


def get(server: Server, part: Path, size: int = len(DATA)) -> list[int]:
    seen: list[int] = []
    download(server.url, part, size=size, sha256=SHA, report=lambda done, total: seen.append(done))
    return seen


def test_whole_file(server: Server, tmp_path: Path) -> None:
    server.answers = [ranged(DATA)]
    seen = get(server, tmp_path / "f.part")
    assert (tmp_path / "f.part").read_bytes() == DATA
    assert seen[0] == 0
    assert seen[-1] == len(DATA)
    assert seen == sorted(seen)


def test_goes_on_where_a_killed_setup_was(server: Server, tmp_path: Path) -> None:
    part = tmp_path / "f.part"
    part.write_bytes(DATA[:123_456])
    server.answers = [ranged(DATA)]
    seen = get(server, part)
    assert part.read_bytes() == DATA
    assert server.asked == [("/model.zip", "bytes=123456-")]
    assert seen[0] == 123_456


def test_starts_again_where_the_server_knows_no_ranges(server: Server, tmp_path: Path) -> None:
    part = tmp_path / "f.part"
    part.write_bytes(b"x" * 1000)
    server.answers = [whole(DATA)]
    get(server, part)
    assert part.read_bytes() == DATA
    assert len(server.asked) == 1


def test_a_whole_part_asks_nobody(server: Server, tmp_path: Path) -> None:
    part = tmp_path / "f.part"
    part.write_bytes(DATA)
    get(server, part)
    assert server.asked == []


@pytest.mark.parametrize("rubbish", [b"x" * len(DATA), b"y" * (len(DATA) + 5), b"z" * 17], ids=["same", "more", "less"])
def test_a_wrong_part_is_thrown_away(server: Server, tmp_path: Path, rubbish: bytes) -> None:
    part = tmp_path / "f.part"
    part.write_bytes(rubbish)
    server.answers = [ranged(DATA)]
    get(server, part)
    assert part.read_bytes() == DATA


def test_broken_connections_are_taken_up_again(server: Server, tmp_path: Path) -> None:
    server.answers = [cut(DATA, 100_000), cut(DATA, 100_000), ranged(DATA)]
    get(server, tmp_path / "f.part")
    assert (tmp_path / "f.part").read_bytes() == DATA
    assert [asked for _, asked in server.asked] == [None, "bytes=100000-", "bytes=200000-"]


def test_breaking_off_for_ever_ends(server: Server, tmp_path: Path) -> None:
    server.answers = [cut(DATA, 10)]
    with pytest.raises(SourceFailed, match="connection was lost before the end"):
        get(server, tmp_path / "f.part")
    assert (tmp_path / "f.part").stat().st_size == 10 * len(server.asked), "what came is kept for the next try"
    assert len(server.asked) == 5


def test_nothing_at_all_ends_sooner(server: Server, tmp_path: Path) -> None:
    server.answers = [cut(DATA, 0)]
    with pytest.raises(SourceFailed, match="connection was lost before the end"):
        get(server, tmp_path / "f.part")
    assert len(server.asked) == 1


def test_a_lie_is_fetched_once_more_and_then_refused(server: Server, tmp_path: Path) -> None:
    server.answers = [ranged(b"!" * len(DATA))]
    with pytest.raises(SourceFailed, match="isn't the right one"):
        get(server, tmp_path / "f.part")
    assert len(server.asked) == 2
    assert not (tmp_path / "f.part").exists()


def test_a_lie_that_is_mended(server: Server, tmp_path: Path) -> None:
    server.answers = [whole(b"!" * len(DATA)), whole(DATA)]
    get(server, tmp_path / "f.part")
    assert (tmp_path / "f.part").read_bytes() == DATA


def test_endless_bytes_are_cut(server: Server, tmp_path: Path) -> None:
    server.answers = [lambda request: request.send(200, DATA + b"x" * 900_000, length=-1)]
    with pytest.raises(SourceFailed, match="more than the file should contain"):
        get(server, tmp_path / "f.part")
    assert len(server.asked) == 2
    assert not (tmp_path / "f.part").exists()


def _error(status: int) -> Answer:
    return lambda request: request.send(status, b"no")


def _raw(length: bytes) -> Answer:
    return lambda r: r.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: " + length + b"\r\n\r\n" + DATA)


def _wrong_span(request: Handler) -> None:
    request.send(206, DATA[7:], Content_Range=f"bytes 7-{len(DATA) - 1}/{len(DATA)}")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (_error(404), "code 404"),
        (_error(503), "code 503"),
        (whole(DATA[:-1]), "the wrong size"),
        (_raw(b"9" * 5000), "the wrong size"),
        (lambda r: r.send(302, b"", Location="/model.zip"), "redirect"),
        (lambda r: r.wfile.write(b"\x00\xff not http\r\n\r\n"), "can't be reached"),
        (lambda r: r.send(302, b"", Location="ftp://127.0.0.1:9/x"), "isn't secure"),
        (lambda r: r.send(302, b"", Location="file:///etc/hostname"), "code 302"),
    ],
    ids=["404", "503", "size", "long size", "loop", "noise", "ftp", "file"],
)
def test_bad_answers(server: Server, tmp_path: Path, answer: Answer, says: str) -> None:
    server.answers = [answer]
    with pytest.raises(SourceFailed, match=says):
        get(server, tmp_path / "f.part")
    assert not (tmp_path / "f.part").exists()


def test_a_length_that_is_no_number_is_left_to_the_check_of_the_file(server: Server, tmp_path: Path) -> None:
    server.answers = [_raw(b"\xb2")]
    get(server, tmp_path / "f.part")
    assert (tmp_path / "f.part").read_bytes() == DATA


def test_the_wrong_part_of_the_file_is_not_joined_on(server: Server, tmp_path: Path) -> None:
    part = tmp_path / "f.part"
    part.write_bytes(DATA[:1000])
    server.answers = [_wrong_span]
    with pytest.raises(SourceFailed, match="the wrong part"):
        get(server, part)
    assert part.read_bytes() == DATA[:1000]


def test_a_redirect_is_followed(server: Server, tmp_path: Path) -> None:
    server.answers = [lambda r: r.send(302, b"", Location="/elsewhere"), ranged(DATA)]
    get(server, tmp_path / "f.part")
    assert [path for path, _ in server.asked] == ["/model.zip", "/elsewhere"]


def test_no_redirect_out_of_encryption() -> None:
    request = urllib.request.Request("https://example.org/model.zip")
    with pytest.raises(SourceFailed, match="isn't secure"):
        SafeRedirects().redirect_request(request, BytesIO(), 302, "", Message(), "http://example.org/model.zip")


def test_a_server_that_never_answers(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "OPEN_SECONDS", 0.2)
    server.answers = [hang]
    with pytest.raises(SourceFailed, match="no answer"):
        get(server, tmp_path / "f.part")


def test_a_server_that_falls_silent(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(request: Handler) -> None:
        request.send(200, DATA[:50_000], length=len(DATA))
        request.wfile.flush()
        hang(request)

    monkeypatch.setattr(connection, "READ_SECONDS", 0.2)
    server.answers = [silent, ranged(DATA)]
    get(server, tmp_path / "f.part")
    assert (tmp_path / "f.part").read_bytes() == DATA
    assert server.asked[1][1] == "bytes=50000-"


def test_a_server_that_drips(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLOW_SECONDS", 0.1)
    server.answers = [drip(DATA)]
    with pytest.raises(SourceFailed, match="too slow"):
        get(server, tmp_path / "f.part")


def test_nobody_listens(server: Server, tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(SourceFailed, match="can't be reached"):
        download(f"http://127.0.0.1:{port}/x", tmp_path / "f.part", size=3, sha256="0" * 64, report=lambda *_: None)


def test_cannot_write(server: Server, tmp_path: Path) -> None:
    server.answers = [ranged(DATA)]
    (tmp_path / "folder.part").mkdir()
    with pytest.raises(OSError, match="missing"):
        get(server, tmp_path / "folder.part" / "missing" / "f.part")
