"""Builds a pack, one file to give away, from a folder of exercises: `companion pack build`. Signing is in `signing`.

The same files make the same bytes, on every system and at any date. It needs the same memory however large the
recordings are. The exercises are checked by a `Check` that the command line passes in.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.exercise.crosscheck import did_you_mean
from companion.packs.about import About, read_about
from companion.packs.archive import Report, facts_of, open_archive, silent
from companion.packs.file_names import EXERCISES, SUFFIXES, shown, why_not
from companion.packs.loading import PACK_FILE, read_bytes, read_folder
from companion.packs.manifest import (
    MANIFEST,
    MOST_FILES,
    SPECIAL,
    FileFacts,
    Manifest,
    check_files,
    is_exercise,
    write_manifest,
)
from companion.packs.plain_zip import BLOCK, SUFFIX, write_archive
from companion.packs.refusals import PackNotBuilt, PackRefused
from companion.store.whole_file import written_whole

Check = Callable[[Path], None]
"""Raises CompanionError, with every mistake, if an exercise of the folder cannot be used."""

_NOBODY = {"your name", "you", "author", "me"}
"""Placeholders for the author's name in templates and examples. A pack may not have one of these as its author, because
authors are told apart by name."""
_JUNK = {"thumbs.db", "desktop.ini", "__macosx", "icon\r"}


@dataclass(frozen=True, slots=True)
class Built:
    file: Path
    manifest: Manifest
    left_out: tuple[str, ...]
    """Files of the folder that do not belong in a pack."""
    was_there: bool = False
    """True if the same pack lay there already signed; it was left as it is."""


def build(folder: Path, out: Path, check: Check, report: Report = silent) -> Built:
    """Writes `id-version.companion.zip` into the folder `out`, whole or not at all.

    Raises PackNotBuilt, ExerciseMistakes of pack.yaml, or the errors of `check`.
    """
    about = read_pack_file(folder)
    if is_nobody(about.author):
        raise PackNotBuilt(
            f"The pack says its author is “{about.author}”.",
            place=str(folder / PACK_FILE),
            hint="Write your own name after 'author:', so that people know who it comes from.",
        )
    names, left_out = _files(folder)
    check(folder)
    _check_exercises(folder, names)
    try:
        facts = {name: facts_of(folder / name) for name in names}
        manifest = Manifest(files=facts, **about.model_dump())
        check_files(manifest)
        target = out / f"{manifest.full_name}{SUFFIX}"
        if _is_signed_already(target, manifest):
            return Built(target, manifest, left_out, was_there=True)
        _write(folder, target, manifest, report)
    except PackRefused as error:
        raise PackNotBuilt(error.message, hint="Change it in the pack's folder, then build it again.") from error
    except OSError as error:
        raise PackNotBuilt(
            f"I can't read or write a file: {error.strerror or error}.",
            place=str(error.filename or folder),
            hint="Free some space, or check that you can read and write there. Then build it again.",
        ) from error
    return Built(target, manifest, left_out)


def read_pack_file(folder: Path) -> About:
    """Reads the folder's pack.yaml. Raises PackNotBuilt or ExerciseMistakes."""
    file = folder / PACK_FILE
    if not folder.is_dir():
        raise PackNotBuilt("There is no such folder.", place=str(folder), hint="Give the folder with your exercises.")
    if not file.is_file():
        raise PackNotBuilt(
            f"This folder still needs a small file, {PACK_FILE}, with the pack's name and its author.",
            place=str(folder),
            hint=(
                "To get one ready-made, type for example: companion new pack evenings. Then put your exercises "
                "into that folder."
            ),
        )
    return read_about(read_bytes(file), str(file))


def _files(folder: Path) -> tuple[list[str], tuple[str, ...]]:
    """Lists the pack's files, sorted, with `/`; and those that were left out."""
    taken: list[str] = []
    left_out: list[str] = []
    for name, path in _walk(folder):
        if (refused := _refused(name, path)) is not None:
            raise refused
        if name in SPECIAL or name.endswith(SUFFIX):
            continue
        if not name.casefold().endswith(SUFFIXES):
            left_out.append(shown(name))
            continue
        taken.append(name)
        if len(taken) > MOST_FILES:
            raise PackNotBuilt(
                f"There are more than {MOST_FILES} files.", place=str(folder), hint="Make two packs instead."
            )
    return sorted(taken), tuple(sorted(left_out))


def files_refused(folder: Path) -> list[PackNotBuilt]:
    """Returns an error for each file that would make `build` refuse the folder because of its name, its place or its
    kind.

    Raises PackNotBuilt for a folder that cannot be read.
    """
    return [refused for name, path in _walk(folder) if (refused := _refused(name, path)) is not None]


