"""A built pack's manifest: the fields of `pack.yaml`, and the size and sha256 of every file. Pure: bytes in, Manifest
out.

An author signs its bytes, so these never change: the same pack gives the same bytes, and a reader keeps them unchanged.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, ValidationError

from companion import __version__
from companion.exercise.model import Model
from companion.packs.about import About, Version
from companion.packs.file_names import EXERCISES, RECORDINGS, SAY_AS_FILE, shown, twins, why_not
from companion.packs.refusals import PackRefused

MANIFEST = "companion-pack.json"
SIGNATURE = "companion-pack.json.minisig"
AUTHOR_KEY = "author.pub"
SPECIAL = (MANIFEST, SIGNATURE, AUTHOR_KEY)
"""The files that the program makes. They are not listed in the manifest."""

FORMAT = 1
MOST_FILES = 2_000
MOST_BYTES = 2 * 1000**3
"""Bytes of all files together, at most: well below the limit of a zip without extensions."""
LARGEST_TEXT = 1024 * 1024
LARGEST_MANIFEST = 1024 * 1024
LARGEST_SPECIAL = 16 * 1024
"""Bytes of the signature's file, and of the key's, at most."""


class FileFacts(Model):
    size: Annotated[int, Field(ge=0, le=MOST_BYTES)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(About):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    format: Literal[1] = 1
    files: Annotated[dict[str, FileFacts], Field(min_length=1, max_length=MOST_FILES)]

    @property
    def total(self) -> int:
        """Bytes of all files together."""
        return sum(facts.size for facts in self.files.values())

    @property
    def full_name(self) -> str:
        return f"{self.id}-{self.version}"


def write_manifest(manifest: Manifest) -> bytes:
    """Writes the manifest as lines that people can read; the same manifest gives the same bytes."""
    data = manifest.model_dump(mode="json")
    for name in ("practice", "telephone", "address", "order"):
        # Left out where empty, so that a pack without them keeps its bytes, and opens in an older Companion.
        if not data[name]:
            del data[name]
    data["files"] = dict(sorted(data["files"].items()))
    return (json.dumps({"format": FORMAT, **data}, ensure_ascii=False, indent=1) + "\n").encode()


def read_manifest(data: bytes) -> Manifest:
    """Reads a manifest. Raises PackRefused if it is damaged, is for a newer program, or lists files that a pack may not
    hold."""
    if len(data) > LARGEST_MANIFEST:
        raise PackRefused("Its list of contents is far too large.", hint=ASK_AGAIN)
    _check_format(data)
    try:
        manifest = Manifest.model_validate_json(data)
    except ValidationError:
        raise PackRefused("Its list of contents can't be read.", hint=ASK_AGAIN) from None
    check_files(manifest)
    return manifest


ASK_AGAIN = "Ask for it to be sent again. It may have been damaged on the way."
ASK_AUTHOR = "Don't use it. Ask its author to send it again."


def check_files(manifest: Manifest) -> None:
    """Checks the listed files. Raises PackRefused for bad names, names that are one file on some systems, and too many
    bytes."""
    for name, facts in manifest.files.items():
        if wrong := why_not(name):
            raise PackRefused(f"A file in it {wrong}: {shown(name)}.", hint=NOT_HARMLESS)
        if not name.casefold().endswith(RECORDINGS) and facts.size > LARGEST_TEXT:
            raise PackRefused(f"A text in it is far too large: {shown(name)}.", hint=NOT_HARMLESS)
        if name.casefold() in SPECIAL:
            raise PackRefused(f"A file in it has a name that is reserved for Companion: {name}.", hint=NOT_HARMLESS)
    if pair := twins(manifest.files):
        raise PackRefused(
            f"On some computers, two files in it would have the same name: {shown(pair[0])} and {shown(pair[1])}.",
            hint=NOT_HARMLESS,
        )
    if manifest.total > MOST_BYTES:
        raise PackRefused(
            f"It would take {manifest.total / 1e9:.1f} GB. The limit for a pack is 2 GB.", hint=NOT_HARMLESS
        )
    if not any(is_exercise(name) for name in manifest.files):
        raise PackRefused("There are no exercises in it.", hint=ASK_AGAIN)


NOT_HARMLESS = (
    "Nothing was installed. Please ask its author to make it again with `companion pack build`, and to send it again."
)


def is_exercise(name: str) -> bool:
    return "/" not in name and name.casefold().endswith(EXERCISES) and name not in ("pack.yaml", SAY_AS_FILE)


def check_program(manifest: Manifest, version: str = __version__) -> None:
    """Checks the version of the program. Raises PackRefused if the pack needs a newer one."""
    if Version.of(version) < Version.of(manifest.needs):
        raise PackRefused(
            f"It needs Companion {manifest.needs} or newer, and this is {version}.",
            hint="Update Companion first, then install the pack again.",
        )


def _check_format(data: bytes) -> None:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise PackRefused("Its list of contents can't be read.", hint=ASK_AGAIN) from None
    kind = said.get("format") if isinstance(said, dict) else None
    if isinstance(kind, int) and not isinstance(kind, bool) and kind > FORMAT:
        raise PackRefused(
            "It was made for a newer Companion.", hint="Update Companion first, then install the pack again."
        )
