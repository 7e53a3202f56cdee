"""Makes drafts of a file that is being written, for `companion write`.

It reads a file again only if it has changed, and never writes or waits.
"""

from __future__ import annotations

from pathlib import Path

from companion.authoring.draft import Draft, DraftLine, Figures
from companion.authoring.judging import judge
from companion.authoring.overlooked import overlooked
from companion.authoring.preview import Row, rows
from companion.authoring.recorded_script import recording_remarks
from companion.authoring.to_dos import to_dos
from companion.authoring.watching import Stamp, stamp_of
from companion.errors import CompanionError
from companion.exercise.model import Exercise
from companion.exercise.packwide import by_any_id, included
from companion.exercise.plan import Plan, SayCue, is_silence, planned_seconds, timeline
from companion.exercise.problems import ExerciseMistakes
from companion.exercise.reading import Reading, read
from companion.exercise.source import read_source
from companion.packs.loading import exercise_files, read_bytes
from companion.packs.pronunciations import say_as_beside
from companion.packs.recording_files import recorded_words, recordings_beside


class Drafts:
    """Makes the drafts of one file. Used by one thread."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._others: dict[Path, tuple[Stamp, Reading | None]] = {}

    def look(self) -> Draft:
        """Reads the file as it is now. Raises UnknownExercise if it cannot be opened."""
        return self.of(read_bytes(self.file))

    def of(self, text: bytes) -> Draft:
        """Makes the draft of these bytes, as if they stood in the file. Never raises."""
        try:
            reading = read(text, self.file.name)
        except ExerciseMistakes as error:
            told = {problem.line for problem in error.problems}
            notes = to_dos(read_source(text, self.file.name).lines, self.file.name, told)
            return Draft("", tuple(sorted([*error.problems, *notes])))
        exercise = reading.exercise
        includes: dict[str, Exercise] = {}
        broken: set[str] = set()
        if included(exercise):
            includes, broken = self._neighbours()
            includes = by_any_id([exercise, *includes.values()])
        folder = self.file.absolute().parent
        recordings = recordings_beside(folder, {exercise.id: exercise, **includes}.values())
        judged = judge(reading, includes, broken, say_as_beside(folder), recordings)
        found = [
            *judged.problems,
            *map(reading.remarked, overlooked(exercise, lambda name: (folder / name).is_file())),
            *map(reading.remarked, recording_remarks(exercise, recorded_words(folder, exercise))),
        ]
        told = {problem.line for problem in found}
        problems = tuple(sorted([*found, *to_dos(reading.source.lines, self.file.name, told)]))
        if judged.plan is None:
            return Draft(exercise.title, problems)
        lines = _lines(reading, judged.plan)
        cues = [cue for _, cue in timeline(judged.plan)]
        seconds = planned_seconds(judged.plan)
        silence = sum(cue.seconds for cue in cues if is_silence(cue))
        words = sum(len(cue.text.split()) for cue in cues if isinstance(cue, SayCue))
        return Draft(exercise.title, problems, lines, Figures(seconds, words, silence / seconds if seconds else 0.0))

    def _neighbours(self) -> tuple[dict[str, Exercise], set[str]]:
        """Reads the other exercises of the folder by id, and names the files that cannot be read."""
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


def _lines(reading: Reading, plan: Plan) -> tuple[DraftLine, ...]:
    """Makes the timeline, without sections that have only the program's own words."""
    sections: list[list[DraftLine]] = [[]]
    for row in rows(plan, everything=True):
        if row.heading:
            sections.append([])
        sections[-1].append(DraftLine(row, _line_of(reading, row)))
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
        return [other for other in exercise_files(file.parent) if other.name != file.name]
    except OSError:
        return []
