"""A half: it survives being written, shows nothing by accident, and less counts at once, more from the next day."""

from __future__ import annotations

import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.pretty import Pretty

from companion.closeness.half import (
    LONGEST_CONDITION,
    MOST_OWN,
    Half,
    Limits,
    NoHalf,
    Reply,
    begun,
    counting,
    from_bytes,
    limits,
    smaller_reply,
    to_bytes,
)
from companion.closeness.items import LONGEST_TEXT, MOST_ITEMS, Item, ItemList
from companion.closeness.own_answers import OwnAnswers
from companion.store.sealed import CAPACITY
from tests.closeness.lists import CHANGES, DAY, LISTS, NOTES, YESTERDAY, apply, empty, filled, halves


def reply(half: Half, name: str, day: int = DAY) -> Reply | None:
    mark = counting(half, day).marks.get(f"small/{name}")
    return mark.reply if mark is not None else None


@given(halves())
def test_what_is_written_is_read_again(half: Half) -> None:
    assert from_bytes(to_bytes(half)) == half


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_what_is_no_half_is_refused_without_a_word_of_it(data: bytes) -> None:
    with pytest.raises(NoHalf) as caught:
        from_bytes(data)
    assert "input" not in "".join(traceback.format_exception(caught.value))


def test_a_half_of_a_later_version_is_refused() -> None:
    data = to_bytes(filled({"wave": "yes"})).replace(b'{"edited"', b'{"later":1,"edited"', 1)
    with pytest.raises(NoHalf):
        from_bytes(data)


@given(halves())
def test_nothing_in_it_is_shown_by_accident(half: Half) -> None:
    console = Console(width=200)
    with console.capture() as shown:
        console.print(Pretty(half), Pretty(half.now), *(Pretty(mark) for mark in half.now.marks.values()))
        console.print(*(Pretty(item) for item in half.now.own), Pretty(half.now.limits))
    said = f"{shown.get()} {half!r} {half} {half.now!r} {half.now.limits!r} {list(half.now.marks.values())!r}"
    for word in ("yes", "maybe", "Reply", *NOTES, "bath", "hands", "hair"):
        assert word not in said


def test_the_largest_half_fits_into_a_sealed_file() -> None:
    sign = "\U0001f642"  # four bytes
    items = tuple(
        Item(id=f"{'i' * 55}-{number}", text=f"{number}", about="x", group="x", touch=("hands",))
        for number in range(MOST_ITEMS)
    )
    listed = ItemList(
        format=1, id="l" * 60, title="x", summary="x", kind="closeness", author="x", license="x", items=items
    )
    day = [YESTERDAY]
    filling = OwnAnswers(empty(), [listed], lambda: day[0])
    for day[0] in (YESTERDAY, DAY):
        for number in range(MOST_OWN):
            own = filling.add_own(f"{number} {sign * LONGEST_TEXT}{'x' * (LONGEST_TEXT - 4)}")
            filling.condition(own, str(day[0]) + sign * LONGEST_CONDITION)
        for row in filling.rows():
            filling.reply(row.key, Reply.MAYBE)
            filling.condition(row.key, str(day[0]) + sign * LONGEST_CONDITION)
            filling.share(row.key, True)
    assert len(filling.half.before.marks) == len(filling.half.now.marks) == MOST_ITEMS
    assert len(to_bytes(filling.half)) < CAPACITY * 0.9


# ---- from the next day on --------------------------------------------------------------------------------------------


def test_what_was_entered_before_today_counts() -> None:
    half = filled({"wave": "yes", "hands": "maybe", "sex": "no"})
    assert [reply(half, name) for name in ("wave", "hands", "sex", "feet")] == ["yes", "maybe", "no", None]


def test_more_counts_from_the_next_day_and_less_at_once() -> None:
    filling = OwnAnswers(filled({"wave": "yes", "message": "maybe", "hands": "maybe", "sex": "no"}), LISTS, lambda: DAY)
    filling.reply("small/wave", Reply.NO)
    filling.reply("small/message", Reply.YES)
    filling.reply("small/sex", Reply.YES)
    filling.reply("small/feet", Reply.YES)
    half = filling.half
    names = ("wave", "message", "hands", "sex", "feet")
    assert [reply(half, name) for name in names] == ["no", "maybe", "maybe", "no", None]
    assert [reply(half, name, DAY + 1) for name in names] == ["no", "yes", "maybe", "yes", "yes"]


