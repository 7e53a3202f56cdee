"""A lesson: each button is pressed twice, and a key that would take safety away is refused in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.screen.learnt_keys import lesson_words as say
from companion.screen.learnt_keys.key_table import KEPT, NOTHING_LEARNT, LearntKeys, Meaning, learnt_from
from companion.screen.learnt_keys.lesson import ONE_PRESS, TWO_KEYS, Lesson


class Hand:
    """Presses keys on a lesson, `apart` seconds from each other."""

    def __init__(self, learnt: LearntKeys = NOTHING_LEARNT, *, trial: bool = False) -> None:
        self.lesson = Lesson(learnt, trial=trial)
        self.now = 100.0

    def press(self, *keys: str, apart: float = 3.0) -> Lesson:
        for key in keys:
            self.now += apart
            self.lesson.press(key, self.now)
        return self.lesson


def test_a_button_pressed_twice_is_learnt_and_the_next_is_asked_for() -> None:
    hand = Hand()
    assert hand.lesson.meaning is Meaning.STOP
    once = hand.press("pagedown")
    assert once.said == "That was Page Down. Press the same button once more."
    assert once.learnt == NOTHING_LEARNT
    twice = hand.press("pagedown")
    assert twice.learnt.meanings == {"pagedown": Meaning.STOP}
    assert twice.meaning is Meaning.PAUSE
    assert "Page Down now means stop." in twice.said
    assert "can’t tell two keyboards apart" in twice.said


def test_a_whole_lesson() -> None:
    keys = ["pagedown", "f5", "pageup", ".", "media_track_next"]
    lesson = Hand().press(*(key for key in keys for _ in range(2)))
    assert lesson.learnt.meanings == dict(zip(keys, Meaning, strict=True))
    assert lesson.meaning is None
    assert not lesson.over


def test_every_step_can_be_skipped() -> None:
    lesson = Hand().press("n", "n", "n", "n", "n")
    assert lesson.learnt == NOTHING_LEARNT
    assert lesson.meaning is None


def test_skipping_keeps_what_was_learnt_before() -> None:
    assert Hand(learnt_from({"f5": "stop"})).press("n").learnt.meanings == {"f5": Meaning.STOP}


def test_another_button_takes_the_place_of_one_pressed_once() -> None:
    lesson = Hand().press("pagedown", "pageup", "pageup")
    assert lesson.learnt.meanings == {"pageup": Meaning.STOP}


@pytest.mark.parametrize("key", sorted(KEPT - {"escape", "n", "s", "space"}))
def test_a_key_that_keeps_people_safe_is_refused(key: str) -> None:
    lesson = Hand().press(key, key)
    assert "always keeps its own meaning" in lesson.said
    assert lesson.learnt == NOTHING_LEARNT
    assert lesson.meaning is Meaning.STOP


def test_a_key_that_has_the_meaning_already_needs_no_lesson() -> None:
    assert "S already means stop" in Hand().press("s").said
    assert "Space already means pause and continue" in Hand().press("n", "space").said
    assert "F already means yes" in Hand().press("n", "n", "f").said
    assert "→ already means next" in Hand().press("n", "n", "n", "n", "right").said
    assert "F5 already means stop" in Hand(learnt_from({"f5": "stop"})).press("f5").said


def test_one_persons_key_is_never_the_others_yes() -> None:
    lesson = Hand().press("n", "n", "j", "j")
    assert "can’t use J" in lesson.said
    assert lesson.learnt == NOTHING_LEARNT


@pytest.mark.parametrize(
    ("key", "now"),
    [
        ("right", "next"),
        ("b", "back"),
        ("t", "more time"),
        ("enter", "ready, when you’ve finished talking"),
        ("down", "scroll down"),
    ],
)
def test_a_key_that_means_something_is_asked_about_with_what_it_would_replace(key: str, now: str) -> None:
    hand = Hand()
    asked = hand.press(key)
    assert f"means “{now}” now. Should it mean stop instead?" in asked.question
    assert asked.learnt == NOTHING_LEARNT
    assert hand.press("y").learnt.meanings == {key: Meaning.STOP}
    assert hand.lesson.question == ""


@pytest.mark.parametrize("no", ["n", "escape"])
def test_a_no_changes_nothing_and_asks_for_another(no: str) -> None:
    lesson = Hand().press("right", no)
    assert (lesson.learnt, lesson.question, lesson.meaning) == (NOTHING_LEARNT, "", Meaning.STOP)
    assert lesson.said == say.PRESS_ANOTHER
    assert not lesson.over


def test_space_becomes_stop_only_where_that_is_said() -> None:
    hand = Hand()
    assert "pause only by voice" in hand.press("space").question
    assert hand.press("y").learnt.stops("space")


def test_a_learnt_stop_is_not_taken_for_another_meaning_without_a_question() -> None:
    hand = Hand(learnt_from({"pagedown": "stop"}))
    assert "“stop” now. Should it mean pause and continue instead?" in hand.press("n", "pagedown").question
    assert hand.press("n").learnt.stops("pagedown")


def test_only_y_and_n_answer_a_question() -> None:
    lesson = Hand().press("right", "x")
    assert lesson.said == say.YES_OR_NO
    assert lesson.question


# ---- more than one key from one button -------------------------------------------------------------------------------


def test_a_key_held_down_counts_once() -> None:
    hand = Hand()
    hand.press("pagedown")
    lesson = hand.press(*["pagedown"] * 50, apart=0.03)
    assert lesson.learnt == NOTHING_LEARNT
    assert hand.press("pagedown", apart=ONE_PRESS + 0.1).learnt.stops("pagedown")


def test_a_worn_button_that_sends_its_key_twice_is_learnt_once() -> None:
    hand = Hand()
    for _ in range(2):
        hand.press("pagedown")
        hand.press("pagedown", apart=0.02)
    assert hand.lesson.learnt.meanings == {"pagedown": Meaning.STOP}
    assert hand.lesson.meaning is Meaning.PAUSE
    assert hand.lesson.question == ""


@pytest.mark.parametrize("apart", [0.02, 1.0, TWO_KEYS - 0.1])
def test_a_long_press_that_sends_another_key_is_noticed(apart: float) -> None:
    hand = Hand()
    hand.press("n", "pageup")
    lesson = hand.press("f5", apart=apart)
    assert "two keys, Page Up and F5" in lesson.said
    assert lesson.learnt == NOTHING_LEARNT
    assert lesson.meaning is Meaning.PAUSE


def test_a_button_that_sends_two_keys_may_stop_with_both() -> None:
    """The button that begins and ends a show sends F5 and Esc by turns: F5 has to stop, too."""
    hand = Hand()
    hand.press("f5")
    asked = hand.press("escape", apart=1.0)
    assert asked.question == "That button sends two keys, F5 and Esc. Should both mean stop?"
    assert hand.press("y").learnt.meanings == {"f5": Meaning.STOP}
    assert not hand.lesson.over


def test_two_keys_are_noticed_while_the_first_is_asked_about() -> None:
    hand = Hand()
    hand.press("right")
    assert "two keys, → and F5" in hand.press("f5", apart=0.5).question
    assert hand.press("y").learnt.meanings == {"right": Meaning.STOP, "f5": Meaning.STOP}


def test_a_second_key_that_must_keep_its_meaning_is_not_taken() -> None:
    hand = Hand()
    hand.press("f5")
    lesson = hand.press("c", apart=0.5)
    assert lesson.question == ""
    assert "two keys" in lesson.said


def test_a_sequence_that_the_terminal_does_not_know_is_no_button() -> None:
    """Such a sequence arrives as an Escape and the characters behind it."""
    hand = Hand()
    hand.press("escape")
    lesson = hand.press("9", "7", "~", apart=0.001)
    assert lesson.said == say.SEVERAL_KEYS
    assert lesson.learnt == NOTHING_LEARNT
    assert not lesson.over


def test_a_y_in_a_burst_is_no_yes() -> None:
    hand = Hand()
    hand.press("right")
    assert hand.press("y", apart=0.01).learnt == NOTHING_LEARNT


def test_shift_by_itself_is_no_key() -> None:
    hand = Hand()
    hand.press("left_shift")
    hand.press("shift+f5", apart=0.05)
    hand.press("left_shift")
    assert hand.press("shift+f5", apart=0.05).learnt.stops("shift+f5")


# ---- leaving and trying ----------------------------------------------------------------------------------------------


def test_the_first_escape_may_be_a_buttons_and_the_second_leaves() -> None:
    hand = Hand()
    first = hand.press("escape")
    assert first.said == say.ESCAPE_STOPS
    assert not first.over
    assert hand.press("escape").over


def test_another_key_in_between_stays() -> None:
    hand = Hand()
    assert not hand.press("escape", "pagedown", "escape").over


def test_the_trial_says_what_each_key_means_until_escape() -> None:
    hand = Hand(learnt_from({"pagedown": "stop"}), trial=True)
    tried = hand.press("pagedown", "space", "f7", "s", "n")
    assert tried.tried == (
        "Page Down: stop",
        "Space: pause and continue",
        "F7: does nothing in a session",
        "S: stop",
        "N: next, or no when you’re asked",
    )
    assert tried.learnt.meanings == {"pagedown": Meaning.STOP}
    assert not tried.over
    assert hand.press("escape").over


def test_after_the_last_button_the_trial_begins() -> None:
    hand = Hand()
    hand.press("pagedown", "pagedown", "n", "n", "n", "n")
    assert hand.press("pagedown").tried == ("Page Down: stop",)


KEYS = st.sampled_from(
    ["pagedown", "pageup", "f5", ".", "b", "enter", "space", "right", "escape", "n", "y", "s", "c", "f", "1", "~", "["]
)


@given(presses=st.lists(st.tuples(KEYS, st.sampled_from([0.01, 0.3, 1.0, 3.0])), max_size=40))
def test_no_lesson_takes_a_safe_key_and_none_gets_stuck(presses: list[tuple[str, float]]) -> None:
    hand = Hand()
    for key, apart in presses:
        if hand.lesson.over:
            break
        hand.press(key, apart=apart)
    learnt = hand.lesson.learnt
    assert learnt == learnt_from({key: str(meaning) for key, meaning in learnt.meanings.items()})
    assert not learnt.meanings.keys() & (KEPT - {"space"})
    if not hand.lesson.over:
        hand.press("escape", "escape", "escape")
        assert hand.lesson.over
