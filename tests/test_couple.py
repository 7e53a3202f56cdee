"""The couple's file: whole or not at all, never an answer in it, all of it deletable."""

from __future__ import annotations

import json
import os
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion import couple, settings
from companion.errors import SettingsError
from companion.evening.memory import Kept
from companion.own_file import LARGEST

TODAY = date(2026, 11, 22).toordinal()
FULL = Kept(
    known=True,
    a="Ana",
    b="Zoë",
    starts="b",
    checked=TODAY - 4,
    touch_from=TODAY + 1,
    greens={"hand-to-hand": TODAY - 2},
    rungs={2: TODAY - 2},
)
BROKEN = [
    b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 5000, b" " * (LARGEST + 1), b'{"names": "Ana"}', b'{"names": [1, 2]}',
    b'{"checked": "soon"}', b'{"greens": []}', b'{"rungs": {"2": "2026-13-01"}}',
]  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_nothing_is_known_and_nothing_written_before_it_is_asked(home: Path) -> None:
    assert couple.load() == couple.Loaded(Kept())
    assert not home.exists()


def test_what_is_saved_is_loaded() -> None:
    couple.save(FULL, TODAY)
    assert couple.load() == couple.Loaded(FULL)
    assert [path.name for path in couple.path().parent.iterdir()] == ["couple.json"]


def test_the_file_holds_dates_and_nothing_more() -> None:
    couple.save(FULL, TODAY)
    assert json.loads(couple.path().read_text(encoding="utf-8")) == {
        "known": True,
        "names": ["Ana", "Zoë"],
        "starts": "b",
        "checked": "2026-11-18",
        "touch_from": "2026-11-23",
        "greens": {"hand-to-hand": "2026-11-20"},
        "rungs": {"2": "2026-11-20"},
    }


def test_an_evening_without_touch_leaves_no_trace_once_it_is_over() -> None:
    couple.save(FULL, TODAY)
    couple.save(couple.load().kept, TODAY + 1)
    assert "touch_from" not in json.loads(couple.path().read_text(encoding="utf-8"))


@pytest.mark.skipif(os.name != "posix", reason="other systems keep rights elsewhere")
def test_nobody_else_may_read_it() -> None:
    couple.save(FULL, TODAY)
    assert couple.path().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", BROKEN, ids=lambda content: repr(content[:24]))
def test_a_broken_file_is_said_left_alone_and_then_kept_beside(content: bytes) -> None:
    file = couple.path()
    file.parent.mkdir()
    file.write_bytes(content)
    loaded = couple.load()
    assert loaded.kept == Kept()
    assert "asked anew" in loaded.trouble
    assert file.read_bytes() == content
    couple.save(FULL, TODAY)
    assert couple.load().kept == FULL
    assert (file.parent / "couple.json.broken").read_bytes() == content


def test_names_written_by_hand_are_made_harmless() -> None:
    file = couple.path()
    file.parent.mkdir()
    file.write_text(json.dumps({"names": ["\x1b[31mAna\u202e", "x" * 500]}), encoding="utf-8")
    kept = couple.load().kept
    assert kept.a == "Ana"
    assert len(kept.b) == 30


def test_what_is_not_known_here_stays() -> None:
    couple.save(FULL, TODAY)
    data = json.loads(couple.path().read_text(encoding="utf-8"))
    couple.path().write_text(json.dumps({**data, "song": "slow"}), encoding="utf-8")
    couple.save(Kept(known=True), TODAY)
    assert json.loads(couple.path().read_text(encoding="utf-8"))["song"] == "slow"


def test_where_it_cannot_be_written_it_says_so(home: Path) -> None:
    home.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(SettingsError, match="could not be kept"):
        couple.save(FULL, TODAY)


def test_all_of_it_is_deleted_what_was_kept_aside_too() -> None:
    couple.path().parent.mkdir()
    couple.path().write_text("{", encoding="utf-8")
    couple.save(FULL, TODAY)
    settings.save(settings.Settings("IE", stop_word="apricot"))
    assert "is deleted" in couple.run_forget()
    assert [path.name for path in couple.path().parent.iterdir()] == ["settings.json"]
    assert settings.load().settings == settings.Settings("IE")
    assert couple.run_forget() == "Nothing was kept of you two."


@pytest.mark.parametrize("already_aside", [True, False])
def test_a_stop_word_in_damaged_settings_is_deleted_too(already_aside: bool) -> None:
    settings.path().parent.mkdir(parents=True, exist_ok=True)
    settings.path().write_text('{"stop_word": "apricot", "region": 7}', encoding="utf-8")
    if already_aside:
        settings.save(settings.Settings("IE"))
        assert "apricot" in settings.path().with_name("settings.json.broken").read_text(encoding="utf-8")
    said = couple.run_forget()
    assert "is deleted" in said
    assert "damaged copy of your settings" in said
    assert not any("apricot" in path.read_text(encoding="utf-8") for path in settings.path().parent.iterdir())
    assert couple.run_forget() == "Nothing was kept of you two."


def test_what_is_kept_can_be_read_in_words() -> None:
    assert couple.run_show() == "Nothing is kept of you two."
    couple.save(FULL, TODAY)
    shown = couple.run_show()
    for part in ("Ana and Zoë", "starts next    Zoë", "2026-11-18", "hand-to-hand on 2026-11-20", "--forget"):
        assert part in shown


def test_all_that_the_file_holds_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(couple, "evening_of", lambda moment: TODAY)
    couple.save(FULL, TODAY)
    couple.save_stop_word("pineapple")
    shown = couple.run_show()
    for part in ("tonight        something without touch", "step           2 of the ladder on 2026-11-20"):
        assert part in shown
    for file in (couple.path(), settings.path()):
        assert str(file) in shown  # the word stands in another file than the names


@given(st.binary(max_size=300))
def test_loading_never_raises(content: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "couple.json"
        file.write_bytes(content)
        assert isinstance(couple.load(file).kept, Kept)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 22, 21, 0), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 4, 59), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 5, 0), date(2026, 11, 23)),
    ],
)
def test_until_five_it_is_still_the_evening_before(moment: datetime, day: date) -> None:
    assert couple.evening_of(moment) == day.toordinal()
