"""Two synthetic voices talk for half an hour, in everyday sentences with "stop", "wait" and "red" in them. Nothing in
them may fire in a talk; and a "stop" said by itself has to be decided within 0.9 s.

    python -m bench talk [--set 2] [--minutes 30] [--seed 1] [--models FOLDER] [--cache FOLDER]

There are two sets of sentences and voices. The rules for a talk were made on the first (talk_sentences.txt). The second
(talk_sentences_2.txt) was new until one lone stop that was lost in it had been mended. The same sound is also judged as
in a silence of an exercise, where a safety word counts in a sentence too: that shows how much there is to let pass.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path

import numpy as np

from bench.hearing_baselines import COMPANION, companion, outcome
from bench.hearing_cache import Store, identity
from bench.hearing_document import keep_all
from bench.hearing_ears import Ears
from bench.hearing_figures import Outcome, Tally, fires, percentile, recall
from bench.hearing_progress import Progress
from bench.hearing_scenes import Item, Sound
from bench.hearing_sound import LATE, Int16, Word, clip, sound_end, speech_power
from bench.speakers import Speaker, code, kept, speakers
from companion import resources
from companion.hearing.child.tuned_model import tuned_model
from companion.hearing.replay import ANSWERS
from companion.hearing.words.grammar import Grammar
from companion.sound_format import RATE

ROOT = Path(__file__).parent.parent
SENTENCES = {1: "talk_sentences.txt", 2: "talk_sentences_2.txt"}
"""The files of the sets of sentences, one sentence a line."""
LONE = 20
"""Lone "stop" in half an hour."""
WITHIN = 0.9
"""Seconds from the end of a lone "stop" to its decision, at most."""
STREAM_SECONDS = 300.0
"""Seconds of talk in one stream."""
LOUD = 1500
"""RMS of the speech, in int16 units."""
ROOM = 8
"""RMS of the room's noise, in int16 units: -72 dBFS."""
QUIET = (1.2, 1.6)
"""Seconds of quiet before and after a lone "stop"."""
VOICES = {
    1: ("kokoro/heart", "piper/joe", "espeak/en-gb-x-rp+f2", "espeak/en-us"),
    2: ("kokoro/af_sarah", "kokoro/am_michael", "espeak/en-gb-scotland", "espeak/en-us+f3"),
}
"""The voices of choice of each set; the first two that are here talk."""
STOPS = ("Stop.", "stop", "Stop!", "Stop. Stop.")
"""The spellings of a lone "stop", which sound different. The last one says it twice."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something that is said in a talk."""

    who: int
    """The voice: 0 or 1."""
    text: str
    before: float
    """Seconds of quiet before it."""
    alone: bool = False
    """A "stop" by itself."""


@cache
def sentences(number: int = 1) -> tuple[str, ...]:
    """Reads the sentences of a set."""
    return tuple(Path(__file__).with_name(SENTENCES[number]).read_text(encoding="utf-8").split("\n")[:-1])


def talk(seconds: float, lone: int, seed: int = 1, number: int = 1) -> list[Said]:
    """Writes a talk of about `seconds`, with `lone` times a "stop" said alone spread over it, in the sentences of one
    set. The same seed gives the same talk."""
    chance = np.random.default_rng(seed)
    said: list[Said] = []
    stops = cycle(STOPS)
    who, in_turn, passed, given = 0, 0, 0.0, 0
    every = seconds / lone if lone else float("inf")
    pause = 0.0
    order: list[str] = []
    while passed < seconds:
        if in_turn == 0:
            who, in_turn = 1 - who, int(chance.integers(1, 5))
            pause = float(chance.uniform(0.4, 1.8))
        if not order:
            order = [str(one) for one in chance.permutation(sentences(number))]
        text = order.pop()
        said.append(Said(who, text, max(pause, QUIET[1] if said and said[-1].alone else 0.0)))
        passed += said[-1].before + 0.3 * len(text.split()) + 0.3
        pause = float(chance.uniform(0.25, 0.9))
        in_turn -= 1
        if given < lone and passed >= (given + 0.5) * every:
            said.append(Said(given % 2, next(stops), QUIET[0], alone=True))
            passed += QUIET[0] + 0.6
            given += 1
    return said


def streams(said: Sequence[Said]) -> list[list[Said]]:
    """Divides a talk into streams. A lone "stop" is never the first thing in one."""
    parts: list[list[Said]] = [[]]
    passed = 0.0
    for one in said:
        if passed > STREAM_SECONDS and not one.alone:
            parts.append([])
            passed = 0.0
        parts[-1].append(one)
        passed += one.before + 0.3 * len(one.text.split()) + 0.3
    return parts


