"""The settings of earlier versions, a JSON file: read, carried over once, and never lost."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.store import toml_file, whole_file
from companion.store.settings import Settings, change, forget, load
from companion.store.settings_file import SettingsFile

EARLIER = {
    "region": "IE",
    "stop_word": "pineapple",
    "calibration": {"gain_db": 3.0, "left_out": ["top"]},
    "favourites": ["right-now"],
    "buttons": {"pagedown": "stop", ".": "pause"},
    "newer": {"name": "joe"},
}
KEPT = Settings(
    "IE",
    {"newer": {"name": "joe"}},
    "pineapple",
    {"gain_db": 3.0, "left_out": ["top"]},
    favourites=("right-now",),
    buttons={"pagedown": "stop", ".": "pause"},
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def write_old(file: Path, values: object) -> Path:
    old = file.with_suffix(".json")
    old.write_text(json.dumps(values), encoding="utf-8")
    return old


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_they_are_read_where_they_are_and_loading_changes_nothing(file: Path) -> None:
    write_old(file, EARLIER)
    assert load(file).settings == KEPT
    assert load(file).trouble == ""
    assert names(file.parent) == {"settings.json"}


def test_the_first_change_carries_them_over_and_the_old_file_is_gone(file: Path) -> None:
    write_old(file, EARLIER)
    assert change(lambda now: replace(now, theme="day"), file) == ""
    assert load(file).settings == replace(KEPT, theme="day")
    assert names(file.parent) == {"settings.toml", ".settings.lock"}


def test_a_word_that_is_forgotten_then_is_in_no_file_any_more(file: Path) -> None:
    write_old(file, EARLIER)
    change(lambda now: replace(now, stop_word=None), file)
    assert not any(b"pineapple" in path.read_bytes() for path in file.parent.iterdir())


def test_a_value_that_fails_is_kept_beside(file: Path) -> None:
    write_old(file, {**EARLIER, "region": "Ireland"})
    said = change(lambda now: replace(now, theme="day"), file)
    assert "settings.json.broken" in said
    assert load(file).settings == replace(KEPT, region=None, theme="day")
    assert "Ireland" in (file.parent / "settings.json.broken").read_text(encoding="utf-8")


def test_a_file_that_cannot_be_read_is_kept_beside(file: Path) -> None:
    file.with_suffix(".json").write_bytes(b"{broken")
    assert "settings.json" in load(file).trouble
    assert "settings.json.broken" in change(lambda now: replace(now, region="GB"), file)
    assert load(file).settings == Settings("GB")
    assert (file.parent / "settings.json.broken").read_bytes() == b"{broken"


def test_what_the_new_format_cannot_hold_is_kept_beside(file: Path) -> None:
    write_old(file, {"region": "IE", "newer": {"name": None}, "half": "\ud800"})
    assert "settings.json.broken" in change(lambda now: replace(now, theme="day"), file)
    assert load(file).settings == Settings("IE", theme="day")


def test_a_program_that_ended_in_between_loses_and_leaves_nothing(file: Path) -> None:
    old = write_old(file, EARLIER)
    content = old.read_bytes()
    change(lambda now: now, file)
    old.write_bytes(content)  # as it was before it was deleted
    assert change(lambda now: replace(now, theme="day"), file) == ""
    assert load(file).settings == replace(KEPT, theme="day")
    assert names(file.parent) == {"settings.toml", ".settings.lock"}


def test_what_an_earlier_version_chose_since_is_kept_beside(file: Path) -> None:
    change(lambda _: Settings("IE"), file)
    write_old(file, {"region": "GB"})
    assert load(file).settings == Settings("IE")
    assert "settings.json.broken" in change(lambda now: replace(now, theme="day"), file)
    assert load(file).settings == Settings("IE", theme="day")


def test_a_full_disk_leaves_the_old_file_as_it_is(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_old(file, EARLIER)

    def full(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_file.os, "replace", full)
    with pytest.raises(Exception, match="No space left"):
        change(lambda now: replace(now, theme="day"), file)
    assert load(file).settings == KEPT


def test_they_are_deleted_with_the_new_ones(file: Path) -> None:
    write_old(file, EARLIER)
    (file.parent / "settings.json.broken").write_text("pineapple", encoding="utf-8")
    assert forget(file)
    assert names(file.parent) == {".settings.lock"}


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)


@given(values=st.dictionaries(st.sampled_from(sorted(SettingsFile.model_fields)) | st.text(), ANY))
def test_whatever_they_hold_is_carried_over_or_kept_beside(
    values: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("any") / "settings.toml"
    old = write_old(file, values)
    content, before = old.read_bytes(), load(file)
    said = change(lambda now: now, file)
    after = load(file)
    assert not after.trouble
    assert not old.exists()
    if said:
        assert (file.parent / "settings.json.broken").read_bytes() == content
    else:
        assert after.settings == before.settings
        assert toml_file.read(file).keys() >= set(before.settings.others)
