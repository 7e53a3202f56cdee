"""The choices of one person before exercises, and the place where they left one: in memory for this run, and on the
disk if they allowed that (`remember_last`). Nothing of two people is here, and nothing of touch.

The place is saved while the session goes on, so that it is there after a power cut as well. A thread of its own writes
it, because a disk may be slow and a session must not wait for it.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from companion.errors import CompanionError
from companion.screen.seam import RIGHT_NOW, Chosen

if TYPE_CHECKING:
    from companion.app.options import Options
    from companion.exercise.model import Exercise
    from companion.ports import Observer
    from companion.store.last_time_files import KeptChoice, KeptPlace

CLOSE_SECONDS: Final = 2.0
"""Seconds that the end of the program waits for the last place to be written: a slower disk is in trouble."""


@dataclass(frozen=True, slots=True)
class LeftExercise:
    """An exercise that was left before its end."""

    id: str
    place: int
    """The cue to go on with."""
    chosen: Chosen | None
    """The choice on the page before it."""
    seconds: float = 0.0
    """Seconds that it still takes from there; 0 if that is not known."""


class LastTime:
    """The memory of one run.

    Threads: `chosen_for` and `left` may be called on any thread, everything else belongs to the loop's.
    """

    def __init__(self) -> None:
        self._chosen: dict[str, Chosen] = {}
        self._left: LeftExercise | None = None
        self._looked = threading.Lock()
        self._read = False
        """True once the files have been read, or there is no need to."""
        self._writer: PlaceWriter | None = None

    def left(self) -> LeftExercise | None:
        """Returns the exercise that was left before its end."""
        self._look()
        return self._left

    def chosen_for(self, exercise_id: str) -> Chosen | None:
        """Returns the last choice on the page before this exercise; None if there was none."""
        self._look()
        return self._chosen.get(exercise_id)

    def choose(self, exercise: Exercise, chosen: Chosen) -> None:
        """Keeps the choice on the page before this exercise. Their answer about how they were is not kept."""
        chosen = replace(chosen, how=None)
        self._look()
        self._chosen[exercise.id] = chosen
        if _may_stay(exercise) and _remembers():
            from companion.store import last_time_files

            with contextlib.suppress(CompanionError):  # a full disk must not keep an exercise from beginning
                last_time_files.save_choice(exercise.id, _to_keep(chosen))

    def begin_with(self, exercise: Exercise, options: Options) -> Options:
        """Replaces the pace and the volume of the settings by those last set during a session, if they may be
        remembered and this session is for one person. A value given on the command line stays."""
        if exercise.people != 1 or not _remembers():
            return options
        from companion.store import last_time_files

        turned = last_time_files.load_dials().model_dump(exclude_none=True)
        return replace(options, **{name: value for name, value in turned.items() if name not in options.given})

    def turned(self, exercise: Exercise, began: Options, pace: float, volume: float) -> None:
        """Remembers the pace and the volume with which a session ended, if they were changed during it."""
        if not (_may_stay(exercise) and _remembers()):
            return
        from companion.session.parts.dials import Dials
        from companion.store import last_time_files

        before = Dials(began.pace, began.silences, began.volume)
        new: dict[str, float] = {}
        if pace != before.pace:
            new["pace"] = pace
        if volume != before.volume:
            new["volume"] = volume
        if new:
            with contextlib.suppress(CompanionError):  # a full disk must not keep a session from ending
                last_time_files.save_dials(last_time_files.load_dials().model_copy(update=new))

    def dial_set(self, name: str) -> None:
        """Forgets the pace or the volume that was set during a session: the setting `name` has changed since."""
        if _remembers():
            from companion.store import last_time_files

            kept = last_time_files.load_dials()
            if getattr(kept, name) is not None:
                with contextlib.suppress(CompanionError):  # the settings themselves say that the disk is full
                    last_time_files.save_dials(kept.model_copy(update={name: None}))

    def setting_changed(self, name: str, value: Any) -> None:
        """Puts the new value of a setting into the remembered choices of every exercise, in place of the value that
        was chosen there."""
        self._look()
        self._chosen = {id: replace(each, **{name: value}) for id, each in self._chosen.items()}
        if self._chosen and _remembers():
            from companion.store import last_time_files

            kept = last_time_files.load_choices()
            with contextlib.suppress(CompanionError):  # the settings themselves say that the disk is full
                last_time_files.save_choices({id: each.model_copy(update={name: value}) for id, each in kept.items()})

    def forget(self, *, place: bool = True, choices: bool = True) -> None:
        """Forgets what is in memory; the files are deleted by the settings."""
        self._look()
        if place:
            self._left = None
        if choices:
            self._chosen = {}

    # -- the place ------------------------------------------------------------------------------------------------

    def follow(self, exercise: Exercise, chosen: Chosen | None, place: Callable[[], int]) -> Observer | None:
        """Makes an observer that saves the place of this session; None if it may not be saved. `place` returns the cue
        to go on with, 0 at the beginning."""
        self._look()
        if not (_may_stay(exercise) and _remembers()):
            return None
        chosen = replace(chosen, how=None) if chosen is not None else None
        if self._writer is None:
            self._writer = PlaceWriter()
        from companion.app.session_keepers import PlaceKeeper

        return PlaceKeeper(exercise.id, chosen, place, self._writer)

    def session_over(self, exercise: Exercise, chosen: Chosen | None, place: int, seconds: float) -> None:
        """Remembers where a session ended, for "go on". `place`: the index of that cue; 0 if there is nothing to go on
        with. `seconds`: the time from there to the end.
        """
        if not _may_stay(exercise):
            return
        self._look()
        chosen = replace(chosen, how=None) if chosen is not None else None
        self._left = LeftExercise(exercise.id, place, chosen, seconds) if place else None
        if self._writer is not None and _remembers():
            self._writer.write(place_to_keep(self._left) if self._left is not None else None)

    def close(self) -> None:
        """Waits until the last place is written, for `CLOSE_SECONDS` at most. Called on any thread."""
        if self._writer is not None:
            self._writer.close()

    def _look(self) -> None:
        """Reads the files, the first time, if anything may be remembered."""
        with self._looked:
            if self._read:
                return
            self._read = True
            if not _remembers():
                return
            from companion.store import last_time_files

            self._chosen = {id: _chosen(each) for id, each in last_time_files.load_choices().items()}
            if (kept := last_time_files.load_place()) is not None:
                chosen = _chosen(kept.chosen) if kept.chosen is not None else None
                self._left = LeftExercise(kept.id, kept.place, chosen, kept.left)


class PlaceWriter:
    """Writes the latest place on a thread of its own; an earlier one that is not written yet is left out."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._next: list[KeptPlace | None] = []
        self._busy = False
        self._thread: threading.Thread | None = None

    def write(self, place: KeptPlace | None) -> None:
        """Queues this place to be written; None deletes the one that was written. Returns at once."""
        with self._changed:
            self._next = [place]
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="place", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def close(self) -> None:
        """Waits until everything is written, for `CLOSE_SECONDS` at most."""
        with self._changed:
            self._changed.wait_for(lambda: not (self._next or self._busy), CLOSE_SECONDS)

    def _run(self) -> None:
        from companion.store import last_time_files

        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._next)
                (place,) = self._next
                self._next, self._busy = [], True
            with contextlib.suppress(CompanionError):  # a full disk: then there is nothing to go on with
                if place is not None and _remembers():
                    last_time_files.save_place(place)
                else:
                    last_time_files.forget_place()


