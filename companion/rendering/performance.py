"""A performance plays a whole session without waiting: the real engine and the real mixer on a clock of frames.

The clock of frames stands still while a voice renders, and jumps from one event to the next. The computer's clock,
files and voices are not used here. Every question takes its default answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Final, Protocol, assert_never

from companion.errors import CannotSay, NoVoice
from companion.exercise.phrases import Phrases
from companion.exercise.plan import AskChoiceCue, Plan, SayCue
from companion.ports import Pcm, Player, Report, Samples
from companion.rendering.cue_sheet import Answered, Chapter, CueSheetRow
from companion.session.effects import (
    BreathTone,
    Effect,
    Finished,
    Listen,
    Notice,
    PlaySound,
    Prepare,
    SetVolume,
    Silence,
    Speak,
    Utterance,
)
from companion.session.engine import Engine
from companion.session.events import Begin, ClipEnded, ClipFailed, ClipStarted, Event, Tick
from companion.session.view import Asked, Phase, Question

_MOST_FRAMES: Final = 1 << 16
"""Frames of a block at most, which bounds the memory of a long silence: a block of 256 kB."""
_TAIL_SECONDS: Final = 1.0
"""Seconds of silence after the last sound, so that no player cuts it off."""

_SHORTEST_CHAPTER_SECONDS: Final = 45.0
"""Seconds after which a step begins a chapter of its own: with shorter ones, the list would be too long to read."""
_LONGEST_CHAPTER_TITLE: Final = 60
"""Letters of a chapter's title at most: players show about one line of it."""


class Offline(Player, Protocol):
    """A player that gives its sound on request; see `audio.offline`."""

    rate: int

    def take(self, frames: int) -> Samples: ...

    def next_end(self) -> int | None: ...

    def span(self, id: int) -> tuple[int, int]: ...

    def run_bed(self, on: bool) -> None: ...


