"""Writing the sound file, of which kinds there are some: beside the target, then renamed, so that none is ever half.

It is encoded on a thread of its own, while whoever writes makes what comes next.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from companion.errors import CompanionError
from companion.ports import Samples
from companion.rendering.mp3_file import Mp3File
from companion.rendering.opus_file import OpusFile
from companion.rendering.sheet import Chapter
from companion.rendering.tags import About, tag

KINDS: Final = {
    ".wav": ("WAV", "PCM_16"),
    ".flac": ("FLAC", "PCM_16"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
    ".ogg": ("OGG", "VORBIS"),
    ".opus": ("OGG", "OPUS"),
}
"""By suffix: format and subtype, in libsndfile's words; MP3 is written without it, and Opus in pieces."""

RATE: Final = 48_000
_MP3_RATE: Final = 24_000
"""Half the file. Voices, tones, bells and our own beds have next to nothing above its 12 kHz. (Opus takes four times as
long at this rate: it then does what is meant for telephones.)"""
_MOST_AHEAD: Final = 16
"""Blocks that wait to be encoded."""
_LEAST_FREE: Final = 1_000_000
_SYSTEM_ERROR: Final = 2
"""libsndfile's own number for "the system refused", without the system's words."""


class CannotWrite(CompanionError):
    title = "The file could not be written"


def kind_of(file: Path) -> tuple[str, str]:
    """libsndfile's format and subtype for this name. Raises CannotWrite."""
    kind = KINDS.get(file.suffix.lower())
    if kind is None:
        known = ", ".join(suffix[1:].upper() for suffix in KINDS)
        raise CannotWrite(
            f"“{file.name}” does not say which kind of sound file it should be.",
            hint=f"Let its name end in one of these: {known}. For example: {file.stem or 'session'}.mp3",
        )
    return kind


def rate_for(file: Path, *, wide: bool) -> int:
    """Hz that a session is written at; `wide`: a sound of somebody's own is in it, which may reach above 12 kHz."""
    return _MP3_RATE if file.suffix.lower() == ".mp3" and not wide else RATE


class SoundFile:
    """A sound file in the making, as a context: renamed to `file` at its end, removed where that is an exception.

    Raises CannotWrite for a folder that is not there or not writable, a kind that is not known, or a full disk.
    """

    def __init__(self, file: Path, *, about: About, rate: int = RATE) -> None:
        self.chapters: Sequence[Chapter] = ()
        """To be given before the end."""
        self._file = file
        self._about = about
        self._rate = rate
        self._kind = kind_of(file)
        self._sound: Any = None
        self._beside = Path()
        self._encoding = ThreadPoolExecutor(1, "encoding")
        self._ahead: deque[Future[None]] = deque()

    def __enter__(self) -> SoundFile:
        import soundfile

        check_target(self._file)
        self._beside = _new_beside(self._file)
        try:
            if self._kind == KINDS[".opus"] and self._rate == RATE:
                self._sound = OpusFile(self._beside)
            elif self._kind == KINDS[".mp3"]:
                self._sound = Mp3File(self._beside, self._rate)
            else:
                self._sound = soundfile.SoundFile(
                    str(self._beside), "w", self._rate, 1, format=self._kind[0], subtype=self._kind[1]
                )
            if self._kind[0] == "WAV":  # the others get theirs at the end, see `tags`
                for name, value in (
                    ("title", self._about.title),
                    ("artist", self._about.author),
                    ("copyright", self._about.license),
                    ("software", "Companion"),
                ):
                    if value:
                        setattr(self._sound, name, value)
        except (soundfile.LibsndfileError, OSError) as reason:
            self._remove()
            raise _why(self._file, reason) from reason
        return self

    def write(self, block: Samples) -> None:
        """Mono, which nobody may change any more. What goes wrong with it is raised by one of the next calls."""
        self._wait(_MOST_AHEAD - 1)
        self._ahead.append(self._encoding.submit(self._sound.write, block))

    def _wait(self, most: int) -> None:
        """Until no more than `most` blocks wait."""
        import soundfile

        try:
            while len(self._ahead) > most:
                self._ahead.popleft().result()
        # soundfile asserts that all was written: on a full disk it was not.
        except (soundfile.LibsndfileError, OSError, AssertionError) as reason:
            raise _why(self._file, reason) from reason

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        import mutagen
        import soundfile

        try:
            try:
                self._wait(0 if error is None else len(self._ahead))
            finally:
                self._encoding.shutdown(wait=True, cancel_futures=True)
                if error is not None and isinstance(self._sound, OpusFile | Mp3File):
                    self._sound.leave()
                self._sound.close()
            if error is None:
                frames = self._whole()
                tag(self._beside, self._file.suffix.lower(), self._about, self.chapters, self._rate, frames)
                os.replace(self._beside, self._file)
        except (soundfile.LibsndfileError, mutagen.MutagenError, OSError) as reason:
            if error is None:
                raise _why(self._file, reason) from reason
        finally:
            self._remove()

    def _whole(self) -> int:
        """How many frames it has. libsndfile does not report last bytes that found no room: so it is opened again."""
        import soundfile

        try:
            frames = soundfile.info(str(self._beside)).frames
        except soundfile.LibsndfileError as reason:
            raise OSError(errno.ENOSPC, "it is not whole") from reason
        if frames <= 0:
            raise OSError(errno.ENOSPC, "it is empty")
        return int(frames)

    def _remove(self) -> None:
        with contextlib.suppress(OSError):
            self._beside.unlink()


def write_text(file: Path, text: str) -> None:
    """In one piece. Raises CannotWrite."""
    beside = _new_beside(file)
    try:
        # The same on each system: what is recorded of it has to be true of it.
        beside.write_text(text, encoding="utf-8", newline="\n")
        os.replace(beside, file)
    except OSError as reason:
        raise _why(file, reason) from reason
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()


def check_target(file: Path) -> None:
    """Raises CannotWrite where `file` cannot be made."""
    if file.is_dir():
        raise CannotWrite("This is a folder.", place=str(file), hint="Name a file in it.")
    if not file.parent.is_dir():
        raise CannotWrite(
            "The folder is not there.", place=str(file.parent), hint="Make it first, or name another one."
        )
    _new_beside(file).unlink()


def _new_beside(file: Path) -> Path:
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".part", dir=file.parent)
    except OSError as reason:
        raise _why(file, reason) from reason
    os.close(descriptor)
    # mkstemp makes it for its owner alone; a file that is handed on should be as any other.
    with contextlib.suppress(OSError):
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
    return Path(name)


def _why(file: Path, reason: BaseException) -> CannotWrite:
    number = getattr(reason, "errno", None)
    if number in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT):
        return CannotWrite("Nothing can be written there.", place=str(file), hint="Name a folder of your own.")
    with contextlib.suppress(OSError):
        if shutil.disk_usage(file.parent).free < _LEAST_FREE:
            number = errno.ENOSPC
    if number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return CannotWrite("The disk is full.", place=str(file), hint="Make some room, or write it to another disk.")
    if getattr(reason, "code", None) == _SYSTEM_ERROR:
        hint = "Make some room, or write it to another disk."
        return CannotWrite("The disk is full, or it went away.", place=str(file), hint=hint)
    return CannotWrite(f"It could not be written: {reason}".strip(), place=str(file), hint="Name another place.")
