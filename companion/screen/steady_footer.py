"""Textual's footer, but it makes its keys anew only if they have changed: each key is a widget, which takes time to
make."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Footer


class SteadyFooter(Footer):
    """A footer without the key of the command palette. Keys that stay the same stay as they are."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)
        self._stands: tuple[object, ...] = ()
        """Everything that the present keys were made of."""

    async def recompose(self) -> None:
        # While the program is being closed, the footer may be off its screen already.
        if self.is_attached and self._stands != self._wanted():
            await super().recompose()

    def _wanted(self) -> tuple[object, ...]:
        """Returns everything that the keys are made of."""
        keys = [
            (binding.key, self.app.get_key_display(binding), binding.description, binding.action, enabled, tooltip)
            for _, binding, enabled, tooltip in self.screen.active_bindings.values()
            if binding.show
        ]
        return (self._bindings_ready, *keys)

    def compose(self) -> ComposeResult:
        self._stands = self._wanted()
        yield from super().compose()
