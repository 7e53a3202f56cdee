"""Counts the commands that are recognised in the narrator's own words. Every sentence of every shipped exercise, and
every sentence of the program's own, is played in a simulated room in which no person speaks. The silences between the
sentences are left out. Every command that is recognised is a self-trigger.

    python -m bench hearing --only self
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from bench.hearing_sound import Int16, clip, convolve, speech_power
from companion.errors import CannotSay
from companion.exercise.phrases import Line
from companion.exercise.plan import Choices, SayCue
from companion.exercise.planner import plan
from companion.packs.shelf import Shelf
from companion.phrases import load_phrases
from companion.session.effects import Utterance
from companion.sound_format import RATE

GAP = 0.5
"""Seconds between two sentences, in place of their silences."""
LOUD = 1500
"""RMS of the echo's speech, as loud as a person at the microphone: 0 dB."""
VOICE = "system"
LATE = 640
"""Samples by which the echo comes later: 40 ms."""


@dataclass(frozen=True, slots=True)
class Reading:
    name: str
    utterances: tuple[Utterance, ...]


def readings(most: int | None = None) -> Iterator[Reading]:
    """Yields the program's own words, then every exercise (about `most` of them); a sentence that several share comes
    once."""
    phrases = load_phrases()
    own: list[str] = []
    for field in fields(phrases):
        value = getattr(phrases, field.name)
        lines = value if isinstance(value, tuple) else (value,)
        texts = [line.text if isinstance(line, Line) else line for line in lines]
        own += [text for text in texts if " " in text and "{" not in text]
    yield Reading("the program's own words", tuple(Utterance(text) for text in dict.fromkeys(own)))
    before = {Utterance(text) for text in own}
    entries = [entry for entry in Shelf().entries() if entry.id]
    for entry in entries[:: max(1, len(entries) // most)] if most else entries:
        loaded = Shelf().find(entry.id)
        made = plan(loaded.exercise, Choices(), phrases, includes=loaded.includes)
        said = {Utterance(cue.text, cue.pace, cue.voice): None for cue in made.cues if isinstance(cue, SayCue)}
        new = tuple(utterance for utterance in said if utterance not in before)
        before.update(new)
        if new:
            yield Reading(entry.id, new)


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    played: Int16
    """Mono at 16 kHz, as the loudspeaker plays it."""
    ends: tuple[float, ...]
    """The end of each sentence and its gap, seconds."""
    texts: tuple[str, ...]

    def text_at(self, at: float) -> str:
        return self.texts[min(int(np.searchsorted(self.ends, at)), len(self.texts) - 1)]


class Narrator:
    """Renders sentences in the voice that a session would have, or takes them from its cache."""

    def __init__(self, voice: str = VOICE) -> None:
        from companion import resources
        from companion.app.voices import make_voices
        from companion.speech.cache import ClipCache
        from companion.speech.clips import Clips

        self._clips = Clips(
            make_voices(voice, lambda message, hint: None), cache=ClipCache(resources.cache_dir() / "speech")
        )

    def speak(self, reading: Reading) -> Spoken:
        import soxr

        quiet = np.zeros(int(GAP * RATE), np.int16)
        pieces: list[Int16] = []
        said: list[str] = []
        for utterance in reading.utterances:
            try:
                pcm = self._clips.get(utterance)
            except CannotSay:
                continue  # "…" makes no sound, in a session either
            said.append(utterance.text)
            samples = soxr.resample(pcm.samples, pcm.rate, RATE)
            pieces.append(np.concatenate([clip(samples.astype(float) * 32768), quiet]))
        ends = np.cumsum([len(piece) / RATE for piece in pieces])
        return Spoken(np.concatenate(pieces), tuple(map(float, ends)), tuple(said))

    def close(self) -> None:
        self._clips.close()


def echo_of(played: Int16, room: Int16) -> Int16:
    """Makes the echo at the microphone."""
    echo = convolve(np.concatenate([np.zeros(LATE), played.astype(float)])[: len(played)], room)
    return clip(echo * LOUD / np.sqrt(speech_power(clip(echo))))
