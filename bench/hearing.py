"""How well the companion hears: recall, delay and false fires on people's recordings. Prints a table; no test.

    python -m bench.hearing [--voice ../shared/voice] [--half report|tune|all] [--part N] [--cache FOLDER]
                            [--only clean,...] [--styles FOLDER]

The recordings are split by speaker: the policy's numbers were tuned on one half, and the other half is reported. What
the ears reported can be kept in a folder outside the repository (--cache), so that another policy is measured in
seconds; it holds words and times, no sound.
"""

from __future__ import annotations

import argparse
import hashlib
import inspect
import itertools
import json
import math
import pickle
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from bench import hearing_self
from bench.espeak import say
from bench.hearing_sound import (
    Clip,
    Int16,
    Placed,
    cancelled,
    in_room,
    left_out,
    manifest,
    over_narrator,
    sound_end,
    with_noise,
)
from bench.hearing_sphinx import Sphinx, available
from bench.speakers import Speaker, kept, speakers
from companion.hearing import ears as child_ears
from companion.hearing import gate
from companion.hearing.decoys import load_lexicon
from companion.hearing.grammar import JUMPY, Grammar, build
from companion.hearing.hear import ANSWERS, QUIET_BEFORE, Stream, read_sound, with_quiet
from companion.hearing.model import tuned_model
from companion.hearing.narrator import ALONE, SILENT, Surroundings
from companion.hearing.recogniser import Observation
from companion.hearing.spotter import Decision, Hush, Policy, Spotter, holds
from companion.hearing.vocabulary import load
from companion.session.commands import SAFETY_KINDS, Command
from companion.session.effects import Listen

ROOT = Path(__file__).parent.parent
SPOKEN = ("synthetic", "synthetic-noise5", "synthetic-room", "synthetic-narrator")
FALSE = ("narrator", "deaf", "other", "speech", "noise", "self")
"""Where what nobody meant is counted."""
CONDITIONS = ("clean", "noise10", "noise5", "room", *FALSE, *SPOKEN)
PART = 3
"""Every third recording, speaker and exercise, unless more are asked for: about ten minutes."""
LATE = 1.6
"""Seconds after a word in which its command still counts as its own, where words follow one another."""


@dataclass(slots=True)
class Sound:
    """One stream and what is known about it."""

    name: str
    samples: Int16
    text: str = ""
    end: float = 0.0
    """Where the word is over, seconds in the stream."""
    seconds: float = 0.0
    """Length that counts for fires an hour."""
    why_not: str = ""
    placed: tuple[Placed, ...] = ()
    around: tuple[tuple[float, Surroundings], ...] = ()


@dataclass(slots=True)
class Heard:
    sound: Sound
    observations: list[Observation]
    keywords: list[tuple[float, str]] = field(default_factory=list)
    """What pocketsphinx found in it, and when."""


@dataclass(slots=True)
class Tally:
    asked: int = 0
    understood: int = 0
    delays: list[float] = field(default_factory=list)
    hush_delays: list[float] = field(default_factory=list)


class _Kept(pickle.Unpickler):
    """Run as a program this module is `__main__`, and its classes are kept under that name."""

    def find_class(self, module: str, name: str) -> Any:
        return globals()[name] if module == "__main__" else super().find_class(module, name)


class Ears:
    """Runs sounds through the real path once, and remembers what the ears reported."""

    def __init__(self, model: Path, grammar: Grammar, cache: Path | None, sphinx: Sphinx | None = None) -> None:
        self._model = model
        self._sphinx = sphinx
        self._grammar = grammar
        self._cache = cache
        self._stream: Stream | None = None
        self._key = hashlib.sha256(
            json.dumps([model.name, {ear: list(words) for ear, words in grammar.ears.items()}]).encode()
            # What decides when an ear listens decides what it reports.
            + b"".join(inspect.getsource(part).encode() for part in (gate, child_ears))
        ).hexdigest()[:12]
        self.heard_seconds = 0.0
        self.began = time.process_time()

    def hear(self, name: str, sounds: Callable[[], Iterator[Sound]]) -> list[Heard]:
        file = self._cache / f"{name}-{self._key}.pickle" if self._cache else None
        if file and file.is_file():
            with file.open("rb") as kept:
                return list(_Kept(kept).load())
        if self._stream is None:
            self._stream = Stream(self._model)
            self._stream.listen(self._grammar)
        heard = []
        for sound in sounds():
            self.heard_seconds += len(sound.samples) / 16000
            seen = list(self._stream.observe(sound.samples, narrator=before_cancelling(sound)))
            heard.append(Heard(sound, seen, self._sphinx.spot(sound.samples) if self._sphinx else []))
            sound.samples = np.zeros(0, np.int16)
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(pickle.dumps(heard))
        return heard

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()


