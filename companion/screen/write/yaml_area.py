"""The text area of `companion write`: YAML in colours, and each message at the end of its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text as RichText
from textual import events
from textual.widgets import TextArea
from textual.widgets.text_area import TextAreaTheme

from companion.screen.flow import shortened

_GAP = "  ◂ "
_MARKED = Style(bold=True, underline=True, reverse=True)
"""The look of a word that is to stand out. It is told by no colour."""
_LEAST_ROOM = 12
"""Cells at the end of a line that a message needs at least; where there are fewer, it stands only below."""


class YamlArea(TextArea):
    """A text area for one exercise."""

    DEFAULT_CSS = """
    YamlArea { border: none; padding: 0; background: $background; color: $foreground; }
    YamlArea:focus { border: none; }
    """

    def __init__(self) -> None:
        super().__init__("", soft_wrap=True, show_line_numbers=True, tab_behavior="indent", id="editor")
        self.indent_width = 2
        self._messages: Mapping[int, tuple[str, bool]] = {}
        self._marked: Mapping[int, Sequence[tuple[int, int]]] = {}

    def dress(self, colours: Mapping[str, str]) -> None:
        """Applies the colours of the program's theme, and colours YAML."""
        quiet, accent, foreground = colours["quiet"], colours["accent"], colours["foreground"]
        self.register_theme(
            TextAreaTheme(
                "companion",
                base_style=Style(color=foreground, bgcolor=colours["background"]),
                gutter_style=Style(color=quiet),
                cursor_style=Style(color=colours["background"], bgcolor=foreground),
                cursor_line_style=Style(bgcolor=colours["surface"]),
                cursor_line_gutter_style=Style(color=accent, bgcolor=colours["surface"]),
                selection_style=Style(color=colours["background"], bgcolor=colours["bar"]),
                syntax_styles={
                    "yaml.field": Style(color=accent),
                    "comment": Style(color=quiet, italic=True),
                    "number": Style(color=accent, italic=True),
                    "boolean": Style(color=accent, italic=True),
                    "punctuation.delimiter": Style(color=quiet),
                    "punctuation.bracket": Style(color=quiet),
                    "error": Style(underline=True),
                },
            )
        )
        self.theme = "companion"
        if "yaml" in self.available_languages:
            self.language = "yaml"

    def on_resize(self) -> None:
        """Keeps the cursor in sight when messages below take room, or give it back."""
        self.call_after_refresh(self.scroll_cursor_visible)

    async def _on_key(self, event: events.Key) -> None:
        """Begins a new line as deep as the last one, and within a list with a dash.

        Keys that move or delete are obeyed here. Textual hands them up to the app first, and letters that are typed
        quickly behind them would overtake them.
        """
        if (bound := self._bindings.key_to_bindings.get(event.key)) and not self.read_only:
            event.stop()
            event.prevent_default()
            await self.run_action(bound[0].action)
            return
        if event.key != "enter" or self.read_only or not self.selection.is_empty:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        row, column = self.cursor_location
        line = self.document.get_line(row)
        depth = line[: len(line) - len(line.lstrip(" "))]
        if line.strip() == "-" and column == len(line):
            # A dash without words ends the list.
            self.replace(depth[: -self.indent_width], (row, 0), (row, column))
            return
        at_end = column == len(line) and line.lstrip().startswith("- ")
        opens = at_end and line.rstrip().endswith(":")
        self.insert("\n" + (depth[:column] + ("    " if opens else "- " if at_end else "")))

    def show_messages(
        self, messages: Mapping[int, tuple[str, bool]], marked: Mapping[int, Sequence[tuple[int, int]]]
    ) -> None:
        """Shows these messages from now on, by their line, from 0; each with whether it is a mistake. `marked`: by line
        too, the first column and the last one of words that are to stand out, such as misspelled ones."""
        if messages != self._messages or marked != self._marked:
            self._messages, self._marked = dict(messages), dict(marked)
            self._line_cache.clear()
            self.refresh()

    def get_line(self, line_index: int) -> RichText:
        """Returns the line, with the message about it at its end."""
        line = super().get_line(line_index)
        for start, end in self._marked.get(line_index, ()):
            line.stylize(_MARKED, start, end)
        message = self._messages.get(line_index)
        if message is None:
            return line
        text, is_mistake = message
        offsets = self.wrapped_document.get_offsets(line_index)
        room = self.wrap_width - cell_len(line.plain[offsets[-1] if offsets else 0 :].expandtabs(2)) - len(_GAP) - 1
        if room >= _LEAST_ROOM:
            colours = self.app.get_css_variables()
            style = Style(color=colours["accent"] if is_mistake else colours["quiet"], italic=True)
            line.append(f"{_GAP}{shortened(text, room)}", style)
        return line
