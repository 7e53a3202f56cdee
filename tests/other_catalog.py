"""A catalog of models on this machine, for the program and for every process that it starts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

HEARING = "vosk-model-small-en-us-0.15"
SPEAKING = "piper-en_US-joe-medium"
"""The names by which listening and the voice find their models."""

_ENTRY = """\
  {name}:
    title: {title}
    for: {use}
    language: en
    license: CC0-1.0
    size: {size}
    unpacked: {unpacked}
    without: Keys work.
    sources:
      - {{kind: url, url: "{url}", size: {size}, sha256: {sha256}, take: {take}}}
"""
_READS_ANOTHER = """\
import pathlib
import companion.resources
companion.resources.catalog_path = lambda: pathlib.Path({file!r})
"""


def write_catalog(folder: Path, url: str, archive: bytes, *, take: str = "small-1", unpacked: int = 1_000_000) -> Path:
    """Writes a catalog of these two models, both with this archive at `url`. Returns its file."""
    return write_catalog_of(folder, dict.fromkeys((HEARING, SPEAKING), (url, archive)), take=take, unpacked=unpacked)


def write_catalog_of(folder: Path, archives: Mapping[str, tuple[str, bytes]], *, take: str, unpacked: int) -> Path:
    """Writes a catalog in which each of the two models has an archive of its own, at an address of its own."""
    text = f"format: 1\ndefault: [{HEARING}, {SPEAKING}]\nmodels:\n"
    for name, archive in archives.items():
        title, use = ("spoken commands", "hearing") if name == HEARING else ("the voice", "speaking")
        text += entry_of(name, title, use, archive, take=take, unpacked=unpacked)
        text += "    voice: joe\n" if name == SPEAKING else ""
    file = folder / "catalog.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def entry_of(name: str, title: str, use: str, archive: tuple[str, bytes], *, take: str, unpacked: int) -> str:
    """Returns the catalog's lines of one model. `archive`: its address and its bytes."""
    url, data = archive
    shared = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "url": url, "take": take}
    return _ENTRY.format(name=name, title=title, use=use, unpacked=unpacked, **shared)


def reading(catalog: Path) -> dict[str, str]:
    """Returns the environment in which every Python process of the program reads this catalog."""
    folder = catalog.parent / "reads-another"
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(_READS_ANOTHER.format(file=str(catalog)), encoding="utf-8")
    return {"PYTHONPATH": str(folder)}
