"""OwnAnswers in: rows, answers, conditions, own items and limits, whatever anybody types."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from companion.closeness.half import LONGEST_CONDITION, MOST_OWN, Half, Reply, from_bytes, to_bytes
from companion.closeness.item_reading import read_items
from companion.closeness.own_answers import ItemRow, OwnAnswers
from tests.closeness.lists import CHANGES, DAY, LISTS, SMALL, apply, empty, halves


def filling(half: Half | None = None) -> OwnAnswers:
    return OwnAnswers(half or empty(), LISTS, lambda: DAY)


def row(made: OwnAnswers, key: str) -> ItemRow:
    found = made.row(key)
    assert found is not None
    return found


def test_rows_stand_group_by_group_and_own_ones_last() -> None:
    mixed = read_items(SMALL.replace("    group: sex", "    group: from afar"), "small.yaml")
    made = OwnAnswers(empty(), [mixed], lambda: DAY)
    made.add_own("a long bath")
    rows = made.rows()
    assert [each.text for each in rows] == [
        "a wave", "a message in the day", "sex", "holding hands", "washing the other's feet", "a long bath",
    ]  # fmt: skip
    assert [each.own for each in rows] == [False] * 5 + [True]


def test_an_answer_can_be_given_changed_and_taken_back() -> None:
    made = filling()
    for said in (Reply.YES, Reply.MAYBE, Reply.NO, None):
        made.reply("small/wave", said)
        assert row(made, "small/wave").reply == said


def test_a_new_condition_is_kept_to_oneself_until_it_is_shared() -> None:
    made = filling()
    made.condition("small/wave", "  only\x1b[31m in the\n morning ")
    assert (row(made, "small/wave").condition, row(made, "small/wave").shared) == ("only in the morning", False)
    made.share("small/wave", True)
    made.condition("small/wave", "only in the morning")
    assert row(made, "small/wave").shared
    made.condition("small/wave", "something that is nobody's business")
    assert not row(made, "small/wave").shared
    made.condition("small/wave", "x" * 1000)
    assert len(row(made, "small/wave").condition) == LONGEST_CONDITION


def test_own_items_are_added_once_answered_and_dropped() -> None:
    made = filling()
    key = made.add_own(" A  long bath ")
    assert made.add_own("a long bath!") == key
    made.reply(key, Reply.YES)
    made.condition(key, "by candle")
    made.share(key, True)
    assert made.rows()[-1] == ItemRow(key, "", "A long bath", "", Reply.YES, "by candle", True)
    made.drop_own(key)
    assert made.row(key) is None
    assert made.add_own(" !? ") == made.add_own("") == ""
    for number in range(MOST_OWN):
        assert made.add_own(f"number {number}")
    assert made.add_own("one more") == ""


def test_limits_name_the_areas_of_the_list_and_those_that_were_written() -> None:
    made = filling()
    assert made.areas == ["hands", "feet"]
    made.never("Hair", True)
    made.never("hands", True)
    made.never(" ! ", True)
    assert made.areas == ["hands", "feet", "Hair"]
    assert made.is_never("hair")
    made.never("HAIR", False)
    assert made.half.now.limits.never == ("hands",)
    again = filling(made.half)
    assert again.areas == ["hands", "feet"]
    made.longest(7)
    assert made.half.now.limits.minutes is None


def test_a_row_hides_its_answer_where_it_is_printed() -> None:
    made = filling()
    made.reply("small/wave", Reply.MAYBE)
    made.condition("small/wave", "nobody's business")
    assert "maybe" not in repr(row(made, "small/wave"))
    assert "business" not in repr(row(made, "small/wave"))


def test_answers_to_items_that_are_not_listed_now_are_kept() -> None:
    made = filling()
    made.reply("small/wave", Reply.YES)
    elsewhere = OwnAnswers(made.half, [], lambda: DAY)
    elsewhere.add_own("a long bath")
    assert row(filling(elsewhere.half), "small/wave").reply == Reply.YES


@given(halves(), st.lists(CHANGES, max_size=15), st.text(max_size=200))
def test_whatever_is_done_it_can_be_written_and_read(
    half: Half, changes: list[tuple[str, object, object]], text: str
) -> None:
    made = filling(half)
    for change in changes:
        apply(made, change)
    made.condition("small/wave", text)
    made.never(text, True)
    made.reply(made.add_own(text), Reply.MAYBE)
    assert from_bytes(to_bytes(made.half)) == made.half
    assert len({each.key for each in made.rows()}) == len(made.rows())
