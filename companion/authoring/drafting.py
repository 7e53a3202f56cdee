"""An exercise while it is being written: what `companion write` shows of one state of its file.

`Drafts` makes the values of `draft` of a file, and reads nothing twice that has not changed. Nothing is written, and
nobody is waited for.
"""

from __future__ import annotations

from pathlib import Path

from companion.authoring.draft import Draft, Figures, Line
from companion.authoring.judging import judge
from companion.authoring.preview import Row, rows
from companion.authoring.watching import Stamp, stamp_of
from companion.errors import CompanionError
from companion.exercise.model import Exercise
from companion.exercise.packwide import included
from companion.exercise.plan import Plan, RestCue, SayCue, WaitCue, planned_seconds, timeline
from companion.exercise.problems import ExerciseMistakes
from companion.exercise.reading import Reading, read
from companion.packs.shelf import SUFFIXES, read_bytes


class Drafts:
    """The states of one file. Used by one thread."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._others: dict[Path, tuple[Stamp, Reading | None]] = {}

    def look(self) -> Draft:
        """The file as it stands now. Raises UnknownExercise where it cannot be opened."""
        return self.of(read_bytes(self.file))

    def of(self, text: bytes) -> Draft:
        """What these bytes would be, in this file's place. Never raises."""
        try:
            reading = read(text, self.file.name)
        except ExerciseMistakes as error:
            return Draft("", error.problems)
        exercise = reading.exercise
        includes: dict[str, Exercise] = {}
        broken: set[str] = set()
        if included(exercise):
            includes, broken = self._neighbours()
            includes[exercise.id] = exercise
        judged = judge(reading, includes, broken)
        problems = tuple(sorted(judged.problems))
        if judged.plan is None:
            return Draft(exercise.title, problems)
        lines = _lines(reading, judged.plan)
        cues = [cue for _, cue in timeline(judged.plan)]
        seconds = planned_seconds(judged.plan)
        silence = sum(cue.seconds for cue in cues if isinstance(cue, WaitCue | RestCue))
        words = sum(len(cue.text.split()) for cue in cues if isinstance(cue, SayCue))
        return Draft(exercise.title, problems, lines, Figures(seconds, words, silence / seconds if seconds else 0.0))

    def _neighbours(self) -> tuple[dict[str, Exercise], set[str]]:
        """The other exercises of the folder by id, and the file names of those that cannot be read."""
        good: dict[str, Exercise] = {}
        broken: set[str] = set()
        for file in _files_beside(self.file):
            reading = self._read(file)
            if reading is None:
                broken.add(file.stem)
            else:
                good.setdefault(reading.exercise.id, reading.exercise)
        return good, broken

    def _read(self, file: Path) -> Reading | None:
        stamp = stamp_of(file)
        kept = self._others.get(file)
        if stamp is not None and kept is not None and kept[0] == stamp:
            return kept[1]
        try:
            reading = read(read_bytes(file), file.name)
        except CompanionError:
            reading = None
        if stamp is not None:
            self._others[file] = stamp, reading
        return reading


def _lines(reading: Reading, plan: Plan) -> tuple[Line, ...]:
    """The timeline, without the sections that are the program's own words from end to end."""
    sections: list[list[Line]] = [[]]
    for row in rows(plan, everything=True):
        if row.heading:
            sections.append([])
        sections[-1].append(Line(row, _line_of(reading, row)))
    return tuple(line for section in sections if any(each.line for each in section) for line in section)


def _line_of(reading: Reading, row: Row) -> int:
    cue = row.cue
    if cue is None or cue.path[:1] == ("phrases",):
        return 0
    # Of an included exercise: the line that includes it.
    path = cue.path[: cue.path.index("include") + 1] if "include" in cue.path else cue.path
    return reading.source.mark(path).line


def _files_beside(file: Path) -> list[Path]:
    try:
        beside = sorted(file.parent.iterdir())
    except OSError:
        return []
    mine = file.name
    return [
        other
        for other in beside
        if other.suffix.lower() in SUFFIXES and other.name not in (mine, "pack.yaml") and not other.name.startswith(".")
    ]
