"""The ducking benchmark: how soon the narrator is ducked for a person, how often without one, and how that changes the
recognition of "stop".

    python -m bench.hearing_duck [--voice ../shared/voice] [--half 0|1] [--minutes 20] [--stop]

The loop is closed as in a session: the detector's answer of 60 ms ago sets the narrator's loudness now, in the room and
in the reference. With `--stop`, "stop" over the narrator is also decoded with and without ducking, which takes some
minutes.
"""

from __future__ import annotations

import argparse
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench import hearing_self
from bench.figures import machine, percentile, table
from bench.hearing_sound import (
    Clip,
    Int16,
    OverNarrator,
    Placed,
    clip,
    convolve,
    in_room,
    left_out,
    levels,
    manifest,
    sound_end,
    speech_power,
)
from bench.sound_files import read_sound
from companion.audio.gain_ramp import GainRamp
from companion.audio.mixer import DUCK_SECONDS, DUCKED, RETURN_SECONDS
from companion.hearing.echo.canceller import EchoCanceller
from companion.hearing.echo.double_talk import OVER, DoubleTalk, Measures
from companion.sound_format import FRAME, RATE

ROOT = Path(__file__).parent.parent
LATENCY = 3
"""Frames of 20 ms from the microphone to the loudspeaker: the blocks of both."""
AHEAD = 3
"""Frames that the mixer is ahead of the loudspeaker; at the most LATENCY."""
LATE = 640
"""Samples by which the echo comes later: 40 ms."""
LOUD = 1500
"""RMS of the echo's speech and of the persons': 0 dB."""
EVERY = 4.0
"""Seconds between two words; the first comes after ten."""
FIRST = 10.0
ONSET_DB = 20.0
"""dB below its loudest 10 ms at which a word has begun."""
SOON = 0.06
CURVE = (8.0, 9.0, 10.0, OVER, 12.0, 14.0)


class _Playing:
    """The sound played so far, as the canceller's reference."""

    def __init__(self) -> None:
        self._waiting: deque[_Block] = deque()
        self._count = 0

    def add(self, samples: NDArray[np.float32]) -> None:
        self._waiting.append(_Block(samples, self._count / RATE))
        self._count += len(samples)

    def take(self) -> _Block | None:
        return self._waiting.popleft() if self._waiting else None


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    samples: NDArray[np.float32]
    at: float


@dataclass(slots=True, eq=False)
class Run:
    """One stream through the closed loop."""

    microphone: Int16
    played: Int16
    ducked: NDArray[np.bool_]
    """For each frame of 20 ms, whether the detector asked for ducking at its end."""
    active: NDArray[np.bool_]
    """For each frame of 20 ms, whether the narrator was to be heard."""
    measures: list[Measures | None]
    seconds: float
    """Seconds of a core that the detector took."""


def closed_loop(narration: Int16, person: Int16, room: Int16, *, duck: bool = True) -> Run:
    """Runs the narrator in a room (its impulse response), with this person as the microphone hears them."""
    whole = convolve(np.concatenate([np.zeros(LATE), narration.astype(float)])[: len(narration)], room)
    scale = LOUD / np.sqrt(speech_power(clip(whole)))
    response = room[int(np.argmax(np.abs(room))) :].astype(float)
    response *= scale / np.sqrt(np.sum(response**2))
    size = 1 << int(np.ceil(np.log2(len(response) + FRAME)))
    there = np.fft.rfft(response, size)
    gain, scratch = GainRamp(RATE), np.zeros(FRAME, np.float32)
    reference, talk = _Playing(), DoubleTalk()
    canceller = EchoCanceller(reference)
    frames = min(len(narration), len(person)) // FRAME
    echo = np.zeros(frames * FRAME + LATE + size)
    quiet, no = np.zeros(frames * FRAME, np.int16), np.zeros(frames, bool)
    result = Run(quiet, quiet.copy(), no, no.copy(), [], 0.0)
    mixed = 0
    for n in range(frames):
        # Sound that is mixed now is heard later, so the reference is that much ahead of the microphone.
        while mixed < min(frames, n + AHEAD):
            block = (narration[mixed * FRAME : (mixed + 1) * FRAME] / 32768).astype(np.float32)
            softer = duck and mixed > LATENCY and bool(result.ducked[mixed - LATENCY])
            seconds = DUCK_SECONDS if softer else RETURN_SECONDS
            gain.apply(block, scratch, DUCKED if softer else 1.0, seconds / (1 - DUCKED))
            start = mixed * FRAME
            result.played[start : start + FRAME] = clip(block.astype(float) * 32768)
            reference.add(block)
            heard = np.fft.irfft(there * np.fft.rfft(block * 32768.0, size), size)
            echo[start + LATE : start + LATE + size] += heard
            mixed += 1
        here = slice(n * FRAME, (n + 1) * FRAME)
        result.microphone[here] = clip(echo[here] + person[here])
        canceller.cancel(result.microphone[here], here.start / RATE)
        began = time.thread_time()
        result.ducked[n] = talk.feed(canceller.measures)
        result.seconds += time.thread_time() - began
        result.active[n] = canceller.active
        result.measures.append(canceller.measures)
    return result


