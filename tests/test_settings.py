"""One small file of one's own: whole or not at all, and what cannot be read is never lost."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import SettingsError
from companion.own_file import LARGEST
from companion.settings import Settings, load, save

BROKEN = [
    b"",
    b"{",
    b"[]",
    b'"GB"',
    b'{"region": 7}',
    b'{"region": "Narnia"}',
    b'{"stop_word": 7}',
    b'{"stop_word": ""}',
    b'{"stop_word": "pine\\napple"}',
    b'{"stop_word": "\\ud800"}',
    b'{"calibration": [1]}',
    b"\xff\xfe",
    b"[" * 5000,
    b" " * (LARGEST + 1),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "settings.json"


def test_without_a_file_there_are_the_defaults(file: Path) -> None:
    assert load(file).settings == Settings()
    assert load(file).trouble == ""
    assert not file.parent.exists()


def test_a_stop_word_and_a_calibration_are_kept(file: Path) -> None:
    save(Settings("IE", stop_word="pineapple", calibration={"gain_db": 3.0}), file)
    assert load(file).settings == Settings("IE", stop_word="pineapple", calibration={"gain_db": 3.0})


def test_what_is_saved_is_loaded_and_nothing_else_lies_about(file: Path) -> None:
    save(Settings("IE"), file)
    assert load(file).settings == Settings("IE")
    save(Settings("GB"), file)
    assert load(file).settings.region == "GB"
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


def test_what_is_not_known_here_stays(file: Path) -> None:
    save(Settings(), file)
    file.write_text('{"voice": {"name": "joe"}, "region": "gb"}', encoding="utf-8")
    loaded = load(file).settings
    assert loaded.region == "GB"
    save(Settings("IE", loaded.others), file)
    assert json.loads(file.read_text(encoding="utf-8")) == {"voice": {"name": "joe"}, "region": "IE"}


@pytest.mark.parametrize("content", BROKEN, ids=lambda content: repr(content[:20]))
def test_a_broken_file_is_said_left_alone_and_then_kept_beside(content: bytes, file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    loaded = load(file)
    assert loaded.settings == Settings()
    assert str(file) in loaded.trouble
    assert file.read_bytes() == content
    save(Settings("GB"), file)
    assert load(file).settings.region == "GB"
    assert file.with_name("settings.json.broken").read_bytes() == content


def test_a_value_that_will_not_do_loses_only_itself(file: Path) -> None:
    content = json.dumps({"region": "Ireland", "stop_word": "pineapple", "calibration": {"gain_db": 3.0}, "voice": 1})
    file.parent.mkdir()
    file.write_text(content, encoding="utf-8")
    loaded = load(file)
    assert loaded.settings == Settings(None, {"voice": 1}, stop_word="pineapple", calibration={"gain_db": 3.0})
    assert "its region is no country code" in loaded.trouble
    assert loaded.lost == {"region"}
    aside = file.with_name("settings.json.broken")
    assert str(aside) in save(Settings("IE", stop_word="pineapple"), file)
    assert aside.read_text(encoding="utf-8") == content
    assert load(file).trouble == save(Settings("IE", stop_word="pineapple"), file) == ""


def test_every_value_that_will_not_do_is_named(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('{"region": 1, "stop_word": 2, "calibration": 3}', encoding="utf-8")
    loaded = load(file)
    assert loaded.lost == {"region", "stop_word", "calibration"}
    assert all(name.replace("_", " ") in loaded.trouble for name in loaded.lost)


def test_a_broken_file_that_cannot_be_replaced_stays_where_it_is(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can still be read of it must hold."""
    file.parent.mkdir()
    file.write_text('{"region": "Ireland", "stop_word": "pineapple"}', encoding="utf-8")
    real = os.replace

    def full(source: Path | str, target: Path) -> None:
        if str(source).endswith(".json") and Path(source) != file:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(SettingsError):
        save(Settings("GB"), file)
    assert load(file).settings.stop_word == "pineapple"
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


def test_half_a_sign_under_an_unknown_name_stays_as_it_is(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('{"\\ud800": "\\udfff", "stop_word": "pineapple"}', encoding="utf-8")
    save(replace(load(file).settings, region="IE"), file)
    assert load(file).settings == Settings("IE", {"\ud800": "\udfff"}, stop_word="pineapple")
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


def test_a_second_broken_file_does_not_push_out_the_first(file: Path) -> None:
    file.parent.mkdir()
    for content in (b"{one", b"{two"):
        file.write_bytes(content)
        save(Settings("GB"), file)
    assert file.with_name("settings.json.broken").read_bytes() == b"{one"
    assert file.with_name("settings.json.broken-2").read_bytes() == b"{two"


def test_a_write_that_fails_leaves_the_old_file_and_nothing_half_done(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(Settings("IE"), file)

    def full(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(SettingsError) as caught:
        save(Settings("GB"), file)
    assert "No space left" in caught.value.message
    assert load(file).settings.region == "IE"
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        save(Settings("GB"), tmp_path / "data" / "settings.json")
    assert caught.value.hint


@given(content=st.binary(max_size=200))
def test_loading_never_raises(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("any") / "settings.json"
    file.write_bytes(content)
    loaded = load(file)
    assert isinstance(loaded.settings, Settings)
