"""The concrete adapters, made and tied together: loudspeaker, voice, microphone and listener.

Heavy: NumPy, PortAudio and the voices come with it, so each is imported when it is made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from companion import resources
from companion.ports import Speaker, Speaking, SpeakingChanged
from companion.tongue import said

if TYPE_CHECKING:
    from companion.app.ears import Hears, LaterMicrophone, ToHear
    from companion.app.options import Options
    from companion.app.reports import Reports
    from companion.audio.capture import Microphone
    from companion.audio.devices import AudioSystem
    from companion.audio.loopback import Loopback
    from companion.audio.output import LoudspeakerPlayer
    from companion.hearing.listener import VoiceListener
    from companion.speech.voice_chain import VoiceChain

NO_VOICE: Final = "none"
"""For `--voice`: nothing is said aloud."""


class Adapters:
    """Makes the parts that `device_lifecycle` starts, for one run of the program (`device_lifecycle.Makes`).

    Threads: `listener` and `microphone` are called on the ears' thread, everything else on the loop's.
    """

    def __init__(self, options: Options, reports: Reports, narration: Callable[[], str]) -> None:
        """`narration` returns the text that is being said now; the hearing thread calls it."""
        self._options = options
        self._reports = reports
        self._narration = narration
        self._system: AudioSystem | None = None
        self._loopback: Loopback | None = None
        self._player: LoudspeakerPlayer | None = None
        self._voice: VoiceChain | None = None
        self._silent = False
        """True while nothing is said aloud, because that was chosen."""

    def system(self) -> AudioSystem:
        """Makes the owner of the sound devices' streams."""
        from companion.audio.devices import AudioSystem

        self._system = AudioSystem()
        return self._system

    def player(self) -> LoudspeakerPlayer:
        """Makes the loudspeaker's player. Raises CompanionError for unknown sounds."""
        from companion.app.sounds import chosen_sounds
        from companion.audio.loopback import Loopback
        from companion.audio.output import LoudspeakerPlayer

        assert self._system is not None
        options = self._options
        self._loopback = Loopback()
        self._player = LoudspeakerPlayer(
            self._reports.post_of_loudspeaker,
            self._system,
            speed=options.speed,
            tap_for=self._loopback.tap,
            sounds=chosen_sounds(options.tones, options.bells, options.bed, options.bed_volume),
        )
        return self._player

    def speaker(self, voice: str = "", language: str = "en") -> Speaker:
        """Makes the narrator, and starts to load `voice` without waiting for it; if it is empty, the voice of the
        options, or the best one of this language if that speaks another. Raises UnknownVoice and OtherLanguage.
        """
        from companion.speech.narrator import Narrator, SilentSpeaker

        assert self._player is not None
        if (voice or self._options.voice) == NO_VOICE:
            self._silent = True
            self._reports.post(SpeakingChanged(Speaking.OFF))
            return SilentSpeaker(self._reports.post)
        from companion.app.voices import fitting, make_voices, other_voices
        from companion.speech.cache import ClipCache

        voice = voice or fitting(self._options.voice, language)
        voices = make_voices(voice, self._handed_over, language=language)
        if self._silent:
            self._silent = False
            self._reports.post(SpeakingChanged(Speaking.READY))
        narrator = Narrator(
            voices=voices,
            play=self._player.play,
            generation=self._player.generation,
            post=self._reports.post,
            cache=ClipCache(resources.OwnPlace.SPEECH.path()),
            others=other_voices(self._handed_over),
        )
        self._voice = voices[1]
        self._voice.warm_up()
        return narrator

    def voice_name(self) -> str:
        """Returns the name of the voice that speaks now; empty for the system's own, and for none."""
        from companion.app.voices import spoken_name

        return spoken_name(self._voice.name) if self._voice is not None else ""

    def listener(self, source: LaterMicrophone, to_hear: ToHear) -> VoiceListener:
        """Makes a listener and begins to load its recogniser's model."""
        import companion.audio.capture  # noqa: F401  (loaded here, so that opening it need not wait for that)
        from companion.hearing.child.recogniser import Recogniser
        from companion.hearing.listener import VoiceListener

        assert self._player is not None
        return VoiceListener(
            source,
            to_hear.line.post,
            to_hear.words,
            to_hear.model,
            resources.OwnPlace.TUNED_MODELS.path(),
            reference=self._loopback,
            hush=self._player.hush,
            duck=self._player.duck,
            narration=self._narration,
            calibration=to_hear.calibration,
            start_recogniser=lambda folder: Recogniser(folder, missed=self._reports.missed),
        )

    def microphone(self, listener: Hears) -> Microphone:
        """Opens the microphone, which tells the listener when it is there and when it is not."""
        from companion.audio.capture import Microphone

        assert self._system is not None
        return Microphone(
            self._system,
            on_open=listener.microphone_open,
            on_missing=listener.microphone_missing,
            on_lost=listener.microphone_lost,
        )

    def _handed_over(self, message: str, hint: str) -> None:
        """Reports that a voice was given up and the next one speaks. Called on the narrator's thread."""
        told = f"{message} {said('Another voice is reading instead.')} {hint}".strip()
        self._reports.post(SpeakingChanged(Speaking.READY, told))
