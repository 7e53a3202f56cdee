"""One person's answers while they go through the lists: the rows for a screen, and every change. Pure.

Holds the half of that person alone. Every text that comes in is made harmless and cut to its length here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from companion.closeness.half import (
    LONGEST_CONDITION,
    MINUTES,
    MOST_OWN,
    Day,
    Entries,
    Half,
    Marked,
    OwnItem,
    Reply,
    begun,
)
from companion.closeness.items import LONGEST_TEXT, Item, ItemList, fingerprint, folded, key_of
from companion.exercise.scalars import clean_text

_OWN = "own:"
"""Before the words of an item of one's own, where others have the id of their list. No id has a colon."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item, and this person's answer to it."""

    key: str
    group: str
    text: str
    about: str
    reply: Reply | None = field(repr=False)
    condition: str = field(repr=False)
    shared: bool = field(repr=False)
    listed: str = ""
    """The id of its list; empty for an item of one's own."""
    reworded: bool = field(default=False, repr=False)
    """It was answered, and its words have changed since; so it has to be answered again."""

    @property
    def own(self) -> bool:
        return not self.listed


class OwnAnswers:
    """A half that is being changed. `half` is what has to be saved."""

    def __init__(self, half: Half, lists: Sequence[ItemList], today: Callable[[], Day]) -> None:
        self.half = half
        self._today = today
        self._lists = tuple(lists)
        self._items: dict[str, Item] = {key_of(listed, item): item for listed in lists for item in listed.items}
        used = half.now.limits.never
        named = (area for item in self._items.values() for area in item.touch)
        self._areas = {folded(area): area for area in (*named, *used) if folded(area)}

    # ---- looking ------------------------------------------------------------------------------------------------

    def rows(self, only: ItemList | None = None) -> list[ItemRow]:
        """Lists every item, or those of one list, and then one's own.

        In a list they stand group by group, in the order in which the groups first come.
        """
        return [
            *(row for listed in ([only] if only else self._lists) for row in self._rows_of(listed)),
            *self._own_rows(),
        ]

    def _rows_of(self, listed: ItemList) -> list[ItemRow]:
        groups = list(dict.fromkeys(item.group for item in listed.items))
        items = sorted(listed.items, key=lambda item: groups.index(item.group))
        return [self._listed(listed, item) for item in items]

    def row(self, key: str) -> ItemRow | None:
        return next((row for row in self.rows() if row.key == key), None)

    def _listed(self, listed: ItemList, item: Item) -> ItemRow:
        key = key_of(listed, item)
        mark = self.half.now.marks.get(key, Marked())
        reworded = mark.reply is not None and mark.wording != fingerprint(item)
        reply = None if reworded else mark.reply
        return ItemRow(key, item.group, item.text, item.about, reply, mark.condition, mark.shared, listed.id, reworded)

    def _own_rows(self) -> Iterator[ItemRow]:
        for item in self.half.now.own:
            yield ItemRow(_own_key(item), "", item.text, "", item.reply, item.condition, item.shared)

    @property
    def areas(self) -> list[str]:
        """The areas of the body that the lists name, and those that this person wrote."""
        return list(self._areas.values())

    def is_never(self, area: str) -> bool:
        return folded(area) in map(folded, self.half.now.limits.never)

    @property
    def lists(self) -> Sequence[ItemList]:
        """The lists, in the order in which they are gone through."""
        return self._lists

    def is_begun(self, listed: ItemList) -> bool:
        """Tells whether any item of a list is answered."""
        return any(row.reply is not None for row in self.rows(listed) if row.listed)

    # ---- answering ----------------------------------------------------------------------------------------------

    def reply(self, key: str, reply: Reply | None) -> None:
        """Answers an item, or with None takes the answer back. An unknown key changes nothing."""
        self._change(key, {"reply": reply})

    def condition(self, key: str, text: str) -> None:
        """Writes the condition of an item; an empty one deletes it. A new one is not shared."""
        said = str(clean_text(text))[:LONGEST_CONDITION]
        row = self.row(key)
        if row is not None and row.condition != said:
            self._change(key, {"condition": said, "shared": False})

    def share(self, key: str, shared: bool) -> None:
        """Lets the partner read the condition where both marked yes or maybe, or no longer."""
        self._change(key, {"shared": shared})

    def _change(self, key: str, values: dict[str, object]) -> None:
        now = self.half.now
        if key in self._items:
            wording = fingerprint(self._items[key])
            old = now.marks.get(key, Marked(wording=wording))
            if old.wording != wording:
                # The answer was given to other words.
                values = {"reply": None, **values}
            mark = old.model_copy(update={**values, "wording": wording})
            self._put(now.model_copy(update={"marks": {**now.marks, key: mark}}))
        elif key.startswith(_OWN):
            own = tuple(item.model_copy(update=values) if _own_key(item) == key else item for item in now.own)
            self._put(now.model_copy(update={"own": own}))

    # ---- items of their own -------------------------------------------------------------------------------------

    def add_own(self, text: str) -> str:
        """Adds an item in this person's own words. Returns its key; "" where there is no room or no word in it.

        One that is there already is not added again: its key is returned.
        """
        said = str(clean_text(text))[:LONGEST_TEXT].strip()
        now = self.half.now
        same = next((item for item in now.own if folded(item.text) == folded(said)), None)
        if same is not None:
            return _own_key(same)
        if not folded(said) or len(now.own) >= MOST_OWN:
            return ""
        item = OwnItem(text=said)
        self._put(now.model_copy(update={"own": (*now.own, item)}))
        return _own_key(item)

    def drop_own(self, key: str) -> None:
        """Deletes an item of one's own, with its answer."""
        now = self.half.now
        self._put(now.model_copy(update={"own": tuple(item for item in now.own if _own_key(item) != key)}))

    # ---- limits -------------------------------------------------------------------------------------------------

    def never(self, area: str, on: bool) -> None:
        """Sets or lifts the limit that an area is never touched. An area that is new here joins the others."""
        said = str(clean_text(area))[:LONGEST_TEXT].strip()
        if not folded(said):
            return
        self._areas.setdefault(folded(said), said)
        kept = tuple(each for each in self.half.now.limits.never if folded(each) != folded(said))
        self._limit({"never": (*kept, self._areas[folded(said)]) if on else kept})

    def clothes_on(self, on: bool) -> None:
        self._limit({"clothes_on": on})

    def longest(self, minutes: int | None) -> None:
        """Sets the longest time; None for none of one's own. Another number than those of MINUTES changes nothing."""
        if minutes is None or minutes in MINUTES:
            self._limit({"minutes": minutes})

    def _limit(self, values: dict[str, object]) -> None:
        now = self.half.now
        self._put(now.model_copy(update={"limits": now.limits.model_copy(update=values)}))

    def _put(self, now: Entries) -> None:
        if now != self.half.now:
            self.half = begun(self.half, self._today()).model_copy(update={"now": now})


def _own_key(item: OwnItem) -> str:
    return f"{_OWN}{folded(item.text)}"
