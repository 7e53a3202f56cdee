"""Markup in spoken lines: it is found, a change is proposed, and an exercise with it is played all the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.exercise.markup import markup_in
from companion.exercise.problems import ExerciseMistakes
from companion.exercise.reading import read, read_exercise

FILE = """format: 1
id: marked
title: A test
summary: For the tests.
people: 1
kind: settle
author: Companion
license: CC-BY-4.0
steps:
  - {line}
ending:
  - That was all.
"""


@pytest.mark.parametrize(
    ("text", "written", "hint"),
    [
        ("Breathe **slowly** now.", "**slowly**", "Write it without: slowly."),
        ("Breathe *slowly and softly* now.", "*slowly and softly*", "Write it without: slowly and softly."),
        ("Breathe _slowly_ now.", "_slowly_", "Write it without: slowly."),
        ("** now", "**", "Remove them."),
        ("Go <b>on</b>.", "<b>on</b>", "Write it without: on"),
        ("Go on.<br/>", "<br/>", "Remove it."),
        ("Go </b> on.", "</b>", "Remove it."),
        ("[pause 5s]", "[pause 5s]", "instead of the line: - wait: 5s"),
        ("Go on. [Pause: 10 sec]", "[Pause: 10 sec]", "on the next line: - wait: 10s"),
        ("(silence for 2 minutes) Go on.", "(silence for 2 minutes)", "on the line above: - wait: 2 min"),
        ("Go. [pause] On.", "[pause]", "write '- wait: 5s' on the next line"),
        ("[pause 1 min 30s]", "[pause 1 min 30s]", "- wait: 1 min 30s"),
        ("[pause 1,5 min]", "[pause 1,5 min]", "- wait: 1 min 30s"),
        ("[pause 0s]", "[pause 0s]", "- wait: 5s"),
        ("[pause 90 hours]", "[pause 90 hours]", "- wait: 5s"),
        ("[wait 3]", "[wait 3]", "- wait: 3s"),
        ('<break time="5s"/>', '<break time="5s"/>', "- wait: 5s"),
        ("<break time='500ms'>", "<break time='500ms'>", "- wait: 0.5s"),
        ("<break/>", "<break/>", "- wait: 5s"),
    ],
)
def test_what_is_written_instead(text: str, written: str, hint: str) -> None:
    (found,) = markup_in(text)
    assert found.written == text[found.start : found.end] == written
    assert hint in found.hint


@pytest.mark.parametrize(
    "text",
    [
        "Let your hand (rest) where it is.",
        "(Wait until you are ready.)",
        "[Pausing is fine.]",
        "5 * 3 and 2 * 2",
        "a * b",
        "snake_case and two__parts",
        "less < more > less",
        "I <3 you",
        "{giver}, rest.",
        "It's a pause (a short one).",
    ],
)
def test_what_is_no_markup(text: str) -> None:
    assert list(markup_in(text)) == []


def test_each_mark_is_found() -> None:
    found = [each.written for each in markup_in("**One** two <b>three</b> [pause] *four*.")]
    assert found == ["**One**", "<b>three</b>", "[pause]", "*four*"]


@given(st.text(alphabet="*_<>[]()/ab pause5s=\"'."))
def test_marks_do_not_overlap_and_the_text_between_them_has_none(text: str) -> None:
    at = 0
    for each in markup_in(text):
        assert at <= each.start < each.end <= len(text)
        assert each.message
        assert each.hint
        at = each.end


def test_an_exercise_with_markup_is_read_and_says_so() -> None:
    text = FILE.format(line="Breathe *gently* out. <b>Rest.</b>")
    assert read_exercise(text, "marked.yaml").steps == ("Breathe *gently* out. <b>Rest.</b>",)
    assert [str(each.place) for each in read(text, "marked.yaml").markup] == ["marked.yaml:10:13", "marked.yaml:10:27"]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('"Breathe *gently* out."', "10:14"),
        ('{say: "Breathe *gently* out.", pace: slow}', "10:20"),
        ("Breathe\n    out, *gently*.", "11:10"),
        ("Breathe *gently\n    and slowly* out.", "10:13"),
        ('"Breathe <break time=\\"5s\\"/> out."', "10:14"),
        ("|\n    Breathe *gently* out.", "11:13"),
        ("choose: {ask: Which *one*?, a: [Rest *here*.], b: [Go.], default: a}", "10:25"),
    ],
)
def test_it_is_shown_where_it_is(line: str, place: str) -> None:
    first = read(FILE.format(line=line), "marked.yaml").markup[0]
    assert first.place == f"marked.yaml:{place}"


def test_it_comes_with_the_other_mistakes_of_the_file() -> None:
    with pytest.raises(ExerciseMistakes) as raised:
        read(FILE.format(line="Breathe *gently* out.\n  - wiat: 3s"), "marked.yaml")
    assert [each.line for each in raised.value.problems] == [10, 11]


def test_a_caption_is_only_shown() -> None:
    text = FILE.format(line='{say: "Breathe out.", caption: "*Breathe out*"}')
    assert read(text, "marked.yaml").markup == ()


@pytest.mark.parametrize(
    "line", ["*gently* out", "**Gently** out", "[pause 5s] Breathe.", "[pause 5s]", "say: *gently*"]
)
def test_where_yaml_reads_it_as_something_of_its_own_the_advice_is_the_same(line: str) -> None:
    with pytest.raises(ExerciseMistakes) as raised:
        read(FILE.format(line=line), "marked.yaml")
    (problem,) = raised.value.problems
    begins = 5 + (5 if line.startswith("say") else 0)
    assert (problem.line, problem.column) == (10, begins)
    assert "isn't a pause" in problem.message or "stars around it" in problem.message
