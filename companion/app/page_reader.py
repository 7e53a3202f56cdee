"""Reads the pages before and after a session aloud. It uses nothing but `ports`; no session runs meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from companion.ports import Player, Speaker
from companion.session.effects import Utterance

_OWN_IDS: Final = 2_000_000_000
"""The first id of a clip of ours. No session and no sound check has as many clips, so a late report is never taken for
one of theirs."""


class PagesAloud:
    """Says the sentences of one page after another. Nothing of it is written to the cache: it holds names."""

    def __init__(
        self, speaker: Callable[[], Speaker], player: Player, language: Callable[[], str] = lambda: "en"
    ) -> None:
        """`speaker` returns the speaker of now: a session may have started another one. `language` returns that of the
        pages."""
        self._now = speaker
        self._speaker = speaker()
        self._player = player
        self._language = language
        self._id = _OWN_IDS

    def read(self, sentences: Sequence[str]) -> None:
        """Says these sentences, in place of any that are still being said."""
        self.hush()
        self._speaker, language = self._now(), self._language()
        for sentence in sentences:
            self._id += 1
            self._speaker.speak(self._id, Utterance(sentence, private=True, language=language))

    def hush(self) -> None:
        """Silences the voice."""
        self._player.silence()
        self._speaker.hush()
