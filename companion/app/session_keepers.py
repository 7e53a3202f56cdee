"""Observers of a session that show nothing: one lets the bed sound, one saves the place. Loaded with a session only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from companion.app.last_time import LeftExercise, place_to_keep

if TYPE_CHECKING:
    from companion.app.last_time import PlaceWriter
    from companion.ports import Heard, HearingChanged, Level, SpeakingChanged
    from companion.screen.seam import Chosen
    from companion.session.effects import NoticeKind, Outcome
    from companion.session.view import View


class _Unseen:
    """An Observer that takes no notice of most of a session."""

    def notice(self, kind: NoticeKind) -> None: ...

    def hearing(self, changed: HearingChanged) -> None: ...

    def heard(self, heard: Heard) -> None: ...

    def level(self, level: Level) -> None: ...

    def speaking(self, changed: SpeakingChanged) -> None: ...

    def finished(self, outcome: Outcome) -> None: ...


class PlaceKeeper(_Unseen):
    """Saves the place of a session each time a step of it begins."""

    def __init__(self, exercise_id: str, chosen: Chosen | None, place: Callable[[], int], writer: PlaceWriter) -> None:
        self._id = exercise_id
        self._chosen = chosen
        self._place = place
        self._writer = writer
        self._saved = 0

    def view_changed(self, view: View) -> None:
        place = self._place()
        if place != self._saved:
            self._saved = place
            left = LeftExercise(self._id, place, self._chosen, view.left) if place else None
            self._writer.write(place_to_keep(left) if left is not None else None)


class BedKeeper(_Unseen):
    """Lets the bed sound while the session runs, and fades the bed out while the session is held."""

    def __init__(self, run_bed: Callable[[bool], None]) -> None:
        self._run_bed = run_bed
        self._runs = False

    def view_changed(self, view: View) -> None:
        runs = view.bed
        if runs is not self._runs:
            self._runs = runs
            self._run_bed(runs)

    def finished(self, outcome: Outcome) -> None:
        self._run_bed(False)
