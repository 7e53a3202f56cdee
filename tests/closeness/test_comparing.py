"""The comparison shows the items that both marked, and no others. The last tests play a curious partner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.closeness.comparing import Comparison, SharedItem, compare
from companion.closeness.half import Half, Reply, counting
from companion.closeness.item_reading import read_items
from companion.closeness.own_answers import OwnAnswers
from tests.closeness.lists import CHANGES, DAY, KEYS, LIST, LISTS, SMALL, YESTERDAY, apply, empty, filled, halves


def texts(found: Comparison) -> tuple[list[str], list[str]]:
    return [each.text for each in found.both_yes], [each.text for each in found.yes_or_maybe]


@pytest.mark.parametrize("a", [*Reply, None])
@pytest.mark.parametrize("b", [*Reply, None])
def test_every_pair_of_answers(a: Reply | None, b: Reply | None) -> None:
    first, second = (filled({"wave": each} if each else {}) for each in (a, b))
    both_yes, yes_or_maybe = texts(compare(first, second, LISTS, DAY))
    assert both_yes == (["a wave"] if (a, b) == ("yes", "yes") else [])
    shown = {a, b} <= {Reply.YES, Reply.MAYBE} and (a, b) != ("yes", "yes")
    assert yes_or_maybe == (["a wave"] if shown else [])


def test_items_stand_in_the_order_of_their_list_however_they_were_answered() -> None:
    one = filled({"sex": "maybe", "feet": "yes", "wave": "yes", "hands": "yes"})
    two = filled({"wave": "yes", "hands": "yes", "feet": "yes", "sex": "yes"})
    assert texts(compare(one, two, LISTS, DAY)) == (["a wave", "holding hands", "washing the other's feet"], ["sex"])


def test_a_condition_is_seen_only_where_both_marked_it_and_its_writer_shared_it() -> None:
    halves = []
    for name, other in (("a", "yes"), ("b", "maybe")):
        filling = OwnAnswers(empty(), LISTS, lambda: YESTERDAY)
        for key in ("small/wave", "small/hands", "small/sex"):
            filling.reply(key, Reply(other))
            filling.condition(key, f"{name} on {key}")
        filling.share("small/wave", True)
        filling.share("small/sex", True)
        if name == "b":
            filling.reply("small/sex", Reply.NO)
            filling.share("small/wave", False)
        halves.append(filling.half)
    found = compare(*halves, LISTS, DAY)
    about = {item.text: item.about for item in LIST.items}
    assert found == Comparison(
        (),
        (
            SharedItem("a wave", about["a wave"], (("a", "a on small/wave"),)),
            SharedItem("holding hands", about["holding hands"], ()),
        ),
    )


def test_what_one_never_wants_touched_is_left_out_at_once() -> None:
    one, two = filled({"hands": "yes", "feet": "yes"}), filled({"hands": "yes", "feet": "yes"})
    filling = OwnAnswers(two, LISTS, lambda: DAY)
    filling.never("Feet", True)
    assert texts(compare(one, filling.half, LISTS, DAY)) == (["holding hands"], [])
    filling.never("hands", True)
    assert compare(one, filling.half, LISTS, DAY) == Comparison((), ())


def test_own_items_are_seen_where_both_wrote_the_same_words() -> None:
    halves = []
    for written in (("a long bath", "reading aloud", "only mine"), ("A long bath!", "Reading aloud", "only theirs")):
        filling = OwnAnswers(empty(), LISTS, lambda: YESTERDAY)
        for text in written:
            filling.reply(filling.add_own(text), Reply.YES)
        halves.append(filling.half)
    assert texts(compare(*halves, LISTS, DAY)) == (["a long bath", "reading aloud"], [])


def test_an_answer_does_not_count_for_other_words() -> None:
    """Somebody could change the words of a list, so that a yes to one thing looks like a yes to another."""
    changed = read_items(SMALL.replace("holding hands", "holding hands all night"), "small.yaml")
    one, two = filled({"hands": "yes"}), filled({"hands": "yes"}, lists=[changed])
    assert compare(one, two, LISTS, DAY) == compare(one, two, [changed], DAY) == Comparison((), ())
    assert texts(compare(one, one, LISTS, DAY)) == (["holding hands"], [])
    assert OwnAnswers(one, [changed], lambda: DAY).row("small/hands").reworded


def test_the_first_evening_shows_nothing_yet() -> None:
    one, two = filled({"wave": "yes"}, DAY), filled({"wave": "yes"}, DAY)
    assert compare(one, two, LISTS, DAY) == Comparison((), ())
    assert texts(compare(one, two, LISTS, DAY + 1)) == (["a wave"], [])


# ---- a curious partner -----------------------------------------------------------------------------------------------


def may_be_seen(mine: Half, theirs: Half) -> list[tuple[str, bool]]:
    """Lists all that one person is to learn of the other one: for each item that they marked yes or maybe themselves,
    if it is shared and, after a yes of their own, if the other one said yes too."""
    own = counting(mine, DAY).marks
    found = []
    for key in KEYS:
        said = own[key].reply if key in own else None
        other = counting(theirs, DAY).marks.get(key)
        if said in (Reply.YES, Reply.MAYBE) and other is not None and other.reply in (Reply.YES, Reply.MAYBE):
            found.append((key, said is Reply.YES and other.reply is Reply.YES))
    return found


@given(halves(), halves(), halves())
def test_two_partners_who_agree_on_what_is_shared_cannot_be_told_apart(mine: Half, one: Half, two: Half) -> None:
    """Two partners may differ in every item that I did not mark myself. The comparison is the same."""

    def plain(half: Half) -> Half:
        """Without conditions, own items and limits, which other tests look at."""
        marks = {
            key: mark.model_copy(update={"condition": "", "shared": False}) for key, mark in half.now.marks.items()
        }
        return Half(
            edited=YESTERDAY,
            now=half.now.model_copy(update={"marks": marks, "own": (), "limits": type(half.now.limits)()}),
        )

    mine, one, two = plain(mine), plain(one), plain(two)
    same = may_be_seen(mine, one) == may_be_seen(mine, two)
    assert (compare(mine, one, LISTS, DAY) == compare(mine, two, LISTS, DAY)) is same
    assert (compare(one, mine, LISTS, DAY) == compare(two, mine, LISTS, DAY)) is same


@given(halves(), halves(), halves(), st.lists(st.lists(CHANGES, min_size=1, max_size=4), max_size=8))
def test_changing_my_own_answers_all_evening_tells_me_nothing_that_the_first_look_did_not(
    mine: Half, one: Half, two: Half, evening: list[list[tuple[str, object, object]]]
) -> None:
    """Two partners who look the same at first look the same all evening, whatever I change in between, and however
    often we compare. So I can't find out which of the two my partner is."""
    if compare(mine, one, LISTS, DAY) != compare(mine, two, LISTS, DAY):
        return
    filling = OwnAnswers(mine, LISTS, lambda: DAY)
    for changes in evening:
        for change in changes:
            apply(filling, change)
        assert compare(filling.half, one, LISTS, DAY) == compare(filling.half, two, LISTS, DAY)


@given(halves(), halves(), st.lists(CHANGES, max_size=12))
def test_no_change_of_today_brings_anything_to_light(
    mine: Half, theirs: Half, changes: list[tuple[str, object, object]]
) -> None:
    first = compare(mine, theirs, LISTS, DAY)
    filling = OwnAnswers(mine, LISTS, lambda: DAY)
    for change in changes:
        apply(filling, change)
    later = compare(filling.half, theirs, LISTS, DAY)
    seen = {each.text for each in (*first.both_yes, *first.yes_or_maybe)}
    assert {each.text for each in (*later.both_yes, *later.yes_or_maybe)} <= seen
    assert {each.text for each in later.both_yes} <= {each.text for each in first.both_yes}


@given(halves(), st.lists(CHANGES, max_size=6))
def test_beginning_anew_in_the_same_evening_shows_nothing_at_all(
    theirs: Half, changes: list[tuple[str, object, object]]
) -> None:
    """Deleting my half and writing another one is no way round."""
    filling = OwnAnswers(Half(edited=DAY), LISTS, lambda: DAY)
    for change in changes:
        apply(filling, change)
    assert compare(filling.half, theirs, LISTS, DAY) == Comparison((), ())