def before_cancelling(sound: Sound) -> list[float | None]:
    """For each block how loud it was before the echo canceller; None where that is not known."""
    frames = [known for _, known in sound.around]
    pairs = zip(frames[::2], frames[1::2], strict=False)
    return [
        None if SILENT in (a.clean_dbfs, b.clean_dbfs) else 10 * math.log10(mean_power(a.raw_dbfs, b.raw_dbfs))
        for a, b in pairs
    ]


def mean_power(*dbfs: float) -> float:
    return sum(10 ** (one / 10) for one in dbfs) / len(dbfs)


def spotted(heard: Heard, grammar: Grammar, policy: Policy) -> tuple[list[Decision], list[Hush]]:
    spotter = Spotter(grammar, policy)
    around = iter(heard.sound.around)
    at, now = next(around, (float("inf"), ALONE))
    present = ALONE
    decisions: list[Decision] = []
    hushes: list[Hush] = []
    for seen in heard.observations:
        while at <= seen.at + 1e-6:
            present = now
            at, now = next(around, (float("inf"), ALONE))
        for verdict in spotter.feed(seen, present):
            if isinstance(verdict, Decision):
                decisions.append(verdict)
            else:
                hushes.append(verdict)
    return decisions, hushes


def plain(heard: Heard, grammar: Grammar, _policy: Policy) -> tuple[list[Decision], list[Hush]]:
    """The baseline: vosk with the commands and [unk], taking final results."""
    found = []
    for seen in heard.observations:
        final = seen.finals.get(JUMPY)
        if final is None:
            continue
        for phrase, command in grammar.meant.items():
            if final.text == phrase or (command.kind in SAFETY_KINDS and holds(final.text, phrase)):
                found.append(Decision(command, phrase, seen.at, "final", "plain"))
                break
    return found, []


def sphinx(heard: Heard, grammar: Grammar, _policy: Policy) -> tuple[list[Decision], list[Hush]]:
    """The second baseline: pocketsphinx, the same phrases as keywords."""
    found = [(at, grammar.meant[phrase], phrase) for at, phrase in heard.keywords if phrase in grammar.meant]
    return [Decision(command, phrase, at, "keyword", "pocketsphinx") for at, command, phrase in found], []


Spot = Callable[[Heard, Grammar, Policy], tuple[list[Decision], list[Hush]]]


# ---- sounds


def clean(clips: Iterable[Clip], change: Callable[[int, Int16], Int16] = lambda n, samples: samples) -> Iterator[Sound]:
    for number, clip in enumerate(clips):
        samples = read_sound(clip.path)
        yield Sound(
            f"{clip.path.parent.name}/{clip.path.name}",
            change(number, with_quiet(samples)),
            clip.text,
            QUIET_BEFORE + sound_end(samples),
            clip.seconds,
            left_out(samples),
        )


def narrated(
    clips: list[Clip],
    narration: Int16,
    rooms: list[Int16],
    *,
    cancel: bool,
    read: Callable[[Path], Int16] = read_sound,
) -> Iterator[Sound]:
    for half in (0, 1):  # two rooms
        scene = over_narrator(clips[half::2], narration, rooms[2 * half], rooms[2 * half + 1], read)
        samples = scene.microphone
        around: tuple[tuple[float, Surroundings], ...] = ()
        if cancel:
            samples, known = cancelled(scene.microphone, scene.played)
            around = every_frame(known, lambda at: "")  # what it says holds none of the words
        yield Sound(
            f"narrator {half}", samples, "stop", seconds=len(samples) / 16000, placed=scene.placed, around=around
        )


