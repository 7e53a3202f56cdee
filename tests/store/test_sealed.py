"""A sealed file: opened by its passphrase alone, the same from outside whatever is in it, and never lost halfway."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.errors import CompanionError
from companion.store import sealed, whole_file
from companion.store.sealed import CAPACITY, DATE, SIZE, Cost, NotSealed, SealedTrouble, WeakPassphrase

CHEAP = Cost(memory=64, iterations=1, lanes=1)
WORDS = "gravel seven teapot orbit"
TEXT = b"only with the light on"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "own" / "a.sealed"


def seal(file: Path, text: bytes = TEXT, passphrase: str = WORDS, label: str = "a") -> None:
    sealed.seal(file, passphrase, text, label, CHEAP)


def opened(file: Path, passphrase: str = WORDS, label: str = "a") -> bytes:
    return sealed.open_sealed(file, passphrase, label, CHEAP)


def refusal(file: Path, passphrase: str = WORDS, label: str = "a") -> str:
    with pytest.raises(SealedTrouble) as caught:
        opened(file, passphrase, label)
    assert caught.value.hint
    return caught.value.message


# ---- opening ---------------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(st.binary(max_size=400), st.text(min_size=1, max_size=40))
def test_what_was_sealed_comes_back(tmp_path_factory: pytest.TempPathFactory, text: bytes, passphrase: str) -> None:
    file = tmp_path_factory.mktemp("own") / "a.sealed"
    seal(file, text, passphrase)
    assert opened(file, passphrase) == text


def test_as_much_as_fits_and_not_a_byte_more(file: Path) -> None:
    seal(file, b"x" * CAPACITY)
    assert opened(file) == b"x" * CAPACITY
    with pytest.raises(NotSealed, match="too long to save"):
        seal(file, b"y" * (CAPACITY + 1))
    assert opened(file) == b"x" * CAPACITY


def test_an_accent_is_the_same_from_any_keyboard_and_spaces_at_the_ends_do_not_count(file: Path) -> None:
    seal(file, passphrase="café gravel seven")
    assert opened(file, " cafe\u0301 gravel seven ") == TEXT
    assert "isn't the right passphrase" in refusal(file, "Café gravel seven")


@pytest.mark.parametrize("wrong", ["gravel seven teapot orbiT", "", WORDS[:-1], "gravel  seven teapot orbit"])
def test_another_passphrase_opens_nothing(file: Path, wrong: str) -> None:
    seal(file)
    assert refusal(file, wrong) == "That isn't the right passphrase, or the file is damaged."


def test_a_file_does_not_open_in_the_place_of_another(file: Path) -> None:
    seal(file, label="a")
    assert refusal(file, label="b") == "That isn't the right passphrase, or the file is damaged."


@pytest.mark.parametrize("place", [17, 30, 44, 45, 60, SIZE // 2, SIZE - 1])
def test_one_changed_bit_anywhere_is_noticed(file: Path, place: int) -> None:
    seal(file)
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(data)
    assert refusal(file) == "That isn't the right passphrase, or the file is damaged."


@pytest.mark.parametrize("damage", ["shorter", "longer", "empty", "other"])
def test_what_is_plainly_damaged_is_said_before_a_passphrase_is_tried(file: Path, damage: str) -> None:
    seal(file)
    data = file.read_bytes()
    file.write_bytes({"shorter": data[:-1], "longer": data + b"x", "empty": b"", "other": b"?" + data[1:]}[damage])
    assert refusal(file) == refusal(file, "anything") == "The file is damaged, so no passphrase opens it."


def test_a_later_version_is_left_as_it_is(file: Path) -> None:
    seal(file)
    data = bytearray(file.read_bytes())
    data[16] = 2
    file.write_bytes(data)
    assert refusal(file) == "Another version of Companion wrote this file."
    assert file.read_bytes() == data


def test_a_file_that_is_not_there_or_cannot_be_read(file: Path) -> None:
    assert refusal(file) == "There is no such file."
    file.mkdir(parents=True)
    assert refusal(file).startswith("I can't read the file: ")


def test_no_error_holds_a_passphrase_or_what_was_sealed(file: Path) -> None:
    seal(file)
    with pytest.raises(CompanionError) as caught:
        opened(file, "a wrong passphrase")
    link: BaseException | None = caught.value
    while link is not None:
        assert "a wrong passphrase" not in f"{link!r}{link}{link.args}"
        link = link.__context__


# ---- from outside ----------------------------------------------------------------------------------------------------


def test_size_and_date_are_the_same_whatever_is_in_it_and_whenever_it_was_written(file: Path) -> None:
    seen = set()
    for text in (b"", TEXT, b"x" * 100_000):
        seal(file, text)
        status = file.stat()
        seen.add((status.st_size, status.st_mtime, status.st_atime, file.parent.stat().st_mtime))
    assert seen == {(SIZE, DATE, DATE, DATE)}


def test_two_writings_of_one_text_have_nothing_in_common(file: Path) -> None:
    seal(file)
    first = file.read_bytes()
    seal(file)
    second = file.read_bytes()
    head = len(b"companion sealed") + 1
    assert first[:head] == second[:head]
    same = sum(a == b for a, b in zip(first[head:], second[head:], strict=True))
    assert same / SIZE < 0.01  # by chance it is one in 256
    assert first[head : head + 28] != second[head : head + 28]


def test_nothing_of_the_text_is_in_the_file_or_beside_it(file: Path) -> None:
    seal(file, TEXT * 100)
    for path in file.parent.rglob("*"):
        assert TEXT not in path.read_bytes()
        assert WORDS.encode() not in path.read_bytes()
    assert [path.name for path in file.parent.iterdir()] == ["a.sealed"]


@pytest.mark.skipif(os.name != "posix", reason="Windows knows no owner's rights (chmod); run it on Linux or macOS")
def test_only_its_owner_may_read_it(file: Path) -> None:
    seal(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


# ---- writing ---------------------------------------------------------------------------------------------------------


def test_a_full_disk_leaves_the_old_file_whole(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seal(file)

    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(whole_file, "_flush", full)
    with pytest.raises(NotSealed, match="No space left on device") as caught:
        seal(file, b"new")
    assert "try again" in caught.value.hint
    monkeypatch.undo()
    assert opened(file) == TEXT
    assert [path.name for path in file.parent.iterdir()] == ["a.sealed"]
    assert file.parent.stat().st_mtime == DATE


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "own").write_bytes(b"a file where the folder should be")
    with pytest.raises(NotSealed, match="It couldn't be saved"):
        seal(tmp_path / "own" / "a.sealed")


def test_deleting_needs_no_passphrase_and_takes_half_written_ones_along(file: Path) -> None:
    seal(file)
    (file.parent / ".half-a.sealed-x.tmp").write_bytes(b"left by a power cut")
    (file.parent / "b.sealed").write_bytes(b"not ours")
    sealed.delete(file)
    assert [path.name for path in file.parent.iterdir()] == ["b.sealed"]
    sealed.delete(file)


def test_a_file_that_cannot_be_deleted_is_said(file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(NotSealed, match="I couldn't delete it") as caught:
        sealed.delete(file)
    assert str(file) in caught.value.hint


WRITE = """
import sys
from pathlib import Path
from companion.store.sealed import Cost, seal
print("ready", flush=True)
sys.stdin.readline()
for number in range(20):
    seal(Path(sys.argv[1]), "gravel seven teapot orbit", sys.argv[2].encode() * 30_000, "a", Cost(64, 1, 1))
