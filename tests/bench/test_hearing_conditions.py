"""Which streams are heard: parts of the whole, nobody's figures mixed, the same stream always by the same name."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bench.hearing_conditions import NAMES, QUICK, SPOKEN, Condition, Material, conditions, every, material
from bench.hearing_sound import Clip
from bench.speakers import Speaker

PHRASES = ("stop", "red", "pause", "next", "yes")
RATE = 16000


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("voice")
    noise = np.random.default_rng(1)
    rows = []

    def add(kind: str, text: str, number: int, seconds: float) -> None:
        path = f"{kind}/{text.replace(' ', '-')}-{number}.wav"
        (folder / kind).mkdir(exist_ok=True)
        samples = noise.integers(-3000, 3000, int(seconds * RATE)).astype(np.int16)
        soundfile.write(folder / path, samples, RATE)
        speaker = f"{kind}-{text}-{number}"
        rows.append({"path": path, "kind": kind, "text": text, "speaker": speaker, "source": "s", "seconds": seconds})

    for number in range(48):
        add("command", "stop", number, 0.3)
    add("command", "next", 0, 0.3)
    for number in range(12):
        add("command", "yes", number, 0.3)
        add("other", "desk", number, 0.3)
        add("speech", "and so on", number, 6.0)
        add("noise", "rain", number, 0.5)
    for number in range(5):
        add("room", "simulated", number, 0.2)
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder


def speakers() -> list[Speaker]:
    def silent(text: str) -> np.ndarray:  # pragma: no cover - nothing is made here
        raise AssertionError(text)

    return [Speaker(f"{kind}/{n}", kind, silent) for kind in ("kokoro", "flite") for n in range(6)]


def made(voice: Path, half: str = "all") -> Material:
    return material(voice, half, speakers(), PHRASES, apart=voice)


def by_name(of: Material, part: int, wanted: tuple[str, ...]) -> dict[str, Condition]:
    return {one.name: one for one in conditions(of, part, wanted)}


SHORT = tuple(name for name in NAMES if name != "self")


def test_halves_share_no_recording_but_noises_and_rooms(voice: Path) -> None:
    tuned, reported, both = made(voice, "tune"), made(voice, "report"), made(voice, "all")
    for kind in ("command", "other", "speech"):
        one, other = ({clip.path for clip in of.clips[kind]} for of in (tuned, reported))
        assert not one & other
        assert one | other == {clip.path for clip in both.clips[kind]}
    assert tuned.noises == reported.noises
    assert tuned.rooms == reported.rooms


def test_the_ten_decibels_are_heard_whole(voice: Path) -> None:
    found = by_name(made(voice), 1, ("noise10", "noise5", "room"))
    assert {name: len(one.items) for name, one in found.items()} == {"noise10": 48, "noise5": 48, "room": 48}


def test_a_part_is_a_part_of_the_whole(voice: Path) -> None:
    wanted = ("clean", "noise10", "noise5", "room", "other", "speech", "noise", "synthetic", "synthetic-room")
    whole, part = (by_name(made(voice), number, wanted) for number in (1, 3))
    for name in wanted:
        of_all = {item.identity for item in whole[name].items}
        assert {item.identity for item in part[name].items} < of_all, name


def test_no_stream_has_two_names_and_no_two_streams_have_one(voice: Path) -> None:
    first, second = (by_name(made(voice), 1, SHORT) for _ in range(2))
    names = [item.identity for one in first.values() for item in one.items]
    assert names == [item.identity for one in second.values() for item in one.items]
    # The conditions with the same sounds as another one, in which only the narrator's text differs.
    again = 0
    for name in ("narrator", "narrator-early"):
        same = first[f"{name}-same-word"].items
        assert [item.identity for item in same] == [item.identity for item in first[name].items]
        assert first[f"{name}-same-word"].narration == "stop"
        again += len(same)
    # Those that are judged as in a talk, and here the people who are reported apart.
    for name, base in (("clean-talk", "clean"), ("speech-talk", "speech"), ("apart", "clean")):
        same = first[name].items
        assert {item.identity for item in same} <= {item.identity for item in first[base].items}
        assert first[name].talk is name.endswith("talk")
        again += len(same)
    assert len(set(names)) == len(names) - again


def test_people_who_are_reported_apart_are_in_no_other_condition(voice: Path, tmp_path: Path) -> None:
    assert by_name(material(voice, "all", [], PHRASES, apart=tmp_path), 1, ("apart",))["apart"].items == []
    assert len(made(voice).apart) == 61
    for half in ("tune", "report"):
        assert len(by_name(made(voice, half), 1, ("apart",))["apart"].items) == 61, "all of them, whichever half"


def test_people_and_synthetic_speakers_are_different_conditions(voice: Path) -> None:
    for name, one in by_name(made(voice), 1, SHORT).items():
        assert one.people is not name.startswith("synthetic")


def test_synthetic_speakers_say_the_safety_words_in_every_condition(voice: Path) -> None:
    assert {"stop", "red", "pause", "wait", "yellow", "slow down", "next", "back"} <= set(SPOKEN)
    found = by_name(made(voice), 1, NAMES[NAMES.index("synthetic") :])
    assert set(found) == {
        "synthetic",
        *(f"synthetic-{where}" for where in ("noise10", "noise5", "room", "narrator", "uncancelled")),
    }
    assert len(found["synthetic"].items) == len(speakers()) * len(PHRASES)
    assert len(found["synthetic-noise10"].items) == len(speakers()) // 2 * len(SPOKEN)


def test_a_quick_run_has_something_of_everything(voice: Path) -> None:
    for one in by_name(made(voice), QUICK, SHORT).values():
        assert one.items, one.name


def test_talk_is_heard_whole_in_streams_of_two_minutes(voice: Path) -> None:
    of = made(voice)
    items = by_name(of, 1, ("talk",))["talk"].items
    assert len(items) == 1
    assert items[0].work > sum(clip.seconds for clip in of.clips["speech"])


def test_every_so_manieth_of_each_word_and_one_of_each_at_least() -> None:
    clips = [Clip(Path(f"{n}"), "command", text, 1, 1.0) for n, text in enumerate(["a", "b", "a", "a", "a", "b", "c"])]
    assert [(clip.text, str(clip.path)) for clip in every(clips, 3)] == [("a", "0"), ("b", "1"), ("a", "4"), ("c", "6")]
    assert every(clips, 1) == clips


def test_briefly_each_word_begins_once_over_the_narrator_and_all_beginnings_occur(voice: Path) -> None:
    of = made(voice)
    (whole,) = conditions(of, 1, ["narrator-early"])
    (brief,) = conditions(of, 1, ["narrator-early"], briefly=True)
    assert (len(whole.items), len(brief.items)) == (3 * 48, 48)
    assert {item.identity for item in brief.items} < {item.identity for item in whole.items}
    assert len({item.work for item in brief.items}) == 3
