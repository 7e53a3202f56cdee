"""Lists the exercises, and finds one by its name or its file.

A pack is a folder of exercises under one of the roots (perhaps with a `pack.yaml` that gives its title); exercises may
lie loose in a root too. Listing must be fast, because the list is the first thing that people see. So the headings are
kept in the cache folder, each for as long as its file does not change. `loading` reads a file; the reader and the
planner are imported only when one has to be read.
"""

from __future__ import annotations

import contextlib
import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion import resources
from companion.errors import CompanionError, UnknownExercise
from companion.packs.list_cache import ListCache
from companion.packs.loading import PACK_FILE, SUFFIXES, LoadedExercise, exercise_files, load, read_bytes
from companion.packs.walking import MOVED_ASIDE, inside, is_file, is_folder

LOOSE = "loose"
"""The pack of an exercise that lies in no pack."""
FIRST = "right-now"
"""The exercise that stands first in the list: people who need it cannot look for it."""
_LISTS = ("needs", "formerly", "cautions", "asks")
"""The fields of an entry that the cache keeps as lists."""


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """One line of the list."""

    id: str
    title: str
    summary: str
    kind: str
    people: int
    minutes: float
    """The length that is told to people (`plan.usual_seconds`), to a tenth."""
    pack: str
    """The pack's folder name."""
    pack_title: str
    path: str
    broken: str = ""
    """The reason why it cannot be played, with the place: its first mistake, or the disk's error.

    Empty if it can be played.
    """
    rung: int = 0
    """Its place on the touch ladder; 0 if it has none."""
    gist: str = ""
    """One short sentence; empty if the exercise gives none."""
    needs: tuple[str, ...] = ()
    """Words by which people look for it."""
    formerly: tuple[str, ...] = ()
    """Ids it had before."""
    cautions: tuple[str, ...] = ()
    """Its lines, and those of the exercises that it includes."""
    author: str = ""
    asks: tuple[str, ...] = ()
    """The things it asks of a person, as `exercise.asks` names them."""
    shortest: float = 0.0
    """Minutes that it takes if its silences and turns are chosen as short as they can be, to a tenth; 0 if there is
    nothing to choose."""
    longest: float = 0.0
    longest_way: float = 0.0
    """Minutes with the answers to its questions that make it longest, to a tenth, and with its usual lengths; 0 if
    that isn't known."""
    language: str = "en"


