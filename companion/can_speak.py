"""Whether it can speak: the voice says so, and so does the loudspeaker, and people are told the worse of the two."""

from __future__ import annotations

from typing import Final

from companion.ports import Speaking, SpeakingChanged

_WORSE: Final = (Speaking.READY, Speaking.OFF, Speaking.NO_LOUDSPEAKER, Speaking.NO_VOICE)


class CanSpeak:
    """Each of its methods gives what to tell people now. Used by one thread."""

    def __init__(self) -> None:
        self._voice = self._loudspeaker = SpeakingChanged(Speaking.READY)

    def voice(self, changed: SpeakingChanged) -> SpeakingChanged:
        self._voice = changed
        return self._now()

    def loudspeaker(self, changed: SpeakingChanged) -> SpeakingChanged:
        self._loudspeaker = changed
        return self._now()

    def _now(self) -> SpeakingChanged:
        # The voice's own word where both are as well: that another voice goes on, say.
        return max(self._voice, self._loudspeaker, key=lambda changed: _WORSE.index(changed.speaking))
