"""Set-up makes the quick form of Kokoro's model, measures both forms, and keeps the faster one."""

from __future__ import annotations

import io
import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from companion.app import kokoro_setup
from companion.app.kokoro_setup import settle_forms, standing
from companion.errors import NoVoice
from companion.speech import kokoro_forms, quick_form
from companion.speech.kokoro_forms import DOWNLOADED, QUICK

Usage = namedtuple("Usage", ("total", "used", "free"))


class Bench:
    """Stands in for the making of the form and for the measuring."""

    def __init__(self) -> None:
        self.factors: dict[str, float | NoVoice] = {DOWNLOADED: 0.9, QUICK: 0.3}
        self.measured: list[str] = []

    def make(self, model: Path, target: Path, told: object) -> None:
        target.write_bytes(b"quick")

    def factor(self, style: str, folder: Path, revision: str, model: Path) -> float:
        form = QUICK if model.name == kokoro_forms.QUICK_MODEL else DOWNLOADED
        self.measured.append(form)
        factor = self.factors[form]
        if isinstance(factor, NoVoice):
            raise factor
        return factor


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    made = Bench()
    monkeypatch.setattr(quick_form, "make", made.make)
    monkeypatch.setattr(kokoro_setup, "_factor", made.factor)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / kokoro_forms.MODEL).write_bytes(b"downloaded")
    return tmp_path


def settle(folder: Path) -> str:
    out = io.StringIO()
    settle_forms(folder, "abc", "sarah", out)
    return out.getvalue()


def test_the_faster_form_is_used_and_it_is_said_why(bench: Bench, folder: Path) -> None:
    told = settle(folder)
    assert kokoro_forms.model_file(folder, "abc").name == kokoro_forms.QUICK_MODEL
    assert "because it's faster on this computer" in told
    assert "as downloaded (int8) 0.90, quick form (float) 0.30" in told
    assert standing(folder, "abc") in told


def test_where_integers_are_faster_the_downloaded_form_stays(bench: Bench, folder: Path) -> None:
    bench.factors = {DOWNLOADED: 0.2, QUICK: 0.3}
    assert "as it was downloaded, because it's faster here" in settle(folder)
    assert kokoro_forms.model_file(folder, "abc").name == kokoro_forms.MODEL


def test_it_is_measured_once(bench: Bench, folder: Path) -> None:
    settle(folder)
    assert sorted(bench.measured) == [DOWNLOADED, QUICK]
    assert settle(folder) == ""
    assert len(bench.measured) == 2


def test_it_is_measured_again_where_the_quick_form_is_gone(bench: Bench, folder: Path) -> None:
    settle(folder)
    (folder / kokoro_forms.QUICK_MODEL).unlink()
    assert "gone or damaged" in standing(folder, "abc")
    settle(folder)
    assert kokoro_forms.model_file(folder, "abc").name == kokoro_forms.QUICK_MODEL


def test_it_is_measured_again_on_another_computer(bench: Bench, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(folder)
    monkeypatch.setattr(kokoro_setup, "this_computer", lambda: "another")
    assert "measured on another computer" in standing(folder, "abc")
    settle(folder)
    assert len(bench.measured) == 4


def test_voices_that_are_slow_are_said_to_be_and_measured_again(bench: Bench, folder: Path) -> None:
    bench.factors = {DOWNLOADED: 2.0, QUICK: 0.8}
    assert "too slow to be the usual voice" in settle(folder)
    bench.factors = {DOWNLOADED: 1.0, QUICK: 0.4}
    assert "too slow" not in settle(folder)


def test_a_quick_form_that_does_not_work_is_not_used(bench: Bench, folder: Path) -> None:
    bench.factors[QUICK] = NoVoice("It is damaged.")
    assert "It is damaged." in settle(folder)
    assert kokoro_forms.model_file(folder, "abc").name == kokoro_forms.MODEL


def test_a_downloaded_form_that_takes_too_long_leaves_the_quick_one(bench: Bench, folder: Path) -> None:
    bench.factors[DOWNLOADED] = NoVoice("It took too long.")
    settle(folder)
    assert kokoro_forms.model_file(folder, "abc").name == kokoro_forms.QUICK_MODEL


def test_where_neither_speaks_nothing_is_kept(bench: Bench, folder: Path) -> None:
    bench.factors = {DOWNLOADED: NoVoice("broken"), QUICK: NoVoice("broken")}
    assert "They don't work on this computer." in settle(folder)
    assert kokoro_forms.read_forms(folder, "abc") is None


def test_a_full_disk_leaves_the_downloaded_form(bench: Bench, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 1000))
    assert "no room on the disk" in settle(folder)
    assert bench.measured == [DOWNLOADED]
    assert not (folder / kokoro_forms.QUICK_MODEL).exists()


def test_a_folder_that_cannot_be_written_to_changes_nothing(
    bench: Bench, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    told = settle(folder)
    assert "I couldn't save the result" in told
    assert [each.name for each in folder.iterdir()] == [kokoro_forms.MODEL]


def test_a_model_of_another_kind_keeps_working(bench: Bench, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise quick_form.OtherModel("it multiplies no integers")

    monkeypatch.setattr(quick_form, "make", refuse)
    assert "can't be made: it multiplies no integers" in settle(folder)
    assert bench.measured == [DOWNLOADED]
    assert [each.name for each in folder.iterdir() if each.name.startswith(".")] == []


def test_nothing_was_measured_yet(folder: Path) -> None:
    assert "hasn't been measured yet" in standing(folder, "abc")
