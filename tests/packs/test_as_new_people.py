"""From a new author's first folder to a client's played pack, over a real web server, each with a home of their own.

Real commands in processes of their own; nothing of the program is imported but the path of what ships.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest


def quote(path: Path) -> str:
    return shlex.quote(str(path))


class Quiet(SimpleHTTPRequestHandler):
    """Python's own static web server; `answers` counts what it sent."""

    answers: list[tuple[str, int]]

    def log_message(self, format: str, *args: Any) -> None: ...

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        self.server.answers.append((self.path, int(code)))  # type: ignore[attr-defined]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str, list[tuple[str, int]]]]:
    """A web space: its folder, its address, and each answer it gave."""
    folder = tmp_path / "web" / "packs"
    folder.mkdir(parents=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder.parent)))
    server.answers = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_address[1]}/packs/", server.answers  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()
    thread.join(5)


ONE_BY_ONE = """
import json, sys
from companion.cli import main
for arguments in json.loads(sys.argv[1]):
    code = main(arguments)
    print(f"{' '.join(arguments)} -> {code}", flush=True)
"""


class Person:
    """Somebody with a computer of their own."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True)
        self.home = home

    def does(self, *commands: str, code: int = 0) -> str:
        """Runs each `companion …` as if typed, all of them in one process to save time. Returns their output.

        `code` is how each of them has to exit.
        """
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("COMPANION_", "XDG_"))}
        # On every system one of these names the folder of one's own.
        own = {name: str(self.home) for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA")}
        typed = [shlex.split(command) for command in commands]
        done = subprocess.run(
            [sys.executable, "-c", ONE_BY_ONE, json.dumps(typed)],
            env={**kept, **own, "COMPANION_PASSPHRASE": "four quiet words here"},
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        for arguments in typed:
            assert f"{' '.join(arguments)} -> {code}" in done.stdout, done.stdout
        return done.stdout


@pytest.fixture
def author(tmp_path: Path) -> Person:
    return Person(tmp_path / "author")


@pytest.fixture
def client(tmp_path: Path) -> Person:
    return Person(tmp_path / "client")


def test_from_a_folder_to_a_client(
    author: Person, client: Person, site: tuple[Path, str, list[tuple[str, int]]]
) -> None:
    web, address, answers = site

    # The author writes a pack, signs it and puts it on the web.
    new = author.does(
        'new pack sundays --title "Quiet Sundays" --author "Dr May Example" --people 1',
        "check sundays",
        f"pack build sundays -o {quote(web)}",
        "key new",
        f"pack sign {quote(web / 'sundays-1.0.0.companion.zip')}",
        f"shelf build {quote(web)}",
    )
    pack = author.home / "sundays"
    (exercise,) = (file.stem for file in pack.glob("*.yaml") if file.name != "pack.yaml")
    found = re.search(r"^ {6}(\w+( \w+){5})$", new, re.M)
    assert found is not None
    words = found[1]

    # The client is told whose it is, and nothing is there before somebody says yes.
    assert words in client.does(f"shelf add {address}", code=1)
    shown = client.does(
        f"shelf add {address} --yes",
        "pack install sundays --yes",
        "pack list",
        "pack verify",
        "list",
        f"play {exercise} --plain --speed 60 --voice none --no-mic",
    )
    for part in ("Quiet Sundays", "Dr May Example", words, "sundays  1.0.0  unchanged", f"  {exercise} "):
        assert part in shown

    # Nothing is new: one small request, and its answer is empty.
    answers.clear()
    assert "There is nothing new." in client.does("pack update")
    assert answers == [("/packs/shelf.minisig", 304)]

    # A month later there is a better one.
    text = (pack / "pack.yaml").read_text(encoding="utf-8")
    (pack / "pack.yaml").write_text(text.replace("version: 1.0.0", "version: 1.10"), encoding="utf-8")
    better = web / "sundays-1.10.companion.zip"
    author.does(f"pack build sundays -o {quote(web)}", f"pack sign {quote(better)}", f"shelf build {quote(web)}")
    shown = client.does("pack update --yes", "pack verify")
    assert "1.0.0 to 1.10, by Dr May Example" in shown
    assert "sundays  1.10  unchanged" in shown

    # Somebody puts their own in its place.
    stranger = Person(author.home.parent / "stranger")
    stranger.does("key new", f"pack build {quote(pack)}", "pack sign sundays-1.10.companion.zip")
    better.write_bytes((stranger.home / better.name).read_bytes())
    assert "Careful: this may not come from" in client.does(f"pack install {address}{better.name} --yes", code=1)
    shown = client.does("pack update --yes", "pack verify")
    assert "There is nothing new." in shown
    assert "sundays  1.10  unchanged" in shown
