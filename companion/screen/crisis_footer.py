"""The foot of a screen: its keys, as many as fit, and the one that shows who to call, which is never cut."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets._footer import FooterKey

from companion.screen.steady_footer import SteadyFooter

CRISIS = "crisis"
"""The action of the key that shows who to call, on every screen."""
_FIRST = frozenset({"screen.choose", "press", "select", "toggle_switch", "go_on", "back", "leave", "home", "cancel"})
"""The actions whose keys are left out last: the way on, and the way back."""
_LAST = frozenset({"favourite"})
"""The actions whose keys are left out first."""


class CrisisFooter(SteadyFooter):
    """Textual's footer, with the key for the crisis card at the right edge. Keys that would be cut are left out."""

    DEFAULT_CSS = """
    CrisisFooter { background: $background; }
    CrisisFooter FooterKey.-crisis { dock: right; background: $background; margin: 0; }
    """

    def _wanted(self) -> tuple[object, ...]:
        return (self.size.width, self.compact, *super()._wanted())

    def compose(self) -> ComposeResult:
        keys = [key for key in super().compose() if isinstance(key, FooterKey)]
        room = self.size.width
        fitting = set()
        for key in sorted(keys, key=lambda key: (key.action != CRISIS, key.action not in _FIRST, key.action in _LAST)):
            cells = self._cells(key)
            if key.action == CRISIS or cells <= room:
                fitting.add(key)
                room -= cells
            key.set_class(key.action == CRISIS, "-crisis")
        yield from (key for key in keys if key in fitting)

    def on_resize(self) -> None:
        self.call_after_refresh(self.recompose)

    def _cells(self, key: FooterKey) -> int:
        """Counts the cells of a key, its words and the space around them."""
        return len(key.key_display) + len(key.description) + (2 if self.compact else 3)