def every_frame(around: list[Surroundings], text: Callable[[float], str]) -> tuple[tuple[float, Surroundings], ...]:
    """(end of the 20 ms, what is known), with what the narrator was saying then."""
    times = [(n + 1) * 0.02 for n in range(len(around))]
    return tuple((at, replace(known, narration=text(at))) for at, known in zip(times, around, strict=True))


def exercises(rooms: list[Int16], most: int | None) -> Iterator[Sound]:
    """Everything that ships, read aloud without its silences, as an echo in two rooms with nobody speaking."""
    narrator = hearing_self.Narrator()
    try:
        for reading in hearing_self.readings(most):
            spoken = narrator.speak(reading)
            for number, room in enumerate(rooms[:2]):
                samples, known = cancelled(hearing_self.echo_of(spoken.played, room), spoken.played)
                around = every_frame(known, spoken.text_at)
                yield Sound(f"{reading.name} in room {number}", samples, seconds=len(samples) / 16000, around=around)
    finally:
        narrator.close()


def said(
    chosen: list[Speaker],
    phrases: Iterable[str],
    cache: Path | None,
    change: Callable[[int, Int16], Int16] = lambda n, samples: samples,
) -> Iterator[Sound]:
    """Synthetic speakers; the sound's name begins with the engine's."""
    for number, (speaker, phrase) in enumerate(itertools.product(chosen, phrases)):
        samples = kept(speaker, phrase, cache)
        yield Sound(
            f"{speaker.kind}: {speaker.name}",
            change(number, with_quiet(samples)),
            phrase,
            QUIET_BEFORE + sound_end(samples),
            len(samples) / 16000,
        )


def said_over(
    chosen: list[Speaker], phrases: Iterable[str], cache: Path | None, narration: Int16, rooms: list[Int16]
) -> Iterator[Sound]:
    """The same over a narrator, echo cancelled, one stream for each word and room."""
    for phrase in phrases:
        words = {Path(speaker.name): kept(speaker, phrase, cache) for speaker in chosen}
        clips = [Clip(path, "synthetic", phrase, 1, len(words[path]) / 16000) for path in words]
        for sound in narrated(clips, narration, rooms, cancel=True, read=words.__getitem__):
            yield replace(sound, text=phrase)


# ---- figures


def interval(hits: int, of: int) -> str:
    """Share with its 95 % confidence interval (Wilson)."""
    if not of:
        return "none"
    z, share = 1.96, hits / of
    middle = (share + z * z / 2 / of) / (1 + z * z / of)
    half = z * np.sqrt(share * (1 - share) / of + z * z / 4 / of / of) / (1 + z * z / of)
    return f"{100 * share:.1f} % ({hits}/{of}; {100 * max(0, middle - half):.0f} to {100 * min(1, middle + half):.0f})"


def delay(values: list[float]) -> str:
    if not values:
        return "-"
    middle, late = np.percentile(values, [50, 95])
    return f"{middle:.2f} / {late:.2f} s"


def meant(text: str, grammar: Grammar) -> Command | None:
    return grammar.meant.get(text)


def recall(heards: list[Heard], grammar: Grammar, spot: Spot, policy: Policy) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for heard in heards:
        wanted = meant(heard.sound.text, grammar)
        if wanted is None:
            continue
        decisions, hushes = spot(heard, grammar, policy)
        sound = heard.sound
        words = [(0.0, sound.end, 1e9, sound.text, sound.why_not)]
        if sound.placed:
            words = [(one.start, one.end, one.end + LATE, sound.text, "") for one in sound.placed]
        for start, end, until, text, why_not in words:
            for name in (text, f"{text} (whole clips)") if text == "stop" and not sound.placed else (text,):
                if name != text and why_not:
                    continue
                tally = tallies.setdefault(name, Tally())
                tally.asked += 1
                found = [one.at for one in decisions if one.command == wanted and start < one.at <= until]
                if found:
                    tally.understood += 1
                    tally.delays.append(found[0] - end)
                hushed = [one.at for one in hushes if one.on and start < one.at <= until]
                if hushed:
                    tally.hush_delays.append(hushed[0] - end)
    return tallies


