"""A few hundred random evenings of two people; and the account of them notices rules that are broken on purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.couple.evening import before, tonight, way_in
from companion.couple.evening.memory import Kept
from companion.couple.evening.private_page import what_fits
from companion.couple.evening.tonight import Tonight
from companion.couple.evening.way_in import WayIn
from companion.couple.evening.wishes import in_common
from companion.session.both import Both
from companion.session.parts import own_keys
from companion.session.parts.consent import Consent
from companion.session.parts.own_keys import OwnKeys
from companion.session.parts.turn_clock import TurnClock
from tests.couple import evening_sessions
from tests.couple.evening_account import Broken, Count
from tests.couple.evenings import walk

EVENINGS = 150


def walked(home: Path, evenings: int = EVENINGS, first: int = 0) -> Count:
    count = Count()
    for seed in range(first, first + evenings):
        walk(seed, home, count)
    return count


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))


def test_no_random_evening_breaks_a_rule_and_each_rule_is_met(tmp_path: Path) -> None:
    count = walked(tmp_path)
    assert count.evenings == EVENINGS
    assert min(count.touched, count.closed, count.stops, count.noes, count.yellows, count.alone) > 0


_is_fresh = OwnKeys.is_fresh


def _always_fresh(keys: OwnKeys, by: str, now: float) -> bool:
    _is_fresh(keys, by, now)
    return True


Break = tuple[object, str, object]
"""A place in the program, and the wrong thing that stands there for the test."""
BREAKS: dict[str, Break] = {
    "a no is not remembered": (Kept, "without_touch", lambda self, today: self),
    "areas come back": (Tonight, "areas", lambda self, asked, rung=None: tuple(asked)),
    "time grows": (Tonight, "length", lambda self, length: length),
    "the first one's page decides": (before, "what_fits", lambda a, b, scope: what_fits(a, a, scope)),
    "the first one's wish decides": (way_in, "in_common", lambda a, b, scope: in_common(a, a, scope)),
    "one yes is enough": (Consent, "both_gave", property(lambda self: bool(self._answers))),
    "one green is enough": (Both, "complete", property(lambda self: self.count > 0)),
    "areas are added": (Tonight, "begun_with", lambda self, areas, rung=None: self),
    "a gentler step vanishes": (tonight, "GENTLE", frozenset()),
    "closer touch counts as gentler": (tonight, "GENTLE", frozenset({"hands", "forearms", "feet"})),
    "gentler touch leads up again": (tonight, "_lower", lambda one, other: 99),
    "a no in Tonight shows": (
        WayIn,
        "_ready",
        lambda self: [] if self._common is None else list(self._scope.agreements),
    ),
    "a turn grows": (TurnClock, "_growth", lambda self, turn: 300.0),
    "a key that is brushed is a yes": (own_keys, "HELD", 0.5),
    "a key that was brushed before a hold is part of a yes": (OwnKeys, "begin_anew", lambda self: None),
    "a green that is held on is a yes": (OwnKeys, "is_from_before", lambda self, by: False),
    "two touches by chance are a yes": (own_keys, "LONGEST_GAP", 60.0),
    "a key that is held on is a green": (OwnKeys, "is_fresh", _always_fresh),
    "hands are told later": (evening_sessions, "HANDS_AWAY", "Thank you."),
}

NEAR = {"a turn grows": 1_050, "a key that is held on is a green": 400}
"""Evenings shortly before the first one that breaks a rule, where that is rare."""


@pytest.mark.parametrize("name", list(BREAKS))
def test_the_account_notices_a_broken_rule(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where, what, wrong = BREAKS[name]
    monkeypatch.setattr(where, what, wrong)
    with pytest.raises(Broken):
        walked(tmp_path, 12_000, first=NEAR.get(name, 0))  # it ends with the first one
