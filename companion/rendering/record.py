"""What was written into a folder of sessions that is given out: so that the next time goes on with what is missing, and
nothing that somebody else put there, or changed, is ever lost. A small file in that folder; no sound is made here.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from companion.rendering.files import CannotWrite, write_text

NAME: Final = ".companion-rendered.json"
_FORMAT: Final = 1


@dataclass(slots=True)
class Session:
    """One exercise that was written, whole."""

    made_of: str
    """A hash of all that its files depend on."""
    files: dict[str, str]
    """Name and sha256."""
    seconds: float = 0.0


@dataclass(slots=True)
class Record:
    """Of one folder. Every change is written at once."""

    folder: Path
    pack: str = ""
    """Its name; empty where nothing was written yet."""
    sessions: dict[str, Session] = field(default_factory=dict)
    """By the exercise's id."""
    ours: set[str] = field(default_factory=set)
    """Names that were going to be written: a machine that was switched off may have left them."""
    pages: dict[str, str] = field(default_factory=dict)
    """Files that belong to no exercise, and their sha256."""

    @classmethod
    def of(cls, folder: Path) -> Record:
        """What is known of the folder; one that cannot be read is nobody's, and then nothing in it is replaced."""
        try:
            data: Any = json.loads((folder / NAME).read_text(encoding="utf-8"))
            sessions = {
                str(id): Session(str(each["made_of"]), _texts(each["files"]), float(each["seconds"]))
                for id, each in data["sessions"].items()
            }
            return cls(folder, str(data["pack"]), sessions, {*map(str, data["ours"])}, _texts(data["pages"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls(folder)

    def begin(self, pack: str, names: Iterable[str]) -> None:
        """From now on these names are ours. Raises CannotWrite where one is somebody else's, or of another pack."""
        if self.pack not in ("", pack):
            raise CannotWrite(
                f"The sessions of another pack are in this folder: {self.pack}.",
                place=str(self.folder),
                hint="Name a folder of its own for each pack.",
            )
        names = set(names)
        for name in sorted(names - self.ours):
            if (self.folder / name).exists():
                raise CannotWrite(
                    "There is a file of this name already, and it is not from here. It stays as it is.",
                    place=str(self.folder / name),
                    hint="Name another folder, or move the file away.",
                )
        self.pack = pack
        self.ours |= names
        self.save()

    def has(self, id: str, made_of: str) -> Session | None:
        """The session as it was written, where it is whole and would be the same again."""
        known = self.sessions.get(id)
        if known is None or known.made_of != made_of or not all(map(self._there, known.files)):
            return None
        return known

    def make_room(self, name: str) -> Path | None:
        """Moves a file aside that somebody changed; its new name. What is there as it was written may be replaced."""
        file = self.folder / name
        known = {**self.pages, **{one: sha for each in self.sessions.values() for one, sha in each.files.items()}}
        if name not in known or not file.is_file() or _sha256(file) == known[name]:
            return None
        number = 1
        while (aside := file.with_name(f"{file.stem} (yours {number}){file.suffix}")).exists():
            number += 1
        try:
            file.rename(aside)
        except OSError as error:
            raise CannotWrite(
                "This file was changed, and cannot be moved aside.", place=str(file), hint="Move it away yourself."
            ) from error
        return aside

    def done(self, id: str, made_of: str, names: Iterable[str], seconds: float) -> None:
        """All files of this exercise are there."""
        self.sessions[id] = Session(made_of, {name: _sha256(self.folder / name) for name in names}, seconds)
        self.save()

    def undone(self, id: str) -> None:
        """What is there of this exercise is to be made again."""
        self.sessions.pop(id, None)
        self.save()

    def page(self, name: str, text: str) -> Path | None:
        """Writes a page, if it is another one than there is. Returns where a changed one was put."""
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        if self.pages.get(name) == sha256 and self._there(name):
            return None
        aside = self.make_room(name)
        write_text(self.folder / name, text)
        self.pages[name] = sha256
        self.save()
        return aside

    def save(self) -> None:
        sessions = {
            id: {"made_of": each.made_of, "files": each.files, "seconds": each.seconds}
            for id, each in self.sessions.items()
        }
        data = {
            "format": _FORMAT,
            "pack": self.pack,
            "sessions": sessions,
            "ours": sorted(self.ours),
            "pages": self.pages,
        }
        write_text(self.folder / NAME, json.dumps(data, ensure_ascii=False, indent=1) + "\n")

    def _there(self, name: str) -> bool:
        with contextlib.suppress(OSError):
            return (self.folder / name).stat().st_size > 0
        return False


def _texts(data: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in data.items()}


def _sha256(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
