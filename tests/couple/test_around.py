"""The evening with its date and its file: the times of saving, and the questions after each ending."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from companion.couple import couple_file
from companion.couple.around import PRACTICE, Around, around
from companion.couple.evening.memory import Kept
from companion.couple.evening.pages import Go, OfferedExercise, Told, Without
from companion.couple.evening.tonight import Tonight
from companion.exercise.model import Exercise
from companion.exercise.reading import read
from companion.session.effects import Outcome
from companion.store import settings
from tests.couple.evening.people import CALM, OUR_HANDS, TODAY, any_word, kindly, row_name

TALK = OUR_HANDS.replace("our-hands", "being-met").replace("kind: touch\ntouch: [hands]\nrung: 1\n", "kind: together\n")


def exercise(text: str = OUR_HANDS) -> Exercise:
    return read(text.encode(), "our-hands.yaml").exercise


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def made(
    text: str = OUR_HANDS,
    today: int = TODAY,
    cautions: tuple[str, ...] = (),
    others: Sequence[Exercise] | None = None,
) -> Around:
    return around(
        exercise(text),
        others or [exercise(TALK)],
        check_word=any_word,
        hear=lambda word, heard, deaf: None,
        reserved=(),
        cautions=cautions,
        evening=lambda: today,
    )


def answer_all(evening: Around, *, until: str = "", own: dict[str, str] | None = None, **answers: str) -> None:
    """Answers every page: private rows as `own` says, for both, else calmly; other pages as named, else kindly."""
    for _ in range(60):
        page = evening.before.page()
        if evening.before.result is not None or page.name == until:
            return
        value = kindly(page)
        if page.private and value:
            value = {**CALM, **(own or {})}.get(row_name(page), value)
        evening.before.answer(answers.get(page.name, value))
    raise AssertionError("an evening without end")


def test_the_same_person_starts_the_next_time_until_the_second_turn_has_begun() -> None:
    """Somebody whose first turn was ended by a no hasn't had their turn."""
    for _ in range(2):
        evening = made(today=TODAY + 1)
        answer_all(evening)
        assert couple_file.load().kept.starts == "a"
    evening.took_turns()
    assert couple_file.load().kept.starts == "b"


def test_what_earlier_versions_saved_is_said_on_the_first_page_once() -> None:
    couple_file.path().parent.mkdir(exist_ok=True)
    couple_file.path().write_text('{"known": true, "greens": {"feet": "2026-11-20"}}', encoding="utf-8")
    assert "None of that is used any more" in made().before.trouble
    assert made().before.trouble == ""


def test_a_session_that_runs_is_not_stopped_by_a_no_in_another_window_and_the_no_outlives_it() -> None:
    """The two in the session can say no there at any time; docs/evening.md says why it isn't stopped."""
    running, other = made(), made()
    answer_all(running)
    assert isinstance(running.before.result, Go)
    other.before.keep(lambda kept, today: kept.without_touch(today))
    assert isinstance(running.before.result, Go)
    assert running.after(Outcome.COMPLETED, True) is not None
    assert couple_file.load().kept.resting(TODAY), "saving that it was done doesn't take the no back"
    assert isinstance(made().before.result, Without)


def test_the_exercise_in_which_one_practices_a_no_is_found_and_stands_only_beside_touch() -> None:
    practice = exercise(TALK.replace("being-met", PRACTICE))
    evening = made(others=[practice, exercise(TALK)])
    assert evening.about.practice == OfferedExercise(PRACTICE, practice.title)
    assert [offer.id for offer in evening.about.without] == ["being-met"]


def test_the_own_cautions_are_a_page_of_their_own_before_the_names() -> None:
    standing = "Not reviewed by a clinician. It doesn't replace therapy."
    evening = made(cautions=(standing, "Not where there is fear.", "Not late."))
    page = evening.before.page()
    assert (page.name, page.lines, page.small) == ("cautions", ("Not where there is fear.", "Not late."), standing)
    assert not page.private
    evening.before.answer("")
    assert evening.before.page().name == "name_a"
    evening.before.back()
    assert evening.before.page().name == "name_a"
    answer_all(evening)
    assert isinstance(evening.before.result, Go)
    assert made(cautions=(standing,)).before.page().name == "as_last_time"


