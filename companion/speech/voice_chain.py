"""The known voices in order of preference, and a chain of voices in which the next one takes over if one fails.

Only names and order are handled here: `app.voices` finds the installed voices, and each engine has a module of its own.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from companion.errors import CannotSay, CompanionError, NoVoice
from companion.exercise.language_names import language_name
from companion.ports import Pcm, Voice
from companion.tongue import said

SYSTEM: Final = "system"
NONE: Final = "none"
BEST: Final = "best"
"""Value of `--voice` for the best voice that is installed."""

OFFERED: Final = ("sarah", "emma", "michael")
"""The most natural voices, which the sound check offers. A public predictor of naturalness (NISQA-TTS, 1 to 5) gave
them 4.3 to 4.4, heart 4.1, joe 3.4, nicole 2.9, and a human reader 3.9."""

_BEST_FIRST: Final = (
    *OFFERED, "heart", "joe", "nicole", "siwis", "dora", "alex", "sara", "nicola", "dora-pt", "alex-pt"
)  # fmt: skip
"""Natural voices in order of preference among those of one language, if they are installed; then any other, then the
system's. Voices that are slow on this computer come after the others."""

_SECOND: Final = {
    "sarah": "michael", "emma": "michael", "michael": "sarah", "heart": "nicole", "nicole": "heart", "dora": "alex",
    "alex": "dora", "sara": "nicola", "nicola": "sara", "dora-pt": "alex-pt", "alex-pt": "dora-pt",
}  # fmt: skip
"""First voice -> the voice for part 2 beside it, if both are installed: they share one model. Otherwise it is the
system's second voice."""


_START_SECONDS: Final = 3.0
"""Seconds that a natural voice has for its start, before the last voice of the chain speaks an urgent sentence in its
place."""

_TAKE_OVER_SECONDS: Final = 0.3
"""The same for a voice that takes over during a session: at most two seconds may pass in silence."""

_RESERVE_AFTER: Final = 3
"""Sentences after which the voice that would take over is started."""


class UnknownVoice(CompanionError):
    title = "No such voice"


class DamagedVoice(CompanionError):
    title = "A damaged voice"


class OtherLanguage(CompanionError):
    title = "A voice of another language"


@dataclass(frozen=True, slots=True)
class Known:
    """A voice that is here, or that could be fetched."""

    name: str
    """The value of `--voice`."""
    engine: str
    """"piper", "kokoro" or "system"."""
    language: str
    """Two letters; empty for the system's voice, which has a voice for several languages."""
    license: str = ""
    doubt: str = ""
    size: int = 0
    """Bytes to download."""
    folder: Path | None = None
    """The folder of its model; None if it is not here (or the system's)."""
    revision: str = ""
    """The hash of the files that its model was made of."""
    damaged: Path | None = None
    """The file of a voice that was fetched and is incomplete: the one that is missing or changed."""
    slow: bool = False
    """True if it was measured on this computer, and a session might have to wait for it."""

    @property
    def installed(self) -> bool:
        return self.engine == SYSTEM or self.folder is not None

    def speaks(self, language: str) -> bool:
        """Tells whether it can read a text in this language. The system's voice is counted in: it tells its languages
        only once it has started."""
        return self.language in ("", language)


SYSTEM_VOICE: Final = Known(SYSTEM, SYSTEM, "", "this computer's own voice")


def best_first(known: Iterable[Known]) -> list[Known]:
    """Sorts voices: installed ones first, among them the natural ones in order of preference, those that are slow here
    after the others, the system's last."""
    order = {name: number for number, name in enumerate(_BEST_FIRST)}

    def place(voice: Known) -> tuple[bool, bool, bool, int, str]:
        known = order.get(voice.name, len(order))
        return not voice.installed, voice.engine == SYSTEM, voice.slow, known, voice.name

    return sorted(known, key=place)


def find(name: str, known: Sequence[Known]) -> Known:
    """Finds the voice of this name. Raises UnknownVoice with the nearest name or with how to download it, and
    DamagedVoice."""
    for voice in known:
        if voice.name == name.casefold():
            if voice.damaged is not None:
                raise DamagedVoice(
                    f"The voice “{voice.name}” is damaged: {voice.damaged.name} has changed since it was downloaded.",
                    place=str(voice.damaged),
                    hint=f"Download it again: companion setup --voice {voice.name}",
                )
            if not voice.installed:
                raise UnknownVoice(
                    f"The voice “{voice.name}” isn't installed yet ({voice.size / 1e6:.0f} MB).",
                    hint=f"Type this where you start Companion: companion setup --voice {voice.name}",
                )
            return voice
    near = difflib.get_close_matches(name.casefold(), [*(voice.name for voice in known), NONE], n=1, cutoff=0.5)
    hint = f"Did you mean “{near[0]}”?" if near else "`companion voices` lists them."
    raise UnknownVoice(f"There is no voice called “{name}”.", hint=hint)


