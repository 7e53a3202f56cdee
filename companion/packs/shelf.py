"""The exercises there are, and finding one by its name or its file.

A pack is a folder of exercises under one of the roots (perhaps with a `pack.yaml` that gives its title); exercises
may lie loose in a root too. Listing must be fast, for the first thing anybody sees is the list: what a file's
heading says is kept in the cache folder for as long as the file does not change. Reading and planning are loaded
only when a file has to be read.
"""

from __future__ import annotations

import contextlib
import difflib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion import __version__, resources
from companion.errors import BadExercise, CompanionError, UnknownExercise

if TYPE_CHECKING:
    from companion.exercise.model import Exercise
    from companion.exercise.reading import Reading

SUFFIXES = (".yaml", ".yml")
PACK_FILE = "pack.yaml"
LOOSE = "loose"
"""The pack of an exercise that lies in no pack."""
FIRST = "right-now"
"""Stands first in the list: whoever needs it cannot look for it."""
_CACHE_FORMAT = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list."""

    id: str
    title: str
    summary: str
    kind: str
    people: int
    minutes: float
    """Planned length with default answers, to a tenth."""
    pack: str
    """The pack's folder name."""
    pack_title: str
    path: str
    broken: str = ""
    """Its first mistake, with its place; empty where it can be played."""
    rung: int = 0
    """Its place on the touch ladder; 0 where it has none."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An exercise ready to be planned."""

    exercise: Exercise
    file: Path
    """A `play` step's recording is found from this file's folder."""
    pack: str
    includes: Mapping[str, Exercise] = field(default_factory=dict)
    """The exercises of its pack by id, where it includes any."""


class Shelf:
    """The exercises under some roots. Reads files; keeps nothing open and writes only to the cache."""

    def __init__(self, roots: Sequence[Path] | None = None, cache: Path | None = None) -> None:
        """`roots` are the shipped and the person's own exercises where left out, `cache` a file in the cache folder."""
        self.roots = list(roots) if roots is not None else [resources.shipped_exercises(), resources.own_exercises()]
        self._cache = cache if cache is not None else resources.cache_dir() / "exercises.json"

    # ---- the list -----------------------------------------------------------------------------------------------

    def entries(self) -> list[Entry]:
        """Every exercise: `right-now`, the rest of its pack, then the others by pack, rung and title.

        Broken files are listed as broken.
        """
        kept = self._load_cache()
        fresh: dict[str, Any] = {}
        found: list[Entry] = []
        for folder, pack in self._folders():
            title = _pack_title(folder, kept, fresh) if pack != LOOSE else "Exercises"
            files = _exercise_files(folder)
            stamps = {file: _stamp(file) for file in files}
            whole = sorted(stamps.values())
            for file in files:
                key = str(file)
                old = kept.get(key)
                if old is None or old["stamp"] != stamps[file] or (old["whole"] and old["whole"] != whole):
                    old = _described(file, stamps[file], whole)
                fresh[key] = old
                found.append(Entry(pack=pack, pack_title=title, path=key, **old["entry"]))
        if fresh != kept:
            self._save_cache(fresh)
        # The first root's: an installed pack that calls an exercise so does not get in front of the one that shipped.
        lead = next((entry for entry in found if entry.id == FIRST), None)

        def place(entry: Entry) -> tuple[bool, bool, str, int, str, str]:
            beside = lead is not None and entry.pack == lead.pack
            return (entry is not lead, not beside, entry.pack_title, entry.rung, entry.title, entry.path)

        return sorted(found, key=place)

    def _folders(self) -> Iterator[tuple[Path, str]]:
        for root in self.roots:
            if not root.is_dir():
                continue
            yield root, LOOSE
            for folder in sorted(root.iterdir()):
                if folder.is_dir() and not folder.name.startswith((".", "_")):
                    yield folder, folder.name

    def _load_cache(self) -> dict[str, Any]:
        try:
            kept = json.loads(self._cache.read_text(encoding="utf-8"))
            usable = kept["version"] == [_CACHE_FORMAT, __version__] and isinstance(kept["files"], dict)
            return dict(kept["files"]) if usable else {}
        except (OSError, ValueError, KeyError, TypeError):
            # A cache may be missing, half-written or somebody else's: everything is read anew.
            return {}

    def _save_cache(self, files: dict[str, Any]) -> None:
        whole = json.dumps({"version": [_CACHE_FORMAT, __version__], "files": files}, ensure_ascii=False)
        half = self._cache.with_name(f"{self._cache.name}.{os.getpid()}")
        try:
            resources.made(self._cache.parent)
            half.write_text(whole, encoding="utf-8")
            half.replace(self._cache)
        except OSError:
            # Read-only home, full disk: the next start is slower by some milliseconds, nothing else.
            with contextlib.suppress(OSError):
                half.unlink(missing_ok=True)

    # ---- one exercise -------------------------------------------------------------------------------------------

    def find(self, name_or_file: str | Path) -> Loaded:
        """An exercise by its id, by `pack/id`, by its title or by its file.

        Raises UnknownExercise (with "Did you mean") and ExerciseMistakes.
        """
        name = str(name_or_file)
        if isinstance(name_or_file, Path) or name.lower().endswith(SUFFIXES):
            return load(Path(name_or_file))
        path = self._quick(name) or self._by_name(name)
        if path is not None:
            return load(path)
        if _is_file(Path(name)):
            return load(Path(name))
        raise self._unknown(name)

    def _quick(self, name: str) -> Path | None:
        """A file called like its exercise, which nearly all are: found without reading the others."""
        pack, _, stem = name.rpartition("/")
        if not stem or stem.startswith(".") or any(bad in name for bad in ("\\", "..", "\0", "*", "?", "[")):
            return None
        for folder, folder_pack in self._folders():
            file = folder / f"{stem}.yaml"
            if pack in ("", folder_pack) and _is_file(file) and _claims_id(file, stem):
                return file
        return None

    def _by_name(self, name: str) -> Path | None:
        pack, _, last = name.rpartition("/")
        entries = self.entries()
        for entry in entries:
            if entry.id == last and pack in ("", entry.pack):
                return Path(entry.path)
        return next((Path(each.path) for each in entries if each.title.casefold() == name.casefold()), None)

    def _unknown(self, name: str) -> UnknownExercise:
        from companion.exercise.scalars import clean_text

        shown = str(clean_text(name))[:80]
        known = {entry.id: entry.id for entry in self.entries()}
        known.update({entry.title.casefold(): entry.id for entry in self.entries()})
        near = difflib.get_close_matches(name.casefold(), list(known), n=1, cutoff=0.5)
        hint = f"Did you mean '{known[near[0]]}'? " if near else ""
        return UnknownExercise(f"There is no exercise '{shown}'.", hint=f"{hint}'companion list' shows them all.")


