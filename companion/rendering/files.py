"""Writes sound files of every kind under another name and then renames them, so that no half file is ever left.

A thread of its own encodes the sound while the caller makes the next block; `encoders` has the encoders.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Final

from companion.children import adding_command
from companion.errors import CompanionError
from companion.ports import Samples
from companion.rendering.cue_sheet import Chapter
from companion.rendering.encoders import AacEncoder, Encoder, SndfileEncoder, aac_is_whole, can_encode_aac
from companion.rendering.tags import FileTags, tag, three_letters

KINDS: Final = {
    ".wav": ("WAV", "PCM_16"),
    ".flac": ("FLAC", "PCM_16"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
    ".ogg": ("OGG", "VORBIS"),
    ".opus": ("OGG", "OPUS"),
}
"""libsndfile's format and subtype for each suffix."""
AAC_KINDS: Final = (".m4b", ".m4a")
"""Suffixes of AAC, which libsndfile can't write. Phones open .m4b as an audiobook and .m4a as music."""
SOUND_KINDS: Final = (".mp3", *AAC_KINDS, *(suffix for suffix in KINDS if suffix != ".mp3"))
"""All suffixes of sound files, the most useful ones first."""
PAGE: Final = ".html"
"""The suffix of a page with the sound in it."""

RATE: Final = 48_000
"""Samples per second of most kinds: Opus knows no higher rate, and no voice or sound of ours has one."""
_PHONE_RATE: Final = 24_000
"""Samples per second of MP3 and AAC: the file is half as large, and our voices, tones, bells and beds hold next to
nothing above the 12 kHz that this rate reaches."""
_MOST_AHEAD: Final = 16
"""Blocks that wait for the encoder, which bounds the memory they take: about 4 MB at the longest block."""
_LEAST_FREE: Final = 1_000_000
"""Bytes of free room below which a failed write is put down to a full disk: more than one block takes in any kind."""
_SYSTEM_ERROR: Final = 2
"""libsndfile's error code for a call that the system refused. It does not pass on the system's own reason."""


class CannotWrite(CompanionError):
    """A file that cannot be written, and the reason."""

    title = "The file couldn't be saved"


def check_kind(file: Path, also: Sequence[str] = ()) -> None:
    """Checks that the suffix of `file` is that of a sound file, or one of `also`. Raises CannotWrite.

    For AAC, this also checks that the encoder is installed.
    """
    suffix = file.suffix.lower()
    if suffix in AAC_KINDS and not can_encode_aac():
        raise CannotWrite(_NO_AAC.format(suffix[1:].upper()), hint=_without_aac())
    if suffix not in (*SOUND_KINDS, *also):
        known = ", ".join(each[1:].upper() for each in (*SOUND_KINDS, *also))
        raise CannotWrite(
            f"“{file.name}” doesn't say which kind of file it should be.",
            hint=f"End its name in one of these: {known}. For example: {file.stem or 'session'}.mp3",
        )


_NO_AAC: Final = "Companion needs one more package to make {} files. It's called PyAV, and it isn't installed."
AAC_PACKAGE: Final = "av>=18.1,<19"
"""The package for AAC, as pip names it; `pyproject.toml` has the same in the extra `author`."""


def how_to_get_aac() -> str:
    """Says how to install the encoder for AAC; empty if nothing can be added to the program."""
    command = adding_command(AAC_PACKAGE)
    return f"To install PyAV (105 MB): {command}" if command else ""


def _without_aac() -> str:
    instead = "make an MP3 or a page (HTML). Every phone plays them."
    way = how_to_get_aac()
    return f"{way} - Or {instead}" if way else f"Please {instead}"


def rate_for(file: Path, *, wide: bool) -> int:
    """Returns the samples per second to write `file` at.

    `wide` means that the session holds a sound of the user's own, which may reach above 12 kHz.
    """
    return _PHONE_RATE if file.suffix.lower() in (".mp3", *AAC_KINDS) and not wide else RATE


