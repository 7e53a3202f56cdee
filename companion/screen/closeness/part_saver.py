"""Saves an open half (one person's answers in “yes, no, maybe”) beside the screen that changes it. No textual."""

from __future__ import annotations

import asyncio

from companion.screen.seam import OwnPartHandle


class PartSaver:
    """Saves one half, one time after another."""

    def __init__(self, part: OwnPartHandle) -> None:
        self._part = part
        self._saved = part.answers.half
        self._one_at_a_time = asyncio.Lock()

    @property
    def changed(self) -> bool:
        """Tells whether anything was changed since the last time."""
        return self._part.answers.half is not self._saved

    async def save(self) -> None:
        """Seals the half as it is now, changed or not. Raises CompanionError."""
        async with self._one_at_a_time:
            half = self._part.answers.half
            await asyncio.to_thread(self._part.save)
            self._saved = half
