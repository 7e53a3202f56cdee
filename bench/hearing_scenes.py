"""The streams of the benchmark, each made only when its turn comes: a clip alone, in noise or in a room; words and talk
over a narrator; the narrator alone; synthetic speakers. `hearing_conditions` chooses among them.

An `Item` names what its stream is made of, so that its results can be found again (`hearing_cache`).
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from bench import hearing_self, speakers
from bench.hearing_cache import identity
from bench.hearing_sound import (
    LATE,
    Clip,
    Int16,
    OverNarrator,
    Word,
    cancelled,
    in_room,
    left_out,
    over_narrator,
    sound_end,
    with_noise,
)
from bench.sound_files import read_sound
from bench.speakers import Speaker, kept
from companion.hearing.decide.attribution import Surroundings
from companion.hearing.replay import QUIET_AFTER, QUIET_BEFORE, with_quiet
from companion.sound_format import RATE

ABOUT_A_WORD = 0.8
"""Seconds that a synthetic speaker's word is assumed to take, before it was made."""
TALK_SECONDS = 110.0
"""Seconds of people talking over the narrator in one stream, after its first ten seconds."""
TOLD_APART = 37.0
"""Seconds between the beginnings of the narrator's text in one stream and in the next."""
PAUSE = 1.0
"""Seconds between two of them."""
IN_ONE_STREAM = 48
"""Synthetic speakers' words over the narrator in one stream, one every four seconds."""
TOLD = "the rain fell softly on the roof"
"""The text of a narrator who says none of the words. In a session there always is one, and much depends on it."""
BEGINS = 10.0
"""Seconds after which the first word comes, so that the canceller knows the room."""
EARLY = (2.5, 4.0, 6.0)
"""Seconds from the start of the narrator to a word, while the canceller hardly knows the room yet."""


@dataclass(slots=True)
class Sound:
    """One stream and what is known about it."""

    name: str
    samples: Int16
    text: str = ""
    seconds: float = 0.0
    """Length that counts for false alarms an hour."""
    words: tuple[Word, ...] = ()
    around: tuple[tuple[float, Surroundings], ...] = ()
    """(end of each 20 ms, what is known of it) if there was an echo canceller before the ears."""
    cancelling: float = 0.0
    """Seconds of a core that the canceller took."""


@dataclass(frozen=True, slots=True)
class Item:
    identity: str
    work: float
    """Seconds of sound to be decoded, about."""
    make: Callable[[], Sound] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Change:
    """A change to a clip before it is decoded."""

    identity: str = ""
    of: Callable[[Int16], Int16] = lambda samples: samples


CLEAN = Change()


def noisy(noise: Path, snr_db: float) -> Change:
    return Change(f"noise {digest(noise)} {snr_db:g}", lambda samples: with_noise(samples, read_sound(noise), snr_db))


def roomy(room: Path) -> Change:
    return Change(f"room {digest(room)}", lambda samples: in_room(samples, read_sound(room)))


@cache
def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


# ---- people's clips


def alone(clip: Clip, change: Change = CLEAN, *, wanted: bool = True) -> Item:
    """Makes a clip between silences. `wanted`: its text is a command that is meant."""

    def make() -> Sound:
        samples = read_sound(clip.path)
        end = QUIET_BEFORE + sound_end(samples)
        words = (Word(clip.text, 0.0, end, math.inf, left_out(samples)),) if wanted else ()
        name = f"{clip.path.parent.name}/{clip.path.name}"
        return Sound(name, change.of(with_quiet(samples)), clip.text, clip.seconds, words)

    parts = identity("alone", digest(clip.path), clip.text, wanted, change.identity)
    return Item(parts, clip.seconds + QUIET_BEFORE + QUIET_AFTER, make)


def over(
    clips: Sequence[Clip],
    narration: Int16,
    person_room: Path,
    echo_room: Path,
    *,
    cancel: bool,
    read: Callable[[Path], Int16] = read_sound,
    made_of: str = "",
    starts: Sequence[float] | None = None,
) -> Item:
    """Makes one stream: a narrator without a pause and these words over it. `made_of` names clips that are not files.
    `starts`: seconds, as for `over_narrator`."""
    text = clips[0].text

    def make() -> Sound:
        scene = over_narrator(list(clips), narration, read_sound(person_room), read_sound(echo_room), read, starts)
        words = tuple(Word(one.clip.text, one.start, one.end, one.end + LATE) for one in scene.placed)
        return heard_over(f"{text} over the narrator", scene, words, cancel=cancel)

    of = made_of or [digest(clip.path) for clip in clips]
    who = identity("over", of, text, _sum(narration), digest(person_room), digest(echo_room), cancel, *starts or ())
    return Item(who, 12.0 + 4 * len(clips) if starts is None else starts[-1] + 4, make)


def early(clips: Sequence[Clip], narration: Int16, rooms: Sequence[Path]) -> Iterator[Item]:
    """Makes every word over a narrator who has only just begun, alternately in two rooms."""
    for number, clip in enumerate(clips):
        person_room, echo_room = rooms[number % 2 * 2], rooms[number % 2 * 2 + 1]
        told = np.roll(narration, -int(number * TOLD_APART * RATE))
        for start in EARLY:
            yield over([clip], told, person_room, echo_room, cancel=True, starts=[start])


