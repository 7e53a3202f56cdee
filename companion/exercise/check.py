"""The author's linter: what is allowed in the format and yet should be looked at. Pure.

One function a rule, each from an exercise (and its plan) to findings; `check` runs them all. What is an error in
the format itself is found by `reading`, never here. The words that steer a session are handed in, by language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from companion.exercise.crosscheck import Finding
from companion.exercise.model import Exercise, step_kind
from companion.exercise.plan import Plan, SayCue, WaitCue
from companion.exercise.scalars import spell_seconds
from companion.exercise.source import Path

LONGEST_SENTENCE_WORDS = 30
"""More than this is read with the eyes, not heard."""
LONGEST_SILENCE = 180.0
"""Seconds without a word, after which people wonder whether the program is still there."""


@dataclass(frozen=True, slots=True)
class Words:
    """What would steer the session if the narrator's own voice were heard, in small letters."""

    safety: frozenset[str] = frozenset()
    """Act anywhere in a sentence."""
    steering: frozenset[str] = frozenset()
    """Act where they are the whole of what is said."""


@dataclass(frozen=True, slots=True)
class Checked:
    exercise: Exercise
    plan: Plan
    words: Words


def check(exercise: Exercise, plan: Plan, words: Words | None = None) -> list[Finding]:
    """Everything worth a second look, by rule. `plan` is of this exercise, with its default lengths."""
    checked = Checked(exercise, plan, words or Words())
    found: list[Finding] = []
    for rule in RULES:
        for finding in rule(checked):
            if finding not in found:
                found.append(finding)
    return found


def no_ending(checked: Checked) -> Iterator[Finding]:
    if not checked.exercise.ending:
        yield Finding(
            (), "The exercise has no ending of its own.", "Write 'ending:' and a sentence or two to close it."
        )


def long_sentences(checked: Checked) -> Iterator[Finding]:
    for cue in _own_speech(checked.plan):
        words = len(cue.text.split())
        if words > LONGEST_SENTENCE_WORDS:
            yield Finding(
                cue.path,
                f"A sentence of {words} words is hard to follow by ear.",
                f"Make two of it, each under {LONGEST_SENTENCE_WORDS} words.",
            )


def command_words(checked: Checked) -> Iterator[Finding]:
    for cue in _own_speech(checked.plan):
        said = _plain(cue.text)
        for word in sorted(checked.words.safety):
            if f" {word} " in f" {said} ":
                yield Finding(
                    cue.path,
                    f"'{word}' is a command, and the narrator says it.",
                    "Use another word where one does as well.",
                )
        if said in checked.words.steering:
            yield Finding(
                cue.path, f"'{said}' alone is a command, and the narrator says it.", "Say it in a longer sentence."
            )


def long_silences(checked: Checked) -> Iterator[Finding]:
    for cue in checked.plan.cues:
        if isinstance(cue, WaitCue) and cue.seconds > LONGEST_SILENCE and cue.path[0] != "phrases":
            yield Finding(
                cue.path,
                f"{spell_seconds(cue.seconds)} without a word.",
                "Say a short sentence in between, so that nobody wonders whether the voice is still there.",
            )


def holds_without_a_choice(checked: Checked) -> Iterator[Finding]:
    """Holding the breath is not for everybody: it belongs inside a `choose` that has a way without."""
    for path, step, in_choice in _steps(checked.exercise):
        if step_kind(step) == "breathe" and (step.breathe.hold or step.breathe.hold_out) and not in_choice:
            yield Finding(
                path,
                "The breath is held here, and there is no way to do without.",
                "Put it in a 'choose' with an answer whose 'breathe' has no hold.",
            )


Rule = Callable[[Checked], Iterator[Finding]]
RULES: tuple[Rule, ...] = (no_ending, long_sentences, command_words, long_silences, holds_without_a_choice)


def _own_speech(plan: Plan) -> Iterator[SayCue]:
    for cue in plan.cues:
        # An included exercise answers for its own words: its path has a second list of steps under the include.
        if isinstance(cue, SayCue) and cue.path[0] != "phrases" and "include" not in cue.path:
            yield cue


def _plain(text: str) -> str:
    letters = "".join(each if each.isalnum() or each == "'" else " " for each in text.casefold())
    return " ".join(letters.split())


def _steps(exercise: Exercise) -> Iterator[tuple[Path, Any, bool]]:
    lists = (("steps", exercise.steps), ("something_else", exercise.something_else), ("ending", exercise.ending))
    for name, steps in lists:
        yield from _within(steps, (name,), in_choice=False)


def _within(steps: tuple[Any, ...], path: Path, *, in_choice: bool) -> Iterator[tuple[Path, Any, bool]]:
    for index, step in enumerate(steps):
        kind = step_kind(step)
        here: Path = (*path, index)
        yield here, step, in_choice
        if kind in ("repeat", "turns"):
            yield from _within(getattr(step, kind).steps, (*here, kind, "steps"), in_choice=in_choice)
        elif kind == "choose":
            options = step.choose.options
            without = any(not _holds(option) for option in options.values())
            for name, option in options.items():
                yield from _within(option, (*here, "choose", name), in_choice=in_choice or without)


def _holds(steps: tuple[Any, ...]) -> bool:
    return any(
        step_kind(step) == "breathe" and bool(step.breathe.hold or step.breathe.hold_out)
        for _, step, _ in _within(steps, (), in_choice=False)
    )
