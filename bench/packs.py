"""Measures packs and shelves: a large pack, many installed ones, and a shelf of ten thousand on a web server on this
machine.

`python -m bench packs`. Everything happens in a temporary folder; each step that is to be measured for memory runs in a
process of its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import figures
from bench.small_packs import exercise_text, pack_text

if TYPE_CHECKING:
    from minisign import SecretKey

LARGE = 200_000_000
MANY = 500
SHELF = 10_000
CHANGED = 10
_PASSPHRASE = "for figures only"

# Runs `companion …` and prints its time and memory. The memory is that of the whole process, Python included.
# (getrusage would also count this process, from which the other one was started.)
_MEASURED = """
import pathlib, re, sys, time
from companion.cli import main
start = time.perf_counter()
code = main(sys.argv[1:])
took = time.perf_counter() - start
status = pathlib.Path("/proc/self/status")
most = re.search(r"VmHWM: *\\s*(\\d+) kB", status.read_text()) if status.exists() else None
print(f"TOOK {took} {int(most[1]) * 1024 if most else 'nan'}", file=sys.stderr)
sys.exit(code)
"""


def run() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-packs-") as folder:
        work = Path(folder)
        os.environ["COMPANION_HOME"] = str(work / "home")
        os.environ["COMPANION_PASSPHRASE"] = _PASSPHRASE
        from companion.packs.keys import make_key, open_key

        make_key(_PASSPHRASE)
        secret = open_key(_PASSPHRASE)
        figures.table(f"A pack of {LARGE / 1e6:.0f} MB with recordings", _large(work))
        figures.table(f"{MANY} packs", _many(work, secret))
        figures.table(f"A shelf of {SHELF:,} packs, over http on this machine", _shelf(work, secret))


def _companion(*arguments: str | Path) -> tuple[float, float]:
    """Runs a command. Returns the seconds, and the most memory in MB."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    _, seconds, memory = done.stderr.splitlines()[-1].split()
    return float(seconds), float(memory) / 1e6


