"""Shelves: the signed list, what is new on it, and every way in which one may lie or be held back."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from companion.packs import index as index_module
from companion.packs.getting import fetch, find, updates
from companion.packs.index import HEAD, ShelfBuilt, build_shelf, read_head
from companion.packs.installed import Library
from companion.packs.keys import PUBLIC_FILE
from companion.packs.offering import offered
from companion.packs.refusals import KeyChanged, NoSuchPack, PackRefused, ShelfTrouble
from companion.packs.sources import FolderSource
from companion.packs.subscriptions import Looked, SubscribedShelf, Subscriptions, first_look, look
from companion.packs.trust import Trust
from tests.packs.conftest import Author
from tests.packs.test_keys import MINISIGN, minisign, needs_minisign

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADDRESS = "https://example.org/packs/"


class Host:
    """A static host, with caching headers, that counts what is asked of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []

    def small(self, name: str, most: int, tags: Mapping[str, str]) -> tuple[bytes, dict[str, str]] | None:
        self.asked.append(name)
        data = (self.folder / name).read_bytes()
        assert len(data) <= most
        tag = f'"{hash(data)}"'
        return None if tags.get("etag") == tag else (data, {"etag": tag})

    def file(self, name: str, part: Path, size: int, sha256: str) -> None:
        self.asked.append(name)
        shutil.copy(self.folder / name, part)


def build(author: Author, days: int = 30, later: float = 0) -> ShelfBuilt:
    return build_shelf(author.out, author.secret, NOW + timedelta(seconds=later), days=days)


@pytest.fixture
def host(anna: Author) -> Host:
    anna.pack()
    anna.pack("other")
    build(anna)
    return Host(anna.out)


@pytest.fixture
def seen(host: Host) -> Looked:
    seen = first_look(ADDRESS, host, NOW)
    host.asked.clear()
    return seen


def again(seen: Looked, host: Host, now: datetime = NOW) -> Looked:
    return look(seen.shelf, seen.data, host, now)


# ---- the author's side ------------------------------------------------------------------------------------------


def test_what_is_listed(anna: Author) -> None:
    anna.pack(version="0.9")
    anna.pack(version="1.10")
    anna.pack("other")
    built = build(anna)
    assert [(entry.id, entry.version) for entry in built.index.packs] == [("calm", "1.10"), ("other", "1.0.0")]
    assert built.old == ("calm-0.9.companion.zip",)
    assert built.index.author == "Anna Example"
    assert {file.name for file in anna.out.iterdir() if not file.name.endswith(".zip")} == {
        HEAD,
        PUBLIC_FILE,
        built.head.list,
    }


def test_building_again_only_counts_up(anna: Author) -> None:
    anna.pack()
    first, same_second = build(anna), build(anna)
    assert same_second.head.number == first.head.number + 1
    assert same_second.head.list == first.head.list
    clock_went_back = build(anna, later=-1000)
    assert clock_went_back.head.number == first.head.number + 2
    (anna.out / HEAD).unlink()
    assert build(anna, later=60).head.number > clock_went_back.head.number, "also where the old list was lost"


def test_the_list_before_stays_for_those_in_the_middle(anna: Author) -> None:
    lists = []
    for number in range(4):
        anna.pack(f"pack{number}")
        lists.append(build(anna, later=number).head.list)
    assert {file.name for file in anna.out.glob("index-*.json")} == set(lists[-2:])


@pytest.mark.parametrize("what", ["unsigned", "somebody else's", "broken", "wrong name", "none"])
def test_what_is_not_fit_for_a_shelf(anna: Author, bela: Author, what: str) -> None:
    if what == "unsigned":
        anna.unsigned()
    elif what == "somebody else's":
        shutil.copy(bela.pack(), anna.out)
    elif what == "broken":
        (anna.out / "calm-1.0.0.companion.zip").write_bytes(b"x")
    elif what == "wrong name":
        anna.pack().rename(anna.out / "calm.companion.zip")
    with pytest.raises(ShelfTrouble) as raised:
        build(anna)
    assert raised.value.hint
    assert not (anna.out / HEAD).exists()


@needs_minisign
def test_minisign_verifies_the_list(host: Host) -> None:
    assert MINISIGN is not None
    head = read_head((host.folder / HEAD).read_bytes())
    done: subprocess.CompletedProcess[str] = minisign(
        "-V", "-p", PUBLIC_FILE, "-m", head.list, "-x", HEAD, folder=host.folder
    )
    assert done.returncode == 0, done.stderr
    assert f"number:{head.number}" in done.stdout


# ---- looking ----------------------------------------------------------------------------------------------------


