"""The choices of one run: command line before settings, what is damaged is said, and offers are made once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from companion.app.options import Options
from companion.app.run_choices import RunChoices, note_sound_check
from companion.store import settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def damaged(home: Path, text: str) -> RunChoices:
    home.mkdir()
    (home / "settings.toml").write_text(text, encoding="utf-8")
    return RunChoices(Options())


def test_the_command_line_wins_and_a_change_is_read_when_it_was_told() -> None:
    settings.change(lambda now: replace(now, voice="joe", pace=0.8))
    choices = RunChoices(Options(voice="none", given=frozenset({"voice"})))
    assert (choices.options.voice, choices.options.pace) == ("none", 0.8)
    settings.change(lambda now: replace(now, pace=0.9))
    assert choices.options.pace == 0.8
    choices.changed("pace")
    assert choices.options.pace == 0.9


def test_a_stop_word_that_the_two_choose_holds_until_the_settings_are_changed() -> None:
    settings.change(lambda now: replace(now, stop_word="pineapple"))
    choices = RunChoices(Options())
    assert choices.stop_word == "pineapple"
    choices.stop_word = "lantern"
    choices.changed("pace")
    assert choices.stop_word == "lantern"
    choices.changed("stop_word")
    assert choices.stop_word == "pineapple"


def test_a_damaged_stop_word_is_said_until_another_is_chosen(home: Path) -> None:
    choices = damaged(home, "stop_word = 3")
    assert choices.stop_word == ""
    assert "companion stop-word" in choices.warnings()[0]
    choices.stop_word = "lantern"
    assert choices.warnings() == []


def test_damaged_buttons_and_keys_that_clash_are_said_once_the_keys_were_read(home: Path) -> None:
    choices = damaged(home, 'buttons = 3\n[keys]\nlouder = "escape"')
    assert choices.warnings() == []
    choices.learnt_keys()
    buttons, clash = choices.warnings()
    assert "companion keys --show" in buttons
    assert "Esc" in clash


def test_the_tour_and_the_journal_are_offered_once_in_the_first_run_of_all() -> None:
    first = RunChoices(Options())
    assert first.offers_tour()
    assert (first.offers_journal(), first.offers_journal()) == (True, False)
    later = RunChoices(Options())
    assert not later.offers_tour()
    assert not later.offers_journal()


def test_the_sound_check_is_offered_until_it_was_opened() -> None:
    assert RunChoices(Options()).offers_sound_check()
    note_sound_check()
    assert not RunChoices(Options()).offers_sound_check()


def test_nothing_is_offered_where_the_settings_are_damaged(home: Path) -> None:
    choices = damaged(home, "stop_word = 3")
    assert not choices.offers_sound_check()
    assert not choices.offers_tour()
