"""Sentences of the shipped exercises, rendered while the program has nothing else to do, so that they start at once.

It happens on home only, and never while a session, a sound check or another page is open: opening one ends the helper
process that renders, at once. The helper is another one than the session's, so no session ever waits for it.

The clips lie in the cache of spoken sentences: its limit holds for them, and "Delete everything about me" deletes
them. They are the same for everybody with the same voice and pace, in a fixed order, whatever was played: how exercises
begin, and words of the program. Exercises that somebody wrote or installed, and sentences with names, are left out. So
these clips tell nothing about a person; they even hide which exercises were begun.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from companion import resources
from companion.errors import CompanionError

if TYPE_CHECKING:
    from companion.packs.shelf import Shelf
    from companion.session.effects import Utterance
    from companion.speech.clips import Clips

FIRST_SENTENCES: Final = 2
"""Sentences of each exercise that are rendered ahead: while they are heard, the voice has started."""
SHARE: Final = 0.25
"""The share of one core that rendering takes, in the long run: it pauses after each sentence, so that the computer
stays cool and quiet at night."""
URGENT: Final = "settle"
"""The kind of the exercises for a bad moment, which come first."""


def first_sentences(pace: float = 1.0, *, shipped_only: bool = True, urgent_only: bool = False) -> Iterator[Utterance]:
    """Yields how each exercise begins, those for a bad moment first, and then the program's own words.

    All of them are English, since one voice renders them. `shipped_only`: without exercises that somebody wrote or
    installed.
    """
    from companion.packs.shelf import Shelf

    shelf = Shelf()
    ours = resources.shipped_exercises()
    entries = [each for each in shelf.entries() if not each.broken]
    if shipped_only:
        entries = [each for each in entries if Path(each.path).is_relative_to(ours)]
    for entry in sorted(entries, key=lambda each: (each.kind != URGENT, each.id)):
        if entry.kind == URGENT or not urgent_only:
            with contextlib.suppress(CompanionError):  # it has changed since the list was made
                yield from _beginning(shelf, entry.id, pace)
    if not urgent_only:
        yield from _own_words(pace)


def _beginning(shelf: Shelf, exercise_id: str, pace: float) -> Iterator[Utterance]:
    from companion.exercise.plan import Choices, SayCue, timeline
    from companion.exercise.planner import plan
    from companion.packs.pronunciations import say_as_beside
    from companion.phrases import load_phrases
    from companion.session.journey import utterance_of
    from companion.speech.respelling import as_said

    loaded = shelf.find(exercise_id)
    if loaded.exercise.language != "en":
        return
    made = plan(loaded.exercise, Choices(), load_phrases(loaded.exercise.language), includes=loaded.includes)
    say_as = say_as_beside(loaded.file.parent)
    said = [cue for _, cue in timeline(made) if isinstance(cue, SayCue)]
    for cue in said[:FIRST_SENTENCES]:
        # Rendered for everybody, no sentence tells anything; names are not known here.
        yield as_said(replace(utterance_of(cue, pace), private=False), say_as, loaded.recordings)


def _own_words(pace: float) -> Iterator[Utterance]:
    from companion.phrases import load_phrases
    from companion.session.effects import Utterance

    phrases = load_phrases()
    for each in fields(phrases):
        text = getattr(phrases, each.name)
        if each.name != "language" and isinstance(text, str) and text and "{" not in text:
            yield Utterance(text, round(pace, 2))


class RenderingAhead:
    """Renders sentences on a thread of its own, whenever it is let.

    `begin` and `stop` belong to one thread. `make` makes the clips, None if no natural voice is to speak; `sentences`
    yields what is to be rendered. Both are called on the rendering thread.
    """

    def __init__(self, make: Callable[[], Clips | None], sentences: Callable[[], Iterator[Utterance]]) -> None:
        self._make = make
        self._sentences = sentences
        self._run: _Run | None = None
        self._done = threading.Event()
        """Set once there is nothing left to render in this run of the program."""

    @property
    def runs(self) -> bool:
        return self._run is not None and self._run.is_alive()

    def begin(self) -> None:
        """Begins to render, unless it does so already or there is nothing left."""
        if not self.runs and not self._done.is_set():
            self._run = _Run(self._make, self._sentences, self._done)
            self._run.start()

    def stop(self) -> None:
        """Ends the rendering at once, in the middle of a sentence. Returns at once."""
        if self._run is not None:
            self._run.stop()
            self._run = None

    def begin_anew(self) -> None:
        """Lets everything be looked through again: another voice or pace was chosen."""
        self.stop()
        self._done = threading.Event()


class _Run(threading.Thread):
    """One rendering, from `begin` to `stop`."""

    def __init__(
        self, make: Callable[[], Clips | None], sentences: Callable[[], Iterator[Utterance]], done: threading.Event
    ) -> None:
        super().__init__(name="rendering ahead", daemon=True)
        self._make = make
        self._sentences = sentences
        self._done = done
        self._stopped = threading.Event()
        self._clips: Clips | None = None
        self._lock = threading.Lock()

    def stop(self) -> None:
        with self._lock:
            self._stopped.set()
            if self._clips is not None:
                self._clips.close()

    def run(self) -> None:
        try:
            clips = self._make()
            with self._lock:
                if self._stopped.is_set() and clips is not None:
                    clips.close()
                self._clips = clips
            if clips is not None:
                for utterance in self._sentences():
                    if self._stopped.is_set():
                        return
                    if not clips.kept(utterance):
                        began = time.monotonic()
                        clips.get(utterance)
                        self._stopped.wait((time.monotonic() - began) * (1 / SHARE - 1))
            self._done.set()
        except CompanionError:
            # Stopped, or the voice can't be used. Everything works without, and the next session says what is wrong.
            if not self._stopped.is_set():
                self._done.set()
        finally:
            with self._lock:
                if self._clips is not None:
                    self._clips.close()
