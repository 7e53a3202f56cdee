"""The record of the form of Kokoro's model that is used here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from companion.ports import Pcm
from companion.speech.kokoro_forms import (
    DOWNLOADED,
    MODEL,
    QUICK,
    QUICK_MODEL,
    RECORD,
    Forms,
    as_text,
    measured_factor,
    model_file,
    read_forms,
)

FORMS = Forms("abc", QUICK, {DOWNLOADED: 0.9, QUICK: 0.3}, "a processor", 5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / MODEL).write_bytes(b"12345678")
    (tmp_path / QUICK_MODEL).write_bytes(b"12345")
    (tmp_path / RECORD).write_text(as_text(FORMS), encoding="utf-8")
    return tmp_path


def test_what_was_found_out_is_read_again(folder: Path) -> None:
    assert read_forms(folder, "abc") == FORMS
    assert model_file(folder, "abc") == folder / QUICK_MODEL


def test_it_does_not_hold_for_another_model(folder: Path) -> None:
    assert read_forms(folder, "def") is None
    assert model_file(folder, "def") == folder / MODEL


@pytest.mark.parametrize("size", [0, 4, 6])
def test_a_quick_form_that_is_not_whole_is_not_used(folder: Path, size: int) -> None:
    (folder / QUICK_MODEL).write_bytes(b"x" * size)
    assert model_file(folder, "abc") == folder / MODEL


def test_without_the_quick_form_the_other_is_used(folder: Path) -> None:
    (folder / QUICK_MODEL).unlink()
    assert model_file(folder, "abc") == folder / MODEL


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": 2}', "\x00", as_text(FORMS).replace('"used": "quick"', '"used": "third"'),
     as_text(FORMS).replace("0.3", '"fast"'), as_text(FORMS).replace("trouble", "more")],
)  # fmt: skip
def test_a_damaged_record_is_as_none(folder: Path, text: str) -> None:
    (folder / RECORD).write_text(text, encoding="utf-8")
    assert read_forms(folder, "abc") is None
    assert model_file(folder, "abc") == folder / MODEL


@pytest.mark.parametrize(("factor", "slow"), [(0.49, False), (0.5, False), (0.51, True)])
def test_it_is_slow_by_the_form_that_is_used(factor: float, slow: bool) -> None:
    assert Forms("abc", QUICK, {DOWNLOADED: 9.0, QUICK: factor}).slow is slow


def test_a_model_that_was_not_measured_is_not_called_slow() -> None:
    assert not Forms("abc", DOWNLOADED).slow


class Working:
    """A voice that needs no time on the clock, and this much work for a second of speech."""

    worked = 0.0

    def __init__(self, work: float) -> None:
        self._work = work

    def render(self, text: str, words_per_minute: int) -> Pcm:
        self.worked += 2 * self._work
        return Pcm(np.zeros(48_000, np.float32), 24_000)


def test_other_programs_do_not_make_a_voice_slow() -> None:
    """The clock or the work counts, whichever is less; here it is the clock."""
    assert measured_factor(Working(5.0)) < 0.1


def test_the_work_counts_where_the_clock_ran_on(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([0.0, 1000.0])
    monkeypatch.setattr("companion.speech.kokoro_forms.time.monotonic", lambda: next(ticks))
    assert measured_factor(Working(0.3)) == pytest.approx(0.3)
