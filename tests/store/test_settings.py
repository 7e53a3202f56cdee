"""One small file of one's own: whole or not at all, and unreadable contents are never lost."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import SettingsError
from companion.store import toml_file
from companion.store.own_file import LARGEST
from companion.store.settings import LoadedSettings, Look, Settings, change, forget, load, look
from companion.store.settings_file import LONGEST_WORD, SettingsFile

LOCK = ".settings.lock"
"""The empty file that one process at a time holds while it changes the settings."""

BROKEN = [
    b"region",
    b"region = ",
    b'region = "GB',
    b"[region",
    b"region = 7",
    b'region = "Narnia"',
    b"stop_word = 7",
    b'stop_word = ""',
    b'stop_word = "pine\\napple"',
    b"calibration = [1]",
    b'sound_check_offered = "yes"',
    b"sound_check_offered = 1",
    b'speak_pages = "yes"',
    b'region = "G\xc3\x9f"',
    b'stop_word = "' + b"a" * (LONGEST_WORD + 1) + b'"',
    b'theme = "mauve"',
    b"volume = 11",
    b"pace = true",
    b"microphone = 0",
    b'motion = "fast"',
    b'language = "tlh"',
    b"keys = 7",
    b"\xff\xfe",
    b"a = " + b"[" * 5000,
    b" " * (LARGEST + 1),
]


def save(settings: Settings, file: Path) -> str:
    return change(lambda _: settings, file)


def no_links(source: object, target: object) -> None:
    """A file system on a memory stick."""
    raise PermissionError(1, "Operation not permitted")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "settings.toml"


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
    assert {path.name for path in file.parent.iterdir()} == {"settings.toml", LOCK}


def test_what_is_not_known_here_stays(file: Path) -> None:
    save(Settings(), file)
    file.write_text('region = "gb"\n\n[newer]\nname = "joe"\n', encoding="utf-8")
    loaded = load(file).settings
    assert loaded.region == "GB"
    save(Settings("IE", loaded.others), file)
    assert toml_file.read(file) == {"newer": {"name": "joe"}, "region": "IE"}


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
    assert file.with_name("settings.toml.broken").read_bytes() == content


def test_every_value_that_will_not_do_is_named_in_words_and_not_as_in_the_file() -> None:
    assert SettingsFile.complaints.keys() == SettingsFile.model_fields.keys()
    assert [one for one in SettingsFile.complaints.values() if "“" in one or "_" in one] == []


def test_a_value_that_will_not_do_loses_only_itself(file: Path) -> None:
    content = 'region = "Ireland"\nstop_word = "pineapple"\nnewer = 1\n[calibration]\ngain_db = 3.0\n'
    file.parent.mkdir()
    file.write_text(content, encoding="utf-8")
    loaded = load(file)
    assert loaded.settings == Settings(None, {"newer": 1}, stop_word="pineapple", calibration={"gain_db": 3.0})
    assert "its country isn't a two-letter code" in loaded.trouble
    assert loaded.lost == {"region"}
    aside = file.with_name("settings.toml.broken")
    assert str(aside) in save(Settings("IE", stop_word="pineapple"), file)
    assert aside.read_text(encoding="utf-8") == content
    assert load(file).trouble == save(Settings("IE", stop_word="pineapple"), file) == ""


def test_every_value_that_will_not_do_is_named(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("".join(f"{name} = [[7]]\n" for name in SettingsFile.model_fields), encoding="utf-8")
    loaded = load(file)
    assert loaded.lost == set(SettingsFile.model_fields)
    assert all(SettingsFile.complaints[name] in loaded.trouble for name in loaded.lost)


@pytest.mark.parametrize("broken", [{"f5": "explode"}, {"f5": 1}, {"": "stop"}, {"a b": "stop"}], ids=str)
def test_a_damaged_button_loses_only_itself(broken: dict[str, object], file: Path) -> None:
    file.parent.mkdir()
    content = tomlkit.dumps({"region": "IE", "buttons": {"pagedown": "stop", **broken}})
    file.write_text(content, encoding="utf-8")
    loaded = load(file)
    assert loaded.settings == Settings("IE", buttons={"pagedown": "stop"})
    assert "one of its buttons has no meaning that I know" in loaded.trouble
    assert loaded.lost == {"buttons"}
    save(loaded.settings, file)
    assert file.with_name("settings.toml.broken").read_text(encoding="utf-8") == content
    assert load(file).trouble == ""


def test_buttons_are_kept_in_their_order(file: Path) -> None:
    kept = {"pagedown": "stop", ".": "stop", "f5": "pause", "media_play_pause": "yes-a"}
    save(Settings(buttons=kept), file)
    assert list(load(file).settings.buttons.items()) == list(kept.items())
    save(Settings(), file)
    assert toml_file.read(file) == {}


def test_the_file_and_the_settings_have_the_same_names() -> None:
    assert {*SettingsFile.model_fields, "others"} == {field.name for field in fields(Settings)}


def test_without_a_file_pydantic_is_not_imported(tmp_path: Path) -> None:
    """The card of people to call reads the settings too, and must be there at once."""
    code = (
        "import sys, pathlib; from companion.store import settings; file = pathlib.Path(sys.argv[1]); "
        "settings.load(file); settings.change(lambda _: settings.Settings('IE'), file); "
        "print('pydantic' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "settings.toml")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "False"


@pytest.mark.parametrize("links", [True, False])
def test_a_broken_file_that_cannot_be_replaced_stays_where_it_is(
    links: bool, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The readable values in it must hold."""
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    file.parent.mkdir()
    file.write_text('region = "Ireland"\nstop_word = "pineapple"\n', encoding="utf-8")
    real = os.replace

    def full(source: Path | str, target: Path) -> None:
        if Path(source).name.startswith(".half-"):
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(SettingsError):
        save(Settings("GB"), file)
    assert load(file).settings.stop_word == "pineapple"
    assert {path.name for path in file.parent.iterdir()} == {"settings.toml", LOCK}


