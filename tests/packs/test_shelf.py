"""The shelf: packs are found, broken files are listed, names are forgiven, and the second look reads no exercise."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from companion import resources
from companion.authoring.listing import as_json
from companion.errors import UnknownExercise
from companion.exercise.problems import ExerciseMistakes
from companion.packs import loading as loading_module
from companion.packs import shelf as shelf_module
from companion.packs import walking
from companion.packs.loading import read_bytes
from companion.packs.shelf import FIRST, LOOSE, Shelf
from companion.packs.walking import inside
from tests.packs.written import put


def test_another_right_now_does_not_get_in_front(root: Path, tmp_path: Path) -> None:
    put(tmp_path / "own" / "aaa" / "right-now.yaml", "AAA")
    (tmp_path / "own" / "aaa" / "pack.yaml").write_text("id: aaa\ntitle: AAA\n", encoding="utf-8")
    entries = Shelf([root, tmp_path / "own"], cache=tmp_path / "list.json").entries()
    assert (entries[0].id, entries[0].pack) == (FIRST, "calm")
    assert entries[1].pack == "calm"
    assert Shelf([root, tmp_path / "own"], cache=tmp_path / "list.json").find(FIRST).pack == "calm"


def test_the_list(shelf: Shelf) -> None:
    entries = shelf.entries()
    assert [entry.id for entry in entries] == [FIRST, "look-around", "broken", "other-id", "loose"]
    assert [entry.pack for entry in entries] == ["calm", "calm", "calm", "another-pack", LOOSE]
    assert entries[0].pack_title == "Calm down"
    assert entries[3].pack_title == "Another pack"
    assert (entries[0].minutes, entries[0].people, entries[0].kind) == (2.0, 1, "settle")


def test_the_order_of_a_pack_is_its_authors(tmp_path: Path) -> None:
    for title in ("Arriving", "Before sleep", "Coming back", "Dawn"):
        put(tmp_path / "evenings" / f"{title.lower().replace(' ', '-')}.yaml", title)
    heading = tmp_path / "evenings" / "pack.yaml"
    shelf = Shelf([tmp_path], cache=tmp_path / "list.json")

    def ids() -> list[str]:
        return [entry.id for entry in shelf.entries()]

    heading.write_text("title: Evenings\norder: [dawn, nowhere, before-sleep]\n", encoding="utf-8")
    assert ids() == ["dawn", "before-sleep", "arriving", "coming-back"]
    assert ids() == ["dawn", "before-sleep", "arriving", "coming-back"], "from the cache"
    heading.write_text("title: Evenings\norder: [coming-back]\n# longer than before, so that it is noticed\n", "utf-8")
    assert ids() == ["coming-back", "arriving", "before-sleep", "dawn"]
    heading.write_text("title: Evenings\norder: 3\n# and longer again, so that this is noticed, too\n", "utf-8")
    assert ids() == ["arriving", "before-sleep", "coming-back", "dawn"]


def test_an_exercise_whose_length_can_be_chosen_is_listed_with_both_ends(shelf: Shelf, root: Path) -> None:
    file = root / "calm" / "look-around.yaml"
    text = file.read_text("utf-8")
    assert (shelf.entries()[1].shortest, shelf.entries()[1].longest) == (0.0, 0.0)
    lengths = "lengths:\n  quiet: {default: 60s, from: 30s, to: 5 min}\nsteps:\n  - wait: quiet\n"
    file.write_text(text.replace("steps:\n", lengths), encoding="utf-8")
    entry = shelf.entries()[1]
    assert entry.broken == ""
    assert (entry.minutes - entry.shortest, entry.longest - entry.minutes) == pytest.approx((0.5, 4.0), abs=0.11)


def test_a_broken_file_is_listed_with_its_first_mistake(shelf: Shelf) -> None:
    broken = next(entry for entry in shelf.entries() if entry.broken)
    assert broken.id == "broken"
    assert "broken.yaml:1:1: 'author' is missing." in broken.broken
    assert all(not entry.broken for entry in shelf.entries() if entry is not broken and entry.id != "broken")


def test_the_second_look_is_the_same_and_a_change_is_seen(shelf: Shelf, root: Path) -> None:
    first = shelf.entries()
    assert shelf.entries() == first
    put(root / "calm" / "look-around.yaml", "Look about, slowly")
    put(root / "calm" / "new.yaml", "New")
    (root / "loose.yaml").unlink()
    titles = [entry.title for entry in shelf.entries()]
    assert "Look about, slowly" in titles
    assert "New" in titles
    assert "Loose" not in titles


def test_a_change_of_an_included_exercise_is_seen(shelf: Shelf, root: Path) -> None:
    put(root / "calm" / "outer.yaml", "Outer", "  - include: inner\n")
    put(root / "calm" / "inner.yaml", "Inner")

    def minutes() -> float:
        return next(entry.minutes for entry in shelf.entries() if entry.id == "outer")

    assert minutes() == 4.0
    put(root / "calm" / "inner.yaml", "Inner", "  - wait: 3 min\n")
    assert minutes() == 7.0


@pytest.mark.parametrize("cache", ["", "{", "[]", '{"version": 1}', '{"version": [1, "0.0.0"], "files": 3}', "\x00"])
def test_a_damaged_cache_is_no_matter(shelf: Shelf, tmp_path: Path, cache: str) -> None:
    entries = shelf.entries()
    (tmp_path / "cache" / "list.json").write_text(cache, encoding="utf-8")
    assert shelf.entries() == entries
    assert json.loads((tmp_path / "cache" / "list.json").read_text(encoding="utf-8"))["files"]


def test_a_cache_that_cannot_be_written_is_no_matter(root: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    assert len(Shelf([root], cache=blocked / "list.json").entries()) == 5


def test_listing_from_the_cache_reads_no_file(root: Path, tmp_path: Path) -> None:
    """Neither the test's exercises, good and broken, nor what ships, which has lists of kinds of closeness too."""
    cache, roots = tmp_path / "cache" / "list.json", [root, resources.shipped_exercises()]
    assert [file for file in roots[1].rglob("*.yaml") if "\nkind: closeness\n" in file.read_text(encoding="utf-8")]
    count = len(Shelf(roots, cache).entries())
    code = (
        "import sys; from pathlib import Path; from companion.packs.shelf import Shelf; "
        "print(len(Shelf([Path(root) for root in sys.argv[2:]], Path(sys.argv[1])).entries())); "
        "print([name for name in ('pydantic', 'yaml', 'textual', 'vosk', 'sounddevice') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(cache), *map(str, roots)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [str(count), "[]"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("right-now", "One minute"),
        ("calm/look-around", "Look around"),
        ("other-id", "Another"),
        ("another-pack/other-id", "Another"),
        ("loose", "Loose"),
        ("look AROUND", "Look around"),
    ],
)
def test_names(shelf: Shelf, name: str, title: str) -> None:
    assert shelf.find(name).exercise.title == title


