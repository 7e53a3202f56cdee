"""The catalog that ships, and catalogs that somebody edited badly."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.errors import CompanionError
from companion.weights.catalog import BadCatalog, read_catalog

OURS = Path(__file__).parents[2] / "models" / "catalog.yaml"
GOOD = """
format: 1
default: [m]
models:
  m:
    title: t
    for: hearing
    language: en
    license: CC0
    size: 1
    unpacked: 1
    without: w
    sources:
      - {kind: npm, package: "@a/b", version: 1.0.0, size: 1, sha256: SHA}
""".replace("SHA", "a" * 64)


def test_ours() -> None:
    catalog = read_catalog(OURS)
    assert catalog.default == ("vosk-model-small-en-us-0.15", "piper-en_US-joe-medium")
    english = catalog.find(catalog.default[0])
    assert [source.kind for source in english.sources] == ["url", "npm"]
    assert catalog.find("joe").use == "speaking"
    assert catalog.find("heart") is catalog.find("nicole")
    for model in catalog:
        assert model.without.endswith(".")
        assert model.size >= max(source.size for source in model.sources)


def test_no_registry_address_in_ours() -> None:
    assert [source.where for model in read_catalog(OURS) for source in model.sources if source.kind == "url"] == [
        "https://alphacephei.com/vosk/models/vosk-model-small-en-us-0.15.zip"
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("format: 1", "format: 2", "only knows format 1"),
        ("default: [m]", "default: [n]", "names n"),
        ("default: [m]", "default: []", "`default` should be a list"),
        ("    title: t\n", "", "`title` should be text"),
        ("size: 1\n    unpacked", "size: -1\n    unpacked", "whole number"),
        ("size: 1\n    unpacked", "size: yes\n    unpacked", "whole number"),
        ("for: hearing", "for: dancing", "hearing or speaking"),
        ("    without: w", "    without: w\n    extra: x", "I don't know these names: extra"),
        ("  m:\n", "  ../m:\n", "folder's name"),
        ("kind: npm", "kind: ftp", "one of url, npm, pypi"),
        ('package: "@a/b"', "package: --help", "plain name"),
        ('package: "@a/b"', "package: ../b", "plain name"),
        ("version: 1.0.0", "version: --x", "plain name"),
        ("a" * 64, "a" * 63 + "x", "64 hexadecimal"),
        ("kind: npm, package: \"@a/b\", version: 1.0.0", "kind: url, url: 'http://example.org/x'", "https://"),
        ("models:", "models: [", "can't read it"),
        ("title: t", "title: !!python/object/apply:os.system [ls]", "can't read it"),
    ],
)  # fmt: skip
def test_mistakes(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    path = tmp_path / "catalog.yaml"
    path.write_text(GOOD)
    read_catalog(path)
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(BadCatalog, match=says):
        read_catalog(path)


def test_no_catalog(tmp_path: Path) -> None:
    with pytest.raises(BadCatalog, match="can't read it"):
        read_catalog(tmp_path / "none.yaml")


def test_did_you_mean() -> None:
    with pytest.raises(CompanionError) as caught:
        read_catalog(OURS).find("jow")
    assert caught.value.hint == "Did you mean “joe”?"


PIECES = """
format: 1
default: [m]
models:
  m:
    title: t
    for: speaking
    voice: one, two
    language: en
    license: CC0
    size: 30
    unpacked: 30
    without: w
    sources:
      - kind: pieces
        files: {whole.bin: SHA}
        pieces:
          - {kind: pypi, package: a, version: 1.0.0, size: 10, sha256: SHA, file: a/1, to: whole.bin}
          - {kind: npm, package: b, version: 1.0.0, size: 20, sha256: SHA, file: b/2, to: whole.bin}
""".replace("SHA", "a" * 64)


def test_pieces(tmp_path: Path) -> None:
    file = tmp_path / "catalog.yaml"
    file.write_text(PIECES)
    model = read_catalog(file).find("two")
    assert model.voices == ("one", "two")
    (source,) = model.sources
    assert source.size == 30
    assert [(piece.source.where, piece.source.file, piece.to) for piece in source.pieces] == [
        ("a", "a/1", "whole.bin"),
        ("b", "b/2", "whole.bin"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kind: pypi", "kind: url, url: 'https://example.org/x'", "a file of an npm or pypi package"),
        ("kind: pypi", "kind: pieces", "should be a list"),
        (", file: a/1", "", "a file of an npm or pypi package"),
        ("to: whole.bin}\n          - {kind: npm", "to: ../x}\n          - {kind: npm", "a file of an npm or pypi"),
        ("files: {whole.bin:", "files: {other.bin:", "`whole.bin` should be text"),
        ("files: {", "files: {more.bin: x, ", "I don't know these names: more.bin"),
        ("        files:", "        extra: 1\n        files:", "I don't know these names: extra"),
        ("package: a,", "package: --help,", "plain name"),
    ],
)
def test_pieces_that_somebody_edited_badly(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in PIECES
    file = tmp_path / "catalog.yaml"
    text = PIECES.replace(old, new, 1)
    file.write_text(text.replace("package: a, version: 1.0.0, ", "") if "url:" in new else text)
    with pytest.raises(BadCatalog, match=says):
        read_catalog(file)
