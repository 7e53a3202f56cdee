"""Finds the lists of kinds of closeness for “yes, no, maybe”: shipped ones, a person's own, and those in packs.

They are files among the exercises.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from companion.closeness.item_reading import read_items
from companion.closeness.items import MOST_ITEMS, ItemList
from companion.errors import CompanionError, UnknownExercise
from companion.exercise.item_lists import is_item_list
from companion.exercise.problems import ExerciseMistakes
from companion.packs.loading import exercise_files, read_bytes
from companion.packs.walking import pack_folders


class NoItemList(CompanionError):
    title = "There is no list"


@dataclass(frozen=True, slots=True)
class FoundLists:
    lists: tuple[ItemList, ...]
    troubles: tuple[str, ...] = ()
    """A sentence about each list that cannot be used."""


def load_list(file: Path, shown: str = "") -> ItemList:
    """Reads a list by its file. Raises UnknownExercise, or ExerciseMistakes with all its mistakes."""
    return read_items(read_bytes(file), shown or str(file))


def list_files(folder: Path) -> list[Path]:
    """Finds the files in a folder that are such lists, also those with mistakes. Never raises."""
    found = []
    try:
        files = exercise_files(folder)
    except OSError:
        return []
    for file in files:
        try:
            if is_item_list(read_bytes(file)):
                found.append(file)
        except UnknownExercise:
            continue
    return found


def find_lists(roots: Iterable[Path]) -> FoundLists:
    """Finds every list under these folders. The first counts if two have one id. Raises NoItemList."""
    lists: dict[str, ItemList] = {}
    troubles: list[str] = []
    for folder, _ in pack_folders(roots):
        for file in list_files(folder):
            try:
                made = load_list(file)
            except (UnknownExercise, ExerciseMistakes) as error:
                troubles.append(f"I can't use {file.name}: {error.message} ({error.place})")
                continue
            if made.id in lists:
                troubles.append(f"I left out {file}, because another list is called {made.id} too.")
            elif _count(lists.values()) + len(made.items) > MOST_ITEMS:
                troubles.append(f"I left out {file}, because all lists together may have {MOST_ITEMS} items.")
            else:
                lists[made.id] = made
    if not lists:
        raise NoItemList(
            " ".join([*troubles, "I have no list to ask you about."]),
            hint="Install Companion again, or give a list of your own: companion yes-no-maybe --items FILE",
        )
    return FoundLists(tuple(lists.values()), tuple(troubles))


def given_lists(files: Sequence[Path]) -> FoundLists:
    """Reads these lists and no others. Raises what `load_list` raises, and NoItemList if two have the same id or if all
    together have too many items."""
    lists: dict[str, ItemList] = {}
    for file in files:
        made = load_list(file)
        if made.id in lists:
            raise NoItemList(
                f"Two of these lists have the id {made.id}.", place=str(file), hint="Give each list its own id."
            )
        lists[made.id] = made
    if _count(lists.values()) > MOST_ITEMS:
        raise NoItemList(f"These lists have more than {MOST_ITEMS} items together.", hint="Give fewer of them.")
    return FoundLists(tuple(lists.values()))


def _count(lists: Iterable[ItemList]) -> int:
    return sum(len(each.items) for each in lists)
