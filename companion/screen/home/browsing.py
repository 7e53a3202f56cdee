"""The state of home: the needs, the exercises that fit one of them, or those found by typing. Pure; no textual."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from companion.exercise.search_words import Topic
from companion.screen import words
from companion.screen.home.exercise_order import ListedExercise, by_pack
from companion.screen.home.home_needs import NEEDS, NeedEntry, fitting
from companion.screen.home.narrowing import Narrowing
from companion.screen.home.places import ALL, CRISIS, DOWNLOAD, JOURNAL, SETTINGS, SOUND, TOUR, Place, places_for
from companion.screen.home.remembered import Remembered
from companion.screen.home.typed_words import is_sentence, spoken
from companion.screen.seam import GO_ON
from companion.tongue import said

if TYPE_CHECKING:
    from companion.screen.home.search import SearchIndex
    from companion.screen.home.topic_finder import TopicFinder

MOST_SHOWN: Final = 200
"""Rows of exercises at most: more than anybody reads, and few enough to be set in a moment."""
MOST_NUMBERED: Final = 9
"""Rows that a number key chooses, at most: the keys 1 to 9."""

_FAVOURITE: Final = frozenset({"favorite", "favorites", "favourite", "favourites", "starred"})
"""Words that ask for the favourites."""

Row = NeedEntry | Place | ListedExercise


@dataclass(frozen=True, slots=True)
class ListSection:
    """Rows under a heading, which may be empty."""

    heading: str
    rows: tuple[Row, ...]


@dataclass
class Browsing:
    """The state of home. Nothing of it is kept."""

    exercises: Sequence[ListedExercise] = ()
    index: SearchIndex | None = None
    """Finds exercises by typed words; None before they have been read."""
    kept: Remembered = field(default_factory=Remembered)
    journal: str = ""
    """Says in a few words whether a journal is on; empty before that is known."""
    missing: bool = False
    """Something could be downloaded that listening or the natural voice needs."""
    need: NeedEntry | None = None
    typed: str = ""
    topics: TopicFinder | None = None
    """Finds what a person types about their life while the exercises are still being read; None before that."""
    narrowing: Narrowing = field(default_factory=Narrowing)
    _sought: tuple[str, Narrowing] | None = None
    """The words and filters of the present `_finds`."""
    _finds: list[ListedExercise] = field(default_factory=list)

    @property
    def at_home(self) -> bool:
        """True while the needs are shown, from which there is no way back but out."""
        return self.need is None and not self._searching

    @property
    def _searching(self) -> bool:
        return bool(self.typed.strip())

    @property
    def offers_needs(self) -> bool:
        """True if the needs are shown with their numbers: at home, and where nothing was found."""
        return self.at_home or (self._searching and not (self.loading or self._finds_any()))

    @property
    def loading(self) -> bool:
        return self.index is None

    def _finds_any(self) -> bool:
        return bool(self._found() or self._places() or self._asked_for_favourites())

    def title(self) -> str:
        """Says in a line what is shown."""
        if self.at_home:
            return words.HOME_QUESTION
        if not self._searching and self.need is not None:
            return said(self.need.text)
        if topic := self._topic():
            return topic.says
        if self.loading and not places_for(self.typed):
            return words.HOME_LOOKING
        return words.HOME_FOUND if self._finds_any() else words.HOME_NOTHING

    def sections(self) -> list[ListSection]:
        """Returns everything that is to be shown, in its order."""
        if self.at_home:
            return self._home()
        places = [self._told(place) for place in self._places()]
        asked = [ListSection("", tuple(places))] if places else []
        topic = self._topic()
        if self.loading:
            called = topic is not None or self._may_be_urgent() or self._may_need_a_person()
            return asked if CRISIS in places or not called else [*asked, ListSection("", (CRISIS,))]
        if self._searching:
            found = self._found()
            if kept := self._asked_for_favourites():
                asked.append(ListSection(words.HOME_FAVOURITES, tuple(kept)))
                found = [each for each in found if each not in kept]
            # The exercises of the topic, and then everything else that was found.
            own = max((at for at, each in enumerate(found, 1) if topic and each.id in topic.first), default=0)
            shown: list[tuple[Row, ...]] = [tuple(found[:own]), tuple(found[own:MOST_SHOWN])]
            urgent = self._may_be_urgent()
            if topic and topic.call == "last" and CRISIS not in places and not urgent:
                shown.insert(1, (CRISIS,))
            sections = [*asked, *(ListSection("", rows) for rows in shown if rows)]
            if CRISIS in places or not (urgent or self._may_need_a_person()):
                return sections or self._nothing()
            if urgent and not places:
                return [ListSection("", (CRISIS,)), *(sections or self._nothing()[:-1])]
            return _with_call_second(sections) if sections else self._nothing()[::-1]
        assert self.need is not None
        groups = self.narrowing.of(fitting(self.need, self.exercises))
        left = MOST_SHOWN
        sections = []
        for heading, exercises in groups:
            if left > 0:
                sections.append(ListSection(heading, tuple(exercises[:left])))
                left -= len(exercises)
        return sections

    def numbered(self) -> Sequence[Row]:
        """Lists the rows that a number key chooses, from 1 on. Found exercises have none: a number belongs to the words
        that are typed."""
        if self.offers_needs and not self.at_home:
            return NEEDS
        if self._searching:
            return ()
        rows = [row for section in self.sections() for row in section.rows if not isinstance(row, Place)]
        return rows[:MOST_NUMBERED]

    def left_out(self) -> int:
        """Counts the exercises that have no room on the list."""
        if self.at_home or self.loading:
            return 0
        if self._searching:
            return max(0, len(self._found()) - MOST_SHOWN)
        assert self.need is not None
        groups = self.narrowing.of(fitting(self.need, self.exercises))
        return max(0, sum(len(exercises) for _, exercises in groups) - MOST_SHOWN)

    @property
    def need_of_call(self) -> str:
        """The part of the card with people to call that comes first after what was typed; empty for the emergency
        number. A person in danger gets that one first, whatever else was typed."""
        topic, finder = self._topic(), self._finder()
        if topic is None or finder is None or finder.in_danger(self.typed):
            return ""
        return topic.need

    def packs(self) -> list[str]:
        """Lists the headings of all packs, in the order of the list."""
        return [heading for heading, _ in by_pack(self.exercises)]

    def kinds(self) -> list[str]:
        """Lists the kinds of all exercises, in the order of the filter."""
        there = {exercise.kind for exercise in self.exercises if exercise.kind}
        return [*(kind for kind in words.KINDS if kind in there), *sorted(there - words.KINDS.keys())]

    def back(self) -> bool:
        """Goes one step back: from what was typed, then from a need. False if there is no step to go."""
        if self.at_home:
            return False
        if self._searching:
            self.typed = ""
        else:
            self.need, self.narrowing = None, Narrowing()
        return True

    def is_favourite(self, exercise: ListedExercise) -> bool:
        return exercise.id in self.kept.favourites

    def _asked_for_favourites(self) -> list[ListedExercise]:
        """Lists the favourites if the typed words ask for them."""
        if _FAVOURITE.isdisjoint(spoken(self.typed)):
            return []
        by_id = {exercise.id: exercise for exercise in reversed(self.exercises) if exercise.people == 1}
        return _present(self.kept.favourites, by_id)

    def _home(self) -> list[ListSection]:
        by_id = {exercise.id: exercise for exercise in reversed(self.exercises) if exercise.people == 1}
        own = _present(self.kept.favourites, by_id)
        last = _present([self.kept.last], by_id)
        sections = [ListSection("", NEEDS)]
        if left := by_id.get(self.kept.left):
            title = words.HOME_GO_ON.format(title=left.title)
            if self.kept.left_seconds:
                title = words.HOME_GO_ON_LEFT.format(title=left.title, left=words.minutes(self.kept.left_seconds / 60))
            heading = words.HOME_LEFT if self.kept.left_stays else words.HOME_LEFT_UNTIL_CLOSED
            sections.append(ListSection(heading, (replace(left, id=GO_ON, title=title),)))
        if last:
            sections.append(ListSection(words.HOME_LAST, tuple(last)))
        if own:
            sections.append(ListSection(words.HOME_FAVOURITES, tuple(own)))
        also = (ALL, CRISIS, SOUND, SETTINGS, self._told(JOURNAL), TOUR, *([DOWNLOAD] if self.missing else []))
        return [*sections, ListSection(words.HOME_ALSO, also)]

    def _nothing(self) -> list[ListSection]:
        """Returns what is shown where nothing was found: the needs, and the way to people who can be called."""
        return [ListSection(words.HOME_PERHAPS, NEEDS), ListSection(words.HOME_OR_CALL, (CRISIS,))]

    def _told(self, place: Place) -> Place:
        """Puts the state of the journal beside its line."""
        return replace(place, says=self.journal) if place.name == "journal" else place

    def _places(self) -> list[Place]:
        """Lists the pages that the typed words lead to. If a topic is dangerous, the people to call are the first."""
        places = places_for(self.typed)
        topic = self._topic()
        urgent = topic is not None and topic.call == "first"
        return [CRISIS, *(place for place in places if place is not CRISIS)] if urgent else places

    def _may_be_urgent(self) -> bool:
        """Tells whether a wrong letter may hide an urgent topic. Then the people to call are the first row, and no line
        names the topic."""
        finder, topic = self._finder(), self._topic()
        if finder is None or not self._searching or (topic and (topic.call == "first" or not is_sentence(self.typed))):
            return False
        return finder.perhaps_urgent(self.typed)

    def _may_need_a_person(self) -> bool:
        """Tells whether a sentence was typed that belongs to no topic with people to call. It may be about anything."""
        if not (self._searching and is_sentence(self.typed)):
            return False
        topic = self._topic()
        return topic is None or not topic.call

    def _finder(self) -> TopicFinder | None:
        return self.topics if self.index is None else self.index.topics

    def _topic(self) -> Topic | None:
        """Returns the topic that is meant by the typed words, if there is something to show for it: exercises, or
        people to call."""
        finder = self._finder()
        topic = finder.topic(self.typed) if finder is not None and self._searching else None
        if topic is None or topic.call == "first" or self._found():
            return topic
        return topic if self.loading and topic.call else None

    def _found(self) -> list[ListedExercise]:
        if self.index is None:
            return []
        if (self.typed, self.narrowing) != self._sought:
            self._sought = (self.typed, self.narrowing)
            self._finds = [each for each in self.index.find(self.typed) if self.narrowing.lets(each)]
        return self._finds


def _with_call_second(sections: Sequence[ListSection]) -> list[ListSection]:
    """Puts the people to call behind the first row."""
    first, *rest = sections
    top, below = replace(first, rows=first.rows[:1]), first.rows[1:]
    return [top, ListSection("", (CRISIS,)), *([ListSection("", below)] if below else []), *rest]


def _present(ids: Collection[str], by_id: Mapping[str, ListedExercise]) -> list[ListedExercise]:
    return [by_id[id] for id in ids if id in by_id]
