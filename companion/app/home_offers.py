"""The things that the first page points out quietly until they were done, or were dismissed there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from companion.store import settings

DOWNLOAD: Final = "download"
TOUR: Final = "tour"
SOUND_CHECK: Final = "sound-check"
CALIBRATION: Final = "calibration"


def open_offers(*, microphone: bool, checks: bool, missing: bool) -> list[str]:
    """Lists them in their order. `microphone`: one may be used; `checks`: the sound check was neither opened nor
    declined; `missing`: what listening or the natural voice needs isn't here. Then there is no use yet in trying or
    teaching them. Empty if the settings are damaged, because the program then doesn't know which ones were dismissed.
    """
    kept = settings.load()
    if kept.trouble:
        return []
    now = kept.settings
    # Somebody who used the program before there was a tour needs none.
    offers_download = missing and DOWNLOAD not in now.hidden_offers
    wanted = {
        DOWNLOAD: offers_download,
        TOUR: now.tour_offered,
        SOUND_CHECK: checks and not offers_download,
        CALIBRATION: microphone and now.calibration is None and not offers_download,
    }
    return [name for name, open in wanted.items() if open and name not in now.hidden_offers]


def hide(names: Sequence[str]) -> None:
    """Stops the first page from pointing out the offers with these names. Raises SettingsError if that can't be
    saved."""
    hidden = settings.load().settings.hidden_offers
    if new := tuple(name for name in names if name not in hidden):
        settings.change(lambda now: replace(now, hidden_offers=(*now.hidden_offers, *new)))
