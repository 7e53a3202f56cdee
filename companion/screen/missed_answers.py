"""Answers that come while their question is held, or after it is over. A late no counts, and the others get a reply.

A person who has looked for the key may press it a moment too late, or after somebody paused. Nothing may be agreed to
by such a key, so the words say what happened and how to go on. A no to touch that comes once touch goes on is never
too late. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from companion.exercise.plan import Section
from companion.screen import words
from companion.screen.key_commands import KEY_REPEATS, answer_for, answerable
from companion.session.commands import Command, Kind
from companion.session.view import Asked, Phase, Question, View

JUST_OVER = 20.0
"""Seconds for which an answer may still be meant for a question that is over: time to find a key in the dark."""

JUST_CLOSED = 5.0
"""Seconds for which a key that means something else by now may still be meant as a no: long enough to press a key that
one is looking for. Longer, and those who go on with N would only be slowed down."""
_OTHER_MEANING = frozenset("nr")
"""The keys that are a no, or red, at a question, and "next" or "repeat" once it is over."""


class MissedAnswers:
    """Remembers the last open question, and replies to an answer that can't count any more, or not yet."""

    def __init__(self) -> None:
        self._open: Question | None = None
        self._seen_at = float("-inf")
        """The last moment at which that question was open: it may be answered aloud long after it was shown."""
        self._asked = False
        """The last view had a question."""
        self._pressed: tuple[str, float] = ("", float("-inf"))
        self._answering = ""
        """The key that was a no, or slowed down, and has been held down since, as far as can be told."""

    def watch(self, view: View) -> None:
        """Notes the question that is open; has to be called with every view that is shown."""
        if view.question is not None and answerable(view):
            self._open, self._seen_at = view.question, view.now
        elif view.section is Section.WIND_DOWN:
            self._open = None
        elif self._asked and view.question is None:
            self._seen_at = view.now
        elif view.now - self._seen_at > JUST_OVER:
            self._open = None
        self._asked = view.question is not None

    def is_held_down(self, name: str, view: View) -> bool:
        """True if the keyboard only repeats a key that was a no and means something else now that its question is over.
        Has to be called with every press."""
        (before, at), self._pressed = self._pressed, (name, view.now)
        if name in _OTHER_MEANING and answer_for(name, view) is not None:
            self._answering = name
            return False
        if name != before or view.now - at >= KEY_REPEATS:
            self._answering = ""
        return name == self._answering and view.question is None

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

    def late_no(self, view: View, pressed: str, answer: Callable[[View], Command | None]) -> Command | None:
        """Returns the command of a no to touch whose question is over: touch may go on, so it has to reach the session.
        Amid touch N and R slow down at any time: both people have been told that they are a no, and red.

        `pressed`: the key, or the typed line. `answer` returns the answer that it would be to the question of a view.
        An N or an R may also mean something else by now, so it only slows down, and both have to go on.
        """
        self.watch(view)
        if pressed in _OTHER_MEANING and view.touching and any(view.called):
            now = answer(view)
            if now is None or now.kind in (Kind.NEXT, Kind.REPEAT):
                self._answering = pressed
                return Command(Kind.YELLOW)
        question = self._open
        if question is None or view.question is not None or view.section is not Section.MAIN:
            return None
        command = answer(replace(view, phase=Phase.ASKING, question=question))
        if command is None or not (question.areas or view.touching):
            return None
        noes = {"no", *(area.casefold() for area in question.areas)}
        if command.kind is not Kind.STOP and (command.kind is not Kind.ANSWER or command.value not in noes):
            return None
        if pressed in _OTHER_MEANING:
            if view.now - self._seen_at > JUST_CLOSED:
                return None
            self._answering = pressed
            return Command(Kind.YELLOW)
        return Command(Kind.YELLOW) if question.kind is Asked.MORE_TIME else command


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