def test_a_file_is_found_from_anywhere(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(tmp_path / "elsewhere" / "mine.yaml", "Mine")
    monkeypatch.chdir(file.parent)
    for name in ("mine.yaml", str(file), file):
        assert shelf.find(name).exercise.title == "Mine"
    assert shelf.find("mine.yaml").pack == "elsewhere"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("rihgt-now", "Did you mean 'right-now'?"),
        ("now", "Did you mean 'right-now'?"),
        ("around", "Did you mean 'look-around'?"),
        ("rig", "Did you mean 'right-now'?"),
        ("look arond", "Did you mean 'look-around'?"),
        ("file-name", "companion list"),
        ("", "companion list"),
        ("../calm/right-now", "companion list"),
        ("*", "companion list"),
        ("x" * 5000, "companion list"),
        ("nowhere.yaml", "spelling"),
    ],
)
def test_an_unknown_name_is_answered_kindly(shelf: Shelf, name: str, hint: str) -> None:
    with pytest.raises(UnknownExercise) as caught:
        shelf.find(name)
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("name", "id"),
    [("around", "look-around"), ("now", "right-now"), ("right-now", ""), ("rihgt", ""), ("a", ""), ("", "")],
)
def test_a_word_that_only_one_exercise_has_means_it(shelf: Shelf, name: str, id: str) -> None:
    assert shelf.only_match(name) == id


