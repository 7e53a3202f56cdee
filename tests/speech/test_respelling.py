"""A speaker says listed words in another way, and everything else as it is."""

from __future__ import annotations

from pathlib import Path

from companion.session.effects import Utterance
from companion.speech.respelling import RespellingSpeaker, as_said
from tests.fakes import FakeSpeaker

LIST = (("Hanh", "Hahn"),)


def test_it_is_heard_and_the_rest_passes_through() -> None:
    log: list[tuple[object, ...]] = []
    speaker = RespellingSpeaker(FakeSpeaker(log), LIST)
    speaker.prepare((Utterance("Hanh says.", voice=2), Utterance("Rest.")))
    speaker.speak(7, Utterance("Hanh says."))
    speaker.speak_file(8, Path("first.ogg"))
    speaker.hush()
    speaker.close()
    assert log == [
        ("prepare", Utterance("Hahn says.", voice=2), Utterance("Rest.")),
        ("speak", 7, "Hahn says."),
        ("speak_file", 8, Path("first.ogg")),
        ("hush",),
        ("close speaker",),
    ]


def test_how_it_is_said_stays_and_so_does_that_it_is_private() -> None:
    utterance = Utterance("Hanh, rest.", pace=0.8, voice=2, private=True)
    assert as_said(utterance, LIST) == Utterance("Hahn, rest.", pace=0.8, voice=2, private=True)
    assert as_said(utterance, ()) is utterance
