"""The files of an author's recordings: one sentence, one file, written whole or not at all, at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from companion.errors import CompanionError, told_by_system
from companion.exercise.model import Exercise
from companion.exercise.recorded_sentences import file_stem, sentence_key
from companion.packs.recording_files import folder_of, seconds_of, sentence_files, words_of
from companion.ports import Pcm
from companion.speech.loudness import levelled
from companion.store.whole_file import flush_folder, written_whole

ENDING: Final = ".ogg"
_HALF: Final = ".half-*.tmp"
"""The names of half-written files, which a power cut may leave."""
_BLOCK_SECONDS: Final = 1.0
"""Seconds written at once: libsndfile's Vorbis needs a lot of stack for a long block."""
_QUALITY: Final = 0.4
"""libsndfile's compression of Vorbis, 0 to 1, the least first: about 10 KB a second of a voice at 48 kHz."""


class TakeFiles:
    """The recordings of one exercise. Each method reads the folder anew, so that nothing has to be kept in step."""

    def __init__(self, folder: Path, exercise: Exercise) -> None:
        """`folder`: the exercise's own."""
        self._beside = folder
        self._exercise = exercise
        self.folder = folder_of(folder, exercise.id)

    def files(self) -> dict[str, Path]:
        """Returns the file of each recorded sentence by its key; those that can't be played are not among them."""
        return {key: file for key, file in sentence_files(self._beside, self._exercise) if seconds_of(file) is not None}

    def seconds(self) -> dict[str, float]:
        """Returns the length of each recording, in seconds, by its key."""
        found = ((key, seconds_of(file)) for key, file in sentence_files(self._beside, self._exercise))
        return {key: seconds for key, seconds in found if seconds is not None}

    def words(self) -> dict[str, str]:
        """Returns the words that were read aloud in each recording, by the recording's key."""
        return {key: words_of(file) for key, file in self.files().items()}

    def save(self, text: str, sound: Pcm) -> Path:
        """Writes the recording of a sentence, at the loudness of Companion's voices, in place of an earlier one.

        Raises CompanionError if it cannot be written; an earlier recording is then unchanged.
        """
        target = self.folder / f"{file_stem(text)}{ENDING}"
        try:
            with written_whole(target) as half:
                _write(half, text, levelled(sound))
        except OSError as error:
            raise _not_saved(target, error) from error
        self._drop(each for each in self._of(sentence_key(text)) if each != target)
        return target

    def adopt(self, key: str, text: str) -> None:
        """Makes the recording with this key the one of `text`, because it still fits. Raises CompanionError."""
        old = self.files().get(key)
        if old is None:
            return
        target = self.folder / f"{file_stem(text)}{old.suffix.lower()}"
        try:
            with written_whole(target) as half:
                shutil.copyfile(old, half)
                _name(half, text)
        except OSError as error:
            raise _not_saved(target, error) from error
        self._drop(self._of(key))

    def delete(self, keys: Iterable[str]) -> int:
        """Deletes the recordings with these keys. Returns how many files that were. Raises CompanionError."""
        return self._drop([file for key in keys for file in self._of(key)])

    # ---- earlier recordings ---------------------------------------------------------------------------------------

    @property
    def kept_at(self) -> datetime | None:
        """The time at which the copy of earlier recordings was made; None if there is no copy."""
        try:
            return datetime.fromtimestamp(self._before.stat().st_mtime).astimezone()
        except OSError:
            return None

    def put_aside(self) -> None:
        """Copies all recordings of the exercise, so that `bring_back` can bring them back. The copy takes the place of
        an earlier one. Does nothing if nothing is recorded. Raises CompanionError."""
        if [*sentence_files(self._beside, self._exercise)]:
            self._copy_to(self._before)

    def bring_back(self) -> int:
        """Exchanges the recordings with the copy of the earlier ones, so that the same call exchanges them again.
        Returns how many recordings there are now; 0 if there is no copy. Raises CompanionError.

        A power cut in between loses nothing: `clear_up` goes on with it.
        """
        if not self._before.is_dir():
            return 0
        self._copy_to(self._after)
        self._exchange()
        return len(self.files())

    def forget_earlier(self) -> int:
        """Deletes the copy of the earlier recordings. Returns how many it held. Raises CompanionError."""
        count = len([*self._before.glob("*")])
        self._remove(self._before)
        return count

    @property
    def _before(self) -> Path:
        # Its name begins with a dot, so that it goes into no pack.
        return self.folder.parent / f".{self.folder.name}.before"

    @property
    def _after(self) -> Path:
        """The recordings that `bring_back` replaces, until it has done so."""
        return self.folder.parent / f".{self.folder.name}.after"

    def _copy_to(self, target: Path) -> None:
        half = target.with_name(f"{target.name}.tmp")
        self._remove(half)
        try:
            half.mkdir(parents=True)
            for _, file in sentence_files(self._beside, self._exercise):
                shutil.copyfile(file, half / file.name)
            flush_folder(half)
            self._remove(target)
            half.rename(target)
        except OSError as error:
            raise _not_saved(target, error) from error

    def _exchange(self) -> None:
        """Puts the earlier recordings in the place of the present ones, of which `_after` has a copy."""
        try:
            earlier = sorted(self._before.glob("*")) if self._before.is_dir() else []
            for file in earlier:
                with written_whole(self.folder / file.name) as half:
                    shutil.copyfile(file, half)
            if self._before.is_dir():
                names = {file.name for file in earlier}
                now = [file for _, file in sentence_files(self._beside, self._exercise)]
                self._drop(file for file in now if file.name not in names)
            self._remove(self._before)
            self._after.rename(self._before)
        except OSError as error:
            raise _not_saved(self.folder / ENDING, error) from error

    def _remove(self, folder: Path) -> None:
        """Deletes a folder. It has another name first, so that after a power cut it is whole or gone."""
        gone = folder.with_name(f"{folder.name.removesuffix('.tmp')}.gone")
        try:
            if gone.is_dir():
                shutil.rmtree(gone)
            if folder.is_dir():
                folder.rename(gone)
                shutil.rmtree(gone)
        except OSError as error:
            raise CompanionError(
                f"This folder can't be deleted: {told_by_system(error)}.",
                place=str(folder),
                hint="Try again. If it still can't be deleted, delete it yourself.",
            ) from error

    def clear_up(self) -> None:
        """Deletes the half-written files that a power cut left, and ends an exchange that it broke off."""
        if self.folder.is_dir():
            for half in self.folder.glob(_HALF):
                half.unlink(missing_ok=True)
        for half in (self._before, self._after):
            self._remove(half.with_name(f"{half.name}.tmp"))
        if self._after.is_dir():
            self._exchange()

    def _of(self, key: str) -> list[Path]:
        return [file for each, file in sentence_files(self._beside, self._exercise) if each == key]

    def _drop(self, files: Iterable[Path]) -> int:
        count = 0
        for file in [*files]:
            try:
                file.unlink()
            except OSError as error:
                raise CompanionError(
                    f"This recording can't be deleted: {told_by_system(error)}.",
                    place=str(file),
                    hint="Try again. If it still can't be deleted, delete this file yourself.",
                ) from error
            count += 1
        return count


