"""Loudspeaker, voice and ears of this run of the program, as its choices say. They are started when they are first
needed, and anew when a choice needs it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from companion.app.settled import usable
from companion.app.stop_word import ENGLISH
from companion.errors import CompanionError
from companion.tongue import said

if TYPE_CHECKING:
    from companion.app.device_lifecycle import Devices, Makes, Started
    from companion.app.options import Options
    from companion.app.reports import Reports
    from companion.app.run_choices import RunChoices
    from companion.screen.seam import Chosen

    MakeAdapters = Callable[[Options, Reports, Callable[[], str]], Makes]


def real_adapters(options: Options, reports: Reports, narration: Callable[[], str]) -> Makes:
    """Makes the factory of this computer's loudspeaker, voice and ears."""
    from companion.app.adapters import Adapters

    return Adapters(options, reports, narration)


class RunDevices:
    """The devices of one run. All calls are made on the loop's thread."""

    def __init__(
        self,
        choices: RunChoices,
        loop: asyncio.AbstractEventLoop,
        make: MakeAdapters,
        narration: Callable[[], str],
    ) -> None:
        """`make` is the factory of the devices; `narration` returns the text that is being said, on any thread."""
        self._choices = choices
        self._loop = loop
        self._make = make
        self._narration = narration
        self._devices: Devices | None = None
        self._sounds: tuple[bool, str, str, float | None] | None = None
        """The bells, the bed, the tones and the bed's volume that the loudspeaker plays now; None if it isn't on."""
        self._usual = ""
        """The voice that was chosen for English since the devices were started; empty for that of the settings."""
        self._unusable = ""
        """A sentence about the voice or the sound of the settings, if it isn't available now."""
        self._voice_gone = ""
        """A sentence about the voice that was chosen for the session, if it isn't available now."""
        self._wrong: list[Exception] = []
        """The errors of devices that were closed to be started anew."""

    @property
    def unusable(self) -> str:
        """A sentence about each voice or sound that was chosen and isn't available now."""
        return " ".join(filter(None, (self._unusable, self._voice_gone)))

    def start(self, voice: str = "", language: str = ENGLISH) -> Started:
        """Starts the devices, unless they are started already, and lets this voice speak texts in this language; with
        "" that of the settings, or the best one if that speaks another language.

        Raises CompanionError for an unknown voice or sound, or a voice of another language.
        """
        devices = self._devices_or_new()
        if not voice and language == ENGLISH:
            voice = self._usual
        return devices.speak_with(voice, language)

    def _devices_or_new(self) -> Devices:
        if self._devices is None:
            from companion.app.device_lifecycle import Devices
            from companion.app.reports import Reports

            reports = Reports(self._loop)
            options, self._unusable = usable(self._choices.options, self._choices.flags)
            self._sounds = (options.bells, options.bed, options.tones, options.bed_volume)
            made = self._make(options, reports, self._narration)
            self._devices = Devices(made, reports, microphone=options.microphone)
        return self._devices

    def open_loudspeaker(self) -> None:
        """Begins to open the loudspeaker alone, so that it has woken up before the first sentence. Returns at once; the
        next `start` tells what is wrong."""
        with contextlib.suppress(CompanionError):
            self._loop.run_in_executor(None, self._open_early, self._devices_or_new())

    @staticmethod
    def _open_early(devices: Devices) -> None:
        with contextlib.suppress(CompanionError):
            devices.open_loudspeaker()

    def speak_from_now_on(self, voice: str) -> Started:
        """Lets this voice, which speaks English, speak wherever no other is chosen. Raises CompanionError if it isn't
        available."""
        started = self.start(voice)
        self._usual = voice
        return started

    def speak_anew(self) -> None:
        """Has the voice made anew, if the devices were started: another one was installed. Raises CompanionError."""
        if self._devices is not None:
            self._devices.speak_anew()

    def start_for(self, chosen: Chosen | None, language: str = ENGLISH) -> Started:
        """Starts the devices with the chosen voice, for texts in this language. If it isn't available, starts them with
        that of the settings, and `unusable` says so. Raises CompanionError for an unknown voice or sound of the
        settings."""
        self._voice_gone = ""
        if chosen is not None and chosen.voice:
            try:
                return self.start(chosen.voice, language)
            except CompanionError as error:
                self._voice_gone = f"{error.message} {said('Another voice is reading instead.')}"
        return self.start(language=language)

    def start_if_possible(self, voice: str = "", language: str = ENGLISH) -> Started | None:
        """Starts the devices for something besides a session; None if they can't be started, which the next session
        then reports."""
        try:
            return self.start(voice, language)
        except CompanionError:
            return None

    def wake(self) -> None:
        """Opens the loudspeaker, if the devices were started and it rests. Returns at once."""
        if self._devices is not None:
            self._devices.wake()

    def expect(self, on: bool) -> None:
        """Keeps the loudspeaker open while a session is expected, if the devices were started. Returns at once."""
        if self._devices is not None:
            self._devices.expect(on)

    def choose_sounds(self, started: Started, chosen: Chosen | None) -> None:
        """Gives the loudspeaker the chosen bells, bed and tones; those of the options if nothing was chosen."""
        options, self._unusable = usable(self._choices.options, self._choices.flags)
        bells, bed = (chosen.bells, chosen.bed) if chosen is not None else (options.bells, options.bed)
        tones = (chosen.tones if chosen is not None else "") or options.tones
        wanted = (bells, bed, tones, options.bed_volume)
        if wanted != self._sounds:
            from companion.app.sounds import chosen_sounds

            started.player.choose(chosen_sounds(tones, bells, bed, options.bed_volume))
            self._sounds = wanted

    @property
    def has_bed(self) -> bool:
        """Tells whether a sound is to play under the silences."""
        return self._sounds is not None and self._sounds[1] != "none"

    async def let_go(self) -> bool:
        """Closes the devices; the next `start` starts them anew. False if none were started."""
        devices, self._devices = self._devices, None
        self._usual = ""
        if devices is not None:
            self._wrong += await asyncio.to_thread(devices.close)
        return devices is not None

    async def close(self) -> list[Exception]:
        """Closes the devices for good. Returns the errors of all that were closed. May be called again."""
        wrong = await asyncio.to_thread(self._devices.close) if self._devices is not None else []
        before, self._wrong = self._wrong, []
        return [*before, *wrong]
