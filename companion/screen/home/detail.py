"""Everything about one exercise, to be read before it is chosen. Pure; no textual."""

from __future__ import annotations

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


def asked(asks: tuple[str, ...]) -> list[str]:
    """Says what an exercise asks of a person, in words. Anything without words here is left out."""
    return [words.ASKED[each] for each in asks if each in words.ASKED]