def _write(file: Path, text: str, sound: Pcm) -> None:
    """Writes Ogg Vorbis with the sentence as its title. Raises OSError."""
    import soundfile

    block = max(1, int(_BLOCK_SECONDS * sound.rate))
    try:
        made: Any = soundfile.SoundFile(
            str(file), "w", sound.rate, 1, format="OGG", subtype="VORBIS", compression_level=_QUALITY
        )
        with made:
            made.title = text
            for start in range(0, len(sound.samples), block):
                made.write(sound.samples[start : start + block])
    except (soundfile.SoundFileError, AssertionError) as reason:  # the latter on a full disk
        raise OSError(0, "the disk may be full") from reason


def _name(file: Path, text: str) -> None:
    """Writes the sentence into a recording. Raises OSError."""
    import mutagen

    try:
        sound = mutagen.File(file, easy=True)
        if sound is not None:
            if sound.tags is None:
                sound.add_tags()
            sound["title"] = [text]
            sound.save()
    except mutagen.MutagenError as reason:
        raise OSError(0, "its title can't be changed") from reason


def _not_saved(target: Path, error: OSError) -> CompanionError:
    return CompanionError(
        f"This recording can't be saved: {told_by_system(error)}.",
        place=str(target.parent),
        hint="Check that there is room on the disk, and that you may write there.",
    )
