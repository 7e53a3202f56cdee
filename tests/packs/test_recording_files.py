"""An author's recordings beside an exercise: found by the words that were read, with their real lengths."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from companion.authoring.checking import check_all
from companion.exercise.plan import Choices, SayCue, SoundCue
from companion.exercise.planner import plan
from companion.exercise.recorded_sentences import file_stem, sentence_key
from companion.exercise.speech_time import estimate
from companion.packs.loading import load
from companion.packs.recording_files import folder_of, recording_of, seconds_of
from companion.phrases import load_phrases
from companion.ports import Pcm
from companion.session.effects import Utterance
from companion.speech.clips import Clips
from companion.speech.respelling import as_said

EXERCISE = """\
format: 1
id: feet
title: Feet
summary: Feet on the floor.
people: 1
kind: settle
needs: [anxious]
cautions: [Not reviewed by a clinician. It doesn't replace therapy.]
sources: [Common practice]
author: A
license: CC-BY-4.0
lengths:
  quiet: {default: 20s, from: 10s, to: 1 min}
steps:
  - Feel your feet on the floor. Press them down.
  - wait: 15s
  - play: bell-of-mine.wav
  - We stay here for {quiet}.
ending:
  - Let's leave it here.
"""


def tone(file: Path, seconds: float, words: str = "") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    rate = 16_000
    sound = 0.3 * np.sin(np.arange(int(seconds * rate)) / 20)
    with soundfile.SoundFile(str(file), "w", rate, 1, format="WAV" if file.suffix == ".wav" else "OGG") as made:
        if words:
            made.title = words
        made.write(sound)


def feet_in(folder: Path) -> Path:
    """Writes the exercise, with the recording that one of its steps plays."""
    made = folder / "feet.yaml"
    made.write_text(EXERCISE)
    tone(folder / "bell-of-mine.wav", 2.5)
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return feet_in(tmp_path)


def record(file: Path, words: str, seconds: float) -> Path:
    made = folder_of(file.parent, "feet") / f"{file_stem(words)}.ogg"
    tone(made, seconds, words)
    return made


def test_a_recorded_sentence_keeps_its_text_and_takes_its_real_length(file: Path) -> None:
    made = record(file, "Press them down.", 3.2)
    loaded = load(file)
    planned = plan(loaded.exercise, Choices(), load_phrases("en"), recordings=loaded.recordings)
    said = {cue.text: cue for cue in planned.cues if isinstance(cue, SayCue)}
    assert said["Press them down."].caption == "Press them down."
    assert said["Press them down."].seconds - said["Press them down."].gap == pytest.approx(3.2, abs=0.01)
    not_recorded = said["Feel your feet on the floor."]
    assert not_recorded.seconds == pytest.approx(estimate(not_recorded.text) + not_recorded.gap)
    assert as_said(Utterance("Press them down."), (), loaded.recordings).recording == str(made)
    assert as_said(Utterance("Press them up."), (), loaded.recordings).recording == ""


def test_the_length_of_a_played_file_is_its_own(file: Path) -> None:
    loaded = load(file)
    planned = plan(loaded.exercise, Choices(), load_phrases("en"), recordings=loaded.recordings)
    assert [cue.seconds for cue in planned.cues if isinstance(cue, SoundCue)] == [2.5]


def test_the_recording_is_played_and_a_damaged_one_leaves_the_sentence_to_the_voice(file: Path) -> None:
    class Voice:
        name, language = "fake", "en"
        said: list[str] = []  # noqa: RUF012

        def render(self, text: str, words_per_minute: int) -> Pcm:
            self.said.append(text)
            return Pcm(np.ones(10, np.float32), 16_000)

        def close(self) -> None: ...

    made = record(file, "Press them down.", 1.5)
    recordings = load(file).recordings
    clips = Clips({1: Voice()})
    clip = clips.get(as_said(Utterance("Press them down."), (), recordings))
    assert (clip.seconds, Voice.said) == (pytest.approx(1.5, abs=0.01), [])
    made.write_bytes(b"OggS, and then nothing")
    again = Clips({1: Voice()}).get(as_said(Utterance("Press them down."), (), recordings))
    assert (len(again.samples), Voice.said) == (10, ["Press them down."])
    assert seconds_of(made) is None
    assert not load(file).recordings.sentences


def test_a_sentence_is_found_in_any_exercise_of_the_folder(file: Path) -> None:
    made = record(file, "Press them down.", 1.0)
    assert recording_of(file.parent, "Press them down.") == made
    assert recording_of(file.parent, "Press them.") is None
    assert recording_of(file.parent / "nowhere", "Press them down.") is None


def test_quotes_and_spaces_make_no_new_sentence_but_every_word_does() -> None:
    assert sentence_key("Let’s  leave it here.") == sentence_key("Let's leave it here.")
    assert sentence_key("Let's leave it here!") != sentence_key("Let's leave it here.")
    assert file_stem("…").startswith("sentence-")


def test_check_names_the_changed_sentence_with_the_old_words(file: Path) -> None:
    record(file, "Press them both down.", 1.0)
    record(file, "Let's leave it here.", 1.0)
    record(file, "Something altogether different was once written.", 1.0)
    said = "\n".join(str(each) for each in check_all([file]).problems)
    assert "feet.yaml:15:5: warning: This sentence has changed since you recorded it." in said
    assert "“Press them both down.”" in said
    assert "A recording is of a sentence that isn't in this exercise any more." in said
    assert "1 of 3 sentences is not recorded yet" in said


def test_check_says_nothing_of_recordings_where_there_are_none(file: Path) -> None:
    assert "record" not in "\n".join(str(each) for each in check_all([file]).problems)
