"""Home as lines of text: "What do you need now?", lists of at most nine with "more", and the search by typing. Pure."""

from __future__ import annotations

from companion.screen import words
from companion.screen.home.browsing import Browsing, Row
from companion.screen.home.exercise_order import ListedExercise
from companion.screen.home.home_needs import EVERYTHING, NeedEntry
from companion.screen.home.places import Place
from companion.screen.home.remembered import Remembered
from companion.screen.plain.page_talk import MOST_ROWS
from companion.screen.plain.typed_commands import number_in
from companion.tongue import said


class HomeLines:
    """Home for a person who types: the list that they are at, nine rows at a time. "more" goes on, and the numbers
    count on."""

    def __init__(self, browsing: Browsing) -> None:
        self._browsing = browsing
        self._from = 0

    def lines(self, *, again: bool = False) -> list[str]:
        """Writes what is shown now, and what can be typed. `again`: the person comes back to it and knows it already,
        so that only the way to hear it once more is named."""
        browsing = self._browsing
        rows = [(section.heading, row) for section in browsing.sections() for row in section.rows]
        if again:
            return [
                words.PLAIN_HOME_AGAIN
                if browsing.at_home
                else words.PLAIN_LIST_AGAIN.format(title=browsing.title().rstrip(":"))
            ]
        lines = [f"{words.NAME}. {words.HOME_QUESTION}" if browsing.at_home else browsing.title()]
        heading = ""
        for number, (over, row) in enumerate(rows, 1):
            if self._from < number <= self._from + MOST_ROWS:
                if over and over != heading:
                    lines.append(words.headed(said(over)))
                heading = over
                lines.append(_line(number, row))
        left = len(rows) - self._from - MOST_ROWS
        if browsing.at_home:
            more = [words.PLAIN_HOME_AND_MORE.format(n=left)] if left > 0 else []
            return [*lines, *more, words.PLAIN_HOME]
        return [*lines, words.PLAIN_HOME_MORE.format(n=left) if left > 0 else words.PLAIN_HOME_LIST]

    def remember(self, kept: Remembered) -> None:
        """Shows these favourites, the last exercise, and the one that was left before its end."""
        self._browsing.kept = kept

    def tell_journal(self, says: str) -> None:
        """Shows whether a journal is on, in these words."""
        self._browsing.journal = says

    def take(self, text: str) -> Row | None:
        """Takes a typed line. Returns what is to be begun or shown; None if only the lines have changed."""
        browsing = self._browsing
        rows = self._rows()
        if text == "back":
            if self._from:
                self._from -= MOST_ROWS
            else:
                browsing.back()
        elif text in {"home", "start"}:
            browsing.typed, browsing.need, self._from = "", None, 0
        elif text in {"again", "repeat"}:
            pass
        elif text == "more":
            self._from = self._from + MOST_ROWS if self._from + MOST_ROWS < len(rows) else 0
        elif text == "list":
            browsing.typed, browsing.need, self._from = "", EVERYTHING, 0
        elif not text:
            return self._open(rows[0]) if browsing.at_home else None  # "Settle me", on each page of home
        elif (number := number_in(text)) is not None:
            return self._open(rows[number - 1]) if 1 <= number <= len(rows) else None
        else:
            browsing.typed, self._from = text, 0
            named = [each for each in browsing.exercises if text in {each.id, words.typed(each.title)}]
            # One word may be meant as a search, even if an exercise is called by it.
            if named and (" " in text or "-" in text or len(self._rows()) == 1):
                browsing.typed = ""
                return named[0]
        return None

    def _open(self, row: Row) -> Row | None:
        if isinstance(row, NeedEntry) and not row.begins:
            self._browsing.typed, self._browsing.need, self._from = "", row, 0
            return None
        return row

    def _rows(self) -> list[Row]:
        return [row for section in self._browsing.sections() for row in section.rows]


def _line(number: int, row: Row) -> str:
    if isinstance(row, ListedExercise):
        parts = [row.title, *([words.span(max(1, round(row.minutes)) * 60)] if row.minutes else [])]
        parts += [words.people(2)] if row.people == 2 else []  # most are for one person, and that goes without saying
        return f"{number}. {', '.join(parts)}. {row.about.rstrip('.')}."
    if isinstance(row, NeedEntry | Place) and row.says:
        return f"{number}. {words.beside(said(row.text), said(row.says))}."
    return f"{number}. {said(row.text)}."
