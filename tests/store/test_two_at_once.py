"""Two processes that write one file at once: it is always there, whole, and no broken one is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from companion.errors import SettingsError
from companion.store import own_file, settings, toml_file
from companion.store.lock import try_lock
from companion.store.settings import Settings, change, load

WRITERS = 3
TIMES = 25
WRITE = f"""
import sys
from pathlib import Path
from companion.store import settings
from companion.store.settings import Settings, change
settings._LOCK_WAIT = 120.0  # on a busy machine it is the others' turn for long
print("ready", flush=True)
sys.stdin.readline()
for number in range({TIMES}):
    made = Settings("IE", {{"writer": sys.argv[2], "number": number, "long": sys.argv[2] * 20_000}})
    change(lambda _: made, Path(sys.argv[1]))
"""


@pytest.mark.skipif(
    os.name != "posix", reason="on Windows a file cannot be replaced while somebody reads it; run it on Linux or macOS"
)
def test_what_is_read_meanwhile_is_always_one_writer_s_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b"[broken")
    command = [sys.executable, "-c", WRITE, str(file)]
    writers = [
        subprocess.Popen([*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for name in "abcdef"[:WRITERS]
    ]
    try:
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        running = True
        while running:
            running = any(writer.poll() is None for writer in writers)
            data = file.read_bytes()
            if data != b"[broken":
                others = toml_file.parsed(data)
                assert others["long"] == others["writer"] * 20_000
        assert [writer.wait() for writer in writers] == [0] * WRITERS
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    assert load(file).settings.others["number"] == TIMES - 1
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path != file}
    assert kept == {"settings.toml.broken": b"[broken", ".settings.lock": b""}


def not_read(file: Path) -> dict[str, str]:
    raise ValueError("line 1 isn't complete")


def test_where_another_keeps_the_broken_file_first_both_copies_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b"[broken")
    real = os.link

    def after_the_other(source: Path, target: Path) -> None:
        monkeypatch.setattr(os, "link", real)
        toml_file.write(file, {"region": "GB"}, not_read, "")
        real(source, target)

    monkeypatch.setattr(os, "link", after_the_other)
    assert toml_file.write(file, {"region": "IE"}, not_read, "") == tmp_path / "settings.toml.broken-2"
    assert load(file).settings.region == "IE"
    assert (tmp_path / "settings.toml.broken").read_bytes() == b"[broken"
    assert load(tmp_path / "settings.toml.broken-2").settings.region == "GB"


def test_a_file_that_another_process_deletes_meanwhile_is_written_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b"[broken")

    def deleted(file: Path) -> dict[str, str]:
        file.unlink()
        raise ValueError("line 1 isn't complete")

    assert toml_file.write(file, {"region": "IE"}, deleted, "") is None
    assert [path.name for path in tmp_path.iterdir()] == ["settings.toml"]


def test_a_folder_in_the_file_s_place_is_moved_aside(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.mkdir()
    (file / "note").write_text("mine", encoding="utf-8")
    change(lambda _: Settings("IE"), file)
    assert load(file).settings.region == "IE"
    assert (tmp_path / "settings.toml.broken" / "note").read_text(encoding="utf-8") == "mine"


def test_what_a_power_cut_left_is_removed_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    change(lambda _: Settings("IE"), file)
    (tmp_path / ".half-settings.toml-x1y2.tmp").write_text("{", encoding="utf-8")
    (tmp_path / ".half-couple.json-x1y2.tmp").write_text("{", encoding="utf-8")
    assert own_file.remove(file)
    assert {path.name for path in tmp_path.iterdir()} == {".half-couple.json-x1y2.tmp", ".settings.lock"}


CHOOSE = f"""
import sys
from dataclasses import replace
from pathlib import Path
from companion.store.settings import change
print("ready", flush=True)
sys.stdin.readline()
for number in range({TIMES}):
    if sys.argv[2] == "region":
        change(lambda kept: replace(kept, region="IE" if number % 2 == 0 else "GB"), Path(sys.argv[1]))
    else:
        change(lambda kept: replace(kept, stop_word=f"word {{number}}"), Path(sys.argv[1]))
"""


def test_two_that_change_different_settings_lose_neither(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    change(lambda _: Settings(calibration={"gain_db": 3.0}), file)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", CHOOSE, str(file), what], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for what in ("region", "stop_word")
    ]
    try:
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        assert [writer.wait(60) for writer in writers] == [0, 0]
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    last = f"word {TIMES - 1}"
    assert load(file).settings == Settings("IE", stop_word=last, calibration={"gain_db": 3.0})


def test_while_another_holds_the_lock_nothing_is_saved_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.toml"
    change(lambda _: Settings("IE"), file)
    monkeypatch.setattr(settings, "_LOCK_WAIT", 0.0)
    with (tmp_path / ".settings.lock").open("a+b") as held:
        assert try_lock(held)
        with pytest.raises(SettingsError, match="in another window"):
            change(lambda kept: replace(kept, region="GB"), file)
    assert load(file).settings.region == "IE"
    change(lambda kept: replace(kept, region="GB"), file)
    assert load(file).settings.region == "GB"
