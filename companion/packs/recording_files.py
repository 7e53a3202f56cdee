"""Finds an author's recordings beside an exercise, and reads their lengths.

The sentences of an exercise are in `recordings/ID/`, a file each, whose name ends in the key of its sentence. Only the
head of a file is read here; its sound is decoded in a process of its own when it is played.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from companion.exercise.model import Exercise, Play
from companion.exercise.recorded_sentences import NOTHING, Recorded, Recordings, key_of_stem, sentence_key
from companion.exercise.steps import step_lists, within
from companion.packs.file_names import RECORDINGS
from companion.packs.walking import inside, is_file

FOLDER: Final = "recordings"
_LARGEST_BYTES: Final = 100_000_000
"""The largest file, in bytes, whose duration is read: about an hour of uncompressed speech at 16 kHz."""
_MOST_SECONDS: Final = 3600.0
"""Seconds that a recording may last, as for `play`."""


def folder_of(folder: Path, id: str) -> Path:
    """Returns the folder for the recordings of the exercise with this id, which lies in `folder`."""
    return folder / FOLDER / id


def sentence_files(folder: Path, exercise: Exercise) -> Iterator[tuple[str, Path]]:
    """Yields the key and the file of each recorded sentence of an exercise, also those under its former ids.

    If there are two files for one sentence, the one that comes later counts. Never raises.
    """
    for id in (*exercise.formerly, exercise.id):
        try:
            files = inside(folder_of(folder, id))
        except OSError:
            continue
        for file in files:
            key = key_of_stem(file.stem)
            if key and file.suffix.lower() in RECORDINGS and is_file(file):
                yield key, file


def recorded_words(folder: Path, exercise: Exercise) -> dict[str, str]:
    """Returns the words that were read aloud in each recording of an exercise, by the recording's key."""
    return {key: words_of(file) for key, file in sentence_files(folder, exercise)}


def recordings_beside(folder: Path, exercises: Iterable[Exercise]) -> Recordings:
    """Returns the recordings for these exercises; if two of them have the same sentence, the first exercise's counts.
    Never raises: a recording that cannot be read is left out, and a voice says its sentence."""
    sentences: dict[str, Recorded] = {}
    files: dict[str, float] = {}
    for exercise in reversed([*exercises]):
        for key, file in sentence_files(folder, exercise):
            if (seconds := seconds_of(file)) is not None:
                sentences[key] = Recorded(str(file), seconds)
        for name in _played(exercise):
            if (seconds := seconds_of(folder / name)) is not None:
                files[name] = seconds
    return Recordings(sentences, files) if sentences or files else NOTHING


def _played(exercise: Exercise) -> Iterator[str]:
    for name, steps in step_lists(exercise):
        for _, step in within(steps, (name,)):
            if isinstance(step, Play):
                yield step.play if isinstance(step.play, str) else step.play.file


def recording_of(folder: Path, text: str) -> Path | None:
    """Finds the recording of a sentence of any exercise in this folder; None if there is none. Never raises."""
    key = sentence_key(text)
    try:
        found = sorted((folder / FOLDER).glob(f"*/*-{key}.*"))
    except OSError:
        return None
    # A hidden folder holds earlier recordings.
    there = (file for file in found if not file.parent.name.startswith("."))
    return next((file for file in there if file.suffix.lower() in RECORDINGS and is_file(file)), None)


def seconds_of(file: Path) -> float | None:
    """Reads the length of a recording from its head; None if it has none, or can't be played."""
    try:
        if not is_file(file) or not 0 < file.stat().st_size <= _LARGEST_BYTES:
            return None
        import mutagen

        sound = mutagen.File(file)
        seconds = float(sound.info.length) if sound is not None else 0.0
    except Exception:  # noqa: BLE001 - the file may be anybody's, and the library raises anything at a damaged one
        return None
    return round(seconds, 2) if 0 < seconds <= _MOST_SECONDS else None


def words_of(file: Path) -> str:
    """Reads the sentence that was recorded, as it stands in the file; empty if it does not say."""
    try:
        import mutagen

        sound = mutagen.File(file, easy=True)
        found = (sound or {}).get("title") or [""]
        return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", str(found[0])).split())
    except Exception:  # noqa: BLE001 - the same
        return ""
