"""Brings recordings that were made elsewhere into the places of the sentences.

They are a folder with a file for each sentence, or one file with the whole script.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from companion.app.take_files import TakeFiles
from companion.audio.takes import cut, judged
from companion.authoring.recorded_script import outdated
from companion.children import adding_command
from companion.errors import CannotSay, CompanionError
from companion.exercise.script import ScriptSentence
from companion.exercise.speech_time import estimate
from companion.ports import Flaw, Pcm
from companion.speech.recordings import read_recording

SOUNDS: Final = (
    ".wav", ".flac", ".ogg", ".opus", ".mp3", ".m4a", ".m4b", ".aac", ".mp4", ".mov", ".webm", ".wma", ".aif", ".aiff",
    ".amr", ".3gp", ".caf",
)  # fmt: skip
"""The endings of files that are taken for recordings."""
_KNOWN: Final = (".wav", ".flac", ".ogg", ".opus", ".mp3", ".aif", ".aiff")
"""Those that can be read without PyAV."""


@dataclass(frozen=True, slots=True)
class Brought:
    """One sentence that was brought in."""

    sentence: ScriptSentence
    number: int
    """Its number in the script, from 1."""
    flaw: Flaw | None
    doubtful: bool
    """It was cut out of a longer recording, perhaps wrongly."""


def bring(
    source: Path, script: Sequence[ScriptSentence], files: TakeFiles, show: Callable[[int], None] = lambda done: None
) -> list[Brought]:
    """Saves the recordings at `source` as those of the script. Calls `show` with how many are done.

    Raises CompanionError if they can't be read, or don't fit the script. Each sentence is on the disk before the next
    one is taken.
    """
    if source.is_dir():
        return _from_folder(source, script, files, show)
    if not source.exists():
        raise CompanionError(
            "There is no such file or folder.", place=str(source), hint="Check the spelling and the folder."
        )
    sound = _read(source)
    pieces = cut(sound, [estimate(each.text) for each in script])
    if pieces is None:
        raise CompanionError(
            f"I can't find {len(script)} sentences in this recording: there are too few pauses in it.",
            place=str(source),
            hint="Pause for about two seconds after each sentence. Or make one file for each sentence, and give the "
            "folder.",
        )
    found, changed = [], _changed(script, files)
    for number, (sentence, piece) in enumerate(zip(script, pieces, strict=True), 1):
        take = judged(piece.pcm)
        _save(sentence, piece.pcm, files, changed)
        found.append(Brought(sentence, number, take.flaws[0] if take.flaws else None, piece.doubtful))
        show(number)
    return found


def _changed(script: Sequence[ScriptSentence], files: TakeFiles) -> dict[str, str]:
    """Returns the key of the old recording of each sentence that was changed since, by the sentence's own key."""
    return {each.now.key: each.key for each in outdated(script, files.words()) if each.now is not None}


def _save(sentence: ScriptSentence, sound: Pcm, files: TakeFiles, changed: Mapping[str, str]) -> None:
    """Saves a recording, and deletes the one of the same sentence before it was changed."""
    files.save(sentence.text, sound)
    if (old := changed.get(sentence.key)) is not None:
        files.delete([old])


def _from_folder(
    folder: Path, script: Sequence[ScriptSentence], files: TakeFiles, show: Callable[[int], None]
) -> list[Brought]:
    sounds = sorted((file for file in folder.iterdir() if _is_sound(file)), key=_in_order)
    if not sounds:
        raise CompanionError(
            "There are no recordings in this folder.",
            place=str(folder),
            hint="Recordings are files such as .m4a, .mp3 or .wav.",
        )
    found, changed = [], _changed(script, files)
    for number, file in _numbered(folder, sounds, len(script)):
        sentence = script[number - 1]
        take = judged(_read(file))
        if not len(take.pcm.samples):
            raise CompanionError(
                f"I can't hear a voice in this recording of sentence {number}.",
                place=str(file),
                hint=f"The sentence is: {sentence.text} The recordings before it are saved.",
            )
        _save(sentence, take.pcm, files, changed)
        found.append(Brought(sentence, number, take.flaws[0] if take.flaws else None, False))
        show(len(found))
    return found


def _numbered(folder: Path, sounds: list[Path], count: int) -> list[tuple[int, Path]]:
    """Gives each file the number of its sentence: by the numbers in their names if they differ, else by their order."""
    if len(sounds) == count:
        return [*enumerate(sounds, 1)]
    numbers = [_number_of(file) for file in sounds]
    if None not in numbers and len(set(numbers)) == len(numbers) and all(1 <= (each or 0) <= count for each in numbers):
        return [(number or 0, file) for number, file in zip(numbers, sounds, strict=True)]
    raise CompanionError(
        f"There are {len(sounds)} recordings in this folder, and {count} sentences in the script.",
        place=str(folder),
        hint="Give each file the number of its sentence, such as 07.m4a. The same command with --list shows them.",
    )


def _number_of(file: Path) -> int | None:
    """Returns the only number in a file's name, or the one that it begins with."""
    numbers = re.findall(r"\d+", file.stem)
    return int(numbers[0]) if numbers and (len(numbers) == 1 or file.stem[0].isdigit()) else None


def _in_order(file: Path) -> list[tuple[int, int, str]]:
    """Returns the key by which a file's name is sorted as people do: "Take 10" comes after "Take 9"."""
    parts = filter(None, re.split(r"(\d+)", file.stem.casefold()))
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def _is_sound(file: Path) -> bool:
    return file.suffix.lower() in SOUNDS and not file.name.startswith(".") and file.is_file()


def _read(file: Path) -> Pcm:
    try:
        return read_recording(file, any_kind=True)
    except CannotSay as why:
        if file.suffix.lower() in SOUNDS and file.suffix.lower() not in _KNOWN and not _has_ffmpeg():
            raise CompanionError(
                f"To read {file.suffix.lower()}, Companion needs a package that doesn't come with it.",
                place=str(file),
                hint=_how_to_add(),
            ) from why
        raise CompanionError(
            why.message, place=str(file), hint="Recordings can be .m4a, .mp3, .wav, .flac or .ogg, of an hour at most."
        ) from why


def _has_ffmpeg() -> bool:
    return importlib.util.find_spec("av") is not None


def _how_to_add() -> str:
    command = adding_command("av>=18.1,<19")
    way = f"To add it (105 MB), type: {command} " if command else ""
    return f"{way}Or save the recording as .wav or .mp3."