def _may_stay(exercise: Exercise) -> bool:
    """Tells whether anything about an exercise may be kept: it is for one person, without touch, not about safety, and
    not the minute of "Settle me"."""
    from companion.exercise.plan import ABOUT_SAFETY
    from companion.exercise.same_elsewhere import is_same

    touch = exercise.kind == "touch" or exercise.touch
    return exercise.people == 1 and not touch and exercise.kind != ABOUT_SAFETY and not is_same(exercise.id, RIGHT_NOW)


def _remembers() -> bool:
    from companion.store import settings

    return settings.load().settings.remember_last


_KEPT: Final = tuple(each.name for each in fields(Chosen) if each.name != "how")


def _to_keep(chosen: Chosen) -> KeptChoice:
    from companion.store.last_time_files import KeptChoice

    values = {name: getattr(chosen, name) for name in _KEPT}
    return KeptChoice(**{**values, "lengths": {name: float(each) for name, each in chosen.lengths.items()}})


def place_to_keep(left: LeftExercise) -> KeptPlace:
    """Makes the file's form of a place."""
    from companion.store.last_time_files import KeptPlace

    chosen = _to_keep(left.chosen) if left.chosen is not None else None
    return KeptPlace(id=left.id, place=left.place, left=float(left.seconds), chosen=chosen)


def _chosen(kept: KeptChoice) -> Chosen:
    chosen = Chosen(**{name: getattr(kept, name) for name in _KEPT})
    file = Path(chosen.bed)
    return replace(chosen, bed="none") if file.suffix and not file.is_file() else chosen
