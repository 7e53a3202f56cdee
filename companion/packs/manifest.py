"""A built pack's manifest: what `pack.yaml` says, and the size and sha256 of every file. Pure: bytes in, Manifest out.

It is what an author signs, so its bytes are never changed once they are made: the same pack gives the same bytes, and
a reader keeps them as they came.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, ValidationError

from companion import __version__
from companion.exercise.model import Model
from companion.packs.about import About, Version
from companion.packs.names import EXERCISES, RECORDINGS, shown, twins, why_not
from companion.packs.refusals import PackRefused

MANIFEST = "companion-pack.json"
SIGNATURE = "companion-pack.json.minisig"
AUTHOR_KEY = "author.pub"
SPECIAL = (MANIFEST, SIGNATURE, AUTHOR_KEY)
"""Made by the program, and not listed in the manifest themselves."""

FORMAT = 1
MOST_FILES = 2_000
MOST_BYTES = 2 * 1000**3
"""Of all files together; it keeps a pack well under what a zip without extensions can hold."""
LARGEST_TEXT = 1024 * 1024
LARGEST_MANIFEST = 1024 * 1024
LARGEST_SPECIAL = 16 * 1024
"""Of the signature and of the key."""


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
    """The same bytes for the same manifest, and lines for people."""
    data = manifest.model_dump(mode="json")
    data["files"] = dict(sorted(data["files"].items()))
    return (json.dumps({"format": FORMAT, **data}, ensure_ascii=False, indent=1) + "\n").encode()


def read_manifest(data: bytes) -> Manifest:
    """Raises PackRefused where it is none, is for a newer program, or lists what no pack may hold."""
    if len(data) > LARGEST_MANIFEST:
        raise PackRefused("Its list of contents is larger than any real one.", hint=ASK_AGAIN)
    _check_format(data)
    try:
        manifest = Manifest.model_validate_json(data)
    except ValidationError:
        raise PackRefused("Its list of contents cannot be read.", hint=ASK_AGAIN) from None
    check_files(manifest)
    return manifest


ASK_AGAIN = "Ask whoever gave it to you to send it again; it may have been damaged on the way."


def check_files(manifest: Manifest) -> None:
    """Raises PackRefused for what no pack may hold: bad names, twins, too much."""
    for name, facts in manifest.files.items():
        if wrong := why_not(name):
            raise PackRefused(f"A file in it {wrong}: {shown(name)}.", hint=NOT_HARMLESS)
        if not name.casefold().endswith(RECORDINGS) and facts.size > LARGEST_TEXT:
            raise PackRefused(f"A text in it is larger than any real one: {shown(name)}.", hint=NOT_HARMLESS)
        if name.casefold() in SPECIAL:
            raise PackRefused(f"A file in it has a name that is kept for Companion: {name}.", hint=NOT_HARMLESS)
    if pair := twins(manifest.files):
        raise PackRefused(
            f"Two files in it would be one and the same on some computers: {shown(pair[0])} and {shown(pair[1])}.",
            hint=NOT_HARMLESS,
        )
    if manifest.total > MOST_BYTES:
        raise PackRefused(f"It would take {manifest.total / 1e9:.1f} GB, and packs have 2 at most.", hint=NOT_HARMLESS)
    if not any(is_exercise(name) for name in manifest.files):
        raise PackRefused("There is no exercise in it.", hint=ASK_AGAIN)


NOT_HARMLESS = "Nothing of it was installed. A pack made with `companion pack build` never looks like this."


def is_exercise(name: str) -> bool:
    return "/" not in name and name.casefold().endswith(EXERCISES) and name != "pack.yaml"


def check_program(manifest: Manifest, version: str = __version__) -> None:
    """Raises PackRefused where the pack needs a newer program than this one."""
    if Version.of(version) < Version.of(manifest.needs):
        raise PackRefused(
            f"It needs Companion {manifest.needs} or newer, and this is {version}.",
            hint="Update Companion first, then install the pack again.",
        )


def _check_format(data: bytes) -> None:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise PackRefused("Its list of contents cannot be read.", hint=ASK_AGAIN) from None
    kind = said.get("format") if isinstance(said, dict) else None
    if isinstance(kind, int) and not isinstance(kind, bool) and kind > FORMAT:
        raise PackRefused(
            "It was made for a newer Companion.", hint="Update Companion first, then install the pack again."
        )