def load(file: Path) -> Loaded:
    """An exercise by its file, with those of its folder that it includes.

    Raises UnknownExercise where there is no such file, ExerciseMistakes where it or one it includes has mistakes.
    """
    from companion.exercise.packwide import include_problems, included
    from companion.exercise.problems import ExerciseMistakes

    reading = read_file(file)
    exercise = reading.exercise
    pack = file.resolve().parent.name
    if not included(exercise):
        return Loaded(exercise, file, pack)
    others, broken = read_folder(file.parent)
    others[exercise.id] = reading
    by_id = {id: other.exercise for id, other in others.items()}
    waiting, seen = [exercise.id], set[str]()
    while waiting:
        here = waiting.pop()
        if here in broken and here not in by_id:
            raise broken[here]
        if here not in by_id or here in seen:
            continue
        seen.add(here)
        waiting += [name for _, name, _ in included(by_id[here])]
    found = [others[id].problem(each) for id in sorted(seen) for each in include_problems(by_id[id], by_id)]
    if found:
        raise ExerciseMistakes(found)
    return Loaded(exercise, file, pack, {id: by_id[id] for id in seen})


def read_file(file: Path, shown: str = "") -> Reading:
    """One file, its includes not looked at. `shown` is how messages name it. Raises as `load` does."""
    from companion.exercise.reading import read

    return read(read_bytes(file), shown or str(file))


