"""The answers to "What do you need now?", and the exercises that fit each of them, best first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from companion.exercise.need_matching import plain_need
from companion.screen.home.exercise_order import Group, ListedExercise, by_pack
from companion.screen.seam import RIGHT_NOW
from companion.tongue import said, spoken

FOR_ONE: Final = "On your own"
FOR_TWO: Final = "For the two of you"


@dataclass(frozen=True, slots=True)
class NeedEntry:
    """One entry of home, with the key that chooses it."""

    key: str
    text: str
    says: str
    """A few words about the exercises behind it."""
    wanted: tuple[str, ...] = ()
    """The needs of the exercises that fit, the most wanted first."""
    people: int = 0
    """1 or 2 if the entry lists all exercises for that many people, whatever their needs; otherwise 0."""
    first_kind: str = ""
    """The kind whose packs come first, where all exercises for one or two people are listed."""
    begins: str = ""
    """The exercise that it begins at once; empty if it opens a list."""


NEEDS: Final = (
    NeedEntry("1", "Settle me", "one minute, starts at once", begins=RIGHT_NOW),
    NeedEntry("2", "I can’t sleep", "for the night", ("can't sleep",)),
    NeedEntry("3", "I feel numb or far away", "slowly noticing the room again", ("numb", "far away")),
    NeedEntry("4", "I’m angry or ashamed", "get steadier first, then look at it", ("angry", "ashamed")),
    NeedEntry("5", "An urge", "let it pass, or make a plan", ("an urge", "a slip")),
    NeedEntry("6", "The two of us", "talking, being close, with or without touch", people=2, first_kind="together"),
    NeedEntry("7", "My own practice", "everything for one person", people=1, first_kind="practice"),
)
"""The entries of home, in the order of their keys."""
EVERYTHING: Final = NeedEntry("", "All exercises", "")
"""All exercises, those of packs for one person first."""


def fitting(need: NeedEntry, exercises: Sequence[ListedExercise]) -> list[Group]:
    """Finds the exercises that fit a need, best first, under headings.

    The earlier the wanted needs stand in an exercise's own list of needs, the better it fits. Equal ones keep their
    order. Those for two people stand under a heading of their own, after the others.
    """
    if not need.wanted:
        fits = [each for each in exercises if need.people in (0, each.people)]
        return _for_talks(by_pack(fits, need.first_kind, alone=need.people == 0))
    found = [(_distance(need, each), each) for each in exercises if not each.broken]
    best = [each for distance, each in sorted(found, key=lambda pair: pair[0]) if distance < _FAR]
    groups = [(heading, [each for each in best if each.people == n]) for heading, n in ((FOR_ONE, 1), (FOR_TWO, 2))]
    return [group for group in groups if group[1]]


TALKS: Final = (
    ("Talks after a slip, lies or an affair", ("a slip", "say sorry", "hard talk", "betrayal pain", "trust")),
    ("Talks after a fight, or when it’s too much", ("after a fight", "overwhelmed")),
    ("Talks for every day", ("daily check-in",)),
    ("Talks about closeness", ("feel closer", "close but no sex")),
    ("Talks in which you both get heard", ("be heard",)),
)
"""Headings over talks for two, each with the first needs of the talks that stand under it, in their order.

By title alone "Bringing something up gently" was the first talk that a couple saw after a slip."""


def _for_talks(groups: Sequence[Group]) -> list[Group]:
    """Puts a pack of talks for two under several headings, by what a talk is for. All other groups stay as they are."""
    found: list[Group] = []
    for heading, exercises in groups:
        talks = [each for each in exercises if each.kind == "talk" and each.people == 2 and each.needs]
        left = list(exercises)
        for named, needs in TALKS if len(talks) > MANY_TALKS else ():
            order = [plain_need(need) for need in needs]
            under = [each for each in talks if plain_need(each.needs[0]) in order]
            under.sort(key=lambda each: order.index(plain_need(each.needs[0])))
            left = [each for each in left if each not in under]
            if under:
                found.append((named, under))
        if left:
            found.append((heading, left))
    return found


MANY_TALKS: Final = 9
"""Talks of one pack from which they stand under several headings: more than anybody reads through."""
_FAR: Final = 1000.0
"""The distance of an exercise that doesn't have the need at all."""
_OTHER: Final = 100.0
"""Added to the distance of an exercise in another language than the chosen one. It is more than the longest list."""


def _distance(need: NeedEntry, exercise: ListedExercise) -> float:
    """Returns how far down its own list an exercise names one of the wanted needs, from 0 on.

    The second wanted need counts half a place behind the first.
    """
    own = [plain_need(each) for each in exercise.needs]
    wanted = [(rank, plain_need(each)) for rank, english in enumerate(need.wanted) for each in (english, said(english))]
    places = [own.index(each) + 0.5 * rank for rank, each in wanted if each in own]
    # In the chosen language it fits better than the best one in another.
    return min(places) + (0.0 if exercise.language == spoken() else _OTHER) if places else _FAR
