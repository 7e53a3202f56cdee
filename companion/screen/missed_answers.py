"""Answers that come while their question is held, or after it is over. They don't count, but get a reply. Pure.

A person who has looked for the key may press it a moment too late, or after somebody paused. Nothing may be agreed to
by such a key, so the words say what happened and how to go on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from companion.exercise.plan import Section
from companion.screen import words
from companion.screen.key_commands import answer_for, answerable
from companion.session.view import Asked, Phase, Question, View

JUST_OVER = 20.0
"""Seconds for which an answer may still be meant for a question that is over: time to find a key in the dark."""


class MissedAnswers:
    """Remembers the last open question, and replies to an answer that can't count any more, or not yet."""

    def __init__(self) -> None:
        self._open: Question | None = None
        self._seen_at = float("-inf")

    def watch(self, view: View) -> None:
        """Notes the question that is open; has to be called with every view that is shown."""
        if view.question is not None and answerable(view):
            self._open, self._seen_at = view.question, view.now
        elif view.section is Section.WIND_DOWN or view.now - self._seen_at > JUST_OVER:
            self._open = None

    def says(self, view: View, answers: Callable[[View], bool], *, typed: bool = False) -> str:
        """Returns the reply to an answer whose question is held or over; empty if there is no such question.

        `answers` tells whether this key, or this line, would answer the question of a view. `typed`: in plain lines.
        """
        self.watch(view)
        held = view.question if view.question is not None and not answerable(view) else None
        question = held or (self._open if view.question is None else None)
        if question is None or not answers(replace(view, phase=Phase.ASKING, question=question)):
            return ""
        if held is None:
            return words.QUESTION_OVER
        if view.needs_both or (held.who and held.kind == Asked.AGREE):
            return words.QUESTION_HELD_BY_TWO
        return (words.QUESTION_HELD_TYPED if typed else words.QUESTION_HELD)[view.phase.value]


def still_held(view: View) -> str:
    """Says how to go on from a pause or a yellow; empty if the session isn't held by one."""
    if view.phase not in (Phase.PAUSED, Phase.YELLOW):
        return ""
    if view.needs_both:
        return words.STILL_PAUSED_FOR_TWO
    return words.STILL_PAUSED if view.phase is Phase.PAUSED else words.STILL_SLOW


def answers_by_key(name: str) -> Callable[[View], bool]:
    """Makes the function that tells whether a key answers the question of a view."""
    return lambda view: answer_for(name, view) is not None