"""


def test_two_processes_that_write_at_once_leave_one_whole_file(file: Path) -> None:
    seal(file)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, str(file), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for name in "xy"
    ]
    try:
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        while any(writer.poll() is None for writer in writers):
            assert opened(file) in (TEXT, b"x" * 30_000, b"y" * 30_000)
        assert [writer.wait() for writer in writers] == [0, 0]
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    assert opened(file) in (b"x" * 30_000, b"y" * 30_000)


# ---- the passphrase --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weak", ["", "short", "            ", "aaaaaaaaaaaaaaaa", " eleven char ", "ababababababab"])
def test_a_passphrase_that_would_be_found_soon_is_refused_with_advice(weak: str) -> None:
    with pytest.raises(WeakPassphrase) as caught:
        sealed.check_passphrase(weak)
    assert "four or five words" in caught.value.hint
    assert weak.strip() == "" or weak.strip() not in str(caught.value)


def test_some_words_are_enough() -> None:
    sealed.check_passphrase(WORDS)


def test_a_guess_costs_at_least_what_is_advised() -> None:
    """RFC 9106, the second of its two recommendations: 64 MiB, three passes, four lanes."""
    assert sealed.COST.memory >= 64 * 1024
    assert sealed.COST.iterations >= 3
    assert sealed.COST.lanes >= 4
