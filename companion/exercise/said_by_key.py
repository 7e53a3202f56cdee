"""Turns an author's advice to say a command into advice to press its key, for sessions in which nothing listens. Pure.

Only advice that can mean nothing else is turned: an exercise may well tell two people what to say to each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from functools import partial
from typing import Any, Final

from companion.exercise.phrases import Line, Phrases
from companion.exercise.plan import Plan, SayCue

_Q: Final = '["“”]?'
"""Pattern of a quotation mark, or of none."""
_ADVICE: Final = (
    (rf"\b(S|s)ay {_Q}end session{_Q}", "{P}ress Q", "{T}ype end session"),
    (rf"\b(S|s)ay {_Q}something else{_Q} out loud", "{P}ress E", "{T}ype something else"),
    (rf"\b(S|s)ay {_Q}yellow{_Q}(?: out loud)?(?=[.,])", "{P}ress Y", "{T}ype yellow"),
    (r"\byou both say green\b", "each of you has pressed your own key", "each of you has typed your own letter"),
    (rf"\b(S|s)ay {_Q}green{_Q}(?=[.,])", "{E}ach press your own key", "{E}ach type your own letter"),
    (r"\b(either|one) of you says yellow\b", r"\1 of you presses Y", r"\1 of you types yellow"),
    (r"\b(either|one) of you says stop or red\b", r"\1 of you presses Escape", r"\1 of you types stop"),
    (r"\b(S|s)ay red(?=[.,]| now\b)", "{P}ress Escape", "{T}ype stop"),
    (r"\b(S|s)ay pause(?=[.,])", "{P}ress the space bar", "{T}ype pause"),
    (
        r"\bboth ready, say continue(?=[.,])",
        "both ready, each press your own key",
        "both ready, each type your own letter",
    ),
    (
        r"\bwait until you say continue\b",
        "wait until each of you presses your own key",
        "wait until each of you types your own letter",
    ),
    (r"\bby saying next\b", "by pressing N", "by typing next"),
    (r"\btoo much, say stop(?=[.,])", "too much, press Escape", "too much, type stop"),
)
"""The advice to say a command; the same as advice to press a key, and to type a line."""


_KEYS: Final = (
    (r"\b(P|p)ress E\b", "{T}ype two words: something else"),
    (r"\bFor 10, the worst, press T\b", "For 10, the worst, type 10"),
    (r"\b(P|p)ress ([A-Z])\b(?: on the keyboard)?", r"{T}ype \2"),
    (r"\b(P|p)ress your own key\b", "{T}ype your own letter"),
    (r"\b(P|p)ress (?:the )?Esc(?:ape)?\b(?: key\b)?", "{T}ype stop"),
    (r"\b(P|p)ress the space bar\b", "{T}ype pause"),
    (r"\b(P|p)ress a key for it again\b", "{T}ype your answer again"),
    (r"\b(P|p)ress the key instead\b", "{T}ype instead"),
    (r"\b(A|a)ppuyez sur (?:la touche )?E\b", "{T}apez les deux mots : autre chose"),
    (r"\bPour 10, le pire, appuyez sur T\b", "Pour 10, le pire, tapez 10"),
    (r"\b(A|a)ppuyez sur (?:la touche )?([A-Z])\b", r"{T}apez \2"),
    (r"\b(A|a)ppuyez chacun sur votre touche\b", "{T}apez chacun votre lettre"),
    (r"\b(A|a)ppuyez sur (?:la touche )?Échap\b", "{T}apez stop"),
    (r"\b(A|a)ppuyez encore sur la touche de votre réponse\b", "{T}apez encore votre réponse"),
    (r"(?<=\b[Ll]a )touche ([A-Z])\b", r"lettre \1"),
    (r"\bappuyer dessus\b", "la taper"),
)
"""The advice to press a key, and the same for people who type lines, in each language. Enter is a key for them, too."""


def by_line(text: str) -> str:
    """Turns the advice to press a key into advice to type it, for people who type lines."""
    for pressed, line in _KEYS:
        text = re.sub(pressed, partial(_like, line), text)
    return text


def phrases_by_line(phrases: Phrases) -> Phrases:
    """Turns the advice to press a key in the program's own words."""
    turned: dict[str, Any] = {}
    for field in fields(Phrases):
        value = getattr(phrases, field.name)
        if isinstance(value, str):
            turned[field.name] = by_line(value)
        elif isinstance(value, tuple):
            turned[field.name] = tuple(
                replace(each, text=by_line(each.text)) if isinstance(each, Line) else each for each in value
            )
    return replace(phrases, **turned)


def plan_by_line(plan: Plan) -> Plan:
    """Turns the advice to press a key in everything that is said in a plan, and in its captions."""
    return _turned(plan, by_line)


def by_key(text: str, *, typed: bool = False) -> str:
    """Turns the advice in an English text. `typed`: people type lines, and press no single keys."""
    for said, pressed, line in _ADVICE:
        text = re.sub(said, partial(_like, line if typed else pressed), text)
    return text


def cautions_by_key(cautions: Sequence[str], *, deaf: bool, typed: bool = False) -> tuple[str, ...]:
    """Turns the advice in the cautions of an exercise: to say a command if nothing listens (`deaf`), and to press a key
    if people type lines (`typed`)."""
    turned = tuple(by_key(each, typed=typed) for each in cautions) if deaf else tuple(cautions)
    return tuple(map(by_line, turned)) if typed else turned


def plan_by_key(plan: Plan, *, typed: bool = False) -> Plan:
    """Turns the advice in everything that is said in a plan, and in its captions."""
    return _turned(plan, partial(by_key, typed=typed))


def _turned(plan: Plan, turn: Callable[[str], str]) -> Plan:
    cues = [
        replace(cue, text=turn(cue.text), caption=turn(cue.caption)) if isinstance(cue, SayCue) else cue
        for cue in plan.cues
    ]
    return replace(plan, cues=tuple(cues))


def _like(instead: str, found: re.Match[str]) -> str:
    """Fills in what was found; a verb begins with a capital where the one before did."""
    capital = found[0][:1].isupper()
    for verb in "PTE":
        instead = instead.replace(f"{{{verb}}}", verb if capital else verb.lower())
    return found.expand(instead)
