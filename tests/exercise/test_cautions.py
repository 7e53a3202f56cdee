"""An exercise's own cautions come first, and the sentences of every exercise come once."""

from __future__ import annotations

import pytest

from companion.exercise.cautions import Cautions, sorted_out

STANDING = "Not reviewed by a clinician. It doesn't replace therapy."
EARLIER = "Not reviewed by a clinician. No replacement for therapy."
"""As older packs have it."""


@pytest.mark.parametrize(
    ("lines", "found", "first"),
    [
        ((), Cautions(), ""),
        ((STANDING,), Cautions((), STANDING), "Not reviewed by a clinician."),
        ((EARLIER, "Not late."), Cautions(("Not late.",), EARLIER), "Not late."),
        ((STANDING, "No ice. None at all."), Cautions(("No ice. None at all.",), STANDING), "No ice."),
        ((f"{STANDING} Not alone.", "Not late."), Cautions(("Not alone.", "Not late."), STANDING), "Not alone."),
        (("Seen by A. Be kind!", STANDING, STANDING), Cautions(("Seen by A. Be kind!",), STANDING), "Seen by A."),
        (("Nur für Gesunde",), Cautions(("Nur für Gesunde",)), "Nur für Gesunde"),
    ],
)  # fmt: skip
def test_the_own_ones_first(lines: tuple[str, ...], found: Cautions, first: str) -> None:
    assert sorted_out(lines) == found
    assert found.first == first
    assert bool(found) is bool(lines)
