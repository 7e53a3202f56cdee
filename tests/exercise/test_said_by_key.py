"""An exercise's advice to say a command names the key instead if nothing listens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from companion.exercise.said_by_key import by_key, by_line, cautions_by_key

EXERCISES = Path(__file__).parents[2] / "exercises"
SPOKEN = re.compile(r"\bsay \"?(end session|something else)\b", re.IGNORECASE)


@pytest.mark.parametrize(
    ("said", "pressed", "typed"),
    [
        ("Or say end session, and rest.", "Or press Q, and rest.", "Or type end session, and rest."),
        ("Say “end session” now.", "Press Q now.", "Type end session now."),
        (
            'Say "something else" out loud, and I\'ll switch.',
            "Press E, and I'll switch.",
            "Type something else, and I'll switch.",
        ),
        (
            "If either of you says yellow, let go, and wait until you both say green.",
            "If either of you presses Y, let go, and wait until each of you has pressed your own key.",
            "If either of you types yellow, let go, and wait until each of you has typed your own letter.",
        ),
        ("To rest, say pause.", "To rest, press the space bar.", "To rest, type pause."),
        ("Ada, try it, and say yellow out loud.", "Ada, try it, and press Y.", "Ada, try it, and type yellow."),
    ],
)
def test_advice_to_say_a_command_names_its_key(said: str, pressed: str, typed: str) -> None:
    assert by_key(said) == pressed
    assert by_key(said, typed=True) == typed


@pytest.mark.parametrize(
    "said",
    [
        "You're allowed to say stop, and you don't owe anyone a reason.",
        "Then say back what you heard.",
        "{receiver}, say yes or no, whichever is true.",
    ],
)
def test_words_between_two_people_stay(said: str) -> None:
    assert by_key(said) == said


def test_no_shipped_exercise_keeps_advice_that_nobody_would_hear() -> None:
    texts = [path.read_text(encoding="utf-8") for path in EXERCISES.rglob("*.yaml")]
    spoken = [text for text in texts if SPOKEN.search(text)]
    assert len(spoken) > 5
    assert not [found[0] for text in spoken if (found := SPOKEN.search(by_key(text)))]


@pytest.mark.parametrize(
    ("pressed", "typed"),
    [
        ("Press C to see who can help.", "Type C to see who can help."),
        ("If you're not safe, press C, as in call, right away.", "If you're not safe, type C, as in call, right away."),
        ("Then press C on the keyboard now.", "Then type C now."),
        ("Press Circle.", "Press Circle."),
        ("Appuyez sur C.", "Tapez C."),
    ],
)
def test_people_who_type_lines_are_told_to_type_the_letter(pressed: str, typed: str) -> None:
    assert by_line(pressed) == typed
    assert cautions_by_key([pressed], deaf=False, typed=True) == (typed,)
    assert cautions_by_key([pressed], deaf=False) == (pressed,)
