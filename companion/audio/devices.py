"""The devices behind the sound: opened, watched, and opened again when they come back.

The only module that starts and restarts PortAudio.
PortAudio's list of devices is frozen when it starts, and only a restart with *every* stream closed renews it. So one
`AudioSystem` owns the loudspeaker's stream and the microphone's, on one thread of its own. What the streams carry is
the business of `output` and `capture`.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Final, Protocol

from companion.audio import expendable
from companion.errors import CompanionError, NoLoudspeaker, NoMicrophone

_LOOK_SECONDS: Final = 0.2
_STUCK_SECONDS: Final = 5.0
"""A sleeping sound server takes up to two seconds to its first callback; twice that and more is a dead one."""
_RENEW_SECONDS: Final = 5.0
"""At the least between two restarts of PortAudio that interrupt a stream that works."""
_START_SECONDS: Final = 5.0
"""A sleeping sound server takes up to two seconds; one that died meanwhile never answers."""
_OPEN_SECONDS: Final = 5.0
_ABORT_SECONDS: Final = 1.5
_CLOSE_SECONDS: Final = 2.0

LIBRARY_HINT: Final = "On Debian or Ubuntu: sudo apt install libportaudio2."


class Stream(Protocol):
    """What is used of sounddevice's streams."""

    @property
    def active(self) -> bool: ...

    def start(self) -> None: ...

    def abort(self) -> None: ...

    def close(self) -> None: ...


class Line(Protocol):
    """One direction of sound. Every method is called on the AudioSystem's thread and returns soon, but for `open`: it
    may wait for the sound server, and is called on a thread of its own, one attempt at a time."""

    def open(self, portaudio: ModuleType, wake: threading.Event) -> Stream:
        """Open a stream that is to be started; set `wake` when it finishes. Raises CompanionError, and PortAudio's own
        errors."""

    def opened(self) -> None:
        """It runs: for the first time, or again."""

    def missing(self, why: CompanionError) -> None:
        """It could not be opened the first time. Said once; it goes on being tried."""

    def lost(self, why: CompanionError) -> None:
        """It was there and went away. Said once; it goes on being tried."""

    def beats(self) -> int:
        """A number that changes while the device calls back."""

    def interruptible(self) -> bool:
        """A tenth of a second without this line would not be noticed now."""

    def outgrown(self) -> bool:
        """It would be opened in another way now, and a tenth of a second without it is not too much for that."""


def portaudio(error: type[CompanionError] = NoLoudspeaker) -> ModuleType:
    """The sounddevice module, imported late. Raises `error` where the PortAudio library is missing."""
    try:
        import sounddevice
    except OSError as reason:  # sounddevice found no library to load
        raise error("The PortAudio library is missing, so there is no sound.", hint=LIBRARY_HINT) from reason
    except ImportError as reason:
        raise error("The Python package sounddevice is missing.", hint="Run: pip install sounddevice") from reason
    except Exception as reason:  # its own class, which nobody can name while it is not imported
        if type(reason).__name__ != "PortAudioError":
            raise
        raise error(f"PortAudio does not start ({_host_words(reason)}).", hint=LIBRARY_HINT) from reason
    return sounddevice  # type: ignore[no-any-return]


