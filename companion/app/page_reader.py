"""Reads the pages before and after a session aloud. It uses nothing but `ports`; no session runs meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from companion.ports import Player, Speaker
from companion.session.effects import Utterance

_OWN_IDS: Final = 2_000_000_000
"""The first id of a clip of ours. No session and no sound check has as many clips, so a late report is never taken for
one of theirs."""


class PagesAloud:
    """Says the sentences of one page after another. Nothing of it is written to the cache: it holds names."""

    def __init__(self, speaker: Speaker, player: Player) -> None:
        self._speaker = speaker
        self._player = player
        self._id = _OWN_IDS

    def read(self, sentences: Sequence[str]) -> None:
        """Says these sentences, in place of any that are still being said."""
        self.hush()
        for sentence in sentences:
            self._id += 1
            self._speaker.speak(self._id, Utterance(sentence, private=True))

    def hush(self) -> None:
        """Silences the voice."""
        self._player.silence()
        self._speaker.hush()
