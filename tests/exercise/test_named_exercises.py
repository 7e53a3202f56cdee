"""The exercises that an ending names are found, and each is there to be offered."""

from __future__ import annotations

from pathlib import Path

from companion import resources
from companion.exercise.named_exercises import quoted_at_end
from companion.packs.shelf import Shelf

NAMED_AT_ENDS = {"right-now": ("The next ten minutes",), "une-minute": ("Les pieds au sol",)}
"""The endings of our own exercises that name one. Add a new one here once the page after it offers it."""


def test_every_exercise_named_at_an_end_is_one_for_one_person(tmp_path: Path) -> None:
    shelf = Shelf([resources.shipped_exercises()], tmp_path / "list.json")
    loaded = [shelf.find(entry.id).exercise for entry in shelf.entries()]
    alone = {each.title for each in loaded if each.people == 1}
    titles = {each.title for each in loaded}
    found = {each.id: tuple(title for title in quoted_at_end(each) if title in titles) for each in loaded}
    assert {id: named for id, named in found.items() if named} == NAMED_AT_ENDS
    assert {title for named in found.values() for title in named} <= alone
