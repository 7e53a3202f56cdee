"""Whose yes it was: when two answers are those of two people."""

from __future__ import annotations

from companion.session.both import Both


def test_each_persons_yes_counts_once():
    both = Both()
    assert [both.add("a", 0.0), both.add("a", 9.0), both.count] == [True, False, 1]
    assert [both.add("", 12.0), both.complete] == [True, True]
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
