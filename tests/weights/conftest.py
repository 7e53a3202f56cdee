"""Small models to download from a real web server on this machine."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from companion.weights.catalog import Catalog, CatalogModel, DownloadSource
from tests.webserver import server as server

FILES = {"README": b"a small model\n", "am/final.mdl": bytes(range(256)) * 2000, "conf/model.conf": b"--beam=10\n"}


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


def source(data: bytes, *, where: str, kind: str = "url", take: str = "small-1", **more: Any) -> DownloadSource:
    values: dict[str, Any] = {
        "kind": kind,
        "where": where,
        "version": "" if kind == "url" else "1.0.0",
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "file": "",
        "take": take,
    }
    return DownloadSource(**(values | more))


def catalog_of(*sources: DownloadSource, name: str = "small-1", unpacked: int = 1_000_000) -> Catalog:
    model = CatalogModel(
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
        self.began: list[str] = []
        self.here: list[str] = []

    def note(self, text: str) -> None:
        self.notes.append(text)

    def progress(self, done: int, total: int) -> None:
        assert 0 <= done <= total
        self.bytes.append(done)

    def begins(self, name: str) -> None:
        self.began.append(name)

    def is_here(self, name: str) -> None:
        self.here.append(name)
