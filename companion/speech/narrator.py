"""The narrator: renders present and coming utterances on one thread and hands the clips to the player.

An utterance that is to be spoken now always goes before one that is prepared. The narrator uses voices, the cache and a
way to play. It knows neither the engine nor the loudspeaker nor the screen.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from companion.errors import CannotSay, NoVoice
from companion.exercise.speech_time import WORDS_PER_MINUTE
from companion.ports import Pcm, Post, Speaking, SpeakingChanged, Voice
from companion.session.effects import Utterance
from companion.session.events import ClipFailed
from companion.speech.cache import ClipCache
from companion.speech.clips import Clips
from companion.speech.recordings import read_recording

_CLOSE_SECONDS: Final = 2.0

Play = Callable[[int, Pcm, int], None]
"""Player.play: id, clip, generation."""


@dataclass(frozen=True, slots=True)
class _Request:
    id: int
    what: Utterance | Path
    generation: int


class Narrator:
    """A `ports.Speaker`. `voices` by part number; a part without a voice is spoken by part 1's.

    The voices are used, and closed, by the narrator's thread only. `words_per_minute` is the usual pace, on which an
    utterance's own is a factor. `others` makes the voices of another language (see `Clips`).
    """

    def __init__(
        self,
        *,
        voices: Mapping[int, Voice],
        play: Play,
        generation: Callable[[], int],
        post: Post,
        words_per_minute: int = WORDS_PER_MINUTE,
        cache: ClipCache | None = None,
        others: Callable[[str], Mapping[int, Voice]] = lambda language: {},
    ) -> None:
        self._clips = Clips(voices, words_per_minute=words_per_minute, cache=cache, rendered=self._well, others=others)
        self._play = play
        self._generation = generation
        self._post = post
        self._changed = threading.Condition()
        self._now: list[_Request] = []
        self._ahead: list[Utterance] = []
        self._stop = threading.Event()
        # Used by the narrator's thread alone.
        self._speaking = Speaking.READY
        self._thread = threading.Thread(target=self._run, name="narrator", daemon=True)
        self._thread.start()

    def prepare(self, utterances: tuple[Utterance, ...]) -> None:
        with self._changed:
            self._ahead = list(utterances)
            self._changed.notify()

    def speak(self, id: int, utterance: Utterance) -> None:
        self._soon(_Request(id, utterance, self._generation()))

    def speak_file(self, id: int, file: Path) -> None:
        """Plays an author's recording as it is: neither trimmed nor levelled, and never cached."""
        self._soon(_Request(id, file, self._generation()))

    def hush(self) -> None:
        with self._changed:
            self._now.clear()
            self._ahead.clear()

    def close(self) -> None:
        """Ends the thread and the voices; waits two seconds at most."""
        self._stop.set()
        with self._changed:
            self._now.clear()
            self._ahead.clear()
            self._changed.notify()
        if threading.current_thread() is not self._thread:
            self._thread.join(_CLOSE_SECONDS)

    def _soon(self, request: _Request) -> None:
        if not self._thread.is_alive():
            self._post(ClipFailed(request.id))
            return
        with self._changed:
            self._now.append(request)
            self._changed.notify()

    # ---- the narrator's thread ----------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while (task := self._next_task()) is not None:
                if isinstance(task, _Request):
                    self._speak_now(task)
                else:
                    self._render_ahead(task)
        finally:
            if not self._stop.is_set():
                # This thread was not asked to end: an error of ours is being raised, and the silence has to be
                # explained on the screen.
                self._post(SpeakingChanged(Speaking.NO_VOICE, "To hear the voice, start the program again."))
            self._clips.close()

    def _next_task(self) -> _Request | Utterance | None:
        """Returns the most urgent task, and waits if there is none. Returns None once the narrator is closed."""
        with self._changed:
            while not self._stop.is_set():
                if self._now:
                    return self._now.pop(0)
                while self._ahead:
                    utterance = self._ahead.pop(0)
                    if not self._clips.ready(utterance):
                        return utterance
                self._changed.wait()
        return None

    def _speak_now(self, request: _Request) -> None:
        if request.generation < self._generation():
            return
        try:
            pcm = read_recording(request.what) if isinstance(request.what, Path) else self._clips.get(request.what)
            if request.generation >= self._generation():
                self._play(request.id, pcm, request.generation)
            return
        except CannotSay:
            pass  # not a failure of the voice
        except NoVoice as why:
            self._tell(why)
        except Exception as error:  # noqa: BLE001 - libraries may raise anything, and one item must not end all speech
            self._report(error)
            self._tell(
                NoVoice(
                    "Something went wrong in Companion. It isn't anything you did.",
                    hint="To hear the voice, start it again.",
                )
            )
        if request.generation >= self._generation():
            self._post(ClipFailed(request.id))

    def _render_ahead(self, utterance: Utterance) -> None:
        try:
            self._clips.get(utterance)
        except (NoVoice, CannotSay):
            return  # the failure is reported once the utterance is to be spoken
        except Exception as error:  # noqa: BLE001 - the same
            self._report(error)

    def _report(self, error: Exception) -> None:
        """Logs an error that nothing here expects, as if the thread had ended with it."""
        threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, self._thread)))

    def _tell(self, why: NoVoice) -> None:
        """Reports a failure of the voice, once until it works again."""
        if self._speaking is Speaking.NO_VOICE:
            return
        self._speaking = Speaking.NO_VOICE
        self._post(SpeakingChanged(Speaking.NO_VOICE, f"{why.message} {why.hint}".strip()))

    def _well(self) -> None:
        if self._speaking is Speaking.NO_VOICE:
            self._speaking = Speaking.READY
            self._post(SpeakingChanged(Speaking.READY))


class SilentSpeaker:
    """A `ports.Speaker` for `--voice none`: nothing is spoken, and every utterance is shown instead."""

    def __init__(self, post: Post) -> None:
        self._post = post

    def prepare(self, utterances: tuple[Utterance, ...]) -> None:
        """Does nothing: nothing is rendered."""

    def speak(self, id: int, utterance: Utterance) -> None:
        self._post(ClipFailed(id))

    def speak_file(self, id: int, file: Path) -> None:
        self._post(ClipFailed(id))

    def hush(self) -> None:
        """Does nothing: nothing is kept."""

    def close(self) -> None:
        """Does nothing: there is no thread."""
