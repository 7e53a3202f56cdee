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


# ---- texts over several lines -----------------------------------------------------------------------------------

LONG = "Sit or lie down in any way that is comfortable for you, on a chair, on the floor, or on your bed if you like it"


@pytest.mark.parametrize(
    ("written", "proposed"),
    [
        ("summary: A body scan for two: sit down.", 'summary: "A body scan for two: sit down."'),
        ('summary: A body scan for two: sit down."', 'summary: "A body scan for two: sit down."'),
        ("summary: A body scan for two: sit down.”", 'summary: "A body scan for two: sit down."'),
        ("summary: A body scan\n  for two: sit down.", 'summary: "A body scan for two: sit down."'),
        ("summary: A scan: for two\n  people.", 'summary: "A scan: for two people."'),
        ("summary:\n  A body scan for two: sit down.", 'summary: "A body scan for two: sit down."'),
        (f"summary: {LONG},\n  and {LONG}: now.", f'\nsummary: "{LONG},\n  and {LONG}: now."'),
    ],
)
def test_a_summary_that_lost_its_quotes_is_proposed_with_them(written: str, proposed: str) -> None:
    (found,) = problems("  - Sit.\n", HEAD.replace("summary: S", written))
    assert found.hint == f"Write it like this:{proposed if proposed.startswith(chr(10)) else ' ' + proposed}"
    assert found.line == 4
    assert "colon" in found.message


@pytest.mark.parametrize(
    ("lines", "proposed"),
    [
        ("  - Sit down. And\n    remember this: you are here.\n", '- "Sit down. And remember this: you are here."'),
        ("  - Remember this: you can stop\n    at any time.\n", '- "Remember this: you can stop at any time."'),
        ("  - say: Sit down, and let\n      your feet: both.\n", '- say: "Sit down, and let your feet: both."'),
        ('  - And remember: all is well."\n', '- "And remember: all is well."'),
    ],
)
def test_a_spoken_text_over_lines_is_proposed_in_quotes(lines: str, proposed: str) -> None:
    (found,) = problems(f"  - Here.\n{lines}  - wait: 5s\n")
    assert (found.line, found.hint) == (11, f"Write it like this: {proposed}")


def test_a_step_below_a_line_is_no_part_of_its_text() -> None:
    (found,) = problems("  - Remember this.\n    wait: 10s\n")
    assert "needs its own dash" in found.message
    (found,) = problems(
        "  - choos:\n      ask: Open or closed?\n      open: []\n      closed: []\n      default: open\n"
    )
    assert "Did you mean 'choose'?" in f"{found.message} {found.hint}"
