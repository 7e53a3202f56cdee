"""The desk that a screen asks: the chosen country, or a guess that is marked as one; kept, or a reason why not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from companion.crisis.card_model import NOWHERE
from companion.crisis.desk import Desk, guess_region
from companion.store import settings


@pytest.mark.parametrize(
    ("env", "region"),
    [
        ({"LANG": "en_GB.UTF-8"}, "GB"),
        ({"LANG": "en_US.UTF-8", "LC_TIME": "de_AT.UTF-8"}, "AT"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "en_IE"}, "IE"),
        ({"LANG": "ca_ES@valencia"}, "ES"),
        ({"LANG": "sr_RS.UTF-8@latin"}, "RS"),
        ({"LANG": "C"}, None),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "POSIX", "LC_TIME": ""}, None),
        ({"LANG": "de"}, None),
        ({"LANG": "es_419"}, None),
        ({"LANG": "\x1b[31m_GB"}, None),
        ({}, None),
    ],
)
def test_a_guess_from_the_locale(env: dict[str, str], region: str | None) -> None:
    assert guess_region(env) == region


def test_the_system_is_asked_where_the_environment_says_nothing() -> None:
    assert guess_region({}, "en_NZ") == "NZ"
    assert guess_region({"LANG": "C"}, "English_United Kingdom") is None


def test_a_guess_is_called_one_and_a_choice_is_not() -> None:
    desk = Desk({"LANG": "en_GB.UTF-8"})
    assert (desk.show().card.region, desk.show().guessed) == ("GB", True)
    desk.choose("IE")
    assert (desk.show().card.region, desk.show().guessed, desk.show().notices) == ("IE", False, ())


def test_without_any_sign_it_says_how_to_find_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    shown = Desk({}).show()
    assert (shown.card.region, shown.guessed, shown.card.entries) == (NOWHERE, False, ())


def test_a_choice_is_there_next_time() -> None:
    Desk({"LANG": "en_GB.UTF-8"}).choose("CH")
    assert Desk({"LANG": "en_GB.UTF-8"}).show().card.region == "CH"


def test_a_choice_takes_nothing_else_away() -> None:
    """The card is read at the beginning of an evening; a stop word, or a calibration, may come after that."""
    desk = Desk({"LANG": "en_GB.UTF-8"})
    desk.show()
    settings.change(
        lambda _: settings.Settings("GB", {"newer": "joe"}, stop_word="pineapple", calibration={"gain_db": 6.0})
    )
    desk.choose("IE")
    assert settings.load().settings == settings.Settings(
        "IE", {"newer": "joe"}, stop_word="pineapple", calibration={"gain_db": 6.0}
    )
    assert desk.show().card.region == "IE"


def test_a_choice_says_where_settings_that_will_not_do_are_kept(home: Path) -> None:
    home.mkdir()
    settings.path().write_text('region = "Ireland"\nstop_word = "pineapple"', encoding="utf-8")
    desk = Desk({"LANG": "en_GB.UTF-8"})
    assert "its country isn't a two-letter code" in desk.show().notices[0]
    desk.choose("IE")
    assert settings.load().settings == settings.Settings("IE", stop_word="pineapple")
    assert "settings.toml.broken" in desk.show().notices[0]


def test_looking_at_another_country_keeps_nothing() -> None:
    desk = Desk({"LANG": "en_GB.UTF-8"})
    assert desk.show("IE").card.region == "IE"
    assert desk.show().card.region == "GB"
    assert not settings.path().exists()


def test_a_country_of_this_run_is_in_no_file() -> None:
    """A country in a file would tell a partner that this card was open."""
    desk = Desk({"LANG": "en_GB.UTF-8"})
    desk.use("IE")
    shown = desk.show()
    assert (shown.card.region, shown.guessed, shown.unsaved) == ("IE", False, True)
    assert not settings.path().exists()
    assert Desk({"LANG": "en_GB.UTF-8"}).show().card.region == "GB"


def test_a_country_of_this_run_ends_with_a_saved_one_and_with_forgetting() -> None:
    desk = Desk({"LANG": "en_GB.UTF-8"})
    desk.use("CH")
    desk.choose("IE")
    assert (desk.show().card.region, desk.show().unsaved) == ("IE", False)
    desk.use("CH")
    desk.use("IE")
    assert not desk.show().unsaved, "the saved one needs no saving"
    desk.use("CH")
    desk.reread()
    assert desk.show().card.region == "IE"
    desk.use("CH")
    desk.choose(None)
    assert (desk.show().card.region, desk.show().guessed) == ("GB", True)


def test_a_choice_that_cannot_be_kept_holds_and_says_so(home: Path) -> None:
    home.write_text("a file where the folder should be", encoding="utf-8")
    desk = Desk({"LANG": "en_GB.UTF-8"})
    desk.choose("IE")
    shown = desk.show()
    assert shown.card.region == "IE"
    assert any("couldn't be saved" in notice for notice in shown.notices)


def test_broken_settings_and_a_broken_file_are_both_said(home: Path) -> None:
    home.mkdir()
    settings.path().write_text("[", encoding="utf-8")
    (home / "crisis.yaml").write_text("regions: x", encoding="utf-8")
    shown = Desk({"LANG": "en_GB.UTF-8"}).show()
    assert shown.card.entries[0].number == "999"
    assert len(shown.notices) == 2
    assert "settings.toml" in shown.notices[1]


def test_making_one_loads_nothing_heavy() -> None:
    """It is made before the first frame."""
    code = (
        "import sys, companion.crisis.desk as d; d.Desk(); "
        "print(sorted({'yaml', 'json', 'textual', 'tempfile', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
