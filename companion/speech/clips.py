"""Clips for utterances: from memory, from the cache, or rendered by their voice.

This is the one way from a sentence to its sound, both for a session (`narrator`) and for writing a file. Used by one
thread.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from companion.errors import CannotSay, NoVoice
from companion.exercise.speech_time import WORDS_PER_MINUTE
from companion.ports import Pcm, Voice
from companion.session.effects import Utterance
from companion.speech.cache import ClipCache
from companion.speech.recordings import read_recording
from companion.speech.text import sayable

_KEPT_SAMPLES: Final = 20_000_000
"""Samples kept in memory at most: about a quarter of an hour of speech, 80 MB."""
_KEPT_CLIPS: Final = 48
"""Clips kept in memory at most."""


Voices = Mapping[int, Voice]
"""Voices of one language by part number; a part without a voice is spoken by part 1's."""


class Clips:
    """Makes clips with `voices`.

    `words_per_minute` is the usual pace, on which an utterance's own is a factor. `rendered` is called after each
    sentence that a voice had to render. `others` makes the voices of another language, when a sentence of it comes; it
    returns none if there are none. Closing it closes all voices.
    """

    def __init__(
        self,
        voices: Voices,
        *,
        words_per_minute: int = WORDS_PER_MINUTE,
        cache: ClipCache | None = None,
        rendered: Callable[[], None] = lambda: None,
        others: Callable[[str], Voices] = lambda language: {},
    ) -> None:
        self._voices = dict(voices)
        self._others = others
        self._of_language: dict[str, Voices] = {}
        """The voices of other languages that were needed so far."""
        self._words_per_minute = words_per_minute
        self._cache = cache
        self._rendered = rendered
        self._ready: OrderedDict[Utterance, Pcm] = OrderedDict()

    def ready(self, utterance: Utterance) -> bool:
        """Tells whether the clip is in memory."""
        return utterance in self._ready

    def kept(self, utterance: Utterance) -> bool:
        """Tells whether the cache has the clip. Raises NoVoice and CannotSay."""
        voice, pace = self._voice(utterance)
        return self._cache is not None and self._cache.has(voice.name, pace, sayable(utterance.text, voice.language))

    def get(self, utterance: Utterance) -> Pcm:
        """Returns the clip from memory, its author's recording, the cache, or rendered. Raises NoVoice, CannotSay."""
        ready = self._ready.get(utterance)
        if ready is not None:
            self._ready.move_to_end(utterance)
            return ready
        recorded = _recorded(utterance)
        if recorded is not None:
            self._keep(utterance, recorded)
            return recorded
        voice, pace = self._voice(utterance)
        cache = self._cache
        # A clip belongs to the spoken text: where the normaliser learns something new, an older clip is not used.
        said = sayable(utterance.text, voice.language) if cache is not None else ""
        pcm = cache.get(voice.name, pace, said, dated=not utterance.private) if cache is not None else None
        if pcm is None:
            pcm = voice.render(utterance.text, pace)
            if voice in self._voices.values():  # another language's voice tells nothing about this one's
                self._rendered()
            if cache is not None and not utterance.private:
                # A chain of voices tells which of them it was.
                cache.put(getattr(voice, "said_by", voice.name), pace, said, pcm)
        self._keep(utterance, pcm)
        return pcm

    def _voice(self, utterance: Utterance) -> tuple[Voice, int]:
        """Returns the voice that says it, and the words a minute. Raises NoVoice, and CannotSay if no voice speaks its
        language."""
        voice = self._voices.get(utterance.voice) or self._voices.get(1)
        if voice is None:
            raise NoVoice(
                "I don't have a voice to speak with yet.",
                hint="To find out why, type this where you start Companion: companion doctor",
            )
        language = utterance.language
        if voice.language != language:
            if language not in self._of_language:
                self._of_language[language] = self._others(language)
            voices = self._of_language[language]
            voice = voices.get(utterance.voice) or voices.get(1)
            if voice is None:
                raise CannotSay(
                    f"No voice here speaks the language of this text ({language}).", hint="Read it instead."
                )
        return voice, max(1, round(self._words_per_minute * utterance.pace))

    def close(self) -> None:
        every = [self._voices, *self._of_language.values()]
        for voice in {id(voice): voice for voices in every for voice in voices.values()}.values():
            voice.close()

    def _keep(self, utterance: Utterance, pcm: Pcm) -> None:
        self._ready[utterance] = pcm
        while len(self._ready) > _KEPT_CLIPS or (
            len(self._ready) > 1 and sum(len(kept.samples) for kept in self._ready.values()) > _KEPT_SAMPLES
        ):
            self._ready.popitem(last=False)


def _recorded(utterance: Utterance) -> Pcm | None:
    """Reads the author's recording as it is, neither trimmed nor levelled; None if there is none that can be read."""
    if not utterance.recording:
        return None
    try:
        return read_recording(Path(utterance.recording))
    except CannotSay:
        return None
