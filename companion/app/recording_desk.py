"""The desk of `companion record`: a script, its recordings, and a recorder, as the screen sees them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Protocol

from companion.app.take_files import TakeFiles
from companion.audio.takes import judged
from companion.authoring.recorded_script import outdated
from companion.exercise.script import ScriptSentence
from companion.packs.recording_files import seconds_of
from companion.screen.record.recording_app import RecordingLine, TakeReport
from companion.speech.recordings import read_recording

if TYPE_CHECKING:
    from companion.ports import Pcm


class TakeRecorder(Protocol):
    """A microphone and a speaker; see `SentenceRecorder`."""

    @property
    def trouble(self) -> str: ...

    @property
    def unheard(self) -> str: ...

    @property
    def ready(self) -> bool: ...

    def level(self) -> float: ...

    def seconds(self) -> float: ...

    def begin(self) -> None: ...

    def finish(self) -> tuple[Pcm, Pcm | None] | None: ...

    def drop(self) -> None: ...

    def play(self, sound: Pcm) -> None: ...

    def quiet(self) -> None: ...


class RecordingDesk:
    """A `screen.record.recording_app.ScriptDesk`. `doubtful`: keys of sentences that somebody should listen to."""

    def __init__(
        self,
        script: Sequence[ScriptSentence],
        line_of: Callable[[ScriptSentence], int],
        files: TakeFiles,
        recorder: Callable[[Callable[[], None]], TakeRecorder],
        doubtful: Collection[str] = (),
    ) -> None:
        """`recorder` makes the recorder; it is given what to call at the end of each sound."""
        self._script = script
        self._files = files
        self._line_of = line_of
        self._ended: Callable[[], None] = lambda: None
        self._doubtful = set(doubtful)
        self._recorder = recorder(lambda: self._ended())
        self._old: dict[str, str] = {}
        """The key of the old recording of each changed sentence, by the sentence's own key."""
        self._lines: list[RecordingLine] = []
        self._look()

    @property
    def lines(self) -> Sequence[RecordingLine]:
        return self._lines

    @property
    def trouble(self) -> str:
        return self._recorder.trouble

    @property
    def unheard(self) -> str:
        return self._recorder.unheard

    @property
    def ready(self) -> bool:
        return self._recorder.ready

    def level(self) -> float:
        return self._recorder.level()

    def seconds(self) -> float:
        return self._recorder.seconds()

    def begin(self) -> None:
        self._recorder.begin()

    def finish(self, index: int) -> TakeReport:
        found = self._recorder.finish()
        if found is None:
            return TakeReport(False, broken=True)
        take = judged(*found)
        if not len(take.pcm.samples):
            return TakeReport(False, take.flaws[0])
        sentence = self._script[index]
        self._files.save(sentence.text, take.pcm)
        self._doubtful.discard(sentence.key)
        if (old := self._old.get(sentence.key)) is not None:
            self._files.delete([old])
        self._look()
        return TakeReport(True, take.flaws[0] if take.flaws else None)

    def drop(self) -> None:
        self._recorder.drop()

    def hear(self, index: int, ended: Callable[[], None], *, old: bool = False) -> None:
        sentence = self._script[index]
        key = self._old.get(sentence.key, "") if old else sentence.key
        file = self._files.files().get(key)
        if file is None:
            ended()
            return
        sound = read_recording(file)
        self._ended = ended
        self._recorder.play(sound)
        if not old and key in self._doubtful:
            self._doubtful.discard(key)
            self._look()

    def quiet(self) -> None:
        self._recorder.quiet()

    def keep_old(self, index: int) -> None:
        sentence = self._script[index]
        if (old := self._old.get(sentence.key)) is not None:
            self._files.adopt(old, sentence.text)
            self._look()

    def _look(self) -> None:
        files, words = self._files.files(), self._files.words()
        changed = {each.now.key: each for each in outdated(self._script, words) if each.now is not None}
        self._old = {key: each.key for key, each in changed.items()}
        self._lines = [
            RecordingLine(
                each.text,
                self._line_of(each),
                seconds_of(files[each.key]) if each.key in files else None,
                changed[each.key].words if each.key in changed else "",
                each.key in self._doubtful,
            )
            for each in self._script
        ]
