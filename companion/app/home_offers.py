"""The things that the first page points out quietly until they were done, or were dismissed there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from companion.store import settings

TOUR: Final = "tour"
SOUND_CHECK: Final = "sound-check"
CALIBRATION: Final = "calibration"


def open_offers(*, microphone: bool, checks: bool) -> list[str]:
    """Lists them in their order. `microphone`: one may be used; `checks`: the sound check was neither opened nor
    declined. Empty if the settings are damaged, because the program then doesn't know which ones were dismissed."""
    kept = settings.load()
    if kept.trouble:
        return []
    now = kept.settings
    # Somebody who used the program before there was a tour needs none.
    wanted = {TOUR: now.tour_offered, SOUND_CHECK: checks, CALIBRATION: microphone and now.calibration is None}
    return [name for name, open in wanted.items() if open and name not in now.hidden_offers]


def hide(names: Sequence[str]) -> None:
    """Stops the first page from pointing out the offers with these names. Raises SettingsError if that can't be
    saved."""
    hidden = settings.load().settings.hidden_offers
    if new := tuple(name for name in names if name not in hidden):
        settings.change(lambda now: replace(now, hidden_offers=(*now.hidden_offers, *new)))
