"""Reading: a good file is read whole, and any other raises the one error. The messages themselves: tests/bad."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.errors import CompanionError
from companion.exercise.model import Breathe, Choose, Exercise, Say, Turns
from companion.exercise.problems import ExerciseMistakes, Mistaken, Problem
from companion.exercise.reading import read, read_exercise
from tests.exercise.conftest import HEAD, WHOLE, small


def test_the_whole_format_is_read(whole: Exercise) -> None:
    assert whole.people == 2
    assert whole.steps[0] == "Sit facing each other. Your hands can meet without reaching."
    turns, breathe, choose = whole.steps[3], whole.steps[5], whole.steps[6]
    assert isinstance(turns, Turns)
    assert turns.turns.length == "turn"
    assert isinstance(turns.turns.steps[4], Say)
    assert isinstance(breathe, Breathe)
    assert (breathe.breathe.in_, breathe.breathe.hold_out) == (4.0, 2.0)
    assert isinstance(choose, Choose)
    assert list(choose.choose.options) == ["open", "closed"]


def test_bytes_a_byte_order_mark_and_windows_line_ends_make_no_difference(whole: Exercise) -> None:
    assert read_exercise(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode(), "x") == whole


def test_no_stays_no_where_it_is_a_name() -> None:
    exercise = small("  - choose: {ask: Closer?, yes: [Come closer.], no: [Stay where you are.], default: no}\n")
    step = exercise.steps[0]
    assert isinstance(step, Choose)
    assert list(step.choose.options) == ["yes", "no"]
    assert step.choose.default == "no"


def test_every_part_has_its_place() -> None:
    source = read(WHOLE, "whole.yaml").source
    mark = source.mark(("steps", 3, "turns", "steps", 1, "wait"))
    assert WHOLE.splitlines()[mark.line - 1][mark.column - 1 :] == "30s"


ESCAPES = "\x1b[31mLook\x1b[0m \x1b]0;owned\x07around\x00".replace("\x00", "\x07") + "\u202e\x9b2J"


@pytest.mark.parametrize(
    "line", [f"  - {ESCAPES}\n", f"  - say: {ESCAPES}\n", f'  - "{ESCAPES}"\n', f"  - 'x {ESCAPES}'\n"]
)
def test_raw_escapes_end_as_harmless_text(line: str) -> None:
    step = small(line).steps[0]
    text = step.say if isinstance(step, Say) else step
    assert text in ("Look around", "x Look around")


def test_escapes_written_in_yaml_end_as_harmless_text() -> None:
    assert small('  - "\\e[31mLook\\e[0m\\x07 around."\n').steps[0] == "Look around."


def test_the_column_of_a_mistake_counts_what_was_taken_out() -> None:
    with pytest.raises(ExerciseMistakes) as caught:
        small("  - \x1b[31m{say: Look., \x1b[0mpace: slwo}\n")
    assert caught.value.problems[0].column == "  - \x1b[31m{say: Look., \x1b[0mpace: slwo}".index("slwo") + 1


def test_all_mistakes_are_told_at_once_and_it_is_one_kind_of_error() -> None:
    with pytest.raises(CompanionError) as caught:
        small("  - wiat: 3s\n  - wait: trun\n  - '{gver}'\n  - say: no\n")
    assert isinstance(caught.value, ExerciseMistakes)
    assert (caught.value.what, caught.value.title) == (Mistaken.EXERCISE, "The exercise has mistakes")
    assert [problem.line for problem in caught.value.problems] == [14, 15, 16, 17]
    assert str(caught.value).count(": error: ") == 4
    assert caught.value.place.startswith("small.yaml:14:")


def test_a_file_name_cannot_reach_the_terminal() -> None:
    with pytest.raises(ExerciseMistakes) as caught:
        read_exercise("", "\x1b[2Jx.yaml")
    assert "\x1b" not in str(caught.value)


# ---- anything at all --------------------------------------------------------------------------------------------


def reads_or_refuses(text: bytes | str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        read_exercise(text, "any.yaml")
    except ExerciseMistakes as error:
        problems = error.problems or (Problem("", 0, 0, ""),)
    for problem in problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message
        assert "\x1b" not in str(problem)
        str(problem).encode("utf-8")


@given(st.text())
def test_any_text(text: str) -> None:
    reads_or_refuses(text)


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    reads_or_refuses(data)


YAML_BITS = st.sampled_from(
    [
        "- ",
        ": ",
        "\n",
        "  ",
        "{",
        "}",
        "[",
        "]",
        "*",
        "&a",
        "!t",
        '"',
        "'",
        "|",
        ">",
        "#",
        "? ",
        "---",
        "<<: ",
        "0",
        "no",
        "\t",
        "\x1b[1m",
        "\x00",
        "\r",
        "\u2028",
        "\ufeff",
        "\ud800",
        "say",
        "wait",
        "rest",
        "turns",
        "steps",
        "{giver}",
        "1" * 40,
    ]
)


@given(st.lists(YAML_BITS, max_size=60))
def test_any_heap_of_yaml(bits: list[str]) -> None:
    reads_or_refuses("".join(bits))


@settings(max_examples=300)
@given(st.data())
def test_a_good_file_with_anything_done_to_it(data: st.DataObject) -> None:
    text = WHOLE
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(st.one_of(YAML_BITS, st.text(max_size=5))) + text[end:]
    reads_or_refuses(text)


PLAIN = st.recursive(
    st.one_of(st.integers(), st.booleans(), st.sampled_from(["Look.", "no", "3s", "rest", "turn", "{a}", "bell", ""])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["say", "wait", "turns", "choose", "ask", "repeat", "breathe", "steps", "length", "times"])
            | st.sampled_from(
                ["rate", "play", "include", "default", "for", "each", "in", "out", "pace", "open", "file"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(st.sampled_from(["steps", "ending", "lengths", "title", "touch", "people", "format"]), PLAIN)
def test_any_shape_of_data(key: str, value: object) -> None:
    import json

    lines = [line for line in WHOLE.splitlines() if not line.startswith(f"{key}:")]
    reads_or_refuses("\n".join([*lines, f"{key}: {json.dumps(value)}"]))
    reads_or_refuses(f"format: 1\n{key}: {json.dumps(value)}")


@pytest.mark.parametrize(
    ("step", "says", "then"),
    [
        ("- " + "word " * 700, "This step has 3,499 characters. The limit is 3,000.", "Split it into steps"),
        ("- say: " + "word " * 700, "This step has 3,499 characters. The limit is 3,000.", "Split it into steps"),
        ("- check: " + "word " * 700, "'check' has 3,499 characters. The limit is 3,000.", "Shorten it."),
    ],
)
def test_a_step_that_is_too_long_says_what_to_do(step: str, says: str, then: str) -> None:
    with pytest.raises(ExerciseMistakes) as raised:
        small(f"  - Look up.\n  {step}\n")
    (problem,) = raised.value.problems
    assert problem.message == says
    assert problem.hint.startswith(then)
    assert problem.place.startswith(f"small.yaml:{len(HEAD.splitlines()) + 3}:")
