"""The record of a folder of rendered sessions: a small file in it that names what Companion wrote there.

With it the same command goes on with the missing sessions, and keeps every file that somebody else put there or
changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from companion.rendering.cue_sheet import Answered
from companion.rendering.files import CannotWrite, write_text

NAME: Final = ".companion-rendered.json"
_FORMAT: Final = 1


@dataclass(slots=True)
class RenderedSession:
    """One exercise with all its files written."""

    made_of: str
    """A hash of everything that the files depend on."""
    files: dict[str, str]
    """The sha256 of each file, by its name."""
    seconds: float = 0.0
    answers: tuple[Answered, ...] = ()
    """The questions that the recording asks."""


@dataclass(slots=True)
class Record:
    """The record of one folder. Every change is written to the disk at once."""

    folder: Path
    pack: str = ""
    """The pack's name; empty if nothing was written yet."""
    sessions: dict[str, RenderedSession] = field(default_factory=dict)
    """The written sessions, by the exercise's id."""
    ours: set[str] = field(default_factory=set)
    """Names of all files that were written or about to be: a computer that was switched off may have left them."""
    pages: dict[str, str] = field(default_factory=dict)
    """The sha256 of each file that belongs to no exercise, by its name."""

    @classmethod
    def of(cls, folder: Path) -> Record:
        """Reads the folder's record. If there is none, or it cannot be read, no file there counts as ours."""
        try:
            data: Any = json.loads((folder / NAME).read_text(encoding="utf-8"))
            sessions = {
                str(id): RenderedSession(
                    str(each["made_of"]), _texts(each["files"]), float(each["seconds"]), _answers(each)
                )
                for id, each in data["sessions"].items()
            }
            return cls(folder, str(data["pack"]), sessions, {*map(str, data["ours"])}, _texts(data["pages"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls(folder)

    def begin(self, pack: str, names: Iterable[str]) -> None:
        """Claims these names. Raises CannotWrite if such a file is not ours, or the folder is another pack's."""
        if self.pack not in ("", pack):
            raise CannotWrite(
                f"The sessions of another pack are in this folder: {self.pack}.",
                place=str(self.folder),
                hint="Use a separate folder for each pack.",
            )
        names = set(names)
        for name in sorted(names - self.ours):
            if (self.folder / name).exists():
                raise CannotWrite(
                    "There is already a file with this name that Companion didn't make. Nothing was changed.",
                    place=str(self.folder / name),
                    hint="Choose another folder, or move the file.",
                )
        self.pack = pack
        self.ours |= names
        self.save()

    def has(self, id: str, made_of: str) -> RenderedSession | None:
        """Returns the written session if all its files are there and were made from `made_of`, a hash of everything
        that goes into them; otherwise None."""
        known = self.sessions.get(id)
        if known is None or known.made_of != made_of or not all(map(self._there, known.files)):
            return None
        return known

    def make_room(self, name: str) -> Path | None:
        """Moves a file aside that somebody changed, and returns its new name; None if it is unchanged."""
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
                "This file was changed, and I can't move it.",
                place=str(file),
                hint="Please move it to another folder yourself, then try again.",
            ) from error
        return aside

    def done(
        self, id: str, made_of: str, names: Iterable[str], seconds: float, answers: tuple[Answered, ...] = ()
    ) -> None:
        """Records that all files of this exercise are written. `made_of`: a hash of everything that went into them."""
        files = {name: _sha256(self.folder / name) for name in names}
        self.sessions[id] = RenderedSession(made_of, files, seconds, answers)
        self.save()

    def undone(self, id: str) -> None:
        """Forgets that this exercise was written, so that it is made again."""
        self.sessions.pop(id, None)
        self.save()

    def page(self, name: str, text: str) -> Path | None:
        """Writes a page unless the same one is there. Returns the new name of one that somebody had changed."""
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
            id: {
                "made_of": each.made_of,
                "files": each.files,
                "seconds": each.seconds,
                "answers": [[one.question, one.goes_on_with, list(one.at)] for one in each.answers],
            }
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


def _answers(data: Any) -> tuple[Answered, ...]:
    """Reads the questions; a record that an older version wrote has none."""
    found = data.get("answers", [])
    return tuple(Answered(str(question), str(answer), tuple(map(float, at))) for question, answer, at in found)


def _texts(data: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in data.items()}


def _sha256(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