def test_from_the_names_to_going_on() -> None:
    evening = made()
    answer_all(evening, name_a="Ana", name_b="Ben")
    assert isinstance(evening.before.result, Go)
    kept = couple_file.load().kept
    assert (kept.a, kept.b, kept.checked) == ("Ana", "Ben", TODAY)
    assert kept.tonight == Tonight(TODAY, clothes_on=True, seconds=60.0, only=frozenset({"hands"}), rung=1)
    assert kept.starts == "a"


def test_the_result_is_on_the_disk_before_anybody_reads_it() -> None:
    """Else Ctrl-C on that page, and a new start, would ask once more."""
    evening = made()
    answer_all(evening, until="private_second", own={"safety": "yes"})
    assert couple_file.load().kept.tonight is None
    answer_all(evening, own={"safety": "no"})
    assert couple_file.load().kept.tonight == Tonight(TODAY, touch=False)
    assert couple_file.load().kept.checked is None
    assert evening.before.result == Without("without", evening.about.without)
    assert made().before.result == Without("decided", evening.about.without)
    assert made(today=TODAY + 1).before.result is None


def test_the_same_for_what_fits() -> None:
    answer_all(made(), until="fits")
    assert couple_file.load().kept.tonight == Tonight(TODAY, clothes_on=True, seconds=60.0)


def test_no_answer_is_anywhere_on_the_disk(home: Path) -> None:
    """After a smaller evening every file is the same, byte for byte, whatever the answers were."""
    seen = []
    for own in ({"safety": "yes"}, {"number": "10"}, {"drink": "rather"}, {"touch": "no"}):
        answer_all(made(), own=own, name_a="Ana", name_b="Ben")
        seen.append({file.name: file.read_bytes() for file in home.rglob("*") if file.is_file()})
        couple_file.forget()
    assert seen[0] == seen[1] == seen[2] == seen[3]
    assert set(seen[0]) == {"couple.json"}


def test_a_renamed_exercise_keeps_when_it_was_done() -> None:
    """Under its present id, and under the later day where it was done under both."""
    done = {"hand-work": TODAY - 9, "our-hands": TODAY - 20, "meeting": TODAY - 5, "own": TODAY}
    couple_file.save(Kept(known=True, a="Ana", b="Ben", done=done), TODAY)
    renamed = OUR_HANDS.replace("id: our-hands\n", "id: our-hands\nformerly: [hands, hand-work]\n")
    elsewhere = TALK.replace("id: being-met\n", "id: being-met\nformerly: [meeting]\n")
    evening = around(
        exercise(renamed),
        [exercise(elsewhere)],
        check_word=any_word,
        hear=lambda word, heard: None,
        reserved=(),
        evening=lambda: TODAY,
    )
    answer_all(evening)
    assert couple_file.load().kept.done == {"our-hands": TODAY - 9, "being-met": TODAY - 5, "own": TODAY}


