"""Installing: the offer, its author, the replaced version, and that nothing is ever lost."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from companion import resources
from companion.exercise.problems import ExerciseMistakes
from companion.packs import installed as installed_module
from companion.packs.archive import open_archive
from companion.packs.building import build
from companion.packs.installed import Library
from companion.packs.keeping import locked
from companion.packs.offering import Allowed, Offer, Step, offered
from companion.packs.receipts import RECEIPT, Installed, read_installed, verify
from companion.packs.refusals import KeyChanged, NoSuchPack, PackRefused
from companion.packs.shelf import Shelf
from companion.packs.trust import Standing, Trust
from tests.packs.conftest import EXERCISE, PASSPHRASE, Author, MakeFolder, no_check

TODAY = "2026-11-22"


def install(file: Path, *, older: bool = False, new_key: bool = False) -> tuple[Offer, Path | None]:
    with offered(file, Library(), Trust(), source=str(file), allowed=Allowed(older=older, new_key=new_key)) as offer:
        return offer, offer.accept(TODAY)


def look(file: Path, **allowed: bool) -> Offer:
    """Returns the offer of a pack, without accepting it."""
    with offered(file, Library(), Trust(), source=str(file), allowed=Allowed(**allowed)) as offer:
        return offer


def everything() -> dict[str, bytes]:
    """All files of the person's own."""
    root = resources.data_dir()
    files = {str(path.relative_to(root)): path for path in root.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.endswith(".lock")}


def refused(file: Path, kind: type[PackRefused] | type[KeyChanged] = PackRefused, **allowed: bool) -> str:
    """Nothing was installed, and nothing lost."""
    before = everything()
    with pytest.raises(kind) as raised:
        look(file, **allowed)
    assert everything() == before
    assert raised.value.hint
    return raised.value.message


def version_of(pack_id: str = "calm") -> str:
    return Library().find(pack_id).manifest.version


# ---- the first time, and later ----------------------------------------------------------------------------------


def test_the_first_time(anna: Author) -> None:
    offer = look(anna.pack(first__ogg=b"x" * 10))
    assert offer.standing is Standing.FIRST_TIME
    assert offer.step is Step.NEW
    assert [each.title for each in offer.contents] == ["Listen around", "Look around"]
    assert offer.recordings == 1
    assert Library().packs() == [], "to look is not to install"
    assert everything() == {}


def test_installed_and_listed(anna: Author) -> None:
    install(anna.pack())
    (pack,) = Library().packs()
    assert (pack.manifest.id, pack.key, pack.since) == ("calm", anna.key, TODAY)
    assert verify(pack) == []
    entries = [
        entry for entry in Shelf(cache=resources.OwnPlace.EXERCISE_LIST.path()).entries() if entry.pack == "calm"
    ]
    assert {(entry.id, entry.pack_title) for entry in entries} == {
        ("calm-look", "Calm down"),
        ("calm-listen", "Calm down"),
    }
    assert not any(entry.broken for entry in entries)


def test_known_from_then_on(anna: Author) -> None:
    install(anna.pack())
    assert look(anna.pack(version="1.1")).standing is Standing.KNOWN
    assert look(anna.pack("other")).standing is Standing.KNOWN


def test_unsigned(anna: Author) -> None:
    offer, _ = install(anna.unsigned())
    assert offer.standing is Standing.UNSIGNED
    assert Library().find("calm").key is None
    assert verify(Library().find("calm")) == []


def test_an_unsigned_pack_that_is_signed_later(anna: Author) -> None:
    file = anna.unsigned()
    install(file)
    offer, _ = install(anna.sign(file))
    assert offer.step is Step.AGAIN
    assert Library().find("calm").key == anna.key


# ---- keys that change -------------------------------------------------------------------------------------------


def test_another_key_for_the_same_pack(anna: Author, bela: Author) -> None:
    install(anna.pack())
    message = refused(bela.pack(version="2.0", author="Bela Example"), KeyChanged)
    assert anna.key.spelled() in message
    assert bela.key.spelled() in message
    assert version_of() == "1.0.0"


@pytest.mark.parametrize("name", ["Anna Example", "anna  EXAMPLE", "Ａnna Example"])
def test_another_key_for_the_same_name(anna: Author, bela: Author, name: str) -> None:
    install(anna.pack())
    assert "always signed with one key" in refused(bela.pack("other", author=name), KeyChanged)


