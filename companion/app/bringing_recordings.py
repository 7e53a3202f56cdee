"""Brings recordings that were made elsewhere into the places of the sentences.

They are a folder with a file for each sentence, or one file with the whole script. `look` reads them and finds out
which sentence each of them is; nothing is changed before `bring`.
"""

from __future__ import annotations

import importlib.util
import itertools
import math
import statistics
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from companion.app.take_files import TakeFiles
from companion.audio.takes import cut, judged
from companion.authoring.recorded_script import outdated
from companion.authoring.recording_names import in_order, sentence_number
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
_SAME_TIME_SECONDS: Final = 2.0
"""Seconds between the times of two files, below which a copy may have given them their times."""
_DOUBTFUL: Final = 2.0
"""Times a recording may be longer or shorter than its sentence should be, at its author's pace."""
_DOUBTFUL_SECONDS: Final = 1.0
"""Seconds of difference that are never doubtful: short sentences vary much."""
_PACES: Final = (0.6, 1.8)
"""The quickest and the slowest pace of reading that is taken for an author's own, times the expected length."""
_FEW: Final = 3
"""Recordings from which on a pace can be told."""


class BringOrder(StrEnum):
    """The way in which recordings were given to sentences."""

    NUMBERS = "numbers"
    """Their names say so."""
    NAMES = "names"
    """In the order of their names."""
    TIMES = "times"
    """In the order in which they were made."""
    CUT = "cut"
    """Cut out of one recording."""


@dataclass(frozen=True, slots=True, eq=False)
class Incoming:
    """A recording that may become that of a sentence."""

    sentence: ScriptSentence
    number: int
    """The sentence's number in the script, from 1."""
    pcm: Pcm
    """The voice, without the silence around it."""
    flaw: Flaw | None
    doubtful: bool
    """Its length doesn't fit its words, so it may be another sentence, or cut in the wrong place."""
    file: str = ""
    """The name of its file; empty if it was cut out of a longer one."""

    @property
    def expected(self) -> float:
        """The seconds that the sentence usually takes."""
        return estimate(self.sentence.text)


@dataclass(frozen=True, slots=True, eq=False)
class Bringing:
    """One way to give recordings to sentences."""

    order: BringOrder
    takes: tuple[Incoming, ...]
    sure: bool
    """Set if this is certainly the right order, so that the question can be left out."""

    @property
    def doubtful(self) -> int:
        """The number of recordings that somebody should listen to."""
        return sum(each.doubtful for each in self.takes)


def look(source: Path, script: Sequence[ScriptSentence], recorded: Collection[str]) -> list[Bringing]:
    """Reads the recordings at `source`, and finds the sentence of each. `recorded`: the keys of the sentences that have
    a recording. Returns the ways in which they could be meant, the likeliest first; at least one.

    Raises CompanionError if they can't be read, or don't fit the script.
    """
    if source.is_dir():
        return _Folder(source, script).ways(recorded)
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
    takes = []
    for number, (sentence, piece) in enumerate(zip(script, pieces, strict=True), 1):
        flaws = judged(piece.pcm).flaws
        takes.append(Incoming(sentence, number, piece.pcm, flaws[0] if flaws else None, piece.doubtful))
    return [Bringing(BringOrder.CUT, tuple(takes), True)]


def bring(
    bringing: Bringing,
    script: Sequence[ScriptSentence],
    files: TakeFiles,
    show: Callable[[int], None] = lambda done: None,
) -> None:
    """Saves these recordings as those of the script. Calls `show` with how many are done.

    Earlier recordings are kept in a copy first. Each sentence is on the disk before the next one is taken. Raises
    CompanionError.
    """
    changed = {each.now.key: each.key for each in outdated(script, files.words()) if each.now is not None}
    files.put_aside()
    for done, each in enumerate(bringing.takes, 1):
        files.save(each.sentence.text, each.pcm)
        # The recording of the same sentence before it was changed.
        if (old := changed.get(each.sentence.key)) is not None:
            files.delete([old])
        show(done)


@dataclass(frozen=True, slots=True, eq=False)
class _Sound:
    file: Path
    made: float
    """The time of the file, as the system gives it."""
    pcm: Pcm
    flaw: Flaw | None


