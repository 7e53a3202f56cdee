"""The list of home: needs, exercises and pages as rows that can be chosen, under headings."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from companion.screen import words
from companion.screen.crisis.crisis_key import IN_THE_SEARCH, naming
from companion.screen.flow import edges, limited, shortened, wrap
from companion.screen.home.browsing import ListSection, Row
from companion.screen.home.exercise_order import ListedExercise
from companion.screen.home.home_needs import NeedEntry
from companion.screen.home.places import Place
from companion.screen.widgets import LARGE_ROWS
from companion.tongue import said

_NARROW = 60
"""Cells of the list below which a row says only what it has to."""
_LEAST = 10
"""Cells of the words behind a row, cut short, below which they would only puzzle."""
_INDENT = 3
"""Cells of the number before a row, with the space after it."""


class ChoiceList(OptionList, can_focus=False):
    """The rows of the present sections. The line to type in keeps the focus; keys move the highlight from there."""

    DEFAULT_CSS = """
    ChoiceList { width: 1fr; height: 1fr; border: none; padding: 0; background: $background; scrollbar-size: 1 1;
        scrollbar-gutter: stable; scrollbar-background: $background; scrollbar-color: $faint;
    }
    ChoiceList > .option-list--option { padding: 0 1; }
    ChoiceList > .option-list--option-highlighted { background: $bar; color: $on-bar; text-style: bold; }
    ChoiceList:nocolor > .option-list--option-highlighted { text-style: reverse; }
    ChoiceList > .option-list--option-disabled { color: $accent 70%; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._rows: list[Row | None] = []
        """The row of each option; None for a heading."""
        self._sections: Sequence[ListSection] = ()
        self._stars: frozenset[str] = frozenset()
        self._large = False
        """Rows stand in large letters, where they fit."""
        self._prompts: list[Content] = []
        """The words of each option, in their own colours."""
        self._bar: int | None = None
        """The option whose words have the bar's colour."""

    @property
    def row(self) -> Row | None:
        """The highlighted row."""
        at = self.highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else None

    def row_at(self, index: int) -> Row | None:
        return self._rows[index]

    def show(
        self,
        sections: Sequence[ListSection],
        stars: frozenset[str],
        note: str = "",
        *,
        numbered: int = 0,
        keep: bool = False,
        unmarked: bool = False,
        large: bool = False,
    ) -> None:
        """Shows these sections. `stars`: the ids of favourites. `note`: the last line, which can't be chosen.

        `numbered`: the rows that have a number before them, the first ones. `keep`: the same row stays highlighted if
        it is still there; otherwise the first one is. `unmarked`: no row is highlighted until an arrow key is pressed.
        `large`: in large letters, where they fit.
        """
        before = self.row if keep else None
        self._sections, self._stars, self._large = sections, stars, large
        options: list[Option] = []
        rows: list[Row | None] = []
        numbers = iter(range(1, numbered + 1))
        width = max(10, self.scrollable_content_region.width - 3)
        for section in sections:
            if section.heading:
                heading = shortened(said(section.heading), width)
                options.append(Option(Content(f"\n{heading}" if options else heading), disabled=True))
                rows.append(None)
            for row in section.rows:
                number = "" if isinstance(row, Place) else str(next(numbers, ""))
                options.append(Option(self._prompt(row, number, width, indented=numbered > 0)))
                rows.append(row)
        if note:
            options.append(Option(Content("\n" + "\n".join(wrap(note, width))), disabled=True))
            rows.append(None)
        self._prompts = []
        self.clear_options()
        self._rows, self._bar = rows, None
        self._prompts = [option.prompt for option in options if isinstance(option.prompt, Content)]
        self.add_options(options)
        first = None if unmarked else next((at for at, row in enumerate(rows) if row is not None), None)
        same = next((at for at, row in enumerate(rows) if row is not None and _same(row, before)), None)
        self.highlighted = first if same is None else same
        if same is None:
            self.scroll_home(animate=False)

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Gives the words of the highlighted row the bar's colour: their own ones would be hard to read on it."""
        super().watch_highlighted(highlighted)
        before, self._bar = self._bar, highlighted
        for at in {before, highlighted}:
            if at is not None and at < min(len(self._prompts), self.option_count):
                prompt = self._prompts[at]
                self.replace_option_prompt_at_index(at, Content(prompt.plain) if at == highlighted else prompt)

    def turn_page(self, by: int) -> None:
        """Moves the highlight by about a page down (+1) or up (-1)."""
        for _ in range(max(1, self.size.height // 3)):
            at = self.highlighted
            (self.action_cursor_down if by > 0 else self.action_cursor_up)()
            if at is not None and self.highlighted is not None and (self.highlighted - at) * by < 0:
                self.highlighted = at  # the cursor went round the end
                break

    def _prompt(self, row: Row, number: str, width: int, *, indented: bool) -> Content:
        if self._large:
            from companion.screen.session.large_letters import large_row  # with Pillow, which few windows need

            text = said(row.text) if isinstance(row, NeedEntry | Place) else row.title
            if drawn := large_row(f"{number} {text}", width, 2 * LARGE_ROWS):
                return Content("\n".join(drawn))
        if isinstance(row, NeedEntry | Place):
            return _two_ends(number, said(row.text), said(row.says) if width >= _NARROW - 10 else "", width)
        if not indented:
            return self._exercise(row, width)
        lines = self._exercise(row, width - _INDENT).split("\n")
        starts = [Content.styled(f"{number:<{_INDENT}}", "$accent"), *[Content(" " * _INDENT)] * (len(lines) - 1)]
        return Content("\n").join([start + line for start, line in zip(starts, lines, strict=True)])

    def _exercise(self, exercise: ListedExercise, width: int) -> Content:
        star = "★ " if exercise.id in self._stars else ""
        meta = exercise.meta if width >= _NARROW or not exercise.minutes else words.minutes(exercise.minutes)
        if exercise.broken:
            meta = ""
        first = edges(star + exercise.title, meta, width)
        title, rest = first[: len(first) - len(meta)], first[len(first) - len(meta) :]
        second = limited(wrap(naming(exercise.about, IN_THE_SEARCH), width), 1, width)
        return Content.assemble(title, (rest, "$quiet"), *((f"\n{line}", "$quiet not bold") for line in second))


def _two_ends(key: str, left: str, right: str, width: int) -> Content:
    # The answer is never cut for the few words behind it.
    right = shortened(right, max(0, width - _INDENT - cell_len(left) - 2))
    line = edges(left, right if cell_len(right) >= _LEAST else "", width - _INDENT)
    at = len(line) - len(right)
    return Content.assemble((f"{key:<{_INDENT}}", "$accent"), line[:at], (line[at:], "$quiet not bold"))


def _same(row: Row, before: Row | None) -> bool:
    if isinstance(row, ListedExercise) and isinstance(before, ListedExercise):
        return row.id == before.id and row.heading == before.heading
    return row == before