def test_a_friend_who_is_known_writes_under_her_name(anna: Author, bela: Author) -> None:
    install(anna.pack())
    install(bela.pack("other", author="Bela Example"))
    assert "always signed with one key" in refused(bela.pack("third", author="Anna Example"), KeyChanged)


def test_no_key_any_more(anna: Author, folder_of: MakeFolder) -> None:
    install(anna.pack())
    assert "are signed, but this one isn't" in refused(anna.unsigned(version="2.0"), KeyChanged)
    assert "are signed, but this one isn't" in refused(anna.unsigned("other"), KeyChanged)
    assert "are signed, but this one isn't" in refused(anna.unsigned(version="2.0"), KeyChanged, new_key=True)


def test_removing_a_pack_forgets_nobody(anna: Author, bela: Author) -> None:
    install(anna.pack())
    Library().remove("calm")
    refused(bela.pack(author="Bela Example"), KeyChanged)


def test_ones_own_drafts_need_no_signature(anna: Author, own_home: Path) -> None:
    install(anna.pack())
    shutil.copytree(anna.keys, own_home / "keys")
    offer, _ = install(anna.unsigned(version="2.0"))
    assert offer.standing is Standing.UNSIGNED


def test_a_new_key_that_was_told_of(anna: Author, bela: Author) -> None:
    install(anna.pack())
    offer, _ = install(bela.pack(version="2.0"), new_key=True)
    assert offer.changed is not None
    assert offer.standing is Standing.FIRST_TIME, "it has to be waved through by its words"
    assert Library().find("calm").key == bela.key
    assert look(bela.pack(version="2.1")).standing is Standing.KNOWN
    # The old key may be in wrong hands now.
    refused(anna.pack(version="3.0"), KeyChanged)
    refused(anna.pack("other"), KeyChanged)


def test_a_list_of_authors_that_cannot_be_read(anna: Author, own_home: Path) -> None:
    install(anna.pack())
    for rubbish in (
        b"",
        b"{",
        b"[]",
        b'{"authors": [{"key": "x"}], "number": 9}',
        b'{"authors": 1, "number": 9}',
        b"[" * 100_000,
    ):
        (own_home / "authors.json").write_bytes(rubbish)
        with pytest.raises(PackRefused, match="authors you trust can't be read"):
            Trust()
        assert (own_home / "authors.json").read_bytes() == rubbish


# ---- versions ---------------------------------------------------------------------------------------------------


def test_newer_and_older(anna: Author) -> None:
    install(anna.pack(version="1.9"))
    offer, kept = install(anna.pack(version="1.10"))
    assert (offer.step, kept) == (Step.NEWER, None)
    assert "This is version 1.9, and you have the newer version 1.10." in refused(anna.pack(version="1.9"))
    offer, _ = install(anna.pack(version="1.9"), older=True)
    assert offer.step is Step.OLDER
    assert version_of() == "1.9"


def test_the_same_once_more(anna: Author) -> None:
    file = anna.pack()
    install(file)
    assert look(file).step is Step.SAME
    (Library().find("calm").folder / "calm-look.yaml").unlink()
    assert look(file).step is Step.AGAIN


def test_another_one_with_the_same_version(anna: Author, tmp_path: Path) -> None:
    file = anna.pack()
    install(file)
    file.unlink()
    other = anna.pack(more__txt=b"x")
    assert "a different pack with the same version" in refused(other)
    install(other, older=True)
    assert verify(Library().find("calm")) == []


def test_a_newer_program_is_needed(folder_of: MakeFolder, anna: Author) -> None:
    folder = folder_of()
    (folder / "pack.yaml").write_text(
        (folder / "pack.yaml").read_text(encoding="utf-8") + "needs: 99.0\n", encoding="utf-8"
    )
    assert "needs Companion 99.0" in refused(build(folder, anna.out, no_check).file)


def test_what_the_shelf_promised(anna: Author) -> None:
    with (
        pytest.raises(PackRefused, match=r"sent calm 1.0.0, but its list says calm 2.0"),
        offered(anna.pack(), Library(), Trust(), source="", expected=("calm", "2.0")),
    ):
        pass


# ---- nothing is lost --------------------------------------------------------------------------------------------


