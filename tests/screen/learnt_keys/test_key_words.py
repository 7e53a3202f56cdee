"""The names of keys and of their meanings, and the foot of a session with learnt keys."""

from __future__ import annotations

import pytest

from companion.exercise.plan import Section
from companion.screen.key_commands import command_for
from companion.screen.keycaps import width_of
from companion.screen.learnt_keys.key_table import KEPT, NEVER, NOTHING_LEARNT, LearntKeys, Meaning, learnt_from
from companion.screen.learnt_keys.key_words import joined, label_of, listed, meaning_now, usually
from companion.screen.overlay import help_card
from companion.screen.session.captions import keys_of, question_of
from companion.session.view import Phase
from tests.screen.fakes import asking, paused, speaking
from tests.screen.learnt_keys.test_key_table import VIEWS
from tests.screen.test_whose_key_it_is import KEYS

NAMES = {"left_square_bracket": "[", "right_square_bracket": "]", "left_curly_bracket": "{",
         "right_curly_bracket": "}", "plus": "+", "minus": "-", "question_mark": "?"}  # fmt: skip


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("pagedown", "Page Down"),
        ("f5", "F5"),
        ("b", "B"),
        (".", "Period"),
        ("+", "+"),
        ("enter", "Enter"),
        ("right", "→"),
        ("media_play_pause", "Play/Pause"),
        ("media_stop", "Media Stop"),
        ("raise_volume", "Volume Up"),
        ("ctrl+b", "Ctrl+B"),
        ("ctrl+shift+pagedown", "Ctrl+Shift+Page Down"),
        ("shift+f5", "Shift+F5"),
    ],
)
def test_keys_have_the_names_that_people_know(key: str, label: str) -> None:
    assert label_of(key) == label


@pytest.mark.parametrize("key", sorted({NAMES.get(key, key.lower()) for key in KEYS}))
def test_what_a_key_does_in_a_session_has_words(key: str) -> None:
    gives = [command_for(key, view) for view in VIEWS.values() if view.question is None or key.isdecimal()]
    assert bool(usually(key)) or not any(gives)


@pytest.mark.parametrize("key", sorted(KEPT - NEVER - {"escape"}))
def test_every_kept_key_says_what_it_keeps(key: str) -> None:
    assert usually(key)


def test_a_learnt_meaning_comes_before_the_usual_one() -> None:
    learnt = NOTHING_LEARNT.with_key("right", Meaning.STOP)
    assert meaning_now("right", learnt) == "stop"
    assert meaning_now("right", NOTHING_LEARNT) == "next"
    assert meaning_now("f7", learnt) == ""


def test_the_list_begins_with_stop() -> None:
    learnt = learnt_from({"f5": "pause", "pagedown": "stop"})
    assert listed(learnt) == ["Page Down: stop", "F5: pause and continue"]


def test_names_in_a_sentence() -> None:
    assert joined(["F5"]) == "F5"
    assert joined(["F5", "Esc"]) == "F5 and Esc"
    assert joined(["F5", "B", "Esc"]) == "F5, B and Esc"


def foot(learnt: LearntKeys, width: int = 100, **changes: object) -> str:
    return "".join(text for text, _ in keys_of(speaking(**changes), width, learnt)).replace("\u00a0", " ")


def test_the_foot_names_the_learnt_stop_and_pause() -> None:
    learnt = learnt_from({"pagedown": "stop", "f5": "pause"})
    assert foot(learnt).startswith("Space/F5 pause   Esc/Page Down stop   ← → back, next")
    assert "Space/F5 continue" in foot(learnt, phase=Phase.PAUSED)
    assert "Enter/Page Down leave" in foot(learnt, section=Section.WIND_DOWN)


def test_the_foot_names_no_key_that_means_something_else_now() -> None:
    learnt = learnt_from({"space": "stop", "right": "stop", "left": "pause"})
    assert foot(learnt).startswith("← pause   Esc/Space stop   B N back, next")
    alone = learnt_from({"space": "stop"})
    assert foot(alone).startswith("Esc/Space stop   ← → back, next")
    assert foot(alone, phase=Phase.PAUSED).startswith("G continue")
    assert "← N back, next" in foot(learnt_from({"b": "stop", "right": "stop"}))
    assert "→ next" in foot(learnt_from({"b": "stop", "left": "stop"}))
    assert "←" not in foot(learnt_from({"b": "stop", "left": "stop"}))


@pytest.mark.parametrize(
    "kept", [{}, {"pagedown": "stop"}, {"space": "stop", "f5": "pause"}, {"space": "stop"}], ids=str
)
@pytest.mark.parametrize("phase", [Phase.SPEAKING, Phase.PAUSED, Phase.YELLOW])
def test_the_foot_fits_and_always_says_how_to_stop(phase: Phase, kept: dict[str, str]) -> None:
    for width in range(30, 120):
        parts = keys_of(speaking(phase=phase), width, learnt_from(kept))
        said = "".join(text for text, _ in parts).replace("\u00a0", " ")
        assert "stop" in said
        assert said.count("Esc") == 1
        assert width_of(parts) <= max(width, width_of(keys_of(speaking(phase=phase), 30)))


def test_each_persons_button_stands_beside_their_key() -> None:
    learnt = learnt_from({"pageup": "yes-a", "pagedown": "yes-b"})
    said = "".join(text for text, _ in question_of(VIEWS["agree, each"], "", learnt)).replace("\u00a0", " ")
    assert said == "F/Page Up Ada      J/Page Down Bo      N no, thanks"


def test_ready_has_another_key_where_enter_was_taught() -> None:
    view = asking("talk", "Say one thing.")
    assert "Enter" in question_of(view, "")[1][0]
    assert question_of(view, "", learnt_from({"enter": "stop"}))[1][0] == "G"


def test_paused_is_left_with_a_key_that_goes_on() -> None:
    assert command_for("g", paused()) is not None


@pytest.mark.parametrize("width", [50, 80])
def test_help_says_nothing_of_a_key_that_means_something_else_now(width: int) -> None:
    def nothing() -> None: ...

    learnt = learnt_from({"right": "stop", "space": "stop", "b": "pause", "l": "next"})
    keys = help_card(width, stop=nothing, crisis=nothing, learnt=learnt)._body[2].plain
    assert not {"→", "Space", "B", "L"} & set(keys.replace(":", " ").split())
    assert {"←", "N", "S", "Y", "–"} <= set(keys.replace(":", " ").split())


def test_help_names_the_buttons() -> None:
    def nothing() -> None: ...

    card = help_card(80, stop=nothing, crisis=nothing, learnt=learnt_from({"pagedown": "stop"}))
    assert any("Your buttons: Page Down: stop." in part.plain for part in card._body)
    usual = help_card(80, stop=nothing, crisis=nothing)._body[1].plain
    assert card._body[2].plain.split() == usual.split()
    assert not any("Your buttons" in part.plain for part in help_card(80, stop=nothing, crisis=nothing)._body)