def is_nobody(author: str) -> bool:
    """Tells whether the name of an author is only the placeholder of a template."""
    return author.casefold() in _NOBODY


def _refused(name: str, path: Path) -> PackNotBuilt | None:
    if path.is_symlink() or not stat.S_ISREG(path.lstat().st_mode):
        return PackNotBuilt(
            "This is only a shortcut to a file, and packs can hold only files.",
            place=str(path),
            hint="Put the file itself here.",
        )
    if name in SPECIAL or name.endswith(SUFFIX) or not name.casefold().endswith(SUFFIXES):
        return None
    if wrong := why_not(name):
        return PackNotBuilt(f"The file {shown(name)} {wrong}.", place=str(path), hint="Give it a simpler name.")
    if "/" in name and name.casefold().endswith(EXERCISES):
        return PackNotBuilt(
            "This exercise is in a subfolder, where it won't be found.",
            place=str(path),
            hint=f"Put it beside {PACK_FILE}.",
        )
    return None


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    for here, folders, files in os.walk(folder, onerror=_refuse_closed):
        linked = [name for name in folders if (Path(here) / name).is_symlink()]
        folders[:] = [name for name in folders if not _is_junk(name) and name not in linked]
        for name in [*files, *linked]:
            if not _is_junk(name):
                path = Path(here) / name
                yield path.relative_to(folder).as_posix(), path


def _refuse_closed(error: OSError) -> None:
    """Stops at a folder that cannot be read: its files would be missing from the pack without a word."""
    raise PackNotBuilt(
        f"I can't open a folder: {error.strerror or error}.",
        place=str(error.filename),
        hint="Check that you have permission to read it, or remove it from the pack's folder. Then build it again.",
    ) from error


def _is_junk(name: str) -> bool:
    """Tells whether systems or editors leave such files in folders; these are left out without a message."""
    return name.startswith(".") or name.endswith(("~", ".schema.json")) or name.casefold() in _JUNK


def _check_exercises(folder: Path, names: list[str]) -> None:
    """Checks that there is an exercise, and that every recording that is played lies in the pack."""
    if not any(is_exercise(name) for name in names):
        raise PackNotBuilt(
            "There are no exercises in this folder.", place=str(folder), hint="Exercise files end in .yaml."
        )
    good, _ = read_folder(folder)
    for reading in good.values():
        for played in _played(reading.source.data):
            if played not in names:
                raise PackNotBuilt(
                    f"It plays {shown(played)}, but that recording isn't in the pack's folder.",
                    place=reading.source.file,
                    hint=did_you_mean(played, names) or "Put the recording there, or remove the step.",
                )


def _played(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        if "play" in data:
            file = data["play"].get("file") if isinstance(data["play"], dict) else data["play"]
            if isinstance(file, str):
                yield file.removeprefix("./")
        for value in data.values():
            yield from _played(value)
    elif isinstance(data, tuple):
        for value in data:
            yield from _played(value)


def _is_signed_already(target: Path, manifest: Manifest) -> bool:
    """Tells whether exactly this pack lies there signed. Raises PackNotBuilt if another one with its name is signed."""
    if not target.exists():
        return False
    try:
        with open_archive(target) as there:
            if there.signature is None:
                return False
            if there.manifest_bytes == write_manifest(manifest):
                return True
    except PackRefused:
        return False
    raise PackNotBuilt(
        f"Version {manifest.version} is already signed with different contents, and people may have it.",
        place=str(target),
        hint=f"Put a higher version number into {PACK_FILE}, then build it again.",
    )


def _write(folder: Path, target: Path, manifest: Manifest, report: Report) -> None:
    done = 0

    def blocks(name: str) -> Iterator[bytes]:
        nonlocal done
        for block in _same(folder / name, manifest.files[name]):
            done += len(block)
            report(done, manifest.total)
            yield block

    with written_whole(target) as half:
        with half.open("w+b") as out:
            write_archive(out, {MANIFEST: write_manifest(manifest)}, manifest, blocks)
        # A pack that Companion would refuse to open is not built.
        with open_archive(half):
            pass


def _same(file: Path, facts: FileFacts) -> Iterator[bytes]:
    """Yields the file's bytes. Raises PackNotBuilt at its end if the file has changed since it was counted."""
    hashed = hashlib.sha256()
    with file.open("rb") as source:
        while block := source.read(BLOCK):
            hashed.update(block)
            yield block
        if source.tell() != facts.size or hashed.hexdigest() != facts.sha256:
            raise PackNotBuilt("This file changed a moment ago.", place=str(file), hint="Build the pack again.")