def _large(work: Path) -> list[tuple[str, str, str]]:
    folder = work / "large"
    folder.mkdir()
    (folder / "pack.yaml").write_text(pack_text("large"), encoding="utf-8")
    (folder / "look.yaml").write_text(exercise_text("look"), encoding="utf-8")
    piece = os.urandom(1 << 20)
    for number in range(10):
        with (folder / f"part{number}.ogg").open("wb") as out:
            for _ in range(LARGE // 10 // len(piece)):
                out.write(piece)
    size = sum(file.stat().st_size for file in folder.iterdir())

    def disk() -> None:
        with (work / "copy").open("wb") as out:
            for file in folder.iterdir():
                with file.open("rb") as source:
                    while block := source.read(1 << 20):
                        out.write(block)
            out.flush()
            os.fsync(out.fileno())

    took = _timed(disk)
    rows = [("copying the same bytes to the disk", _speed(size, took), "(for comparison)")]
    pack = work / "large-1.0.0.companion.zip"
    for name, arguments in (
        ("build", ["pack", "build", folder, "-o", work]),
        ("sign (it is written anew)", ["pack", "sign", pack]),
        ("verify", ["pack", "verify", pack]),
        ("install", ["pack", "install", pack, "--yes"]),
        ("verify what is installed", ["pack", "verify", "large"]),
        ("remove", ["pack", "remove", "large", "--yes"]),
    ):
        seconds, memory = _companion(*arguments)
        rows.append((name, _speed(size, seconds), f"{memory:.0f} MB of memory at most"))
    small = work / "small"
    small.mkdir()
    for file in folder.glob("*.yaml"):
        (small / file.name).write_bytes(file.read_bytes().replace(b"large", b"small"))
    _, memory = _companion("pack", "build", small, "-o", work)
    return [*rows, ("build a pack of one text", "", f"{memory:.0f} MB of memory at most")]


def _pack(id: str, version: str, secret: SecretKey, out: Path) -> Path:
    """Makes a small signed pack quickly, without flushing anything to the disk."""
    from companion.packs.keys import public_of
    from companion.packs.manifest import AUTHOR_KEY, MANIFEST, SIGNATURE, FileFacts, Manifest, write_manifest
    from companion.packs.plain_zip import write_archive
    from companion.packs.signatures import comment_of

    files = {
        "pack.yaml": pack_text(id, version).encode(),
        f"{id}.yaml": exercise_text(id).encode(),
    }
    facts = {name: FileFacts(size=len(data), sha256=hashlib.sha256(data).hexdigest()) for name, data in files.items()}
    manifest = Manifest(id=id, version=version, title=f"Pack {id}", author="Bench", license="CC-BY-4.0", files=facts)
    data = write_manifest(manifest)
    specials = {
        MANIFEST: data,
        SIGNATURE: bytes(secret.sign(data, trusted_comment=comment_of(manifest))) + b"\n",
        AUTHOR_KEY: public_of(secret).file_bytes(),
    }
    target = out / f"{manifest.full_name}.companion.zip"
    with target.open("w+b") as file:
        write_archive(file, specials, manifest, lambda name: iter([files[name]]))
    return target


def _many(work: Path, secret: SecretKey) -> list[tuple[str, str, str]]:
    from companion.packs.installed import Library
    from companion.packs.offering import offered
    from companion.packs.trust import Trust

    out = work / "many"
    out.mkdir()
    packs = [_pack(f"many-{number}", "1.0", secret, out) for number in range(MANY)]
    newer = [_pack(f"many-{number}", "1.1", secret, out) for number in range(MANY)]

    def install(files: list[Path]) -> None:
        for file in files:
            with offered(file, Library(), Trust(), source=str(file)) as offer:
                offer.accept("2026-11-22")

    rows = [("install them all", f"{_timed(lambda: install(packs)):.1f} s", "in one process")]
    rows.append(("install a newer version of each", f"{_timed(lambda: install(newer)):.1f} s", ""))
    for name, arguments in (
        ("companion pack list", ["pack", "list"]),
        ("companion pack verify", ["pack", "verify"]),
        ("companion list, the first time", ["list"]),
        ("companion list", ["list"]),
    ):
        seconds, memory = _companion(*arguments)
        rows.append((name, f"{seconds:.2f} s", f"{memory:.0f} MB of memory at most"))
    return rows


def _shelf(work: Path, secret: SecretKey) -> list[tuple[str, str, str]]:
    from companion.packs.index import HEAD, build_shelf

    out = work / "shelf"
    out.mkdir()
    for number in range(SHELF):
        _pack(f"many-{number}", "1.1", secret, out)
    rows: list[tuple[str, str, str]] = []

    def build() -> None:
        built = build_shelf(out, secret, datetime.now(UTC))
        sizes["head"], sizes["list"] = len(built.head.signature), built.head.size

    sizes: dict[str, int] = {}
    rows.append(("companion shelf build", f"{_timed(build):.1f} s", ""))
    rows.append(("its head and its list", f"{sizes['head']} bytes, {sizes['list'] / 1e6:.2f} MB", HEAD))
    with _server(out) as (address, sent):

        def measure(name: str, *arguments: str) -> None:
            sent.clear()
            seconds, memory = _companion(*arguments)
            asked = f"{len(sent)} requests, {sum(sent) / 1e6:.2f} MB, {memory:.0f} MB of memory at most"
            rows.append((name, f"{seconds:.2f} s", asked))

        measure("companion shelf add", "shelf", "add", address, "--yes")
        measure(f"update, nothing new, {MANY} installed", "pack", "update", "--yes")
        for number in range(CHANGED):
            _pack(f"many-{number}", "2.0", secret, out)
        rows.append(("companion shelf build again", f"{_timed(build):.1f} s", ""))
        measure(f"update, {CHANGED} new", "pack", "update", "--yes")
        measure("update, nothing new again", "pack", "update", "--yes")
        measure("install one by its name", "pack", "install", f"many-{SHELF - 1}", "--yes")
    listed = json.loads(
        subprocess.run(
            [sys.executable, "-m", "companion", "pack", "list", "--json"], capture_output=True, text=True, check=True
        ).stdout
    )
    assert sum(pack["version"] == "2.0" for pack in listed) == CHANGED
    return rows


class _Counting(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None: ...

    def copyfile(self, source: Any, outputfile: Any) -> None:
        super().copyfile(source, outputfile)
        self.server.sent[-1] = source.tell()  # type: ignore[attr-defined]

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        self.server.sent.append(0)  # type: ignore[attr-defined]


class _server:
    """A static web server over a folder, with its address and the bytes of each answer."""

    def __init__(self, folder: Path) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Counting, directory=str(folder)))
        self._server.sent = []  # type: ignore[attr-defined]

    def __enter__(self) -> tuple[str, list[int]]:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_address[1]}/", self._server.sent  # type: ignore[attr-defined]

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _speed(size: int, seconds: float) -> str:
    return f"{seconds:.2f} s, {size / seconds / 1e6:.0f} MB/s"
