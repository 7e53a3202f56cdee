"""The ears' reports on a household's sounds are judged again: no sneeze, dog, door or sob is a command.

`python -m bench household --keep FILE` wrote the reports; there are words, times and levels in them, and no sound.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from companion.hearing.child.protocol import Final, Observation, Word
from companion.hearing.decide.attribution import ALONE, Surroundings
from companion.hearing.decide.spotter import Decision, Spotter
from companion.hearing.replay import ANSWERS
from companion.hearing.words.decoys import load_lexicon
from companion.hearing.words.grammar import JUMPY, build
from companion.session.effects import Listen
from tests.hearing.decide.logs import ENGLISH

KEPT = Path(__file__).with_name("household.json.gz")
GRAMMAR = build(ENGLISH, load_lexicon(ENGLISH.lexicon), Listen(ENGLISH.everything().kinds, ANSWERS))
OVER = "the rain fell softly on the roof"
"""The sentence of the narrator, where there was one."""


@cache
def streams() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(gzip.decompress(KEPT.read_bytes()))
    return found


def observed(seen: dict[str, Any]) -> Observation:
    finals = {
        ear: Final(final["text"], tuple(Word(**word) for word in final["words"]))
        for ear, final in seen["finals"].items()
    }
    return Observation(**{**seen, "finals": finals})


def decided(stream: dict[str, Any], *, talk: bool) -> list[str]:
    spotter = Spotter(GRAMMAR)
    spotter.listen(GRAMMAR, talk=talk)
    around = iter([(at, Surroundings(OVER, raw, clean, known)) for at, raw, clean, known in stream["around"]])
    at, now = next(around, (float("inf"), ALONE))
    found = []
    for one in map(observed, stream["seen"]):
        present = ALONE
        while at <= one.at + 1e-6:
            present = now
            at, now = next(around, (float("inf"), ALONE))
        for verdict in spotter.feed(one, present):
            if isinstance(verdict, Decision):
                found.append(f"{stream['name']}: {verdict.command} at {verdict.at:.2f}, {verdict.reason}")
    return found


def test_no_sound_of_a_household_is_a_command() -> None:
    assert [found for stream in streams() for found in decided(stream, talk=False)] == []


def test_nor_in_a_talk() -> None:
    quiet = [stream for stream in streams() if not stream["around"]]
    assert [found for stream in quiet for found in decided(stream, talk=True)] == []


def test_an_ear_heard_commands_in_each_of_these_streams() -> None:
    """Without the policy behind the ears, they would be taken for commands."""
    assert len(streams()) >= 8
    for stream in streams():
        said = {word for seen in stream["seen"] for word in seen["partials"].get(JUMPY, "").split()}
        assert said - {"[unk]"}, stream["name"]


def test_a_stop_in_the_same_reports_would_be_heard() -> None:
    stream = next(one for one in streams() if not one["around"])
    seen = [observed(one) for one in stream["seen"]]
    said = dict.fromkeys(("jumpy", "wary", "strict"), "stop")
    spoken = [replace(one, dbfs=-25.0, partials=said) if 1.0 < one.at < 1.4 else one for one in seen]
    spotter = Spotter(GRAMMAR)
    found = [verdict for one in spoken for verdict in spotter.feed(one) if isinstance(verdict, Decision)]
    assert "stop" in [one.phrase for one in found]