class Shelf:
    """The exercises under some roots. Reads files; keeps nothing open and writes only to the cache."""

    def __init__(
        self, roots: Sequence[Path] | None = None, cache: Path | None = None, *, rehearsing: bool = False
    ) -> None:
        """`roots` are by default the shipped exercises and the person's own, `cache` a file in the cache folder.

        `rehearsing`: `find` also gives out an exercise that must not be played to people, and says so in `refused`.
        """
        self._rehearsing = rehearsing
        self.roots = list(roots) if roots is not None else [resources.shipped_exercises(), resources.own_exercises()]
        self._cache = ListCache(cache if cache is not None else resources.OwnPlace.EXERCISE_LIST.path())

    # ---- the list -----------------------------------------------------------------------------------------------

    def entries(self) -> list[ShelfEntry]:
        """Lists every exercise: `right-now`, the rest of its pack, then the others by pack. In a pack they stand in the
        order of its `pack.yaml`; the rest of them by rung (how much touch they have), then by title.

        A file or folder that cannot be read, or must not be played, is listed as broken. Never raises.
        """
        kept = self._cache.load()
        fresh: dict[str, Any] = {}
        found: list[ShelfEntry] = []
        places: dict[str, int] = {}
        for folder, pack in self._folders():
            title, order = _pack_heading(folder, kept, fresh) if pack != LOOSE else ("Exercises", [])
            stamps, unreadable = _stamps(folder)
            found += [_closed(path, why, pack, title) for path, why in unreadable.items()]
            whole = sorted(stamps.values())
            for file in stamps:
                key = str(file)
                old = kept.get(key)
                if old is None or not _still_holds(old, stamps[file], whole):
                    old = _described(file, stamps[file], whole)
                fresh[key] = old
                if "list" in old:
                    continue
                lists = {name: tuple(old["entry"].get(name, ())) for name in _LISTS}
                found.append(ShelfEntry(pack=pack, pack_title=title, path=key, **{**old["entry"], **lists}))
                id = found[-1].id
                places[key] = order.index(id) if id in order else len(order)
        if fresh != kept:
            self._cache.save(fresh)
        # The one in the first root: an installed pack with an exercise of this name does not get in front of the
        # shipped one.
        lead = next((entry for entry in found if entry.id == FIRST), None)

        def place(entry: ShelfEntry) -> tuple[bool, bool, str, int, int, str, str]:
            beside = lead is not None and entry.pack == lead.pack
            in_pack = places.get(entry.path, 0), entry.rung, entry.title, entry.path
            return (entry is not lead, not beside, entry.pack_title, *in_pack)

        return sorted(found, key=place)

    def _folders(self) -> Iterator[tuple[Path, str]]:
        for root in self.roots:
            if not is_folder(root):
                continue
            yield root, LOOSE
            # A root that cannot be listed gives no packs; `entries` reports it.
            with contextlib.suppress(OSError):
                for folder in _mended(root, inside(root)):
                    name = folder.name.removeprefix(MOVED_ASIDE)
                    if not name.startswith((".", "_")) and is_folder(folder):
                        yield folder, name

    # ---- one exercise -------------------------------------------------------------------------------------------

    def find(self, name_or_file: str | Path) -> LoadedExercise:
        """Finds an exercise by its id, by an id it had before, by its title or by its file; an id may have `pack/` or
        `author/pack/` before it.

        Raises UnknownExercise (with "Did you mean") and ExerciseMistakes, also for an exercise that must not be played
        to people.
        """
        name = str(name_or_file)
        if isinstance(name_or_file, Path) or name.lower().endswith(SUFFIXES):
            return self._load(Path(name_or_file))
        path = self._quick(name) or self._by_name(name)
        if path is not None:
            return self._load(path)
        if is_file(Path(name)):
            return self._load(Path(name))
        raise self._unknown(name)

    def only_match(self, name: str) -> str:
        """Returns the id of the only exercise that has all words of `name` in its title or id. Empty if an exercise is
        called exactly so, if several have them, or none."""
        sought = set(re.findall(r"\w+", name.casefold()))
        if not sought or name.lower().endswith(SUFFIXES) or self._quick(name) or self._by_name(name):
            return ""
        if is_file(Path(name)):
            return ""
        named = {each.id: set(re.findall(r"\w+", f"{each.title} {each.id}".casefold())) for each in self.entries()}
        found = [id for id, words in named.items() if sought <= words]
        return found[0] if len(found) == 1 else ""

    def _load(self, file: Path) -> LoadedExercise:
        return load(file, rehearsing=self._rehearsing)

    def _quick(self, name: str) -> Path | None:
        """Finds a file that is named after its exercise, as nearly all are, without reading the others."""
        pack, _, stem = name.rpartition("/")
        if not stem or stem.startswith(".") or any(bad in name for bad in ("\\", "..", "\0", "*", "?", "[")):
            return None
        for folder, folder_pack in self._folders():
            file = folder / f"{stem}.yaml"
            if is_file(file) and _is_pack(pack, folder, folder_pack) and _claims_id(file, stem):
                return file
        return None

    def _by_name(self, name: str) -> Path | None:
        pack, _, last = name.rpartition("/")
        entries = self.entries()
        for asked in (lambda entry: entry.id == last, lambda entry: last in entry.formerly):
            for entry in entries:
                if asked(entry) and _is_pack(pack, Path(entry.path).parent, entry.pack):
                    return Path(entry.path)
        return next((Path(each.path) for each in entries if each.title.casefold() == name.casefold()), None)

    def _unknown(self, name: str) -> UnknownExercise:
        from companion.exercise.scalars import clean_text

        shown = str(clean_text(name))[:80]
        entries = self.entries()
        known = {old: entry.id for entry in entries for old in entry.formerly}
        known.update({each: entry.id for entry in entries for each in (entry.title.casefold(), entry.id)})
        meant = _nearest(name.casefold(), list(known))
        return UnknownExercise(
            f"There is no exercise '{shown}'.",
            hint=f"Did you mean '{known[meant]}'? 'companion list' shows them all."
            if meant
            else "'companion list' shows them all.",
        )