def fires(heards: list[Heard], grammar: Grammar, spot: Spot, policy: Policy) -> tuple[int, int, int, float, list[str]]:
    """(safety, others, hushes for nothing, hours, which)."""
    safety = others = hushed = 0
    hours = 0.0
    which = []
    for heard in heards:
        sound = heard.sound
        decisions, hushes = spot(heard, grammar, policy)
        hours += sound.seconds / 3600
        hushed += sum(one.on for one in hushes)
        for one in decisions:
            if any(place.start < one.at <= place.end + LATE for place in sound.placed):
                continue
            which.append(f"{sound.name} ({sound.text[:40]}): {one.command} at {one.at:.2f}, {one.reason}")
            if one.command.kind in SAFETY_KINDS:
                safety += 1
            else:
                others += 1
    return safety, others, hushed, hours, which


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.hearing", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--voice", type=Path, default=ROOT.parent / "shared" / "voice")
    parser.add_argument("--half", choices=("report", "tune", "all"), default="report")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--only", default=",".join(CONDITIONS))
    parser.add_argument("--part", type=int, default=PART, help=f"every so manieth recording (default {PART}; 1: all)")
    parser.add_argument("--styles", type=Path, help="folder of Kokoro's voices, NAME.bin (see bench/speakers.py)")
    parser.add_argument("--which", action="store_true", help="print every false fire and its reason")
    options = parser.parse_args(argv)
    out = sys.stdout.write
    if not (options.voice / "manifest.csv").is_file():
        out(f"hearing: no recordings at {options.voice}; give their folder with --voice\n")
        return 0
    vocabulary = load("en")
    grammar = build(vocabulary, load_lexicon(vocabulary.lexicon), Listen(vocabulary.everything().kinds, ANSWERS))
    keywords = Sphinx(grammar.meant) if available() else None
    with tempfile.TemporaryDirectory() as work:
        model = tuned_model(ROOT / "models" / vocabulary.model, options.cache or Path(work))
        report(options, grammar, Ears(model, grammar, options.cache, keywords), out)
    return 0