def talk(clips: Sequence[Clip], narration: Int16, rooms: Sequence[Path]) -> Iterator[Item]:
    """Makes people talking to each other over the narrator, as loud as it is, with echo cancellation. Nothing in it is
    a command."""
    streams: list[list[Clip]] = [[]]
    for clip in clips:
        if streams[-1] and sum(one.seconds + PAUSE for one in streams[-1]) + clip.seconds > TALK_SECONDS:
            streams.append([])
        streams[-1].append(clip)
    for number, some in enumerate(streams):
        if some:
            # From another place in it each time, so that a voice never talks over itself, and no sentence counts twice.
            told = np.roll(narration, -(len(narration) // 2 + int(number * TOLD_APART * RATE)))
            yield _talk(tuple(some), told, rooms[number % 2 * 2], rooms[number % 2 * 2 + 1])


def _talk(clips: tuple[Clip, ...], narration: Int16, person_room: Path, echo_room: Path) -> Item:
    starts = [BEGINS + sum(one.seconds + PAUSE for one in clips[:n]) for n in range(len(clips))]

    def make() -> Sound:
        scene = over_narrator(list(clips), narration, read_sound(person_room), read_sound(echo_room), starts=starts)
        return heard_over(f"talk over the narrator from “{clips[0].text[:20]}” on", scene, (), cancel=True)

    of = [digest(clip.path) for clip in clips]
    who = identity("talk", of, starts, _sum(narration), digest(person_room), digest(echo_room))
    return Item(who, starts[-1] + clips[-1].seconds + 2, make)


def heard_over(name: str, scene: OverNarrator, words: tuple[Word, ...], *, cancel: bool) -> Sound:
    text = words[0].text if words else ""
    sound = Sound(name, scene.microphone, text, len(scene.microphone) / RATE, words)
    return after_cancelling(sound, scene.played, lambda at: TOLD) if cancel else sound


def after_cancelling(sound: Sound, played: Int16, text_at: Callable[[float], str]) -> Sound:
    began = time.thread_time()
    samples, known = cancelled(sound.samples, played)
    took = time.thread_time() - began
    return replace(sound, samples=samples, around=every_frame(known, text_at), cancelling=took)


def every_frame(around: Sequence[Surroundings], text: Callable[[float], str]) -> tuple[tuple[float, Surroundings], ...]:
    """Lists (end of the 20 ms, what is known), with what the narrator was saying then."""
    times = [(n + 1) * 0.02 for n in range(len(around))]
    return tuple((at, replace(known, narration=text(at))) for at, known in zip(times, around, strict=True))


# ---- the narrator alone


def exercises(rooms: Sequence[Path], most: int | None, narrator: Callable[[], hearing_self.Narrator]) -> Iterator[Item]:
    """Makes everything that ships (about `most` of it), read aloud without its silences, as an echo in two rooms."""

    @lru_cache(maxsize=1)
    def spoken(reading: hearing_self.Reading) -> hearing_self.Spoken:
        return narrator().speak(reading)

    for reading in hearing_self.readings(most):
        texts = [(one.text, one.pace, one.voice) for one in reading.utterances]
        about = sum(hearing_self.GAP + len(text.split()) * 60 / 120 / pace for text, pace, _ in texts)
        for number, room in enumerate(rooms[:2]):

            def make(reading: hearing_self.Reading = reading, number: int = number, room: Path = room) -> Sound:
                said = spoken(reading)
                samples = hearing_self.echo_of(said.played, read_sound(room))
                sound = Sound(f"{reading.name} in room {number}", samples, seconds=len(samples) / RATE)
                return after_cancelling(sound, said.played, said.text_at)

            # The gate is closed for most of it, so it is far less work than its length.
            yield Item(identity("self", hearing_self.VOICE, texts, digest(room)), 0.35 * about, make)


# ---- synthetic speakers


def said(speaker: Speaker, phrase: str, cache: Path | None, change: Change = CLEAN) -> Item:
    """Makes a synthetic speaker's word; the sound's name begins with the engine's."""

    def make() -> Sound:
        samples = kept(speaker, phrase, cache)
        word = Word(phrase, 0.0, QUIET_BEFORE + sound_end(samples), math.inf)
        name = f"{speaker.kind}: {speaker.name}"
        return Sound(name, change.of(with_quiet(samples)), phrase, len(samples) / RATE, (word,))

    parts = identity("said", speakers.code(), speaker.name, speaker.made, phrase, change.identity)
    return Item(parts, ABOUT_A_WORD + QUIET_BEFORE + QUIET_AFTER + speaker.work, make)


def said_over(
    pairs: Sequence[tuple[Speaker, str]], cache: Path | None, narration: Int16, rooms: Sequence[Path], *, cancel: bool
) -> Iterator[Item]:
    """Makes synthetic speakers' words over a narrator, in streams of a few minutes and in two rooms."""
    streams = max(2, math.ceil(len(pairs) / IN_ONE_STREAM))
    for number in range(streams):
        by_path = {Path(speaker.name) / phrase: (speaker, phrase) for speaker, phrase in pairs[number::streams]}
        if by_path:
            yield _said_over(by_path, cache, narration, rooms[number % 2 * 2 :][:2], cancel=cancel)


def _said_over(
    by_path: Mapping[Path, tuple[Speaker, str]],
    cache: Path | None,
    narration: Int16,
    rooms: Sequence[Path],
    *,
    cancel: bool,
) -> Item:
    item = over(
        [Clip(path, "synthetic", phrase, 1, ABOUT_A_WORD) for path, (_, phrase) in by_path.items()],
        narration,
        rooms[0],
        rooms[1],
        cancel=cancel,
        read=lambda path: kept(*by_path[path], cache),
        made_of=identity(speakers.code(), [[one.name, one.made, phrase] for one, phrase in by_path.values()]),
    )
    return replace(item, work=item.work + sum(speaker.work for speaker, _ in by_path.values()))


def _sum(samples: Int16) -> str:
    return hashlib.sha256(samples.tobytes()).hexdigest()[:16]