def order_for(name: str, known: Sequence[Known], language: str = "en") -> list[Known]:
    """Returns the voice asked for ("best": the best installed one), then those that take over should it fail, the
    system's last. All of them speak this language.

    Only one voice of each model is among them: where one fails, the others of its model most likely fail too, and that
    would take too long. Raises UnknownVoice, and OtherLanguage if the voice asked for speaks another one.
    """
    ranked = [voice for voice in best_first(known) if voice.installed and voice.speaks(language)]
    first = ranked[0] if name == BEST else find(name, known)
    if not first.speaks(language):
        raise OtherLanguage(
            f"{first.name.capitalize()} reads {said(language_name(first.language))}, and this is in "
            f"{said(language_name(language))}.",
            hint=_instead(language, known),
        )
    if first.engine == SYSTEM:
        return [first]
    order = [first]
    for voice in ranked:
        if (voice.engine, voice.folder) not in [(other.engine, other.folder) for other in order]:
            order.append(voice)
    return order


def how_to_get(language: str, known: Sequence[Known]) -> str:
    """Says how a voice for this language can be had on this computer."""
    name = language_name(language)
    system = f"add {name} to the voices in this computer's settings"
    if sys.platform.startswith("linux"):
        system = "install espeak-ng with the system's packages"
    if (natural := natural_of(language, known)) is not None:
        return f"To download one: companion setup --voice {natural.name} ({natural.size / 1e6:.0f} MB)"
    return f"There is none to download. For somebody who knows this computer: {system}."


def _instead(language: str, known: Sequence[Known]) -> str:
    """Names the voice to ask for in place of one that speaks another language."""
    natural = natural_of(language, known)
    if natural is None:
        return f"Use this computer's own voice: --voice {SYSTEM}"
    if natural.installed:
        return f"Leave out --voice, or choose a voice for {language_name(language)}: --voice {natural.name}"
    return (
        f"Leave out --voice to use this computer's own voice. To download a natural one for {language_name(language)} "
        f"({natural.size / 1e6:.0f} MB): companion setup --voice {natural.name}"
    )


def natural_of(language: str, known: Sequence[Known]) -> Known | None:
    """Finds the best natural voice of this language, installed or not."""
    return next((voice for voice in best_first(known) if voice.engine != SYSTEM and voice.speaks(language)), None)


def second_for(first: Known, known: Sequence[Known]) -> list[Known]:
    """Returns the voices for part 2 beside `first`, best first. Empty if only the system's second voice is left for
    that."""
    wanted = _SECOND.get(first.name)
    return [voice for voice in known if voice.name == wanted and voice.installed]


class VoiceChain:
    """A `ports.Voice` made of several. A voice that fails is never used again, so that two voices do not alternate.

    `handed_over(message, hint)` is called once for each voice that is given up, on the thread that renders.
    """

    def __init__(
        self,
        voices: Sequence[Voice],
        handed_over: Callable[[str, str], None] = lambda *_: None,
        *,
        patient: bool = False,
    ) -> None:
        """`patient`: the caller can wait, so a voice that is still starting is waited for."""
        if not voices:
            raise ValueError("a chain needs a voice")
        self._voices = list(voices)
        self._left: list[Voice] = []
        self._handed_over = handed_over
        self._renderings = 0
        self._patient = patient
        self._patience = _START_SECONDS
        self.said_by = ""
        """Name of the voice that made the last rendering, under which it is cached. It is not always the first one's,
        see `render`."""

    @property
    def name(self) -> str:
        """Name of the voice that speaks now; its clips are looked for in the cache."""
        return self._voices[0].name

    @property
    def language(self) -> str:
        return self._voices[0].language

    def warm_up(self) -> None:
        """Starts the first voice. The last one starts some sentences later, since the program's start is busy
        enough."""
        _warm_up(self._voices[0])

    def render(self, text: str, words_per_minute: int) -> Pcm:
        """Renders by the first voice that can. Raises CannotSay if none can speak this text, NoVoice if none
        works.

        While the first one is still starting, longer than people should have to wait, the last one speaks.
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
                    _warm_up(self._voices[-1])  # it has to be ready at once should all others fail
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
            return False  # rendering will report the fault

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
