"""The sound check behind its screen: the voice says a sentence, what the microphone hears is passed on, and the ears
are lent to `companion calibrate` for as long as that runs.

On `ports` alone, as the conductor is; no session runs meanwhile, and everything happens on the loop's thread. Nothing
is kept here, and no sound is seen.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Protocol

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
from companion.session.state import VOLUMES

SENTENCE = "This is how I sound. There is no hurry, and nothing you have to do."
"""It holds no word that would be a command."""
USUAL = VOLUMES.index(0.8)
"""How loud every session begins."""
_OWN_IDS = 1_000_000_000
"""A clip of ours that reports late must not be taken for one of a session that begins after."""


_CLEAR = "\x1b[2J\x1b[H"


class Ears(Protocol):
    """The microphone and the listener behind it, which may be put away for a while."""

    async def rest_ears(self) -> None:
        """Let go of the microphone; back when it is free for another program, within a few seconds."""

    def wake_ears(self) -> bool:
        """Listen again, with what is known of their voices by now. Whether that is something new."""


class SoundCheck:
    """One visit to the sound check, from `start` to `close`."""

    sentence = SENTENCE

    def __init__(
        self,
        *,
        speaker: Speaker,
        player: Player,
        ears: Ears,
        voice: Callable[[], str],
        own_word: str = "",
        standing: Sequence[Report] = (),
        closed: Callable[[], None] = lambda: None,
        run: Callable[[int], int] | None = None,
    ) -> None:
        """`voice` gives the name of the voice that speaks now. `standing`: how hearing and speaking stand already.
        `run` is what runs `companion calibrate` for so many people (tests give another)."""
        self._speaker = speaker
        self._player = player
        self._ears = ears
        self._voice = voice
        self.own_word = own_word
        """Two people's own word for "stop", empty where there is none."""
        self._standing = standing
        self._closed = closed
        self._run = run or calibrate_aloud
        self._observers: list[SoundObserver] = []
        self._id = _OWN_IDS
        self._loudness = USUAL
        self._shut = False
        self.narration = ""
        """What is being said now; read by the hearing thread."""

    @property
    def voice(self) -> str:
        return self._voice()

    @property
    def volume(self) -> tuple[int, int]:
        """The step that the volume stands at, and how many there are."""
        return self._loudness + 1, len(VOLUMES)

    def subscribe(self, observer: SoundObserver) -> None:
        self._observers.append(observer)
        for report in self._standing:
            self._tell(observer, report)

    def start(self) -> None:
        self._player.set_volume(VOLUMES[self._loudness])
        self.say()

    def say(self) -> None:
        """The sentence, from its beginning."""
        if not self._shut:
            self.hush()
            self._id += 1
            self.narration = SENTENCE
            self._speaker.speak(self._id, Utterance(SENTENCE))

    def hush(self) -> None:
        self._player.silence()
        self._speaker.hush()
        self._said(False)

    def change_volume(self, by: int) -> None:
        self._loudness = min(max(0, self._loudness + by), len(VOLUMES) - 1)
        self._player.set_volume(VOLUMES[self._loudness])

    async def lend_ears(self, use: Callable[[], int]) -> tuple[int, bool]:
        """Call `use` while the microphone is free: what it gave, and whether their voices taught something new.

        `use` may block. Whatever it raises, listening goes on afterwards.
        """
        self.hush()
        await self._ears.rest_ears()
        code, learnt = 1, False
        try:
            code = use()
        finally:
            if not self._shut:
                learnt = self._ears.wake_ears()
        return code, learnt

    def calibrate(self, people: int) -> int:
        """`companion calibrate` in this terminal, until it is over; its exit code. Blocks."""
        return self._run(people)

    def close(self) -> None:
        """Silence, and nothing more from here. May be called twice."""
        if not self._shut:
            self._shut = True
            self.hush()
            self._player.set_volume(VOLUMES[USUAL])
            self._closed()

    # -- what the world reports -----------------------------------------------------------------------------------

    def feed(self, report: Report) -> None:
        if self._shut:
            return
        match report:
            case Given(command) if command.kind in SAFETY_KINDS:
                self.hush()  # the voice does what it would do in a session
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


def calibrate_aloud(people: int) -> int:
    """Run `companion calibrate` as a child in this terminal, then wait for Enter; its exit code. Blocks.

    Ctrl-C is the child's alone. The terminal's own error output goes to it: descriptor 2 may lead to a log.
    """
    stderr = sys.__stderr__
    sys.stdout.write(_CLEAR)
    sys.stdout.flush()
    before = signal.signal(signal.SIGINT, _nobody)
    try:
        code = subprocess.run(
            # -P: a file of theirs called random.py, in the folder they are in, must not be taken for Python's.
            [sys.executable, "-P", "-m", "companion", "calibrate", "--people", str(people)],
            stderr=stderr.fileno() if stderr is not None else None,
            check=False,
        ).returncode
        sys.stdout.write("\nPress Enter to go back to the sound check. ")
        sys.stdout.flush()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            sys.stdin.readline()
    finally:
        signal.signal(signal.SIGINT, before)
    return code


def _nobody(*_: object) -> None:
    """Not SIG_IGN, which the child would inherit."""
