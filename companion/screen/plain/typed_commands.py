"""Turns typed lines into commands, and says what may be typed at a moment. Pure; no textual."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from companion.screen import words
from companion.screen.key_commands import (
    GREEN,
    NOBODYS,
    answer_for,
    answerable,
    command_for,
    may_be_declined,
    option_keys,
)
from companion.screen.keycaps import name_of
from companion.screen.session.captions import areas_of
from companion.session.commands import HELD as HELD_KEY
from companion.session.commands import PRESSED, SAFETY_KINDS, Command, Kind
from companion.session.view import Asked, Phase, Question, View
from companion.tongue import follow, meant, said

Parse = Callable[[str], Command | None]
"""Finds the command in a line by the vocabulary that the hearing uses; None if there is none."""

HELD = {
    Phase.PAUSED: "(paused; to go on, type: continue)",
    Phase.YELLOW: "(waiting; to go on, type: green; to end, type: end session)",
    Phase.LOST: "(waiting for the speakers or headphones; to go on without them, type: continue)",
}
_BOTH = "one of you types f, and the other types j"
_EITHER = "type the number or the word"
_YES_NO = ("yes", "no")
_LIGHTS = {"1": "green", "2": "yellow", "3": "red"}
"""The answers to a check of one person, by their numbers."""
_HELPS = {"1": Command(Kind.RESUME), "2": Command(Kind.STOP), "3": Command(Kind.ANSWER, "people")}
"""The answers to "What would help?" after a cry for help of one person, by their numbers."""
HELD_BY_TWO = "(waiting; to go on, one of you types f, and the other types j)"


def answers_of(question: Question, *, needs_both: bool = False) -> str:
    """Says in brackets what may be typed as an answer. `needs_both`: both of two people have to
    want it."""
    match question.kind:
        case Asked.RATE:
            return said("(type a number from 0, the lowest, to 10, the highest)")
        case Asked.TALK:
            return said("(time to talk; when you’re done, just press Enter, or type ready)")
        case Asked.CHECK:
            if question.who:
                return said("(to go on, {both}; to slow down, type yellow; to stop, type red)").format(both=_BOTH)
            return said("(1. green, to go on; 2. yellow, to slow down; 3. red, to stop; {either})").format(
                either=_EITHER
            )
        case Asked.MORE_TIME:
            return said("(for more time, {both}; or type no)").format(both=_BOTH)
        case Asked.AGREE if question.who:
            areas = f"; {areas_of(question)[:1].lower()}{areas_of(question)[1:]}" if areas_of(question) else ""
            answers = said("if you both say yes, {both}; if either of you says no, type: no").format(both=_BOTH)
            return f"({answers}{areas})"
        case Asked.HELP:
            if needs_both:
                helped = said("(to go on, {both}; to stop, type stop; to see people who can help, type people)")
                return helped.format(both=_BOTH)
            return said("(1. continue; 2. stop; 3. people, to see who can help; {either})").format(either=_EITHER)
        case Asked.BACK_OR_END if needs_both:
            return said("(to go back, {both}; to end, type: end session)").format(both=_BOTH)
        case Asked.AGREE | Asked.BACK_OR_END | Asked.CHOICE | Asked.WHAT_HELPS:
            return _options_of(question)
        case kind:
            assert_never(kind)


def answers_again(question: Question, *, needs_both: bool = False) -> str:
    """Says the answers as `answers_of` does, without how to give them: the person has answered in this way before."""
    if question.kind == Asked.RATE:
        return said("(from 0, the lowest, to 10, the highest)")
    return re.sub(rf"\s*;\s*{re.escape(_EITHER)}", "", answers_of(question, needs_both=needs_both))


def _options_of(question: Question) -> str:
    own = question.kind in (Asked.AGREE, Asked.BACK_OR_END)
    options = [said(option) if own else words.shown(option) for option in question.options or _YES_NO]
    if question.areas or any(option.isdecimal() for option in options):  # there a number has another meaning
        last = said("{first} or {last}").format(first=", ".join(options[:-1]), last=options[-1])
        return said("(type {answers})").format(answers=last if len(options) > 1 else options[0])
    return f"({'; '.join(f'{at}. {option}' for at, option in enumerate(options, 1))}; {_EITHER})"


def _asked(view: View) -> bool:
    """True if answers are taken. Those of two people count from the first word of their question on."""
    question = view.question
    to_both = question is not None and question.kind in (Asked.MORE_TIME, Asked.WHAT_HELPS, Asked.HELP)
    each = question is not None and (bool(question.who) or to_both) and answerable(view)
    return view.phase is Phase.ASKING or each


def _takes_two(command: Command, view: View) -> bool:
    """True for a yes that each of two people has to give for themselves."""
    if command.by:
        return False
    if view.phase in HELD:
        return view.needs_both and command.kind is Kind.RESUME
    question = view.question
    if question is None or not _asked(view):
        return False
    if view.needs_both:  # asked whether to go back in
        goes_back = command.kind is Kind.ANSWER and command.value in {"yes", "continue"}
        return goes_back or command.kind in {Kind.RESUME, Kind.BACK}
    if not question.who:
        return False
    agrees = question.kind == Asked.AGREE and command == Command(Kind.ANSWER, "yes")
    return agrees or (question.kind == Asked.CHECK and command.kind is Kind.RESUME)


def command_in(text: str, view: View, parse: Parse) -> Command | None:
    """Finds the command in a typed line: safety words first, then answers, then all other words and keys.

    If two people have a letter each for their yes, a yes typed as a word counts for neither: one person could type it
    twice.
    """
    command = _meant(text, view, parse)
    if command is not None and command.kind is Kind.MORE_TIME and view.touching:
        return replace(command, value=PRESSED)
    if command is not None and command.kind is Kind.SIGN and command.by:
        return replace(command, value=HELD_KEY)  # a line is typed on purpose, as a key is held
    return NOBODYS if command is not None and _takes_two(command, view) else command


def _meant(text: str, view: View, parse: Parse) -> Command | None:
    spoken = (parse(text) or parse(meant(text))) if text else None
    if spoken is not None and spoken.kind in SAFETY_KINDS:
        return spoken
    if view.question is not None and (_asked(view) or may_be_declined(view)):
        answer = _answer(text, view.question, view) or _answer(meant(text), view.question, view)
        if answer is not None and (_asked(view) or _declines(answer, view)):
            return answer
    if spoken is not None:
        return spoken
    return command_for(name_of(text or "enter", text or None), view) if len(text) <= 1 else None


def answers(text: str, view: View, parse: Parse) -> bool:
    """Tells whether a typed line answers the question of this view."""
    question = view.question
    if question is None:
        return False
    number = parse(text) if question.kind == Asked.RATE else None
    spoken = number is not None and number.kind is Kind.ANSWER and number_in(number.value) is not None
    return spoken or any(_answer(each, question, view) for each in (text, meant(text)))


def takes(command: Command, view: View) -> bool:
    """Tells whether this view's question takes the command as an answer."""
    return _asked(view) or command.value in view.allowed.answers or _declines(command, view)


