"""A partner who wants to know more than both are shown: every way that docs/evening.md names, tried out.

Ana is curious. She sees what the two of them see together, every file, her own page, and her partner's page from the
side; she counts keys and evenings. Ben has something that he does not want her to know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import comb
from pathlib import Path

import pytest

from companion.couple import couple_file
from companion.couple.evening.memory import Kept
from companion.couple.evening.pages import Go, Page, PageKind, Without
from tests.couple.evening.people import CALM, HANDS, KNOWN, TODAY, evening, row_name, walk

NEW = replace(KNOWN, checked=None)
SECRETS: Mapping[str, Mapping[str, str]] = {
    "a concern about safety": {"safety": "yes"},
    "a concern, and much else": {"safety": "rather", "number": "10", "drink": "yes", "touch": "no"},
    "a high number": {"number": "9"},
    "a drink": {"drink": "yes"},
    "no wish for touch": {"touch": "no"},
    "no area": {"area:hands": "no", "area:forearms": "no"},
}


@dataclass
class Seen:
    """Everything that Ana sees of one evening."""

    pages: list[Page]
    """The shared pages, her own, and Ben's from the side."""
    keys: int
    file: bytes
    later: Page
    """The first page, if the program is started again the same evening."""
    tomorrow: list[Page]
    """The pages of the next evening, up to the private ones."""


def watched(folder: Path, ben: Mapping[str, str], kept: Kept = NEW) -> Seen:
    walked = walk(evening(kept=kept), dict(CALM), {**CALM, **ben})
    file = folder / "couple.json"
    couple_file.save(walked.machine.kept, TODAY, file)
    again = couple_file.load(file).kept
    tomorrow = walk(evening(kept=again, today=TODAY + 1), until="private_second", today=TODAY + 1).shown
    return Seen(walked.shown, walked.keys, file.read_bytes(), evening(kept=again).page(), tomorrow)


@pytest.mark.parametrize("kept", [NEW, Kept(), replace(NEW, done={"feet": TODAY - 9})], ids=["due", "first", "done"])
def test_she_cannot_tell_one_reason_for_a_smaller_evening_from_another(kept: Kept, tmp_path: Path) -> None:
    seen = {}
    for name, ben in SECRETS.items():
        seen[name] = watched(tmp_path, ben, kept)
    assert len({repr(each) for each in seen.values()}) == 1


def test_nor_on_a_page_that_names_the_only_area_in_the_question_about_touch() -> None:
    about = replace(HANDS, areas=("hands",))
    seen = set()
    for ben in SECRETS.values():
        if any(row.startswith("area") for row in ben):
            continue
        walked = walk(evening(about, kept=Kept()), dict(CALM), {**CALM, **ben})
        seen.add((repr(walked.shown), walked.keys, repr(walked.machine.kept)))
    assert len(seen) == 1


def test_who_answers_more_than_has_to_be_answered_presses_more_keys_and_that_can_be_counted(tmp_path: Path) -> None:
    """Only on areas that they know from an exercise, clothes and length. The page shows that a row was answered, and
    the key can be heard; docs/evening.md says it."""
    known = replace(NEW, done={"hand-and-forearm": TODAY - 9})
    plain = watched(tmp_path, {"touch": "no"}, known)
    longer = watched(tmp_path, SECRETS["no area"], known)
    assert longer.keys > plain.keys
    assert (longer.file, longer.pages[-1], longer.later, longer.tomorrow) == (
        plain.file, plain.pages[-1], plain.later, plain.tomorrow,
    )  # fmt: skip


def test_taking_the_screen_away_before_it_is_handed_on_shows_nothing() -> None:
    """At every row, whatever was answered so far; with the arrow keys only the row at hand shows."""
    shown: dict[int, set[str]] = {}
    for ben in ({}, *SECRETS.values()):
        machine = walk(evening(kept=NEW), until="private_second").machine
        for step in range(4):
            page = machine.page()
            shown.setdefault(step, set()).add(repr(page))
            wanted = {**CALM, **ben}[row_name(page)]
            machine.answer(next(option.key for option in page.options if option.value == wanted), TODAY)
        for by in (-1, -1, -1):
            machine.move(by)
            shown.setdefault(10, set()).add(repr(machine.page().rows) + machine.page().marked)
    assert {step: len(looks) for step, looks in shown.items()} == {0: 1, 1: 1, 2: 1, 3: 1, 10: 1}