def _nearest(name: str, known: list[str]) -> str:
    """Finds the known name that is probably meant: one with this word in it ("box"), one that begins with it, or else
    one that is spelled much like it. Empty if there is none."""
    sought = set(re.findall(r"\w+", name))
    words = [each for each in known if sought and sought <= set(re.findall(r"\w+", each))]
    begun = [each for each in known if name and each.startswith(name)]
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return next((min(found, key=len) for found in (words, begun, near) if found), "")


def _mended(root: Path, there: list[Path]) -> list[Path]:
    """Returns the folders to list. A pack that a killed installation left aside is put back, or listed from there."""
    if not any(each.name.startswith(MOVED_ASIDE) for each in there):
        return there
    from companion.packs.installed import Library

    Library(root).mend(wait=0)
    there = inside(root)
    names = {each.name for each in there}
    return [
        each
        for each in there
        if not each.name.startswith(MOVED_ASIDE) or each.name.removeprefix(MOVED_ASIDE) not in names
    ]


def _still_holds(old: dict[str, Any], stamp: list[int], whole: list[list[int]]) -> bool:
    """Tells whether the cache's entry is that of an exercise or a list which has not changed since."""
    if "title" in old or old["stamp"] != stamp:
        return False
    return "list" in old or old["whole"] in ([], whole)


def _is_pack(asked: str, folder: Path, name: str) -> bool:
    """Tells whether the pack in `folder`, called `name` in the list, is meant: by that name, or by `author/pack`."""
    if asked in ("", name):
        return True
    if "/" not in asked:
        return False
    from companion.packs.receipts import read_installed
    from companion.packs.refusals import PackRefused

    try:
        return read_installed(folder).is_called(asked)
    except PackRefused:
        return False


def _stamp(file: Path) -> list[int]:
    status = file.stat()
    return [status.st_mtime_ns, status.st_size, status.st_ctime_ns, status.st_ino]


def _stamps(folder: Path) -> tuple[dict[Path, list[int]], dict[Path, str]]:
    """Returns the stamps of a folder's exercises by file, and the reasons why others, or the folder, cannot be looked
    at."""
    stamps: dict[Path, list[int]] = {}
    unreadable: dict[Path, str] = {}
    try:
        files = exercise_files(folder)
    except OSError as error:
        return {}, {folder: f"I can't open this folder: {_reason(error)}"}
    for file in files:
        try:
            stamps[file] = _stamp(file)
        except FileNotFoundError:
            # An ordinary file has been deleted since the folder was listed, which needs no message.
            if file.is_symlink():
                unreadable[file] = "This is a link to a file that isn't there any more."
        except OSError as error:
            unreadable[file] = f"I can't open this file: {_reason(error)}"
    return stamps, unreadable


def _reason(error: OSError) -> str:
    """Returns the system's own words for an error, as the end of a sentence."""
    return f"{(error.strerror or str(error)).rstrip('.')}."


def _closed(path: Path, why: str, pack: str, pack_title: str) -> ShelfEntry:
    """Makes the entry of a file or folder that cannot be looked at."""
    return ShelfEntry(
        id=path.stem,
        title=path.name,
        summary="",
        kind="",
        people=1,
        minutes=0.0,
        pack=pack,
        pack_title=pack_title,
        path=str(path),
        broken=f"{path}: {why}",
    )


def _claims_id(file: Path, id: str) -> bool:
    """Tells whether the file's heading gives this id, judged by its text alone."""
    text = read_bytes(file).decode("utf-8", "replace")
    claimed = (
        line.partition("#")[0].partition(":")[2].strip(" \"'\t") for line in text.splitlines() if line.startswith("id:")
    )
    # A file without an id has mistakes, which reading it will report.
    return next(claimed, id) == id


