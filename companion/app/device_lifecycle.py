"""The life of loudspeaker, voice and ears: all of them are started or none, and they are closed together.

No adapter is known here; `adapters` makes them.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from companion.app.ears import Ears, MakesEars
from companion.ports import Player, Speaker

if TYPE_CHECKING:
    from companion.app.reports import Reports

CLOSE_SECONDS: Final = 3.0
"""Seconds that closing takes at most, all parts together, so that a person who leaves the program soon has their
terminal back. A part that takes longer (a sound server may hang) goes on closing by itself."""


class Closes(Protocol):
    """A part that holds something open."""

    def close(self) -> None: ...


class BedPlayer(Player, Protocol):
    """A player that can also let the chosen bed sound."""

    def run_bed(self, on: bool) -> None: ...

    def hold(self, on: bool) -> None:
        """Keeps the loudspeaker open while a session goes on, also in its silences."""

    def wake(self) -> None:
        """Opens the loudspeaker if it was closed for want of a sound: one may soon be wanted."""

    def expect(self, on: bool) -> None:
        """Keeps the loudspeaker open while a page is shown from which a session may begin."""

    def choose(self, sounds: Any) -> None:
        """Takes these bells, tones and bed from now on: an `audio.sound_choice.Sounds`, which is not known here."""


class Makes(MakesEars, Protocol):
    """Makes the parts. `Devices.start` makes each once, in the order below; a part may use those made before it."""

    def system(self) -> Closes:
        """Makes the owner of the sound devices' streams."""

    def player(self) -> BedPlayer: ...

    def speaker(self, voice: str = "", language: str = "en") -> Speaker:
        """Makes the speaker of texts in this language; with this voice, or the usual one."""

    def voice_name(self) -> str:
        """Returns the name of the voice that speaks now; empty for the system's own, and for none."""


@dataclass(frozen=True, slots=True)
class Started:
    """The parts that a session is played on."""

    player: BedPlayer
    speaker: Speaker
    ears: Ears
    reports: Reports
    voice_name: Callable[[], str]


class _SwitchedOff(RuntimeError):
    """A part was to be opened after the close."""

    def __init__(self) -> None:
        super().__init__("Sound is switched off. To have sound again, restart Companion.")


