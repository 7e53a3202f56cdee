"""The worse of voice and loudspeaker."""

from __future__ import annotations

from companion.can_speak import CanSpeak
from companion.ports import Speaking, SpeakingChanged

READY = SpeakingChanged(Speaking.READY)
UNPLUGGED = SpeakingChanged(Speaking.NO_LOUDSPEAKER, "Plug it in.")
MUTE = SpeakingChanged(Speaking.NO_VOICE, "The voice failed.")


def test_a_loudspeaker_that_is_back_does_not_hide_a_voice_that_fails() -> None:
    now = CanSpeak()
    assert now.voice(MUTE) == MUTE
    assert now.loudspeaker(UNPLUGGED) == MUTE
    assert now.loudspeaker(READY) == MUTE
    assert now.voice(READY) == READY


def test_a_voice_that_is_well_again_does_not_hide_a_loudspeaker_that_is_gone() -> None:
    now = CanSpeak()
    assert now.loudspeaker(UNPLUGGED) == UNPLUGGED
    assert now.voice(SpeakingChanged(Speaking.READY, "Another voice goes on.")) == UNPLUGGED
    assert now.loudspeaker(READY).detail == "Another voice goes on."


def test_a_voice_that_is_not_wanted_stays_so() -> None:
    now = CanSpeak()
    off = SpeakingChanged(Speaking.OFF)
    assert now.voice(off) == off
    assert now.loudspeaker(READY) == off
    assert now.loudspeaker(UNPLUGGED) == UNPLUGGED