def test_what_somebody_changed_is_kept(anna: Author) -> None:
    install(anna.pack())
    folder = Library().find("calm").folder
    (folder / "calm-look.yaml").write_text("mine", encoding="utf-8")
    (folder / "my-own.yaml").write_text("mine too", encoding="utf-8")
    assert verify(Library().find("calm")) == ["calm-look.yaml was changed", "my-own.yaml was added"]
    _, kept = install(anna.pack(version="1.1"))
    assert kept is not None
    assert (kept / "my-own.yaml").read_text(encoding="utf-8") == "mine too"
    assert verify(Library().find("calm")) == []
    (folder / "again.yaml").write_text("mine", encoding="utf-8")
    kept_again = Library().remove("calm")
    assert kept_again is not None
    assert kept_again != kept
    assert (kept_again / "again.yaml").exists()
    assert not folder.exists()


def test_a_folder_of_ones_own_is_not_replaced(anna: Author) -> None:
    mine = resources.own_exercises() / "calm"
    mine.mkdir(parents=True)
    (mine / "mine.yaml").write_text("mine", encoding="utf-8")
    assert "You already have a folder called 'calm'" in refused(anna.pack())


def test_the_names_of_packs_that_ship(anna: Author) -> None:
    assert "comes with Companion" in refused(anna.pack("settle-now"))


def test_broken_exercises_are_not_installed(anna: Author) -> None:
    assert "can't be used: bad.yaml" in refused(anna.pack(bad__yaml=b"format: 1\nid: bad\n"))


def test_a_byte_changed_deep_in_a_signed_pack(anna: Author) -> None:
    install(anna.pack())
    file = anna.pack(version="1.1", first__ogg=bytes(100_000))
    data = bytearray(file.read_bytes())
    data[data.find(bytes(50_000)) + 20_000] ^= 1
    file.write_bytes(data)
    assert "first.ogg" in refused(file)
    assert version_of() == "1.0.0"
    assert verify(Library().find("calm")) == []


def test_no_room(anna: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed_module, "_SPARE", 10**18)
    assert "There isn't enough space" in refused(anna.pack())


class Broken(Exception):
    """The power goes."""


