"""Everything about one exercise, to be read before it is chosen. Pure; no textual."""

from __future__ import annotations

from collections.abc import Sequence

from companion.screen import words
from companion.screen.crisis.crisis_key import IN_THE_SEARCH, naming
from companion.screen.home.exercise_order import ListedExercise
from companion.tongue import said

Paragraph = tuple[str, str]
"""A text and its style."""


def detail(exercise: ListedExercise) -> list[Paragraph]:
    """Returns title, length, summary, what it asks and its cautions, a paragraph each. They name the key of the list
    instead of C, which is typed into the search there."""
    if exercise.broken:
        return [
            (exercise.title, "bold"),
            (said("This exercise can’t be opened: {reason}").format(reason=exercise.broken), "$quiet"),
        ]
    paragraphs: list[Paragraph] = [
        (exercise.title, "bold"),
        (exercise.meta, "$quiet"),
        (exercise.summary, ""),
    ]
    if exercise.between:
        shortest, longest = exercise.between
        paragraphs.append((words.DETAIL_RANGE.format(shortest=shortest, longest=longest), ""))
    if asks := asked(exercise.asks):
        paragraphs.append(("\n".join((words.ASKS, *(f"· {each}" for each in asks))), ""))
    if exercise.cautions.own:
        paragraphs.append(
            (f"{words.CAUTIONS_TITLE}\n" + "\n".join(words.shown(each) for each in exercise.cautions.own), "")
        )
    if exercise.cautions.standing:
        paragraphs.append((words.shown(exercise.cautions.standing), "$quiet"))
    if exercise.author:
        paragraphs.append(
            (said("From {pack}, by {author}").format(pack=exercise.heading, author=exercise.author), "$quiet")
        )
    return [(naming(text, IN_THE_SEARCH), style) for text, style in paragraphs]


MOST_NAMED = 8
"""Exercises that are named of those behind a need: as many as fit beside the list in most windows."""


def ahead(text: str, says: str, exercises: Sequence[ListedExercise] = ()) -> list[Paragraph]:
    """Returns the words of a need or a page, and the first exercises to which it leads."""
    paragraphs: list[Paragraph] = [(text, "bold"), (says[:1].upper() + says[1:], "$quiet")]
    named = [f"· {each.title}" for each in exercises[:MOST_NAMED]]
    if more := len(exercises) - len(named):
        named.append(words.DETAIL_MORE.format(n=more))
    paragraphs.append(("\n".join(named), ""))
    return [paragraph for paragraph in paragraphs if paragraph[0]]


def asked(asks: tuple[str, ...]) -> list[str]:
    """Says what an exercise asks of a person, in words. Anything without words here is left out."""
    return [words.ASKED[each] for each in asks if each in words.ASKED]