def test_a_misspelt_file_is_answered_with_the_one_beside_it(shelf: Shelf, root: Path) -> None:
    with pytest.raises(UnknownExercise, match=r"Did you mean '.*look-around\.yaml'"):
        shelf.find(root / "calm" / "look-arund.yaml")


def test_a_broken_exercise_says_what_is_wrong(shelf: Shelf) -> None:
    with pytest.raises(ExerciseMistakes, match=r"'author' is missing"):
        shelf.find("broken")


def test_cautions_are_listed_with_those_of_what_is_included_also_from_the_cache(shelf: Shelf, root: Path) -> None:
    put(root / "calm" / "outer.yaml", "Outer", "  - include: inner\n")
    inner = put(root / "calm" / "inner.yaml", "Inner")
    text = inner.read_text(encoding="utf-8").replace("[For tests only.]", "[For tests only., Not with a cold.]")
    inner.write_text(text, encoding="utf-8")
    for _ in range(2):
        listed = {entry.id: entry.cautions for entry in shelf.entries()}
        assert listed["outer"] == ("For tests only.", "Not with a cold.")
        assert listed["look-around"] == ("For tests only.",)
        assert listed["broken"] == ()


def test_an_old_id_opens_it_still(shelf: Shelf, root: Path) -> None:
    put(root / "calm" / "new-name.yaml", "New name", heading="formerly: [old-name, older-name]\n")
    for _ in range(2):  # read anew, and from the cache
        for name in ("new-name", "old-name", "older-name", "calm/old-name", "NEW name"):
            assert shelf.find(name).exercise.id == "new-name"
    with pytest.raises(UnknownExercise, match="Did you mean 'new-name'"):
        shelf.find("older-nam")
    with pytest.raises(UnknownExercise):
        shelf.find("another-pack/old-name")


def test_a_present_id_wins_over_an_old_one(shelf: Shelf, root: Path) -> None:
    put(root / "another-pack" / "thief.yaml", "Thief", heading="formerly: [right-now, other-id, loose]\n")
    for name, title in (("right-now", "One minute"), ("other-id", "Another"), ("loose", "Loose")):
        assert shelf.find(name).exercise.title == title
        assert shelf.find("thief").exercise.title == "Thief"


def test_gist_and_needs_are_listed_and_kept(shelf: Shelf, root: Path) -> None:
    put(root / "calm" / "sleep.yaml", "Sleep", heading="gist: For the night\nneeds: [Can’t sleep, panic]\n")
    first = shelf.entries()
    assert shelf.entries() == first
    found = next(entry for entry in first if entry.id == "sleep")
    assert (found.gist, found.needs) == ("For the night", ("Can’t sleep", "panic"))


# ---- what cannot be read ----------------------------------------------------------------------------------------


def closed(*folders: Path) -> Callable[[Path], list[Path]]:
    """A listing of folders to which these are closed, as they are to a person who may not read them."""

    def listing(folder: Path) -> list[Path]:
        if folder in folders:
            raise PermissionError(13, "Permission denied", str(folder))
        return inside(folder)

    return listing


def see(monkeypatch: pytest.MonkeyPatch, listing: Callable[[Path], list[Path]]) -> None:
    """Puts this listing of folders in the place of the real one."""
    for module in (loading_module, shelf_module, walking):
        monkeypatch.setattr(module, "inside", listing)


def titles(shelf: Shelf) -> set[str]:
    return {entry.title for entry in shelf.entries() if not entry.broken}


