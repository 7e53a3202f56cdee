"""The table of evidence: one record for every block of the tuned half in which something suggests a safety word, as the
spotter sees it (`companion/hearing/decide/evidence.py`).

    python -m bench.evidence_table [--voice FOLDER] [--only clean,...] [--cache FOLDER]

The ears hear each stream once, two at a time. Their reports are kept (`hearing_cache`), so that the table is made anew
in a few minutes after a change of the evidence. `bench.evidence_fit` learns the weights from it. The reported half is
never opened.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import household
from bench.hearing import PEOPLE, ROOT, english
from bench.hearing_cache import Store
from bench.hearing_conditions import Condition, Material, conditions, material
from bench.hearing_ears import Ears, Heard
from bench.hearing_progress import Progress
from bench.hearing_scenes import BEGINS, PAUSE, TALK_SECONDS, said, said_over
from bench.hearing_sound import Clip, Word
from bench.speakers import speakers
from companion import resources
from companion.hearing.child.tuned_model import tuned_model
from companion.hearing.decide.attribution import ALONE
from companion.hearing.decide.evidence import Clue, Weights
from companion.hearing.decide.spotter import Spotter
from companion.hearing.words.grammar import Grammar
from companion.session.commands import SAFETY_KINDS, Command

PEOPLES = ("clean", "noise5", "room", "narrator", "narrator-early", "apart")
"""Conditions with people's commands."""
OTHERS = ("other", "speech", "noise", "talk")
"""Conditions in which nothing is a command. The narrator alone ("self") can be asked for with `--only`: in 1.2 hours of
it the rules in front of the sum left twelve records."""
SYNTHETIC = ("synthetic-narrator",)
SENTENCES = {
    "i want to stop": "stop",
    "please can we stop now": "stop",
    "no stop it hurts": "stop",
    "wait i need a moment": "wait",
    "can we pause here please": "pause",
    "i have to say red": "red",
    "that is yellow for me": "yellow",
    "can we slow down a little": "slow down",
    "i think i need help": "help",
    "stop it": "stop",
    "stop please": "stop",
    "please stop": "stop",
    "okay stop": "stop",
    "wait a second": "wait",
    "pause please": "pause",
}
"""Sentence -> the safety phrase that is meant in it. Only synthetic speakers say them: nobody recorded people."""
HOUSEHOLD, IN_SENTENCES, ALONE_SAID = "household", "sentences", "synthetic-safety"
SENTENCES_OVER = "sentences-narrator"
SELF_PART = 6
"""`--part` for the narrator alone: four exercises, each in two rooms."""
FOLDS = 5
SAME = 1.0
"""Seconds in which two records of one command are the same event."""


@dataclass(frozen=True, slots=True)
class Record:
    """One block of one stream, and one safety phrase."""

    condition: str
    stream: int
    fold: int
    """Number of the speaker's part, from 0, for cross-validation."""
    clue: Clue
    command: str
    word: int
    """Number of the word in the stream that is meant by it; -1 if it is not meant."""
    late: float
    """Seconds since the end of that word; not a number if it is not meant."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What was to be heard in a stream."""

    condition: str
    number: int
    hours: float
    words: tuple[str, ...]
    """The command of each word, if it is a safety word; else ""."""
    folds: tuple[int, ...]
    """The fold of each word."""
    whole: tuple[bool, ...]
    """The recording of the word is whole, so that it can be expected to be recognised."""


@dataclass(frozen=True, slots=True)
class Table:
    records: list[Record]
    streams: list[Stream]

    def save(self, file: Path) -> None:
        """Writes the table: words and numbers, no sound."""
        rows = {"streams": [asdict(one) for one in self.streams], "records": [asdict(one) for one in self.records]}
        file.write_bytes(gzip.compress(json.dumps(rows, ensure_ascii=False).encode(), mtime=0))


def load(file: Path) -> Table:
    """Reads what `Table.save` wrote."""
    rows = json.loads(gzip.decompress(file.read_bytes()))
    return Table(
        [Record(**{**one, "clue": Clue(**one["clue"])}) for one in rows["records"]],
        [Stream(**one) for one in rows["streams"]],
    )


NEVER = Weights(0.0, {}, dict.fromkeys(("silence", "narrator", "unknown", "talk"), math.inf))
"""Weights with which nothing is decided, so that no decision hides the evidence after it."""


