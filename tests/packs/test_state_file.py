"""The files that trust rests on: two processes at once, older copies, and answers that came too late."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from companion.packs.index import build_shelf
from companion.packs.installed import Library
from companion.packs.offering import Allowed, offered
from companion.packs.refusals import KeyChanged, PackRefused, ShelfTrouble
from companion.packs.sources import FolderSource
from companion.packs.state_file import StateFile, WentBack
from companion.packs.subscriptions import Looked, Subscriptions, first_look, look
from companion.packs.trust import Trust
from tests.packs.conftest import Author
from tests.packs.test_commands import Run, run, typed
from tests.packs.test_shelves import NOW, build

__all__ = ["run", "typed"]

TODAY = "2026-11-22"


# ---- the authors ------------------------------------------------------------------------------------------------


def test_two_that_ask_at_the_same_time_keep_both_authors(anna: Author, bela: Author) -> None:
    hers, theirs = anna.pack(), bela.pack("other", author="Bela Example")
    with (
        offered(hers, Library(), Trust(), source="") as first,
        offered(theirs, Library(), Trust(), source="") as second,
    ):
        first.accept(TODAY)
        second.accept(TODAY)
    assert {author.key for author in Trust().authors} == {anna.key, bela.key}


def test_an_author_that_was_trusted_while_somebody_was_asked_about_an_impostor(anna: Author, bela: Author) -> None:
    hers, theirs = anna.pack(), bela.pack("other")
    with (
        offered(theirs, Library(), Trust(), source="") as second,
        offered(hers, Library(), Trust(), source="") as first,
    ):
        first.accept(TODAY)
        with pytest.raises(KeyChanged) as raised:
            second.accept(TODAY)
    assert raised.value.same_name
    assert anna.key.spelled() in raised.value.message
    assert [pack.manifest.id for pack in Library().packs()] == ["calm"]
    assert [author.key for author in Trust().authors] == [anna.key]


def test_a_pack_that_was_installed_while_somebody_was_asked(anna: Author, bela: Author) -> None:
    with offered(anna.pack(), Library(), Trust(), source="") as first:
        with offered(anna.pack(version="2.0"), Library(), Trust(), source="") as second:
            second.accept(TODAY)
        with pytest.raises(PackRefused, match=r"you have the newer version 2\.0"):
            first.accept(TODAY)
    with offered(anna.pack(version="3.0"), Library(), Trust(), source="") as first:
        Library().remove("calm")
        with pytest.raises(PackRefused, match="in another window of Companion"):
            first.accept(TODAY)
    assert Library().packs() == []


def test_a_lookalike_that_became_known_meanwhile(anna: Author, bela: Author) -> None:
    with offered(bela.pack("other", author="Аnna Example"), Library(), Trust(), source="") as second:
        with offered(anna.pack(), Library(), Trust(), source="") as first:
            first.accept(TODAY)
        with pytest.raises(PackRefused, match="in another window of Companion"):
            second.accept(TODAY)


def test_the_receipt_of_an_installed_pack_counts_without_the_list(anna: Author, bela: Author, own_home: Path) -> None:
    with offered(anna.pack(), Library(), Trust(), source="") as offer:
        offer.accept(TODAY)
    (own_home / "authors.json").unlink()
    impostors = bela.pack(version="2.0")
    with pytest.raises(KeyChanged) as raised, offered(impostors, Library(), Trust(), source=""):
        pass
    assert anna.key.spelled() in raised.value.message
    unsigned = anna.unsigned(version="3.0")
    with pytest.raises(KeyChanged, match="this one isn't"), offered(unsigned, Library(), Trust(), source=""):
        pass
    # A list that says otherwise does not help either.
    Trust().accept_shelf(bela.key, "Anna Example", TODAY)
    with pytest.raises(KeyChanged), offered(impostors, Library(), Trust(), source=""):
        pass
    allowed = Allowed(new_key=True)
    with offered(impostors, Library(), Trust(), source="", allowed=allowed) as offer:
        assert offer.changed is not None, "the six words are asked for"
        offer.accept(TODAY)
    assert Library().find("calm").key == bela.key


def test_an_older_copy_of_the_list_is_noticed(anna: Author, bela: Author, own_home: Path, run: Run) -> None:
    file = own_home / "authors.json"
    Trust().accept_shelf(anna.key, "Anna Example", TODAY)
    older = file.read_bytes()
    Trust().accept_shelf(bela.key, "Bela Example", TODAY)
    newest = file.read_bytes()
    for copy in (older, json.dumps({"format": 1, "authors": []}).encode()):
        file.write_bytes(copy)
        with pytest.raises(PackRefused, match="is an older copy") as raised:
            Trust()
        assert raised.value.hint
        assert run("pack", "install", anna.pack(), "--yes")[0] == 1
        assert file.read_bytes() == copy
    file.write_bytes(newest)
    assert len(Trust().authors) == 2
    # As the message advises.
    file.write_bytes(older)
    (own_home / "authors.number").unlink()
    Trust().accept_shelf(bela.key, "Bela Example", TODAY)
    assert len(Trust().authors) == 2


def test_a_list_of_the_time_before_it_had_a_number(anna: Author, own_home: Path) -> None:
    own_home.mkdir()
    author = {"key": anna.key.base64, "names": ["Anna Example"], "since": TODAY, "packs": ["calm"]}
    (own_home / "authors.json").write_text(json.dumps({"format": 1, "authors": [author]}), encoding="utf-8")
    assert [each.key for each in Trust().authors] == [anna.key]


@pytest.mark.parametrize("number", ["x", "1", -1, True, None, 1.5, []])
def test_numbers_that_are_none(own_home: Path, number: object) -> None:
    own_home.mkdir()
    (own_home / "authors.json").write_text(json.dumps({"authors": [], "number": number}), encoding="utf-8")
    with pytest.raises(PackRefused, match="can't be read"):
        Trust()


@pytest.mark.parametrize("mark", [b"", b"x", b"9" * 5000, b"\xff\xfe", "٣".encode()])
def test_a_mark_that_is_none_does_not_lock_anybody_out(anna: Author, own_home: Path, mark: bytes) -> None:
    Trust().accept_shelf(anna.key, "Anna Example", TODAY)
    (own_home / "authors.number").write_bytes(mark)
    assert len(Trust().authors) == 1


ACCEPTS = """
import sys
from companion.packs.keys import AuthorKey
from companion.packs.trust import Trust
trust = Trust()
print("ready", flush=True)
sys.stdin.readline()
trust.accept_shelf(AuthorKey(sys.argv[1]), sys.argv[2], "2026-11-22")
"""


def test_real_processes_that_read_before_either_wrote(anna: Author, bela: Author) -> None:
    people = [(anna.key.base64, "Anna Example"), (bela.key.base64, "Bela Example")]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", ACCEPTS, *person], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for person in people
    ]
    try:
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in started:
            process.communicate("go\n", timeout=60)
            assert process.returncode == 0
    finally:
        for process in started:
            process.kill()
            process.wait()
    assert {author.key for author in Trust().authors} == {anna.key, bela.key}


def test_many_at_once(tmp_path: Path) -> None:
    """Nothing that was written under the lock is lost, and the number counts every writing."""

    def add(name: str) -> None:
        for count in range(5):
            state = StateFile(tmp_path / "state.json")
            with state.locked():
                data = state.read() or {"all": []}
                state.write({"all": [*data["all"], f"{name}{count}"]})

    threads = [threading.Thread(target=add, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    data = StateFile(tmp_path / "state.json").read()
    assert data is not None
    assert len(set(data["all"])) == data["number"] == 20


class Copies(RuleBasedStateMachine):
    """Any order of writing, of copying aside and of putting back: a copy is read only if it is the newest."""

    @initialize(folder=st.builds(Path))
    def begin(self, folder: Path) -> None:
        import tempfile

        self._work = tempfile.TemporaryDirectory()
        self.file = Path(self._work.name) / "state.json"
        self.copies: list[tuple[int, bytes]] = []
        self.written = 0
        self.there = 0

    def teardown(self) -> None:
        self._work.cleanup()

    @rule()
    def write(self) -> None:
        state = StateFile(self.file)
        try:
            data = state.read()
        except WentBack:
            assert self.there < self.written
            return
        assert (data or {}).get("value", 0) == self.there
        self.written += 1
        self.there = self.written
        state.write({"value": self.written})

    @rule()
    def copy(self) -> None:
        if self.file.exists():
            self.copies.append((self.there, self.file.read_bytes()))

    @rule(which=st.integers(0, 9))
    def put_back(self, which: int) -> None:
        if self.copies:
            self.there, data = self.copies[which % len(self.copies)]
            self.file.write_bytes(data)


TestCopies = Copies.TestCase
TestCopies.settings = settings(max_examples=30, stateful_step_count=12)


# ---- the shelves ------------------------------------------------------------------------------------------------


def test_a_shelfs_number_never_goes_back(anna: Author, tmp_path: Path) -> None:
    anna.pack()
    build(anna)
    old = first_look("x", FolderSource(anna.out), NOW)
    anna.pack(version="2.0")
    build(anna, later=5)
    new = first_look("x", FolderSource(anna.out), NOW)
    slow = Subscriptions()
    slow.add(old)
    quick = Subscriptions()
    quick.keep(new)
    with pytest.raises(ShelfTrouble, match="older than the one you saw before"):
        slow.keep(old)
    (shelf,) = Subscriptions().shelves
    assert shelf.number == new.shelf.number
    assert Subscriptions().list_of(shelf) == new.data


def test_a_list_that_is_older_than_another_process_saw_is_not_used(
    run: Run, anna: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other process looks between our look and our keeping of it."""
    anna.pack()
    build_shelf(anna.out, anna.secret, NOW.replace(year=2098))
    run("shelf", "add", anna.out, "--yes")
    keep = Subscriptions.keep

    def slowly(self: Subscriptions, looked: Looked) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(Subscriptions, "keep", keep)
            anna.pack(version="2.0")
            build_shelf(anna.out, anna.secret, NOW.replace(year=2099))
            assert run("pack", "update")[0] == 0
        keep(self, looked)

    with monkeypatch.context() as patch:
        patch.setattr(Subscriptions, "keep", slowly)
        code, _, err = run("pack", "install", "calm", "--yes")
    assert code == 1
    assert "older than the one you saw before" in err
    assert Library().packs() == []


