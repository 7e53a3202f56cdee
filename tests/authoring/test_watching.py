"""A save is noticed once, however the editor saves; and a file that goes away is told once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from companion.authoring.watching import Seen, Stamp, Watch, stamp_of

A, B, C = (1, 10, 1), (2, 10, 1), (3, 12, 2)
HALF = (2, 0, 1)


def seen(stamps: Sequence[Stamp | None]) -> list[str]:
    left = list(stamps)
    watch = Watch(Path("x"), lambda _: left.pop(0))
    return [watch.look().value for _ in stamps]


@pytest.mark.parametrize(
    ("what", "stamps", "expected"),
    [
        ("nothing happens", [A, A, A], ["saved", "nothing", "nothing"]),
        ("written in place", [A, B, B, B], ["saved", "nothing", "saved", "nothing"]),
        ("emptied first, then filled", [A, HALF, C, C, C], ["saved", "nothing", "nothing", "saved", "nothing"]),
        ("a new file in its place", [A, None, C, C], ["saved", "nothing", "nothing", "saved"]),
        ("deleted", [A, None, None, None], ["saved", "nothing", "gone", "nothing"]),
        ("deleted and brought back", [A, None, None, A, A], ["saved", "nothing", "gone", "nothing", "saved"]),
        ("not there yet", [None, None, A, A], ["gone", "nothing", "saved", "nothing"]),
        ("saved twice between two looks", [A, C, C], ["saved", "nothing", "saved"]),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else "",
)
def test_saves(what: str, stamps: list[Stamp | None], expected: list[str]) -> None:
    assert seen(stamps) == expected


def test_a_real_file_written_and_replaced(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    assert stamp_of(file) is None
    file.write_text("one", encoding="utf-8")
    first = stamp_of(file)
    (tmp_path / "new").write_text("two", encoding="utf-8")
    (tmp_path / "new").replace(file)
    assert first is not None
    assert stamp_of(file) != first


def test_a_name_that_is_none_is_a_file_that_is_not_there() -> None:
    assert stamp_of(Path("a\0b")) is None
    assert Watch(Path("a\0b")).look() is Seen.GONE
