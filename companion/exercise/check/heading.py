"""Rules about the heading: sources, cautions, a licence, needs. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from companion.exercise.check.base import Checked, Rule
from companion.exercise.need_matching import near_need
from companion.exercise.problems import Remark, Severity

_NO_LICENCE = frozenset({"", "none", "no", "todo", "tbd", "unknown", "n/a", "your licence", "your license", "licence"})


def no_sources(checked: Checked) -> Iterator[Remark]:
    """Finds an exercise that does not say where its facts come from."""
    if not checked.exercise.sources:
        yield Remark(
            "no-sources",
            Severity.WARNING,
            (),
            "There are no sources: where does this come from?",
            "Write {here} where you have it from. Your own experience counts too:\n"
            "sources:\n  - My own, from my practice",
            "sources",
        )


def no_cautions(checked: Checked) -> Iterator[Remark]:
    """Finds an exercise without cautions, which tell who should not do it, and when."""
    if not checked.exercise.cautions:
        yield Remark(
            "no-cautions",
            Severity.WARNING,
            (),
            "There are no cautions: who should not do this, and when?",
            "Write {here} who it isn't for, and whether a clinician has reviewed it:\n"
            "cautions:\n  - Not reviewed by a clinician. It doesn't replace therapy.",
            "cautions",
        )


def no_licence(checked: Checked) -> Iterator[Remark]:
    """Finds a licence that says nothing."""
    written = checked.exercise.license
    if written.casefold().strip(" .?!-…") in _NO_LICENCE:
        yield Remark(
            "no-licence",
            Severity.WARNING,
            ("license",),
            f"'{written}' doesn't say how people may use the exercise.",
            "Write a license, such as CC-BY-4.0, or: All rights reserved.",
        )


def near_needs(checked: Checked) -> Iterator[Remark]:
    """Finds a need that is nearly a known one, so that people who look for the known one won't find the exercise. Needs
    in other words are welcome."""
    for index, need in enumerate(checked.exercise.needs):
        if (near := near_need(need, checked.needs)) is not None:
            yield Remark(
                "near-need",
                Severity.NOTE,
                ("needs", index),
                f"'{need}' is close to one of the usual needs, but won't be found under it.",
                f"Did you mean '{near}'?",
            )


RULES: dict[str, Rule] = {
    "no-sources": no_sources,
    "no-cautions": no_cautions,
    "no-licence": no_licence,
    "near-need": near_needs,
}
