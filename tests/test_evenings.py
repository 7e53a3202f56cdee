"""The evening with its date, its chance and its file: what is saved when, and what is asked after which ending."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion import couple, settings
from companion.evening.pages import Go, Told, Without
from companion.evenings import Around, around
from companion.exercise.model import Exercise
from companion.exercise.reading import read
from companion.session.effects import Outcome
from tests.evening.people import OUR_HANDS, SURE, TODAY, UNLUCKY, any_word, kindly

TALK = OUR_HANDS.replace("our-hands", "being-met").replace("kind: touch\ntouch: [hands]\nrung: 1\n", "kind: together\n")


def exercise(text: str = OUR_HANDS) -> Exercise:
    return read(text.encode(), "our-hands.yaml").exercise


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def made(text: str = OUR_HANDS, chance: float = SURE, today: int = TODAY) -> Around:
    return around(
        exercise(text),
        [exercise(TALK)],
        check_word=any_word,
        hear=lambda word, heard: None,
        reserved=(),
        evening=lambda: today,
        chance=lambda: chance,
    )


def answer_all(evening: Around, **answers: str) -> None:
    for _ in range(60):
        if evening.before.result is not None:
            return
        page = evening.before.page()
        evening.before.answer(answers.get(f"{page.name}_{page.who}".rstrip("_"), kindly(page)))
    raise AssertionError("an evening without end")


def test_from_the_names_to_going_on() -> None:
    evening = made()
    answer_all(evening, name_a="Ana", name_b="Ben")
    assert isinstance(evening.before.result, Go)
    kept = couple.load().kept
    assert (kept.a, kept.b, kept.checked, kept.touch_from) == ("Ana", "Ben", TODAY, None)
    assert kept.starts == "b"


def test_the_common_result_is_on_the_disk_before_anybody_reads_it() -> None:
    """Else Ctrl-C on that page, and a new start, would ask once more."""
    evening = made()
    while evening.before.page().name != "together":
        page = evening.before.page()
        evening.before.answer("y" if page.name == "violence" else kindly(page))
        assert couple.load().kept.touch_from is None
        assert couple.load().kept.checked is None
    evening.before.answer("")
    assert couple.load().kept.touch_from == TODAY + 1
    assert isinstance(evening.before.result, Without)
    assert isinstance(made().before.result, Without)
    assert made(today=TODAY + 1).before.result is None


def test_no_answer_is_anywhere_on_the_disk(home: Path) -> None:
    """Whatever was answered: after the same common result every file is the same, byte for byte."""
    seen = []
    for chance, answer in ((UNLUCKY, "n"), (SURE, "y"), (SURE, "r")):
        answer_all(
            made(chance=chance), name_a="Ana", violence_b=answer, distress_before_a="9" if answer == "y" else "0"
        )
        seen.append({file.name: file.read_bytes() for file in home.rglob("*") if file.is_file()})
        couple.forget()
    assert seen[0] == seen[1] == seen[2]
    assert set(seen[0]) == {"couple.json"}


def test_chance_is_drawn_for_every_evening_anew_and_leaves_nothing_behind(home: Path) -> None:
    drawn: list[float] = []

    def chance() -> float:
        drawn.append(SURE)
        return SURE

    for _ in range(2):
        around(
            exercise(), [], check_word=any_word, hear=lambda word, heard: None, reserved=(), evening=lambda: TODAY,
            chance=chance,
        )  # fmt: skip
    assert len(drawn) == 2
    assert not home.exists()


def test_about_one_evening_in_eight_has_no_touch_although_nobody_said_anything() -> None:
    without = 0
    for n in range(80):
        evening = made(chance=n / 80)
        answer_all(evening)
        without += isinstance(evening.before.result, Without)
        couple.forget()
    assert without == 10


def test_a_stop_word_goes_to_the_settings_where_the_hearing_finds_it() -> None:
    evening = made()
    while evening.before.page().name != "tonight":
        evening.before.answer(kindly(evening.before.page()))
    for answer in ("w", "apricot", "apricot", ""):
        evening.before.answer(answer)
    assert settings.load().settings.stop_word == "apricot"
    result = made().before
    assert result.kept.stop_word == "apricot"


def test_a_kept_stop_word_that_will_not_do_any_more_is_said() -> None:
    settings.save(settings.Settings(stop_word="yes"))
    before = made().before
    assert (before.kept.stop_word, before.trouble) == ("", "“yes” means something else.")


def test_what_cannot_be_kept_is_said_and_the_evening_goes_on(home: Path) -> None:
    home.write_text("a file where the folder should be", encoding="utf-8")
    evening = made()
    evening.before.answer("Ana")
    evening.before.answer("Ben")
    evening.before.answer("f")
    assert "could not be kept" in evening.before.trouble
    answer_all(evening)
    assert isinstance(evening.before.result, Go)


@pytest.mark.parametrize(
    ("outcome", "touched", "asked"),
    [
        (Outcome.COMPLETED, True, True),
        (Outcome.ENDED, True, True),
        (Outcome.STOPPED, True, False),
        (Outcome.COMPLETED, False, False),
        (None, True, False),
    ],
)
def test_questions_after_touch_but_never_after_a_stop(outcome: Outcome | None, touched: bool, asked: bool) -> None:
    evening = made()
    answer_all(evening)
    assert (evening.after(outcome, touched) is not None) is asked


def test_without_touch_nothing_is_asked_afterwards() -> None:
    evening = made(TALK)
    answer_all(evening)
    assert isinstance(evening.before.result, Go)
    assert evening.after(Outcome.COMPLETED, True) is None


def test_green_for_both_is_kept() -> None:
    evening = made()
    answer_all(evening)
    after = evening.after(Outcome.COMPLETED, True)
    assert after is not None
    while after.result is None:
        page = after.page()
        after.answer({"light": "green", "distress_after": "1"}.get(page.name, ""))
    assert after.result == Told()
    assert couple.load().kept.rungs == {1: TODAY}


def test_what_is_offered_instead_asks_for_no_touch() -> None:
    assert [offer.id for offer in made().about.without] == ["being-met"]
    assert made().about.touch == ()
