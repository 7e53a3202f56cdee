"""How well the companion hears: recall, delay and false fires on people's recordings. Prints a table; no test.

    python -m bench.hearing [--voice ../shared/voice] [--half report|tune|all] [--cache FOLDER] [--only clean,...]

The recordings are split by speaker: the policy's numbers were tuned on one half, and the other half is reported. What
the ears reported can be kept in a folder outside the repository (--cache), so that another policy is measured in
seconds; it holds words and times, no sound.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

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
from companion.hearing.decoys import load_lexicon
from companion.hearing.grammar import JUMPY, Grammar, build
from companion.hearing.hear import ANSWERS, QUIET_BEFORE, Stream, read_sound, with_quiet
from companion.hearing.model import tuned_model
from companion.hearing.recogniser import Observation
from companion.hearing.spotter import ALONE, Decision, Hush, Policy, Spotter, Surroundings, holds
from companion.hearing.vocabulary import Vocabulary, load
from companion.session.commands import SAFETY_KINDS, Command, Kind
from companion.session.effects import Listen

ROOT = Path(__file__).parent.parent
CONDITIONS = ("clean", "noise10", "noise5", "room", "narrator", "deaf", "other", "speech", "noise", "self", "synthetic")
LATE = 1.6
"""Seconds after a word in which its command still counts as its own, where words follow one another."""
VOICES = ("en-us", "en", "en-us+f3", "en-gb-x-rp")


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

    def __init__(self, model: Path, grammar: Grammar, cache: Path | None) -> None:
        self._model = model
        self._grammar = grammar
        self._cache = cache
        self._stream: Stream | None = None
        self._key = hashlib.sha256(
            json.dumps([model.name, {ear: list(words) for ear, words in grammar.ears.items()}]).encode()
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
            heard.append(Heard(sound, list(self._stream.observe(sound.samples))))
            sound.samples = np.zeros(0, np.int16)
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(pickle.dumps(heard))
        return heard

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()


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


def narrated(clips: list[Clip], narration: Int16, rooms: list[Int16], *, cancel: bool) -> Iterator[Sound]:
    for half in (0, 1):  # two rooms
        scene = over_narrator(clips[half::2], narration, rooms[2 * half], rooms[2 * half + 1])
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
    """The exercises that ship, spoken without their silences, as an echo in two rooms with nobody speaking."""
    paths = sorted((ROOT / "exercises").rglob("*.yaml"))
    for path in paths[:: max(1, len(paths) // most)] if most else paths:
        lines = [line for line in texts(yaml.safe_load(path.read_text(encoding="utf-8"))) if " " in line]
        for number, room in enumerate(rooms[:2]):
            spoken = [say(line, words_per_minute=140) for line in lines]
            quiet = np.zeros(8000, np.int16)
            played = np.concatenate([part for one in spoken for part in (one, quiet)])
            heard, played = echo_of(played, room)
            clean_samples, known = cancelled(heard, played)
            ends = np.cumsum([(len(one) + len(quiet)) / 16000 for one in spoken])

            def text(at: float, lines: list[str] = lines, ends: NDArray[np.float64] = ends) -> str:
                return lines[min(int(np.searchsorted(ends, at)), len(lines) - 1)]

            around = every_frame(known, text)
            yield Sound(
                f"{path.stem} in room {number}",
                clean_samples,
                seconds=len(clean_samples) / 16000,
                around=around,
            )


def echo_of(played: Int16, room: Int16) -> tuple[Int16, Int16]:
    from bench.hearing_sound import clip, convolve, speech_power

    echo = convolve(np.concatenate([np.zeros(640), played.astype(float)])[: len(played)], room)
    echo *= 1500 / np.sqrt(speech_power(clip(echo)))
    return clip(echo), played


def texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            if isinstance(value, list | dict) or key in ("say", "ask", "each", "agree", "check", "rate"):
                yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)


def synthetic(vocabulary: Vocabulary, allowed: Listen) -> Iterator[Sound]:
    for phrase in vocabulary.phrases(allowed):
        for voice in VOICES:
            samples = say(phrase, voice, words_per_minute=140)
            yield Sound(
                f"{phrase}, {voice}",
                with_quiet(samples),
                phrase,
                QUIET_BEFORE + sound_end(samples),
                len(samples) / 16000,
            )


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
    parser.add_argument("--exercises", type=int, help="for self-triggers, only about so many of the exercises")
    parser.add_argument("--which", action="store_true", help="print every false fire and its reason")
    options = parser.parse_args(argv)
    out = sys.stdout.write
    if not (options.voice / "manifest.csv").is_file():
        out(f"hearing: no recordings at {options.voice}; give their folder with --voice\n")
        return 0
    vocabulary = load("en")
    grammar = build(vocabulary, load_lexicon(vocabulary.lexicon), Listen(vocabulary.everything().kinds, ANSWERS))
    with tempfile.TemporaryDirectory() as work:
        model = tuned_model(ROOT / "models" / vocabulary.model, options.cache or Path(work))
        report(options, vocabulary, grammar, Ears(model, grammar, options.cache), out)
    return 0


def report(
    options: argparse.Namespace, vocabulary: Vocabulary, grammar: Grammar, ears: Ears, out: Callable[[str], object]
) -> None:
    wanted = set(options.only.split(","))
    halves = {"report": {1}, "tune": {0}, "all": {0, 1}}[options.half]
    clips = [clip for clip in manifest(options.voice) if clip.half in halves or clip.kind in ("noise", "room")]
    of = {
        kind: [clip for clip in clips if clip.kind == kind] for kind in ("command", "other", "speech", "noise", "room")
    }
    noises = [read_sound(clip.path) for clip in of["noise"]]
    rooms = [
        read_sound(clip.path) for clip in of["room"] if "simulated" in clip.path.name or "tim" not in clip.path.name
    ]
    stops = [clip for clip in of["command"] if clip.text == "stop"]
    narration = np.concatenate([read_sound(clip.path) for clip in of["speech"] if clip.seconds > 5][:40] or [say("so")])
    sounds: dict[str, Callable[[], Iterator[Sound]]] = {
        "clean": lambda: clean(of["command"]),
        "noise10": lambda: clean(stops, lambda n, x: with_noise(x, noises[n % len(noises)], 10)),
        "noise5": lambda: clean(stops, lambda n, x: with_noise(x, noises[n % len(noises)], 5)),
        "room": lambda: clean(stops, lambda n, x: in_room(x, rooms[n % len(rooms)])),
        "narrator": lambda: narrated(stops, narration, rooms, cancel=True),
        "deaf": lambda: narrated(stops, narration, rooms, cancel=False),
        "other": lambda: clean(of["other"]),
        "speech": lambda: clean(of["speech"]),
        "noise": lambda: clean(of["noise"]),
        "self": lambda: exercises(rooms, options.exercises),
        "synthetic": lambda: synthetic(vocabulary, Listen(frozenset(Kind), ANSWERS)),
    }
    titles = {
        "clean": "people, clean",
        "noise10": "people, noise at 10 dB",
        "noise5": "people, noise at 5 dB",
        "room": "people, in a room at 2 m",
        "narrator": "people, over a narrator at 0 dB, echo cancelled",
        "deaf": "the same, echo not cancelled",
        "synthetic": "espeak-ng, every phrase",
    }
    out(f"Hearing, {options.half} half of the speakers\n")
    policy = Policy()
    began = time.monotonic()
    for name in [one for one in CONDITIONS if one in wanted]:
        heards = ears.hear(f"{name}-{options.half}", sounds[name])
        for who, spot in (("companion", spotted), ("plain vosk", plain)):
            if name in titles:
                tallies = recall(heards, grammar, spot, policy)
                if name == "synthetic":
                    tallies = {"all": merged(tallies.values())}
                for word, tally in sorted(tallies.items()):
                    out(
                        f"{titles[name]:48} {who:10} {word:20} {interval(tally.understood, tally.asked):32} "
                        f"decision {delay(tally.delays)}  hush {delay(tally.hush_delays)}\n"
                    )
            if name not in ("synthetic", "clean", "noise10", "noise5", "room"):
                safety, others, hushed, hours, which = fires(heards, grammar, spot, policy)
                out(
                    f"{'false fires: ' + name:48} {who:10} safety {safety} ({safety / hours:.1f}/h), "
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
