"""Utterances made into clips: those that are ready, those in the cache, and the rest by their voice.

The one way from a sentence to its sound, for who speaks now (`narrator`) and for who writes a file. Used by one thread.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final

from companion.errors import NoVoice
from companion.ports import Pcm, Voice
from companion.session.effects import Utterance
from companion.speech.cache import ClipCache

DEFAULT_WORDS_PER_MINUTE: Final = 130
_KEPT_SAMPLES: Final = 20_000_000
"""About a quarter of an hour of speech, 80 MB, at the very most."""
_KEPT_CLIPS: Final = 48


class Clips:
    """`voices` by part number; a part without one is said by part 1's.

    `words_per_minute` is the usual pace, on which an utterance's own is a factor. `rendered` is called after each
    sentence that a voice had to say. Closing it closes the voices.
    """

    def __init__(
        self,
        voices: Mapping[int, Voice],
        *,
        words_per_minute: int = DEFAULT_WORDS_PER_MINUTE,
        cache: ClipCache | None = None,
        rendered: Callable[[], None] = lambda: None,
    ) -> None:
        self._voices = dict(voices)
        self._words_per_minute = words_per_minute
        self._cache = cache
        self._rendered = rendered
        self._ready: OrderedDict[Utterance, Pcm] = OrderedDict()

    def ready(self, utterance: Utterance) -> bool:
        """Whether it is in memory."""
        return utterance in self._ready

    def get(self, utterance: Utterance) -> Pcm:
        """Ready, cached or rendered. Raises NoVoice."""
        ready = self._ready.get(utterance)
        if ready is not None:
            self._ready.move_to_end(utterance)
            return ready
        voice = self._voices.get(utterance.voice) or self._voices.get(1)
        if voice is None:
            raise NoVoice("There is no voice.", hint="Run: companion doctor")
        pace = max(1, round(self._words_per_minute * utterance.pace))
        cache = None if utterance.private else self._cache
        pcm = cache.get(voice.name, pace, utterance.text) if cache is not None else None
        if pcm is None:
            pcm = voice.render(utterance.text, pace)
            self._rendered()
            if cache is not None:
                # A chain of voices says which of them it was.
                cache.put(getattr(voice, "said_by", voice.name), pace, utterance.text, pcm)
        self._keep(utterance, pcm)
        return pcm

    def close(self) -> None:
        for voice in {id(voice): voice for voice in self._voices.values()}.values():
            voice.close()

    def _keep(self, utterance: Utterance, pcm: Pcm) -> None:
        self._ready[utterance] = pcm
        while len(self._ready) > _KEPT_CLIPS or (
            len(self._ready) > 1 and sum(len(kept.samples) for kept in self._ready.values()) > _KEPT_SAMPLES
        ):
            self._ready.popitem(last=False)
