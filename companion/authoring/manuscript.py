"""The file that is written in `companion write`: read, saved whole, and never over somebody else's change.

A copy beside the file keeps the words that aren't saved yet, so that a closed window or a power cut loses nothing. An
editor may change the file at any time: `changed_outside` tells, and `save` refuses until it is told which of the two
versions to keep.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from pathlib import Path
from typing import Final

from companion.authoring.watching import Stamp, stamp_of
from companion.errors import CompanionError, UnknownExercise, told_by_system
from companion.exercise.source import LARGEST
from companion.packs.loading import read_bytes
from companion.store.whole_file import written_whole

MINE: Final = ".mine"
"""The ending of the file in which one's own words are kept when those of the file are taken."""
THEIRS: Final = ".theirs"
"""The ending of the file in which the file's words are kept when one's own are taken."""
_BOM: Final = "\ufeff"


class Manuscript:
    """One file of an author. Used by one thread."""

    def __init__(self, file: Path) -> None:
        self.file = file
        # A link stays a link: the file that it leads to is replaced.
        self._target = file.resolve()
        self._copy = self._target.with_name(f".{self._target.name}.unsaved")
        self._known = b""
        self._stamp: Stamp | None = None
        self._newline = "\n"
        self._bom = False

    def load(self) -> str:
        """Reads the file, with "\\n" at the end of each line. Raises UnknownExercise if it can't be read or edited."""
        stamp = stamp_of(self._target)
        data = read_bytes(self.file)
        if len(data) > LARGEST:
            raise UnknownExercise(
                "This file is too large to be an exercise.", place=str(self.file), hint="The limit is 256 KB."
            )
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise UnknownExercise(
                "This file isn't saved as UTF-8, so I can't show it.",
                place=str(self.file),
                hint=f"Type: companion check --mend {self.file}",
            ) from error
        self._known, self._stamp = data, stamp
        self._bom = text.startswith(_BOM)
        text = text.removeprefix(_BOM)
        self._newline = "\r\n" if "\r\n" in text else "\n"
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def changed_outside(self) -> bool:
        """Tells whether the file now holds something else than was last read or saved. A file that is gone does not."""
        stamp = stamp_of(self._target)
        if stamp is None or stamp == self._stamp:
            return False
        try:
            changed = read_bytes(self._target) != self._known
        except CompanionError:
            return False  # it is being written, or may not be read at this moment
        if not changed:
            self._stamp = stamp
        return changed

    def save(self, text: str, *, over: bool = False) -> bool:
        """Writes the file whole, and deletes the copy.

        Returns False, and writes nothing, if another program has changed it. With `over`, its version is first kept
        under another name. Raises CompanionError if it can't be written; the file is then unchanged.
        """
        if self.changed_outside():
            if not over:
                return False
            self._put_aside(self._target.read_bytes(), THEIRS)
        data = self._bytes_of(text)
        try:
            with contextlib.suppress(OSError):
                rights = stat.S_IMODE(self._target.stat().st_mode)
            with written_whole(self._target) as half:
                half.write_bytes(data)
            with contextlib.suppress(OSError, UnboundLocalError):
                os.chmod(self._target, rights)
        except OSError as error:
            raise _not_written(self.file, error) from error
        self._known, self._stamp = data, stamp_of(self._target)
        self.forget_copy()
        return True

    def keep(self, text: str) -> None:
        """Keeps what isn't saved yet. Raises CompanionError."""
        try:
            with written_whole(self._copy, private=True) as half:
                half.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise _not_written(self._copy, error) from error

    def kept(self) -> str | None:
        """Returns what an earlier run kept and did not save; None if there is nothing, or it is in the file."""
        try:
            text = self._copy.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        return None if self._bytes_of(text) == self._known else text

    def forget_copy(self) -> None:
        """Deletes the copy."""
        with contextlib.suppress(OSError):
            self._copy.unlink(missing_ok=True)

    def put_aside(self, text: str) -> Path:
        """Keeps one's own words beside the file, because the file's are taken. Returns where. Raises CompanionError."""
        aside = self._put_aside(text.encode(), MINE)
        self.forget_copy()
        return aside

    def _bytes_of(self, text: str) -> bytes:
        return ((_BOM if self._bom else "") + text.replace("\n", self._newline)).encode()

    def _put_aside(self, data: bytes, ending: str) -> Path:
        """Writes a file that did not exist. Raises CompanionError."""
        number = 1
        while True:
            aside = self._target.with_name(f"{self._target.name}{ending}{'' if number == 1 else f'-{number}'}")
            try:
                with aside.open("xb") as new:
                    new.write(data)
                return aside
            except FileExistsError:
                if hashlib.sha256(aside.read_bytes()).digest() == hashlib.sha256(data).digest():
                    return aside
                number += 1
            except OSError as error:
                raise _not_written(aside, error) from error


def _not_written(file: Path, error: OSError) -> CompanionError:
    return CompanionError(
        f"It can't be saved: {told_by_system(error)}.",
        place=str(file),
        hint="Check that there is room on the disk, and that you may write there.",
    )