class _Folder:
    """The recordings in a folder, in the order of their names."""

    def __init__(self, folder: Path, script: Sequence[ScriptSentence]) -> None:
        """Raises CompanionError if there are none, or one of them can't be used."""
        self._folder = folder
        self._script = script
        files = sorted((file for file in folder.iterdir() if _is_sound(file)), key=lambda each: in_order(each.stem))
        if not files:
            raise CompanionError(
                "There are no recordings in this folder.",
                place=str(folder),
                hint="Recordings are files such as .m4a, .mp3 or .wav.",
            )
        self._numbers = self._named(files)
        if self._numbers is None and len(files) > len(script):
            raise self._not_fitting(len(files))
        self._sounds = [_heard(file) for file in files]

    def ways(self, recorded: Collection[str]) -> list[Bringing]:
        """Returns the ways in which these recordings could be meant, the likeliest first. Raises CompanionError if
        there is none."""
        if self._numbers is not None:
            return [self._way(BringOrder.NUMBERS, self._sounds, self._numbers, sure=True)]
        numbers = self._places(recorded)
        by_name = self._way(BringOrder.NAMES, self._sounds, numbers, sure=False)
        timed = self._by_time()
        if timed is None or timed == self._sounds:
            # A file for each sentence, in the same order by name and by time.
            sure = len(self._sounds) == len(self._script)
            return [Bringing(by_name.order, by_name.takes, sure)]
        return sorted(
            (by_name, self._way(BringOrder.TIMES, timed, numbers, sure=False)),
            key=lambda each: _misfit(each.takes),
        )

    def _named(self, files: Sequence[Path]) -> list[int] | None:
        """Returns the number of the sentence of each file; None unless the names of all files say it. Raises
        CompanionError if they name one twice, or one that isn't there."""
        texts = [each.text for each in self._script]
        numbers = [sentence_number(file.stem, texts) for file in files]
        found = [number for number in numbers if number is not None]
        if len(found) < len(numbers):
            return None
        for file, number in zip(files, found, strict=True):
            if not 1 <= number <= len(texts):
                raise CompanionError(
                    f"There is no sentence {number}: the script has {len(texts)}. Nothing was changed.",
                    place=str(file),
                    hint="Give each file the number of its sentence. The same command with --list shows them.",
                )
            twin = next((other for other, same in zip(files, found, strict=True) if same == number), file)
            if twin != file:
                raise CompanionError(
                    f"There are two recordings of sentence {number}: {twin.name} and {file.name}. Nothing was changed.",
                    place=str(self._folder),
                    hint="Move one of them to another folder.",
                )
        return found

    def _places(self, recorded: Collection[str]) -> list[int]:
        """Returns the numbers of the sentences for files whose names don't say them: all, or the first ones that have
        no recording yet. Raises CompanionError if there are too many files for that."""
        count = len(self._sounds)
        if count == len(self._script):
            return [*range(1, count + 1)]
        still_open = [number for number, each in enumerate(self._script, 1) if each.key not in recorded]
        if count > len(still_open):
            raise self._not_fitting(count)
        return still_open[:count]

    def _not_fitting(self, count: int) -> CompanionError:
        files = f"There {'is 1 recording' if count == 1 else f'are {count} recordings'} in this folder"
        return CompanionError(
            f"{files}, and {len(self._script)} sentences in the script. Nothing was changed.",
            place=str(self._folder),
            hint="Give each file the number of its sentence, such as 07.m4a. The same command with --list shows them.",
        )

    def _by_time(self) -> list[_Sound] | None:
        """Sorts the recordings by their times; None if copying seems to have given them these."""
        timed = sorted(self._sounds, key=lambda each: each.made)
        apart = all(later.made - earlier.made >= _SAME_TIME_SECONDS for earlier, later in itertools.pairwise(timed))
        return timed if apart else None

    def _way(self, order: BringOrder, sounds: Sequence[_Sound], numbers: Sequence[int], *, sure: bool) -> Bringing:
        texts = [self._script[number - 1].text for number in numbers]
        pace = _pace([each.pcm.seconds for each in sounds], [estimate(text) for text in texts])
        takes = [
            Incoming(
                self._script[number - 1],
                number,
                sound.pcm,
                sound.flaw,
                _is_doubtful(sound.pcm.seconds, pace * estimate(text)),
                sound.file.name,
            )
            for sound, number, text in zip(sounds, numbers, texts, strict=True)
        ]
        return Bringing(order, tuple(sorted(takes, key=lambda each: each.number)), sure)


def _pace(seconds: Sequence[float], expected: Sequence[float]) -> float:
    """Returns how many times as long as expected an author takes."""
    if len(seconds) < _FEW:
        return 1.0
    ratio = statistics.median(one / max(0.1, other) for one, other in zip(seconds, expected, strict=True))
    return min(max(ratio, _PACES[0]), _PACES[1])


def _is_doubtful(seconds: float, expected: float) -> bool:
    far = not expected / _DOUBTFUL <= seconds <= expected * _DOUBTFUL
    return far and abs(seconds - expected) > _DOUBTFUL_SECONDS


def _misfit(takes: Sequence[Incoming]) -> float:
    """Tells how badly the lengths of recordings fit the words, from 0."""
    pace = _pace([each.pcm.seconds for each in takes], [each.expected for each in takes])
    return sum(abs(math.log(max(0.1, each.pcm.seconds) / max(0.1, pace * each.expected))) for each in takes)


def _heard(file: Path) -> _Sound:
    """Reads one recording. Raises CompanionError if it can't be read, or has no voice."""
    take = judged(_read(file))
    if not len(take.pcm.samples):
        raise CompanionError(
            "I can't hear a voice in this recording. Nothing was changed.",
            place=str(file),
            hint="Record it again, or move it to another folder.",
        )
    return _Sound(file, file.stat().st_mtime, take.pcm, take.flaws[0] if take.flaws else None)


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