class Devices:
    """Loudspeaker, voice and ears, from their first use to the end of the program.

    Threads: `start` belongs to the loop's thread. It returns at once, unless a part raises, or `open_loudspeaker` is
    under way. `open_loudspeaker` belongs to a worker thread, because it loads the sound's modules. `close` may be
    called from any thread, and waits.
    """

    def __init__(self, make: Makes, reports: Reports, *, microphone: bool) -> None:
        """`microphone`: True if one may be opened."""
        self._make = make
        self._reports = reports
        self._microphone = microphone
        self._player: BedPlayer | None = None
        """The loudspeaker's player, if it is open; the other parts may not be."""
        self._started: Started | None = None
        self._voice = ("", "en")
        """The name of the voice that speaks now, empty for the usual one, and the language of the texts."""
        self._open: dict[str, Callable[[], None]] = {}
        """The close of each part, by the part's name."""
        self._closed = False
        self._closing = threading.Lock()
        """Held while an open part is noted, and while the open parts are closed."""
        self._making = threading.Lock()
        """Held while parts are made: by one thread at a time."""

    def open_loudspeaker(self) -> None:
        """Opens the loudspeaker before the other parts are wanted, so that it has woken up by then; nothing if it is
        open, or all was closed. Raises CompanionError for unknown sounds; nothing stays open then."""
        with self._making, ExitStack() as undo, contextlib.suppress(_SwitchedOff):
            undo.callback(self._begin_anew)
            self._player_or_new()
            undo.pop_all()

    def start(self, language: str = "en") -> Started:
        """Starts all parts, with the usual voice for texts in this language, or returns those that are started already.

        If a part raises, the parts before it are closed again, which takes `CLOSE_SECONDS` at most, and the next call
        begins anew. Raises RuntimeError after `close`.
        """
        if self._started is not None:
            return self._started
        with self._making, ExitStack() as undo:
            undo.callback(self._begin_anew)
            player = self._player_or_new()
            speaker = self._make.speaker("", language)
            self._keep("voice", speaker.close)
            ears = Ears(self._make, self._reports, wanted=self._microphone)
            self._keep("ears", ears.close)
            undo.pop_all()
        self._voice = ("", language)
        self._started = Started(player, speaker, ears, self._reports, self._make.voice_name)
        return self._started

    def _player_or_new(self) -> BedPlayer:
        """Returns the player that is open, or makes one. Raises _SwitchedOff after `close`."""
        if self._closed:
            raise _SwitchedOff
        if self._player is None:
            self._keep("sound system", self._make.system().close)
            player = self._make.player()
            self._keep("loudspeaker", player.close)
            self._player = player
        return self._player

    def _keep(self, part: str, close: Callable[[], None]) -> None:
        """Notes the close of a part that was opened. If `close` was called meanwhile, closes it and raises
        _SwitchedOff."""
        with self._closing:
            if not self._closed:
                self._open[part] = close
                return
        close_all({part: close}, CLOSE_SECONDS)
        raise _SwitchedOff

    def _begin_anew(self) -> list[Exception]:
        """Closes the parts that are open, and returns their errors."""
        with self._closing:
            open_now, self._open, self._started, self._player = self._open, {}, None, None
            return close_all(open_now, CLOSE_SECONDS)

    def speak_with(self, voice: str, language: str = "en") -> Started:
        """Starts all parts, as `start` does, and lets this voice speak texts in this language from now on; the usual
        one with "".

        The voice before it closes by itself. Raises CompanionError if the new one isn't available; the old one then
        stays.
        """
        started = self.start(language)
        return started if (voice, language) == self._voice else self._change_voice(started, voice, language)

    def speak_anew(self) -> None:
        """Makes the voice anew, if the parts were started. Raises CompanionError if that fails; the old one then
        stays."""
        if self._started is not None:
            self._change_voice(self._started, *self._voice)

    def _change_voice(self, started: Started, voice: str, language: str) -> Started:
        speaker = self._make.speaker(voice, language)
        before, self._open["voice"], self._voice = self._open["voice"], speaker.close, (voice, language)
        self._started = Started(started.player, speaker, started.ears, started.reports, started.voice_name)
        threading.Thread(target=close_all, args=({"voice": before}, CLOSE_SECONDS), name="voice", daemon=True).start()
        return self._started

    def wake(self) -> None:
        """Opens the loudspeaker, if the parts were started and it rests. Returns at once."""
        if self._started is not None:
            self._started.player.wake()

    def expect(self, on: bool) -> None:
        """Keeps the loudspeaker open while a session is expected, if the parts were started. Returns at once."""
        if self._started is not None:
            self._started.player.expect(on)

    def close(self) -> list[Exception]:
        """Closes all parts at the same time and returns their errors. Waits `CLOSE_SECONDS` at most.

        Every part is closed, even if others fail. A second call waits for the first and does nothing.
        """
        self._closed = True
        self._reports.close()
        return self._begin_anew()


def close_all(closes: Mapping[str, Callable[[], None]], seconds: float) -> list[Exception]:
    """Calls each on a thread of its own and waits that long for all of them together. Returns their errors.

    A close that takes longer goes on by itself; nothing waits for it, not even the end of the process.
    """
    wrong: list[Exception] = []

    def close(one: Callable[[], None]) -> None:
        try:
            one()
        except Exception as error:  # noqa: BLE001 - kept and told: one part must not keep the others open
            wrong.append(error)

    threads = [
        threading.Thread(target=close, args=(one,), name=f"close {part}", daemon=True) for part, one in closes.items()
    ]
    for thread in threads:
        thread.start()
    until = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    return list(wrong)
