"""The count of yeses: two answers count as two people's only under certain conditions."""

from __future__ import annotations

from companion.session.both import Both


def test_each_persons_yes_counts_once():
    both = Both()
    assert [both.add("a", 0.0), both.add("a", 9.0), both.count] == [True, False, 1]
    assert [both.add("", 12.0), both.complete, both.unasked] == [False, False, True]
    both.ask_other(15.0)
    assert [both.add("", 16.0), both.complete, both.unasked] == [True, True, False]
    spoken = Both()
    assert [spoken.add("", 0.0), spoken.add("", 1.0), spoken.add("", 2.5), spoken.complete] == [
        True,
        False,
        False,
        False,
    ]
    assert spoken.add("", 5.0)
    assert spoken.complete


def test_a_key_and_a_word_of_one_breath_are_one_persons():
    pressed_first, said_first = Both(), Both()
    assert [pressed_first.add("a", 0.0), pressed_first.add("", 1.0), pressed_first.complete] == [True, False, False]
    assert [said_first.add("", 0.0), said_first.add("a", 1.0), said_first.complete] == [True, True, False]
    for both in (pressed_first, said_first):
        assert both.add("b", 2.0)
        assert both.complete


def test_a_key_takes_the_place_of_what_was_spoken_before_it():
    both = Both()
    assert [both.add("", 0.0), both.add("a", 30.0), both.complete] == [True, True, False]
    assert [both.add("a", 40.0), both.add("", 50.0), both.complete] == [False, False, False]
    keys = Both()
    for by in ("", "a", "b"):
        assert keys.add(by, 60.0)
    assert keys.complete


def test_nothing_spoken_while_the_other_is_asked_is_the_others():
    both = Both()
    both.add("", 0.0)
    both.ask_other(9.0)
    assert not both.add("", 5.0)
    both.asked(7.1)
    assert [both.add("", 7.2), both.complete] == [True, True]
    lapsed = Both()
    lapsed.add("", 0.0)
    lapsed.ask_other(9.0)  # and `asked` is not called
    assert lapsed.add("", 9.0)
    asked = Both()
    asked.add("a", 0.0)
    asked.ask_other(9.0)
    assert [asked.add("b", 1.0), asked.complete] == [True, True]
