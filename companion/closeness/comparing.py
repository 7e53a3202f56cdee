"""Compares two halves: finds the items that both marked yes, and those that both marked yes or maybe. Pure.

An item that only one of the two marked never leaves this module, nor does anything that depends on one: no number, no
order, no length. Items stand in the order of their lists. "No" and "not answered" are the same here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from companion.closeness.half import Day, Entries, Half, Marked, OwnItem, Reply, counting
from companion.closeness.items import Item, ItemList, fingerprint, folded, key_of

A, B = "a", "b"


@dataclass(frozen=True, slots=True)
class SharedItem:
    """An item that both marked yes or maybe."""

    text: str
    about: str
    conditions: tuple[tuple[str, str], ...]
    """Pairs of a person ("a" or "b") and the condition that this person chose to share."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that two people see of each other's answers."""

    both_yes: tuple[SharedItem, ...]
    yes_or_maybe: tuple[SharedItem, ...]
    """Without those that both marked yes."""


def compare(a: Half, b: Half, lists: Sequence[ItemList], today: Day) -> Comparison:
    """Compares what counts today of either half."""
    first, second = counting(a, today), counting(b, today)
    never = {folded(area) for each in (first, second) for area in each.limits.never}
    found = [*_of_lists(first, second, lists, never), *_own(first, second)]
    return Comparison(
        tuple(shared for both_yes, shared in found if both_yes),
        tuple(shared for both_yes, shared in found if not both_yes),
    )


def _of_lists(a: Entries, b: Entries, lists: Sequence[ItemList], never: set[str]) -> Iterator[tuple[bool, SharedItem]]:
    for listed in lists:
        for item in listed.items:
            if never.isdisjoint(map(folded, item.touch)):
                marks = _mark(a, listed, item), _mark(b, listed, item)
                yield from _shared(item.text, item.about, *marks)


def _mark(entries: Entries, listed: ItemList, item: Item) -> Marked:
    """Finds the answer to this very wording of the item."""
    found = entries.marks.get(key_of(listed, item))
    return found if found is not None and found.wording == fingerprint(item) else Marked()


def _own(a: Entries, b: Entries) -> Iterator[tuple[bool, SharedItem]]:
    """Finds the items that both wrote in the same words, in alphabetical order."""
    theirs = {folded(item.text): item for item in b.own}
    for said, item in sorted(((folded(item.text), item) for item in a.own), key=lambda each: each[0]):
        if said in theirs:
            yield from _shared(item.text, "", item, theirs[said])


def _shared(text: str, about: str, a: Marked | OwnItem, b: Marked | OwnItem) -> Iterator[tuple[bool, SharedItem]]:
    if a.reply in _SHOWN and b.reply in _SHOWN:
        conditions = tuple((who, each.condition) for who, each in ((A, a), (B, b)) if each.shared and each.condition)
        yield a.reply is Reply.YES and b.reply is Reply.YES, SharedItem(text, about, conditions)


_SHOWN = (Reply.YES, Reply.MAYBE)
