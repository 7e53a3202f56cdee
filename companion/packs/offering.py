"""A pack on the doorstep: read, checked, unpacked beside the others and judged, before anybody is asked anything.

An `Offer` is all that a person needs for their answer; `accept` puts the pack in its place. Until then nothing is
installed, and where anything is wrong with it nothing ever will be.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from companion.errors import CompanionError
from companion.packs.about import Version
from companion.packs.archive import Report, open_archive, silent
from companion.packs.installed import Installed, Library, altered
from companion.packs.keeping import in_words
from companion.packs.keys import AuthorKey, own_key
from companion.packs.manifest import MANIFEST, Manifest, check_program
from companion.packs.names import RECORDINGS
from companion.packs.refusals import KeyChanged, KeyTrouble, PackRefused, SameName
from companion.packs.shelf import read_folder
from companion.packs.signing import signer_of
from companion.packs.trust import Author, Standing, Trust


class Step(Enum):
    """What installing it would do."""

    NEW = "new"
    NEWER = "newer"
    SAME = "same"
    """This very pack is installed, and whole."""
    AGAIN = "again"
    """This very pack is installed, and not what it was; or another one with the same version."""
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class Content:
    """One exercise of it."""

    title: str
    people: int
    kind: str
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the person said beforehand."""

    older: bool = False
    new_key: bool = False
    """They were told by telephone that the author has a new key; the six words are still asked for."""
    another: bool = False
    """The same, that it is another author with a known one's name; both are known then."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A pack that could be installed; good only inside `offered`."""

    manifest: Manifest
    key: AuthorKey | None
    standing: Standing
    changed: KeyChanged | None
    """Set where the author's key changed and that was allowed for: only the typed words may wave it through."""
    step: Step
    installed: Installed | None
    contents: tuple[Content, ...]
    recordings: int
    shelf: str
    source: str
    like: Author | None
    """Another author, known already, whose name is the same or looks like it."""
    beside: bool
    """Whether the author is taken for another one than those of the same name."""
    _fresh: Path
    _library: Library
    _trust: Trust

    def accept(self, today: str) -> Path | None:
        """Installs it. Returns where the old version was kept, if the person had changed it. Raises PackRefused."""
        if self.key is not None:
            self._trust.accept(self.manifest, self.key, today, beside=self.beside)
        return self._library.put(
            self._fresh, self.manifest, key=self.key, source=self.source, shelf=self.shelf, today=today
        )


@contextlib.contextmanager
def offered(
    file: Path,
    library: Library,
    trust: Trust,
    *,
    source: str,
    shelf: str = "",
    expected: tuple[str, str] | None = None,
    allowed: Allowed = Allowed(),
    report: Report = silent,
) -> Iterator[Offer]:
    """The pack in `file`, wholly checked. `expected` is the id and version that a shelf promised.

    Raises PackRefused or KeyChanged; nothing is left behind then.
    """
    with open_archive(file) as pack:
        manifest = pack.manifest
        if expected is not None and expected != (manifest.id, manifest.version):
            raise PackRefused(
                f"The shelf promised {' '.join(expected)}, and this is {manifest.id} {manifest.version}.",
                hint="Nothing was installed. Tell the shelf's author.",
            )
        key = signer_of(pack)
        check_program(manifest)
        library.check_place(manifest.id)
        installed = _installed(library, manifest.id)
        standing, changed = _judged(trust, manifest, key, allowed)
        step = _step(pack.manifest_bytes, manifest, key, installed, allowed)
        with library.incoming(manifest.total) as work:
            fresh = work / manifest.id
            try:
                fresh.mkdir()
                pack.unpack(fresh, report=report, sync=installed is not None)
            except OSError as error:
                raise in_words(error, library.root) from error
            yield Offer(
                manifest=manifest,
                key=key,
                standing=standing,
                changed=changed,
                step=step,
                installed=installed,
                contents=_contents(fresh),
                recordings=sum(name.casefold().endswith(RECORDINGS) for name in manifest.files),
                shelf=shelf,
                source=source,
                like=trust.like(manifest.author, key) if key is not None else None,
                beside=allowed.another,
                _fresh=fresh,
                _library=library,
                _trust=trust,
            )


def _installed(library: Library, pack_id: str) -> Installed | None:
    try:
        return library.get(pack_id)
    except PackRefused:
        # Its papers are broken: to be installed anew is the cure, and what lies there is kept as changed.
        return None


def _judged(
    trust: Trust, manifest: Manifest, key: AuthorKey | None, allowed: Allowed
) -> tuple[Standing, KeyChanged | None]:
    try:
        own = own_key()
    except KeyTrouble:
        own = None
    try:
        return trust.judge(manifest, key, own), None
    except KeyChanged as stop:
        if key is None or not (allowed.new_key or (allowed.another and isinstance(stop, SameName))):
            raise
        return Standing.FIRST_TIME, stop


def _step(
    manifest_bytes: bytes, manifest: Manifest, key: AuthorKey | None, installed: Installed | None, allowed: Allowed
) -> Step:
    if installed is None:
        return Step.NEW
    mine, theirs = Version.of(manifest.version), installed.version
    if mine < theirs:
        if not allowed.older:
            raise PackRefused(
                f"It is older than what you have: {manifest.version}, and {installed.manifest.version} is installed.",
                hint="If you really want the older one back, do the same again with --older.",
            )
        return Step.OLDER
    if mine > theirs:
        return Step.NEWER
    try:
        same = (installed.folder / MANIFEST).read_bytes() == manifest_bytes and installed.key == key
    except OSError:
        same = False
    if same:
        return Step.AGAIN if altered(installed.folder) else Step.SAME
    if key is not None and key == installed.key and not allowed.older:
        raise PackRefused(
            f"Version {manifest.version} is installed, and this is another pack with the same version.",
            hint="Ask its author for one with a higher version; or, to take this one, do the same again with --older.",
        )
    return Step.AGAIN


def _contents(folder: Path) -> tuple[Content, ...]:
    """Its exercises. Raises PackRefused where one of them cannot be used."""
    good, broken = read_folder(folder)
    for name, error in sorted(broken.items()):
        raise PackRefused(
            f"An exercise in it cannot be used: {name}.yaml ({_without_folder(error, folder)})",
            hint="Ask its author for a mended version; `companion check` shows them what is wrong.",
        ) from error
    exercises = [reading.exercise for _, reading in sorted(good.items())]
    return tuple(Content(each.title, each.people, each.kind, each.cautions) for each in exercises)


def _without_folder(error: CompanionError, folder: Path) -> str:
    return error.message.replace(str(folder), "").strip()
