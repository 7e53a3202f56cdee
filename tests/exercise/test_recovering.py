"""All mistakes of a file come at once, each on its own line."""

from __future__ import annotations

import pytest

from companion.exercise.problems import ExerciseMistakes, Problem, Severity
from companion.exercise.reading import read

HEAD = "format: 1\nid: a\ntitle: A\nsummary: S\npeople: 1\nkind: settle\nauthor: A\nlicense: L\n"
END = "ending:\n  - That was it.\n"


def problems(steps: str, head: str = HEAD, end: str = END) -> tuple[Problem, ...]:
    with pytest.raises(ExerciseMistakes) as caught:
        read(f"{head}steps:\n{steps}{end}", "a.yaml")
    return caught.value.problems


def test_slips_of_all_kinds_come_at_once() -> None:
    steps = '  – One.\n  - "Two", you.\n  - Three: three.\n  - wait: 10 Sek\n  - @four\n  - wiat: 5s\n'
    found = problems(steps, HEAD.replace("title: A", "titel: A"), END.replace("ending", "Ending"))
    assert [each.line for each in found] == [3, 10, 11, 12, 13, 14, 15, 16]


def test_a_mistake_that_has_no_proposal_hides_no_other() -> None:
    found = problems("  - wait: 5s\n  Part two:\n  - rate: {ask: [}\n  - wiat: 5s\n  - say: {}\n")
    assert [each.line for each in found] == [11, 12, 13, 14]


def test_the_proposal_for_a_line_has_all_its_slips_mended() -> None:
    (found,) = problems("  •  “Remember: you are here.”\n  - wait: 5s\n")[:1]
    assert found.hint == 'Write it like this: - "Remember: you are here."'


def test_spaces_that_nobody_sees_are_counted() -> None:
    (found,) = problems("  - One.\n   - wait: 5s\n")
    assert found.hint == "Put 2 spaces before it: - wait: 5s"


@pytest.mark.parametrize(
    ("line", "severity", "words"),
    [
        ("You are #1 today.", Severity.ERROR, "would be lost"),
        ("Breathe. # softly", Severity.WARNING, "is a note"),
        ("One.\n    - Two.", Severity.ERROR, "joined to the line before"),
        ("One.\n    • Two.", Severity.ERROR, "isn't a dash"),
        ("One.\n    wait:5s", Severity.ERROR, "its own dash"),
        ("wait 10 s", Severity.ERROR, "read aloud as words"),
        ("wait:10s", Severity.ERROR, "no space after the colon"),
        ("Pause.", Severity.WARNING, "read aloud as a word"),
        ("rate", Severity.ERROR, "read aloud as a word"),
        ("bell", Severity.ERROR, "read aloud as a word"),
        ("—", Severity.ERROR, "nothing to read aloud"),
    ],
)
def test_nothing_is_lost_or_said_without_a_word(line: str, severity: Severity, words: str) -> None:
    reading = read(f"{HEAD}steps:\n  - Here.\n  - {line}\n{END}", "a.yaml")
    (found,) = reading.losses()
    assert found.severity is severity
    assert words in found.message


@pytest.mark.parametrize(
    "line",
    [
        "Feel it.   # a note",
        '"You are #1."',
        "One,\n    and two.",
        "One\n    — or two.",
        "Item#1 is fine.",
        "Wait here.",
    ],
)
def test_a_line_that_is_meant_so_is_left_alone(line: str) -> None:
    assert read(f"{HEAD}steps:\n  - {line}\n{END}", "a.yaml").losses() == []


def test_words_on_both_sides_of_a_soft_line_break_stay_apart() -> None:
    reading = read(f"{HEAD}steps:\n  - Your shoulders\x0bdrop.\n{END}", "a.yaml")
    assert reading.exercise.steps == ("Your shoulders drop.",)