def test_several_changes_of_one_day_are_measured_by_how_it_began() -> None:
    filling = OwnAnswers(filled({"wave": "yes"}), LISTS, lambda: DAY)
    for said in (Reply.NO, Reply.YES, Reply.MAYBE, Reply.YES):
        filling.reply("small/wave", said)
        assert reply(filling.half, "wave") == said
    filling.reply("small/hands", Reply.YES)
    filling.reply("small/hands", Reply.MAYBE)
    assert reply(filling.half, "hands") is None


def test_items_of_ones_own_follow_the_same_rule() -> None:
    filling = OwnAnswers(empty(), LISTS, lambda: YESTERDAY)
    for text, said in (("reading aloud", Reply.MAYBE), ("a long bath", Reply.YES), ("a walk", Reply.YES)):
        filling.reply(filling.add_own(text), said)
    filling = OwnAnswers(filling.half, LISTS, lambda: DAY)
    for text, said in (("reading aloud", Reply.YES), ("a long bath", Reply.NO), ("a new one", Reply.YES)):
        filling.reply(filling.add_own(text), said)
    filling.drop_own(filling.add_own("a walk"))
    for day, said in ((DAY, ["maybe", "no"]), (DAY + 1, ["yes", "no", "yes"])):
        assert [item.reply for item in counting(filling.half, day).own] == said


def test_a_half_that_was_begun_today_counts_from_tomorrow() -> None:
    half = filled({"wave": "yes"}, DAY)
    assert reply(half, "wave") is None
    assert reply(half, "wave", DAY + 1) == Reply.YES


def test_looking_without_a_change_changes_nothing() -> None:
    half = filled({"wave": "yes"})
    filling = OwnAnswers(half, LISTS, lambda: DAY)
    filling.rows()
    filling.reply("small/wave", Reply.YES)
    filling.reply("nothing/of-the-kind", Reply.YES)
    assert filling.half == half


def test_five_in_the_morning_may_come_while_it_is_open() -> None:
    day = [YESTERDAY]
    filling = OwnAnswers(filled({"wave": "no"}, YESTERDAY - 1), LISTS, lambda: day[0])
    filling.reply("small/wave", Reply.MAYBE)
    day[0] = DAY
    filling.reply("small/wave", Reply.YES)
    assert reply(filling.half, "wave") == Reply.MAYBE


def test_a_clock_that_was_far_ahead_keeps_nothing_from_counting_for_ever() -> None:
    half = begun(filled({"wave": "yes"}, DAY + 1000), DAY)
    assert half.edited == DAY
    assert reply(half, "wave", DAY) is None
    assert reply(half, "wave", DAY + 1) == Reply.YES


@given(halves(), st.lists(CHANGES, max_size=12))
def test_nothing_of_today_makes_more_of_any_answer(half: Half, changes: list[tuple[str, object, object]]) -> None:
    before = counting(half, DAY)
    filling = OwnAnswers(half, LISTS, lambda: DAY)
    for change in changes:
        apply(filling, change)
    after = counting(filling.half, DAY)
    for key, mark in after.marks.items():
        old = before.marks[key].reply if key in before.marks else None
        assert smaller_reply(mark.reply, old) == mark.reply
    assert set(after.limits.never) >= set(before.limits.never)
    assert after.limits.clothes_on >= before.limits.clothes_on
    assert (after.limits.minutes or 999) <= (before.limits.minutes or 999)


# ---- limits ----------------------------------------------------------------------------------------------------------


def test_limits_hold_at_once_and_are_loosened_from_the_next_day() -> None:
    filling = OwnAnswers(empty(), LISTS, lambda: YESTERDAY)
    filling.never("feet", True)
    filling.clothes_on(True)
    filling.longest(10)
    assert limits(filling.half, YESTERDAY) == Limits(never=("feet",), clothes_on=True, minutes=10)
    filling = OwnAnswers(filling.half, LISTS, lambda: DAY)
    filling.never("feet", False)
    filling.never("hair", True)
    filling.clothes_on(False)
    filling.longest(None)
    assert limits(filling.half, DAY) == Limits(never=("feet", "hair"), clothes_on=True, minutes=10)
    assert limits(filling.half, DAY + 1) == Limits(never=("hair",))


@pytest.mark.parametrize(
    ("one", "two", "smaller"),
    [
        (Reply.YES, Reply.YES, Reply.YES),
        (Reply.YES, Reply.MAYBE, Reply.MAYBE),
        (Reply.MAYBE, Reply.NO, Reply.NO),
        (Reply.YES, None, None),
        (None, Reply.NO, None),
    ],
)
def test_the_smaller_of_two_answers(one: Reply | None, two: Reply | None, smaller: Reply | None) -> None:
    assert smaller_reply(one, two) == smaller_reply(two, one) == smaller