def test_starting_again_before_the_result_learns_nothing_and_after_it_asks_nobody(tmp_path: Path) -> None:
    for ben in SECRETS.values():
        machine = walk(evening(kept=NEW), None, dict(ben), until="private_second").machine
        machine.leave()
        assert machine.kept == NEW
        over = walk(evening(kept=NEW), None, dict(ben)).machine
        again = evening(kept=over.kept)
        assert isinstance(again.result, Without)
        for key in ("n", "", "1", "y"):
            again.answer(key, TODAY)
        assert again.page().name == "decided"


@pytest.mark.parametrize(
    "way",
    [
        lambda kept: replace(kept, a="", b=""),
        lambda kept: kept.called("Ana", "Bob", TODAY),
        lambda kept: kept.called("", "", TODAY),
        lambda kept: replace(kept, checked=TODAY),
    ],
    ids=["names emptied", "a new name", "no names", "the date of the check written by hand"],
)
def test_no_way_round_a_no_short_of_taking_it_out_of_the_file(way: Callable[[Kept], Kept]) -> None:
    closed = walk(evening(kept=NEW), {"touch": "no"}).machine.kept
    assert isinstance(evening(kept=way(closed)).result, Without)
    assert evening(kept=replace(closed, tonight=None)).result is None  # deleting the file stays possible


def test_deleting_what_is_saved_shows_nothing_and_takes_no_no_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(couple_file, "this_evening", lambda: TODAY)
    seen = set()
    for n, ben in enumerate(SECRETS.values()):
        monkeypatch.setenv("COMPANION_HOME", str(tmp_path / str(n)))
        couple_file.save(walk(evening(kept=NEW), dict(CALM), {**CALM, **ben}).machine.kept, TODAY)
        said = couple_file.run_forget()
        seen.add((said, couple_file.path().read_bytes(), couple_file.run_show().replace(str(couple_file.path()), "")))
        assert isinstance(evening(kept=couple_file.load().kept).result, Without)
    assert len(seen) == 1


def test_pressing_for_other_answers_can_only_make_the_evening_smaller() -> None:
    first = walk(evening(kept=NEW), {}, {"area:forearms": "no", "length:turn": "60"}).machine
    wider = {"area:hands": "yes", "clothes": "agreed"}
    again = walk(evening(kept=first.kept), wider, wider).machine
    assert isinstance(first.result, Go)
    assert isinstance(again.result, Go)
    assert again.result.choices.crossed_out == first.result.choices.crossed_out == {"forearms"}
    assert again.result.choices.lengths == first.result.choices.lengths


def test_she_cannot_answer_his_page_without_it_being_seen_that_it_was_answered() -> None:
    """If she goes on typing after her own page, his rows already say "answered" when he gets the screen."""
    machine = walk(evening(kept=KNOWN), until="private_second").machine
    machine.answer("3", TODAY)
    assert machine.page().rows[0].state == "answered"
    assert machine.page().kind is PageKind.FORM


# ---- thirty evenings ------------------------------------------------------------------------------------------------

ORDINARY = {"a number of 7 or more": 0.10, "alcohol or other drugs": 0.10, "rather not, tonight": 0.15}
"""Shares of evenings on which somebody without any concern gives such an answer. Plausible guesses, for a couple after
betrayal; they have not been measured."""
SELDOM_WANTS = 0.25
"""Share of people without a concern who at present want no touch nearly always."""
THEIR_RATHER_NOT = 0.90
PRIORS = (0.05, 0.20)
EVENINGS = (1, 2, 3, 5, 10, 30)


