"""The input for secrets: a passphrase, or an answer in one's own words."""

from __future__ import annotations

from textual.widgets import Input


class UncopiedInput(Input):
    """An input whose text never goes to the clipboard, which everybody at this computer could paste from."""

    def action_cut(self) -> None:
        return

    def action_copy(self) -> None:
        return