def stream(said: Sequence[Said], voices: Sequence[Speaker], cache: Path | None) -> Item:
    """Makes the sound of a talk, or of a part of one."""

    def make() -> Sound:
        pieces: list[Int16] = []
        words: list[Word] = []
        at = 0
        for one in said:
            sound = kept(voices[one.who], one.text, cache).astype(float)
            sound = clip(sound * LOUD / np.sqrt(speech_power(clip(sound))))
            pieces += [np.zeros(int(one.before * RATE), np.int16), sound]
            start = at + len(pieces[-2])
            at = start + len(sound)
            if one.alone:
                end = start / RATE + sound_end(sound)
                words.append(Word("stop", start / RATE, end, end + LATE))
        pieces.append(np.zeros(int(QUIET[1] * RATE), np.int16))
        quiet = np.random.default_rng(7).normal(0, ROOM, sum(map(len, pieces)))
        samples = clip(np.concatenate(pieces) + quiet)
        return Sound(f"from “{said[0].text[:30]}” on", samples, "", len(samples) / RATE, tuple(words))

    who = [(one.name, one.made) for one in voices]
    parts = [(one.who, one.text, one.before) for one in said]
    work = sum(one.before + 0.3 * len(one.text.split()) * (1 + voices[one.who].work / 2) for one in said)
    return Item(identity("two talk", code(), who, parts, LOUD, ROOM, QUIET), work, make)


def chosen(models: Path, number: int = 1) -> list[Speaker]:
    """Picks the two voices that talk in a set."""
    here = {one.name: one for one in speakers("en", models)}
    return [here[name] for name in VOICES[number] if name in here][:2]


def delays(outcomes: Sequence[Outcome], grammar: Grammar) -> Tally:
    return recall(outcomes, grammar.meant).get("stop", Tally())


def report(outcomes: dict[str, list[Outcome]], grammar: Grammar, asked: int) -> tuple[list[str], bool]:
    """Returns the lines, and whether nothing fired and every lone "stop" was decided in time."""
    lines = []
    for who, some in outcomes.items():
        found, tally = fires(some), delays(some, grammar)
        late = [delay for delay in tally.decided if delay > WITHIN]
        median, most = percentile(tally.decided, 0.5), max(tally.decided, default=None)
        took = "" if median is None or most is None else f", after {median:.2f} s (median), {most:.2f} s at most"
        lines.append(
            f"  {who:24} fired {found.safety} safety words and {found.others} others in {60 * found.hours:.1f} min; "
            f"lone “stop” {tally.heard} of {tally.asked}{took}, {len(late)} later than {WITHIN} s"
        )
        if who == IN_A_TALK:
            lines += [f"    {one}" for one in found.which]
            good = not found.which and tally.heard == tally.asked == asked and not late
    return lines, good


def kept_rows(some: Sequence[Outcome], grammar: Grammar, number: int) -> dict[str, tuple[str, str]]:
    """Returns the rows for the page of figures."""
    found, tally = fires(some), delays(some, grammar)
    since = "the rules were made on" if number == 1 else "were new until 30 November 2026"
    where = f"a talk of two synthetic voices, sentences that {since}"
    median, most = percentile(tally.decided, 0.5) or 0.0, max(tally.decided, default=0.0)
    return {
        f"commands that nobody gave, {where}": ("0", f"{len(found.which)} in {60 * found.hours:.1f} min"),
        f"“stop” by itself in {where}": (
            f"{WITHIN} s",
            f"{tally.heard} of {tally.asked}, after {median:.2f} s (median), {most:.2f} s at most",
        ),
    }


IN_A_TALK = "in a talk"
JUDGES = {IN_A_TALK: companion(talk=True), COMPANION: companion()}


def run() -> int:
    """Runs the benchmark. Returns 1 if something fired, or a "stop" was late or not heard."""
    from bench.hearing import spoken

    parser = argparse.ArgumentParser(prog="python -m bench talk", description="Two synthetic voices talk.")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--set", type=int, default=1, choices=sorted(SENTENCES), help="sentences and voices")
    parser.add_argument("--seed", type=int, default=1, help="another order of the sentences")
    parser.add_argument("--models", type=Path, default=ROOT / "models", help="folder of the voices' models")
    parser.add_argument("--cache", type=Path, default=resources.cache_dir() / "bench")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="take the figures into this page of figures")
    options, _ = parser.parse_known_args()
    vocabulary, grammar = spoken("en", ANSWERS)
    voices = chosen(options.models, options.set)
    lone = max(1, round(LONE * options.minutes / 30))
    said = talk(60 * options.minutes, lone, options.seed, options.set)
    model = tuned_model(ROOT / "models" / vocabulary.model, options.cache)
    ears = Ears(model, grammar, Store(options.cache, model, grammar), keywords=False, jobs=2)
    items = [stream(part, voices, options.cache) for part in streams(said)]
    progress = Progress(ears.missing(items, keywords=False), sys.stderr.write, terminal=sys.stderr.isatty())
    outcomes: dict[str, list[Outcome]] = {who: [] for who in JUDGES}
    try:
        for heard, done in ears.hear(items, keywords=False):
            for who, judge in JUDGES.items():
                outcomes[who].append(outcome(heard, grammar, judge))
            progress.at("talk", done)
    finally:
        ears.close()
    progress.end()
    lines, good = report(outcomes, grammar, lone)
    out = sys.stdout.write
    out(f"\nA talk of {voices[0].name} and {voices[1].name}, {len(said) - lone} sentences, {lone} lone “stop”\n")
    out("".join(f"{line}\n" for line in lines))
    out("met\n" if good else "MISSED\n")
    if options.write:
        keep_all(options.write, kept_rows(outcomes[IN_A_TALK], grammar, options.set), "bench talk", "synthetic")
    return 0 if good else 1
