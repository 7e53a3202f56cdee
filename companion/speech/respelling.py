"""A speaker that says an exercise as its author wants: with their own recordings, and with listed words said in another
way than they are written. It knows no voice and no file of the list."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from companion.exercise.recorded_sentences import NOTHING, Recordings
from companion.exercise.say_as import SayAs, respelled
from companion.ports import Speaker
from companion.session.effects import Utterance


class RespellingSpeaker:
    """A `ports.Speaker` in front of another one."""

    def __init__(self, speaker: Speaker, say_as: SayAs, recordings: Recordings = NOTHING) -> None:
        self._speaker = speaker
        self._say_as = say_as
        self._recordings = recordings

    def prepare(self, utterances: tuple[Utterance, ...]) -> None:
        self._speaker.prepare(tuple(as_said(each, self._say_as, self._recordings) for each in utterances))

    def speak(self, id: int, utterance: Utterance) -> None:
        self._speaker.speak(id, as_said(utterance, self._say_as, self._recordings))

    def speak_file(self, id: int, file: Path) -> None:
        self._speaker.speak_file(id, file)

    def hush(self) -> None:
        self._speaker.hush()

    def close(self) -> None:
        self._speaker.close()


def as_said(utterance: Utterance, say_as: SayAs, recordings: Recordings = NOTHING) -> Utterance:
    """Returns the utterance with its recording and its listed words respelled; the same utterance if it has neither."""
    recorded = recordings.of(utterance.text)
    text = respelled(utterance.text, say_as)
    if recorded is None and text == utterance.text:
        return utterance
    return replace(utterance, text=text, recording=recorded.file if recorded is not None else "")
