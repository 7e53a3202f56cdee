"""Which voices there are, the best first, and a chain of them in which one takes over where another fails.

Names and order only: what is installed, and where, is told by wiring; how an engine speaks is in its own module.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from companion.errors import CompanionError, NoVoice
from companion.ports import Pcm, Voice
from companion.speech.text import CannotSay

SYSTEM: Final = "system"
NONE: Final = "none"
BEST: Final = "best"
"""For `--voice`: the best one that is installed."""

_BEST_FIRST: Final = ("heart", "nicole", "joe")
"""Natural voices that are preferred, where they are installed; then any other, then the system's."""

_SECOND: Final = {"heart": "nicole", "nicole": "heart"}
"""Who says part 2 beside whom, where both are installed: they live in one model. Otherwise the system's second."""


_START_SECONDS: Final = 3.0
"""What a natural voice has to start in, before the last voice says in its place what cannot wait."""

_TAKE_OVER_SECONDS: Final = 0.3
"""The same for one that takes over in mid-session: two seconds without a word are the most that may pass."""

_RESERVE_AFTER: Final = 3
"""Sentences that were said before the voice that takes over is started."""


class UnknownVoice(CompanionError):
    title = "No such voice"


class DamagedVoice(CompanionError):
    title = "A damaged voice"


@dataclass(frozen=True, slots=True)
class Known:
    """A voice that is here, or that could be fetched."""

    name: str
    """For `--voice`."""
    engine: str
    """"piper", "kokoro" or "system"."""
    language: str
    license: str = ""
    doubt: str = ""
    size: int = 0
    """Bytes to fetch."""
    folder: Path | None = None
    """Where its model lies; None: not here (or the system's)."""
    revision: str = ""
    """The hash of what its model was made of."""
    damaged: Path | None = None
    """Of a voice that was fetched and is not whole: the file that is missing, or is not as it was."""

    @property
    def installed(self) -> bool:
        return self.engine == SYSTEM or self.folder is not None


SYSTEM_VOICE: Final = Known(SYSTEM, SYSTEM, "en", "the system's own")


def best_first(known: Iterable[Known]) -> list[Known]:
    """Installed ones first; among them the natural ones in order of preference, the system's last."""
    order = {name: number for number, name in enumerate(_BEST_FIRST)}

    def place(voice: Known) -> tuple[bool, bool, int, str]:
        return not voice.installed, voice.engine == SYSTEM, order.get(voice.name, len(order)), voice.name

    return sorted(known, key=place)


def find(name: str, known: Sequence[Known]) -> Known:
    """The voice of this name. Raises UnknownVoice with the nearest name or with how to fetch it, and DamagedVoice."""
    for voice in known:
        if voice.name == name.casefold():
            if voice.damaged is not None:
                raise DamagedVoice(
                    f"The voice “{voice.name}” is damaged: {voice.damaged.name} is not as it was fetched.",
                    place=str(voice.damaged),
                    hint=f"Fetch it again: companion setup --voice {voice.name}",
                )
            if not voice.installed:
                raise UnknownVoice(
                    f"The voice “{voice.name}” is not here yet ({voice.size / 1e6:.0f} MB).",
                    hint=f"Run: companion setup --voice {voice.name}",
                )
            return voice
    near = difflib.get_close_matches(name.casefold(), [*(voice.name for voice in known), NONE], n=1, cutoff=0.5)
    hint = f"Did you mean “{near[0]}”?" if near else "`companion voices` lists them."
    raise UnknownVoice(f"There is no voice called “{name}”.", hint=hint)


def order_for(name: str, known: Sequence[Known]) -> list[Known]:
    """The voice asked for ("best": the best installed one), then who takes over should it fail, the system's last.

    Raises UnknownVoice.
    """
    ranked = [voice for voice in best_first(known) if voice.installed]
    first = ranked[0] if name == BEST else find(name, known)
    return [first, *(voice for voice in ranked if voice is not first and (first.engine != SYSTEM))]


def second_for(first: Known, known: Sequence[Known]) -> list[Known]:
    """Who says part 2 beside `first`, best first. Empty: only the system's second voice is left for that."""
    wanted = _SECOND.get(first.name)
    return [voice for voice in known if voice.name == wanted and voice.installed]


class VoiceChain:
    """A `ports.Voice` of several. One that fails is left for good, so that nobody hears two voices take turns.

    `handed_over(message, hint)` is told once for each voice that is left, on the thread that renders.
    """

    def __init__(
        self,
        voices: Sequence[Voice],
        handed_over: Callable[[str, str], None] = lambda *_: None,
        *,
        patient: bool = False,
    ) -> None:
        """`patient`: nobody is waiting, so that no voice speaks in the place of one that still starts."""
        if not voices:
            raise ValueError("a chain needs a voice")
        self._voices = list(voices)
        self._left: list[Voice] = []
        self._handed_over = handed_over
        self._renderings = 0
        self._patient = patient
        self._patience = _START_SECONDS
        self.said_by = ""
        """Whose the last rendering is: not always the first one's, see `render`. It is cached under this name."""

    @property
    def name(self) -> str:
        """Of the voice that speaks now, whose clips are looked for in the cache."""
        return self._voices[0].name

    def warm_up(self) -> None:
        """Start the first voice. The last one starts after it has said a little: a start is crowded enough."""
        _warm_up(self._voices[0])

    def render(self, text: str, words_per_minute: int) -> Pcm:
        """By the first voice that can. Raises CannotSay where none can say this text, NoVoice where none works.

        While the first one still starts, longer than somebody should have to wait, the last one speaks.
        """
        cannot: CannotSay | None = None
        number = 0
        while number < len(self._voices):
            voice = self._voices[number]
            if number + 1 < len(self._voices) and self._starting(voice):
                number = len(self._voices) - 1
                continue
            try:
                pcm = voice.render(text, words_per_minute)
                self.said_by = voice.name
                self._renderings += 1
                if self._renderings == _RESERVE_AFTER:
                    _warm_up(self._voices[-1])  # it has to be there at once should all others fail
                return pcm
            except CannotSay as why:
                cannot = cannot or why
                number += 1
            except NoVoice as why:
                if number + 1 >= len(self._voices):
                    raise (cannot or why) from why
                self._leave(voice, why)
        assert cannot is not None
        raise cannot

    def close(self) -> None:
        for voice in [*self._voices, *self._left]:
            voice.close()

    def _starting(self, voice: Voice) -> bool:
        wait_ready = getattr(voice, "wait_ready", None)
        try:
            return not self._patient and wait_ready is not None and not wait_ready(self._patience)
        except NoVoice:
            return False  # rendering will say so

    def _leave(self, voice: Voice, why: NoVoice) -> None:
        self._patience = _TAKE_OVER_SECONDS
        self._voices.remove(voice)
        self._left.append(voice)
        voice.close()
        self._handed_over(why.message, why.hint)


def _warm_up(voice: Voice) -> None:
    start = getattr(voice, "warm_up", None)
    if start is not None:
        start()
