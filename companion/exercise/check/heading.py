"""Rules about the whole: an ending, sources, cautions, a licence. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from companion.exercise.check.base import Checked, Remark, Rule
from companion.exercise.problems import Severity

_NO_LICENCE = frozenset({"", "none", "no", "todo", "tbd", "unknown", "n/a", "your licence", "your license", "licence"})


def no_ending(checked: Checked) -> Iterator[Remark]:
    if not checked.exercise.ending:
        yield Remark(
            "no-ending",
            Severity.ERROR,
            (),
            "The exercise has no ending of its own.",
            "Write 'ending:' and a sentence or two to close it.",
        )


def no_sources(checked: Checked) -> Iterator[Remark]:
    if not checked.exercise.sources:
        yield Remark(
            "no-sources",
            Severity.WARNING,
            (),
            "Nothing says where its facts come from.",
            "Write 'sources:' and a line for each; your own experience is a source too, if it says so.",
        )


def no_cautions(checked: Checked) -> Iterator[Remark]:
    if not checked.exercise.cautions:
        yield Remark(
            "no-cautions",
            Severity.WARNING,
            (),
            "Nothing says for whom, or when, this is not good.",
            "Write 'cautions:' and a line for each, beginning with whether a clinician has reviewed it.",
        )


def no_licence(checked: Checked) -> Iterator[Remark]:
    written = checked.exercise.license
    if written.casefold().strip(" .?!-…") in _NO_LICENCE:
        yield Remark(
            "no-licence",
            Severity.WARNING,
            ("license",),
            f"'{written}' does not say what may be done with it.",
            "Write the licence you choose, such as CC-BY-4.0, or: All rights reserved.",
        )


RULES: dict[str, Rule] = {
    "no-ending": no_ending,
    "no-sources": no_sources,
    "no-cautions": no_cautions,
    "no-licence": no_licence,
}
