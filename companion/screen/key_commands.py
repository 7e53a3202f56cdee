"""Turns keys into commands: the one table for the full screen, and for single letters typed in plain mode.

Pure; works on the view alone. A key is its printed character if it has one, otherwise its name
as Textual gives it ("escape", "space", "left", "f1").
"""

from __future__ import annotations

from typing import assert_never

from companion.exercise.plan import Section
from companion.screen.stray_no import StrayNo
from companion.session.commands import PRESSED, Command, Kind
from companion.session.view import Asked, Phase, Question, View

GREEN = Command(Kind.RESUME, "green")
"""The answer "green", which goes on after a yellow or at a check."""
NOBODYS = Command(Kind.SIGN)
"""A yes that counts for neither of two people, because each has a key of their own and this was not it."""

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
    "z": Kind.COMING_UP,
    "l": Kind.HOW_LONG,
    "?": Kind.HELP,
    "f1": Kind.HELP,
    "c": Kind.CRISIS,
    "k": Kind.BREAK,
    "q": Kind.END,
}
_OWN = {"f": "a", "j": "b"}
"""The key of each of two people: the two with bumps, which can be found with closed eyes."""
OWN_KEYS = frozenset(_OWN)
_NEVER_AN_OPTION = frozenset("syqecfjzr")
"""Letters that never answer a question, whatever its options are called, because they mean stop, yellow, end, something
else, the crisis card, a person's own yes, that something is coming up, or red. All letters at the foot of the screen
are among them."""
_HELD = frozenset({Phase.PAUSED, Phase.YELLOW, Phase.LOST})


def usual_kind(name: str) -> Kind | None:
    """Finds the command that a key gives where nothing is asked or held; None for a key that gives none, and for Space.

    The table has neither Space, which depends on the moment, nor the keys of two people, which give an answer.
    """
    return _KEYS.get(name)


def option_keys(question: Question) -> dict[str, str]:
    """Maps keys to a question's options: digits in their order, and initials that are free."""
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
    """True while a question waits for its answer, even if help or the time left is being said meanwhile."""
    question = view.question
    return question is not None and (view.phase not in _HELD or question.kind in (Asked.WHAT_HELPS, Asked.HELP))


def may_be_declined(view: View) -> bool:
    """True in a hold that broke into an agreement of two people: a no, and an area left out, count there as well."""
    question = view.question
    return question is not None and question.kind == Asked.AGREE and bool(question.who) and view.phase in _HELD


def _checking(view: View) -> bool:
    return view.checking or (view.question is not None and view.question.kind == Asked.CHECK)


def answer_for(name: str, view: View) -> Command | None:
    """Finds the answer that a key gives; None if nothing is asked, or the key does not answer it."""
    question = view.question
    if question is None or not (answerable(view) or may_be_declined(view)):
        return None
    match question.kind:
        case Asked.CHECK:
            if name == "g" and question.who:
                return NOBODYS
            return {"g": GREEN, "y": Command(Kind.YELLOW), "r": Command(Kind.STOP)}.get(name)
        case Asked.RATE:
            return Command(Kind.ANSWER, name) if len(name) == 1 and name in "0123456789" else None
        case Asked.TALK:
            return Command(Kind.ANSWER, "ready") if name in {"enter", "g"} else None
        case Asked.AGREE:
            areas = {str(number): area.casefold() for number, area in enumerate(question.areas[:9], 1)}
            answer = {"n": "no", **areas}.get(name)  # a no is either's, and counts at any time
            if name == "y" and answerable(view):
                # It is not meant as "yellow" either.
                return NOBODYS if question.who else Command(Kind.ANSWER, "yes")
            return Command(Kind.ANSWER, answer) if answer else None
        case Asked.WHAT_HELPS:
            helps = dict(zip("1234", question.options, strict=False)).get(name)
            return Command(Kind.ANSWER, helps) if helps else None
        case Asked.HELP:  # the usual keys of a hold answer it, and a no is one to what the cry broke into
            return Command(Kind.ANSWER, "no") if name == "n" else None
        case Asked.MORE_TIME:
            return {"n": Command(Kind.ANSWER, "no"), "y": NOBODYS}.get(name)
        case Asked.CHOICE | Asked.BACK_OR_END:
            answer = option_keys(question).get(name)
            if answer == "continue" and view.needs_both:
                return NOBODYS
            return Command(Kind.ANSWER, answer) if answer else None
        case kind:
            assert_never(kind)


