"""The sentences of an exercise as a script to be read aloud, for its author's own recordings. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from companion.exercise.model import Exercise
from companion.exercise.recorded_sentences import sentence_key
from companion.exercise.source import Path
from companion.exercise.speech_time import sentences
from companion.exercise.steps import step_lists, texts, within

_FILLED_IN = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class ScriptSentence:
    """One sentence of an exercise that its author can record."""

    text: str
    path: Path
    """Its step in the exercise."""

    @property
    def key(self) -> str:
        return sentence_key(self.text)


def script_of(exercise: Exercise) -> tuple[list[ScriptSentence], list[ScriptSentence]]:
    """Lists the sentences that can be recorded, in the order of the file, each of them once; and the others.

    The others hold a name or a length that is filled in anew for each session, so only a voice can say them.
    """
    found: dict[str, ScriptSentence] = {}
    others: dict[str, ScriptSentence] = {}
    for each in _all_sentences(exercise):
        (others if _FILLED_IN.search(each.text) else found).setdefault(each.key, each)
    return [*found.values()], [*others.values()]


def _all_sentences(exercise: Exercise) -> Iterator[ScriptSentence]:
    for name, steps in step_lists(exercise):
        for path, step in within(steps, (name,)):
            for place, text in texts(step, path):
                for sentence in sentences(text):
                    yield ScriptSentence(sentence, place)