def _declines(command: Command, view: View) -> bool:
    """Tells whether this is a no, or an area left out, at an agreement that is held."""
    return may_be_declined(view) and command.kind is Kind.ANSWER and command.value != "yes"


def _answer(text: str, question: Question, view: View) -> Command | None:
    match question.kind:
        case Asked.RATE:
            number = number_in(text)
            return Command(Kind.ANSWER, str(number)) if number is not None and number <= 10 else None
        case Asked.CHECK:
            lights = {"green": GREEN, "yellow": Command(Kind.YELLOW), "red": Command(Kind.STOP)}
            return lights.get(text if question.who else _LIGHTS.get(text, text))
        case Asked.AGREE:
            if not question.who and not question.areas:
                text = {"1": "yes", "2": "no"}.get(text, text)
            agreeing = {"yes", "no", *(area.casefold() for area in question.areas)}
            return Command(Kind.ANSWER, text) if text in agreeing else answer_for(text, view)
        case Asked.MORE_TIME:
            return {"no": Command(Kind.ANSWER, "no"), "yes": NOBODYS}.get(text) or answer_for(text, view)
        case Asked.TALK:
            return Command(Kind.ANSWER, "ready") if text in {"ready", "1"} else None
        case Asked.HELP:
            return None if view.needs_both else _HELPS.get(text)  # the words are commands
        case Asked.WHAT_HELPS:
            return Command(Kind.ANSWER, text) if text in question.options else answer_for(text, view)
        case Asked.CHOICE | Asked.BACK_OR_END:
            names = {option.lower(): option for option in question.options}
            answer = names.get(text) or option_keys(question).get(text)
            return Command(Kind.ANSWER, answer) if answer else None
        case kind:
            assert_never(kind)


def number_in(text: str) -> int | None:
    """Reads a number of up to four digits; None for anything else."""
    return int(text) if text.isdecimal() and len(text) <= 4 else None


follow(globals(), leave=frozenset({"_LIGHTS", "_HELPS", "_YES_NO", "HELD_KEY", "PRESSED"}))
