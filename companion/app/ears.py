"""The ears of the program: a microphone that is open only while the program listens, and the listener behind it.

The listener and its recogniser stay ready between two sessions, without a microphone. They take no computing time then,
and a session is heard from its first second. Another language needs another listener; there is one at a time.
"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from companion.app.stop_word import ENGLISH, own_vocabulary
from companion.errors import CompanionError, NoModel
from companion.ports import Hearing, HearingChanged
from companion.session.effects import Listen
from companion.tongue import said

if TYPE_CHECKING:
    from companion.app.reports import ReportChannel, Reports
    from companion.hearing.words.calibration import Calibration
    from companion.hearing.words.vocabulary import Vocabulary

LEND_SECONDS: Final = 5.0
"""Seconds that `lend` waits until everything is let go. The microphone's stream takes two at most, the recogniser's
process three; after that another program may try to open the microphone."""
_CLOSE_SECONDS: Final = 5.0
"""Seconds that `close` waits for these two, one after the other."""

_NOTHING: Final = Listen(frozenset())


class Hears(Protocol):
    """A listener that can be told of its microphone (`hearing.listener.VoiceListener`)."""

    def listen(self, allowed: Listen) -> None: ...

    def learn(self, vocabulary: Vocabulary) -> None: ...

    def microphone_open(self) -> None: ...

    def microphone_missing(self, why: CompanionError) -> None: ...

    def microphone_lost(self, why: CompanionError) -> None: ...

    def microphone_closed(self) -> None: ...

    def close(self) -> None: ...


class OpenMicrophone(Protocol):
    """A microphone that is open (`audio.capture.Microphone`)."""

    block_seconds: float
    dropped: int
    """Blocks that were thrown away because they were not read in time."""

    def read(self, timeout: float) -> Any: ...

    def close(self) -> None: ...


class MakesEars(Protocol):
    """Makes the parts of the ears. Called on the ears' thread."""

    def listener(self, source: LaterMicrophone, to_hear: ToHear) -> Hears: ...

    def microphone(self, listener: Hears) -> OpenMicrophone:
        """Opens a microphone that tells the listener when it is there and when it is not."""


@dataclass(slots=True, eq=False)
class ToHear:
    """The language to listen for, and the channel on which the listener for it reports. `words` may change while the
    language stays: the couple may choose another stop word.
    """

    words: Vocabulary
    model: Path
    calibration: Calibration
    line: ReportChannel


class LaterMicrophone:
    """A stand-in for a microphone that may be opened, closed and opened again, while the listener reads on.

    Threads: `read` belongs to the hearing thread, `put` and `take_away` to the ears' thread.
    """

    def __init__(self, reports: Reports) -> None:
        """Counts the sound that the microphone had to throw away as missed."""
        self._reports = reports
        self._source: OpenMicrophone | None = None
        self._there = threading.Event()
        # Used by the hearing thread alone: the microphone that was read last, and the blocks that it had thrown away by
        # then.
        self._read: OpenMicrophone | None = None
        self._dropped = 0

    def put(self, source: OpenMicrophone) -> None:
        """Reads from this microphone from now on."""
        self._source = source
        self._there.set()

    def take_away(self) -> None:
        """Reads nothing from now on."""
        self._there.clear()
        self._source = None

    def read(self, timeout: float) -> Any:
        """Returns the next frame; None if none came within `timeout` seconds."""
        source = self._source
        if source is None:
            self._there.wait(timeout)
            return None
        if source is not self._read:
            self._read, self._dropped = source, 0
        frame = source.read(timeout)
        dropped = source.dropped
        if dropped > self._dropped:
            self._reports.missed((dropped - self._dropped) * source.block_seconds)
            self._dropped = dropped
        return frame


