"""`companion --version`: the version alone in its first year, and its age and the way on after that."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

import companion
from companion import cli
from companion.cli.version import version_text

ROOT = Path(__file__).parents[2]


def in_years(years: int, days: int = 0) -> str:
    made = datetime.date.fromisoformat(companion.__released__)
    return str(made.replace(year=made.year + years) + datetime.timedelta(days))


@pytest.mark.parametrize("today", [in_years(0), in_years(0, 200), in_years(1, -1), in_years(1), in_years(-3)])
def test_a_version_of_less_than_a_year_is_only_named(today: str) -> None:
    """A clock that is wrong by years makes no version old either."""
    assert version_text(today) == f"companion {companion.__version__}"


@pytest.mark.parametrize(
    ("today", "age"),
    [
        (in_years(1, 1), "more than a year old"),
        (in_years(2, -1), "more than a year old"),
        (in_years(2), "more than 2 years old"),
        (in_years(5, 40), "more than 5 years old"),
    ],
)
def test_an_older_one_says_its_age_and_the_way_on(today: str, age: str) -> None:
    first, when, way = version_text(today).splitlines()
    assert first == f"companion {companion.__version__}"
    assert age in when
    assert datetime.date.fromisoformat(companion.__released__).strftime("%B %Y") in when
    assert "Ask the person" in way


def test_the_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith(f"companion {companion.__version__}\n")


def test_its_date_is_that_of_the_list_of_changes() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = re.search(rf"^## {re.escape(companion.__version__)} \((.*)\)$", text, re.M)
    assert heading is not None
    assert heading[1] in (companion.__released__, "not released yet")
