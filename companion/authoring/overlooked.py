"""Finds what an author may have overlooked, and a client would hear or miss: text of a template, a recording that is
not there, a language without a voice. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from companion.authoring.templates import NOBODY, PLACEHOLDERS
from companion.exercise.language_names import language_name
from companion.exercise.model import Exercise, Play
from companion.exercise.problems import Remark, Severity
from companion.exercise.steps import step_lists, within

VOICED: Final = frozenset({"en", "fr", "es", "it", "pt"})
"""The languages of Companion's natural voices. Any other is read by the computer's own voice, or by none."""


def overlooked(exercise: Exercise, is_there: Callable[[str], bool]) -> Iterator[Remark]:
    """Yields everything that seems to be overlooked. `is_there`: tells whether a recording lies beside the exercise."""
    yield from _template_text(exercise)
    yield from _missing_recordings(exercise, is_there)
    if exercise.language not in VOICED:
        named = language_name(exercise.language)
        yield Remark(
            "",
            Severity.WARNING,
            ("language",),
            f"There is no natural voice for {named} yet. A computer's own voice reads this, if it speaks {named}.",
            "Listen to it before a client does. You can also record it in your own voice: `companion record`.",
        )


def _template_text(exercise: Exercise) -> Iterator[Remark]:
    message, hint = "This is still the text of the template.", "Write your own words in its place."
    if exercise.summary in PLACEHOLDERS:
        yield Remark("", Severity.WARNING, ("summary",), message, hint)
    if exercise.author == NOBODY:
        yield Remark("", Severity.WARNING, ("author",), message, "Write the name that your clients know.")
    for index, source in enumerate(exercise.sources):
        if source in PLACEHOLDERS:
            yield Remark("", Severity.WARNING, ("sources", index), message, hint)


def _missing_recordings(exercise: Exercise, is_there: Callable[[str], bool]) -> Iterator[Remark]:
    for name, steps in step_lists(exercise):
        for path, step in within(steps, (name,)):
            if not isinstance(step, Play):
                continue
            inner = isinstance(step.play, str)
            file = step.play if isinstance(step.play, str) else step.play.file
            if not is_there(file):
                yield Remark(
                    "",
                    Severity.ERROR,
                    (*path, "play") if inner else (*path, "play", "file"),
                    f"The recording {file} isn't there.",
                    "Put it into the exercise's folder under this name, or remove the step.",
                )
