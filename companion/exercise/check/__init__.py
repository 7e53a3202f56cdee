"""The author's linter: what the format allows and yet should be looked at, or must not be done to people. Pure.

One function a rule, each from what is checked to its remarks; `check` runs them all and leaves out what the author
means (`i_mean_it`). Mistakes in the format itself are found by `reading`, never here. The words that steer a session
are handed in, by language; what is guessed from words is guessed in English only (`english`).
"""

from __future__ import annotations

from collections.abc import Mapping

from companion.exercise.check import breath, heading, hearing, touch, turns
from companion.exercise.check.base import CERTAIN, Checked, Remark, Rule, Words
from companion.exercise.model import Exercise
from companion.exercise.plan import Plan
from companion.exercise.problems import Severity

__all__ = ["CERTAIN", "RULES", "Remark", "Words", "check"]

RULES: dict[str, Rule] = {**heading.RULES, **hearing.RULES, **breath.RULES, **turns.RULES, **touch.RULES}
"""By the name that messages show and `i_mean_it` takes; those of CERTAIN cannot be waved away."""


def check(
    exercise: Exercise,
    plan: Plan,
    words: Words | None = None,
    *,
    shortest: Plan | None = None,
    includes: Mapping[str, Exercise] | None = None,
) -> list[Remark]:
    """Everything worth a second look, by rule.

    `plan` is of this exercise with its default lengths, `shortest` with the least that the listener may choose.
    `includes` are the exercises of its pack by id, without a cycle.
    """
    checked = Checked(exercise, plan, shortest or plan, words or Words(), includes or {})
    found: list[Remark] = []
    for name, rule in RULES.items():
        remarks = list(dict.fromkeys(rule(checked)))
        if name not in exercise.i_mean_it or name in CERTAIN:
            found += remarks
        elif not remarks:
            index = exercise.i_mean_it.index(name)
            found.append(
                Remark(name, Severity.NOTE, ("i_mean_it", index), f"Nothing here needs '{name}'.", "Take it out.")
            )
    return found