def spoken(clips: Sequence[Clip], room: Int16, level_db: float = 0.0) -> tuple[Int16, list[Placed], list[float]]:
    """Places people one after the other, as the microphone hears them. Returns where each is, and when each begins."""
    track = np.zeros(int((FIRST + 2 + EVERY * len(clips)) * RATE))
    placed, onsets = [], []
    for number, one in enumerate(clips):
        word = in_room(read_sound(one.path)[: int((EVERY - 0.8) * RATE)], room).astype(float)
        word *= LOUD * 10 ** (level_db / 20) / np.sqrt(speech_power(clip(word)))
        at = FIRST + EVERY * number
        track[int(at * RATE) : int(at * RATE) + len(word)] += word[: len(track) - int(at * RATE)]
        loud = levels(clip(word))
        placed.append(Placed(one, at, at + sound_end(clip(word))))
        onsets.append(at + 0.01 * float(np.nonzero(loud >= loud.max() - ONSET_DB)[0][0]))
    return clip(track), placed, onsets


def delays(ducked: NDArray[np.bool_], onsets: Sequence[float]) -> list[float]:
    """Returns for each word the seconds from its beginning until it was noticed; infinite if it was not within a
    second."""
    times = (np.nonzero(ducked)[0] + 1) * FRAME / RATE
    found = []
    for onset in onsets:
        after = times[(times > onset) & (times < onset + 1.0)]
        found.append(float(after[0]) - onset if len(after) else float("inf"))
    return found


def judged(measures: Sequence[Measures | None], over: float) -> NDArray[np.bool_]:
    """Returns the answers of a detector with another threshold, in a loop that was closed by the usual one."""
    talk = DoubleTalk(over)
    return np.array([talk.feed(one) for one in measures])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--voice", type=Path, default=ROOT.parent / "shared" / "voice")
    parser.add_argument("--half", type=int, default=0, help="0: the half that was tuned on; 1: the other")
    parser.add_argument("--minutes", type=float, default=20.0, help="of a narrator alone, in each of two rooms")
    parser.add_argument("--stop", action="store_true", help='"stop" through the recogniser as well')
    asked = parser.parse_args()
    print(machine())
    clips = [one for one in manifest(asked.voice) if one.half == asked.half or one.kind == "room"]
    rooms = [read_sound(one.path) for one in clips if one.kind == "room" and "simulated" in one.path.name]
    words = [one for one in clips if one.kind in ("command", "other") and not left_out(read_sound(one.path))]
    stops = [one for one in words if one.kind == "command" and one.text == "stop"]
    others = [one for one in words if one.text != "stop"][::5]
    speech = [one for one in clips if one.kind == "speech" and one.seconds > 5]
    narration = np.concatenate([read_sound(one.path) for one in speech[:40]])
    _people(stops, others, narration, rooms)
    _nobody(asked.minutes, rooms)
    if asked.stop:
        _stop(stops, narration, rooms)


def _people(stops: list[Clip], others: list[Clip], narration: Int16, rooms: list[Int16]) -> None:
    rows: list[tuple[str, str, str]] = []
    for name, said, level, at in [
        ('"stop", as loud as the narrator', stops, 0.0, (0, 2)),
        ("other words, as loud", others, 0.0, (0, 2)),
        ('"stop", 10 dB softer than it', stops, -10.0, (0, 2)),
        ('"stop", small rooms', stops, 0.0, (6, 7)),
    ]:
        curve: dict[float, list[float]] = {over: [] for over in CURVE}
        for half in (0, 1):
            person, _, onsets = spoken(said[half::2], rooms[at[half]], level)
            run = closed_loop(np.resize(narration, len(person)), person, rooms[at[half] + (1 if at == (0, 2) else 0)])
            # During a silence of the narrator there is nothing to duck.
            spoken_over = [onset for onset in onsets if run.active[int(onset * RATE / FRAME)]]
            for over in CURVE:
                curve[over] += delays(judged(run.measures, over), spoken_over)
        for over, found in curve.items():
            soon = sum(one <= SOON + 1e-9 for one in found) / len(found)
            later = sum(one <= 0.1 + 1e-9 for one in found) / len(found)
            rows.append(
                (
                    f"{name}, {_from(over)}",
                    f"{100 * soon:.0f} % within 60 ms, {100 * later:.0f} % within 100",
                    f"median {1000 * percentile(found, 0.5):.0f} ms, {len(found)} words",
                )
            )
    table("(a) From the first sound of a word over the narrator to the duck", rows)


