"""Deleting what is kept is no way round a no: only what tonight forbids stays, until five in the morning."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from companion.app.settings_desk import SettingsDesk
from companion.cli import main
from companion.couple import couple_file
from companion.couple.evening.memory import Kept
from companion.couple.evening.pages import Without
from companion.couple.evening.tonight import Tonight
from companion.couple.old_evening import let_go_of_old_evening
from tests.app.test_settings_desk import Called
from tests.couple.evening.people import evening

TODAY = couple_file.this_evening()
BEFORE = Kept(
    known=True,
    a="Ana",
    b="Ben",
    starts="b",
    checked=TODAY - 3,
    done={"hand-and-forearm": TODAY - 3},
    left_out=frozenset({"feet"}),
    seconds=120.0,
)
LIMITS = {
    "a no": (Tonight(TODAY, touch=False), {"touch": False}),
    "an area": (Tonight(TODAY, left_out=frozenset({"lips"})), {"touch": True, "left_out": ["lips"]}),
    "clothes": (Tonight(TODAY, clothes_on=True), {"touch": True, "clothes": "on"}),
    "a shorter turn": (Tonight(TODAY, seconds=60.0), {"touch": True, "seconds": 60.0}),
    "less time": (Tonight(TODAY, minutes=5), {"touch": True, "minutes": 5}),
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("COMPANION_HOME", str(home))
    return home


def desk() -> SettingsDesk:
    return Called().desk


WAYS: Mapping[str, Callable[[], object]] = {
    "settings, about the two of you": lambda: desk().forget("couple"),
    "settings, everything about me": lambda: desk().forget("everything"),
    "companion couple --forget": lambda: main(["couple", "--forget"]),
    "twice": lambda: [desk().forget("everything"), main(["couple", "--forget"]), desk().forget("couple")],
}


def in_file() -> Any:
    return json.loads(couple_file.path().read_text(encoding="utf-8"))


@pytest.mark.parametrize("forget", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize(("tonight", "written"), LIMITS.values(), ids=LIMITS.keys())
def test_what_tonight_forbids_outlives_every_way_of_forgetting_and_nothing_else_does(
    forget: Callable[[], object], tonight: Tonight, written: Mapping[str, Any], home: Path
) -> None:
    couple_file.save(replace(BEFORE, tonight=tonight), TODAY)
    couple_file.path().with_name("couple.json.broken").write_text('{"names": ["Ana", "Ben"]}', encoding="utf-8")
    forget()
    assert couple_file.load().kept == Kept(tonight=tonight)
    day = datetime.fromordinal(TODAY).date().isoformat()
    assert in_file() == {"tonight": {"day": day, **written}}
    assert {file.name for file in home.iterdir() if "couple" in file.name} == {"couple.json"}


@pytest.mark.parametrize("forget", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("tonight", [None, Tonight(TODAY, clothes_on=True)], ids=["undecided", "decided"])
def test_what_is_always_left_out_stays_out_for_tonight(forget: Callable[[], object], tonight: Tonight | None) -> None:
    couple_file.save(replace(BEFORE, never=frozenset({"lips"}), tonight=tonight), TODAY)
    forget()
    kept = couple_file.load().kept
    assert kept.of_tonight(TODAY).left_out == {"lips"}
    assert kept.never == frozenset()
    assert "lips" in couple_file.path().read_text(encoding="utf-8")


@pytest.mark.parametrize("forget", WAYS.values(), ids=WAYS.keys())
def test_where_tonight_forbids_nothing_all_of_it_is_deleted(forget: Callable[[], object]) -> None:
    for tonight in (None, Tonight(TODAY), Tonight(TODAY - 1, touch=False), Tonight(TODAY + 1, touch=False)):
        couple_file.save(replace(BEFORE, tonight=tonight), tonight.day if tonight else TODAY)
        forget()
        assert not couple_file.path().exists()


@pytest.mark.parametrize("forget", WAYS.values(), ids=WAYS.keys())
def test_the_pages_know_the_no_that_was_left(forget: Callable[[], object]) -> None:
    couple_file.save(replace(BEFORE, tonight=Tonight(TODAY, touch=False)), TODAY)
    forget()
    kept = couple_file.load().kept
    assert isinstance(evening(kept=kept, today=TODAY).result, Without)
    assert isinstance(evening(kept=kept.called("Eva", "Tom", TODAY), today=TODAY).result, Without)
    assert evening(kept=kept, today=TODAY + 1).result is None


def test_keys_of_other_versions_and_values_that_cannot_be_read_are_deleted_with_the_rest() -> None:
    couple_file.save(replace(BEFORE, tonight=Tonight(TODAY, touch=False)), TODAY)
    couple_file.path().write_text(
        json.dumps({**in_file(), "song": "slow", "names": 7, "tonight": "damaged"}), encoding="utf-8"
    )
    assert couple_file.forget()
    assert couple_file.load() == couple_file.LoadedCouple(Kept(tonight=Tonight(TODAY, touch=False)))
    assert set(in_file()) == {"tonight"}


# ---- it is said ------------------------------------------------------------------------------------------------------


def test_the_settings_say_before_and_after_that_it_stays() -> None:
    couple_file.save(replace(BEFORE, tonight=Tonight(TODAY, touch=False)), TODAY)
    things = {thing.name: thing for thing in desk().kept()}
    for name in ("couple", "everything"):
        assert things[name].left.endswith("decide it again: tonight has no touch.")
    desk().forget("couple")
    left = next(thing for thing in desk().kept() if thing.name == "couple")
    assert (left.says, left.deletable) == ("only that tonight has no touch, until five in the morning", False)
    desk().forget("everything")
    assert [thing.name for thing in desk().kept()] == ["couple"]


def test_the_settings_say_nothing_of_it_where_nothing_stays() -> None:
    couple_file.save(BEFORE, TODAY)
    things = {thing.name: thing for thing in desk().kept()}
    assert things["couple"].left == ""
    assert "five in the morning" not in things["everything"].left


def test_the_command_says_it_and_shows_what_is_left(capsys: pytest.CaptureFixture[str]) -> None:
    couple_file.save(replace(BEFORE, tonight=Tonight(TODAY, left_out=frozenset({"lips"}))), TODAY)
    main(["couple", "--forget"])
    said = capsys.readouterr().out
    assert "is deleted: names, dates" in said
    assert "One thing stays saved until five in the morning, without your names" in said
    assert said.rstrip().endswith("tonight's limits for touch still hold.")
    main(["couple", "--forget"])
    assert capsys.readouterr().out.startswith("One thing stays saved")
    main(["couple"])
    shown = capsys.readouterr().out
    assert "only this is saved, without your names" in shown
    assert "without lips" in shown
    assert "names   " not in shown


# ---- it goes ---------------------------------------------------------------------------------------------------------

FIVE = datetime(2026, 11, 30, 5, 0)
NIGHT_BEFORE = couple_file.evening_of(FIVE - timedelta(hours=1))


@pytest.mark.parametrize(
    ("now", "stays"), [(FIVE - timedelta(minutes=1), True), (FIVE, False), (FIVE + timedelta(days=9), False)]
)
def test_a_start_after_five_deletes_what_was_left(now: datetime, stays: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(couple_file, "this_evening", lambda: NIGHT_BEFORE)
    couple_file.save(replace(BEFORE, tonight=Tonight(NIGHT_BEFORE, touch=False)), NIGHT_BEFORE)
    couple_file.forget()
    assert couple_file.path().exists()
    let_go_of_old_evening(now)
    assert couple_file.path().exists() is stays


@pytest.mark.parametrize("more", [{"known": True}, {"tonight": "damaged"}, {"tonight": {"day": 7}}, {"song": "slow"}])
def test_a_start_deletes_nothing_else(more: Mapping[str, Any]) -> None:
    couple_file.path().parent.mkdir()
    values = {"tonight": {"day": "2020-01-01", "touch": False}, **more}
    couple_file.path().write_text(json.dumps(values), encoding="utf-8")
    let_go_of_old_evening()
    assert in_file() == values


def test_the_program_looks_at_each_start(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    from companion.app import launch
    from companion.app.options import Options

    couple_file.path().parent.mkdir()
    couple_file.path().write_text('{"tonight": {"day": "2020-01-01", "touch": false}}', encoding="utf-8")

    def run(work: Any) -> int:
        work.close()
        return 0

    monkeypatch.setattr(asyncio, "run", run)
    monkeypatch.setattr(launch, "turn_noise_away", lambda: None)
    launch.run_app(Options(plain=True), None)
    assert not couple_file.path().exists()