def test_the_first_look(host: Host, anna: Author) -> None:
    seen = first_look(ADDRESS, host, NOW)
    assert seen.shelf.key == anna.key
    assert seen.shelf.author == "Anna Example"
    assert [entry.id for entry in seen.index.packs] == ["calm", "other"]
    assert len(host.asked) == 3


def test_nothing_new_is_one_small_question(seen: Looked, host: Host) -> None:
    assert not again(seen, host).news
    assert host.asked == [HEAD]


def test_a_host_without_caching_headers_too(seen: Looked, host: Host) -> None:
    bare = Looked(dataclasses.replace(seen.shelf, tags={}), seen.index, seen.data, news=False)
    assert not again(bare, host).news
    assert host.asked == [HEAD]


def test_a_list_that_was_renewed(seen: Looked, host: Host, anna: Author) -> None:
    build(anna, days=60, later=5)
    looked = again(seen, host)
    assert not looked.news
    assert looked.shelf.until > seen.shelf.until
    assert host.asked == [HEAD]


def test_something_new(seen: Looked, host: Host, anna: Author) -> None:
    anna.pack(version="2.0")
    build(anna, later=5)
    looked = again(seen, host)
    assert looked.news
    assert looked.index.by_id()["calm"].version == "2.0"
    assert len(host.asked) == 2


def refused(seen: Looked, host: Host, now: datetime = NOW) -> str:
    with pytest.raises(ShelfTrouble) as raised:
        again(seen, host, now)
    assert raised.value.hint
    return raised.value.message


def test_a_shelf_that_goes_back_in_time(host: Host, anna: Author, tmp_path: Path) -> None:
    shutil.copytree(host.folder, tmp_path / "kept")
    anna.pack(version="2.0")
    build(anna, later=5)
    seen = first_look(ADDRESS, host, NOW)
    assert "older than the one you saw before" in refused(seen, Host(tmp_path / "kept"))


def test_a_shelf_that_is_held_back(seen: Looked, host: Host, anna: Author) -> None:
    assert again(seen, host, NOW + timedelta(days=30))
    assert "needs to renew" in refused(seen, host, NOW + timedelta(days=31, hours=12))
    fresh = Looked(dataclasses.replace(seen.shelf, tags={}), seen.index, seen.data, news=False)
    assert "needs to renew" in refused(fresh, host, NOW + timedelta(days=31, hours=12))
    build(anna, later=40 * 86400)
    assert again(seen, host, NOW + timedelta(days=40))


