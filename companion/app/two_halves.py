"""Two people's halves of “yes, no, maybe”: each person's answers, in a sealed file. The halves are opened one at a
time, and compared while both are open.

Either half opens with its own passphrase only. Nothing of one is ever written unlocked, or into the other's file.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from companion import resources
from companion.closeness.comparing import A, B, Comparison, compare
from companion.closeness.half import Day, Half, Limits, NoHalf, from_bytes, limits, to_bytes
from companion.closeness.items import ItemList
from companion.closeness.own_answers import OwnAnswers
from companion.couple import couple_file
from companion.errors import CompanionError, told_by_system
from companion.store import sealed
from companion.store.lock import try_lock
from companion.store.sealed import COST, Cost, NotSealed, SealedTrouble
from companion.tongue import said

if TYPE_CHECKING:
    from companion.screen.seam import OwnPartHandle

_LABEL: Final = "yes-no-maybe/{who}"


class AlreadyOpen(CompanionError):
    title = "It's open already"


def folder() -> Path:
    return resources.OwnPlace.HALVES.path()


def today() -> Day:
    """Returns the day that counts now; until five in the morning that is the day before."""
    return couple_file.evening_of(datetime.now())


class OwnPart:
    """One person's open half. It holds their passphrase, in memory, so that it can be saved."""

    def __init__(self, file: Path, label: str, passphrase: str, filling: OwnAnswers, cost: Cost) -> None:
        self._file = file
        self._label = label
        self._passphrase = passphrase
        self._cost = cost
        self.answers = filling

    def save(self) -> None:
        """Seals the half again, also if nothing was changed, so that the file only shows that it was opened.

        Takes about a second. Raises NotSealed, or SealedTrouble if there is no memory; the old file then stands.
        """
        sealed.seal(self._file, self._passphrase, to_bytes(self.answers.half), self._label, self._cost)

    def change_passphrase(self, passphrase: str) -> None:
        """Seals the half with another passphrase. Raises WeakPassphrase, and what `save` raises; the old passphrase
        then stays."""
        sealed.check_passphrase(passphrase)
        old, self._passphrase = self._passphrase, passphrase
        try:
            self.save()
        except CompanionError:
            self._passphrase = old
            raise


class TwoHalves:
    """The halves of two people, "a" and "b"."""

    def __init__(
        self,
        lists: Sequence[ItemList],
        names: Mapping[str, str],
        place: Path,
        *,
        today: Callable[[], Day] = today,
        cost: Cost = COST,
    ) -> None:
        self._lists = lists
        self._place = place
        self._today = today
        self._cost = cost
        self.names = names
        """The name of each of the two."""

    def is_there(self, who: str) -> bool:
        """Tells whether this person has a list. Everybody who can look into the folder can see that too."""
        return self._file(who).exists()

    def create(self, who: str, passphrase: str) -> OwnPart:
        """Begins a list. Raises WeakPassphrase, NotSealed, and SealedTrouble if there is one already."""
        sealed.check_passphrase(passphrase)
        if self.is_there(who):
            raise SealedTrouble("There is a list already.", hint="Open it with its passphrase, or delete it first.")
        part = self._part(who, passphrase, Half(edited=self._today()))
        part.save()
        return part

    def open(self, who: str, passphrase: str) -> OwnPart:
        """Opens a list. Takes about a second. Raises SealedTrouble."""
        file = self._file(who)
        text = sealed.open_sealed(file, passphrase, _LABEL.format(who=who), self._cost)
        try:
            return self._part(who, passphrase, from_bytes(text))
        except NoHalf:
            raise SealedTrouble(
                "A newer version of Companion wrote this list.",
                place=str(file),
                hint="Update Companion, and try again. Nothing in the list was changed.",
            ) from None

    def limits(self, who: str, passphrase: str) -> Limits | None:
        """Returns the limits of this person that apply today. Takes about a second. None if the passphrase opens
        nothing, or the list can't be read."""
        try:
            return limits(self.open(who, passphrase).answers.half, self._today())
        except SealedTrouble:
            return None

    def delete(self, who: str) -> None:
        """Deletes a list, without its passphrase. Raises NotSealed."""
        sealed.delete(self._file(who))

    def compare(self, a: OwnPartHandle, b: OwnPartHandle) -> Comparison:
        """Compares two open halves of one day, and writes nothing."""
        return compare(a.answers.half, b.answers.half, self._lists, self._today())

    def _part(self, who: str, passphrase: str, half: Half) -> OwnPart:
        filling = OwnAnswers(half, self._lists, self._today)
        return OwnPart(self._file(who), _LABEL.format(who=who), passphrase, filling, self._cost)

    def _file(self, who: str) -> Path:
        return self._place / f"{who}.sealed"


def kept_line(place: Path) -> str:
    """Says for `companion couple` that there are lists in this folder, and how to delete them; empty if none is."""
    if not any((place / f"{who}.sealed").exists() for who in (A, B)):
        return ""
    return said(
        "Your answers to “yes, no, maybe” are in {place}, each locked with a passphrase. To delete a list, run "
        "`companion yes-no-maybe` and press D."
    ).format(place=place)


@contextlib.contextmanager
def only_here(place: Path) -> Iterator[None]:
    """Keeps every other process away from the halves in this folder. Raises AlreadyOpen, or NotSealed.

    Two that have one half open would each write over what the other one saved.
    """
    file = place / "lock"
    try:
        place.mkdir(parents=True, exist_ok=True)
        opened = file.open("a+b")
    except OSError as error:
        raise NotSealed(
            f"I can't write to the folder of your lists: {told_by_system(error)}.",
            place=str(place),
            hint="Free some space, or check that you can write there, and try again.",
        ) from error
    with opened:
        if not try_lock(opened):
            raise AlreadyOpen(
                "“Yes, no, maybe” is open in another window.", hint="Close it there first, and then try again."
            )
        sealed.undate(file)
        sealed.undate(place)
        yield