def _from(over: float) -> str:
    return f"from {over:g} dB" + (" (as it is)" if over == OVER else "")


def _nobody(minutes: float, rooms: list[Int16]) -> None:
    narrator = hearing_self.Narrator()
    active = cost = hours = 0.0
    ducked = dict.fromkeys(CURVE, 0.0)
    times = dict.fromkeys(CURVE, 0)
    closed = 0.0
    try:
        for reading in list(hearing_self.readings())[::3]:
            played = narrator.speak(reading).played
            for room in rooms[:2]:
                run = closed_loop(played, np.zeros(len(played), np.int16), room)
                active += float(run.active.sum())
                closed += float((run.ducked & run.active).sum())
                cost += run.seconds
                hours += len(played) / RATE / 3600
                for over in CURVE:
                    said = judged(run.measures, over)
                    ducked[over] += float((said & run.active).sum())
                    times[over] += int((np.diff(said.astype(int)) == 1).sum())
            if hours * 60 >= 2 * minutes:
                break
    finally:
        narrator.close()
    rows = [(_from(over), f"{100 * part / active:.3f} %", f"{times[over]} times") for over, part in ducked.items()]
    rows.append(("in the closed loop", f"{100 * closed / active:.3f} %", "target under 1 %"))
    rows.append(("what the detector costs", f"{100 * cost / hours / 3600:.2f} % of a core", ""))
    table(f"(b) Ducked with nobody there, of {hours:.2f} h of a narrator in two rooms", rows)


def _stop(stops: list[Clip], narration: Int16, rooms: list[Int16]) -> None:
    """Decodes "stop" in the child process, and counts the spotter's decisions."""
    from bench.hearing_baselines import companion
    from bench.hearing_ears import Heard, before_cancelling
    from bench.hearing_figures import Outcome, Tally, fires, merged, recall
    from bench.hearing_scenes import heard_over
    from bench.hearing_sound import LATE as COUNTS
    from bench.hearing_sound import Word
    from companion import resources
    from companion.hearing.child.tuned_model import tuned_model
    from companion.hearing.replay import ANSWERS, OfflineRecogniser
    from companion.hearing.words.decoys import load_lexicon
    from companion.hearing.words.grammar import build
    from companion.hearing.words.vocabulary import load
    from companion.session.commands import Command, Kind
    from companion.session.effects import Listen
    from companion.weights.store import model_path

    words = load()
    grammar = build(words, load_lexicon(words.lexicon), Listen(words.everything().kinds, ANSWERS))
    stream = OfflineRecogniser(tuned_model(model_path(words.model), resources.cache_dir() / "models"))
    stream.listen(grammar)
    rows = []
    try:
        for duck in (False, True):
            outcomes = []
            for half in (0, 1):
                person, placed, _ = spoken(stops[half::2], rooms[2 * half])
                run = closed_loop(np.resize(narration, len(person)), person, rooms[2 * half + 1], duck=duck)
                meant = tuple(Word("stop", one.start, one.end, one.end + COUNTS) for one in placed)
                scene = OverNarrator(run.microphone, run.played, tuple(placed))
                sound = heard_over("stop", scene, meant, cancel=True)
                seen = list(stream.observe(sound.samples, narrator=before_cancelling(sound)))
                verdicts = companion()(Heard(sound, seen), grammar)
                outcomes.append(Outcome("stop", "stop", sound.seconds, meant, verdicts))
            heard: Tally = merged(recall(outcomes, {"stop": Command(Kind.STOP)}).values())
            wrong = fires(outcomes)
            rows.append(
                (
                    "ducking" if duck else "not ducking",
                    f"{heard.heard} of {heard.asked}",
                    f"hush {percentile(heard.silenced, 0.5):.2f} s, decision {percentile(heard.decided, 0.5):.2f} s; "
                    f"fired wrongly {wrong.safety + wrong.others}, hushes for nothing {len(wrong.hushes)}",
                )
            )
    finally:
        stream.close()
    table('"stop" over the narrator, as loud as it, two rooms', rows)


if __name__ == "__main__":
    main()
