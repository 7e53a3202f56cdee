"""The conditions of the benchmark: every row of streams in the table, with its items in order. `hearing_scenes` makes
the streams; nothing is decoded here.

People and synthetic speakers are in different conditions, and their figures are never added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench import hearing_self
from bench.hearing_scenes import (
    CLEAN,
    EARLY,
    Change,
    Item,
    alone,
    early,
    exercises,
    noisy,
    over,
    roomy,
    said,
    said_over,
    talk,
)
from bench.hearing_sound import Clip, Int16, manifest
from bench.sound_files import read_sound
from bench.speakers import Speaker, spread

HALVES = {"report": (1,), "tune": (0,), "all": (0, 1)}
QUICK = 20
"""One in this many recordings is used in a quick run, which then takes under five minutes."""
EXERCISES = 4
"""One in this many exercises is read by the narrator alone if both halves are measured: the narrator is the same for
both, and takes as long as all people together."""
FEW = 2
"""One in this many synthetic speakers of each engine is used in noise, in a room and over the narrator."""
SPOKEN = (
    *("stop", "red", "pause", "wait", "yellow", "slow down"),
    *("next", "back", "continue", "repeat", "help"),
)
"""Phrases of the synthetic speakers in every condition: the safety words, and the most used of the others."""
SPOKEN_QUICK = ("stop", "red", "pause", "next")
OVER_ECHO = ("stop", "red", "pause", "wait", "yellow", "slow down")
"""Phrases without echo cancellation: the safety words only, since hardly anything is recognised."""


@dataclass(slots=True)
class Condition:
    name: str
    title: str
    items: list[Item] = field(default_factory=list)
    asked: bool = False
    """Its words are meant: recall and delays are counted."""
    false: bool = False
    """Its words are not meant: false alarms and hushes are counted."""
    people: bool = True
    keywords: bool = True
    """Pocketsphinx decodes it too."""
    narration: str = ""
    """The text that the narrator is saying all the time."""
    talk: bool = False
    """Judged as in a talk, where people were asked to speak."""


NAMES = (
    *("clean", "noise10", "noise5", "room", "narrator", "narrator-same-word", "uncancelled"),
    *("narrator-early", "narrator-early-same-word"),
    *("other", "speech", "noise", "talk", "self"),
    *("clean-talk", "speech-talk", "apart"),
    *("synthetic", "synthetic-noise10", "synthetic-noise5", "synthetic-room"),
    *("synthetic-narrator", "synthetic-uncancelled"),
)


@dataclass(slots=True)
class Material:
    """All sounds of a run."""

    clips: dict[str, list[Clip]]
    """By kind; every recording of the half."""
    noises: list[Path]
    rooms: list[Path]
    narration: Int16
    speakers: list[Speaker]
    phrases: tuple[str, ...]
    """Everything that means something."""
    apart: list[Clip] = field(default_factory=list)
    """Recordings of other people, which are reported apart: children, and people of other first languages."""
    cache: Path | None = None
    """The folder that keeps synthetic speakers' words."""


def material(
    voice: Path,
    half: str,
    found: list[Speaker],
    phrases: Iterable[str],
    cache: Path | None = None,
    apart: Path | None = None,
) -> Material:
    """Finds the sounds of a run. `apart`: a folder of other people, of whom all are taken."""
    every = manifest(voice)
    shared = ("noise", "room")  # too few to be divided, and nothing was tuned on them
    clips: dict[str, list[Clip]] = {kind: [] for kind in ("command", "other", "speech", *shared)}
    for clip in every:
        if clip.kind in clips and (clip.half in HALVES[half] or clip.kind in shared):
            clips[clip.kind].append(clip)
    noises = [clip.path for clip in clips["noise"]]
    rooms = [clip.path for clip in clips["room"] if "simulated" in clip.path.name or "tim" not in clip.path.name]
    told = [read_sound(clip.path) for clip in clips["speech"] if clip.seconds > 5][:40]
    narration = np.concatenate(told) if told else np.zeros(0, np.int16)
    others = manifest(apart) if apart is not None and (apart / "manifest.csv").is_file() else []
    commands = [clip for clip in others if clip.kind == "command"]
    return Material(clips, noises, rooms, narration, found, tuple(phrases), commands, cache)