def read_bytes(file: Path) -> bytes:
    """The file's bytes, no more than show that it is too large. Raises UnknownExercise where it cannot be read."""
    from companion.exercise.source import LARGEST

    try:
        if file.is_dir():
            raise UnknownExercise("This is a folder, not an exercise.", place=str(file), hint="Name one file in it.")
        if file.exists() and not file.is_file():
            raise UnknownExercise("This is no ordinary file.", place=str(file), hint="Name a file that ends in .yaml.")
        with file.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except FileNotFoundError as error:
        near = difflib.get_close_matches(file.name, _names_beside(file), n=1, cutoff=0.5)
        hint = f"Did you mean '{file.with_name(near[0])}'?" if near else "Look at the spelling and the folder."
        raise UnknownExercise("There is no such file.", place=str(file), hint=hint) from error
    except (OSError, ValueError) as error:
        raise UnknownExercise(
            "The file cannot be opened.", place=str(file), hint="Look whether you are allowed to read it."
        ) from error


def read_folder(folder: Path) -> tuple[dict[str, Reading], dict[str, CompanionError]]:
    """The exercises of one folder by id; and by file name (without suffix) what is wrong with the others."""
    good: dict[str, Reading] = {}
    broken: dict[str, CompanionError] = {}
    for file in _exercise_files(folder):
        try:
            reading = read_file(file)
        except (UnknownExercise, BadExercise) as error:
            broken[file.stem] = error
        else:
            good.setdefault(reading.exercise.id, reading)
    return good, broken


def _exercise_files(folder: Path) -> list[Path]:
    return sorted(
        file
        for file in folder.iterdir()
        if file.suffix.lower() in SUFFIXES
        and file.name != PACK_FILE
        and not file.name.startswith(".")
        and file.is_file()
    )


def _is_file(path: Path) -> bool:
    """As Path.is_file, and False for what cannot be a name here: too long, or with a character of no use."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _names_beside(file: Path) -> list[str]:
    try:
        return [other.name for other in file.parent.iterdir()]
    except OSError:
        return []


def _stamp(file: Path) -> list[int]:
    status = file.stat()
    return [status.st_mtime_ns, status.st_size]


def _claims_id(file: Path, id: str) -> bool:
    """Whether the file's heading gives this id, judged by its text alone."""
    text = read_bytes(file).decode("utf-8", "replace")
    claimed = (
        line.partition("#")[0].partition(":")[2].strip(" \"'\t") for line in text.splitlines() if line.startswith("id:")
    )
    # A file without an id has mistakes: reading it says which.
    return next(claimed, id) == id


def _pack_title(folder: Path, kept: dict[str, Any], fresh: dict[str, Any]) -> str:
    file = folder / PACK_FILE
    fallback = folder.name.replace("-", " ").replace("_", " ").capitalize()
    if not file.is_file():
        return fallback
    key, stamp = str(file), _stamp(file)
    old = kept.get(key)
    if old is None or old["stamp"] != stamp:
        from companion.exercise.scalars import clean_text
        from companion.exercise.source import read_source

        data = read_source(read_bytes(file), file.name).data
        title = data.get("title") if isinstance(data, dict) else None
        old = {"stamp": stamp, "title": str(clean_text(title)) if isinstance(title, str) and title else fallback}
    fresh[key] = old
    return str(old["title"])


def _described(file: Path, stamp: list[int], whole: list[list[int]]) -> dict[str, Any]:
    """What the cache keeps of one file. `whole` is kept where the entry depends on its pack's other files."""
    from companion.exercise.plan import Choices, plan, planned_seconds
    from companion.phrases import load_phrases

    try:
        loaded = load(file)
    except CompanionError as error:
        entry: dict[str, Any] = {
            "id": file.stem,
            "title": file.name,
            "summary": "",
            "kind": "",
            "people": 1,
            "minutes": 0.0,
            "broken": f"{error.place}: {error.message}" if error.place else error.message,
        }
        return {"stamp": stamp, "whole": whole, "entry": entry}
    exercise = loaded.exercise
    planned = plan(exercise, Choices(), load_phrases(exercise.language), includes=loaded.includes)
    entry = {
        "id": exercise.id,
        "title": exercise.title,
        "summary": exercise.summary,
        "kind": exercise.kind,
        "people": exercise.people,
        "minutes": round(planned_seconds(planned) / 60, 1),
        "broken": "",
        "rung": exercise.rung or 0,
    }
    return {"stamp": stamp, "whole": whole if loaded.includes else [], "entry": entry}
