"""Prepares a pack for installing: reads it, checks it, and unpacks it beside the others, before the person is asked.

An `Offer` holds everything that the person needs for their answer; `accept` installs the pack. A pack with any fault is
never offered.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from companion.closeness.items import ItemList
from companion.errors import CompanionError
from companion.exercise.problems import ExerciseMistakes
from companion.packs.about import Version
from companion.packs.archive import Report, open_archive, silent
from companion.packs.file_names import RECORDINGS
from companion.packs.installed import Library
from companion.packs.item_shelf import list_files, load_list
from companion.packs.keeping import in_words
from companion.packs.keys import AuthorKey, own_key
from companion.packs.loading import read_folder, unplayable
from companion.packs.manifest import MANIFEST, Manifest, check_program
from companion.packs.receipts import Installed, altered
from companion.packs.refusals import KeyChanged, KeyTrouble, PackRefused
from companion.packs.signing import signer_of
from companion.packs.trust import Author, Standing, Trust, changed_meanwhile


class Step(Enum):
    """The change that installing a pack would make."""

    NEW = "new"
    NEWER = "newer"
    SAME = "same"
    """Exactly this pack is installed, and unchanged."""
    AGAIN = "again"
    """Exactly this pack is installed but was changed; or another pack with the same version is."""
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class Content:
    """One exercise of the pack, or one list of kinds of closeness."""

    title: str
    people: int
    kind: str
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allowed:
    """The person's answers that were given beforehand."""

    older: bool = False
    new_key: bool = False
    """They already know, by telephone, that the author has a new key; the six words are still asked for."""
    another: bool = False
    """They already know that it is another author with the same name as a known one, or with a pack of the same name;
    then both are kept."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a pack in view of the installed packs and the known authors. The person is shown it, and accepts
    or refuses."""

    standing: Standing
    changed: KeyChanged | None
    """Set if the author's key changed and `Allowed` permits that: it is accepted only once the six words are typed."""
    step: Step
    installed: Installed | None
    """The pack that it would replace."""
    like: Author | None
    """Another author, known already, whose name is the same or looks like it."""

    def is_no_worse_than(self, shown: Judgement) -> bool:
        """Tells whether a person who accepted the judgement `shown` has accepted everything in this one as well."""
        # Meanwhile the same key may have been accepted elsewhere.
        known = self.standing is shown.standing or (self.standing, shown.standing) == (
            Standing.KNOWN,
            Standing.FIRST_TIME,
        )
        return (
            known
            and (self.changed is None or (shown.changed is not None and str(self.changed) == str(shown.changed)))
            and (self.step, self.installed) == (shown.step, shown.installed)
            and (self.like is None or (shown.like is not None and self.like.key == shown.like.key))
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """A pack that could be installed. It can be used only within `with offered(...)`."""

    manifest: Manifest
    key: AuthorKey | None
    judgement: Judgement
    contents: tuple[Content, ...]
    recordings: int
    shelf: str
    source: str
    _manifest_bytes: bytes
    _allowed: Allowed
    _fresh: Path
    _library: Library
    _trust: Trust

    @property
    def standing(self) -> Standing:
        return self.judgement.standing

    @property
    def changed(self) -> KeyChanged | None:
        return self.judgement.changed

    @property
    def step(self) -> Step:
        return self.judgement.step

    @property
    def installed(self) -> Installed | None:
        return self.judgement.installed

    @property
    def like(self) -> Author | None:
        return self.judgement.like

    def accept(self, today: str) -> Path | None:
        """Installs the pack. Returns where the old version was kept, if the person had changed it. `today`: YYYY-MM-DD.

        First it judges the pack again under a lock, by the packs and authors that are there now. Raises KeyChanged, or
        PackRefused if the judgement is worse than the one that the person was shown.
        """
        with self._trust.changing():
            now = judged(self.manifest, self._manifest_bytes, self.key, self._library, self._trust, self._allowed)
            if not now.is_no_worse_than(self.judgement):
                raise changed_meanwhile()
            if self.key is not None:
                replacing = now.changed is not None and not self._allowed.another
                self._trust.accept(self.manifest, self.key, today, beside=not replacing)
            return self._library.put(
                self._fresh,
                self.manifest,
                place=self._library.place(self.manifest, self.key, now.installed),
                key=self.key,
                source=self.source,
                shelf=self.shelf,
                today=today,
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
    """Opens the pack in `file` and checks all of it. `expected` is the id and version that a shelf promised.

    Raises PackRefused or KeyChanged; nothing is left behind then.
    """
    with open_archive(file) as pack:
        manifest = pack.manifest
        if expected is not None and expected != (manifest.id, manifest.version):
            raise PackRefused(
                f"The shelf sent {manifest.id} {manifest.version}, but its list says {' '.join(expected)}.",
                hint="Nothing was installed. Please send the shelf's author the line above.",
            )
        key = signer_of(pack)
        check_program(manifest)
        judgement = judged(manifest, pack.manifest_bytes, key, library, trust, allowed)
        with library.incoming(manifest.total) as work:
            fresh = work / manifest.id
            try:
                fresh.mkdir()
                pack.unpack(fresh, report=report)
            except OSError as error:
                raise in_words(error, library.root) from error
            yield Offer(
                manifest=manifest,
                key=key,
                judgement=judgement,
                contents=_contents(fresh),
                recordings=sum(name.casefold().endswith(RECORDINGS) for name in manifest.files),
                shelf=shelf,
                source=source,
                _manifest_bytes=pack.manifest_bytes,
                _allowed=allowed,
                _fresh=fresh,
                _library=library,
                _trust=trust,
            )


def judged(
    manifest: Manifest,
    manifest_bytes: bytes,
    key: AuthorKey | None,
    library: Library,
    trust: Trust,
    allowed: Allowed,
) -> Judgement:
    """Judges a pack by the authors and the packs that are known now. Raises PackRefused or KeyChanged."""
    same_id = library.of(manifest.id)
    try:
        own = own_key()
    except KeyTrouble:
        own = None
    changed: KeyChanged | None = None
    try:
        standing = trust.judge(manifest, key, own, same_id)
    except KeyChanged as stop:
        if key is None or not (allowed.new_key or allowed.another):
            raise
        standing, changed = Standing.FIRST_TIME, stop
    installed = _replaced(same_id, key, beside=changed is not None and allowed.another)
    library.check_place(library.place(manifest, key, installed), manifest.id)
    return Judgement(
        standing=standing,
        changed=changed,
        step=_step(manifest_bytes, manifest, key, installed, allowed),
        installed=installed,
        like=trust.like(manifest.author, key or own),
    )


def _replaced(same_id: Sequence[Installed], key: AuthorKey | None, *, beside: bool) -> Installed | None:
    """Finds the pack that one with this id and key would replace: that of its author, or one that is not signed."""
    for wanted in (key, None):
        if found := next((each for each in same_id if each.key == wanted), None):
            return found
    return None if beside else next(iter(same_id), None)


def _step(
    manifest_bytes: bytes, manifest: Manifest, key: AuthorKey | None, installed: Installed | None, allowed: Allowed
) -> Step:
    if installed is None:
        return Step.NEW
    mine, theirs = Version.of(manifest.version), installed.version
    if mine < theirs:
        if not allowed.older:
            raise PackRefused(
                f"This is version {manifest.version}, and you have the newer version {installed.manifest.version}.",
                hint="If you want the older one, type the same again with --older.",
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
            f"Version {manifest.version} is installed, and this is a different pack with the same version number.",
            hint="Ask its author for one with a higher version number. To install this one anyway, type the same again"
            " with --older.",
        )
    return Step.AGAIN


def _contents(folder: Path) -> tuple[Content, ...]:
    """Reads its exercises. Raises PackRefused if one of them cannot be used, or must not be played to people."""
    good, broken = read_folder(folder)
    for error in [*(broken[name] for name in sorted(broken)), *unplayable(good)]:
        raise PackRefused(
            f"An exercise in it can't be used: {_without_folder(error, folder)}",
            hint="Ask its author for a corrected version. They can find the mistake with `companion check`.",
        ) from error
    exercises = [reading.exercise for _, reading in sorted(good.items())]
    return (
        *(Content(each.title, each.people, each.kind, each.cautions) for each in exercises),
        *(Content(each.title, 2, each.kind, each.cautions) for each in _lists(folder)),
    )


def _lists(folder: Path) -> list[ItemList]:
    """Reads the lists of kinds of closeness in the folder. Raises PackRefused if one of them cannot be used."""
    try:
        return [load_list(file) for file in list_files(folder)]
    except ExerciseMistakes as error:
        raise PackRefused(
            f"A list in it can't be used: {_without_folder(error, folder)}",
            hint="Ask its author for a corrected version. They can find the mistake with `companion check`.",
        ) from error


def _without_folder(error: CompanionError, folder: Path) -> str:
    """Returns the error in one line. The folder is left out, because the person does not know where the pack was
    unpacked."""
    return f"{error.place}: {error.message}".replace(f"{folder}{os.sep}", "").replace(str(folder), "").strip(": ")