@pytest.mark.parametrize("when", [1, 2], ids=["nothing in its place", "both there"])
def test_power_lost_in_the_middle(anna: Author, when: int, monkeypatch: pytest.MonkeyPatch) -> None:
    install(anna.pack())
    rename, count = Path.rename, 0

    def failing(self: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count > when:
            raise Broken
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", failing)
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        try:
            install(anna.pack(version="2.0"))
        except Broken:
            assert when == 1
            assert not (resources.own_exercises() / "calm").exists()
    Library().mend()
    assert version_of() == ("1.0.0" if when == 1 else "2.0")
    assert verify(Library().find("calm")) == []
    assert not list(resources.own_exercises().glob(".old-*"))


def test_what_a_killed_install_left_is_swept(anna: Author) -> None:
    root = resources.own_exercises()
    for name in (".incoming-old", ".incoming-now"):
        (root / name / "calm").mkdir(parents=True)
    os.utime(root / ".incoming-old", (0, 0))
    Library().mend()
    assert [each.name for each in root.glob(".incoming-*")] == [".incoming-now"]
    assert Library().packs() == []


def test_power_lost_while_removing(anna: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    install(anna.pack())
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        Library().remove("calm")
    assert Library().packs() == []
    Library().mend()
    assert Library().packs() == []
    assert [each.name for each in resources.own_exercises().iterdir()] == [".packs.lock"]
    install(anna.pack())


def test_a_disk_that_says_no(anna: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    install(anna.pack())
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.parent.name.startswith(".incoming-"):
            raise PermissionError(13, "Permission denied", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(PackRefused, match="The disk reported a problem"):
        install(anna.pack(version="2.0"))
    assert version_of() == "1.0.0"
    assert verify(Library().find("calm")) == []


def test_one_at_a_time(anna: Author) -> None:
    root = resources.own_exercises()
    with (
        locked(root),
        pytest.raises(PackRefused, match="already installing packs in another window"),
        locked(root, wait=0.05),
    ):
        raise AssertionError("two had the lock")
    install(anna.pack())


# ---- looking after them ------------------------------------------------------------------------------------------


def test_verify_sees_everything(anna: Author, bela: Author) -> None:
    install(anna.pack(first__ogg=b"x" * 10))
    folder = Library().find("calm").folder
    (folder / "first.ogg").unlink()
    (folder / "pack.yaml").unlink()
    (folder / "pack.yaml").symlink_to("/etc/hostname")
    (folder / "author.pub").write_bytes(bela.key.file_bytes())
    wrong = verify(Library().find("calm"))
    assert any("first.ogg is missing" in each for each in wrong)
    assert any("pack.yaml" in each for each in wrong)
    assert any("signature doesn't match" in each for each in wrong)


def test_verify_after_somebody_signed_what_they_changed(anna: Author, bela: Author) -> None:
    install(anna.pack())
    folder = Library().find("calm").folder
    with open_archive(bela.pack(more__txt=b"x")) as pack:
        other = folder.with_name("other")
        other.mkdir()
        pack.unpack(other)
    shutil.copy(folder / RECEIPT, other / RECEIPT)
    shutil.rmtree(folder)
    other.rename(folder)
    assert verify(Library().find("calm")) == ["it is signed with a different key than when it was installed"]


def test_papers_that_cannot_be_read(anna: Author) -> None:
    install(anna.pack())
    folder = Library().find("calm").folder
    (folder / RECEIPT).write_text("{", encoding="utf-8")
    assert Library().packs() == []
    assert Library().unreadable() == [folder]
    with pytest.raises(PackRefused, match="I can't read my notes about this pack"):
        Library().find("calm")
    _, kept = install(anna.pack())
    assert kept is not None, "nobody can tell what was in it"
    assert verify(Library().find("calm")) == []


@pytest.mark.parametrize("name", ["", "nothing", "../calm", ".", "..", "calm/..", "/etc", "C:\\x", "\0"])
def test_names_of_nothing(anna: Author, name: str) -> None:
    install(anna.pack())
    with pytest.raises(NoSuchPack):
        Library().find(name)
    with pytest.raises(NoSuchPack):
        Library().remove(name)
    assert verify(Library().find("calm")) == []


def test_the_passphrase_is_in_no_file(anna: Author) -> None:
    anna.pack()
    for file in [*anna.keys.iterdir(), *anna.out.iterdir()]:
        assert PASSPHRASE.encode() not in file.read_bytes()


HELD = EXERCISE.format(id="held", title="Held").replace("wait: 20s", "breathe: {in: 4s, hold: 7s, out: 8s, times: 4}")


def test_a_pack_that_may_harm_is_not_installed(anna: Author) -> None:
    told = refused(anna.pack(held__yaml=HELD.encode()))
    assert "can't be used: held.yaml:" in told
    assert "The breath is held here" in told


def test_what_may_harm_and_was_installed_before_is_not_played_and_its_author_can_be_told(anna: Author) -> None:
    """By an older version of the program, which did not ask."""
    install(anna.pack(id="calm"))
    folder = Library().find("calm").folder
    (folder / "held.yaml").write_text(HELD, encoding="utf-8")
    with pytest.raises(ExerciseMistakes) as raised:
        Shelf().find("calm/held")
    assert raised.value.message == "The breath is held here, and there is no choice without a hold."
    assert (
        "came in a pack by Anna Example. It has a mistake, so I can't play it. You haven't done anything wrong."
        in str(raised.value)
    )
    assert "`companion check`" in str(raised.value)
    assert Shelf().find("calm/calm-look").refused is None


def test_a_pack_that_is_closed_to_us_is_named_and_the_others_are_there(
    anna: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(anna.pack(id="calm"))
    install(anna.pack(id="open"))
    closed = Library().find("calm").folder
    may_be_installed = Path.is_file

    def refusing(path: Path) -> bool:
        if path.parent == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return may_be_installed(path)

    def no_papers(folder: Path) -> Installed:
        if folder == closed:
            raise PackRefused("The I can't read my notes about this pack.")
        return read_installed(folder)

    monkeypatch.setattr(Path, "is_file", refusing)
    monkeypatch.setattr(installed_module, "read_installed", no_papers)
    assert [pack.manifest.id for pack in Library().packs()] == ["open"]
    assert Library().unreadable() == [closed]


def test_a_closed_folder_of_packs_is_an_error_in_words(anna: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    install(anna.pack(id="calm"))

    def closed(folder: Path) -> list[Path]:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(installed_module, "inside", closed)
    with pytest.raises(PackRefused, match="Permission denied"):
        Library().packs()
    Library().mend()


def test_a_closed_folder_inside_a_pack_is_a_difference(anna: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    install(anna.pack(id="calm"))
    pack = Library().find("calm")
    assert verify(pack) == []
    (pack.folder / "closed").mkdir()
    scandir = os.scandir

    def refusing(folder: str) -> object:
        if Path(folder).name == "closed":
            raise PermissionError(13, "Permission denied", folder)
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    assert verify(pack) == ["closed is a folder that I can't open"]