def command_for(name: str, view: View) -> Command | None:
    """Finds the command of a key at this moment; None if it has no meaning."""
    if name == "r" and _checking(view):
        return Command(Kind.STOP)  # red: it must never be taken for "repeat"
    if (answer := answer_for(name, view)) is not None:
        return answer
    if view.needs_both and (name == "g" or (name == "space" and view.phase in _HELD)):
        return NOBODYS
    if name == "space":
        return Command(Kind.RESUME if view.phase in _HELD else Kind.PAUSE)
    if name == "g" and view.phase in _HELD:
        return GREEN
    if name == "enter" and view.section is Section.WIND_DOWN:
        return Command(Kind.END)  # after a stop nothing is asked any more, and everybody knows this key
    if name == "enter" and view.phase is Phase.PAUSED and not view.needs_both and view.question is None:
        return Command(Kind.RESUME)  # a person who presses it wants to go on; with two, both have to
    if name in _OWN and any(view.called):
        return Command(Kind.SIGN, by=_OWN[name])
    kind = _KEYS.get(name)
    if kind is Kind.BREAK and not any(view.called):
        return None  # a break is something that two people agree on
    if kind is Kind.MORE_TIME and view.touching:
        return Command(kind, PRESSED)
    if kind is Kind.BACK and view.needs_both and answerable(view):
        return NOBODYS  # "go back" is a yes to the question
    return Command(kind) if kind is not None else None


HOLD_SETTLES = 1.0
"""Seconds after a hold began for which Space does not undo it. Somebody may press Space while the other says
"pause": both mean to hold."""
KEY_REPEATS = 0.6
"""Seconds within which one more Space counts as the same key held down: longer than a keyboard waits before
it repeats."""


class Keyboard:
    """Remembers what single keys cannot tell: a 1 that may become a 10, a Space that was meant to pause, an N that was
    meant as "next".

    Takes the time from the view, so it needs no clock.
    """

    def __init__(self) -> None:
        self._held_at: float | None = None
        self._space_at = float("-inf")
        self._space_resumed = False
        """True if the last Space let the session go on, or is the same key that did, still held down."""
        self.held = ""
        """A "1" that may still become "10"; empty otherwise."""
        self._stray = StrayNo()
        self.left_out = False
        """True if the last key was a no that was meant as "next", and so was not taken."""

    def watch(self, view: View) -> None:
        """Notes when a hold began; has to be called with every view that is shown."""
        self._stray.watch(view)
        if view.phase not in _HELD:
            self._held_at = None
        elif self._held_at is None:
            self._held_at = view.now

    def _space(self, view: View) -> Command | None:
        """Finds the command of Space. A key that is held down counts once, whether it paused or let the session go on.
        A Space that pauses counts at once otherwise."""
        repeats, self._space_at = view.now - self._space_at < KEY_REPEATS, view.now
        self._space_resumed &= repeats
        if self._space_resumed or (view.phase in _HELD and (repeats or self._has_just_begun(view))):
            return None
        command = command_for("space", view)
        self._space_resumed = command is not None and command.kind is Kind.RESUME
        return command

    def _has_just_begun(self, view: View) -> bool:
        """Tells whether this hold began less than `HOLD_SETTLES` ago."""
        self.watch(view)
        assert self._held_at is not None
        return view.now - self._held_at < HOLD_SETTLES

    def press(self, name: str, view: View) -> Command | None:
        """Finds the command of a key, as `command_for` does, taking into account the keys pressed just before."""
        held, self.held = self.held, ""
        self.left_out = False
        if name == "space":
            return self._space(view)
        rating = answerable(view) and view.question is not None and view.question.kind == Asked.RATE
        if rating and held and name == "0":
            return Command(Kind.ANSWER, "10")
        if rating and held and name == "enter":
            return Command(Kind.ANSWER, "1")
        if rating and name == "1":
            self.held = "1"
            return None
        command = command_for(name, view)
        if name == "enter" and command is not None and command.kind is Kind.RESUME and self._has_just_begun(view):
            return None
        self.left_out = self._stray.left_out(name, command, view)
        return None if self.left_out else command

    def lapse(self, view: View) -> Command | None:
        """Returns the answer 1 when no 0 followed it; None if no 1 is held, or the question is gone."""
        return self.press("enter", view) if self.held else None
