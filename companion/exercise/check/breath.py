"""The rule about held breath: it is not for everybody, and belongs in a `choose` that has a way without. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from companion.exercise.check.base import Checked, Remark, Rule, inner_lists, step_lists, within
from companion.exercise.model import step_kind
from companion.exercise.problems import Severity
from companion.exercise.source import Path


def held_breath(checked: Checked) -> Iterator[Remark]:
    for name, steps in step_lists(checked.exercise):
        for path in _held(steps, (name,), free=False):
            yield Remark(
                "held-breath",
                Severity.ERROR,
                path,
                "The breath is held here, and there is no way to do without.",
                "Put it in a 'choose' with an answer whose 'breathe' has no hold.",
            )
        for path, step in within(steps, (name,)):
            if step_kind(step) == "choose" and _default_holds(step.choose):
                yield Remark(
                    "held-breath",
                    Severity.ERROR,
                    (*path, "choose", "default"),
                    "Whoever says nothing is led to a held breath.",
                    "Make the answer without a hold the default.",
                )


def _held(steps: tuple[Any, ...], path: Path, *, free: bool) -> Iterator[Path]:
    """Every `breathe` with a hold that no choice leads round. `free`: one does already."""
    for index, step in enumerate(steps):
        here: Path = (*path, index)
        if _holds_itself(step) and not free:
            yield here
        choice = step_kind(step) == "choose" and any(not _holds(each) for each in step.choose.options.values())
        for inside, name in inner_lists(step):
            yield from _held(inside, (*here, *name), free=free or choice)


def _default_holds(choosing: Any) -> bool:
    """Whether the default holds the breath although another answer does not."""
    options = {name.casefold(): steps for name, steps in choosing.options.items()}
    without = any(not _holds(steps) for steps in options.values())
    return without and _holds(options.get(choosing.default.casefold(), ()))


def _holds(steps: tuple[Any, ...]) -> bool:
    return any(_holds_itself(step) for _, step in within(steps, ()))


def _holds_itself(step: Any) -> bool:
    return step_kind(step) == "breathe" and bool(step.breathe.hold or step.breathe.hold_out)


RULES: dict[str, Rule] = {"held-breath": held_breath}
