"""A session performed into samples: everything is heard exactly where the sheet and the plan say."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from companion.audio.offline import OfflinePlayer
from companion.errors import CannotSay, NoVoice
from companion.exercise.plan import (
    BreatheCue,
    Choices,
    Plan,
    SayCue,
    Section,
    SoundCue,
    TalkCue,
    planned_seconds,
    timeline,
)
from companion.exercise.planner import plan
from companion.packs.shelf import Shelf
from companion.phrases import load_phrases
from companion.ports import Pcm, Report
from companion.rendering.cue_sheet import Chapter, CueSheetRow, as_json, as_vtt
from companion.rendering.performance import Performance
from companion.session.effects import Utterance
from companion.session.events import ClipEnded

RATE = 8000
PHRASES = load_phrases("en")
EXERCISES = ("right-now", "box-breathing", "choice-based-scan", "speaker-listener")


def seconds_of(text: str, pace: float = 1.0, voice: int = 1) -> float:
    return len(text) * 40 / 1000  # whole milliseconds, as plans have


def voice(utterance: Utterance) -> Pcm:
    """A loud steady sound, as long as the text."""
    return Pcm(np.full(round(seconds_of(utterance.text) * RATE), 0.5, np.float32), RATE)


def no_recording(name: str) -> Pcm:
    raise NoVoice(f"no {name}")


def planned(name: str) -> Plan:
    loaded = Shelf().find(name)
    return plan(loaded.exercise, Choices(), PHRASES, includes=loaded.includes, measure=seconds_of)


def performed(made: Plan, clip: object = voice) -> tuple[Performance, np.ndarray]:
    performance = Performance(
        made, PHRASES, player_for=lambda post: OfflinePlayer(RATE, post), clip=clip, recording=no_recording
    )
    return performance, np.concatenate(list(performance.blocks()))


@pytest.mark.parametrize("name", EXERCISES)
def test_every_sentence_begins_where_the_plan_says(name: str) -> None:
    made = planned(name)
    performance, _ = performed(made)
    words = {"In.", "Out.", "Hold.", PHRASES.breath_in, PHRASES.breath_out, PHRASES.breath_hold}
    heard = [each for each in performance.heard if each.kind == "speech" and each.text not in words]
    expected = [(at, cue) for at, cue in timeline(made) if isinstance(cue, SayCue)]
    assert [each.text for each in heard] == [cue.text for _, cue in expected]
    for each, (at, _) in zip(heard, expected, strict=True):
        # The timeline is rounded to milliseconds; nothing more may come between, however long the session.
        assert each.start / RATE == pytest.approx(at, abs=0.002)


@pytest.mark.parametrize("name", EXERCISES)
def test_what_the_sheet_says_is_in_the_samples(name: str) -> None:
    made = planned(name)
    performance, samples = performed(made)
    assert performance.done == 1.0
    assert performance.seconds * RATE == pytest.approx(len(samples))
    breathing = np.zeros(len(samples) + 1, bool)
    for each in performance.heard:
        assert 0 <= each.start <= each.end <= len(samples)
        if each.kind == "breath":
            breathing[each.start : each.end + RATE // 10] = True
    for each in performance.heard:
        if each.kind == "speech":
            inside = samples[each.start + 40 : each.end - 40]
            assert np.all(inside > 0.3)
        if each.kind == "silence":
            quiet = samples[each.start : each.end][~breathing[each.start : each.end]]
            assert not quiet.any()
    for one, following in zip(performance.heard, performance.heard[1:], strict=False):
        assert one.start <= following.start


def test_breaths_follow_one_another_without_a_gap() -> None:
    made = planned("box-breathing")
    performance, _ = performed(made)
    breaths = [each for each in performance.heard if each.kind == "breath"]
    cues = [cue for _, cue in timeline(made) if isinstance(cue, BreatheCue)]
    parts = [bool(cue.in_) + bool(cue.hold) + bool(cue.out) + bool(cue.hold_out) for cue in cues]
    assert len(breaths) == sum(n * cue.times for n, cue in zip(parts, cues, strict=True))
    starts = [each.start for each in breaths[: parts[0] * cues[0].times]]
    shape = [s for s in (cues[0].in_, cues[0].hold, cues[0].out, cues[0].hold_out) if s]
    assert np.diff(starts).tolist() == [round(s * RATE) for s in (shape * cues[0].times)[: len(starts) - 1]]


def test_a_silence_ends_where_the_next_thing_begins() -> None:
    performance, _ = performed(planned("right-now"))
    for one, following in zip(performance.heard, performance.heard[1:], strict=False):
        assert one.end == following.start


def test_the_same_twice() -> None:
    assert np.array_equal(performed(planned("box-breathing"))[1], performed(planned("box-breathing"))[1])


def test_a_sentence_that_no_voice_can_say_is_noted_and_takes_its_time() -> None:
    def mute(utterance: Utterance) -> Pcm:
        raise CannotSay("not in this voice")

    made = planned("right-now")
    performance, samples = performed(made, mute)
    assert not samples.any()
    assert len(
        [note for note in performance.notes if note.startswith("This sentence will be missing from the recording: “")]
    ) == len({cue.text for _, cue in timeline(made) if isinstance(cue, SayCue)})
    assert performance.seconds == pytest.approx(planned_seconds(made) + 1.0, abs=0.01)


def test_questions_take_their_default_and_say_so() -> None:
    made = planned("speaker-listener")
    performance, _ = performed(made)
    asked = [each for each in performance.heard if each.kind == "question"]
    assert asked
    assert all(each.end > each.start for each in asked)
    talks = [cue for _, cue in timeline(made) if isinstance(cue, TalkCue)]
    for each in asked:
        assert any(f"“{each.text}” waits for an answer" in note for note in performance.notes)
    assert sum(each.end - each.start for each in asked) >= round(sum(cue.seconds for cue in talks) * RATE) - len(asked)


def test_chapters_begin_with_sections_and_turns() -> None:
    made = planned("speaker-listener")
    performance, samples = performed(made)
    starts = [each.start for each in performance.chapters]
    assert starts == sorted(set(starts))
    assert starts[0] == 0
    assert starts[-1] < len(samples)
    spoken = {each.start: each.text for each in performance.heard if each.kind == "speech"}
    turns = [at for at, cue in timeline(made) if isinstance(cue, SayCue) and cue.turn is not None]
    begins = [round(turns[0] * RATE)]
    assert any(abs(start - begins[0]) <= RATE // 100 for start in starts)
    for chapter in performance.chapters[1:]:
        assert spoken[chapter.start].startswith(chapter.title.rstrip("…").rstrip(".")[:30])
        assert len(chapter.title) <= 61
    last = made.sections[Section.ENDING]
    assert any(
        isinstance(cue, SayCue) and cue.text.startswith(performance.chapters[-1].title.rstrip("…"))
        for cue in made.cues[last.start : last.end]
    )


def test_a_missing_recording_is_noted() -> None:
    made = planned("right-now")
    cues = (SoundCue(path=(), seconds=1.0, step=0, name="", file="sea.ogg", caption="The sea"), *made.cues[1:])
    performance, _ = performed(Plan(made.id, made.title, made.kind, 1, "en", cues, made.sections))
    assert "This sentence will be missing from the recording: “sea.ogg” (no sea.ogg)" in performance.notes


# ---- the sheet --------------------------------------------------------------------------------------------------

SHEET = [
    CueSheetRow(1, "speech", 0, RATE, "Hello."),
    CueSheetRow(2, "silence", RATE, 2 * RATE),
    CueSheetRow(3, "sound", 2 * RATE, 3 * RATE, "bell"),
    CueSheetRow(4, "recording", 3 * RATE, 5 * RATE, "sea.ogg", "The <sea> --> & sand"),
    CueSheetRow(5, "speech", 5 * RATE, 3661 * RATE + 4, "All right.", "All right,\nyou two."),
]


def test_subtitles() -> None:
    assert as_vtt(SHEET, RATE) == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:01.000\nHello.\n\n"
        "00:00:03.000 --> 00:00:05.000\nThe &lt;sea&gt; --&gt; &amp; sand\n\n"
        "00:00:05.000 --> 01:01:01.000\nAll right, you two.\n"
    )


def test_subtitles_of_nothing() -> None:
    assert as_vtt([], RATE) == "WEBVTT\n"


def test_the_sheet_as_json() -> None:
    read = json.loads(as_json(SHEET, RATE, "A title", [Chapter(0, "First"), Chapter(RATE, "Then")]))
    assert read["chapters"] == [{"start": 0.0, "title": "First"}, {"start": 1.0, "title": "Then"}]
    assert (read["title"], read["rate"]) == ("A title", RATE)
    assert [each["id"] for each in read["cues"]] == [1, 2, 3, 4, 5]
    assert read["cues"][3]["start"] == 3.0
    assert read["cues"][4]["end_frame"] == 3661 * RATE + 4
    assert re.search(r'"text": "bell"', as_json(SHEET, RATE, ""))


def test_a_clip_without_a_sound_ends_with_the_next_frame() -> None:
    """A bell that is off: 65,536 frames went by before the session went on."""
    posted: list[Report] = []
    player = OfflinePlayer(48_000, posted.append)
    player.play(1, Pcm(np.zeros(0, np.float32), 48_000), player.generation())
    assert player.next_end() == 1
    player.take(1)
    assert ClipEnded(1) in posted
    assert player.next_end() is None