@dataclass(slots=True, eq=False)
class _Watched:
    line: Line
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
    """Owns PortAudio and the life of its streams. Starts its thread with the first line; `close()` ends all."""

    def __init__(self, *, retry_seconds: float = 1.0) -> None:
        self._retry_seconds = retry_seconds
        self._lock = threading.Lock()
        self._lines: list[_Watched] = []
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._renewed_at = float("-inf")
        self._loading: expendable.Call[ModuleType] | None = None
        """PortAudio's first start: it asks the sound server for its devices, and may wait for it for ever."""

    def add_output(self, line: Line) -> None:
        """Open this line and keep it open, from now on. Returns at once."""
        self._add(_Watched(line, NoLoudspeaker))

    def add_input(self, line: Line) -> None:
        """Open this line and keep it open, from now on. Returns at once."""
        self._add(_Watched(line, NoMicrophone))

    def remove(self, line: Line) -> None:
        """Close this line's stream; waits for that, two seconds at most."""
        with self._lock:
            found = [watched for watched in self._lines if watched.line is line]
            for watched in found:
                watched.leaving = True
        self._wake.set()
        if threading.current_thread() is not self._thread:
            for watched in found:
                watched.gone.wait(_CLOSE_SECONDS)

    def close(self) -> None:
        """Close every stream and end the thread; waits two seconds at most."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(_CLOSE_SECONDS)
            if self._thread.is_alive():
                loaded = sys.modules.get("sounddevice")  # importing it now would wait for whoever is importing it
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
        while not self._stop.is_set():
            self._wake.clear()
            for watched in self._present():
                self._look_after(watched)
            self._wake.wait(_LOOK_SECONDS)
        for watched in self._present():
            _close(watched)
            watched.gone.set()

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
            self._report_absence(watched, watched.error(_WENT_AWAY[watched.error], hint=_COME_BACK))
            watched.try_at = now
        if watched.stream is not None and watched.line.outgrown():
            _close(watched)
            watched.try_at = now
        if watched.stream is None and now >= watched.try_at:
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
        try:
            module = self._loaded(watched.error)
        except CompanionError as why:
            self._report_absence(watched, why)
            watched.try_at = float("inf")  # a library does not appear while we run
            return
        except expendable.NeverCameBack:
            self._report_absence(watched, _no_answer(watched))
            watched.try_at = time.monotonic() + self._retry_seconds
            return
        refusal = self._attempt(watched, module)
        if refusal is not None and self._may_renew(watched):
            self._renew(module)
            refusal = self._attempt(watched, module)
        if refusal is not None:
            self._report_absence(watched, refusal)
            watched.try_at = time.monotonic() + self._retry_seconds

    def _loaded(self, error: type[CompanionError]) -> ModuleType:
        """Raises CompanionError without the library, and NeverCameBack while the sound server does not answer."""
        if self._loading is None:
            self._loading = expendable.Call(lambda: portaudio(error), (CompanionError,))
            self._loading.wait(_OPEN_SECONDS)
        if not self._loading.over:
            raise expendable.NeverCameBack
        return portaudio(error)  # there, or known not to be: each line has its own error

    def _attempt(self, watched: _Watched, module: ModuleType) -> CompanionError | None:
        """Try to open; the reason where it does not work."""
        try:
            stream = self._opened(watched, module)
            _start(module, stream)
        except CompanionError as why:
            return why
        except expendable.NeverCameBack:
            return _no_answer(watched)
        except (module.PortAudioError, ValueError) as reason:  # ValueError: no such default device
            return watched.error(f"{_NOT_THERE[watched.error]} ({_host_words(reason)})", hint=_COME_BACK)
        watched.stream = stream
        watched.was_open, watched.told = True, False
        watched.beats, watched.beat_at = watched.line.beats(), time.monotonic()
        watched.line.opened()
        return None

    def _opened(self, watched: _Watched, module: ModuleType) -> Stream:
        """The stream, once it is open. Raises what opening raised, and NeverCameBack: then opening goes on, and is
        asked about again. A second attempt beside it would be one too many."""
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
        """Whether PortAudio may be restarted for this line's sake: it closes the others for a moment."""
        if expendable.something_was_left() or any(each.opening is not None for each in self._present()):
            return False
        others = [other for other in self._present() if other is not watched and other.stream is not None]
        if not others:
            return True
        rested = time.monotonic() - self._renewed_at >= _RENEW_SECONDS
        return rested and all(other.line.interruptible() for other in others)

    def _renew(self, module: ModuleType) -> None:
        self._renewed_at = time.monotonic()
        interrupted = [other for other in self._present() if other.stream is not None]
        for other in interrupted:
            _close(other)
        renew(module)
        for other in interrupted:
            if self._attempt(other, module) is not None:
                other.try_at = time.monotonic()


def renew(module: ModuleType) -> None:
    """Restart PortAudio so that it sees what was plugged in. All streams must be closed; where one cannot be, nothing
    happens."""
    if expendable.something_was_left():
        return
    # No public way exists: PortAudio itself has no refresh, and this pair is what sounddevice's author recommends.
    with contextlib.suppress(module.PortAudioError):
        module._terminate()
    with contextlib.suppress(module.PortAudioError):
        module._initialize()


_NOT_THERE: Final[dict[type[CompanionError], str]] = {
    NoLoudspeaker: "No loudspeaker could be opened",
    NoMicrophone: "No microphone could be opened",
}
_WENT_AWAY: Final[dict[type[CompanionError], str]] = {
    NoLoudspeaker: "The loudspeaker went away.",
    NoMicrophone: "The microphone went away.",
}
_COME_BACK: Final = "Plug it in or choose it in your system's sound settings; it is taken up again by itself."


def _no_answer(watched: _Watched) -> CompanionError:
    return watched.error(f"{_NOT_THERE[watched.error]} (the sound server does not answer)", hint=_COME_BACK)


def _start(module: ModuleType, stream: Stream) -> None:
    """Start it, or close it again. Raises PortAudio's own error, and NeverCameBack."""
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
    """Abort and close it; one that cannot be is left as it is."""
    for step in (stream.abort, stream.close):
        try:
            expendable.call(step, _ABORT_SECONDS, module.PortAudioError)
        except module.PortAudioError:
            continue
        except expendable.NeverCameBack:
            expendable.leave(module, stream)
            return


def _host_words(reason: Exception) -> str:
    """The first line of what PortAudio says."""
    first: Any = reason.args[0] if reason.args else reason
    return str(first).strip().splitlines()[0] if str(first).strip() else type(reason).__name__
