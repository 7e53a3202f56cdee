"""The audio devices: opens them, watches them, and opens them again when they come back.

This is the only module that starts and restarts PortAudio. PortAudio's list of devices is frozen when it starts, and
only a restart with *every* stream closed renews it. So one `AudioSystem` owns the loudspeaker's stream and the
microphone's, on a thread of its own. `output` and `capture` know what the streams carry.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Final, Protocol

from companion.audio import expendable, hardware
from companion.errors import CompanionError, NoLoudspeaker, NoMicrophone

_LOOK_SECONDS: Final = 0.2
"""Seconds between two looks at the streams."""
_STUCK_SECONDS: Final = 5.0
"""Seconds without a callback after which a stream counts as dead. A sleeping sound server takes up to two seconds to
its first callback."""
_RENEW_SECONDS: Final = 5.0
"""Seconds, at least, between two restarts of PortAudio that interrupt a working stream."""
_LONGEST_REST_SECONDS: Final = 30.0
"""Seconds between two restarts of PortAudio, at most, while the same devices are seen. A device that cannot be seen
from outside is found this late."""
_START_SECONDS: Final = 5.0
"""Seconds that starting a stream may take. A sleeping sound server takes up to two; one that died meanwhile never
answers."""
_OPEN_SECONDS: Final = 5.0
"""Seconds that one attempt to open a stream is waited for; it then goes on by itself."""
_RESTART_SECONDS: Final = 5.0
"""Seconds that ending PortAudio and starting it again may take. A server that died in between never answers."""
_ABORT_SECONDS: Final = 1.5
_CLOSE_SECONDS: Final = 2.0

LIBRARY_HINT: Final = (
    "You can still read every exercise on the screen, and use keys. "
    "For somebody who knows this computer, on Debian or Ubuntu: sudo apt install libportaudio2"
)
_RESTART_HINT: Final = "Restarting the computer often helps. You can still read every exercise on the screen."
_PACKAGE_HINT: Final = (
    "You can still read every exercise on the screen, and use keys. "
    "For somebody who knows this computer: pip install sounddevice"
)


class Stream(Protocol):
    """The methods of sounddevice's streams that are used here."""

    @property
    def active(self) -> bool: ...

    def start(self) -> None: ...

    def abort(self) -> None: ...

    def close(self) -> None: ...


class AudioLine(Protocol):
    """One direction of sound. Every method is called on the AudioSystem's thread and has to return soon. The exception
    is `open`, which may wait for the sound server: it is called on a thread of its own, one attempt at a time."""

    def open(self, portaudio: ModuleType, wake: threading.Event) -> Stream:
        """Opens a stream that is then started; `wake` has to be set when it finishes. Raises CompanionError, and
        PortAudio's own errors."""

    def opened(self) -> None:
        """Tells the line that its stream runs, for the first time or again."""

    def missing(self, why: CompanionError) -> None:
        """Tells the line, once, that it could not be opened the first time. The attempts go on."""

    def lost(self, why: CompanionError) -> None:
        """Tells the line, once, that its device went away. The attempts go on."""

    def beats(self) -> int:
        """Returns a number that changes while the device calls back."""

    def interruptible(self) -> bool:
        """Tells whether an interruption of a tenth of a second would go unnoticed now."""

    def outgrown(self) -> bool:
        """Tells whether the stream should be opened again in another way, and an interruption of a tenth of a second is
        acceptable now."""

    def rests(self) -> bool:
        """Tells whether the line needs no stream now. It is then closed, and this is asked again at each look; after
        `AudioSystem.look`, at once."""


def portaudio(error: type[CompanionError] = NoLoudspeaker) -> ModuleType:
    """Imports sounddevice as late as possible. Raises `error` if the PortAudio library is missing."""
    try:
        import sounddevice
    except OSError as reason:  # sounddevice found no library to load
        raise error(
            "There is no sound, because this computer lacks a part that Companion needs (PortAudio).", hint=LIBRARY_HINT
        ) from reason
    except ImportError as reason:
        raise error(
            "There is no sound, because a part of Companion is missing (sounddevice).", hint=_PACKAGE_HINT
        ) from reason
    except Exception as reason:  # sounddevice's own class, which cannot be named while sounddevice is not imported
        if type(reason).__name__ != "PortAudioError":
            raise
        raise error(f"Sound on this computer didn't start: {_host_words(reason)}.", hint=_RESTART_HINT) from reason
    return sounddevice  # type: ignore[no-any-return]


