"""Finds the language of a sentence that a session says besides its plan.

The program's own words may be missing in the language of an exercise. They are then said in English, and a question of
the author's that is asked once more in the author's language, each by a voice of its own language.
"""

from __future__ import annotations

from collections.abc import Callable

from companion.exercise.phrases import Phrases, texts_of
from companion.exercise.plan import AgreeCue, AskChoiceCue, CheckCue, Plan, RateCue, TalkCue


def languages_of(plan: Plan, phrases: Phrases) -> Callable[[str], str]:
    """Makes the function that returns the language of a text: the exercise's for its author's questions, and that of
    the program's own words for anything else."""
    if phrases.language == plan.language:
        return lambda text: plan.language
    asking = (cue for cue in plan.cues if isinstance(cue, AgreeCue | AskChoiceCue | CheckCue | RateCue | TalkCue))
    authors = {cue.question for cue in asking} - texts_of(phrases)
    return lambda text: plan.language if text in authors else phrases.language