def fold_of(speaker: str) -> int:
    return zlib.crc32(b"fold " + speaker.encode()) % FOLDS


class Folds:
    """Tells the fold of each moment of a stream, by its speaker."""

    def __init__(self, of: Material, speakers_of: dict[str, str]) -> None:
        """`speakers_of`: path of a recording -> its speaker."""
        self._of = of
        self._speaker = speakers_of
        self._stops = [clip for clip in of.clips["command"] if clip.text == "stop"]
        self._by_name = {
            f"{clip.path.parent.name}/{clip.path.name}": clip
            for clip in (*of.clips["command"], *of.clips["other"], *of.clips["speech"], *of.apart)
        }
        self._talks = talk_streams(of.clips["speech"])

    def of(self, condition: str, number: int, name: str, word: int, at: float) -> int:
        """Returns the fold of the `word`-th word (-1 if none) of a condition's stream, or of its second `at`."""
        if condition == "narrator":
            return self._clip(self._stops[number::2][max(0, word)])
        if condition == "narrator-early":
            return self._clip(self._stops[number])
        if condition == SENTENCES_OVER:
            return (number + word) % FOLDS  # there is no speaker's name in these streams
        if condition == "talk":
            started = [clip for start, clip in self._talks[number] if start <= at]
            return self._clip(started[-1] if started else self._talks[number][0][1])
        clip = self._by_name.get(name)
        return self._clip(clip) if clip is not None else fold_of(name)

    def _clip(self, clip: Clip) -> int:
        return fold_of(self._speaker.get(str(clip.path)) or str(clip.path))


def talk_streams(clips: Sequence[Clip]) -> list[list[tuple[float, Clip]]]:
    """Returns the clips of each stream of `hearing_scenes.talk`, each with the second at which it begins."""
    streams: list[list[tuple[float, Clip]]] = [[]]
    for clip in clips:
        before = sum(one.seconds + PAUSE for _, one in streams[-1])
        if streams[-1] and before + clip.seconds > TALK_SECONDS:
            streams.append([])
            before = 0.0
        streams[-1].append((BEGINS + before, clip))
    return streams


def named_speakers(*folders: Path) -> dict[str, str]:
    found = {}
    for folder in folders:
        if (folder / "manifest.csv").is_file():
            with (folder / "manifest.csv").open(encoding="utf-8") as file:
                for row in csv.DictReader(file):
                    found[str(folder / row["path"])] = row["speaker"] or row["source"] + row["path"]
    return found


def clues(heard: Heard, grammar: Grammar, *, talk: bool = False) -> list[Clue]:
    """Returns the evidence of every block of a stream in which something suggests a safety word."""
    found: list[Clue] = []
    spotter = Spotter(grammar, weights=NEVER, note=found.append)
    spotter.listen(grammar, talk=talk)
    around = iter(heard.sound.around)
    at, now = next(around, (math.inf, ALONE))
    present = ALONE
    for seen in heard.observations:
        while at <= seen.at + 1e-6:
            present = now
            at, now = next(around, (math.inf, ALONE))
        spotter.feed(seen, present)
    return found


def records(
    condition: str, number: int, heard: Heard, grammar: Grammar, fold: Callable[[str, int, str, int, float], int]
) -> tuple[Stream, list[Record]]:
    meant = {**grammar.meant, **{text: grammar.meant[phrase] for text, phrase in SENTENCES.items()}}
    sound = heard.sound
    words = [(word, _safety(meant.get(word.text))) for word in sound.words]
    found = []
    for clue in clues(heard, grammar):
        command = str(grammar.meant[clue.phrase])
        index = next((n for n, (word, one) in enumerate(words) if one == command and _within(word, clue.at)), -1)
        near = next((n for n, (word, _) in enumerate(words) if _within(word, clue.at)), -1)
        late = clue.at - words[index][0].end if index >= 0 else math.nan
        found.append(
            Record(condition, number, fold(condition, number, sound.name, near, clue.at), clue, command, index, late)
        )
    stream = Stream(
        condition,
        number,
        sound.seconds / 3600,
        tuple(command for _, command in words),
        tuple(fold(condition, number, sound.name, n, word.start) for n, (word, _) in enumerate(words)),
        tuple(not word.why_not for word, _ in words),
    )
    return stream, found