def test_a_closed_folder_is_listed_as_such_beside_the_rest(
    shelf: Shelf, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = titles(shelf)
    see(monkeypatch, closed(root / "another-pack"))
    assert titles(shelf) == whole - {"Another"}
    (entry,) = [entry for entry in shelf.entries() if entry.path == str(root / "another-pack")]
    assert entry.broken == f"{root / 'another-pack'}: I can't open this folder: Permission denied."
    assert shelf.find("look-around").exercise.title == "Look around"


def test_a_closed_root_is_listed_as_such_beside_the_others(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "own" / "mine.yaml", "Mine")
    see(monkeypatch, closed(root))
    entries = Shelf([root, tmp_path / "own"], cache=tmp_path / "list.json").entries()
    assert {entry.title: bool(entry.broken) for entry in entries} == {"exercises": True, "Mine": False}
    assert Shelf([root, tmp_path / "own"], cache=tmp_path / "list.json").find("mine").exercise.title == "Mine"


def test_a_path_that_may_not_be_looked_at_is_neither_a_file_nor_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", refuse)
    assert not walking.is_file(Path("closed/file.yaml"))
    assert not walking.is_folder(Path("closed/folder"))


def test_a_file_that_goes_while_the_folder_is_read_is_no_reason_to_stop(
    shelf: Shelf, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = titles(shelf)

    def listing(folder: Path) -> list[Path]:
        found = inside(folder)
        return [*found, folder / "gone.yaml"] if folder == root / "calm" else found

    see(monkeypatch, listing)
    assert titles(shelf) == whole
    assert not [entry for entry in shelf.entries() if "gone" in entry.path]


def test_a_file_that_goes_before_it_is_read_is_listed_as_broken(
    shelf: Shelf, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = titles(shelf)
    put(root / "calm" / "going.yaml", "Going")
    stamp = shelf_module._stamp

    def last_look(file: Path) -> list[int]:
        seen = stamp(file)
        if file.name == "going.yaml":
            file.unlink()
        return seen

    monkeypatch.setattr(shelf_module, "_stamp", last_look)
    entries = shelf.entries()
    assert {entry.title for entry in entries if not entry.broken} == whole
    assert [entry.broken for entry in entries if entry.id == "going"] == [
        f"{root / 'calm' / 'going.yaml'}: There is no such file."
    ]
    assert titles(shelf) == whole
    assert not [entry for entry in shelf.entries() if entry.id == "going"]


def test_a_heading_that_cannot_be_read_costs_a_pack_its_title_only(
    shelf: Shelf, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(file: Path) -> bytes:
        if file.name == "pack.yaml":
            raise UnknownExercise("I can't open this file.", place=str(file))
        return read_bytes(file)

    monkeypatch.setattr(shelf_module, "read_bytes", refusing)
    assert {entry.pack_title for entry in shelf.entries() if entry.pack == "calm"} == {"Calm"}
    assert "Look around" in titles(shelf)


def test_links_that_lead_nowhere_and_folders_with_a_files_name(shelf: Shelf, root: Path) -> None:
    whole = titles(shelf)
    (root / "calm" / "lost.yaml").symlink_to(root / "not-there.yaml")
    (root / "calm" / "round.yaml").symlink_to(root / "calm" / "round.yaml")
    (root / "calm" / "folder.yaml").mkdir()
    (root / "lost-pack").symlink_to(root / "not-there")
    assert titles(shelf) == whole
    broken = {Path(entry.path).name: entry.broken for entry in shelf.entries() if entry.broken}
    assert set(broken) == {"broken.yaml", "lost.yaml", "round.yaml"}
    assert "a link to a file that isn't there any more" in broken["lost.yaml"]
    assert "I can't open" in broken["round.yaml"]


@pytest.mark.skipif(
    sys.platform in ("win32", "darwin"), reason="this system's file names are always Unicode; run it on Linux"
)
def test_a_name_that_is_no_text_is_listed_and_kept(shelf: Shelf, root: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(root / "calm") + b"/na\xefve.yaml"))
    put(file, "Not UTF-8", id="naive")
    for _ in ("read", "from the cache"):
        (entry,) = [entry for entry in shelf.entries() if entry.title == "Not UTF-8"]
        assert not entry.broken
        assert shelf.find("naive").exercise.title == "Not UTF-8"
        assert shelf.find(Path(entry.path)).exercise.title == "Not UTF-8"
    paths = [each["path"] for each in json.loads(as_json(shelf.entries()).encode("utf-8"))]
    assert str(file) in paths