@pytest.mark.parametrize("links", [True, False])
def test_a_second_broken_file_does_not_push_out_the_first(
    links: bool, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    file.parent.mkdir()
    for content in (b"[one", b"[two"):
        file.write_bytes(content)
        save(Settings("GB"), file)
    assert file.with_name("settings.toml.broken").read_bytes() == b"[one"
    assert file.with_name("settings.toml.broken-2").read_bytes() == b"[two"


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
    assert {path.name for path in file.parent.iterdir()} == {"settings.toml", LOCK}


@pytest.mark.parametrize(
    ("number", "way"), [(errno.ENOSPC, "free some space"), (errno.EROFS, "COMPANION_HOME"), (errno.EACCES, "allow")]
)
def test_the_way_on_fits_the_reason(number: int, way: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", refused)
    with pytest.raises(SettingsError) as caught:
        change(lambda now: replace(now, region="IE"), file)
    assert way in caught.value.hint
    assert ("space" in caught.value.hint) is (number == errno.ENOSPC)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        save(Settings("GB"), tmp_path / "data" / "settings.toml")
    assert caught.value.hint


@given(content=st.binary(max_size=200))
def test_loading_never_raises(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("any") / "settings.toml"
    file.write_bytes(content)
    loaded = load(file)
    assert isinstance(loaded.settings, Settings)


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ANY = st.recursive(
    st.booleans() | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=4,
)


@given(values=st.dictionaries(st.sampled_from(sorted(SettingsFile.model_fields)) | TEXT, ANY))
def test_whatever_stands_under_a_key_loading_never_raises(
    values: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("any") / "settings.toml"
    file.write_bytes(toml_file.as_toml(values, "", ""))
    loaded = load(file)
    assert loaded.settings.others.keys() == values.keys() - SettingsFile.model_fields.keys()
    assert loaded.lost <= values.keys()
    assert all(getattr(loaded.settings, name) == getattr(Settings(), name) for name in loaded.lost)
    assert bool(loaded.trouble) == bool(loaded.lost)


WRITTEN = """\
# Mine. Please leave this alone.
volume = 0.5   # quiet, for the night
region = "IE"

# what the clicker does
[buttons]
pagedown = "stop"  # the big one
"""


def test_a_change_leaves_comments_and_order_as_they_are(file: Path) -> None:
    file.parent.mkdir()
    file.write_text(WRITTEN, encoding="utf-8")
    change(lambda now: replace(now, volume=0.65, theme="day", buttons={**now.buttons, "f5": "pause"}), file)
    written = file.read_text(encoding="utf-8")
    for line in WRITTEN.splitlines():
        assert line.replace("0.5 ", "0.65 ") in written.splitlines()
    assert load(file).settings == Settings("IE", volume=0.65, theme="day", buttons={"pagedown": "stop", "f5": "pause"})
    assert written.startswith("# Mine.")


def test_a_mark_that_an_editor_put_at_the_beginning_does_not_matter(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"\xef\xbb\xbfregion = 'IE'\r\n")
    assert load(file) == LoadedSettings(Settings("IE"))
    change(lambda now: replace(now, theme="day"), file)
    assert load(file) == LoadedSettings(Settings("IE", theme="day"))


def test_a_line_that_is_not_complete_is_named(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('region = "IE"\nvolume = \n', encoding="utf-8")
    assert "line 2 isn't complete" in load(file).trouble


def test_theme_and_motion_are_read_without_pydantic_and_without_an_error(file: Path) -> None:
    assert look(file) == Look()
    change(lambda _: Settings(theme="day", motion="off"), file)
    assert look(file) == Look("day", "off")
    file.write_text("theme = 7\n", encoding="utf-8")
    assert look(file) == Look()
    file.write_text("theme = ", encoding="utf-8")
    assert look(file) == Look()


def test_all_settings_can_be_deleted_with_the_damaged_ones_that_were_kept(file: Path) -> None:
    assert not forget(file)
    assert not file.parent.exists()
    file.parent.mkdir()
    file.write_bytes(b"[broken")
    save(Settings("IE", stop_word="pineapple"), file)
    assert forget(file)
    assert load(file) == LoadedSettings(Settings())
    assert {path.name for path in file.parent.iterdir()} == {LOCK}
    assert not forget(file)


def test_a_name_that_was_mistyped_is_named_with_the_one_that_was_meant(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('voise = "heart"\nsomething_new = 1\n', encoding="utf-8")
    loaded = load(file)
    assert loaded.trouble == ""
    assert "“voise”" in loaded.doubt
    assert "“voice”" in loaded.doubt
    assert f"({file}, line 1)" in loaded.doubt


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ('# voise = "no"\n\nvoise = "joe"\n', 3),
        ('region = "GB"\n  "voise" = "joe"\n', 2),
        ("[voise]\na = 1\n", 1),
        ('voises = "x"\nvoise.a = 1\n', 2),
        ('region = "voise"\n', 0),
    ],
)
def test_the_line_on_which_a_value_is_set(written: str, line: int, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(written, encoding="utf-8")
    assert toml_file.line_of(file, "voise") == line
    assert toml_file.line_of(tmp_path / "none.toml", "voise") == 0
