"""Yes, no, maybe in plain lines: two people read and type, and nothing is left for the other one to see."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.app.two_halves import OwnPart, TwoHalves
from companion.closeness.comparing import A, B
from companion.closeness.half import Limits, Reply
from companion.screen.closeness import closeness_words as say
from companion.screen.plain.closeness_lines import ClosenessLines
from companion.screen.plain.closeness_talk import Talk
from companion.store.sealed import NotSealed
from tests.closeness.desks import ANAS, BENS, Calendar, Typing, desk_in, fill
from tests.closeness.lists import BOTH_LISTS, DAY, MORE
from tests.screen.fakes import FakeCrisis

WIPED = "(the screen is wiped)"
SHOWN = ("a wave", "a message in the day", "holding hands", "washing the other's feet", "sex")


@pytest.fixture
def calendar() -> Calendar:
    return Calendar(DAY - 1)


@pytest.fixture
def desk(tmp_path: Path, calendar: Calendar) -> TwoHalves:
    return desk_in(tmp_path, calendar)


def conversation(desk: TwoHalves, *typed: str) -> tuple[list[str], Typing]:
    """Everything that is printed while this is typed."""
    typing = Typing(typed)
    printed: list[str] = []
    ClosenessLines(desk, Talk(typing, printed.append, lambda: printed.append(WIPED), FakeCrisis())).run()
    return printed, typing


def replies(desk: TwoHalves, who: str, passphrase: str) -> dict[str, str | None]:
    return {row.text: row.reply for row in desk.open(who, passphrase).answers.rows()}


def test_one_begins_a_list_answers_and_locks_it(desk: TwoHalves) -> None:
    printed, typing = conversation(desk, "f", ANAS, ANAS, "y", "Maybe", "", "n", "yes", "", "q")
    assert replies(desk, A, ANAS) == dict(zip(SHOWN, ["yes", "maybe", None, "no", "yes"], strict=True))
    assert typing.seen == ["f", "q"]
    text = "\n".join(printed)
    assert "If you forget it, nobody can open your list again." in text
    assert text.index("If you forget it") < text.index("a wave")
    assert printed[printed.index(WIPED) + 1 :][:2] == [say.SAVED, say.PASS_ON]


def test_nothing_that_one_answered_is_printed_unless_they_ask(desk: TwoHalves) -> None:
    """The same is printed whatever is answered."""
    printed = []
    for number, answers in enumerate((["y"] * 5, ["n"] * 5, ["m", "y", "n", "y", "m"])):
        if number:
            desk.delete(A)
        printed.append(conversation(desk, "f", ANAS, ANAS, *answers, "", "q")[0])
    assert printed[0] == printed[1] == printed[2]
    assert ANAS not in "\n".join(printed[0])


def test_everything_that_one_types_alone_is_hidden(desk: TwoHalves) -> None:
    _, typing = conversation(
        desk, "f", ANAS, ANAS, "y", "back", "show", "condition", "by day", "y", "own", "a long bath", "m", "limits",
        "hair", "1", "", "done", "q",
    )  # fmt: skip
    assert typing.seen == ["f", "q"]
    assert [hidden for question, hidden in typing.asked if question != "> "] == [True] * 5


def test_what_they_ask_to_see_is_wiped_before_the_screen_is_passed_on(desk: TwoHalves) -> None:
    printed, _ = conversation(desk, "f", ANAS, ANAS, "y", "back", "condition", "by day", "y", "show", "done", "q")
    at = printed.index("condition: by day (your partner sees it if you both said yes or maybe)")
    assert printed[at - 1] == "yes"
    assert WIPED in printed[at:]
    assert printed.index(WIPED) < printed.index(say.SAVED)


def test_a_list_is_opened_again_where_it_was_left(desk: TwoHalves) -> None:
    fill(desk, A, wave="yes", message="no")
    printed, _ = conversation(desk, "ana", "not the passphrase", ANAS, "m", "done", "q")
    assert "That isn't the right passphrase, or the file is damaged." in printed
    assert replies(desk, A, ANAS)["holding hands"] == "maybe"


@pytest.mark.parametrize("typed", [["f"], ["f", ""], ["f", ANAS], ["f", ANAS, ""], ["f", "short", "short", ""]])
def test_leaving_before_there_is_a_passphrase_leaves_nothing(desk: TwoHalves, typed: list[str], tmp_path: Path) -> None:
    printed, _ = conversation(desk, *typed, "q")
    assert not desk.is_there(A)
    assert WIPED in printed
    assert list(tmp_path.iterdir()) == []


def test_two_passphrases_that_differ_are_asked_for_again(desk: TwoHalves) -> None:
    printed, _ = conversation(desk, "f", ANAS, BENS, ANAS, ANAS, "done", "q")
    assert say.PASSPHRASES_DIFFER in printed
    assert replies(desk, A, ANAS)["a wave"] is None


def test_input_that_ends_and_ctrl_c_lose_no_answer(desk: TwoHalves) -> None:
    printed, _ = conversation(desk, "f", ANAS, ANAS, "y")
    assert replies(desk, A, ANAS)["a wave"] == "yes"
    assert WIPED in printed

    class Interrupted(Typing):
        def secret(self, question: str) -> str | None:
            typed = super().secret(question)
            if typed == "CTRL-C":
                raise KeyboardInterrupt
            return typed

    printed = []
    typing = Interrupted(["f", ANAS, "m", "CTRL-C"])
    with pytest.raises(KeyboardInterrupt):
        ClosenessLines(desk, Talk(typing, printed.append, lambda: printed.append(WIPED), FakeCrisis())).run()
    assert replies(desk, A, ANAS)["a message in the day"] == "maybe"
    assert printed[-1] == WIPED


def test_a_list_that_cannot_be_saved_is_not_dropped(desk: TwoHalves, monkeypatch: pytest.MonkeyPatch) -> None:
    save = OwnPart.save
    left = [3]

    def full(part: OwnPart) -> None:
        left[0] -= 1
        if 0 <= left[0] < 2:
            raise NotSealed("It couldn't be saved: the disk is full.", hint="Free some space, and try again.")
        save(part)

    monkeypatch.setattr(OwnPart, "save", full)
    printed, _ = conversation(desk, "f", ANAS, ANAS, "y", "done", "", "", "q")
    assert printed.count("It couldn't be saved: the disk is full.") == 2
    assert replies(desk, A, ANAS)["a wave"] == "yes"
    left[0] = 2
    printed, _ = conversation(desk, "f", ANAS, "n", "done", "leave without saving", "q")
    assert say.SAVED not in printed
    assert replies(desk, A, ANAS)["a message in the day"] is None


def test_own_items_conditions_limits_and_taking_back(desk: TwoHalves) -> None:
    printed, _ = conversation(
        desk, "f", ANAS, ANAS, "y", "back", "clear", "own", "a long bath", "m", "back", "condition", "by candle", "n",
        "limits", "1", "hair", "4", "5", "5", "", "first", "n", "done", "q",
    )  # fmt: skip
    assert printed.count(say.AREA_UNKNOWN.format(area="hair")) == 1
    filling = desk.open(A, ANAS).answers
    row = filling.rows()[-1]
    assert (row.text, row.reply, row.condition, row.shared) == ("a long bath", "maybe", "by candle", False)
    assert filling.row("small/wave").reply == Reply.NO
    assert filling.half.now.limits == Limits(never=("hands", "hair"), clothes_on=True, minutes=10)
    conversation(desk, "f", ANAS, "own", "A long bath", "drop", "done", "q")
    assert len(desk.open(A, ANAS).answers.rows()) == len(SHOWN)


def test_another_passphrase(desk: TwoHalves) -> None:
    fill(desk, A, wave="yes")
    printed, _ = conversation(desk, "f", ANAS, "passphrase", "short", "short", BENS, BENS, "done", "q")
    assert say.PASSPHRASE_CHANGED in printed
    assert replies(desk, A, BENS)["a wave"] == "yes"
    conversation(desk, "f", BENS, "passphrase", "", "done", "q")
    assert replies(desk, A, BENS)["a wave"] == "yes"


def test_each_list_is_chosen_and_what_to_mind_is_said_before_its_first_item(tmp_path: Path, calendar: Calendar) -> None:
    desk = desk_in(tmp_path, calendar, BOTH_LISTS)
    printed, _ = conversation(
        desk, "f", ANAS, ANAS, "xyzzy", "1", "y", "lists", "2", "lists", "2", "", "m", "mind", "done", "q"
    )
    assert printed.index("2: More things (Two more)") < printed.index("a wave") < printed.index("bathing")
    caution = "- This list can bring up pain. You can leave it for another day."
    assert printed.index("a wave") < printed.index(caution) < printed.index("bathing")
    assert printed.count(caution) == 3
    assert replies(desk, A, ANAS)["bathing"] == "maybe"
    printed, _ = conversation(desk, "f", ANAS, "2", "n", "", "q")
    assert caution not in printed
    assert replies(desk, A, ANAS)["one bed"] == "no"
    conversation(desk, "f", ANAS, "done", "q")


def test_a_list_can_be_left_unread(tmp_path: Path, calendar: Calendar) -> None:
    desk = desk_in(tmp_path, calendar, [MORE])
    printed, _ = conversation(desk, "f", ANAS, ANAS, "done", "q")
    assert "- This list can bring up pain. You can leave it for another day." in printed
    assert "bathing" not in printed
    assert say.SAVED in printed


def test_a_word_is_looked_for(desk: TwoHalves) -> None:
    printed, _ = conversation(desk, "f", ANAS, ANAS, "find", "hands", "y", "find", "xyzzy", "done", "q")
    assert say.NOT_FOUND in printed
    assert replies(desk, A, ANAS)["holding hands"] == "yes"


# ---- both ------------------------------------------------------------------------------------------------------------


def test_what_each_can_tell_is_said_before_any_passphrase_and_either_can_leave_it(desk: TwoHalves) -> None:
    fill(desk, A, wave="yes")
    fill(desk, B, wave="yes")
    printed, typing = conversation(desk, "b", "", "q")
    assert set(say.BEFORE_COMPARING) <= set(printed)
    assert say.SHARE_TITLE not in printed
    assert typing.seen == ["b", "", "q"]


def test_both_see_what_they_share_and_nothing_is_left_of_it(desk: TwoHalves, calendar: Calendar) -> None:
    fill(desk, A, wave="yes", hands="maybe", sex="yes", feet="yes")
    fill(desk, B, wave="yes", hands="yes", sex="no", message="yes")
    conversation(desk, "f", ANAS, "first", "", "", "condition", "in the park", "y", "done", "q")
    calendar.day = DAY
    printed, typing = conversation(desk, "b", "look", ANAS, "wrong", BENS, "", "q")
    shared = printed[printed.index(say.SHARE_TITLE) : printed.index(WIPED)]
    assert shared == [
        "What you have in common", "", "You both said yes", "  a wave", "",
        "You both said yes or maybe", "  holding hands",
        "      Ana: in the park", "", say.NOT_ASKED, say.NO_AGREEMENT, say.NEXT_DAY,
    ]  # fmt: skip
    assert typing.seen == ["b", "look", "q"]


def test_where_nothing_is_shared_it_is_said_the_same_way_whatever_the_reason(
    desk: TwoHalves, calendar: Calendar
) -> None:
    seen = []
    for bens in ({"wave": "no"}, {}, {"sex": "yes", "message": "maybe"}):
        for who in (A, B):
            if desk.is_there(who):
                desk.delete(who)
        calendar.day = DAY - 1
        fill(desk, A, wave="yes")
        fill(desk, B, **bens)
        calendar.day = DAY
        seen.append(conversation(desk, "b", "look", ANAS, BENS, "", "q")[0])
    assert seen[0] == seen[1] == seen[2]
    assert say.NOTHING_SHARED in seen[0]


def test_no_comparison_without_both_lists_and_both_passphrases(desk: TwoHalves) -> None:
    fill(desk, A, wave="yes")
    assert say.BOTH_NEEDED in conversation(desk, "b", "q")[0]
    fill(desk, B, wave="yes")
    for typed in ([ANAS], [ANAS, ""], [""], [BENS, ANAS], [ANAS, ANAS]):
        printed, _ = conversation(desk, "b", "look", *typed, "", "q")
        assert say.SHARE_TITLE not in printed


def test_either_list_can_be_deleted_without_its_passphrase_and_only_on_purpose(desk: TwoHalves) -> None:
    fill(desk, A, wave="yes")
    fill(desk, B, wave="yes")
    for typed in (["d", "x"], ["d", "j", "no"], ["d", "j", ""]):
        printed, _ = conversation(desk, *typed, "q")
        assert say.NOT_DELETED in printed
    printed, _ = conversation(desk, "d", "Ben", "delete", "d", "j", "q")
    assert say.DELETE_SURE.format(who="Ben") in printed
    assert say.DELETED.format(who="Ben") in printed
    assert say.NO_LIST.format(who="Ben") in printed
    assert (desk.is_there(A), desk.is_there(B)) == (True, False)


def test_the_crisis_card_is_a_word_away_from_anywhere(desk: TwoHalves) -> None:
    printed, _ = conversation(desk, "crisis", "f", ANAS, ANAS, "crisis", "help", "xyzzy", "done", "q")
    assert sum("can’t call anyone for you" in line for line in printed) == 2
    assert "Please type one of these." in printed
