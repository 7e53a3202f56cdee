"""Keys to commands: the one table for the full screen, and for single letters typed in plain mode.

Pure: knows the view, no widget and no clock. A key is its printed character where it has one, otherwise its name
as Textual gives it ("escape", "space", "left", "f1").
"""

from __future__ import annotations

from companion.session.commands import Command, Kind
from companion.session.view import Asked, Phase, Question, View

GREEN = Command(Kind.RESUME, "green")
NOBODYS = Command(Kind.SIGN)
"""A yes, where two people have a key each: whose it is would not be known, so it is none."""

_KEYS = {
    "escape": Kind.STOP,
    "s": Kind.STOP,
    "y": Kind.YELLOW,
    "n": Kind.NEXT,
    "right": Kind.NEXT,
    "b": Kind.BACK,
    "left": Kind.BACK,
    "r": Kind.REPEAT,
    "[": Kind.SLOWER,
    "]": Kind.FASTER,
    "+": Kind.LOUDER,
    "=": Kind.LOUDER,  # the same key without Shift on many keyboards
    "-": Kind.QUIETER,
    "{": Kind.LONGER_SILENCES,
    "}": Kind.SHORTER_SILENCES,
    "t": Kind.MORE_TIME,
    "e": Kind.SOMETHING_ELSE,
    "l": Kind.HOW_LONG,
    "?": Kind.HELP,
    "f1": Kind.HELP,
    "c": Kind.CRISIS,
    "k": Kind.BREAK,
    "q": Kind.END,
}
_OWN = {"f": "a", "j": "b"}
"""Each of two people's own key: those with the bumps, to be found with closed eyes."""
_NEVER_AN_OPTION = frozenset("syqecfj")
"""Letters that keep their meaning whatever an option is called: stop, yellow, end, something else, crisis card, own
keys. All that the foot of the screen shows for something is among them."""
_HELD = frozenset({Phase.PAUSED, Phase.YELLOW, Phase.LOST})


def option_keys(question: Question) -> dict[str, str]:
    """Key to answer for a question with options: digits in their order, and initials that are free."""
    digits = {str(number): option for number, option in enumerate(question.options[:9], 1)}
    initials = [option[:1].lower() for option in question.options]
    letters = {
        initial: option
        for initial, option in zip(initials, question.options, strict=True)
        if initials.count(initial) == 1 and initial.isalpha() and initial not in _NEVER_AN_OPTION
    }
    if "yes" in question.options:
        letters["y"] = "yes"
    return letters | digits


def answerable(view: View) -> bool:
    """Whether an answer is waited for; also while help or the time left is said over the question."""
    return view.question is not None and view.phase not in _HELD


def _checking(view: View) -> bool:
    return view.checking or (view.question is not None and view.question.kind == Asked.CHECK)


def answer_for(name: str, view: View) -> Command | None:
    """The command a key gives as an answer, None where nothing is asked or this key answers nothing."""
    question = view.question
    if question is None or not answerable(view):
        return None
    if question.kind == Asked.CHECK:
        if name == "g" and question.who:
            return NOBODYS
        return {"g": GREEN, "y": Command(Kind.YELLOW), "r": Command(Kind.STOP)}.get(name)
    if question.kind == Asked.RATE:
        return Command(Kind.ANSWER, name) if len(name) == 1 and name in "0123456789" else None
    if question.kind == Asked.TALK:
        return Command(Kind.ANSWER, "ready") if name in {"enter", "r"} else None
    if question.kind == Asked.AGREE:
        areas = {str(number): area.casefold() for number, area in enumerate(question.areas[:9], 1)}
        answer = {"n": "no", **areas}.get(name)
        if name == "y":
            # It is not meant as "yellow" either.
            return NOBODYS if question.who else Command(Kind.ANSWER, "yes")
        return Command(Kind.ANSWER, answer) if answer else None
    answer = option_keys(question).get(name)
    if answer == "continue" and view.greens is not None:
        return NOBODYS
    return Command(Kind.ANSWER, answer) if answer else None


def command_for(name: str, view: View) -> Command | None:
    """The command of a key at this moment; None where it has no meaning."""
    if name == "r" and _checking(view):
        return Command(Kind.STOP)  # red; whoever means that must never be answered by a repetition
    if (answer := answer_for(name, view)) is not None:
        return answer
    if view.greens is not None and (name == "g" or (name == "space" and view.phase in _HELD)):
        return NOBODYS
    if name == "space":
        return Command(Kind.RESUME if view.phase in _HELD else Kind.PAUSE)
    if name == "g" and view.phase in _HELD:
        return GREEN
    if name in _OWN and any(view.called):
        return Command(Kind.SIGN, by=_OWN[name])
    kind = _KEYS.get(name)
    if kind is Kind.BACK and view.greens is not None and answerable(view):
        return NOBODYS  # "go back" is a yes to the question
    return Command(kind) if kind is not None else None


HOLD_SETTLES = 1.0
"""Seconds after a hold began in which Space does not undo it: it was meant to hold (and somebody said "pause", too)."""
KEY_REPEATS = 0.6
"""Seconds within which a further Space is the same one, held down."""


class Keyboard:
    """`command_for` with a memory: a 1 that may become a 10, and a Space that was meant to pause.

    Times are the session's, as the view gives them.
    """

    def __init__(self) -> None:
        self._held_at: float | None = None
        self._space_at = float("-inf")
        self.held = ""
        """A "1" that may still become "10"; empty otherwise."""

    def watch(self, view: View) -> None:
        """To be told of every view that is shown: when did the hold begin?"""
        if view.phase not in _HELD:
            self._held_at = None
        elif self._held_at is None:
            self._held_at = view.now

    def _is_same_space(self, view: View) -> bool:
        before, self._space_at = self._space_at, view.now
        if view.phase not in _HELD:
            return False
        self.watch(view)
        assert self._held_at is not None
        return view.now - before < KEY_REPEATS or view.now - self._held_at < HOLD_SETTLES

    def press(self, name: str, view: View) -> Command | None:
        held, self.held = self.held, ""
        if name == "space" and self._is_same_space(view):
            return None
        rating = answerable(view) and view.question is not None and view.question.kind == Asked.RATE
        if rating and held and name == "0":
            return Command(Kind.ANSWER, "10")
        if rating and held and name == "enter":
            return Command(Kind.ANSWER, "1")
        if rating and name == "1":
            self.held = "1"
            return None
        return command_for(name, view)

    def lapse(self, view: View) -> Command | None:
        """Nothing followed the 1: it was a one. None where none is held, or the question is gone."""
        return self.press("enter", view) if self.held else None
