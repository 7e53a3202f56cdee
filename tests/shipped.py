"""Words of shipped exercises for tests that play one: their authors may change them without breaking a test."""

from __future__ import annotations

from companion import resources
from companion.exercise.item_lists import is_item_list
from companion.exercise.plan import Choices, SayCue, Section
from companion.exercise.planner import plan
from companion.exercise.said_by_key import by_line
from companion.exercise.scalars import curly_quotes
from companion.packs.loading import load
from companion.phrases import load_phrases

EXERCISES = sorted(
    file
    for file in resources.shipped_exercises().rglob("*.yaml")
    if file.name != "pack.yaml" and not is_item_list(file.read_bytes())
)
"""The files of all shipped exercises, without the lists of kinds of closeness beside them."""

_made = plan(
    load(resources.shipped_exercises() / "settle-now" / "right-now.yaml").exercise, Choices(), load_phrases("en")
)


def _said(section: Section) -> list[SayCue]:
    stretch = _made.sections[section]
    return [cue for cue in _made.cues[stretch.start : stretch.end] if isinstance(cue, SayCue)]


FIRST_WORDS = curly_quotes(_said(Section.MAIN)[0].caption)
"""The first sentence of `right-now`, as it is shown."""
FIRST_SPOKEN = _said(Section.MAIN)[0].text
"""The same as it is spoken."""
LAST_WORDS = by_line(curly_quotes(_said(Section.ENDING)[-1].caption))
"""As plain lines have it: there one types C."""
