"""The filters of home: for how many people, how long, of which kind, and from which pack."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Select

from companion.screen import words
from companion.screen.home.narrowing import MINUTES, Narrowing


class FilterRow(Horizontal):
    """Four boxes to choose from, side by side; Tab leads to them."""

    DEFAULT_CSS = """
    FilterRow { height: 1; margin: 0 0 1 1; display: none; }
    FilterRow Select { width: 1fr; max-width: 24; margin-right: 1; }
    FilterRow #pack { width: 1fr; max-width: 40; }
    """

    def compose(self) -> ComposeResult:
        people = [(words.HOME_ANYBODY, 0), (words.HOME_FOR_ONE, 1), (words.HOME_FOR_TWO, 2)]
        minutes = [(words.HOME_ANY_LENGTH, 0), *((words.HOME_UP_TO.format(n=n), n) for n in MINUTES)]
        yield Select(people, value=0, allow_blank=False, compact=True, id="people")
        yield Select(minutes, value=0, allow_blank=False, compact=True, id="minutes")
        yield Select([(words.HOME_ANY_KIND, "")], value="", allow_blank=False, compact=True, id="kind")
        yield Select([(words.HOME_ALL_PACKS, "")], value="", allow_blank=False, compact=True, id="pack")

    def offer(self, packs: Sequence[str], kinds: Sequence[str]) -> None:
        """Lets one of these packs be chosen, and one of these kinds, or all of them."""
        kind = self.query_one("#kind", Select)
        kind.set_options([(words.HOME_ANY_KIND, ""), *((words.KINDS.get(each, each), each) for each in kinds)])
        pack = self.query_one("#pack", Select)
        pack.set_options([(words.HOME_ALL_PACKS, ""), *((each, each) for each in packs if each)])

    @property
    def narrowing(self) -> Narrowing:
        """The present choice."""
        people, minutes, pack, kind = (
            self.query_one(f"#{name}", Select).value for name in ("people", "minutes", "pack", "kind")
        )
        return Narrowing(
            people if isinstance(people, int) else 0,
            minutes if isinstance(minutes, int) else 0,
            pack if isinstance(pack, str) else "",
            kind if isinstance(kind, str) else "",
        )

    def reset(self, narrowing: Narrowing) -> None:
        """Shows this choice."""
        for name in ("people", "minutes", "pack", "kind"):
            value = getattr(narrowing, name)
            self.query_one(f"#{name}", Select).value = value
