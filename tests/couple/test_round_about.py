"""Ways round a no: another terminal, a clock that was set, other names. docs/evening.md says the same of each."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from companion.couple import couple_file
from companion.couple.around import Around, around
from companion.couple.evening.pages import Go, Without
from companion.exercise.reading import read
from tests.couple.evening.people import CALM, OUR_HANDS, any_word, kindly

NOW = datetime(2026, 11, 22, 23, 30)
OTHER_TERMINAL = """
from datetime import datetime
from tests.couple.test_round_about import NOW, at
at(NOW).less(touch=False)
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))


def at(moment: datetime) -> Around:
    """The program, started at this moment."""
    exercise = read(OUR_HANDS.encode(), "our-hands.yaml").exercise
    return around(
        exercise,
        [exercise],
        check_word=any_word,
        hear=lambda word, heard, deaf: None,
        reserved=(),
        evening=lambda: couple_file.evening_of(moment),
    )


def answer_until(made: Around, name: str) -> None:
    for _ in range(60):
        page = made.before.page()
        if page.name == name or made.before.result is not None:
            return
        made.before.answer({"name_a": "Ana", "name_b": "Ben"}.get(page.name, kindly(page)))
    raise AssertionError(name)


def rests(moment: datetime) -> bool:
    return isinstance(at(moment).before.result, Without)


@pytest.mark.parametrize("page", ["as_last_time", "private_first", "handover_second", "private_second", "fits"])
def test_a_no_in_another_terminal_holds_here_at_the_next_key(page: str) -> None:
    answer_until(at(NOW), "fits")  # names are known from here on
    here = at(NOW)
    answer_until(here, page)
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", OTHER_TERMINAL], cwd=root, env=dict(os.environ), check=True, timeout=120)
    here.before.answer(CALM["number"] if page.startswith("private") else "j" if page.startswith("hand") else "")
    assert isinstance(here.before.result, Without)
    assert not isinstance(here.before.result, Go)
    assert rests(NOW)


@pytest.mark.parametrize("hours", [0, 0.6, 3, 5.4])
def test_it_holds_until_five_in_the_morning(hours: float) -> None:
    answer_until(at(NOW), "fits")
    at(NOW).less(touch=False)
    assert rests(NOW + timedelta(hours=hours))
    assert not rests(NOW + timedelta(hours=6))


def test_a_clock_set_back_and_put_right_again_takes_no_no_away() -> None:
    answer_until(at(NOW), "fits")
    at(NOW).less(touch=False)
    at(NOW - timedelta(hours=3))
    assert rests(NOW - timedelta(hours=3)), "on the same evening"
    assert not rests(NOW - timedelta(days=1)), "another day counts as another evening; the page about evenings says so"
    assert rests(NOW)


def test_other_names_take_no_no_away() -> None:
    answer_until(at(NOW), "fits")
    made = at(NOW)
    made.less(touch=False)
    for names in (("Ana", "Bob"), ("", ""), ("Ben", "Ana")):
        kept = couple_file.load().kept.called(*names, couple_file.this_evening())
        couple_file.save(kept, couple_file.evening_of(NOW))
        assert rests(NOW)
