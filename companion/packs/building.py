"""A folder of exercises to one file that can be given away: `companion pack build`. Signing it is in `signing`.

The same files make the same bytes, on every system and in every year. Memory stays the same however large the
recordings are. Whether the exercises are any good is asked of a `Check` that the command line brings.
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
from companion.packs.archive import BLOCK, SUFFIX, Report, facts_of, open_archive, silent, write_archive
from companion.packs.keeping import written_whole
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
from companion.packs.names import EXERCISES, SUFFIXES, shown, why_not
from companion.packs.refusals import PackNotBuilt, PackRefused
from companion.packs.shelf import PACK_FILE, read_bytes, read_folder

Check = Callable[[Path], None]
"""Raises CompanionError, with every mistake, where an exercise of the folder cannot be used."""

_NOBODY = {"your name", "you", "author", "me"}
"""What templates and examples say where a name belongs. Two authors with one name would be taken for one."""
_JUNK = {"thumbs.db", "desktop.ini", "__macosx", "icon\r"}


@dataclass(frozen=True, slots=True)
class Built:
    file: Path
    manifest: Manifest
    left_out: tuple[str, ...]
    """Files of the folder that do not belong in a pack."""
    was_there: bool = False
    """The same pack, signed already, lay there and was left as it is."""


def build(folder: Path, out: Path, check: Check, report: Report = silent) -> Built:
    """Writes `id-version.companion.zip` into the folder `out`, whole or not at all.

    Raises PackNotBuilt, ExerciseMistakes of pack.yaml, or what `check` raises.
    """
    about = read_pack_file(folder)
    if about.author.casefold() in _NOBODY:
        raise PackNotBuilt(
            f"The pack says that it is by “{about.author}”.",
            place=str(folder / PACK_FILE),
            hint="Write your own name behind 'author:', so that people know whom it is from.",
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
            f"A file cannot be read or written: {error.strerror or error}.",
            place=str(error.filename or folder),
            hint="Make room, or look who may read and write there; then build it again.",
        ) from error
    return Built(target, manifest, left_out)


def read_pack_file(folder: Path) -> About:
    """What the folder's pack.yaml says. Raises PackNotBuilt or ExerciseMistakes."""
    file = folder / PACK_FILE
    if not folder.is_dir():
        raise PackNotBuilt(
            "There is no such folder.", place=str(folder), hint="Name the folder that your exercises lie in."
        )
    if not file.is_file():
        raise PackNotBuilt(
            f"There is no {PACK_FILE} in this folder, so nobody knows what the pack is called and whose it is.",
            place=str(folder),
            hint=f"Write a file {PACK_FILE} with id, version, title, author and license; docs/packs.md shows one.",
        )
    return read_about(read_bytes(file), str(file))


def _files(folder: Path) -> tuple[list[str], tuple[str, ...]]:
    """The pack's files, sorted, with `/`; and what was left out."""
    taken: list[str] = []
    left_out: list[str] = []
    for name, path in _walk(folder):
        if path.is_symlink() or not stat.S_ISREG(path.lstat().st_mode):
            raise PackNotBuilt(
                "A pack holds files, and this is a link to one.",
                place=str(path),
                hint="Put the file itself there.",
            )
        if name in SPECIAL or name.endswith(SUFFIX):
            continue
        if not name.casefold().endswith(SUFFIXES):
            left_out.append(shown(name))
            continue
        if wrong := why_not(name):
            raise PackNotBuilt(f"The file {shown(name)} {wrong}.", place=str(path), hint="Give it a plain name.")
        if "/" in name and name.casefold().endswith(EXERCISES):
            raise PackNotBuilt(
                "An exercise lies in a folder of its own, where nobody would find it.",
                place=str(path),
                hint=f"Put it beside {PACK_FILE}.",
            )
        taken.append(name)
        if len(taken) > MOST_FILES:
            raise PackNotBuilt(f"There are more than {MOST_FILES} files.", place=str(folder), hint="Make two packs.")
    return sorted(taken), tuple(sorted(left_out))


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    for here, folders, files in os.walk(folder):
        linked = [name for name in folders if (Path(here) / name).is_symlink()]
        folders[:] = [name for name in folders if not _is_junk(name) and name not in linked]
        for name in [*files, *linked]:
            if not _is_junk(name):
                path = Path(here) / name
                yield path.relative_to(folder).as_posix(), path


def _is_junk(name: str) -> bool:
    """What systems and editors leave in folders: nobody's files, and not worth a word."""
    return name.startswith(".") or name.endswith(("~", ".schema.json")) or name.casefold() in _JUNK


def _check_exercises(folder: Path, names: list[str]) -> None:
    """What only shows in a pack: that there is an exercise, and that every recording that is played lies in it."""
    if not any(is_exercise(name) for name in names):
        raise PackNotBuilt(
            "There are no exercises in this folder.", place=str(folder), hint="Exercises are files that end in .yaml."
        )
    good, _ = read_folder(folder)
    for reading in good.values():
        for played in _played(reading.source.data):
            if played not in names:
                raise PackNotBuilt(
                    f"It plays {shown(played)}, and there is no such recording in the pack's folder.",
                    place=reading.source.file,
                    hint=did_you_mean(played, names) or "Put the recording there, or take the step out.",
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
    """Whether this very pack lies there signed. Raises PackNotBuilt where another one with its name is signed."""
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
        f"Version {manifest.version} is signed already, with other contents, and may have been given out.",
        place=str(target),
        hint=f"Write a higher version into {PACK_FILE}, then build it again.",
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
        # What we would not open ourselves is not given to anybody.
        with open_archive(half):
            pass


def _same(file: Path, facts: FileFacts) -> Iterator[bytes]:
    """The file's bytes, as long as they are still those that were counted."""
    hashed = hashlib.sha256()
    with file.open("rb") as source:
        while block := source.read(BLOCK):
            hashed.update(block)
            yield block
        if source.tell() != facts.size or hashed.hexdigest() != facts.sha256:
            raise PackNotBuilt("This file was changed just now.", place=str(file), hint="Build the pack again.")
