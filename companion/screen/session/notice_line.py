"""The notices of a session: a sentence that fades, or one about something wrong, which stays until that is mended."""

from __future__ import annotations

from textual.timer import Timer

from companion.screen import words
from companion.screen.widgets import Aside

FADE = 6.0
"""Seconds for which a notice is shown: time to open one's eyes and read."""
SHORTENS = 15.0
"""Seconds after which a sentence about the voice becomes a few words: time to read it twice. It would take the room
below every sentence."""


class NoticeLine(Aside):
    """Shows one sentence at a time; nothing, and no line, if there is none."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, rows=3)
        self._passing = ""
        """A notice that fades."""
        self.speaking = ""
        """The words shown about a voice that doesn't speak; empty if nothing is wrong."""
        self._of_voice = ""
        """The whole sentence about the voice that was shown last."""
        self._shortening: Timer | None = None
        self.hearing = ""
        """A sentence about the hearing; empty if nothing is wrong."""
        self._fading: Timer | None = None
        self._small = False
        self._answering = False

    def tell(self, text: str) -> None:
        """Shows a sentence that fades."""
        self._passing = text
        if self._fading is not None:
            self._fading.stop()
        self._fading = self.set_timer(FADE, self._fade)
        self._choose()

    def tell_of_voice(self, sentence: str, short: str) -> None:
        """Shows a sentence about a voice that doesn't speak, and after `SHORTENS` seconds `short` instead. If it is the
        same as the last one, nothing changes."""
        if sentence == self._of_voice:
            return
        self._of_voice = self.speaking = sentence
        if self._shortening is not None:
            self._shortening.stop()
        self._shortening = self.set_timer(SHORTENS, lambda: self._shorten(short)) if sentence and short else None
        self._choose()

    def _shorten(self, short: str) -> None:
        self.speaking = short
        self._choose()

    def _fade(self) -> None:
        self._passing = ""
        self._choose()

    def fit(self, *, small: bool, answering: bool) -> None:
        """Chooses the sentence anew. `small`: the window is too small for everything; `answering`: in a low window, the
        answers to a question need the room more than a lasting notice does."""
        self._small, self._answering = small, answering
        self._choose()

    def _choose(self) -> None:
        lasting = "" if self._answering else self.speaking or self.hearing or (words.TOO_SMALL if self._small else "")
        text = self._passing or lasting
        self.show(text)
        self.display = bool(text)
