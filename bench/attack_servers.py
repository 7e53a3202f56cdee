"""Attacks by servers: hostile ones on this machine, from which the program downloads with short deadlines."""

from __future__ import annotations

import contextlib
import datetime
import random
import shutil
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.attack_home import BROKEN, LEAKED, ended, told
from bench.attack_packs import PACK, PASSPHRASE, two_versions
from bench.hostile_server import LONGEST_ANSWER, HostileServer, certificate
from companion.fetch import connection, download, web
from companion.fetch.web import Web, fetch_named
from companion.packs.getting import fetch
from companion.packs.index import build_shelf
from companion.packs.keys import open_key
from companion.packs.subscriptions import Looked, first_look, look

_DEADLINE = 0.25
"""Seconds that each of the program's deadlines lasts here. In use they are 8 to 60."""
_MOST_SECONDS = 6.0
"""Seconds that one download may take: three small files, each opened, read and tried again."""
_MOST_BYTES = 3_000_000
"""Bytes of a file without a known size that may be fetched here."""


def servers(work: Path, count: int, chance: random.Random) -> Iterator[str]:
    """Looks at a shelf, fetches a pack, or downloads a file from a server that misbehaves at random.

    The outcome has to be the author's own bytes, or a refusal in words, within the deadlines.
    """
    if not count:
        return
    keys, (_, newest) = work / f"keys-{PACK}", two_versions(work)
    secret = open_key(PASSPHRASE, keys / "author.key")
    shelf = work / "shelf"
    shelf.mkdir()
    shutil.copy(newest, shelf)
    build_shelf(shelf, secret, datetime.datetime.now(datetime.UTC))
    right = {file.name: file.read_bytes() for file in shelf.iterdir()}
    into = work / "into"
    threads = threading.active_count()
    with (
        _short_deadlines(),
        HostileServer(right, chance) as plain,
        HostileServer(right, chance, certificate(work)) as secret_line,
    ):
        for _ in range(count):
            server = plain if chance.random() < 0.9 else secret_line
            server.use(chance)
            shutil.rmtree(into, ignore_errors=True)
            into.mkdir()
            got: list[bytes] = []
            attack = partial(chance.choice(_ATTACKS), server.url, right, into, got, chance)
            begun = time.monotonic()
            end = ended(attack)
            took = time.monotonic() - begun
            wrong = [each for each in got if each not in right.values()]
            large = [file for file in into.rglob("*") if file.stat().st_size > _MOST_BYTES]
            if wrong or large or any(file.parent != into for file in into.rglob("*")):
                told(LEAKED, f"{server.used}, {_name(attack)}: {wrong!r:.300} {large}")
                end = LEAKED
            elif took > _MOST_SECONDS or end == BROKEN:
                told(BROKEN, f"{server.used}, {_name(attack)}: {took:.1f} s, {end}")
                end = BROKEN
            yield end
    until = time.monotonic() + LONGEST_ANSWER + 1
    while threading.active_count() > threads and time.monotonic() < until:
        time.sleep(0.05)
    if threading.active_count() > threads:
        told("servers", f"{threading.active_count() - threads} threads are left")


def _name(attack: partial[None]) -> str:
    return str(getattr(attack.func, "__name__", attack.func))


# ---- the program's side ---------------------------------------------------------------------------------------------


def _new_shelf(url: str, right: dict[str, bytes], into: Path, got: list[bytes], chance: random.Random) -> None:
    """Looks at the shelf for the first time: the key that comes is what a person would be asked about."""
    looked = first_look(url, Web(url), datetime.datetime.now(datetime.UTC))
    if looked.shelf.key.file_bytes() in right.values():
        _take(looked, url, into, got)


def _known_shelf(url: str, right: dict[str, bytes], into: Path, got: list[bytes], chance: random.Random) -> None:
    """Looks again at a shelf that is known, and fetches its pack."""
    now = datetime.datetime.now(datetime.UTC)
    known = first_look(url, _Right(right), now)
    _take(look(known.shelf, known.data if chance.random() < 0.5 else None, Web(url), now), url, into, got)


def _take(looked: Looked, url: str, into: Path, got: list[bytes]) -> None:
    got.append(looked.data)
    got.append(fetch(looked.index.packs[0], Web(url), into).read_bytes())


def _named(url: str, right: dict[str, bytes], into: Path, got: list[bytes], chance: random.Random) -> None:
    """Downloads a file of unknown size and hash. Only its size is bounded; the pack in it is checked elsewhere."""
    name = next(name for name in right if name.endswith(".zip"))
    fetch_named(url + name, into, _MOST_BYTES)


_ATTACKS = (_new_shelf, _known_shelf, _known_shelf, _named)


class _Right:
    """A source that gives the right files."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files

    def small(self, name: str, most: int, tags: object) -> tuple[bytes, dict[str, str]]:
        return self._files[name], {"etag": '"one"'}

    def file(self, name: str, part: Path, size: int, sha256: str) -> None:
        part.write_bytes(self._files[name])


@contextlib.contextmanager
def _short_deadlines() -> Iterator[None]:
    kept = (connection.OPEN_SECONDS, connection.READ_SECONDS, connection.STUCK_SECONDS)
    more = (download.SLOW_SECONDS, web.SMALL_SECONDS)
    connection.OPEN_SECONDS = connection.READ_SECONDS = connection.STUCK_SECONDS = _DEADLINE
    download.SLOW_SECONDS = web.SMALL_SECONDS = _DEADLINE
    try:
        yield
    finally:
        connection.OPEN_SECONDS, connection.READ_SECONDS, connection.STUCK_SECONDS = kept
        download.SLOW_SECONDS, web.SMALL_SECONDS = more