def _safety(command: Command | None) -> str:
    return str(command) if command is not None and command.kind in SAFETY_KINDS else ""


def _within(word: Word, at: float) -> bool:
    return word.start < at <= word.until


def wanted(of: Material, voice: Path, names: Sequence[str], safety: Sequence[str]) -> Iterator[Condition]:
    """Yields the conditions that the table is made of. `safety`: every safety phrase."""
    yield from conditions(of, 1, [name for name in names if name != "self"], briefly=True)
    if "self" in names:
        yield from conditions(of, SELF_PART, ["self"])
    if SENTENCES_OVER in names:
        pairs = [(speaker, text) for text in SENTENCES for speaker in of.speakers]
        items = list(said_over(pairs, of.cache, of.narration, of.rooms, cancel=True))
        title = "synthetic speakers, in a sentence over the narrator"
        yield Condition(SENTENCES_OVER, title, items, asked=True, people=False)
    if HOUSEHOLD in names:
        yield Condition(HOUSEHOLD, "sounds of a household", household.streams(voice)[1], false=True)
    for name, title, texts in (
        (IN_SENTENCES, "synthetic speakers, in a sentence", tuple(SENTENCES)),
        (ALONE_SAID, "synthetic speakers, safety words, clean", safety),
    ):
        if name in names:
            items = [said(speaker, text, of.cache) for text in texts for speaker in of.speakers]
            yield Condition(name, title, items, asked=True, people=False)


def make(voice: Path, apart: Path, folder: Path, names: Sequence[str], jobs: int = 2) -> Table:
    """Makes the table of the tuned half. What was not heard yet is heard first."""
    vocabulary, grammar = english()
    of = material(voice, "tune", speakers("en", ROOT / "models"), grammar.meant, folder, apart)
    model = tuned_model(ROOT / "models" / vocabulary.model, folder)
    ears = Ears(model, grammar, Store(folder, model, grammar), keywords=False, jobs=jobs)
    folds = Folds(of, named_speakers(voice, apart))
    table = Table([], [])
    try:
        every = list(wanted(of, voice, names, tuple(vocabulary.safety())))
        work = sum(ears.missing(one.items) for one in every)
        progress = Progress(work, sys.stderr.write, terminal=sys.stderr.isatty())
        for condition in every:
            progress.at(condition.title)
            for number, (heard, done) in enumerate(ears.hear(condition.items)):
                stream, found = records(condition.name, number, heard, grammar, folds.of)
                table.streams.append(stream)
                table.records.extend(found)
                progress.at(condition.title, done)
        progress.end()
    finally:
        ears.close()
    return table


def parser(about: str) -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(description=about)
    found.add_argument("--voice", type=Path, default=PEOPLE, help="people's recordings")
    found.add_argument("--apart", type=Path, default=PEOPLE.parent / "voice2", help="more people")
    found.add_argument(
        "--cache", type=Path, default=resources.cache_dir() / "bench", help="what was heard is kept here"
    )
    every = ",".join((*PEOPLES, *OTHERS, *SYNTHETIC, ALONE_SAID, IN_SENTENCES, SENTENCES_OVER, HOUSEHOLD))
    found.add_argument("--only", default=every, metavar="NAME,…", help="conditions")
    found.add_argument("--keep", type=Path, metavar="FILE", help="write the table here, for bench.evidence_fit")
    found.add_argument("--jobs", type=int, default=2, help="streams at once")
    return found


def main(argv: Sequence[str] | None = None) -> int:
    options = parser("Makes the table of evidence of the tuned half.").parse_args(argv)
    table = make(options.voice, options.apart, options.cache, options.only.split(","), options.jobs)
    if options.keep:
        table.save(options.keep)
    print(f"{len(table.records)} records of {len(table.streams)} streams")
    for name in dict.fromkeys(stream.condition for stream in table.streams):
        some = [stream for stream in table.streams if stream.condition == name]
        words = sum(bool(word) for stream in some for word in stream.words)
        mine = [record for record in table.records if record.condition == name]
        suggested = len({(one.stream, one.word) for one in mine if one.word >= 0})
        print(f"  {name:20}{len(some):5} streams{words:5} safety words, {suggested:4} suggested;{len(mine):6} records")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
