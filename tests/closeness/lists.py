"""A small list of kinds of closeness, and people with answers to it. Shipped lists may change; this one does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from companion.closeness.half import Day, Half, Reply, begun
from companion.closeness.item_reading import read_items
from companion.closeness.items import ItemList
from companion.closeness.own_answers import OwnAnswers

SMALL = """\
format: 1
id: small
title: Small things
gist: Five kinds of closeness
summary: Five kinds of closeness, from far to close.
kind: closeness
author: Tests
license: CC0-1.0
items:
  - id: wave
    text: a wave
    about: One of you waves, and the other can wave back.
    group: from afar
  - id: message
    text: a message in the day
    about: One of you writes a few words to the other.
    group: from afar
  - id: hands
    text: holding hands
    about: You hold hands while you walk or sit.
    group: hands
    touch: [hands]
  - id: feet
    text: washing the other's feet
    about: One of you washes the feet of the other in warm water.
    group: hands
    touch: [feet, hands]
  - id: sex
    text: sex
    about: Whatever the two of you call sex.
    group: sex
"""
LIST = read_items(SMALL, "small.yaml")
LISTS = (LIST,)
MORE = read_items(
    """\
format: 1
id: more
title: More things
gist: Two more
summary: Two more kinds of closeness.
kind: closeness
cautions:
  - Not reviewed by a clinician.
  - This list can bring up pain. You can leave it for another day.
author: Tests
license: CC0-1.0
items:
  - {id: bath, text: bathing, about: You bathe together., group: undressed, touch: [legs]}
  - {id: bed, text: one bed, about: You sleep in one bed., group: undressed}
""",
    "more.yaml",
)
BOTH_LISTS = (LIST, MORE)
KEYS = tuple(f"small/{item.id}" for item in LIST.items)
DAY: Day = 740_000
YESTERDAY = DAY - 1
NOTES = ("only with the light on", "after supper", "secret words of one person")
OWN = ("a long bath", "A long bath!", "reading aloud", "a walk at night")

Replies = Mapping[str, Reply | None]


def empty(day: Day = YESTERDAY) -> Half:
    return Half(edited=day)


def filled(replies: Mapping[str, str], day: Day = YESTERDAY, lists: Sequence[ItemList] = LISTS) -> Half:
    """A half in which these short ids ("wave") are answered, all on that day."""
    filling = OwnAnswers(empty(day), lists, lambda: day)
    for name, reply in replies.items():
        filling.reply(f"small/{name}", Reply(reply))
    return filling.half


def settled(half: Half) -> Half:
    """The same half, for whom all of it counts today."""
    return begun(half, DAY - 1).model_copy(update={"edited": DAY - 1})


CHANGES = st.one_of(
    st.tuples(st.just("reply"), st.sampled_from(KEYS), st.sampled_from([*Reply, None])),
    st.tuples(st.just("condition"), st.sampled_from(KEYS), st.sampled_from(["", *NOTES])),
    st.tuples(st.just("share"), st.sampled_from(KEYS), st.booleans()),
    st.tuples(st.just("own"), st.sampled_from(OWN), st.sampled_from([*Reply, None])),
    st.tuples(st.just("drop"), st.sampled_from(OWN), st.none()),
    st.tuples(st.just("never"), st.sampled_from(["hands", "feet", "hair"]), st.booleans()),
    st.tuples(st.just("clothes"), st.none(), st.booleans()),
    st.tuples(st.just("longest"), st.none(), st.sampled_from([None, 5, 30, 7])),
)
"""Everything that a person can do to their half, as a word and two values."""


def apply(filling: OwnAnswers, change: tuple[str, object, object]) -> None:
    """Does what one of CHANGES says."""
    what, key, value = change
    match what:
        case "reply":
            filling.reply(key, value)  # type: ignore[arg-type]
        case "condition":
            filling.condition(key, value)  # type: ignore[arg-type]
        case "share":
            filling.share(key, value)  # type: ignore[arg-type]
        case "own":
            filling.reply(filling.add_own(key), value)  # type: ignore[arg-type]
        case "drop":
            filling.drop_own(filling.add_own(key))  # type: ignore[arg-type]
        case "never":
            filling.never(key, value)  # type: ignore[arg-type]
        case "clothes":
            filling.clothes_on(bool(value))
        case "longest":
            filling.longest(value)  # type: ignore[arg-type]
        case _:
            raise AssertionError(what)


@st.composite
def halves(draw: st.DrawFn, day: Day = YESTERDAY) -> Half:
    """A half as anybody may have left it on that day."""
    filling = OwnAnswers(empty(day), LISTS, lambda: day)
    for change in draw(st.lists(CHANGES, max_size=12)):
        apply(filling, change)
    return filling.half
