"""The author's linter: finds text that the format allows, but that an author should look at again or must not ask of
people. Pure.

Each rule is a function from the checked exercise to remarks; `check` runs them all and leaves out those that the author
has switched off (`i_mean_it`). Mistakes in the format itself are found by `reading`. The words that steer a session are
passed in, by language; the rules that guess from words know English only (`english`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from companion.exercise import certain
from companion.exercise.check import heading, hearing, pacing, touch, turns
from companion.exercise.check import voice as spoken
from companion.exercise.check.base import Checked, Rule, Words
from companion.exercise.check.voice import Phrase, VoiceWords
from companion.exercise.model import Exercise
from companion.exercise.plan import Plan
from companion.exercise.problems import Remark, Severity
from companion.exercise.say_as import SayAs

__all__ = ["CERTAIN", "RULES", "Phrase", "Remark", "VoiceWords", "Words", "check"]

CERTAIN = frozenset(certain.RULES)
"""The names of the rules in `certain`, which `i_mean_it` does not wave away."""


def _checking(rule: certain.CertainRule) -> Rule:
    return lambda checked: rule(checked.exercise, checked.includes)


RULES: dict[str, Rule] = {
    **{name: _checking(rule) for name, rule in certain.RULES.items()},
    **heading.RULES,
    **hearing.RULES,
    **pacing.RULES,
    **spoken.RULES,
    **turns.RULES,
    **touch.RULES,
}
"""The rules by name: the one that messages show and that `i_mean_it` takes."""


def check(
    exercise: Exercise,
    plan: Plan,
    words: Words | None = None,
    *,
    shortest: Plan | None = None,
    includes: Mapping[str, Exercise] | None = None,
    needs: tuple[str, ...] = (),
    voice: VoiceWords | None = None,
    common: Collection[str] = (),
    pronounced: Collection[str] = (),
    say_as: SayAs = (),
) -> list[Remark]:
    """Finds everything worth a second look, by rule.

    `plan` has the exercise's default lengths, `shortest` the shortest that a person may choose. `includes` are the
    exercises of its pack by id, without a cycle. The rest goes by its language: `needs` are the needs to choose from,
    `voice` the words that the rules of `voice` look for, `common` the words that most people know, `pronounced` the
    words that voices know how to say. `say_as` are the words that the author has respelled.
    """
    checked = Checked(
        exercise, plan, shortest or plan, words or Words(), includes or {}, needs, voice, common, pronounced, say_as
    )
    found: list[Remark] = []
    for name, rule in RULES.items():
        remarks = list(dict.fromkeys(rule(checked)))
        if name not in exercise.i_mean_it or name in CERTAIN:
            found += remarks
        elif not remarks:
            index = exercise.i_mean_it.index(name)
            found.append(
                Remark(
                    name,
                    Severity.NOTE,
                    ("i_mean_it", index),
                    f"Nothing in this exercise breaks the rule '{name}'.",
                    "Remove it.",
                )
            )
    return found