def smaller_without_a_concern() -> tuple[tuple[float, float], ...]:
    """The share of people without a concern, and their chance of a smaller evening, for each kind of them."""

    def chance(*causes: float) -> float:
        none = 1.0
        for cause in causes:
            none *= 1 - cause
        return 1 - none

    number, drink, rather_not = ORDINARY.values()
    return (
        (1 - SELDOM_WANTS, chance(number, drink, rather_not)),
        (SELDOM_WANTS, chance(number, drink, THEIR_RATHER_NOT)),
    )


def posterior(prior: float, smaller: int, of: int) -> float:
    """Returns the probability that Ben has a concern, as far as Ana can tell after `smaller` of `of` evenings became
    smaller. Her own answers never made one smaller; if Ben has a concern, he says so each time."""
    with_concern = 1.0 if smaller == of else 0.0
    without = sum(
        share * comb(of, smaller) * chance**smaller * (1 - chance) ** (of - smaller)
        for share, chance in smaller_without_a_concern()
    )
    return prior * with_concern / (prior * with_concern + (1 - prior) * without)


def test_all_that_thirty_evenings_show_is_how_many_were_smaller(tmp_path: Path) -> None:
    """Played with the program: Ana sees one of two kinds of evening, and never the reason for it."""
    ordinary = [{"number": "8"}, {"drink": "yes"}, {"touch": "no"}]
    kinds: dict[str, set[str]] = {"concern": set(), "ordinary": set()}
    for who in ("concern", "ordinary"):
        kept = NEW
        for n in range(30):
            today = TODAY + 10 * n
            ben = {"safety": "yes"} if who == "concern" else ordinary[n % 3]
            machine = walk(evening(kept=kept, today=today), {}, ben, today=today).machine
            couple_file.save(machine.kept, today, file := tmp_path / f"{who}.json")
            file_without_day = file.read_text(encoding="utf-8").replace(couple_file._date(today) or "", "today")
            kinds[who].add(repr(machine.page()) + file_without_day)
            kept = couple_file.load(file).kept
    assert kinds["concern"] == kinds["ordinary"]
    assert len(kinds["concern"]) == 1


def test_what_she_may_believe_after_so_many_smaller_evenings_in_a_row() -> None:
    found = {prior: [round(100 * posterior(prior, n, n)) for n in EVENINGS] for prior in PRIORS}
    assert found == {0.05: [10, 16, 20, 24, 33, 73], 0.20: [35, 47, 54, 60, 70, 93]}


def test_the_pages_about_evenings_say_the_same_figures() -> None:
    docs = Path(__file__).parents[2] / "docs"
    page = (docs / "log" / "evening.md").read_text(encoding="utf-8")
    rows = {
        cells[1].strip(): cells[2:-1]
        for line in page.splitlines()
        if len(cells := line.split("|")) == len(EVENINGS) + 3
    }
    assert [cell.strip() for cell in rows["smaller evenings in a row"]] == [str(n) for n in EVENINGS]
    for prior in PRIORS:
        figures = [f"{100 * posterior(prior, n, n):.0f} %" for n in EVENINGS]
        assert [cell.strip() for cell in rows[f"{100 * prior:.0f} % before"]] == figures
    for share in (*ORDINARY.values(), SELDOM_WANTS, THEIR_RATHER_NOT):
        assert f"{100 * share:.0f} %" in page
    told = " ".join((docs / "evening.md").read_text(encoding="utf-8").split())
    before = PRIORS[-1]
    likely = f"{100 * before:.0f} % likely may then think it {100 * posterior(before, 10, 10):.0f} % likely"
    assert f"Ten can say a lot: somebody who thought a concern {likely}" in told


def test_one_evening_with_touch_shows_that_there_was_no_concern_that_evening() -> None:
    assert all(posterior(prior, n - 1, n) == 0.0 for prior in PRIORS for n in EVENINGS)


def test_her_own_reasons_hide_his() -> None:
    """An evening that her own answer made smaller shows her nothing about him."""
    seen = {repr(walk(evening(kept=NEW), {"touch": "no"}, ben).machine.page()) for ben in ({}, *SECRETS.values())}
    assert len(seen) == 1