def test_what_a_damaged_tonight_said_counts_as_a_no(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(couple_file, "evening_of", lambda moment: TODAY)
    for damage in ('{"day": 7}', '{"touch": "yes"}', "[]", '{"left_out": 3, "touch": true, "day": "2026-11-22"}'):
        home.mkdir(exist_ok=True)
        couple_file.path().write_text(f'{{"known": true, "tonight": {damage}}}', encoding="utf-8")
        before = made().before
        assert isinstance(before.result, Without)
        assert "an evening without touch" in before.trouble


def test_a_stop_word_goes_to_the_settings_where_the_hearing_finds_it() -> None:
    evening = made()
    answer_all(evening, until="fits")
    for answer in ("w", "apricot", "apricot", ""):
        evening.before.answer(answer)
    assert settings.load().settings.stop_word == "apricot"
    result = made().before
    assert result.kept.stop_word == "apricot"


def test_a_kept_stop_word_that_will_not_do_any_more_is_said() -> None:
    settings.change(lambda _: settings.Settings(stop_word="yes"))
    before = made().before
    assert (before.kept.stop_word, before.trouble) == ("", "“yes” means something else.")


def test_what_cannot_be_kept_is_said_and_the_evening_goes_on(home: Path) -> None:
    home.write_text("a file where the folder should be", encoding="utf-8")
    evening = made()
    evening.before.answer("Ana")
    evening.before.answer("Ben")
    evening.before.answer("f")
    assert "couldn't be saved" in evening.before.trouble
    answer_all(evening)
    assert isinstance(evening.before.result, Go)


@pytest.mark.parametrize(
    ("outcome", "touched", "asked", "closed"),
    [
        (Outcome.COMPLETED, True, True, False),
        (Outcome.ENDED, True, True, False),
        (Outcome.STOPPED, True, False, True),
        (Outcome.STOPPED, False, False, True),
        (Outcome.COMPLETED, False, False, False),
        (Outcome.ENDED, False, False, False),
        (None, True, False, False),
    ],
)
def test_questions_after_touch_but_never_after_a_stop(
    outcome: Outcome | None, touched: bool, asked: bool, closed: bool
) -> None:
    evening = made()
    answer_all(evening)
    assert (evening.after(outcome, touched) is not None) is asked
    kept = couple_file.load().kept
    assert kept.resting(TODAY) is closed
    assert kept.done == ({"our-hands": TODAY} if asked else {})
    assert (made().before.result is not None) is closed


def test_a_no_and_what_was_left_out_aloud_are_kept_at_once() -> None:
    evening = made(OUR_HANDS.replace("touch: [hands]", "touch: [hands, forearms]"))
    answer_all(evening)
    evening.less(touch=True, left_out=("forearms",))
    assert couple_file.load().kept.tonight == Tonight(
        TODAY, True, frozenset({"forearms"}), True, 60.0, only=frozenset({"hands", "forearms"}), rung=1
    )
    evening.less(touch=False)
    assert couple_file.load().kept.tonight == Tonight(TODAY, touch=False)
    file = couple_file.path().read_bytes()
    evening.less(touch=False)
    evening.less(touch=True, left_out=("hands",))
    assert couple_file.path().read_bytes() == file


def test_once_touch_has_begun_no_other_place_is_added_tonight() -> None:
    """Somebody who answers for both, in another exercise, gets no further than what both began with."""
    answer_all(made())
    further = OUR_HANDS.replace("touch: [hands]", "touch: [hug]").replace("id: our-hands", "id: our-hug")
    refused = made(further)
    assert refused.before.result == Without("too_much", refused.about.without)
    both = made(OUR_HANDS.replace("touch: [hands]", "touch: [hands, hug]"))
    answer_all(both)
    assert isinstance(both.before.result, Go)
    assert both.before.result.choices.crossed_out == {"hug"}
    assert made(further, today=TODAY + 1).before.result is None


@pytest.mark.parametrize("until", ["as_last_time", "private_first", "handover_second", "private_second", "fits"])
def test_a_no_in_another_window_is_a_no_here(until: str) -> None:
    answer_all(made())
    here, there = made(), made()
    answer_all(here, until=until)
    there.less(touch=False)
    page = here.before.page()
    here.before.answer("3" if page.private else page.options[0].key)
    assert here.before.result == Without("decided", here.about.without)
    assert couple_file.load().kept.resting(TODAY)


def test_what_another_window_left_out_is_left_out_here() -> None:
    both = OUR_HANDS.replace("touch: [hands]", "touch: [hands, forearms]")
    answer_all(made(both))
    here, there = made(both), made(both)
    answer_all(here, until="fits")
    there.less(touch=True, left_out=("forearms",))
    here.before.answer("")
    assert here.before.result == Without("too_much", here.about.without)
    assert couple_file.load().kept.of_tonight(TODAY).left_out == {"forearms"}
    assert made(both).before.result is None


def test_without_touch_nothing_is_asked_afterwards_and_a_stop_decides_nothing() -> None:
    evening = made(TALK)
    answer_all(evening)
    assert isinstance(evening.before.result, Go)
    assert evening.after(Outcome.COMPLETED, True) is None
    evening.less(touch=False)
    assert evening.after(Outcome.STOPPED, False) is None
    assert couple_file.load().kept.tonight is None


def test_afterwards_nothing_is_kept_but_the_day() -> None:
    evening = made()
    answer_all(evening)
    after = evening.after(Outcome.COMPLETED, True)
    assert after is not None
    file = couple_file.path().read_bytes()
    for answer in ("f", "9", "", "j", "1", "", ""):
        after.answer(answer)
    assert after.result == Told()
    assert couple_file.path().read_bytes() == file
    assert couple_file.load().kept.done == {"our-hands": TODAY}


def test_what_is_offered_instead_asks_for_no_touch() -> None:
    assert [offer.id for offer in made().about.without] == ["being-met"]
    assert made().about.touch == ()
