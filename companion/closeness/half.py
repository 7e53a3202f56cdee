"""One person's half of “yes, no, maybe”: the answers to the items, conditions, items of their own, and limits. Values
only.

Nothing here shows an answer by accident: the models say nothing of their content where a program prints them.

A half holds two states, `now` and `before`. `before` is how things stood when the day of the last change began, and it
makes one rule possible: less counts at once, more counts from the next day on (five in the morning). A no has to count
as soon as it is given. A yes must not, because somebody could otherwise change their own answers again and again in one
evening, and find out their partner's one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError

from companion.closeness.items import LONGEST_TEXT, folded
from companion.exercise.model import Model, Text

Day = int
"""The ordinal of a date; a night counts to the day before it until five in the morning."""
MOST_OWN = 20
"""Items of one's own: enough for what a list forgot, and they fit on two screens."""
LONGEST_CONDITION = 160
"""Characters: two lines."""
MINUTES = (5, 10, 15, 20, 30, 45, 60)
"""The lengths that can be chosen as the longest."""


class Reply(StrEnum):
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class Private(BaseModel):
    """A model whose content is never shown: not in an error, not in a log, not to a debugger's one-line view."""

    model_config = Model.model_config

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    __str__ = __repr__

    def __rich_repr__(self) -> Iterator[Any]:
        yield from ()


class Marked(Private):
    """The answer to one item of a list."""

    reply: Reply | None = None
    condition: Annotated[str, Field(max_length=LONGEST_CONDITION)] = ""
    shared: bool = False
    """The partner may read the condition, where both marked yes or maybe."""
    wording: str = ""
    """The fingerprint of the item that was answered."""


class OwnItem(Private):
    """An item that a person wrote themselves, and the answer to it."""

    text: Annotated[Text, Field(max_length=LONGEST_TEXT)]
    reply: Reply | None = None
    condition: Annotated[str, Field(max_length=LONGEST_CONDITION)] = ""
    shared: bool = False


class Limits(Private):
    """The standing limits of one person, for every evening. They only ever make things smaller."""

    never: tuple[Text, ...] = ()
    """Areas of the body."""
    clothes_on: bool = False
    minutes: int | None = None
    """The longest time; None for no limit of their own."""


class Entries(Private):
    """All that one person has entered."""

    marks: Mapping[str, Marked] = Field(default_factory=dict)
    """By `items.key_of`."""
    own: Annotated[tuple[OwnItem, ...], Field(max_length=MOST_OWN)] = ()
    limits: Limits = Limits()


class Half(Private):
    format: Literal[1] = 1
    edited: Day
    """The day of the last change."""
    now: Entries = Entries()
    before: Entries = Entries()
    """The entries as they were when that day began."""


class NoHalf(ValueError):
    """Raised if bytes are not a half. Its text says nothing of them."""


def to_bytes(half: Half) -> bytes:
    return half.model_dump_json(exclude_defaults=True).encode("utf-8", "surrogatepass")


def from_bytes(data: bytes) -> Half:
    """Reads a half. Raises NoHalf."""
    try:
        return Half.model_validate_json(data)
    except ValidationError:
        # Its text would quote what was written.
        raise NoHalf("not a half") from None


def begun(half: Half, today: Day) -> Half:
    """Returns the half as it is to be changed today. If its last change was on an earlier day, the answers up to now
    are copied to `before`.

    If the day of its last change is still to come, because a clock was wrong, today takes its place.
    """
    if half.edited < today:
        return half.model_copy(update={"edited": today, "before": half.now})
    return half.model_copy(update={"edited": today})


def counting(half: Half, today: Day) -> Entries:
    """Returns what counts today: less at once, more from the day after the change."""
    if half.edited < today:
        return half.now
    return Entries(
        marks=_smaller_marks(half.before.marks, half.now.marks),
        own=_smaller_own(half.before.own, half.now.own),
        limits=_stricter(half.before.limits, half.now.limits),
    )


def limits(half: Half, today: Day) -> Limits:
    """Returns the standing limits. Until the next day, those that were loosened today hold as they were."""
    return counting(half, today).limits


def smaller_reply(first: Reply | None, second: Reply | None) -> Reply | None:
    """Returns the smaller of two answers; None, not answered, is as small as a no."""
    if first is None or second is None:
        return None
    return max(first, second, key=list(Reply).index)


def _smaller_marks(before: Mapping[str, Marked], now: Mapping[str, Marked]) -> dict[str, Marked]:
    return {
        key: mark.model_copy(update={"reply": smaller_reply(before[key].reply, mark.reply)})
        for key, mark in now.items()
        if key in before and before[key].wording == mark.wording
    }


def _smaller_own(before: tuple[OwnItem, ...], now: tuple[OwnItem, ...]) -> tuple[OwnItem, ...]:
    known = {folded(item.text): item for item in before}
    return tuple(
        item.model_copy(update={"reply": smaller_reply(known[folded(item.text)].reply, item.reply)})
        for item in now
        if folded(item.text) in known
    )


def _stricter(first: Limits, second: Limits) -> Limits:
    never = {folded(area): area for area in (*first.never, *second.never)}
    times = [each.minutes for each in (first, second) if each.minutes is not None]
    return Limits(
        never=tuple(never.values()),
        clothes_on=first.clothes_on or second.clothes_on,
        minutes=min(times, default=None),
    )
