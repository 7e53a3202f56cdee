"""Touch that is always left out: chosen alone, seen by both, and used from then on without a question."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from companion.cli import main
from companion.couple import couple_file
from companion.couple.couple_file import this_evening
from companion.couple.evening.memory import Kept
from companion.couple.evening.pages import Go, Without
from tests.couple.evening.people import FLOOR, HANDS, KNOWN, TODAY, evening, walk

NEVER = replace(KNOWN, never=frozenset({"forearms"}))


@pytest.mark.parametrize("who", ["a", "b", "both"])
def test_it_takes_the_answer_of_one_and_both_see_it(who: str) -> None:
    answer = {"area:forearms": "never"}
    machine = walk(evening(), answer if who != "b" else {}, answer if who != "a" else {}, until="fits").machine
    assert "Left out from now on: forearms." in " ".join(machine.page().lines)
    assert machine.kept.never == {"forearms"}


def test_from_then_on_no_question_is_asked_about_it_and_no_passphrase() -> None:
    walked = walk(evening(kept=NEVER, today=TODAY + 1), today=TODAY + 1)
    assert not any("forearms" in text for page in walked.shown for text in (page.asked, *(r.label for r in page.rows)))
    assert isinstance(walked.machine.result, Go)
    assert walked.machine.result.choices.crossed_out == {"forearms"}


def test_no_other_exercise_touches_it_either() -> None:
    kept = replace(KNOWN, never=frozenset({"arms"}))
    assert "lying-close" not in [offer.id for offer in HANDS.smaller(kept, TODAY)]
    assert HANDS.next(kept, TODAY) is None


def test_an_exercise_with_nothing_else_is_not_begun_and_says_why() -> None:
    kept = replace(KNOWN, never=frozenset(HANDS.areas))
    assert isinstance(evening(kept=kept).result, Without)
    assert evening(kept=kept).page().name == "always_without"


def test_an_exercise_without_touch_goes_on() -> None:
    assert isinstance(walk(evening(FLOOR, NEVER)).machine.result, Go)


@pytest.mark.parametrize("why", [{"number": "8"}, {"touch": "no"}, {"area:hands": "no"}])
def test_on_a_smaller_evening_it_shows_nothing_and_is_not_kept(why: dict[str, str], tmp_path: Path) -> None:
    """Otherwise the file, and the next evening, would show that this no is another one than the others."""
    seen = []
    for answers in ({**why, "area:forearms": "never"}, {"touch": "no"}):
        machine = walk(evening(), answers).machine
        couple_file.save(machine.kept, TODAY, tmp_path / "couple.json")
        seen.append((machine.page(), (tmp_path / "couple.json").read_bytes()))
    assert seen[0] == seen[1]


def test_the_page_before_looks_the_same_and_takes_as_many_keys() -> None:
    looks = []
    for answer in ("yes", "no", "never"):
        walked = walk(evening(), {"area:forearms": answer}, until="handover_second")
        looks.append((walked.shown, walked.keys))
    assert looks[0] == looks[1] == looks[2]


def test_one_of_them_alone_can_ask_for_the_question_but_not_for_the_touch() -> None:
    kept = NEVER.asking_again(TODAY)
    for day, asked in ((TODAY, False), (TODAY + 1, True)):
        walked = walk(evening(kept=kept, today=day), {}, {}, today=day)
        labels = {row.label for page in walked.shown for row in page.rows}
        assert ("forearms" in labels) is asked
    # On that next evening each of them is asked alone, and leaving it unanswered, or one yes, is not enough.
    for a, b, left_out in (({}, {}, True), ({"area:forearms": "yes"}, {}, True)):
        machine = walk(evening(kept=kept, today=TODAY + 1), a, b, today=TODAY + 1).machine
        assert isinstance(machine.result, Go)
        assert ("forearms" in machine.result.choices.crossed_out) is left_out


def test_it_is_read_as_it_was_written_and_a_damaged_one_closes_touch_tonight(tmp_path: Path) -> None:
    file = tmp_path / "couple.json"
    couple_file.save(NEVER, TODAY, file)
    assert couple_file.load(file).kept.never == {"forearms"}
    file.write_text('{"known": true, "names": ["Ana", "Ben"], "never": 3}', encoding="utf-8")
    assert couple_file.load(file).kept.resting(this_evening())


def test_the_command_asks_again_from_the_next_evening_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    assert main(["couple", "--ask-again"]) == 0
    assert "nothing to ask" in capsys.readouterr().out
    couple_file.save(NEVER, this_evening())
    assert main(["couple"]) == 0
    assert "touch, never   forearms" in capsys.readouterr().out
    assert main(["couple", "--ask-again"]) == 0
    assert "forearms" in capsys.readouterr().out
    kept = couple_file.load().kept
    assert kept.never == frozenset()
    assert "forearms" in kept.of_tonight(this_evening()).left_out
    assert "forearms" not in kept.of_tonight(this_evening() + 1).left_out


def test_somebody_who_answers_both_pages_finds_nothing_that_was_not_shown_before() -> None:
    """A limit that works without a passphrase can be found by trying it out. So this one is never a secret: it is kept
    only once both have seen it, and the file says no more than the shared page did."""
    machine = walk(evening(kept=Kept()), {"area:forearms": "never"}, until="fits").machine
    shown = " ".join(machine.page().lines)
    assert all(area in shown for area in machine.kept.never)


def test_new_names_inherit_none_but_tonight_it_stays_out() -> None:
    renamed = NEVER.called("Ana", "Bob", TODAY)
    assert renamed.never == frozenset()
    assert renamed.of_tonight(TODAY).left_out == NEVER.never
    assert renamed.of_tonight(TODAY + 1).left_out == frozenset()


def test_the_file_names_no_person(tmp_path: Path) -> None:
    seen = []
    for who in ("a", "b"):
        answer = {"area:forearms": "never"}
        machine = walk(evening(), answer if who == "a" else {}, answer if who == "b" else {}, until="fits").machine
        couple_file.save(machine.kept, TODAY, tmp_path / who)
        seen.append(json.loads((tmp_path / who).read_text(encoding="utf-8")))
    assert seen[0] == seen[1]