def conditions(of: Material, part: int, wanted: Sequence[str] = NAMES, *, briefly: bool = False) -> list[Condition]:
    """Builds the conditions. `part`: with 4, a quarter of the recordings of each word, and of the speakers of each
    engine; 1 is everything. A part gets the same noise and the same room as in the whole. `briefly`: every recording,
    but only one beginning of each word over a narrator who has just begun, and few exercises of the narrator alone."""
    commands = [clip for clip in of.clips["command"] if clip.text in of.phrases]
    # Counted before any are left out: a clip keeps its noise.
    stops = list(enumerate(clip for clip in commands if clip.text == "stop"))[::part]
    placed = [clip for _, clip in stops]
    chosen = spread(of.speakers, part)
    few = spread(spread(of.speakers, FEW), part)
    quick = part > 4
    words = SPOKEN if quick else of.phrases
    spoken = SPOKEN_QUICK if quick else SPOKEN
    echoed = SPOKEN_QUICK if quick else OVER_ECHO

    places = {speaker.name: number for number, speaker in enumerate(of.speakers)}

    def stops_in(change: Callable[[int], Change]) -> Iterator[Item]:
        return (alone(clip, change(number)) for number, clip in stops)

    def noise(snr_db: float) -> Callable[[int], Change]:
        return lambda number: noisy(of.noises[number % len(of.noises)], snr_db)

    def room(number: int) -> Change:
        return roomy(of.rooms[number % len(of.rooms)])

    def over_them(cancel: bool) -> Iterator[Item]:
        for half in (0, 1):  # two rooms
            some = placed[half::2]
            if some:
                yield over(some, of.narration, of.rooms[2 * half], of.rooms[2 * half + 1], cancel=cancel)

    def synthetic(speakers: list[Speaker], phrases: Iterable[str], change: Callable[[int], Change]) -> Iterator[Item]:
        for phrase in phrases:
            for speaker in speakers:
                # Spread over the noises by speaker and word, independently of the other speakers.
                yield said(speaker, phrase, of.cache, change(places[speaker.name] + 7 * len(phrase)))

    def synthetic_over(phrases: Iterable[str], cancel: bool) -> Iterator[Item]:
        pairs = [(speaker, phrase) for speaker in few for phrase in phrases]
        return said_over(pairs, of.cache, of.narration, of.rooms, cancel=cancel)

    beginnings: list[Item] = []

    def begun() -> list[Item]:
        """Makes both conditions of a narrator who has just begun, which have the same streams."""
        if not beginnings:
            made = list(early(placed, of.narration, of.rooms))
            beginnings.extend(
                made if not briefly else (made[len(EARLY) * n + n % len(EARLY)] for n in range(len(placed)))
            )
        return beginnings

    narrators: list[hearing_self.Narrator] = []

    def narrator() -> hearing_self.Narrator:
        if not narrators:
            narrators.append(hearing_self.Narrator())
        return narrators[0]

    makers: dict[str, tuple[str, Callable[[], Iterable[Item]], dict[str, bool]]] = {
        "clean": ("people, clean", lambda: map(alone, every(commands, part)), {"asked": True}),
        "noise10": ("people, noise at 10 dB", lambda: stops_in(noise(10)), {"asked": True}),
        "noise5": ("people, noise at 5 dB", lambda: stops_in(noise(5)), {"asked": True}),
        "room": ("people, in a room at 2 m", lambda: stops_in(room), {"asked": True}),
        "narrator": (
            "people, over a narrator at 0 dB, echo cancelled",
            lambda: over_them(True),
            {"asked": True, "false": True},
        ),
        "narrator-same-word": (
            "the same, and the narrator is saying “stop” all the time",
            lambda: over_them(True),
            {"asked": True},
        ),
        "uncancelled": (
            "people, over a narrator at 0 dB, echo not cancelled",
            lambda: over_them(False),
            {"asked": True, "false": True},
        ),
        "narrator-early": (
            "people, over a narrator at 0 dB who began 2.5, 4 and 6 s before, echo cancelled",
            begun,
            {"asked": True, "false": True, "keywords": False},
        ),
        "narrator-early-same-word": (
            "the same, and the narrator is saying “stop” all the time",
            begun,
            {"asked": True, "keywords": False},
        ),
        "other": (
            "other words and short phrases, alone",
            lambda: (alone(clip, wanted=False) for clip in of.clips["other"][::part]),
            {"false": True},
        ),
        "speech": (
            "running speech",
            lambda: (alone(clip, wanted=False) for clip in of.clips["speech"][::part]),
            {"false": True},
        ),
        "noise": (
            "noise",
            lambda: (alone(clip, wanted=False) for clip in of.clips["noise"][:: min(part, 6)]),
            {"false": True},
        ),
        "talk": (
            "people talking over a narrator at 0 dB, echo cancelled",
            lambda: talk(of.clips["speech"][::part], of.narration, of.rooms),
            {"false": True},
        ),
        "self": (
            "the narrator alone, everything that ships, in two rooms, echo cancelled",
            lambda: exercises(of.rooms, None if part == 1 and not briefly else max(1, 24 // part), narrator),
            # Pocketsphinx would take as long for it as the companion, only to repeat the result of "speech".
            {"false": True, "keywords": False},
        ),
        "clean-talk": (
            "people, clean, in a talk",
            lambda: map(alone, [clip for clip in every(commands, part) if clip.text == "stop"]),
            {"asked": True, "talk": True},
        ),
        "speech-talk": (
            "running speech, in a talk",
            lambda: (alone(clip, wanted=False) for clip in of.clips["speech"][::part]),
            {"false": True, "talk": True},
        ),
        "apart": (
            "more people (children, other first languages), clean",
            lambda: map(alone, every([clip for clip in of.apart if clip.text in of.phrases], part)),
            {"asked": True},
        ),
        "synthetic": ("synthetic speakers, clean", lambda: synthetic(chosen, words, lambda _: CLEAN), SYNTHETIC),
        "synthetic-noise10": (
            "synthetic speakers, noise at 10 dB",
            lambda: synthetic(few, spoken, noise(10)),
            SYNTHETIC,
        ),
        "synthetic-noise5": ("synthetic speakers, noise at 5 dB", lambda: synthetic(few, spoken, noise(5)), SYNTHETIC),
        "synthetic-room": ("synthetic speakers, in a room at 2 m", lambda: synthetic(few, spoken, room), SYNTHETIC),
        "synthetic-narrator": (
            "synthetic speakers over a narrator at 0 dB, echo cancelled",
            lambda: synthetic_over(spoken, True),
            SYNTHETIC,
        ),
        "synthetic-uncancelled": (
            "synthetic speakers over a narrator at 0 dB, echo not cancelled",
            lambda: synthetic_over(echoed, False),
            SYNTHETIC,
        ),
    }
    made = []
    for name in NAMES:
        if name in wanted:
            title, items, how = makers[name]
            saying = "stop" if name.endswith("same-word") else ""
            made.append(Condition(name, title, list(items()), narration=saying, **how))
    return made


SYNTHETIC = {"asked": True, "people": False}


def every(clips: Iterable[Clip], part: int) -> list[Clip]:
    """Takes every `part`-th clip of each word, at least one of each, in their order."""
    seen: dict[str, int] = {}
    kept = []
    for clip in clips:
        number = seen.get(clip.text, 0)
        seen[clip.text] = number + 1
        if number % part == 0:
            kept.append(clip)
    return kept