def _pack_heading(folder: Path, kept: dict[str, Any], fresh: dict[str, Any]) -> tuple[str, list[str]]:
    """Returns the title of a pack, and the ids that its author has put in order."""
    file = folder / PACK_FILE
    fallback = folder.name.replace("-", " ").replace("_", " ").capitalize()
    if not is_file(file):
        return fallback, []
    try:
        key, stamp = str(file), _stamp(file)
        old = kept.get(key)
        if old is not None and ("order" not in old or old["stamp"] != stamp):
            old = None
        text = read_bytes(file) if old is None else b""
    except (OSError, UnknownExercise):
        # The file was deleted meanwhile, or cannot be read. The pack stays in the list without its title.
        return fallback, []
    if old is None:
        from companion.exercise.scalars import clean_text
        from companion.exercise.source import read_source

        data = read_source(text, file.name).data
        heading = data if isinstance(data, dict) else {}
        title, order = heading.get("title"), heading.get("order")
        old = {
            "stamp": stamp,
            "title": str(clean_text(title)) if isinstance(title, str) and title else fallback,
            "order": [each for each in order if isinstance(each, str)] if isinstance(order, tuple) else [],
        }
    fresh[key] = old
    return str(old["title"]), [*map(str, old["order"])]


def _described(file: Path, stamp: list[int], whole: list[list[int]]) -> dict[str, Any]:
    """Makes the cache's entry of one file. `whole` is kept in it if it depends on the pack's other files.

    A list of kinds of closeness is only marked as one: it is not in the list of exercises.
    """
    from companion.exercise.asks import asked_of
    from companion.exercise.item_lists import is_item_list_instead
    from companion.exercise.packwide import cautions_of
    from companion.exercise.plan import Choices, Plan, longest_seconds, usual_seconds
    from companion.exercise.planner import plan
    from companion.phrases import load_phrases

    try:
        loaded = load(file, rehearsing=True)
    except CompanionError as error:
        if is_item_list_instead(error):
            return {"stamp": stamp, "list": True}
        entry: dict[str, Any] = {
            "id": file.stem,
            "title": file.name,
            "summary": "",
            "people": 1,
            "minutes": 0.0,
            "cautions": [],
            "broken": _in_a_line(error),
            "kind": "",
        }
        return {"stamp": stamp, "whole": whole, "entry": entry}
    exercise = loaded.exercise
    phrases = load_phrases(exercise.language)

    def planned(lengths: dict[str, float]) -> Plan:
        return plan(exercise, Choices(lengths=lengths), phrases, includes=loaded.includes)

    def minutes(lengths: dict[str, float]) -> float:
        return round(usual_seconds(planned(lengths)) / 60, 1)

    usual = planned({})
    lengths = exercise.lengths
    entry = {
        "id": exercise.id,
        "title": exercise.title,
        "summary": exercise.summary,
        "kind": exercise.kind,
        "people": exercise.people,
        "minutes": round(usual_seconds(usual) / 60, 1),
        "shortest": minutes({name: each.from_ for name, each in lengths.items()}) if lengths else 0.0,
        "longest": minutes({name: each.to for name, each in lengths.items()}) if lengths else 0.0,
        "longest_way": round(longest_seconds(usual) / 60, 1),
        "broken": _in_a_line(loaded.refused) if loaded.refused is not None else "",
        "rung": exercise.rung or 0,
        "gist": exercise.gist or "",
        "needs": list(exercise.needs),
        "formerly": list(exercise.formerly),
        "cautions": list(cautions_of(exercise, loaded.includes)),
        "author": exercise.author,
        "asks": list(asked_of(exercise, loaded.includes)),
        "language": exercise.language,
    }
    return {"stamp": stamp, "whole": whole if loaded.includes else [], "entry": entry}


def _in_a_line(error: CompanionError) -> str:
    return f"{error.place}: {error.message}" if error.place else error.message
