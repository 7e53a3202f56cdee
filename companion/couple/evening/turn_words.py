"""The words about who does what in the first turn: "{who} starts" alone could mean that the other one chooses. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from companion.couple.evening.page_answers import Labels
from companion.couple.evening.pages import A, B
from companion.couple.evening.texts import fill
from companion.exercise.first_turn import GIVER, RECEIVER, Addressed
from companion.exercise.scalars import curly_quotes


def first_turn_said(first: Sequence[Addressed], areas: Collection[str], label: Labels, starts: str) -> str:
    """Returns the first sentence of the first turn that is said to each of the two, in the order in which they are
    said; "" if there is none. `areas`: the areas that are touched; `starts`: "a" or "b"."""
    called = {GIVER: label(starts), RECEIVER: label(B if starts == A else A)}
    heard: dict[str, str] = {}
    for each in first:
        if each.role not in heard and set(each.areas) <= set(areas):
            said = curly_quotes(fill(each.text, called))
            heard[each.role] = said[:1].upper() + said[1:]
    return " ".join(heard.values())
