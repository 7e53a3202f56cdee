"""The cache of the list: validated or made anew, and never believed."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.packs.shelf import Shelf
from tests.packs.written import put


def cached(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "list.json"


def change(tmp_path: Path, how: Any) -> None:
    data = json.loads(cached(tmp_path).read_text(encoding="utf-8"))
    for file, one in data["files"].items():
        data["files"][file] = how(copy.deepcopy(one))
    cached(tmp_path).write_text(json.dumps(data), encoding="utf-8")


ANYTHING: list[Any] = [
    None,
    True,
    -1,
    1.5,
    float("nan"),
    float("inf"),
    10**400,
    "x\x1b[2J",
    [],
    ["\x07"],
    {},
    [[]],
    "\ud800",
]


@pytest.mark.parametrize("value", ANYTHING, ids=repr)
def test_an_entry_with_anything_in_it_is_made_anew(shelf: Shelf, tmp_path: Path, value: Any) -> None:
    right = shelf.entries()
    good = cached(tmp_path).read_bytes()
    fields = {name for one in json.loads(good)["files"].values() for name in one.get("entry", {})}
    for field in sorted(fields - {"broken"}):

        def spoiled(one: Any, field: str = field) -> Any:
            if "entry" in one and not one["entry"]["broken"]:
                one["entry"][field] = value
            return one

        change(tmp_path, spoiled)
        if not (value == 1.5 and field in ("minutes", "shortest", "longest", "longest_way")) and (
            value != [] or field not in ("needs", "formerly", "cautions")
        ):
            assert shelf.entries() == right, field
        cached(tmp_path).write_bytes(good)
    for part in ("stamp", "whole", "entry", "title"):
        change(tmp_path, lambda one, part=part: {**one, part: value} if part in one else one)
        if not (part == "whole" and value == []):
            assert shelf.entries() == right, part
        cached(tmp_path).write_bytes(good)
    if value is not True:  # which is the mark of a list
        change(tmp_path, lambda one: {"stamp": one["stamp"], "list": value})
        assert shelf.entries() == right
    change(tmp_path, lambda one: value)
    assert shelf.entries() == right
    assert cached(tmp_path).read_bytes() == good


def test_entries_that_belong_to_files_of_another_kind(shelf: Shelf, tmp_path: Path) -> None:
    """An exercise's entry for a pack's title, and a pack's title for an exercise."""
    right = shelf.entries()
    good = cached(tmp_path).read_bytes()
    exercise = next(one for one in json.loads(good)["files"].values() if "entry" in one)
    for other in ({"title": "Not this"}, {"whole": [], "entry": exercise["entry"]}):
        kind = "entry" if "title" in other else "title"
        change(tmp_path, lambda one, other=other, kind=kind: {"stamp": one["stamp"], **other} if kind in one else one)
        assert shelf.entries() == right
        assert cached(tmp_path).read_bytes() == good


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_cache_with_bytes_changed(shelf: Shelf, tmp_path: Path, data: st.DataObject) -> None:
    """Listing goes on, whatever stands in the file."""
    cached(tmp_path).unlink(missing_ok=True)
    count = len(shelf.entries())
    raw = bytearray(cached(tmp_path).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cached(tmp_path).write_bytes(raw)
    assert len(shelf.entries()) == count


@pytest.mark.parametrize("text", ["[" * 100_000, '{"version":' * 20_000, "null", "[]", '{"files": {}}', "1e999"])
def test_a_cache_that_is_none(shelf: Shelf, tmp_path: Path, text: str) -> None:
    right = shelf.entries()
    cached(tmp_path).write_text(text, encoding="utf-8")
    assert shelf.entries() == right


def test_a_file_of_the_same_length_and_time(root: Path, shelf: Shelf) -> None:
    """As a synchronised or restored folder has it."""
    file = put(root / "calm" / "other.yaml", "First title")
    times = file.stat()
    assert "First title" in {entry.title for entry in shelf.entries()}
    put(file, "Other title")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert file.stat().st_size == times.st_size
    assert "Other title" in {entry.title for entry in shelf.entries()}