@dataclass(slots=True, eq=False)
class _Watched:
    line: AudioLine
    error: type[CompanionError]
    stream: Stream | None = None
    try_at: float = 0.0
    told: bool = False
    """Its absence was reported."""
    was_open: bool = False
    beats: int = -1
    beat_at: float = 0.0
    leaving: bool = False
    opening: expendable.Call[Stream] | None = None
    """An attempt that the sound server has not answered yet."""
    gone: threading.Event = field(default_factory=threading.Event)


class AudioSystem:
    """Owns PortAudio and its streams. Starts its thread with the first line; `close()` ends everything."""

    def __init__(self, *, retry_seconds: float = 1.0) -> None:
        self._retry_seconds = retry_seconds
        self._lock = threading.Lock()
        self._lines: list[_Watched] = []
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._renewed_at = float("-inf")
        self._sighting: hardware.Sighting | None = None
        """The devices and sound servers that were seen at the last restart."""
        self._in_vain = 0
        """Restarts of PortAudio since another device was seen."""
        self._loading: expendable.Call[ModuleType] | None = None
        """PortAudio's first start, which asks the sound server for its devices and may never return."""
        self._renewing: expendable.Call[None] | None = None
        """A restart of PortAudio that has not returned. Until then nothing can be opened."""

    def add_output(self, line: AudioLine) -> None:
        """Opens this line and keeps it open from now on. Returns at once."""
        self._add(_Watched(line, NoLoudspeaker))

    def add_input(self, line: AudioLine) -> None:
        """Opens this line and keeps it open from now on. Returns at once."""
        self._add(_Watched(line, NoMicrophone))

    def remove(self, line: AudioLine) -> None:
        """Closes this line's stream; waits for that, two seconds at most."""
        with self._lock:
            found = [watched for watched in self._lines if watched.line is line]
            for watched in found:
                watched.leaving = True
        self._wake.set()
        if threading.current_thread() is not self._thread:
            for watched in found:
                watched.gone.wait(_CLOSE_SECONDS)

    def look(self) -> None:
        """Looks at every line now. Any thread; returns at once."""
        self._wake.set()

    def close(self) -> None:
        """Closes every stream and ends the thread; waits two seconds at most."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(_CLOSE_SECONDS)
            if self._thread.is_alive():
                # Importing it now would wait for a thread that may be stuck importing it.
                loaded = sys.modules.get("sounddevice")
                if loaded is not None:
                    expendable.do_not_end(loaded)

    # ---- the system's own thread --------------------------------------------------------------------------------

    def _add(self, watched: _Watched) -> None:
        with self._lock:
            self._lines.append(watched)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="audio-devices", daemon=True)
                self._thread.start()
        self._wake.set()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._wake.clear()
                for watched in self._present():
                    self._look_after(watched)
                self._wake.wait(_LOOK_SECONDS)
            for watched in self._present():
                _close(watched)
        finally:
            for watched in self._present():
                watched.gone.set()
                if not self._stop.is_set():
                    # An error of ours is being raised, and from now on no device is watched: that has to be reported.
                    watched.told = False
                    self._report_absence(watched, watched.error(_NOT_WATCHED, hint=_START_AGAIN))

    def _present(self) -> list[_Watched]:
        with self._lock:
            return list(self._lines)

    def _look_after(self, watched: _Watched) -> None:
        now = time.monotonic()
        if watched.leaving:
            _close(watched)
            with self._lock:
                self._lines.remove(watched)
            watched.gone.set()
            return
        if watched.stream is not None and not self._alive(watched, now):
            _close(watched)
            self._report_absence(watched, watched.error(_WENT_AWAY[watched.error], hint=way_on()))
            watched.try_at = now
        if watched.stream is not None and watched.line.outgrown():
            _close(watched)
            watched.try_at = now
        if watched.line.rests():
            if watched.stream is not None:
                _close(watched)
                watched.try_at = now
        elif watched.stream is None and now >= watched.try_at:
            self._open(watched)

    def _alive(self, watched: _Watched, now: float) -> bool:
        assert watched.stream is not None
        beats = watched.line.beats()
        if beats != watched.beats:
            watched.beats, watched.beat_at = beats, now
        try:
            active = watched.stream.active
        except portaudio(watched.error).PortAudioError:  # so far gone that it cannot even be asked
            return False
        return active and now - watched.beat_at < _STUCK_SECONDS

    def _open(self, watched: _Watched) -> None:
        if self._renewing is not None and not self._renewing.over:
            self._report_absence(watched, _no_answer(watched))
            watched.try_at = time.monotonic() + self._retry_seconds
            return
        self._renewing = None
        try:
            module = self._loaded(watched.error)
        except CompanionError as why:
            self._report_absence(watched, why)
            watched.try_at = float("inf")  # a library does not appear while the program runs
            return
        except expendable.NeverCameBack:
            self._report_absence(watched, _no_answer(watched))
            watched.try_at = time.monotonic() + self._retry_seconds
            return
        try:
            refusal = self._attempt(watched, module)
            if refusal is not None and self._may_renew(watched):
                refusal = self._attempt(watched, module) if self._renew(module) else _no_answer(watched)
        except expendable.Broke as why:  # trying again every second would not help
            refusal = watched.error(f"{_NOT_THERE[watched.error]} ({why})", hint=_START_AGAIN)
            self._report_absence(watched, refusal)
            watched.try_at = float("inf")
            return
        if refusal is not None:
            self._report_absence(watched, refusal)
            watched.try_at = time.monotonic() + self._retry_seconds

    def _loaded(self, error: type[CompanionError]) -> ModuleType:
        """Returns sounddevice. Raises CompanionError without the library, and NeverCameBack while the sound server does
        not answer."""
        if self._loading is None:
            self._loading = expendable.Call(lambda: portaudio(error), (CompanionError,))
            self._loading.wait(_OPEN_SECONDS)
        if not self._loading.over:
            raise expendable.NeverCameBack
        return portaudio(error)  # it is there or known to be missing; each line has its own error for that

    def _attempt(self, watched: _Watched, module: ModuleType) -> CompanionError | None:
        """Tries to open and start a stream. Returns the reason if that does not work. Raises expendable.Broke if
        it never will."""
        try:
            stream = self._opened(watched, module)
            _start(module, stream)
        except CompanionError as why:
            return why
        except expendable.NeverCameBack:
            return _no_answer(watched)
        except (module.PortAudioError, ValueError) as reason:  # ValueError: no such default device
            return watched.error(f"{_NOT_THERE[watched.error]} ({_host_words(reason)})", hint=way_on())
        watched.stream = stream
        watched.was_open, watched.told = True, False
        watched.beats, watched.beat_at = watched.line.beats(), time.monotonic()
        watched.line.opened()
        return None

    def _opened(self, watched: _Watched, module: ModuleType) -> Stream:
        """Returns the stream once it is open. Raises what opening raised, or NeverCameBack. In that case the attempt
        goes on and is looked at again later; there is never a second one beside it."""
        patience = 0.0
        if watched.opening is None:
            opens, patience = watched.line.open, _OPEN_SECONDS
            failures = (CompanionError, module.PortAudioError, ValueError)
            watched.opening = expendable.Call(lambda: opens(module, self._wake), failures)
        opening = watched.opening
        try:
            return opening.result(patience)
        finally:
            if opening.over:
                watched.opening = None

    def _report_absence(self, watched: _Watched, why: CompanionError) -> None:
        if watched.told:
            return
        watched.told = True
        if watched.was_open:
            watched.line.lost(why)
        else:
            watched.line.missing(why)

    def _may_renew(self, watched: _Watched) -> bool:
        """Tells whether PortAudio may be restarted for this line's sake, which closes the others for a moment.

        While the same devices are seen, each restart comes after a rest twice as long."""
        if self._sighting is not None and hardware.sighting() == self._sighting:
            rest = min(self._retry_seconds * 2 ** min(self._in_vain, 10), _LONGEST_REST_SECONDS)
            if time.monotonic() - self._renewed_at < rest:
                return False
        if expendable.something_was_left() or any(each.opening is not None for each in self._present()):
            return False
        others = [other for other in self._present() if other is not watched and other.stream is not None]
        if not others:
            return True
        rested = time.monotonic() - self._renewed_at >= _RENEW_SECONDS
        return rested and all(other.line.interruptible() for other in others)

    def _renew(self, module: ModuleType) -> bool:
        """Restarts PortAudio and opens the other lines again. Returns False if the restart has not returned in time:
        then every line is reported absent until it does."""
        self._renewed_at = time.monotonic()
        seen = hardware.sighting()
        self._in_vain = self._in_vain + 1 if seen == self._sighting else 0
        self._sighting = seen
        interrupted = [other for other in self._present() if other.stream is not None]
        for other in interrupted:
            _close(other)
        self._renewing = expendable.Call(lambda: renew(module), ())
        self._renewing.wait(_RESTART_SECONDS)
        if not self._renewing.over:
            expendable.do_not_end(module)
            for other in interrupted:
                other.try_at = time.monotonic()
            return False
        self._renewing = None
        for other in interrupted:
            if self._attempt(other, module) is not None:
                other.try_at = time.monotonic()
        return True


def renew(module: ModuleType) -> None:
    """Restarts PortAudio so that it sees new devices; may wait for the sound server without an end. All streams must be
    closed; if one could not be closed, this does nothing."""
    if expendable.something_was_left():
        return
    # PortAudio has no public way to refresh its list; sounddevice's author recommends these two functions.
    with contextlib.suppress(module.PortAudioError):
        module._terminate()
    with contextlib.suppress(module.PortAudioError):
        module._initialize()


_NOT_THERE: Final[dict[type[CompanionError], str]] = {
    NoLoudspeaker: "No speaker could be opened",
    NoMicrophone: "No microphone could be opened",
}
_WENT_AWAY: Final[dict[type[CompanionError], str]] = {
    NoLoudspeaker: "The speaker was disconnected.",
    NoMicrophone: "The microphone was disconnected.",
}
_NOT_WATCHED: Final = (
    "Something went wrong in Companion, so I no longer notice when a speaker or microphone is plugged in."
)
_START_AGAIN: Final = "Start Companion again. If it happens again, type this where you start it: companion doctor"
_COME_BACK: Final = "Plug it in, or choose it in your sound settings. Then I'll use it again."
_ELSEWHERE: Final = (
    "You're connected to another computer, and I can only use its speaker and microphone. To hear me, start Companion "
    "on the computer in front of you."
)


def way_on(usual: str = _COME_BACK) -> str:
    """Returns the advice for a missing device: `usual`, or over SSH to start Companion on the computer in front of the
    person."""
    return _ELSEWHERE if os.environ.get("SSH_CONNECTION") else usual


def _no_answer(watched: _Watched) -> CompanionError:
    return watched.error(f"{_NOT_THERE[watched.error]} (sound on this computer isn't responding)", hint=way_on())


def _start(module: ModuleType, stream: Stream) -> None:
    """Starts the stream, or closes it again. Raises PortAudio's own error, and NeverCameBack."""
    try:
        expendable.call(stream.start, _START_SECONDS, module.PortAudioError)
    except module.PortAudioError:
        _end(module, stream)
        raise
    except expendable.NeverCameBack:
        expendable.leave(module, stream)
        raise


def _close(watched: _Watched) -> None:
    if watched.opening is not None:
        expendable.leave(portaudio(watched.error), watched.opening)
        watched.opening = None
    stream, watched.stream = watched.stream, None
    if stream is not None:
        _end(portaudio(watched.error), stream)


def _end(module: ModuleType, stream: Stream) -> None:
    """Aborts and closes the stream; one that cannot be closed is left alone."""
    for step in (stream.abort, stream.close):
        try:
            expendable.call(step, _ABORT_SECONDS, module.PortAudioError)
        except module.PortAudioError:
            continue
        except expendable.NeverCameBack:
            expendable.leave(module, stream)
            return


def _host_words(reason: Exception) -> str:
    """Returns the first line of PortAudio's message."""
    first: Any = reason.args[0] if reason.args else reason
    return str(first).strip().splitlines()[0] if str(first).strip() else type(reason).__name__
