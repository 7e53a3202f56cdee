"""What one of the two answers alone shows nowhere but in the common result; seen with the eyes of the other one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion import couple
from companion.evening.memory import Kept
from companion.evening.pages import A, B, Go, Left, PageKind, Without
from companion.evening.texts import QUESTIONS, TONIGHT_QUESTION
from tests.evening.people import FLOOR, HANDS, KNOWN, SURE, TEXTS, TODAY, UNLUCKY, evening, kindly, walk

NEW = replace(KNOWN, checked=None)
ANSWERS = st.sampled_from(["y", "n", "r", "yes", "no", "rather not say"])
KEPT = st.sampled_from([KNOWN, NEW, Kept(), replace(KNOWN, checked=TODAY - 30)])


@st.composite
def one_persons(draw: st.DrawFn, who: str) -> dict[tuple[str, str], str]:
    given_ = {(name, who): draw(ANSWERS) for name in (*QUESTIONS, TONIGHT_QUESTION)}
    return {**given_, ("distress_before", who): draw(st.sampled_from([str(n) for n in range(11)]))}


def concerned(answers: dict[tuple[str, str], str], asked: list[str]) -> bool:
    return any(answer not in ("n", "no") for (name, _), answer in answers.items() if name in asked and name != "light")


@given(KEPT, one_persons(A), one_persons(A), one_persons(B), st.floats(0, 1, exclude_max=True))
def test_nothing_that_one_answers_changes_what_is_shown_before_the_common_result(
    kept: Kept, a: dict[tuple[str, str], str], other_a: dict[tuple[str, str], str],
    b: dict[tuple[str, str], str], chance: float,
) -> None:  # fmt: skip
    """Not even on the same person's own pages: who looks over a shoulder, or takes the screen away, learns nothing."""
    first = walk(evening(kept=kept, chance=chance), {**a, **b}, until="together")
    second = walk(evening(kept=kept, chance=chance), {**other_a, **b}, until="together")
    assert first.shown == second.shown
    assert first.shown[-1].name == "together"
    assert first.machine.kept == second.machine.kept


@given(KEPT, one_persons(A), one_persons(B), st.floats(0, 1, exclude_max=True))
def test_without_touch_if_and_only_if_there_is_a_concern_or_chance_has_it(
    kept: Kept, a: dict[tuple[str, str], str], b: dict[tuple[str, str], str], chance: float
) -> None:
    walked = walk(evening(kept=kept, chance=chance), {**a, **b})
    asked = [name for name in walked.names(A) if name in (*QUESTIONS, TONIGHT_QUESTION)]
    expected = concerned(a, asked) or concerned(b, asked) or chance < 1 / 8
    assert isinstance(walked.machine.result, Without if expected else Go)
    if expected:
        assert walked.machine.result == Without(TEXTS.word("neutral"), HANDS.without)


@given(KEPT, one_persons(A), one_persons(B))
def test_both_are_asked_the_same_in_the_same_words(
    kept: Kept, a: dict[tuple[str, str], str], b: dict[tuple[str, str], str]
) -> None:
    walked = walk(evening(kept=kept), {**a, **b}, until="together")
    private = {who: [page for page in walked.shown if page.who == who] for who in (A, B)}
    assert [page.name for page in private[A]] == [page.name for page in private[B]]
    for mine, yours in zip(private[A][1:], private[B][1:], strict=True):
        assert replace(mine, who="", called="") == replace(yours, who="", called="")


@given(one_persons(A), one_persons(B))
def test_what_chance_brings_about_looks_like_what_a_concern_does(
    a: dict[tuple[str, str], str], b: dict[tuple[str, str], str]
) -> None:
    calm = {**a, **b, **{(name, who): "no" for name in (*QUESTIONS, TONIGHT_QUESTION) for who in (A, B)}}
    by_concern = walk(evening(chance=SURE), {**a, **b, (TONIGHT_QUESTION, A): "rather not say"})
    by_chance = walk(evening(chance=UNLUCKY), calm)
    assert by_concern.shown == by_chance.shown
    assert by_concern.machine.kept == by_chance.machine.kept
    assert by_concern.machine.result == by_chance.machine.result


def test_the_file_after_a_concern_is_the_file_after_chance(tmp_path: Path) -> None:
    files = []
    for number, (chance, answer) in enumerate(((SURE, "y"), (UNLUCKY, "n"), (SURE, "r"))):
        for who in (A, B):
            file = tmp_path / f"{number}{who}" / "couple.json"
            walked = walk(evening(kept=NEW, chance=chance), {("violence", who): answer})
            couple.save(walked.machine.kept, TODAY, file)
            files.append(file.read_bytes())
    assert len(set(files)) == 1
    assert set(json.loads(files[0])) == {"known", "names", "starts", "touch_from", "rungs"}


