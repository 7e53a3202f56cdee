"""Attacks by damaged files of the program's own: settings, the couple's file, authors, shelves, the list's cache."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.attack_home import BROKEN, LOST, SURVIVED, ended, told
from bench.fuzz import bytes_changed, flipped
from bench.small_packs import exercise_text
from companion import resources
from companion.couple import couple_file
from companion.packs.index import Index
from companion.packs.keys import AuthorKey
from companion.packs.shelf import Shelf
from companion.packs.subscriptions import Looked, SubscribedShelf, Subscriptions
from companion.packs.trust import Trust
from companion.store import settings

_TODAY = "2026-11-22"


@dataclass(frozen=True)
class _Kept:
    """A file that is damaged, and the use that follows."""

    files: tuple[Path, ...]
    """The file that is damaged, and those that belong to it."""
    use: Callable[[], object]
    """Reads it and saves it again. Raises CompanionError if it cannot be read."""
    words: tuple[bytes, ...]
    """Values that have to be there afterwards, in the file or in a copy beside it, if the damage left them."""


def new_key() -> AuthorKey:
    """Makes a key that nothing is signed with."""
    from minisign import KeyPair

    return AuthorKey(KeyPair.generate().public_key.to_base64().decode())


def seen(address: str, key: AuthorKey, number: int) -> Looked:
    """Makes the outcome of looking at a shelf, with an empty list of this number."""
    index = Index(author="Dr. May", packs=())
    shelf = SubscribedShelf(address, key, "Dr. May", number, "2099-01-01", f"{number:064x}")
    return Looked(shelf, index, index.model_dump_json().encode(), news=True)


def states(work: Path, count: int, chance: random.Random) -> Iterator[str]:
    """Damages one file, reads and saves it, and looks for the values that were in it.

    A file that is refused has to stay as it is. One that is saved keeps each value that the damage left, or is kept
    beside with it.
    """
    kept = _kept(work)
    good = {file: file.read_bytes() for each in kept for file in each.files if file.exists()}
    for number in range(count):
        one = kept[number % len(kept)]
        for file in one.files:
            for left in file.parent.glob(f"{file.name}.broken*"):
                left.unlink()
            if file in good:
                file.write_bytes(good[file])
            else:
                file.unlink(missing_ok=True)
        attacked = chance.choice([file for file in one.files if file in good])
        damaged = chance.choice((bytes_changed, flipped))(good[attacked], chance)
        attacked.write_bytes(damaged)
        end = ended(one.use)
        if end == BROKEN:
            yield end
            continue
        there = [file.read_bytes() for file in (attacked, *attacked.parent.glob(f"{attacked.name}.broken*"))]
        if end != SURVIVED:
            lost = damaged not in there
        else:
            lost = any(not any(word in each for each in there) for word in one.words if word in damaged)
        if lost and attacked == one.files[0]:
            told(LOST, f"{attacked.name}, after {end}: {damaged!r} became {there!r}")
            end = LOST
        yield end


def _kept(work: Path) -> list[_Kept]:
    settings.change(lambda _: settings.Settings("IE", stop_word="lighthouse", buttons={"f5": "pause"}))
    couple_file.path().write_text('{"names": ["Ana", "Ben"], "starts": "a"}', encoding="utf-8")
    may, other = new_key(), new_key()
    Trust().accept_shelf(may, "Dr. May", _TODAY)
    Subscriptions().add(seen("/packs/may", may, 7))
    exercises = work / "exercises"
    exercises.mkdir()
    (exercises / "one-minute.yaml").write_text(exercise_text("one-minute"), encoding="utf-8")
    cache = resources.cache_dir() / "exercises.json"
    Shelf([exercises], cache).entries()
    authors, shelves = resources.data_dir() / "authors.json", resources.data_dir() / "shelves" / "shelves.json"
    return [
        _Kept((settings.path(),), lambda: settings.change(lambda kept: kept), (b"lighthouse", b"pause")),
        _Kept((couple_file.path(),), lambda: couple_file.save(couple_file.load().kept, 739_000), (b"Ana", b"Ben")),
        _Kept(
            (authors, authors.with_name("authors.number")),
            lambda: Trust().accept_shelf(other, "Somebody Else", _TODAY),
            (may.base64.encode(),),
        ),
        _Kept(
            (shelves, shelves.with_name("shelves.number")),
            lambda: Subscriptions().add(seen("/packs/else", other, 3)),
            (may.base64.encode(),),
        ),
        # The cache may be rebuilt, and holds nothing of a person's.
        _Kept((cache,), partial(_listed, exercises, cache), ()),
    ]


def _listed(exercises: Path, cache: Path) -> None:
    entries = Shelf([exercises], cache).entries()
    assert [Path(each.path).name for each in entries] == ["one-minute.yaml"]