class Ears:
    """A `ports.Listener` for the whole run of the program, whichever listener stands behind it.

    Threads: `close` may be called from any thread, and waits. Everything else belongs to the loop's thread and returns
    at once; `lend` is awaited. These calls only note the wanted state. The ears' own thread opens and closes, one thing
    after the other, because that may take seconds.
    """

    def __init__(self, make: MakesEars, reports: Reports, *, wanted: bool = True) -> None:
        """`wanted` is false if the program was told to open no microphone."""
        self._make = make
        self._reports = reports
        self._wanted = wanted
        self._calibration: Calibration | None = None
        """The calibration that is in use."""
        self._asked = (ENGLISH, "")
        """The language and the stop word that were asked for last."""
        self._loans = 0
        """The loans (`lend`) that haven't been taken back since the ears were opened last."""
        self._changed = threading.Condition()
        """Held to read or change the values below, except when the ears' thread reads its own."""
        self._to_hear: ToHear | None = None
        self._open = False
        self._allowed = _NOTHING
        self._stop = False
        self._thread: threading.Thread | None = None
        # The present parts; changed on the ears' thread alone.
        self._heard: ToHear | None = None
        """The description that the present listener was made by."""
        self._words: Vocabulary | None = None
        self._later = LaterMicrophone(reports)
        self._listener: Hears | None = None
        self._microphone: OpenMicrophone | None = None
        if not wanted:
            reports.hearing_is(HearingChanged(Hearing.OFF))

    # -- on the loop's thread -------------------------------------------------------------------------------------

    def open(self, language: str, stop_word: str) -> bool:
        """Listens in this language, with this word for "stop" besides all others. False if it cannot.

        It needs a model for the language and permission to open a microphone; the reports tell the reason.
        """
        self._loans = 0
        return self._want(language, stop_word, opened=True)

    @property
    def in_use(self) -> bool:
        """True while the microphone is to be open, and while it is lent."""
        return self._open or self._loans > 0

    def rest(self, language: str, stop_word: str) -> None:
        """Closes the microphone, and keeps the recogniser ready for this language."""
        self._loans = 0
        self.listen(_NOTHING)
        self._want(language, stop_word, opened=False)

    def listen(self, allowed: Listen) -> None:
        """Listens for these from now on, in whichever language."""
        with self._changed:
            self._allowed = allowed
            if self._listener is not None:
                self._listener.listen(allowed)

    async def lend(self) -> None:
        """Lets go of microphone and recogniser; returns once another program can have them.

        They may be lent several times: then they are needed until each loan was taken back."""
        self._loans += 1
        self._replace(None, opened=False)
        await asyncio.to_thread(self._wait_until_gone)

    def take_back(self) -> bool:
        """Ends a loan, and listens again, as before, if it was the last one. True if a calibration has brought
        something new. Does nothing if the ears were opened or put to rest meanwhile."""
        if self._loans != 1:
            self._loans = max(0, self._loans - 1)
            return False
        before = self._calibration
        self.open(*self._asked)
        return self._calibration != before

    def _want(self, language: str, stop_word: str, *, opened: bool) -> bool:
        if not self._wanted:
            return False
        self._asked = (language, stop_word)
        words = own_vocabulary(stop_word, language)
        with self._changed:
            now = self._to_hear
            if now is not None and now.words.language == words.language:
                now.words, self._open = words, opened
                self._changed.notify_all()
                return True
        try:
            to_hear = self._prepared(words)
        except NoModel as why:
            self._replace(None, opened=False)
            self._reports.hearing_is(HearingChanged(Hearing.NO_MODEL, _how_to_get(words.language) or why.hint))
            return False
        self._calibration = to_hear.calibration
        self._replace(to_hear, opened=opened)
        self._reports.hearing_is(HearingChanged(Hearing.STARTING))
        return True

    def _prepared(self, words: Vocabulary) -> ToHear:
        """Finds the language's model. Raises NoModel if it is missing or incomplete."""
        from companion.hearing.words.calibration import from_settings
        from companion.store import settings
        from companion.weights.store import model_path

        model = model_path(words.model)
        return ToHear(words, model, from_settings(settings.load().settings.calibration), self._reports.line())

    def _replace(self, to_hear: ToHear | None, *, opened: bool) -> None:
        with self._changed:
            if self._to_hear is not None:
                self._to_hear.line.cut()
            self._to_hear, self._open = to_hear, opened
            if to_hear is not None and self._thread is None and not self._stop:
                self._thread = threading.Thread(target=self._run, name="ears", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    # -- on other threads -----------------------------------------------------------------------------------------

    def close(self) -> None:
        """Lets go of everything, for good. Waits five seconds at most."""
        with self._changed:
            self._stop = True
            thread = self._thread
            self._changed.notify_all()
        if thread is not None:
            thread.join(_CLOSE_SECONDS)

    def _wait_until_gone(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._listener is None and self._microphone is None, LEND_SECONDS)

    # -- on the ears' thread --------------------------------------------------------------------------------------

    def _run(self) -> None:
        to_hear: ToHear | None = None
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(self._something_to_do)
                    if self._stop:
                        return
                    to_hear, opened = self._to_hear, self._open
                self._follow(to_hear, opened)
        finally:
            try:
                self._close_both()
            finally:
                self._end(to_hear)

    def _something_to_do(self) -> bool:
        if self._stop or self._heard is not self._to_hear:
            return True
        if self._to_hear is None:
            return False
        return self._words is not self._to_hear.words or self._open is not (self._microphone is not None)

    def _follow(self, to_hear: ToHear | None, opened: bool) -> None:
        """Brings the microphone and the listener to the wanted state, and stops if that changes meanwhile."""
        if self._heard is not to_hear:
            self._close_both()
        elif not opened:
            self._close_microphone()
        if to_hear is None:
            return
        listener = self._listener or self._make_listener(to_hear)
        if self._words is not to_hear.words:
            self._words = to_hear.words
            listener.learn(to_hear.words)
        if opened and self._microphone is None:
            microphone = self._make.microphone(listener)
            with self._changed:
                self._microphone = microphone
            self._later.put(microphone)

    def _make_listener(self, to_hear: ToHear) -> Hears:
        self._later, self._words = LaterMicrophone(self._reports), to_hear.words
        listener = self._make.listener(self._later, to_hear)
        with self._changed:
            self._heard, self._listener = to_hear, listener
            listener.listen(self._allowed)
        return listener

    def _close_both(self) -> None:
        try:
            self._close_microphone()
        finally:
            try:
                if self._listener is not None:
                    self._listener.close()
            finally:
                with self._changed:
                    self._heard = self._listener = None
                    self._changed.notify_all()

    def _close_microphone(self) -> None:
        self._later.take_away()
        try:
            if self._microphone is not None:
                self._microphone.close()
        finally:
            with self._changed:
                self._microphone = None
                self._changed.notify_all()
            if self._listener is not None:
                self._listener.microphone_closed()

    def _end(self, to_hear: ToHear | None) -> None:
        """Closes everything, so that after an error of ours the next `open` begins anew."""
        with self._changed:
            mistaken = not self._stop
            self._thread = self._to_hear = None
        if mistaken and to_hear is not None:
            # The error is being raised, and the screen must not go on saying that the program listens.
            to_hear.line.post(
                HearingChanged(
                    Hearing.FAILED, said("Keys and typed words work. To use your voice, go back and start again.")
                )
            )


def _how_to_get(language: str) -> str:
    """Returns the advice for a model that `companion setup` does not fetch by itself; empty for English."""
    if language == ENGLISH:
        return ""
    return said(
        "To give commands by voice in this language, close Companion and type: companion setup --language {language}. "
        "Keys and typed words work without it."
    ).format(language=language)