@given(KEPT, one_persons(A), one_persons(B))
def test_what_is_kept_is_a_handful_of_things_and_none_is_an_answer(
    kept: Kept, a: dict[tuple[str, str], str], b: dict[tuple[str, str], str]
) -> None:
    """Two evenings with the same common result keep the same, whatever was answered in them."""
    one = walk(evening(kept=kept, chance=SURE), {**a, **b})
    calm = walk(evening(kept=kept, chance=UNLUCKY if isinstance(one.machine.result, Without) else SURE))
    assert one.machine.kept == calm.machine.kept


@given(one_persons(A), one_persons(B), st.booleans())
def test_nobody_comes_back_to_the_pages_of_the_other(
    a: dict[tuple[str, str], str], b: dict[tuple[str, str], str], whole: bool
) -> None:
    """Back, pressed any number of times, once the screen has changed hands."""
    machine = evening(kept=NEW if whole else KNOWN)
    walk(machine, {**a, **b}, until="alone_end")
    machine.answer("", TODAY)
    for _ in range(10):
        machine.back()
        assert (machine.page().name, machine.page().who) == ("handover", B)
        assert not machine.page().back
    machine.answer("", TODAY)
    for _ in range(10):
        machine.back()
    assert machine.page().who == B


def test_going_back_in_ones_own_pages_shows_no_answer_and_the_last_one_counts() -> None:
    machine = evening(kept=NEW)
    walk(machine, {}, until="coercion")
    before = machine.page()
    machine.back()
    assert machine.page().name == "fear"
    machine.answer("y", TODAY)
    assert machine.page() == before
    machine.back()
    machine.answer("n", TODAY)
    assert isinstance(walk(machine).machine.result, Go)


@pytest.mark.parametrize("who", [A, B])
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("answer", ["yes", "rather not say"])
def test_each_single_concern_of_either_is_enough(who: str, question: str, answer: str) -> None:
    result = walk(evening(kept=NEW), {(question, who): answer}).machine.result
    assert isinstance(result, Without)


def test_asking_again_the_same_evening_asks_nothing_and_says_the_same() -> None:
    """Otherwise a partner could have it asked until the result changes, and would know what the first one meant."""
    first = walk(evening(chance=SURE), {(TONIGHT_QUESTION, A): "y"}).machine
    for chance in (SURE, UNLUCKY):
        again = evening(kept=first.kept, chance=chance)
        assert again.result == first.result
        assert again.page() == first.page()
        assert again.kept == first.kept
    assert evening(kept=first.kept, today=TODAY + 1).result is None
    assert evening(about=FLOOR, kept=first.kept).result is None


def test_after_an_evening_without_touch_the_whole_check_is_asked_whatever_led_to_it() -> None:
    for chance, answer in ((SURE, "y"), (UNLUCKY, "n")):
        kept = walk(evening(chance=chance), {(TONIGHT_QUESTION, B): answer}).machine.kept
        names = walk(evening(kept=kept, today=TODAY + 1), until="together").names(A)
        assert [name for name in names if name in QUESTIONS] == list(QUESTIONS)


@given(one_persons(A))
def test_leaving_in_the_middle_keeps_nothing(a: dict[tuple[str, str], str]) -> None:
    machine = evening(kept=NEW)
    walk(machine, a, until="alone_end")
    machine.leave()
    assert machine.result == Left()
    assert machine.kept == NEW


@given(one_persons(A), one_persons(B))
def test_no_answer_can_be_read_in_what_a_crash_would_print(
    a: dict[tuple[str, str], str], b: dict[tuple[str, str], str]
) -> None:
    machine = walk(evening(), {**a, **b, ("distress_before", A): "9", (TONIGHT_QUESTION, A): "no"}).machine
    assert "9" not in repr(machine.result).replace(str(TODAY), "")
    assert repr(machine).startswith("<")


def test_the_private_pages_say_so_and_no_other_page_does() -> None:
    shown = walk(evening(kept=Kept())).shown
    private = {page.name for page in shown if page.private}
    assert private == {*QUESTIONS, "distress_before", "alone_end"}
    assert all(page.kind is PageKind.HANDOVER for page in shown if page.name in ("handover", "together"))
    assert all(kindly(page) is not None for page in shown)


def test_everybody_finds_the_way_to_help_before_handing_the_screen_on() -> None:
    ends = [page for page in walk(evening()).shown if page.name == "alone_end"]
    assert [page.who for page in ends] == [A, B]
    assert all(page.help and "C shows" in " ".join(page.lines) for page in ends)