class SoundFile:
    """A sound file in the making, used with `with`: it becomes `file` at the end, and is removed after an exception.

    Raises CannotWrite for a missing folder, a folder that cannot be written to, an unknown suffix, or a full disk.
    """

    def __init__(self, file: Path, *, about: FileTags, rate: int = RATE) -> None:
        self.chapters: Sequence[Chapter] = ()
        """Set by the caller before the end of the `with` block."""
        self._file = file
        self._about = about
        self._rate = rate
        check_kind(file)
        self._suffix = file.suffix.lower()
        self._sound: Encoder
        self._frames = 0
        """Samples that were given to the encoder."""
        self._beside = Path()
        self._encoding = ThreadPoolExecutor(1, "encoding")
        self._ahead: deque[Future[None]] = deque()

    def __enter__(self) -> SoundFile:
        import soundfile

        check_target(self._file)
        self._beside = _new_beside(self._file)
        try:
            self._sound = self._encoder()
        except (soundfile.LibsndfileError, OSError) as reason:
            self._remove()
            raise _why(self._file, reason) from reason
        return self

    def _encoder(self) -> Encoder:
        about = self._about
        if self._suffix in AAC_KINDS:
            return AacEncoder(self._beside, self._rate, three_letters(about.language))
        tags = {"title": about.title, "artist": about.author, "copyright": about.license, "software": "Companion"}
        # The other kinds get theirs at the end, see `tags`.
        return SndfileEncoder(self._beside, KINDS[self._suffix], self._rate, tags if self._suffix == ".wav" else {})

    def write(self, block: Samples) -> None:
        """Hands a mono block to the encoder; it may not be changed afterwards. The next calls raise its failures."""
        self._wait(_MOST_AHEAD - 1)
        self._frames += len(block)
        self._ahead.append(self._encoding.submit(self._sound.write, block))

    def _wait(self, most: int) -> None:
        """Waits until no more than `most` blocks are ahead, and raises the failure of any that is already encoded."""
        import soundfile

        try:
            while self._ahead and (len(self._ahead) > most or self._ahead[0].done()):
                self._ahead.popleft().result()
        # soundfile asserts that all was written: on a full disk it was not.
        except (soundfile.LibsndfileError, OSError, AssertionError) as reason:
            raise _why(self._file, reason) from reason

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        import mutagen
        import soundfile

        try:
            try:
                if error is None:
                    self._wait(0)
                    if isinstance(self._sound, AacEncoder):
                        self._sound.chapters = self.chapters
                        self._sound.finish()
            finally:
                self._encoding.shutdown(wait=True, cancel_futures=True)
                self._sound.close()
            if error is None:
                self._check_whole()
                tag(self._beside, self._suffix, self._about, self.chapters, self._rate, self._frames)
                os.replace(self._beside, self._file)
        except (soundfile.LibsndfileError, mutagen.MutagenError, OSError) as reason:
            if error is None:
                raise _why(self._file, reason) from reason
        finally:
            self._remove()

    def _check_whole(self) -> None:
        """Checks that the file can be read up to its last frame, and raises OSError if it cannot.

        libsndfile does not report the last bytes that found no room, nor the end of an MP3 that its beginning promises.
        """
        import soundfile

        try:
            if self._suffix in AAC_KINDS:
                if not aac_is_whole(self._beside, self._frames):
                    raise OSError(errno.ENOSPC, "it's incomplete")
                return
            with soundfile.SoundFile(str(self._beside)) as sound:
                sound.seek(max(0, self._frames - 1))
                whole = sound.frames == self._frames and len(sound.read(1)) == 1
        except soundfile.LibsndfileError as reason:
            raise OSError(errno.ENOSPC, "it was saved, but it can't be opened to check it") from reason
        if not whole:
            raise OSError(errno.ENOSPC, "it's incomplete")

    def _remove(self) -> None:
        with contextlib.suppress(OSError):
            self._beside.unlink()


def write_text(file: Path, text: str) -> None:
    """Writes a whole text file or none. Raises CannotWrite."""
    with whole_or_none(file) as beside:
        # The same bytes on each system: `record` keeps a hash of them.
        beside.write_text(text, encoding="utf-8", newline="\n")


@contextlib.contextmanager
def whole_or_none(file: Path) -> Iterator[Path]:
    """Yields a new file to be written, which replaces `file` at the end, and is removed after an exception.

    Raises CannotWrite in place of OSError.
    """
    beside = _new_beside(file)
    try:
        yield beside
        os.replace(beside, file)
    except OSError as reason:
        raise _why(file, reason) from reason
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()


def check_target(file: Path) -> None:
    """Checks that `file` can be made in its folder. Raises CannotWrite."""
    if file.is_dir():
        raise CannotWrite("This is a folder.", place=str(file), hint="Give the name of a file in it.")
    if not file.parent.is_dir():
        raise CannotWrite(
            "There is no such folder.", place=str(file.parent), hint="Create it first, or choose another one."
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
        return CannotWrite(
            "I can't write to this folder.", place=str(file), hint="Choose a folder that you can write to."
        )
    with contextlib.suppress(OSError):
        if shutil.disk_usage(file.parent).free < _LEAST_FREE:
            number = errno.ENOSPC
    if number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return CannotWrite("The disk is full.", place=str(file), hint="Free some space, or save it on another disk.")
    if getattr(reason, "code", None) == _SYSTEM_ERROR:
        hint = "Free some space, or save it on another disk."
        return CannotWrite("The disk is full, or it was disconnected.", place=str(file), hint=hint)
    return CannotWrite(f"It couldn't be saved: {reason}".strip(), place=str(file), hint="Choose another place.")