def test_two_that_add_a_shelf_at_the_same_time_keep_both(anna: Author, bela: Author) -> None:
    both = []
    for author in (anna, bela):
        author.pack()
        build(author)
        both.append((Subscriptions(), first_look(str(author.out), FolderSource(author.out), NOW)))
    for shelves, looked in both:
        shelves.add(looked)
    assert len(Subscriptions().shelves) == 2


def test_a_shelf_that_was_removed_while_it_was_looked_at_stays_removed(anna: Author) -> None:
    anna.pack()
    build(anna)
    slow = Subscriptions()
    slow.add(first_look("x", FolderSource(anna.out), NOW))
    looked = look(slow.shelves[0], slow.list_of(slow.shelves[0]), FolderSource(anna.out), NOW)
    Subscriptions().remove(looked.shelf)
    slow.keep(looked)
    assert Subscriptions().shelves == []


def test_a_shelf_that_another_process_added_with_another_key(anna: Author, bela: Author) -> None:
    anna.pack()
    build(anna)
    looked = first_look("x", FolderSource(anna.out), NOW)
    slow = Subscriptions()
    Subscriptions().add(dataclasses.replace(looked, shelf=dataclasses.replace(looked.shelf, key=bela.key)))
    with pytest.raises(ShelfTrouble, match="with a different key"):
        slow.add(looked)
    assert [shelf.key for shelf in Subscriptions().shelves] == [bela.key]


def test_an_older_copy_of_the_list_of_shelves_is_noticed(anna: Author, own_home: Path) -> None:
    anna.pack()
    build(anna)
    file = own_home / "shelves" / "shelves.json"
    Subscriptions().add(first_look("x", FolderSource(anna.out), NOW))
    older = file.read_bytes()
    Subscriptions().add(first_look("y", FolderSource(anna.out), NOW))
    file.write_bytes(older)
    with pytest.raises(ShelfTrouble, match="is an older copy"):
        Subscriptions()


def test_an_author_who_became_known_while_somebody_was_asked_about_a_shelf(
    run: Run, anna: Author, bela: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    from companion.cli import prompts

    bela.pack()
    build_shelf(bela.out, bela.secret, NOW.replace(year=2099))

    def meanwhile(question: str, hint: str) -> bool:
        Trust().accept_shelf(anna.key, "Anna Example", TODAY)
        return True

    monkeypatch.setattr(prompts, "yes", meanwhile)
    code, _, err = run("shelf", "add", bela.out)
    assert code == 1
    assert err.startswith("Careful:")
    assert Subscriptions().shelves == []
