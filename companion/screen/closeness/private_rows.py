"""The rows that one person goes through alone on the full screen: items, and then limits. Pure; no textual.

A row's text tells nothing of its answer. The answer is in `answers` and `note`, which are shown for one row at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from companion.closeness.half import MINUTES, Reply
from companion.closeness.items import ItemList, folded
from companion.closeness.own_answers import ItemRow, OwnAnswers
from companion.screen import words
from companion.screen.closeness import closeness_words as say
from companion.tongue import said, said_area, said_item

_REPLIES = {"y": Reply.YES, "m": Reply.MAYBE, "n": Reply.NO, "x": None}
_AREA, _CLOTHES, _TIME = "area:", "clothes", "time"
_TIMES = (*MINUTES, None)


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """One answer that can be given to a row."""

    key: str
    label: str
    given: bool = field(default=False, repr=False)


@dataclass(frozen=True, slots=True)
class PrivateRow:
    key: str
    group: str
    text: str
    about: str
    answers: tuple[RowAnswer, ...]
    note: str = field(default="", repr=False)
    """The condition, and who sees it."""
    own: bool = False
    limit: bool = False


def item_rows(filling: OwnAnswers, listed: ItemList) -> list[PrivateRow]:
    """Makes the rows of one list, and after them those in one's own words."""
    return [_item(row) for row in filling.rows(listed)]


def _item(row: ItemRow) -> PrivateRow:
    labels = {"y": said("yes"), "m": said("maybe"), "n": said("no"), "x": said("no answer")}
    return PrivateRow(
        row.key,
        say.OWN_GROUP if row.own else words.harmless(said_item(row.group)),
        words.harmless(row.text if row.own else said_item(row.text)),
        words.harmless(say.about(row)),
        tuple(RowAnswer(key, labels[key], reply == row.reply) for key, reply in _REPLIES.items()),
        words.harmless(say.condition_of(row)),
        own=row.own,
    )


def found_after(rows: Sequence[PrivateRow], key: str, text: str) -> str:
    """Finds the next row after the one with this key that has the text in its words or its heading; after the last row,
    it goes on at the top. Returns its key; empty if no row has the text."""
    wanted = folded(text)
    at = next((place for place, row in enumerate(rows) if row.key == key), -1)
    ahead = [*rows[at + 1 :], *rows[: at + 1]]
    return next((row.key for row in ahead if wanted and wanted in folded(f"{row.text} {row.about} {row.group}")), "")


def limit_rows(filling: OwnAnswers) -> list[PrivateRow]:
    limits = filling.half.now.limits
    rows = [
        _limit(f"{_AREA}{area}", say.LIMIT_AREA.format(area=words.harmless(said_area(area))), filling.is_never(area))
        for area in filling.areas
    ]
    rows.append(_limit(_CLOTHES, say.LIMIT_CLOTHES, limits.clothes_on))
    times = tuple(
        RowAnswer(str(number), f"{minutes} min" if minutes else say.LIMIT_NO_TIME, minutes == limits.minutes)
        for number, minutes in enumerate(_TIMES, 1)
    )
    rows.append(PrivateRow(_TIME, say.LIMITS_TITLE, say.LIMIT_TIME, " ".join(say.LIMITS_INTRO), times, limit=True))
    return rows


def _limit(key: str, text: str, on: bool) -> PrivateRow:
    answers = (RowAnswer("y", say.LIMIT_ON, on), RowAnswer("n", say.LIMIT_OFF, not on))
    return PrivateRow(key, say.LIMITS_TITLE, text, " ".join(say.LIMITS_INTRO), answers, limit=True)


def give(filling: OwnAnswers, row: PrivateRow, key: str) -> bool:
    """Gives the row the answer with this key. Returns False if the row has no such answer."""
    if key not in {answer.key for answer in row.answers}:
        return False
    if not row.limit:
        filling.reply(row.key, _REPLIES[key])
    elif row.key.startswith(_AREA):
        filling.never(row.key.removeprefix(_AREA), key == "y")
    elif row.key == _CLOTHES:
        filling.clothes_on(key == "y")
    else:
        filling.longest(_TIMES[int(key) - 1])
    return True