class Performance:
    """One session of `plan`.

    `player_for(post)` makes the player; `clip` and `recording` make sounds. If these raise NoVoice or CannotSay, the
    session goes on in silence for as long as the words would take, as a live one does.
    """

    def __init__(
        self,
        plan: Plan,
        phrases: Phrases,
        *,
        player_for: Callable[[Callable[[Report], None]], Offline],
        clip: Callable[[Utterance], Pcm],
        recording: Callable[[str], Pcm],
        prepare: Callable[[tuple[Utterance, ...]], None] = lambda _: None,
    ) -> None:
        self._plan = plan
        self._engine = Engine(plan, phrases, unattended=True)
        self._happened: deque[Event] = deque()
        self._player = player_for(self._post)
        self._clip = clip
        self._recording = recording
        self._prepare = prepare
        self._said = 0
        """The index of the plan's cue after the last one that was heard."""
        self._now = 0.0
        self._frame = 0
        self._open: dict[int, CueSheetRow] = {}
        self._hushed: CueSheetRow | None = None
        """The silence that lasts at this moment."""
        self._asked: CueSheetRow | None = None
        self._over = False
        self.heard: list[CueSheetRow] = []
        """All sounds, silences and questions in the order they began; complete once `blocks` has ended."""
        self.chapters: list[Chapter] = []
        """Chapters: sections, turns, and other steps, with short ones joined; each is titled by its first words."""
        self._answers: dict[tuple[str, str], list[float]] = {}
        """Seconds at which each question is asked, by the question and the answer that is taken."""
        self.notes: list[str] = []
        """Messages for the person who asked for the file, each of them once."""

    @property
    def done(self) -> float:
        """The share of the session that is over, from 0 to 1, by the lengths known so far."""
        view = self._engine.view(self._now)
        return 1.0 if self._over or view.total <= 0 else min(1.0, view.elapsed / view.total)

    @property
    def answered(self) -> tuple[Answered, ...]:
        """The questions so far, in the order in which they were first asked."""
        return tuple(Answered(*asked, tuple(at)) for asked, at in self._answers.items())

    @property
    def seconds(self) -> float:
        """The length of the sound so far."""
        return self._frame / self._player.rate

    def blocks(self) -> Iterator[Samples]:
        """Yields the session's sound in order, as mono blocks of any length at the player's rate. Works once."""
        self._handle(Begin())
        while not self._over:
            while self._happened and not self._over:
                self._handle(self._happened.popleft())
            if self._over:
                break
            deadline = self._engine.next_deadline()
            assert deadline is not None, "an unattended session always has something to wait for"
            due = round(deadline * self._player.rate)
            if due <= self._frame:
                # The deadline itself, not the frame next to it: rounding must not add up.
                self._now = max(self._now, deadline)
                self._handle(Tick())
                continue
            yield self._take(due)
        self._close_all()
        self._player.run_bed(False)
        end = self._frame + round(_TAIL_SECONDS * self._player.rate)
        while self._frame < end:
            yield self._take(end)

    def _take(self, until: int) -> Samples:
        """Takes sound up to frame `until`, but not beyond the end of a clip, where the next cue begins."""
        end = self._player.next_end()
        count = min(until, *([end] if end is not None else []), self._frame + _MOST_FRAMES) - self._frame
        block = self._player.take(count)
        self._frame += count
        self._now = max(self._now, self._frame / self._player.rate)
        return block

    def _post(self, report: Report) -> None:
        if isinstance(report, ClipStarted | ClipEnded):
            self._happened.append(report)

    def _handle(self, event: Event) -> None:
        if isinstance(event, ClipEnded):
            self._open.pop(event.id, None)
        for effect in self._engine.handle(event, self._now):
            self._route(effect)
        self._watch()

    def _route(self, effect: Effect) -> None:
        match effect:
            case Prepare(utterances):
                self._prepare(utterances)
            case Speak(id, utterance):
                self._note_chapter(utterance.text)
                self._play(id, "speech", utterance.text, lambda: self._clip(utterance))
            case PlaySound(id, name, ""):
                self._player.play_sound(id, name)
                self._note_clip(id, "sound", name)
            case PlaySound(id, _, file):
                self._play(id, "recording", file, lambda: self._recording(file))
            case BreathTone(part, seconds):
                self._player.breath(part, seconds)
                self._note("breath", self._frame + round(seconds * self._player.rate), part.value)
            case Silence():
                self._player.silence()
                for cut in self._open.values():
                    cut.end = min(cut.end, self._frame)
                self._open.clear()
            case Finished():
                self._over = True
            case SetVolume() | Listen() | Notice():
                pass  # they mean nothing to a file
            case _:
                assert_never(effect)

    def _play(self, id: int, kind: str, text: str, make: Callable[[], Pcm]) -> None:
        try:
            pcm = make()
        except (NoVoice, CannotSay) as why:
            self._say_once(f"This sentence will be missing from the recording: “{text}” ({why.message})")
            self._happened.append(ClipFailed(id))
            return
        self._player.play(id, pcm, self._player.generation())
        self._note_clip(id, kind, text)

    def _note_chapter(self, text: str) -> None:
        """Begins a chapter with these words if they open one.

        Words that the plan holds twice are looked for first after the last cue that was heard.
        """
        cues = self._plan.cues
        order = [*range(self._said, len(cues)), *range(self._said)]
        found = next((i for i in order if isinstance(cues[i], SayCue) and cues[i].text == text), None)
        if found is None:
            return  # the part of a breath, or something of the program's own
        cue, last = cues[found], self._said - 1
        self._said = found + 1
        apart = self._frame - (self.chapters[-1].start if self.chapters else 0)
        stepped = cue.turn is None and cues[last].step != cue.step
        new = (
            last < 0
            or self._plan.section_of(last) is not self._plan.section_of(found)
            or cues[last].turn != cue.turn
            or (stepped and apart >= _SHORTEST_CHAPTER_SECONDS * self._player.rate)
        )
        if new:
            self.chapters.append(Chapter(self._frame if self.chapters else 0, _short(text)))

    def _note_clip(self, id: int, kind: str, text: str) -> None:
        start, end = self._player.span(id)
        self._open[id] = self._note(kind, end, text, start)
        if kind in ("speech", "recording"):
            self._captioning = self._open[id]

    _captioning: CueSheetRow | None = None
    """The clip that this step began: its caption is known when the step is over."""

    def _note(self, kind: str, end: int, text: str, start: int | None = None) -> CueSheetRow:
        self.heard.append(CueSheetRow(len(self.heard) + 1, kind, self._frame if start is None else start, end, text))
        return self.heard[-1]

    def _watch(self) -> None:
        """Notes silences and questions. They have no effects of their own, so they are read from the session's view."""
        view = self._engine.view(self._now)
        self._player.run_bed(view.bed)
        if self._captioning is not None:
            if view.words != self._captioning.text:
                self._captioning.caption = view.words
            self._captioning = None
        deadline = self._engine.next_deadline()
        until = self._frame if deadline is None else max(self._frame, round(deadline * self._player.rate))
        if self._hushed is not None and (view.phase is not Phase.SILENT or self._hushed.end <= self._frame):
            self._hushed.end, self._hushed = self._frame, None
        if view.phase is Phase.SILENT and self._hushed is None and until > self._frame:
            self._hushed = self._note("silence", until, "")
        question = view.question if view.phase is Phase.ASKING else None
        if self._asked is not None and (question is None or question.text != self._asked.text):
            self._asked.end, self._asked = self._frame, None
        if question is not None and self._asked is None:
            self._asked = self._note("question", until, question.text)
            taken = self._taken(question)
            self._answers.setdefault((question.text, taken), []).append(self._frame / self._player.rate)
            self._say_once(f"“{question.text}” waits for an answer; the file goes on with {taken}.")

    def _taken(self, question: Question) -> str:
        """Names the answer with which the file goes on."""
        for cue in self._plan.cues:
            if isinstance(cue, AskChoiceCue) and tuple(o.name for o in cue.options) == question.options:
                return f"“{cue.default}”"
        match question.kind:
            case Asked.AGREE:
                return "“yes”"
            case Asked.CHECK:
                return "“green”"
            case Asked.RATE:
                return "no number"
            case Asked.TALK:
                return "the full time for talking"
            case Asked.CHOICE | Asked.BACK_OR_END | Asked.WHAT_HELPS | Asked.HELP | Asked.MORE_TIME:
                return "its default"
            case _:
                assert_never(question.kind)

    def _say_once(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def _close_all(self) -> None:
        for each in (self._hushed, self._asked):
            if each is not None:
                each.end = self._frame
        for each in self.heard:
            each.end = max(each.start, each.end)


def _short(text: str) -> str:
    """Makes a title of a text: one line, cut after a word, without its full stop."""
    words = " ".join(text.split())
    if len(words) <= _LONGEST_CHAPTER_TITLE:
        return words.rstrip(".")
    return words[:_LONGEST_CHAPTER_TITLE].rsplit(" ", 1)[0].rstrip(",;:—– ") + "…"
