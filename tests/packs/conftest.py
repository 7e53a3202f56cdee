"""Small packs, an author with a key, and a home of everybody's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from minisign import SecretKey

from companion.packs.building import build
from companion.packs.keys import AuthorKey, make_key, open_key
from companion.packs.shelf import Shelf
from companion.packs.signing import sign_pack
from tests.packs.written import put

PASSPHRASE = "four quiet words here"

EXERCISE = """format: 1
id: {id}
title: {title}
summary: For the tests.
people: 1
kind: settle
cautions: [For tests only.]
sources: [Made up]
author: Anna Example
license: CC-BY-4.0
steps:
  - Look around you.
  - wait: 20s
ending:
  - Done.
"""

PACK = """id: {id}
version: {version}
title: Calm down
summary: Two short ways.
author: {author}
license: CC-BY-4.0
cautions:
  - Not reviewed by a clinician.
"""

MakeFolder = Callable[..., Path]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("COMPANION_HOME", str(home))
    monkeypatch.delenv("COMPANION_PASSPHRASE", raising=False)
    return home


@pytest.fixture
def folder_of(tmp_path: Path) -> MakeFolder:
    def make(
        id: str = "calm", version: str = "1.0.0", author: str = "Anna Example", where: str = "", **files: bytes
    ) -> Path:
        folder = tmp_path / "folders" / (where or f"{id}-{version}-{author}")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pack.yaml").write_text(PACK.format(id=id, version=version, author=author), encoding="utf-8")
        for name in ("look", "listen"):
            text = EXERCISE.format(id=f"{id}-{name}", title=f"{name.title()} around")
            (folder / f"{id}-{name}.yaml").write_text(text, encoding="utf-8")
        for name, data in files.items():
            (folder / name.replace("__", ".")).write_bytes(data)
        return folder

    return make


def no_check(folder: Path) -> None:
    """A Check that finds nothing."""


@dataclass(frozen=True)
class Author:
    """Somebody who gives packs out."""

    keys: Path
    key: AuthorKey
    out: Path
    secret: SecretKey
    _folder_of: MakeFolder

    def pack(self, id: str = "calm", version: str = "1.0.0", author: str = "Anna Example", **files: bytes) -> Path:
        """A signed pack."""
        return self.sign(self.unsigned(id, version, author, **files))

    def unsigned(self, id: str = "calm", version: str = "1.0.0", author: str = "Anna Example", **files: bytes) -> Path:
        return build(self._folder_of(id, version, author, **files), self.out, no_check).file

    def sign(self, file: Path) -> Path:
        sign_pack(file, self.secret)
        return file


@pytest.fixture(scope="session")
def all_keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, AuthorKey, SecretKey]]:
    """Two authors' keys, made and opened once: each takes a moment."""
    folder = tmp_path_factory.mktemp("keys")
    return {
        name: (folder / name, make_key(PASSPHRASE, folder / name), open_key(PASSPHRASE, folder / name / "author.key"))
        for name in ("anna", "bela")
    }


AllKeys = dict[str, tuple[Path, AuthorKey, SecretKey]]


def _author(name: str, keys: AllKeys, tmp_path: Path, folder_of: MakeFolder) -> Author:
    out = tmp_path / f"from-{name}"
    out.mkdir()
    folder, public, secret = keys[name]
    return Author(folder, public, out, secret, folder_of)


@pytest.fixture
def anna(all_keys: AllKeys, tmp_path: Path, folder_of: MakeFolder) -> Author:
    return _author("anna", all_keys, tmp_path, folder_of)


@pytest.fixture
def bela(all_keys: AllKeys, tmp_path: Path, folder_of: MakeFolder) -> Author:
    return _author("bela", all_keys, tmp_path, folder_of)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "exercises"
    put(root / "calm" / "right-now.yaml", "One minute")
    put(root / "calm" / "look-around.yaml", "Look around")
    (root / "calm" / "pack.yaml").write_text("id: calm\ntitle: Calm down\n", encoding="utf-8")
    put(root / "another-pack" / "file-name.yaml", "Another", id="other-id")
    put(root / "loose.yaml", "Loose")
    (root / "calm" / "broken.yaml").write_text("format: 1\n", encoding="utf-8")
    (root / "calm" / "notes.txt").write_text("not an exercise", encoding="utf-8")
    (root / "calm" / ".hidden.yaml").write_text("not an exercise", encoding="utf-8")
    return root


@pytest.fixture
def shelf(root: Path, tmp_path: Path) -> Shelf:
    return Shelf([root, tmp_path / "nowhere"], cache=tmp_path / "cache" / "list.json")
