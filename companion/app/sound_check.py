"""The sound check behind its screen: the voice says a sentence, another voice can be chosen, reports about the
microphone are passed on, and the ears are lent to `companion calibrate` for as long as that runs.

It uses `ports` alone, as the conductor does; no session runs meanwhile. It keeps nothing, and no sound reaches it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

from companion.app.calibrating import Calibrating
from companion.app.samples import sample
from companion.ports import (
    Heard,
    HearingChanged,
    Level,
    Player,
    Report,
    SoundObserver,
    Speaker,
    Speaking,
    SpeakingChanged,
)
from companion.session.commands import SAFETY_KINDS
from companion.session.effects import Utterance
from companion.session.events import ClipEnded, ClipFailed, ClipStarted, Given
from companion.session.parts.dials import VOLUMES, nearest

SENTENCE: Final = sample("en")
"""The sentence that the voice says. It holds no word that would be a command."""
_OWN_IDS: Final = 1_000_000_000
"""The first id of a clip of ours. No session has as many clips, so one that reports late is never taken for a clip of a
session that begins after."""


class LendableEars(Protocol):
    """The microphone and the listener behind it, which can be lent to another program for a while."""

    async def lend(self) -> None:
        """Lets go of the microphone; returns once it is free for another program, within a few seconds."""

    def take_back(self) -> bool:
        """Ends a loan, and listens again, with the newest calibration, if it was the last one. True if the calibration
        is a new one."""


class SoundCheck:
    """One visit to the sound check, from `start` to `close`.

    Threads: everything belongs to the loop's thread, except that the hearing thread reads `narration`.
    """

    sentence = SENTENCE

    def __init__(
        self,
        *,
        speaker: Speaker,
        player: Player,
        ears: LendableEars,
        voice: Callable[[], str],
        volume: float,
        own_word: str = "",
        voices: Sequence[str] = (),
        choose_voice: Callable[[str], Speaker] | None = None,
        more_voices: bool = False,
        standing: Callable[[], Sequence[Report]] = tuple,
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        """`voice` returns the name of the voice that speaks now, `standing` the state of hearing and speaking.

        `volume`: the factor on full loudness with which every session begins. `voices`: the names of those that can be
        chosen here; `choose_voice` makes one of them the usual voice, and returns its speaker. `more_voices`: the most
        natural ones could be downloaded.
        """
        self._speaker = speaker
        self._player = player
        self._ears = ears
        self._voice = voice
        self.own_word = own_word
        """Two people's own word for "stop", empty if there is none."""
        self.voices = tuple(voices) if choose_voice is not None and len(voices) > 1 else ()
        """The names of the voices to choose from; empty if there is nothing to choose."""
        self.more_voices = more_voices
        self._choose_voice = choose_voice
        self._standing = standing
        self._closed = closed
        self._observers: list[SoundObserver] = []
        self._id = _OWN_IDS
        self._chosen = self._loudness = nearest(volume, VOLUMES)
        """The step of the volume at which every session begins, and the one it stands at now."""
        self._shut = False
        self._calibrating: Calibrating | None = None
        """The calibration that was made last."""
        self.narration = ""
        """The text that is being said now, empty in a silence. Always replaced whole: the hearing thread reads it."""

    @property
    def voice(self) -> str:
        return self._voice()

    @property
    def volume(self) -> tuple[int, int]:
        """The step that the volume stands at, from 1, and how many there are."""
        return self._loudness + 1, len(VOLUMES)

    def subscribe(self, observer: SoundObserver) -> None:
        self._observers.append(observer)
        for report in self._standing():
            self._tell(observer, report)

    def start(self) -> None:
        """Begins: sets the chosen volume and says the sentence."""
        self._player.set_volume(VOLUMES[self._loudness])
        self.say()

    def say(self) -> None:
        """Says the sentence from its beginning."""
        if not self._shut:
            self.hush()
            self._id += 1
            self.narration = SENTENCE
            self._speaker.speak(self._id, Utterance(SENTENCE))

    def hush(self) -> None:
        """Silences the voice."""
        self._player.silence()
        self._speaker.hush()
        self._said(False)

    def next_voice(self) -> None:
        """Makes the next voice the usual one, and lets it say the sentence. Raises CompanionError if the voice isn't
        available, or the choice can't be saved."""
        if self._shut or not self.voices or self._choose_voice is None:
            return
        self.hush()
        now = self._voice()
        following = self.voices.index(now) + 1 if now in self.voices else 0
        self._speaker = self._choose_voice(self.voices[following % len(self.voices)])
        self.say()

    def change_volume(self, by: int) -> None:
        """Makes the voice louder by `by` steps, up to the highest step, while the sound check is open."""
        self._loudness = min(max(0, self._loudness + by), len(VOLUMES) - 1)
        self._player.set_volume(VOLUMES[self._loudness])

    async def lend_ears(self, use: Callable[[], Awaitable[int]]) -> tuple[int, bool]:
        """Awaits `use` while the microphone is free. Returns its answer, and whether the calibration brought something
        new.

        Listening goes on afterwards, even if it raises.
        """
        self.hush()
        await self._ears.lend()
        code, learnt = 1, False
        try:
            code = await use()
        finally:
            if not self._shut:
                learnt = self._ears.take_back()
        return code, learnt

    def calibration(self, people: int) -> Calibrating:
        """Makes a calibration for one person or two; it begins when it is run."""
        self._calibrating = Calibrating(people)
        return self._calibrating

    async def step_aside(self) -> None:
        """Silences the voice, and breaks off a calibration, which has a microphone of its own; returns once that is
        closed."""
        self.hush()
        if self._calibrating is not None:
            await self._calibrating.break_off()

    def close(self) -> None:
        """Silences the voice; nothing more comes from the sound check afterwards. May be called twice."""
        if not self._shut:
            self._shut = True
            self.hush()
            self._player.set_volume(VOLUMES[self._chosen])
            self._closed()

    # -- what the devices report ----------------------------------------------------------------------------------

    def feed(self, report: Report) -> None:
        """Takes a report of voice, loudspeaker or hearing."""
        if self._shut:
            return
        match report:
            case Given(command) if command.kind in SAFETY_KINDS:
                self.hush()  # as in a session
            case ClipStarted(id=id) if id == self._id:
                self._said(True)
            case ClipEnded(id=id) | ClipFailed(id=id) if id == self._id:
                self._said(False)
            case SpeakingChanged(Speaking.NO_LOUDSPEAKER | Speaking.NO_VOICE):
                self._said(False)
        for observer in self._observers:
            self._tell(observer, report)

    def _tell(self, observer: SoundObserver, report: Report) -> None:
        match report:
            case HearingChanged():
                observer.hearing(report)
            case Heard():
                observer.heard(report)
            case Level():
                observer.level(report)
            case SpeakingChanged():
                observer.speaking(report)

    def _said(self, now: bool) -> None:
        if not now:
            self.narration = ""
        for observer in self._observers:
            observer.saying(now)
