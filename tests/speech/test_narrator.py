from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from companion.errors import CannotSay, NoVoice
from companion.ports import Pcm, Report, Speaking, SpeakingChanged
from companion.session.effects import Utterance
from companion.session.events import ClipFailed
from companion.speech.cache import ClipCache
from companion.speech.narrator import Narrator, SilentSpeaker


class FakeVoice:
    language = "en"

    """Says every text as one sample for each letter; stops at `gate` while that is closed."""

    def __init__(self, name: str = "fake") -> None:
        self.name = name
        self.rendered: list[tuple[str, int]] = []
        self.trouble: NoVoice | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.begun = threading.Event()
        self.closed = False

    def render(self, text: str, words_per_minute: int) -> Pcm:
        self.begun.set()
        assert self.gate.wait(5)
        self.rendered.append((text, words_per_minute))
        if self.trouble is not None:
            raise self.trouble
        return Pcm(np.full(len(text), 0.5, np.float32), 8000)

    def close(self) -> None:
        self.closed = True


class World:
    """A narrator with everything around it."""

    def __init__(self, folder: Path) -> None:
        self.voice, self.other = FakeVoice(), FakeVoice("other")
        self.generation = 0
        self.played: list[tuple[int, int, int]] = []
        self.posted: list[Report] = []
        self._changed = threading.Condition()
        self.folder = folder
        self.narrator = Narrator(
            voices={1: self.voice, 2: self.other},
            play=self._play,
            generation=lambda: self.generation,
            post=self._post,
            words_per_minute=100,
            cache=ClipCache(folder),
        )

    def _play(self, id: int, pcm: Pcm, generation: int) -> None:
        with self._changed:
            self.played.append((id, len(pcm.samples), generation))
            self._changed.notify_all()

    def _post(self, report: Report) -> None:
        with self._changed:
            self.posted.append(report)
            self._changed.notify_all()

    def until(self, done: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(done, 5), (self.played, self.posted, self.voice.rendered)

    def say(self, id: int, text: str) -> None:
        """Speak and wait until it was played: by then everything asked for before is done with too."""
        self.narrator.speak(id, Utterance(text))
        self.until(lambda: any(played[0] == id for played in self.played))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.voice.gate.set()
    made.narrator.close()
    assert made.voice.closed
    assert made.other.closed


def test_what_is_spoken_is_played_with_its_generation(world: World) -> None:
    world.generation = 3
    world.say(7, "Hello.")
    assert world.played == [(7, 6, 3)]
    assert world.posted == []


def test_pace_is_a_factor_and_the_part_chooses_the_voice(world: World) -> None:
    world.narrator.speak(1, Utterance("Slow.", pace=0.8, voice=2))
    world.narrator.speak(2, Utterance("Third.", voice=3))
    world.until(lambda: len(world.played) == 2)
    assert world.other.rendered == [("Slow.", 80)]
    assert world.voice.rendered == [("Third.", 100)]


def test_what_was_prepared_is_not_rendered_again(world: World) -> None:
    world.narrator.prepare((Utterance("One."), Utterance("Two.")))
    world.say(1, "One.")
    world.say(2, "Two.")
    assert sorted(world.voice.rendered) == [("One.", 100), ("Two.", 100)]


def test_what_is_spoken_goes_before_what_is_prepared(world: World) -> None:
    world.voice.gate.clear()
    world.narrator.prepare((Utterance("First ahead."), Utterance("Second ahead."), Utterance("Third ahead.")))
    assert world.voice.begun.wait(5)
    world.narrator.speak(1, Utterance("Now."))
    world.voice.gate.set()
    world.until(lambda: len(world.played) == 1)
    assert [text for text, _ in world.voice.rendered][:2] == ["First ahead.", "Now."]


def test_a_new_preparation_replaces_the_old(world: World) -> None:
    world.voice.gate.clear()
    world.narrator.prepare((Utterance("Old one."), Utterance("Old two.")))
    assert world.voice.begun.wait(5)
    world.narrator.prepare((Utterance("New."),))
    world.voice.gate.set()
    world.say(1, "Now.")
    world.say(2, "New.")
    assert ("Old two.", 100) not in world.voice.rendered


def test_a_silence_while_it_renders_drops_it(world: World) -> None:
    world.voice.gate.clear()
    world.narrator.speak(1, Utterance("Late."))
    assert world.voice.begun.wait(5)
    world.generation = 1
    world.voice.gate.set()
    world.say(2, "After.")
    assert [id for id, _, _ in world.played] == [2]
    assert world.posted == []


def test_hush_forgets_what_waits(world: World) -> None:
    world.voice.gate.clear()
    world.narrator.speak(1, Utterance("Rendering."))
    assert world.voice.begun.wait(5)
    world.narrator.speak(2, Utterance("Waiting."))
    world.narrator.prepare((Utterance("Ahead."),))
    world.generation = 1
    world.narrator.hush()
    world.voice.gate.set()
    world.say(3, "After.")
    assert [id for id, _, _ in world.played] == [3]
    assert [text for text, _ in world.voice.rendered] == ["Rendering.", "After."]


def test_a_failing_voice_fails_each_clip_but_is_said_once_until_it_works_again(world: World) -> None:
    world.voice.trouble = NoVoice("It broke.", hint="Mend it.")
    world.narrator.speak(1, Utterance("One."))
    world.narrator.speak(2, Utterance("Two."))
    world.until(lambda: ClipFailed(2) in world.posted)
    assert world.posted == [SpeakingChanged(Speaking.NO_VOICE, "It broke. Mend it."), ClipFailed(1), ClipFailed(2)]
    world.voice.trouble = None
    world.say(3, "Three.")
    assert world.posted[3:] == [SpeakingChanged(Speaking.READY)]


def test_a_mistake_of_ours_is_no_silence_without_a_word(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str, words_per_minute: int) -> Pcm:
        raise ZeroDivisionError

    logged: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", logged.append)
    with monkeypatch.context() as patch:
        patch.setattr(world.voice, "render", broken)
        world.narrator.prepare((Utterance("Ahead."),))
        world.narrator.speak(1, Utterance("One."))
        world.until(lambda: ClipFailed(1) in world.posted)
    told = world.posted[0]
    assert isinstance(told, SpeakingChanged)
    assert told.speaking is Speaking.NO_VOICE
    assert told.detail
    assert logged
    assert {each.exc_type for each in logged} == {ZeroDivisionError}
    world.say(2, "Two.")
    assert world.posted[-1] == SpeakingChanged(Speaking.READY)


def test_a_clip_that_cannot_be_played_does_not_end_the_narrator(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda args: None)

    def full(id: int, pcm: Pcm, generation: int) -> None:
        raise MemoryError

    file = tmp_path / "bell.flac"
    soundfile.write(str(file), np.full(4000, 0.25, np.float32), 16_000)
    with monkeypatch.context() as patch:
        patch.setattr(world.narrator, "_play", full)
        world.narrator.speak_file(1, file)
        world.until(lambda: ClipFailed(1) in world.posted)
    world.say(2, "Two.")


def test_a_text_that_cannot_be_said_is_no_failure_of_the_voice(world: World) -> None:
    world.voice.trouble = CannotSay("No words.")
    world.narrator.speak(1, Utterance("🙂"))
    world.until(lambda: bool(world.posted))
    assert world.posted == [ClipFailed(1)]


def test_trouble_ahead_is_said_when_its_time_comes(world: World) -> None:
    world.voice.trouble = NoVoice("It broke.")
    world.narrator.prepare((Utterance("Ahead."),))
    world.narrator.speak(1, Utterance("Other."))
    world.until(lambda: ClipFailed(1) in world.posted)
    assert [report for report in world.posted if isinstance(report, ClipFailed)] == [ClipFailed(1)]


def test_a_failure_after_a_silence_is_not_told(world: World) -> None:
    world.voice.gate.clear()
    world.voice.trouble = CannotSay("No words.")
    world.narrator.speak(1, Utterance("Late."))
    assert world.voice.begun.wait(5)
    world.generation = 1
    world.voice.gate.set()
    world.narrator.speak(2, Utterance("Next."))
    world.until(lambda: bool(world.posted))
    assert world.posted == [ClipFailed(2)]


def test_another_session_finds_it_in_the_cache(world: World, tmp_path: Path) -> None:
    world.say(1, "Kept.")
    later = World(tmp_path)
    later.say(1, "Kept.")
    later.narrator.close()
    assert later.voice.rendered == []
    assert later.played == [(1, 5, 0)]


def test_what_holds_a_name_is_never_written(world: World) -> None:
    world.narrator.prepare((Utterance("Sam, rest.", private=True),))
    world.narrator.speak(1, Utterance("Sam, rest.", private=True))
    world.until(lambda: len(world.played) == 1)
    assert list(world.folder.rglob("*")) == []


def test_a_private_sentence_that_was_prepared_for_everybody_starts_at_once(world: World) -> None:
    world.say(1, "Okay.")
    there = {path: path.stat().st_mtime_ns for path in world.folder.rglob("*")}
    later = World(world.folder)
    later.narrator.speak(1, Utterance("Okay.", private=True))
    later.until(lambda: len(later.played) == 1)
    assert later.voice.rendered == []
    assert {path: path.stat().st_mtime_ns for path in world.folder.rglob("*")} == there


def test_without_voices_every_clip_fails(world: World) -> None:
    posted: list[Report] = []
    done = threading.Event()

    def post(report: Report) -> None:
        posted.append(report)
        if isinstance(report, ClipFailed):
            done.set()

    narrator = Narrator(voices={}, play=lambda *_: None, generation=lambda: 0, post=post)
    narrator.speak(1, Utterance("Hello."))
    assert done.wait(5)
    assert ClipFailed(1) in posted
    narrator.close()


def test_an_authors_recording_is_played_and_never_cached(world: World, tmp_path: Path) -> None:
    file = tmp_path / "bell.flac"
    soundfile.write(str(file), np.full((4000, 2), 0.25, np.float32), 16_000)
    world.narrator.speak_file(1, file)
    world.until(lambda: len(world.played) == 1)
    assert world.played == [(1, 4000, 0)]
    assert list(tmp_path.rglob("*.pcm")) == []


def test_a_recording_that_is_not_one_fails(world: World, tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("no sound in here")
    world.narrator.speak_file(1, tmp_path / "text.wav")
    world.narrator.speak_file(2, tmp_path / "missing.ogg")
    world.until(lambda: ClipFailed(2) in world.posted)
    assert world.posted == [ClipFailed(1), ClipFailed(2)]


def test_the_silent_speaker_fails_at_once() -> None:
    posted: list[Report] = []
    speaker = SilentSpeaker(posted.append)
    speaker.prepare((Utterance("One."),))
    speaker.speak(5, Utterance("One."))
    speaker.speak_file(6, Path("bell.wav"))
    speaker.hush()
    speaker.close()
    assert posted == [ClipFailed(5), ClipFailed(6)]
