"""Installing and updating from a real web server that cuts off, lies, never ends and leads astray: nothing is installed
then, nothing lost, and the next try goes on where the last one was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from companion import cli
from companion.packs.index import HEAD, build_shelf
from companion.packs.installed import Library
from companion.packs.receipts import verify
from tests.packs.conftest import Author
from tests.webserver import Answer, Handler, Server
from tests.webserver import server as server

PACK = "calm-1.1.companion.zip"
Change = Callable[[bytes], Answer]


class Site:
    """A shelf on the web whose answers can be spoiled file by file."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.address = server.url.removesuffix("model.zip")
        self.server = server
        self.folder = folder
        self.spoiled: dict[str, Answer] = {}
        server.answers = [self._answer]

    def _answer(self, request: Handler) -> None:
        name = request.path.lstrip("/")
        file = self.folder / name
        if name in self.spoiled:
            self.spoiled[name](request)
        elif not file.is_file():
            request.send(404, b"no")
        else:
            self.whole(request, file.read_bytes())

    def whole(self, request: Handler, data: bytes) -> None:
        tag = f'"{len(data)}-{hash(data)}"'
        asked = request.headers.get("Range")
        if request.headers.get("If-None-Match") == tag:
            request.send(304, b"", length=-1)
        elif asked:
            start = int(re.sub(r"\D", "", asked))
            request.send(206, data[start:], Content_Range=f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            request.send(200, data, ETag=tag)

    def bytes_of(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()


def run(*arguments: str) -> int:
    return cli.main([*arguments, "--yes"])


@pytest.fixture
def site(server: Server, anna: Author) -> Site:
    """Version 1.0.0 is installed from it, and 1.1 is new on it."""
    anna.pack()
    build_shelf(anna.out, anna.secret, datetime.now(UTC))
    site = Site(server, anna.out)
    assert run("shelf", "add", site.address) == 0
    assert run("pack", "install", "calm") == 0
    anna.pack(version="1.1", first__ogg=bytes(range(256)) * 1000)
    build_shelf(anna.out, anna.secret, datetime.now(UTC))
    server.asked.clear()
    return site


def version() -> str:
    assert verify(Library().find("calm")) == []
    return Library().find("calm").manifest.version


def test_all_is_well(site: Site) -> None:
    assert run("pack", "update") == 0
    assert version() == "1.1"
    site.server.asked.clear()
    assert run("pack", "update") == 0
    assert site.server.asked == [(f"/{HEAD}", None)], "an update of nothing is one small request"


SPOILS: dict[str, tuple[Change, str]] = {
    "half": (lambda data: lambda r: r.send(200, data[: len(data) // 2], length=len(data)), "connection was lost"),
    "nothing": (lambda data: lambda r: r.send(200, b"", length=len(data)), "connection was lost"),
    "endless": (lambda data: lambda r: r.send(200, data + bytes(900_000), length=-1), "sent more than|isn't the one"),
    "longer than it is": (
        lambda data: lambda r: r.send(200, data, length=len(data) + 9),
        "the wrong size|connection was lost",
    ),
    "shorter than it is": (
        lambda data: lambda r: r.send(200, data, length=len(data) - 9),
        "the wrong size|isn't the one",
    ),
    "another of the same length": (
        lambda data: lambda r: r.send(200, data[::-1]),
        "isn't the one|can't be read|isn't the right one",
    ),
    "to http": (lambda data: lambda r: r.send(302, b"", Location="http://example.org/x"), "isn't secure"),
    "a page to log in": (
        lambda data: lambda r: r.send(200, b"<html>Hotel</html>"),
        "the wrong size|isn't the one|can't be read",
    ),
    "gone": (lambda data: lambda r: r.send(404, b"no"), "refused \\(code 404, .*\\)"),
    "broken": (lambda data: lambda r: r.send(500, b"no"), "refused \\(code 500, .*\\)"),
}


@pytest.mark.parametrize("which", ["head", "list", "pack"])
@pytest.mark.parametrize("how", SPOILS)
def test_spoiled(site: Site, which: str, how: str, capsys: pytest.CaptureFixture[str]) -> None:
    listed = max(site.folder.glob("index-*.json"), key=lambda file: file.stat().st_mtime_ns).name
    name = {"head": HEAD, "list": listed, "pack": PACK}[which]
    change, says = SPOILS[how]
    site.spoiled[name] = change(site.bytes_of(name))
    capsys.readouterr()
    code = run("pack", "update")
    err = capsys.readouterr().err
    assert code == 1
    assert re.search(says, err) or (which == "head" and "signed list can't be read" in err)
    assert "Traceback" not in err
    assert version() == "1.0.0"
    site.spoiled.clear()
    assert run("pack", "update") == 0
    assert version() == "1.1"


def test_nothing_is_installed_from_a_shelf_that_is_held_back(site: Site, anna: Author) -> None:
    anna.pack("other")
    build_shelf(anna.out, anna.secret, datetime.now(UTC) - timedelta(days=40), days=30)
    assert run("pack", "install", "other") == 1
    build_shelf(anna.out, anna.secret, datetime.now(UTC))
    assert run("pack", "install", "other") == 0, "also one that was not on it when it was added"


def test_what_came_is_not_fetched_again(site: Site) -> None:
    whole = site.bytes_of(PACK)
    site.spoiled[PACK] = lambda r: (
        r.send(200, whole[:100_000], length=len(whole)) if r.headers.get("Range") is None else r.send(503, b"")
    )
    assert run("pack", "update") == 1
    site.spoiled.clear()
    site.server.asked.clear()
    assert run("pack", "update") == 0
    assert (f"/{PACK}", "bytes=100000-") in site.server.asked
    assert version() == "1.1"


def test_a_pack_by_its_address(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("pack", "install", f"{site.address}{PACK}") == 0
    assert version() == "1.1"
    site.spoiled[PACK] = lambda r: r.send(200, b"<html>Hotel</html>")
    assert run("pack", "install", f"{site.address}{PACK}") == 1
    assert "This isn't a pack" in capsys.readouterr().err
    assert not list((Path(Library().root).parent / "cache" / "packs").glob("*")), "nothing is left lying about"
