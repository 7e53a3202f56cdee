"""Textual's footer, but it makes its keys anew only if they have changed: each key is a widget, which takes time to
make."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from companion.screen.keycaps import key_of, labels_of
from companion.tongue import said, spoken


class TwoKeys(FooterKey):
    """Two keys with one meaning, such as "← →". Each can be clicked; a click on their meaning is one on the second."""

    async def _on_mouse_down(self, event: events.MouseDown) -> None:
        """Presses the key on which the mouse is."""
        event.prevent_default()  # Textual's own handler would press the first key
        first, second = labels_of(self.key_display)
        before = self.get_component_styles("footer-key--key").padding.left + len(first)
        self.app.simulate_key(key_of(first if event.x < before else second))


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
        return (self._bindings_ready, spoken(), *keys)

    def compose(self) -> ComposeResult:
        self._stands = self._wanted()
        for key in super().compose():
            if isinstance(key, FooterKey):
                key.key_display, key.description = said(key.key_display), said(key.description)
            if isinstance(key, FooterKey) and len(labels_of(key.key_display)) == 2:
                yield TwoKeys(key.key, key.key_display, key.description, key.action).data_bind(compact=Footer.compact)
            else:
                yield key
