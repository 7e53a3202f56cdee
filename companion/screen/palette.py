"""The command palette's providers: exercises, found as home finds them, settings, filters, and other pages. Not used in
a session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual.command import DiscoveryHit, Hit, Hits, Provider

from companion.screen import words
from companion.screen.home.narrowing import MINUTES, Narrowing
from companion.screen.home.places import DOWNLOAD, JOURNAL, SOUND, TOUR, Place, places_for
from companion.screen.settings.setting_rows import GROUPS, TITLE
from companion.tongue import said

if TYPE_CHECKING:
    from companion.screen.home.exercise_order import ListedExercise
    from companion.screen.home.search import SearchIndex

MOST: int = 20
"""Exercises that are found at most: as many as anybody looks through in a list that grows with every letter."""


@runtime_checkable
class Finds(Protocol):
    """The app, as the palette needs it."""

    def find_with(self) -> SearchIndex | None:
        """Returns home's search; None while the exercises are being read."""

    def choose(self, exercise: ListedExercise) -> None:
        """Leads to an exercise, as home does."""

    def action_settings(self, at: str = "") -> None: ...

    def check_sound(self) -> None: ...

    def show_journal(self) -> None: ...

    def journal_says(self) -> str:
        """Says in a few words whether a journal is on."""

    def show_tour(self) -> None: ...

    def show_download(self) -> None: ...

    def home_filters(self) -> Narrowing | None:
        """Returns the filters of home's lists; None if home hasn't read the exercises yet."""

    def home_kinds(self) -> Sequence[str]:
        """Lists the kinds of the exercises."""

    def narrow_home(self, narrowing: Narrowing) -> None:
        """Has home list what passes these filters."""


class ExerciseProvider(Provider):
    """Finds exercises by the words that home's search knows."""

    async def search(self, query: str) -> Hits:
        app = self.app
        if not isinstance(app, Finds) or (index := app.find_with()) is None:
            return
        for place, exercise in enumerate(index.find(query)[:MOST]):
            if not exercise.broken:
                # The palette sets the best first; home's search has decided already which that is.
                score = 1.0 - place / (2 * MOST)
                yield Hit(score, words.shown(exercise.title), _chooses(app, exercise), help=words.shown(exercise.meta))


class SettingProvider(Provider):
    """Finds the settings by their names."""

    async def discover(self) -> Hits:
        app = self.app
        if isinstance(app, Finds):
            yield DiscoveryHit(TITLE, app.action_settings, help=", ".join(group.title for group in GROUPS).lower())

    async def search(self, query: str) -> Hits:
        app, matcher = self.app, self.matcher(query)
        if not isinstance(app, Finds):
            return
        for group in GROUPS:
            for row in group.rows:
                text = f"{TITLE}: {row.title}"
                if (score := matcher.match(f"{text} {row.name} {group.title}")) > 0:
                    yield Hit(score / 2, text, _opens(app, row.name), help=row.says)


class FilterProvider(Provider):
    """Finds the filters of home's lists, which a small window has no room for."""

    @property
    def _filters(self) -> list[tuple[str, Narrowing]]:
        app = self.app
        if not isinstance(app, Finds) or (now := app.home_filters()) is None:
            return []
        ways = [
            *((text, replace(now, people=people)) for text, people in _PEOPLE),
            *((words.HOME_UP_TO.format(n=n), replace(now, minutes=n)) for n in MINUTES),
            *((words.KINDS.get(kind, kind), replace(now, kind=kind)) for kind in app.home_kinds()),
        ]
        found = [(words.HOME_ONLY.format(what=text), filters) for text, filters in ways]
        return [*([(words.HOME_NO_FILTER, Narrowing())] if now else []), *found]

    async def search(self, query: str) -> Hits:
        app, matcher = self.app, self.matcher(query)
        for text, filters in self._filters:
            if isinstance(app, Finds) and (score := matcher.match(text)) > 0:
                yield Hit(score / 3, text, _narrows(app, filters))


_PEOPLE = ((words.HOME_FOR_ONE, 1), (words.HOME_FOR_TWO, 2))


class PageProvider(Provider):
    """Finds the pages that home leads to besides exercises and settings."""

    @property
    def _pages(self) -> list[tuple[Place, Callable[[], None]]]:
        app = self.app
        if not isinstance(app, Finds):
            return []
        journal = replace(JOURNAL, says=app.journal_says())
        return [
            (SOUND, app.check_sound),
            (journal, app.show_journal),
            (TOUR, app.show_tour),
            (DOWNLOAD, app.show_download),
        ]

    async def discover(self) -> Hits:
        for place, show in self._pages:
            yield DiscoveryHit(said(place.text), show, help=said(place.says))

    async def search(self, query: str) -> Hits:
        matcher, meant = self.matcher(query), {place.name for place in places_for(query)}
        for place, show in self._pages:
            if place.name in meant:  # before every exercise
                yield Hit(100.0, said(place.text), show, help=said(place.says))
            elif (score := matcher.match(said(place.text))) > 0:
                yield Hit(score / 3, said(place.text), show, help=said(place.says))


def _chooses(app: Finds, exercise: ListedExercise) -> Callable[[], None]:
    return lambda: app.choose(exercise)


def _narrows(app: Finds, narrowing: Narrowing) -> Callable[[], None]:
    return lambda: app.narrow_home(narrowing)


def _opens(app: Finds, name: str) -> Callable[[], None]:
    return lambda: app.action_settings(name)
