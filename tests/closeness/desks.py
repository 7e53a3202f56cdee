"""Two real halves in a folder, sealed cheaply, on a day that a test chooses; and people who type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from companion.app.two_halves import TwoHalves
from companion.closeness.comparing import A, B
from companion.closeness.half import Day, Reply
from companion.closeness.items import ItemList
from companion.store.sealed import Cost
from tests.closeness.lists import DAY, LISTS

CHEAP = Cost(memory=64, iterations=1, lanes=1)
ANAS = "gravel seven teapot orbit"
BENS = "lantern moss eleven quilt"
PASSPHRASES = {A: ANAS, B: BENS}
NAMES = {A: "Ana", B: "Ben"}


class Calendar:
    """The day that it is."""

    def __init__(self, day: Day = DAY) -> None:
        self.day = day

    def __call__(self) -> Day:
        return self.day


def desk_in(place: Path, calendar: Calendar, lists: Sequence[ItemList] = LISTS) -> TwoHalves:
    return TwoHalves(lists, NAMES, place, today=calendar, cost=CHEAP)


def fill(desk: TwoHalves, who: str, **replies: str) -> None:
    """Answers the items of these short names in this person's half, which is made if need be, and saves it."""
    passphrase = PASSPHRASES[who]
    part = desk.open(who, passphrase) if desk.is_there(who) else desk.create(who, passphrase)
    for name, reply in replies.items():
        part.answers.reply(f"small/{name}", Reply(reply))
    part.save()


class Typing:
    """A terminal at which these lines are typed, one after another, for every question; then nothing more comes."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = list(lines)
        self.asked: list[tuple[str, bool]] = []
        """Each question, and whether the answer to it was hidden."""
        self.seen: list[str] = []
        """The lines that could be seen while they were typed."""

    def ask(self, question: str) -> str | None:
        self.asked.append((question, False))
        if not self._lines:
            return None
        self.seen.append(self._lines[0])
        return self._lines.pop(0)

    def secret(self, question: str) -> str | None:
        self.asked.append((question, True))
        return self._lines.pop(0) if self._lines else None
