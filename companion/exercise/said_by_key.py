"""Turns an author's advice to say a command into advice to press its key, for sessions in which nothing listens. Pure.

Only advice that can mean nothing else is turned: an exercise may well tell two people what to say to each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from companion.exercise.plan import Plan, SayCue

_Q = '["“”]?'
_END: Final = rf"\b(S|s)ay {_Q}end session{_Q}"
_ELSE: Final = rf"\b(S|s)ay {_Q}something else{_Q} out loud"
_YELLOW: Final = rf"\b(S|s)ay {_Q}yellow{_Q}(?: out loud)?(?=[.,])"
_GREEN: Final = rf"\b(S|s)ay {_Q}green{_Q}(?=[.,])"
_BOTH_GREEN: Final = r"\byou both say green\b"
_SAYS_YELLOW: Final = r"\b(either|one) of you says yellow\b"
_SAYS_STOP: Final = r"\b(either|one) of you says stop or red\b"
_PAUSE: Final = r"\b(S|s)ay pause(?=[.,])"
_SAYS_PAUSE: Final = r"\bOne of you says pause\b"
_CONTINUE: Final = r"\bboth ready, say continue(?=[.,])"
_WAIT_UNTIL: Final = r"\bwait until you say continue\b"
_NEXT: Final = r"\bby saying next\b"
_TOO_MUCH: Final = r"\btoo much, say stop(?=[.,])"

_KEYS: Final = (
    (_END, "{P}ress Q"),
    (_ELSE, "{P}ress E"),
    (_YELLOW, "{P}ress Y"),
    (_BOTH_GREEN, "each of you has pressed your own key"),
    (_GREEN, "{E}ach press your own key"),
    (_SAYS_YELLOW, r"\1 of you presses Y"),
    (_SAYS_STOP, r"\1 of you presses Escape"),
    (_PAUSE, "{P}ress the space bar"),
    (_SAYS_PAUSE, "One of you presses the space bar"),
    (_CONTINUE, "both ready, each press your own key"),
    (_WAIT_UNTIL, "wait until each of you presses your own key"),
    (_NEXT, "by pressing N"),
    (_TOO_MUCH, "too much, press Escape"),
)
_LINES: Final = (
    (_END, "{T}ype end session"),
    (_ELSE, "{T}ype something else"),
    (_YELLOW, "{T}ype yellow"),
    (_BOTH_GREEN, "each of you has typed your own letter"),
    (_GREEN, "{E}ach type your own letter"),
    (_SAYS_YELLOW, r"\1 of you types yellow"),
    (_SAYS_STOP, r"\1 of you types stop"),
    (_PAUSE, "{T}ype pause"),
    (_SAYS_PAUSE, "One of you types pause"),
    (_CONTINUE, "both ready, each type your own letter"),
    (_WAIT_UNTIL, "wait until each of you types your own letter"),
    (_NEXT, "by typing next"),
    (_TOO_MUCH, "too much, type stop"),
)


def by_key(text: str, *, typed: bool = False) -> str:
    """Turns the advice in an English text. `typed`: people type lines, and press no single keys."""
    for pattern, instead in _LINES if typed else _KEYS:
        text = re.sub(pattern, partial(_like, instead), text)
    return text


def cautions_by_key(cautions: Sequence[str], *, deaf: bool, typed: bool = False) -> tuple[str, ...]:
    """Turns the advice in the cautions of an exercise if nothing listens (`deaf`)."""
    return tuple(by_key(each, typed=typed) for each in cautions) if deaf else tuple(cautions)


def plan_by_key(plan: Plan, *, typed: bool = False) -> Plan:
    """Turns the advice in everything that is said in a plan, and in its captions."""
    cues = [
        replace(cue, text=by_key(cue.text, typed=typed), caption=by_key(cue.caption, typed=typed))
        if isinstance(cue, SayCue)
        else cue
        for cue in plan.cues
    ]
    return replace(plan, cues=tuple(cues))


def _like(instead: str, found: re.Match[str]) -> str:
    """Fills in what was found; a verb begins with a capital where the one before did."""
    capital = found[0][:1].isupper()
    for verb in "PTE":
        instead = instead.replace(f"{{{verb}}}", verb if capital else verb.lower())
    return found.expand(instead)