def test_two_lists_with_one_number(seen: Looked, host: Host, anna: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    anna.pack("third")
    monkeypatch.setattr(index_module, "_number_there", lambda folder: 0)
    build(anna)
    assert "two different lists" in refused(seen, host)


def test_a_list_somebody_changed(seen: Looked, host: Host, anna: Author) -> None:
    anna.pack("third")
    head = build(anna, later=5).head
    file = host.folder / head.list
    file.write_bytes(file.read_bytes().replace(b"Calm", b"Harm"))
    assert "isn't the one that was signed" in refused(seen, host)
    file.unlink()
    with pytest.raises(FileNotFoundError):
        again(seen, host)


def test_a_list_somebody_signed_anew(seen: Looked, host: Host, bela: Author) -> None:
    for file in host.folder.glob("*"):
        file.unlink()
    bela.pack(author="Anna Example")
    for file in [*bela.out.glob("*.zip")]:
        shutil.copy(file, host.folder)
    build_shelf(host.folder, bela.secret, NOW + timedelta(seconds=5))
    with pytest.raises(KeyChanged, match="has a different key now"):
        again(seen, host)
    # With the old key beside it, it is only a wrong signature.
    (host.folder / PUBLIC_FILE).write_bytes(seen.shelf.key.file_bytes())
    assert "isn't signed by this shelf's author" in refused(seen, host)


@pytest.mark.parametrize("data", [b"", b"hello", b"<html>Log in to the hotel's network</html>", b"x" * 16_000])
def test_heads_that_are_none(seen: Looked, host: Host, data: bytes) -> None:
    (host.folder / HEAD).write_bytes(data)
    assert "signed list can't be read" in refused(seen, host)


def test_a_packs_signature_is_no_list(seen: Looked, host: Host, anna: Author) -> None:
    signature = anna.secret.sign(b"x", trusted_comment="companion pack:calm version:1.0.0")
    (host.folder / HEAD).write_bytes(bytes(signature))
    assert "signed list can't be read" in refused(seen, host)


def test_a_list_that_is_endless_by_its_own_word(seen: Looked, host: Host, anna: Author) -> None:
    comment = f"companion shelf number:9999999999 until:2027-01-01 list:index-{'0' * 16}.json size:999999999 sha256:"
    (host.folder / HEAD).write_bytes(bytes(anna.secret.sign(b"x", trusted_comment=comment + "0" * 64)))
    assert "signed list can't be read" in refused(seen, host)


# ---- what was added stays added -----------------------------------------------------------------------------------


def test_kept_and_found_again(seen: Looked) -> None:
    shelves = Subscriptions()
    shelves.add(seen)
    (shelf,) = Subscriptions().shelves
    assert shelf == seen.shelf
    assert Subscriptions().list_of(shelf) == seen.data
    entry, where = find("other", [seen], 0)
    assert (entry.id, where) == ("other", shelf)
    with pytest.raises(NoSuchPack, match="on your shelves"):
        find("nothing", [seen], 0)
    with pytest.raises(NoSuchPack, match="that I could open"):
        find("nothing", [seen], 1)
    Subscriptions().remove(shelf)
    assert Subscriptions().shelves == []


def test_a_kept_list_that_was_changed_is_fetched_anew(seen: Looked, host: Host, own_home: Path) -> None:
    Subscriptions().add(seen)
    (kept,) = (file for file in (own_home / "shelves").glob("*.json") if file.name != "shelves.json")
    kept.write_bytes(b"{}")
    shelves = Subscriptions()
    assert shelves.list_of(shelves.shelves[0]) is None
    looked = look(shelves.shelves[0], None, host, NOW)
    shelves.keep(dataclasses.replace(looked, news=True))
    assert shelves.list_of(shelves.shelves[0]) == seen.data


@pytest.mark.parametrize("rubbish", [b"", b"{", b"[]", b'{"shelves": [1]}', b'{"shelves": [{"address": "x"}]}'])
def test_a_list_of_shelves_that_cannot_be_read(own_home: Path, rubbish: bytes) -> None:
    (own_home / "shelves").mkdir(parents=True)
    (own_home / "shelves" / "shelves.json").write_bytes(rubbish)
    with pytest.raises(ShelfTrouble, match="list of your shelves can't be read"):
        Subscriptions()


# ---- updates ----------------------------------------------------------------------------------------------------


def install(file: Path, shelf: str = "") -> None:
    with offered(file, Library(), Trust(), source=str(file), shelf=shelf) as offer:
        offer.accept("2026-11-22")


def test_updates(host: Host, anna: Author, bela: Author) -> None:
    install(anna.out / "calm-1.0.0.companion.zip")
    install(anna.out / "other-1.0.0.companion.zip")
    install(bela.pack("third", author="Bela Example"))
    anna.pack(version="1.1")
    anna.pack("third", version="9.0")
    build(anna, later=5)
    (found,) = updates(Library().packs(), [first_look(ADDRESS, host, NOW)])
    assert (found.entry.id, found.entry.version) == ("calm", "1.1"), "and not a pack of somebody else's"


def test_the_newest_of_several_shelves(host: Host, anna: Author, tmp_path: Path) -> None:
    install(anna.out / "calm-1.0.0.companion.zip")
    anna.pack(version="1.1")
    build(anna, later=5)
    shutil.copytree(anna.out, tmp_path / "second")
    anna.pack(version="1.2")
    build(anna, later=9)
    both = [first_look(ADDRESS, host, NOW), first_look("other", FolderSource(tmp_path / "second"), NOW)]
    for shelves in (both, both[::-1]):
        (found,) = updates(Library().packs(), shelves)
        assert found.entry.version == "1.2"


def test_a_list_that_lies_about_a_hash(seen: Looked, host: Host, tmp_path: Path) -> None:
    (host.folder / "calm-1.0.0.companion.zip").write_bytes(b"x" * 1000)
    entry = seen.index.by_id()["calm"]
    with pytest.raises(PackRefused, match=r"on the shelf isn't the one in its list: calm-1\.0\.0\.companion\.zip"):
        fetch(entry, host, tmp_path / "down")
    assert list((tmp_path / "down").iterdir()) == []


def test_a_folder_as_a_shelf(host: Host, tmp_path: Path, anna: Author) -> None:
    source = FolderSource(host.folder)
    seen = first_look(str(host.folder), source, NOW)
    file = fetch(seen.index.by_id()["calm"], source, tmp_path / "down")
    install(file)
    assert Library().find("calm").key == anna.key
    with pytest.raises(ShelfTrouble, match="A file on the shelf can't be read"):
        first_look("gone", FolderSource(tmp_path / "gone"), NOW)
    (host.folder / HEAD).write_bytes(b"x" * 100_000)
    with pytest.raises(ShelfTrouble, match="far too large"):
        look(SubscribedShelf("x", anna.key, ""), None, source, NOW)
    with (host.folder / "calm-1.0.0.companion.zip").open("ab") as out:
        out.truncate(10**9)
    with pytest.raises(PackRefused, match=r"on the shelf isn't the one in its list: calm-1\.0\.0\.companion\.zip"):
        fetch(seen.index.by_id()["calm"], source, tmp_path / "down")
