"""The limits of a sealed list, opened for a private page of the evening."""

from __future__ import annotations

from pathlib import Path

from companion.app.opening_limits import limits_at_hand
from companion.closeness.comparing import A, B
from companion.couple.evening.standing_limits import StandingLimits
from tests.closeness.desks import ANAS, BENS, Calendar, desk_in
from tests.closeness.lists import DAY


def test_a_list_gives_its_limits_to_its_own_passphrase_only_and_stays_as_it_is(tmp_path: Path) -> None:
    calendar = Calendar(DAY)
    desk = desk_in(tmp_path, calendar)
    part = desk.create(B, BENS)
    part.answers.never("Feet", True)
    part.answers.clothes_on(True)
    part.answers.longest(15)
    part.save()
    before = (tmp_path / "b.sealed").read_bytes()
    at_hand = limits_at_hand(desk)
    assert at_hand.there == {B}
    assert at_hand.unlock(B, BENS) == StandingLimits(frozenset({"feet", "pieds", "les pieds"}), True, 15)
    for who, typed in ((B, ANAS), (B, ""), (A, BENS)):
        assert at_hand.unlock(who, typed) is None
    assert (tmp_path / "b.sealed").read_bytes() == before


def test_a_limit_that_was_lifted_today_still_holds_until_tomorrow(tmp_path: Path) -> None:
    calendar = Calendar(DAY)
    desk = desk_in(tmp_path, calendar)
    part = desk.create(A, ANAS)
    part.answers.never("feet", True)
    part.save()
    calendar.day += 1
    part = desk.open(A, ANAS)
    part.answers.never("feet", False)
    part.save()
    at_hand = limits_at_hand(desk)
    found = at_hand.unlock(A, ANAS)
    assert found is not None
    assert found.never == {"feet", "pieds", "les pieds"}  # in each language
    calendar.day += 1
    found = at_hand.unlock(A, ANAS)
    assert found is not None
    assert found.never == frozenset()


def test_a_damaged_list_opens_with_nothing_and_says_no_more_than_a_wrong_passphrase(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, Calendar(DAY))
    desk.create(A, ANAS).save()
    (tmp_path / "a.sealed").write_bytes(b"broken")
    assert limits_at_hand(desk).unlock(A, ANAS) is None
