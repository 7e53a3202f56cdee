"""The list of words that are said in another way: reading it, every mistake in it, and what it changes in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.exercise.problems import ExerciseMistakes
from companion.exercise.say_as import read_say_as, respelled, together

LIST = (("Thich Nhat Hanh", "Tick Nyaht Hahn"), ("metta", "mettah"), ("Hanh", "Hahn"), ("O'Brien", "Oh Bryen"))


def test_a_list_is_read_in_its_order() -> None:
    text = "# names\nThich Nhat Hanh: Tick Nyaht Hahn\nmetta: mettah\n"
    assert read_say_as(text, "say-as.yaml") == (("Thich Nhat Hanh", "Tick Nyaht Hahn"), ("metta", "mettah"))


@pytest.mark.parametrize(
    ("line", "place", "message"),
    [
        ("Perel: /pɛˈrɛl/", "1:8", "phonetic letters"),
        ("Perel: pəˈrɛl", "1:8", "phonetic letters"),
        ("Perel:", "1:1", "It doesn't say how 'Perel' sounds."),
        ("Perel: 12", "1:8", "The sound of 'Perel' should be written in words."),
        ("Perel: [a, b]", "1:8", "The sound of 'Perel' should be written in words."),
        ("'12': twelve", "1:1", "'12' isn't a word."),
        ("Perel: <b>Perel</b>", "1:8", "'<b>Perel</b>' can't be said as a word."),
        ("- Perel", "1:1", "This isn't a list of words to say."),
        ("Perel: a\nPerel: b", "2:1", "'Perel' is written twice, in lines 1 and 2."),
        ("", "1:1", "The file is empty."),
    ],
)
def test_each_mistake_has_its_place_and_what_to_write(line: str, place: str, message: str) -> None:
    with pytest.raises(ExerciseMistakes) as raised:
        read_say_as(line, "say-as.yaml")
    (problem,) = raised.value.problems
    assert problem.place == f"say-as.yaml:{place}"
    assert message in problem.message
    assert problem.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("As Thich Nhat Hanh says.", "As Tick Nyaht Hahn says."),
        ("Mr. Hanh, and Hanhs.", "Mr. Hahn, and Hanhs."),
        ("Metta, METTA and metta.", "mettah, mettah and mettah."),
        ("thich nhat hanh", "thich nhat hanh"),
        ("O’Brien and O'Brien's", "Oh Bryen and Oh Bryen's"),
        ("Thich  Nhat\nHanh", "Tick Nyaht Hahn"),
        ("Let it be.", "Let it be."),
    ],
)
def test_whole_words_are_put_in_place(text: str, said: str) -> None:
    assert respelled(text, LIST) == said


def test_of_two_lists_the_first_goes_before() -> None:
    both = together([(("Jon", "John"),), (("Jon", "Yon"), ("Ida", "Eeda"))])
    assert respelled("Jon and Ida", both) == "John and Eeda"


@given(st.text())
def test_without_a_list_nothing_changes(text: str) -> None:
    assert respelled(text, ()) == text


@given(st.text(), st.lists(st.tuples(st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=8)), max_size=4))
def test_any_list_and_any_text_go_together(text: str, pairs: list[tuple[str, str]]) -> None:
    assert isinstance(respelled(text, tuple(pairs)), str)


@given(st.one_of(st.text(max_size=200), st.binary(max_size=200)))
def test_a_list_is_read_or_refused(text: str | bytes) -> None:
    try:
        read = read_say_as(text, "say-as.yaml")
    except ExerciseMistakes:
        return
    assert all(written and said for written, said in read)
