from __future__ import annotations

from companion.authoring.preview import preview
from companion.exercise.plan import Choices, planned_seconds
from companion.exercise.planner import plan
from companion.phrases import load_phrases
from tests.exercise.conftest import WHOLE, small
from tests.exercise.conftest import read_exercise as read

ENGLISH = load_phrases("en")

NESTED = """  - choose:
      ask: Which?
      left:
        - choose: {ask: Far?, far: [Go far.], near: [Go near.], default: far}
        - wait: 3s
      right: [Go right.]
      default: right
  - Done.
"""


def test_a_choice_shows_every_answer_and_the_clock_goes_by_the_default() -> None:
    made = plan(small(NESTED, rest="ending: [The end.]\n"), Choices(), ENGLISH)
    lines = preview(made)
    assert [line.strip() for line in lines if line.strip().endswith(":")] == [
        "left:",
        "far (default):",
        "near:",
        "right (default):",
    ]
    texts = [line.split("  ")[-1].strip() for line in lines]
    for text in ("Which?", "Go far.", "Go near.", "Go right.", "Done.", "The end."):
        assert texts.count(text) == 1, text
    right = next(line for line in lines if "Go right." in line)
    left = next(line for line in lines if "Far?" in line)
    assert right[:7] == left[:7]
    total = round(planned_seconds(made))
    assert f"Total {total // 60}:{total % 60:02d}" in lines[-1]


def test_everything_shows_what_is_heard_after_a_stop() -> None:
    made = plan(read(WHOLE, "whole"), Choices(), ENGLISH)
    assert "After a stop" in preview(made, everything=True)
    assert "After a stop" not in preview(made)


def test_every_kind_of_cue_has_words() -> None:
    text = "\n".join(preview(plan(read(WHOLE, "whole"), Choices(), ENGLISH), everything=True))
    for words in (
        "(silence)",
        "(the rest of the turn)",
        "(breath: in 4s, hold 1s, out 6s, hold 2s; 6 times)",
        "(bell)",
        "(recording recordings/one.ogg) A recording.",
        "(asks for: open, closed)",
        "(time to talk)",
        "(asks for: green, yellow, red)",
        "(asks for: yes, no)",
        "kept as 'before'",
        "[slow] [voice 2]",
        "turn of 3 min: the person at F and the person at J",
    ):
        assert words in text, words
