"""Reads the pages of “yes, no, maybe” aloud: shared ones at once, private ones only after the key H. No textual.

No answer is ever said. The items that both said yes or maybe to are said only after H, since others may be in the room.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from companion.screen import words
from companion.screen.closeness import closeness_words as say

if TYPE_CHECKING:
    from companion.screen.closeness.private_rows import PrivateRow
    from companion.screen.seam import PageReader


class ClosenessVoice:
    """The voice of these pages, or none."""

    def __init__(self, reader: PageReader | None = None) -> None:
        self._reader = reader
        self._said: list[str] = []

    @property
    def there(self) -> bool:
        return self._reader is not None

    def turn(self, sentences: Sequence[str]) -> None:
        """Reads these sentences in place of others; nothing if they were the last that were read."""
        if sentences and list(sentences) != self._said:
            self.read(sentences)

    def read(self, sentences: Sequence[str]) -> None:
        """Reads these sentences in place of others, also a second time."""
        self._said = list(sentences)
        if self._reader is not None:
            self._reader.read([words.harmless(each.strip()) for each in sentences if each.strip()])

    def hush(self) -> None:
        """Silences the voice. The same sentences are read again if they come once more."""
        self._said = []
        if self._reader is not None:
            self._reader.hush()


def choices(sentences: Sequence[str], note: str, options: Sequence[tuple[str, str]]) -> list[str]:
    """Lists the sentences of a page with something to choose."""
    keys = [words.EVENING_KEY_ALOUD.format(key=key.upper(), text=text) for key, text in options]
    return [note, *sentences, *keys]


def row(chosen: PrivateRow, at: int, of: int, note: str) -> list[str]:
    """Lists the sentences of one row of a private list, without its answer and its condition."""
    keys = [words.EVENING_KEY_ALOUD.format(key=each.key.upper(), text=each.label) for each in chosen.answers]
    return [note, say.ROW_ALOUD.format(at=at, of=of), chosen.text, chosen.about, *keys]
