"""The rows of a private list under their headings. It shows no answer."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from companion.screen.closeness.private_rows import PrivateRow

_CHOSEN, _UNCHOSEN = "▌ ", "  "
"""The signs before a row, so that the chosen one shows without colour."""


class RowList(OptionList):
    """A list of rows, one of them chosen."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id, markup=False)

    @property
    def chosen(self) -> str:
        """The key of the chosen row; empty if the list is not filled yet."""
        option = self.highlighted_option
        return option.id or "" if option is not None else ""

    def fill(self, rows: Sequence[PrivateRow], chosen: str = "") -> None:
        """Lists these rows, at least one, and goes to the one with this key, or to the first."""
        options: list[Option] = []
        group = ""
        for row in rows:
            if row.group != group:
                options.append(Option(Content.assemble((row.group, "$accent 70%")), disabled=True))
                group = row.group
            options.append(Option(_UNCHOSEN + row.text, id=row.key))
        self.set_options(options)
        self.go_to(chosen if chosen in {row.key for row in rows} else rows[0].key)

    def go_to(self, key: str) -> None:
        self.highlighted = self.get_option_index(key)

    def show_choice(self) -> None:
        """Puts the bar before the chosen row, and takes it from the one before."""
        for place, option in enumerate(self.options):
            prompt = str(option.prompt)
            mark = _CHOSEN if place == self.highlighted else _UNCHOSEN
            if not option.disabled and not prompt.startswith(mark):
                self.replace_option_prompt_at_index(place, mark + prompt[len(mark) :])