def report(options: argparse.Namespace, grammar: Grammar, ears: Ears, out: Callable[[str], object]) -> None:
    wanted = set(options.only.split(","))
    part = max(1, options.part)
    halves = {"report": {1}, "tune": {0}, "all": {0, 1}}[options.half]
    clips = [clip for clip in manifest(options.voice) if clip.half in halves or clip.kind in ("noise", "room")]
    of = {
        kind: [clip for clip in clips if clip.kind == kind] for kind in ("command", "other", "speech", "noise", "room")
    }
    noises = [read_sound(clip.path) for clip in of["noise"]]
    rooms = [
        read_sound(clip.path) for clip in of["room"] if "simulated" in clip.path.name or "tim" not in clip.path.name
    ]
    narration = np.concatenate([read_sound(clip.path) for clip in of["speech"] if clip.seconds > 5][:40] or [say("so")])
    of |= {kind: of[kind][::part] for kind in ("command", "other", "speech")}
    stops = [clip for clip in of["command"] if clip.text == "stop"]
    found = speakers("en", ROOT / "models", options.styles)
    chosen = found[::part]
    few = chosen[::2]
    safety = [phrase for phrase, command in grammar.meant.items() if command.kind in SAFETY_KINDS]

    def noisy(snr_db: float) -> Callable[[int, Int16], Int16]:
        return lambda number, samples: with_noise(samples, noises[number % len(noises)], snr_db)

    def roomy(number: int, samples: Int16) -> Int16:
        return in_room(samples, rooms[number % len(rooms)])

    sounds: dict[str, Callable[[], Iterator[Sound]]] = {
        "clean": lambda: clean(of["command"]),
        "noise10": lambda: clean(stops, noisy(10)),
        "noise5": lambda: clean(stops, noisy(5)),
        "room": lambda: clean(stops, roomy),
        "narrator": lambda: narrated(stops, narration, rooms, cancel=True),
        "deaf": lambda: narrated(stops, narration, rooms, cancel=False),
        "other": lambda: clean(of["other"]),
        "speech": lambda: clean(of["speech"]),
        "noise": lambda: clean(of["noise"]),
        "self": lambda: exercises(rooms, None if part == 1 else 2),
        "synthetic": lambda: said(chosen, grammar.meant, options.cache),
        "synthetic-noise5": lambda: said(few, safety, options.cache, noisy(5)),
        "synthetic-room": lambda: said(few, safety, options.cache, roomy),
        "synthetic-narrator": lambda: said_over(few, safety, options.cache, narration, rooms),
    }
    titles = {
        "clean": "people, clean",
        "noise10": "people, noise at 10 dB",
        "noise5": "people, noise at 5 dB",
        "room": "people, in a room at 2 m",
        "narrator": "people, over a narrator at 0 dB, echo cancelled",
        "deaf": "the same, echo not cancelled",
        "synthetic": f"{len(chosen)} synthetic speakers, clean",
        "synthetic-noise5": f"{len(few)} synthetic speakers, noise at 5 dB",
        "synthetic-room": f"{len(few)} synthetic speakers, in a room at 2 m",
        "synthetic-narrator": f"{len(few)} synthetic speakers over a narrator at 0 dB, echo cancelled",
    }
    out(f"Hearing, {options.half} half of the speakers\n")
    if part > 1:
        out(
            f"Left out: all but every {ordinal(part)} recording and synthetic speaker ({len(chosen)} of {len(found)} "
            "that are here), and all exercises but two. --part 1 takes everything, and well over an hour.\n"
        )
    spots: dict[str, Spot] = {"companion": spotted, "plain vosk": plain}
    if available():
        spots["pocketsphinx"] = sphinx
    else:
        out("Left out: pocketsphinx, which is not installed.\n")
    policy = Policy()
    began = time.monotonic()
    for name in [one for one in CONDITIONS if one in wanted]:
        kept_as = [name, options.half, *([str(part)] * (part > 1)), *([f"of{len(found)}"] * (name in SPOKEN))]
        heards = ears.hear("-".join(kept_as), sounds[name])
        if name in titles:
            out(f"\n{titles[name]}\n")
        for who, spot in spots.items():
            if name in titles:
                tallies = recall(heards, grammar, spot, policy)
                for word, tally in [*sorted(tallies.items()), *engines(heards, grammar, spot, policy)]:
                    out(
                        f"  {word:22} {who:12} {interval(tally.understood, tally.asked):32} "
                        f"decision {delay(tally.delays):15}  "
                        f"hushed {len(tally.hush_delays)}, {delay(tally.hush_delays)}\n"
                    )
            if name in FALSE:
                safe, others, hushed, hours, which = fires(heards, grammar, spot, policy)
                out(
                    f"{'false fires: ' + name:22} {who:12} safety {safe} ({safe / hours:.1f}/h), "
                    f"others {others} ({others / hours:.1f}/h), hushes {hushed} ({hushed / hours:.0f}/h), "
                    f"{hours:.2f} h, {len(heards)} sounds\n"
                )
                if options.which and spot is spotted:
                    out("".join(f"    {line}\n" for line in which))
    ears.close()
    if ears.heard_seconds:
        import resource

        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        share = (used.ru_utime + used.ru_stime) / ears.heard_seconds
        out(f"recogniser: {100 * share:.1f} % of a core ({time.monotonic() - began:.0f} s for the whole run)\n")


def engines(heards: list[Heard], grammar: Grammar, spot: Spot, policy: Policy) -> Iterator[tuple[str, Tally]]:
    """Synthetic speakers by their engine, every word together."""
    by: dict[str, list[Heard]] = {}
    for heard in heards:
        engine, colon, _ = heard.sound.name.partition(": ")
        if colon:
            by.setdefault(f"all words, {engine}", []).append(heard)
    for engine, some in by.items():
        yield engine, merged(recall(some, grammar, spot, policy).values())


def ordinal(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")


def merged(tallies: Iterable[Tally]) -> Tally:
    every = Tally()
    for tally in tallies:
        every.asked += tally.asked
        every.understood += tally.understood
        every.delays += tally.delays
        every.hush_delays += tally.hush_delays
    return every


if __name__ == "__main__":
    raise SystemExit(main())
