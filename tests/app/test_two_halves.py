"""Two halves on the disk, with the eyes of a partner who looks into the folder, and tries everything."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.app.crash import write_log
from companion.app.two_halves import AlreadyOpen, only_here
from companion.closeness.comparing import A, B
from companion.closeness.half import Reply
from companion.errors import CompanionError
from companion.store import sealed
from companion.store.sealed import DATE, SIZE, NotSealed, SealedTrouble, WeakPassphrase
from tests.closeness.desks import ANAS, BENS, CHEAP, Calendar, desk_in, fill
from tests.closeness.lists import CHANGES, DAY, KEYS, LISTS, NOTES, OWN, apply


def texts(found: object) -> tuple[list[str], list[str]]:
    return [each.text for each in found.both_yes], [each.text for each in found.yes_or_maybe]  # type: ignore[attr-defined]


def test_two_fill_in_on_one_day_and_compare_on_the_next(tmp_path: Path) -> None:
    calendar = Calendar(DAY - 1)
    desk = desk_in(tmp_path, calendar)
    fill(desk, A, wave="yes", hands="yes", feet="maybe", sex="yes")
    fill(desk, B, wave="yes", hands="maybe", feet="no", message="yes")
    both = desk.open(A, ANAS), desk.open(B, BENS)
    assert texts(desk.compare(*both)) == ([], [])
    calendar.day = DAY
    assert texts(desk.compare(*both)) == (["a wave"], ["holding hands"])


def test_a_half_opens_with_its_own_passphrase_only(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, Calendar())
    fill(desk, A, wave="yes")
    fill(desk, B, wave="no")
    for who, passphrase in ((A, BENS), (B, ANAS), (A, "")):
        with pytest.raises(SealedTrouble, match="isn't the right passphrase"):
            desk.open(who, passphrase)
    (tmp_path / "a.sealed").write_bytes((tmp_path / "b.sealed").read_bytes())
    with pytest.raises(SealedTrouble, match="isn't the right passphrase"):
        desk.open(A, BENS)


def test_a_list_is_not_begun_over_one_that_is_there(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, Calendar())
    fill(desk, A, wave="yes")
    with pytest.raises(SealedTrouble, match="There is a list already"):
        desk.create(A, BENS)
    with pytest.raises(WeakPassphrase):
        desk.create(B, "short")
    assert not desk.is_there(B)
    assert desk.open(A, ANAS).answers.row("small/wave").reply == Reply.YES


def test_deleting_one_leaves_the_other(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, Calendar())
    fill(desk, A, wave="yes")
    fill(desk, B, wave="no")
    desk.delete(A)
    assert (desk.is_there(A), desk.is_there(B)) == (False, True)
    assert desk.open(B, BENS).answers.row("small/wave").reply == Reply.NO


def test_another_passphrase_takes_the_place_of_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_in(tmp_path, Calendar())
    fill(desk, A, wave="yes")
    part = desk.open(A, ANAS)
    with pytest.raises(WeakPassphrase):
        part.change_passphrase("short")
    part.save()

    def refuse(*given: object) -> None:
        raise NotSealed("The disk is full.")

    with monkeypatch.context() as full:
        full.setattr(sealed, "seal", refuse)
        with pytest.raises(NotSealed):
            part.change_passphrase(BENS)
    part.save()
    desk.open(A, ANAS)
    part.change_passphrase(BENS)
    desk.open(A, BENS)
    with pytest.raises(SealedTrouble):
        desk.open(A, ANAS)


def test_a_half_of_a_later_version_is_left_as_it_is(tmp_path: Path) -> None:
    later = json.dumps({"format": 2, "edited": DAY, "more": 1}).encode()
    sealed.seal(tmp_path / "a.sealed", ANAS, later, "yes-no-maybe/a", CHEAP)
    before = (tmp_path / "a.sealed").read_bytes()
    with pytest.raises(SealedTrouble, match="newer version"):
        desk_in(tmp_path, Calendar()).open(A, ANAS)
    assert (tmp_path / "a.sealed").read_bytes() == before


# ---- a partner who looks into the folder -----------------------------------------------------------------------------


@settings(max_examples=20)
@given(st.lists(CHANGES, max_size=10), st.lists(CHANGES, max_size=10))
def test_whatever_was_answered_the_folder_looks_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    one: list[tuple[str, object, object]],
    two: list[tuple[str, object, object]],
) -> None:
    looks = []
    for changes in (one, two, []):
        place = tmp_path_factory.mktemp("own")
        desk = desk_in(place, Calendar())
        part = desk.create(A, ANAS)
        for change in changes:
            apply(part.answers, change)
        part.save()
        looks.append(
            {
                path.name: (path.stat().st_size, path.stat().st_mtime, path.stat().st_atime, path.stat().st_mode)
                for path in [*place.iterdir()]
            }
            | {"": place.stat().st_mtime}
        )
        data = (place / "a.sealed").read_bytes()
        # Half a megabyte of random bytes has any four letters in one of 8,000 files, and any six in one of 500 million.
        for word in (*KEYS, *NOTES, *OWN, '"maybe"', ANAS):
            assert word.encode() not in data
    assert looks[0] == looks[1] == looks[2]
    assert looks[0]["a.sealed"][:3] == (SIZE, DATE, DATE)
    assert looks[0][""] == DATE


def test_looking_and_changing_leave_the_same_traces(tmp_path: Path) -> None:
    """A copy of the file shows that it was opened since, and not if anything was changed."""
    desk = desk_in(tmp_path, Calendar())
    fill(desk, A, wave="yes")
    seen = [(tmp_path / "a.sealed").read_bytes()]
    for reply in ("yes", "no"):
        part = desk.open(A, ANAS)
        part.answers.reply("small/wave", Reply(reply))
        part.save()
        seen.append((tmp_path / "a.sealed").read_bytes())
    differences = [sum(x != y for x, y in zip(seen[n], seen[n + 1], strict=True)) / SIZE for n in (0, 1)]
    assert all(0.98 < each < 1 for each in differences)


def test_comparing_writes_nothing(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, Calendar())
    fill(desk, A, wave="yes")
    fill(desk, B, wave="yes")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    desk.compare(desk.open(A, ANAS), desk.open(B, BENS))
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_crash_with_both_open_tells_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    desk = desk_in(tmp_path / "own", Calendar())
    fill(desk, A, wave="yes")
    part = desk.open(A, ANAS)
    part.answers.condition("small/wave", NOTES[0])
    error: Exception
    try:
        part.answers.rows()[0].reply.no_such_name  # type: ignore[union-attr] # noqa: B018
    except AttributeError as caught:
        error = caught
    log = write_log(error)
    assert log is not None
    text = log.read_text(encoding="utf-8")
    for word in (ANAS, NOTES[0], "Reply.YES", "'yes'"):
        assert word not in text


# ---- two processes ---------------------------------------------------------------------------------------------------

HOLD = """
import sys
from pathlib import Path
from companion.app.two_halves import only_here
with only_here(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_one_process_at_a_time(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(AlreadyOpen, match="another window"), only_here(tmp_path):
            raise AssertionError
    finally:
        holder.communicate("done\n", timeout=30)
    with only_here(tmp_path):
        assert {path.name for path in tmp_path.iterdir()} == {"lock"}
        assert (tmp_path / "lock").stat().st_mtime == tmp_path.stat().st_mtime == DATE


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "own").write_bytes(b"")
    with pytest.raises(CompanionError, match="I can't write to the folder of your lists"), only_here(tmp_path / "own"):
        raise AssertionError


def test_the_lists_of_the_desk_are_those_it_was_given(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, Calendar())
    assert [row.key for row in desk.create(A, ANAS).answers.rows()] == [*KEYS]
    assert LISTS[0].id == "small"
