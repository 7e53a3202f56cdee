"""Reading a list: its items, and every mistake with its line, its column and a better way to write it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.closeness.item_reading import read_items
from companion.closeness.items import LONGEST_TEXT, MOST_ITEMS, fingerprint, folded, key_of
from companion.exercise.item_lists import is_item_list, is_item_list_instead, list_instead
from companion.exercise.problems import ExerciseMistakes, Mistaken, Problem
from companion.exercise.reading import read
from tests.closeness.lists import LIST, SMALL


def mistakes(text: str | bytes) -> list[str]:
    with pytest.raises(ExerciseMistakes) as caught:
        read_items(text, "list.yaml")
    assert (caught.value.what, caught.value.title) == (Mistaken.ITEMS, "The list has mistakes")
    assert all(problem.hint for problem in caught.value.problems)
    return [str(problem).splitlines()[0] for problem in caught.value.problems]


def test_a_list_is_read_whole() -> None:
    assert [item.id for item in LIST.items] == ["wave", "message", "hands", "feet", "sex"]
    assert LIST.items[3].touch == ("feet", "hands")
    assert LIST.items[0].touch == ()
    assert key_of(LIST, LIST.items[0]) == "small/wave"
    assert LIST.language == "en"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format: 1", "format: 2", "list.yaml:1:9: error: Format 2 isn't known to this version of Companion."),
        ("id: small", "id: Small things", "list.yaml:2:5: error: 'Small things' can't be a name."),
        ("kind: closeness", "kind: talk", "list.yaml:6:7: error: 'kind' can't be 'talk'."),
        ("author: Tests\n", "", "list.yaml:1:1: error: The list has no 'author'."),
        ("author: Tests", "author: ", "list.yaml:7:8: error: There is nothing after 'author:'."),
        ("author: Tests", "autor: Tests", "list.yaml:7:1: error: 'autor' doesn't belong in a list."),
        ("    text: a wave\n", "", "list.yaml:10:5: error: This item has no 'text'."),
        ("text: a wave", "txt: a wave", "list.yaml:11:5: error: 'txt' doesn't belong in an item."),
        ("text: a wave", "text: 3", "list.yaml:11:11: error: 3 is a number, or true or false, not words."),
        ("text: a wave", "text: true", "list.yaml:11:11: error: true is a number, or true or false, not words."),
        ("text: a wave", "text: [a, b]", "list.yaml:11:11: error: 'text' needs one piece of text."),
        ("text: a wave", f"text: {'a' * 121}", "list.yaml:11:11: error: 'text' has more than 120 characters."),
        ("id: message", "id: wave", "list.yaml:14:9: error: 'wave' is already the id of the item in line 10."),
        (
            "text: a message in the day", "text: A wave.",
            "list.yaml:15:11: error: 'A wave.' is already the text of the item in line 11.",
        ),
        ("touch: [hands]", "touch: hands", "list.yaml:22:12: error: 'touch' needs a list with at least one entry."),
        ("touch: [hands]", "touch: [3]", "list.yaml:22:13: error: 3 is a number, or true or false, not words."),
        ("touch: [hands]", "touch: [*x]", "list.yaml:22:13: error: A line can't start with *"),
        ("license: CC0-1.0", "language: english\nlicense: x", "list.yaml:8:11: error: 'english' isn't a language"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_place(old: str, new: str, said: str) -> None:
    assert old in SMALL
    found = mistakes(SMALL.replace(old, new, 1))
    assert any(line.startswith(said) for line in found), found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "list.yaml:1:1: error: The file is empty."),
        ("- a\n- b\n", "list.yaml:1:1: error: This isn't a list of kinds of closeness."),
        (SMALL.split("items:")[0] + "items: []\n", "list.yaml:9:8: error: 'items' needs a list"),
        (SMALL.split("items:")[0] + "items:\n  - a wave\n", "list.yaml:10:5: error: An item needs named parts"),
        (SMALL.split("items:")[0], "list.yaml:1:1: error: The list has no 'items'."),
    ],
    ids=["empty", "no mapping", "no items", "plain items", "no key"],
)
def test_what_is_no_list_at_all(text: str, said: str) -> None:
    assert mistakes(text)[0].startswith(said)


def test_several_mistakes_are_said_at_once_and_in_order() -> None:
    found = mistakes(SMALL.replace("text: a wave", "text: 3").replace("id: hands", "id: H").replace("author", "autor"))
    assert [line.split(":")[1] for line in found] == sorted((line.split(":")[1] for line in found), key=int)
    assert len(found) == 4


@given(st.one_of(st.text(max_size=300), st.binary(max_size=300)))
def test_whatever_is_read_nothing_but_mistakes_comes_out(text: str | bytes) -> None:
    with pytest.raises(ExerciseMistakes) as caught:
        read_items(text, "list.yaml")
    assert caught.value.what is Mistaken.ITEMS


@given(st.integers(0, len(SMALL) - 1), st.integers(0, 12), st.text(max_size=6))
def test_a_list_with_a_slip_is_read_or_its_mistakes_are_said(at: int, gone: int, put: str) -> None:
    found: list[Problem] = []
    try:
        read_items(SMALL[:at] + put + SMALL[at + gone :], "list.yaml")
    except ExerciseMistakes as error:
        found = [*error.problems]
    assert all(problem.line >= 1 and problem.column >= 1 and problem.hint for problem in found)


def test_the_example_in_the_documents_is_right() -> None:
    text = (Path(__file__).parents[2] / "docs" / "yes-no-maybe.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.S)
    assert [item.id for item in read_items(example, "example.yaml").items] == ["wave", "hands", "sleeping"]
    assert f"up to {LONGEST_TEXT} characters" in example
    assert f"can have {MOST_ITEMS} items" in text


# ---- lists and exercises ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["kind: closeness", "kind:  'closeness'  # yes", 'kind: "closeness"\r'])
def test_a_heading_tells_a_list_from_an_exercise(line: str) -> None:
    assert is_item_list(f"format: 1\n{line}\nitems: [\n")
    assert is_item_list(f"format: 1\n{line}\nitems: [\n".encode())


@pytest.mark.parametrize(
    "line", ["kind: talk", "  kind: closeness", "- kind: closeness", "kind: closenesses", "#kind: closeness"]
)
def test_nothing_else_is_taken_for_a_list(line: str) -> None:
    assert not is_item_list(f"format: 1\n{line}\n")


def test_a_list_is_no_exercise_and_says_what_it_is() -> None:
    with pytest.raises(ExerciseMistakes) as caught:
        read(SMALL, "small.yaml")
    assert is_item_list_instead(caught.value)
    assert caught.value.title == list_instead(SMALL, "small.yaml").title == "This is not an exercise"
    assert str(caught.value) == (
        "small.yaml:6:1: error: This is a list for “yes, no, maybe”, not an exercise.\n"
        "    Open it with: companion yes-no-maybe --items FILE"
    )


# ---- words -----------------------------------------------------------------------------------------------------------


def test_the_wording_of_an_item_is_told_from_any_other() -> None:
    one = LIST.items[2]
    same = one.model_copy(update={"text": "Holding  hands."})
    others = [
        one.model_copy(update={"text": "holding hands in bed"}),
        one.model_copy(update={"about": "Something else."}),
        one.model_copy(update={"touch": ("feet",)}),
    ]
    assert fingerprint(one) == fingerprint(same)
    assert len({fingerprint(each) for each in (one, *others)}) == 4


def test_the_same_words_are_the_same_however_they_are_written() -> None:
    assert folded(" A long,  hug! ") == folded("a LONG hug") == "a long hug"
    assert folded("!") == ""
