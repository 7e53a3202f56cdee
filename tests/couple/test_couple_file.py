"""The couple's file: whole or not at all, never an answer in it, all of it deletable."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.couple import couple_file
from companion.couple.evening.memory import Kept
from companion.couple.evening.tonight import Tonight
from companion.errors import SettingsError
from companion.store import settings
from companion.store.own_file import LARGEST

TODAY = date(2026, 11, 22).toordinal()
FULL = Kept(
    known=True,
    a="Ana",
    b="Zoë",
    starts="b",
    checked=TODAY - 4,
    tonight=Tonight(TODAY, True, frozenset({"feet"}), True, 120.0),
    done={"exploring-hands": TODAY - 2},
    left_out=frozenset({"feet", "back"}),
    seconds=120.0,
)
BROKEN = [
    b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 5000, b" " * (LARGEST + 1),
]  # fmt: skip
WRONG: list[tuple[str, object]] = [
    ("known", "yes"), ("names", "Ana"), ("names", [1, 2]), ("names", ["Ana"]), ("starts", "c"), ("checked", "soon"),
    ("checked", 20261122), ("done", []), ("done", {"feet": "\ud800"}), ("done", {"feet": "2026-13-01"}),
    ("left_out", "feet"), ("left_out", [1]), ("seconds", 0), ("seconds", "2 min"), ("seconds", -3.0),
    ("tonight", "2026-11-22"), ("tonight", {"day": "soon", "touch": True}), ("tonight", {"day": 3}),
    ("tonight", {"day": "2026-11-22", "touch": True, "seconds": -1}),
]  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_nothing_is_known_and_nothing_written_before_it_is_asked(home: Path) -> None:
    assert couple_file.load() == couple_file.LoadedCouple(Kept())
    assert not home.exists()


def test_what_is_saved_is_loaded() -> None:
    couple_file.save(FULL, TODAY)
    assert couple_file.load() == couple_file.LoadedCouple(FULL)
    assert [path.name for path in couple_file.path().parent.iterdir()] == ["couple.json"]


def test_the_file_holds_what_both_know_and_nothing_more() -> None:
    couple_file.save(FULL, TODAY)
    assert json.loads(couple_file.path().read_text(encoding="utf-8")) == {
        "known": True,
        "names": ["Ana", "Zoë"],
        "starts": "b",
        "checked": "2026-11-18",
        "tonight": {"day": "2026-11-22", "touch": True, "left_out": ["feet"], "clothes": "on", "seconds": 120.0},
        "done": {"exploring-hands": "2026-11-20"},
        "left_out": ["back", "feet"],
        "seconds": 120.0,
    }


@pytest.mark.parametrize("kept", [FULL, FULL.without_touch(TODAY)])
def test_an_evening_leaves_no_trace_once_it_is_over(kept: Kept) -> None:
    couple_file.save(kept, TODAY)
    couple_file.save(couple_file.load().kept, TODAY + 1)
    assert "tonight" not in json.loads(couple_file.path().read_text(encoding="utf-8"))


@pytest.mark.skipif(os.name != "posix", reason="Windows knows no owner's rights (chmod); run it on Linux or macOS")
def test_nobody_else_may_read_it() -> None:
    couple_file.save(FULL, TODAY)
    assert couple_file.path().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", BROKEN, ids=lambda content: repr(content[:24]))
def test_a_broken_file_is_said_left_alone_and_then_kept_beside(content: bytes) -> None:
    file = couple_file.path()
    file.parent.mkdir()
    file.write_bytes(content)
    loaded = couple_file.load()
    assert loaded.kept == Kept()
    assert "I'll ask you again" in loaded.trouble
    assert file.read_bytes() == content
    couple_file.save(FULL, TODAY)
    assert couple_file.load().kept == FULL
    assert (file.parent / "couple.json.broken").read_bytes() == content


@pytest.mark.parametrize(("name", "value"), WRONG, ids=str)
def test_a_value_that_fails_loses_only_itself_and_the_file_is_kept_beside(
    name: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(couple_file, "evening_of", lambda moment: TODAY)
    couple_file.save(FULL, TODAY)
    file = couple_file.path()
    content = json.dumps({**json.loads(file.read_text(encoding="utf-8")), name: value, "song": "slow"})
    file.write_text(content, encoding="utf-8")
    loaded = couple_file.load()
    lost = {
        "names": {"a": "", "b": "", "known": False},
        "tonight": {"tonight": Tonight(TODAY, touch=False)},  # it may have been a no
    }.get(name, {name: getattr(Kept(), name, None)})
    assert loaded.kept == replace(FULL, **lost)
    assert loaded.others == {"song": "slow"}
    assert str(file) in loaded.trouble
    assert couple_file.CoupleFile.complaints[name] in loaded.trouble
    assert file.read_text(encoding="utf-8") == content
    assert loaded.trouble in couple_file.run_show()
    couple_file.save(FULL, TODAY)
    assert couple_file.load() == couple_file.LoadedCouple(FULL, others={"song": "slow"})
    assert (file.parent / "couple.json.broken").read_text(encoding="utf-8") == content


def test_of_several_days_only_the_one_that_fails_is_lost() -> None:
    couple_file.path().parent.mkdir()
    days = {"hand-to-hand": "2026-11-20", "feet": "soon", "brow": "later"}
    couple_file.path().write_text(json.dumps({"done": days}), encoding="utf-8")
    assert couple_file.load().kept == Kept(done={"hand-to-hand": TODAY - 2})


def test_a_day_that_fails_under_half_a_sign_loses_its_list_and_nothing_else() -> None:
    couple_file.path().parent.mkdir()
    couple_file.path().write_text(
        '{"known": true, "done": {"\\ud800": "soon", "feet": "2026-11-20"}}', encoding="utf-8"
    )
    assert couple_file.load().kept == Kept(known=True)


def test_names_written_by_hand_are_made_harmless() -> None:
    file = couple_file.path()
    file.parent.mkdir()
    file.write_text(json.dumps({"names": ["\x1b[31mAna\u202e", "x" * 500]}), encoding="utf-8")
    kept = couple_file.load().kept
    assert kept.a == "Ana"
    assert len(kept.b) == 30


def test_what_is_not_known_here_stays() -> None:
    couple_file.save(FULL, TODAY)
    data = json.loads(couple_file.path().read_text(encoding="utf-8"))
    couple_file.path().write_text(json.dumps({**data, "song": "slow"}), encoding="utf-8")
    couple_file.save(Kept(known=True), TODAY)
    assert json.loads(couple_file.path().read_text(encoding="utf-8"))["song"] == "slow"


def test_where_it_cannot_be_written_it_says_so(home: Path) -> None:
    home.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(SettingsError, match="couldn't be saved"):
        couple_file.save(FULL, TODAY)


def test_all_of_it_is_deleted_what_was_kept_aside_too() -> None:
    couple_file.path().parent.mkdir()
    couple_file.path().write_text("{", encoding="utf-8")
    couple_file.save(FULL, TODAY)
    settings.change(lambda _: settings.Settings("IE", stop_word="apricot", calibration={"gain_db": 3.0}))
    assert "calibration" in couple_file.run_show()
    assert "is deleted" in couple_file.run_forget()
    assert {path.name for path in couple_file.path().parent.iterdir()} == {"settings.toml", ".settings.lock"}
    assert settings.load().settings == settings.Settings("IE")
    assert couple_file.run_forget() == "Nothing was saved about the two of you."


@pytest.mark.parametrize("already_aside", [True, False])
def test_a_stop_word_in_damaged_settings_is_deleted_too(already_aside: bool) -> None:
    settings.path().parent.mkdir(parents=True, exist_ok=True)
    settings.path().write_text('stop_word = "apricot"\nregion = 7', encoding="utf-8")
    if already_aside:
        settings.change(lambda _: settings.Settings("IE"))
        assert "apricot" in settings.path().with_name("settings.toml.broken").read_text(encoding="utf-8")
    said = couple_file.run_forget()
    assert "is deleted" in said
    assert "damaged copy of your settings" in said
    assert not any("apricot" in path.read_text(encoding="utf-8") for path in settings.path().parent.iterdir())
    assert couple_file.run_forget() == "Nothing was saved about the two of you."


def test_what_is_kept_can_be_read_in_words() -> None:
    assert couple_file.run_show() == "Nothing is saved about the two of you."
    couple_file.save(FULL, TODAY)
    shown = couple_file.run_show()
    for part in ("Ana and Zoë", "starts next    Zoë", "2026-11-18", "exploring-hands on 2026-11-20", "--forget"):
        assert part in shown


def test_what_was_kept_under_an_old_id_is_shown_under_the_present_one() -> None:
    couple_file.save(Kept(done={"hand-to-hand": TODAY}), TODAY)
    shown = couple_file.run_show({"hand-to-hand": "exploring-hands"})
    assert "exploring-hands on 2026-11-22" in shown
    assert "hand-to-hand" not in shown


def test_all_that_the_file_holds_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(couple_file, "evening_of", lambda moment: TODAY)
    couple_file.save(FULL, TODAY)
    couple_file.save_stop_word("pineapple")
    shown = couple_file.run_show()
    for part in (
        "tonight        without feet, clothes stay on, at most 2 min",
        "touch left out back, feet",
        "shorter time   2 min",
    ):
        assert part in shown
    for file in (couple_file.path(), settings.path()):
        assert str(file) in shown  # the word stands in another file than the names


def test_an_evening_without_touch_is_shown_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(couple_file, "evening_of", lambda moment: TODAY)
    couple_file.save(FULL.without_touch(TODAY), TODAY)
    assert "tonight        no touch (saved until five in the morning)" in couple_file.run_show()


def test_what_an_earlier_version_said_of_them_is_not_kept_any_longer() -> None:
    couple_file.path().parent.mkdir()
    old = {"known": True, "greens": {"feet": "2026-11-20"}, "rungs": {"2": "2026-11-20"}, "touch_from": "2026-11-20"}
    couple_file.path().write_text(json.dumps(old), encoding="utf-8")
    couple_file.save(replace(couple_file.load().kept, a="Ana"), TODAY)
    assert set(json.loads(couple_file.path().read_text(encoding="utf-8"))) == {"known", "names", "starts"}


OLD = {
    "known": True,
    "names": ["Ana", "Ben"],
    "greens": {"feet": "2026-11-20"},
    "rungs": {"2": "2026-11-20"},
    "touch_from": "2026-11-20",
}


@pytest.mark.parametrize("key", ["greens", "rungs", "touch_from"])
def test_what_has_no_place_any_more_is_said_once_and_deleted(key: str) -> None:
    couple_file.path().parent.mkdir()
    values = {name: value for name, value in OLD.items() if name in ("known", "names", key)}
    couple_file.path().write_text(json.dumps({**values, "song": "slow"}), encoding="utf-8")
    told = couple_file.said_once(couple_file.load())
    assert "None of that is used any more" in told
    assert json.loads(couple_file.path().read_text(encoding="utf-8")) == {
        "known": True, "names": ["Ana", "Ben"], "starts": "a", "song": "slow",
    }  # fmt: skip
    assert couple_file.said_once(couple_file.load()) == ""
    assert [path.name for path in couple_file.path().parent.iterdir()] == ["couple.json"]


def test_companion_couple_says_it_once() -> None:
    couple_file.path().parent.mkdir()
    couple_file.path().write_text(json.dumps(OLD), encoding="utf-8")
    assert "None of that is used any more" in couple_file.run_show()
    assert "None of that is used any more" not in couple_file.run_show()


@pytest.mark.parametrize(("touch_from", "resting"), [(1, True), (0, False), (2, False)])
def test_a_no_that_an_earlier_version_saved_this_evening_still_holds(touch_from: int, resting: bool) -> None:
    day = date.fromordinal(TODAY + touch_from).isoformat()
    couple_file.path().parent.mkdir()
    couple_file.path().write_text(json.dumps({"known": True, "touch_from": day}), encoding="utf-8")
    assert couple_file.load().kept.resting(TODAY) is resting


@given(st.binary(max_size=300))
def test_loading_never_raises(content: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "couple.json"
        file.write_bytes(content)
        assert isinstance(couple_file.load(file).kept, Kept)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("2"), inner),
    max_leaves=4,
)


def test_every_value_that_fails_is_named_in_words_and_not_as_in_the_file() -> None:
    complaints = couple_file.CoupleFile.complaints
    assert complaints.keys() == couple_file.CoupleFile.model_fields.keys()
    assert [one for one in complaints.values() if "“" in one or "_" in one] == []


@given(st.dictionaries(st.sampled_from(sorted(couple_file.CoupleFile.model_fields)) | st.text(), ANY))
def test_whatever_stands_under_a_key_loading_never_raises(values: dict[str, object]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "couple.json"
        file.write_text(json.dumps(values), encoding="utf-8")
        loaded = couple_file.load(file)
    assert loaded.others.keys() == values.keys() - couple_file.CoupleFile.model_fields.keys()
    assert ("I can't use part" in loaded.trouble) == bool(loaded.trouble)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 22, 21, 0), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 4, 59), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 5, 0), date(2026, 11, 23)),
    ],
)
def test_until_five_it_is_still_the_evening_before(moment: datetime, day: date) -> None:
    assert couple_file.evening_of(moment) == day.toordinal()
