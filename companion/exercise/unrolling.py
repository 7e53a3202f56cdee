"""Unrolls the steps of an exercise into cues. Pure.

Four steps of two people are missing here (`turns`, `touching`, `agree`, `check`). `planner` adds them and makes the
plan; only `planner` uses this module.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import assert_never

from companion.exercise.cue_timing import drop_needless_gaps, fit_turns, heard
from companion.exercise.filling import Filling, calls_somebody
from companion.exercise.model import (
    REST,
    Agree,
    Ask,
    Asking,
    Breathe,
    Breathing,
    Check,
    Choose,
    Choosing,
    Exercise,
    Include,
    LengthRange,
    Play,
    Playing,
    Rate,
    Rating,
    Repeat,
    Say,
    Sound,
    Step,
    Touching,
    TouchingPart,
    Turning,
    Turns,
    Wait,
)
from companion.exercise.packwide import touch_of
from companion.exercise.phrases import Line, Phrases, language_of_words, texts_of
from companion.exercise.plan import (
    ABOUT_SAFETY,
    PACES,
    PATIENCE,
    RECORDING_SECONDS,
    SENTENCE_GAP,
    SIGN_BEFORE,
    SIGN_BEFORE_TALK,
    SOUND_SECONDS,
    STEP_GAP,
    AskChoiceCue,
    BreatheCue,
    Choices,
    Cue,
    Jump,
    Measure,
    Option,
    Path,
    RateCue,
    RestCue,
    SayCue,
    Section,
    SoundCue,
    Stretch,
    TalkCue,
    Turn,
    WaitCue,
)
from companion.exercise.recorded_sentences import Recordings
from companion.exercise.speech_time import sentences


@dataclass(frozen=True, slots=True)
class _Here:
    """The surroundings of a step while it is planned."""

    lengths: Mapping[str, LengthRange]
    turn: int | None = None
    roles: tuple[str, str] | None = None
    """Giver and receiver, "a" or "b", while in a turn."""
    signed: bool = False
    """This turn has room for a sign before its end."""
    sign: str = ""
    """The sentence that says that this turn is about to end."""
    offer_after: tuple[float, ...] = ()
    """Seconds of silence before each choice that is offered in the turn's final silence."""
    areas: frozenset[str] = frozenset()
    """The areas of touch that these steps ask for."""
    instead_of: frozenset[str] = frozenset()
    """These steps are heard only if one of these areas is crossed out."""
    including: tuple[str, ...] = ()
    """The exercises whose steps these are, outermost first: a cycle ends here."""
    language: str = "en"
    """The language of the exercise whose steps these are."""
    private: bool = False
    """These sentences are not kept as sound: they would tell what was answered, or that somebody asked about safety."""


_ONLY_AFTER_AN_ANSWER = frozenset(
    {Section.INSTEAD, Section.WIND_DOWN, Section.SOMETHING_ELSE, Section.SPACE, Section.BREAK}
)
"""The sections that not everybody hears who plays an exercise. Their sound would tell what was answered or wished."""


class Unroller(ABC):
    """Builds the list of cues. Cues are only appended or replaced, never inserted, so indices stay valid; `planner` may
    also cut off the end of the list, to build a turn again."""

    def __init__(
        self,
        exercise: Exercise,
        choices: Choices,
        phrases: Phrases,
        includes: Mapping[str, Exercise],
        measure: Measure,
        recordings: Recordings,
    ) -> None:
        self.choices = choices
        self.phrases = phrases
        self.includes = includes
        self.estimate = measure
        self.recordings = recordings
        self.cues: list[Cue] = []
        self.turns: list[Turn] = []
        self.sections: dict[Section, Stretch] = {}
        self.step_number = 0
        self.behind = False
        """True if both people are asked to agree to touch on every path to this place."""
        self.byway = False
        """True in every section but the main part: these can be reached without passing an agreement."""
        self.depends = False
        """True from where the sentences depend on an answer on: behind a question whether to go on at all, and in the
        sections that are only heard after a no, a stop or a wish."""
        self.keys_told = False
        """True if two people without names hear which key is whose on every path to this place."""
        self.here = _Here(
            exercise.lengths,
            including=(exercise.id,),
            language=exercise.language,
            private=exercise.kind == ABOUT_SAFETY,
        )
        self.talking = exercise.kind == "talk"
        self.filling = Filling(choices, phrases, self.talking)
        self._own_words = texts_of(phrases)
        self._language_of = language_of_words(phrases)
        self.two = exercise.people == 2
        self.touch = touch_of(exercise, includes) if self.two else ()
        self.crossed_out = frozenset(area for area in self.touch if area in choices.crossed_out)
        self.first, self.second = self.filling.first, self.filling.second
        self.called = (self._called("a"), self._called("b"))

    def section(self, name: Section, build: Callable[[], None]) -> None:
        start = len(self.cues)
        self.byway = name is not Section.MAIN
        self.behind = False  # an agreement in one section does not count in another one
        before, self.depends = self.depends, self.depends or name in _ONLY_AFTER_AN_ANSWER
        build()
        self.depends = before or (name is Section.MAIN and self.depends)
        drop_needless_gaps(self.cues, start)
        fit_turns(self.cues, start, self.turns, self.crossed_out)
        self.sections[name] = Stretch(start, len(self.cues))

    def enter(self, other: Exercise) -> None:
        """Lets the steps that follow be those of another exercise."""
        here = self.here
        self.here = replace(
            here,
            lengths=other.lengths,
            including=(*here.including, other.id),
            language=other.language,
            private=here.private or other.kind == ABOUT_SAFETY,
        )

    def lines(self, lines: Iterable[Line], name: str) -> None:
        """Adds the program's own words. `name`: the field of the phrases that they come from."""
        for index, line in enumerate(lines):
            path: Path = ("phrases", name, index)
            self.step_number += 1
            if line.text:
                self._speak(line.text, path)
            else:
                self._add(WaitCue(path=path, seconds=line.wait, step=self.step_number))

    def steps(self, steps: Iterable[Step], path: Path) -> None:
        for index, step in enumerate(steps):
            self._step(step, (*path, index))

    def _step(self, step: Step, here: Path) -> None:
        match step:
            case str():
                self._new_step()
                self._speak(step, here)
            case Say():
                self._plan_say(step, (*here, "say"))
            case Wait():
                self._plan_wait(step.wait, (*here, "wait"))
            case Breathe():
                self._plan_breathe(step.breathe, (*here, "breathe"))
            case Turns():
                self._plan_turns(step.turns, (*here, "turns"))
            case Touching():
                self._plan_touching(step.touching, (*here, "touching"))
            case Agree():
                self._plan_agreement(step.agree, (*here, "agree"))
            case Check():
                self._plan_check(step.check, (*here, "check"))
            case Choose():
                self._plan_choose(step.choose, (*here, "choose"))
            case Ask():
                self._plan_ask(step.ask, (*here, "ask"))
            case Rate():
                self._plan_rate(step.rate, (*here, "rate"))
            case Repeat():
                for _ in range(step.repeat.times):
                    self.steps(step.repeat.steps, (*here, "repeat", "steps"))
            case Sound():
                self._plan_sound(step.sound, (*here, "sound"))
            case Play():
                self._plan_play(step.play, (*here, "play"))
            case Include():
                self._plan_include(step.include, (*here, "include"))
            case _:
                assert_never(step)

    # ---- the steps that take two people: `planner` ----------------------------------------------------------------

    @abstractmethod
    def _plan_turns(self, turning: Turning, path: Path) -> None: ...

    @abstractmethod
    def _plan_touching(self, part: TouchingPart, path: Path) -> None: ...

    @abstractmethod
    def _plan_agreement(self, words: str, path: Path) -> None: ...

    @abstractmethod
    def _plan_check(self, words: str, path: Path) -> None: ...

    # ---- the others -----------------------------------------------------------------------------------------------

    def _plan_say(self, step: Say, path: Path) -> None:
        self._new_step()
        self._speak(step.say, path, caption=step.caption or "", pace=PACES[step.pace], voice=step.voice)

    def _plan_wait(self, length: float | str, path: Path) -> None:
        self._new_step()
        if length == REST:
            self._rest(path)
        else:
            self._add(
                WaitCue(
                    path=path,
                    seconds=self._span(length),
                    step=self.step_number,
                    turn=self.here.turn,
                    longest=self._longest(length),
                )
            )

    def _rest(self, path: Path) -> None:
        """Adds the silence at the end of a turn, divided by the choices that are offered in it.

        If there is room, the sign that the turn is about to end follows, and a last silence after the sign.
        """
        turn = self.here.turn
        for index, seconds in enumerate(self.here.offer_after):
            self._add(WaitCue(path=path, seconds=seconds, step=self.step_number, turn=turn))
            self._new_step()
            self._speak(self.phrases.still_free[index % len(self.phrases.still_free)].text, path)
            self._new_step()
        self._add(RestCue(path=path, seconds=0.0, step=self.step_number, turn=turn))
        if self.here.signed:
            self._new_step()
            self._speak(self.here.sign, path)
            self._new_step()
            self._add(RestCue(path=path, seconds=self._sign_before(), step=self.step_number, turn=turn))

    def _sign_before(self) -> float:
        return SIGN_BEFORE_TALK if self.talking else SIGN_BEFORE

    def _plan_breathe(self, breath: Breathing, path: Path) -> None:
        self._new_step()
        self._add(
            BreatheCue(
                path=path,
                seconds=breath.times * (breath.in_ + breath.hold + breath.out + breath.hold_out),
                step=self.step_number,
                turn=self.here.turn,
                in_=breath.in_,
                hold=breath.hold,
                out=breath.out,
                hold_out=breath.hold_out,
                times=breath.times,
            )
        )

    def _heard(self, start: int) -> list[int]:
        """Returns the indices from `start` on that are heard with the default answer to every question."""
        return heard(self.cues, start, self.crossed_out)

    def _plan_choose(self, choosing: Choosing, path: Path) -> None:
        question = self._ask(choosing.ask, (*path, "ask"))
        asked, number, turn = len(self.cues), self.step_number, self.here.turn
        self._add(
            AskChoiceCue(path=path, seconds=PATIENCE, step=number, turn=turn, question=question, options=(), default="")
        )
        options: list[Option] = []
        jumps: list[int] = []
        before, after = self.behind, True
        told_before, told_after = self.keys_told, True
        outside = self.here
        self.here = replace(outside, private=True)
        for name, steps in choosing.options.items():
            options.append(Option(name=name.casefold(), start=len(self.cues)))
            self.behind, self.keys_told = before, told_before
            self.steps(steps, (*path, name))
            after, told_after = after and self.behind, told_after and self.keys_told
            jumps.append(len(self.cues))
            self._add(Jump(path=(*path, name), seconds=0.0, step=self.step_number, turn=turn, to=0))
        self.behind, self.keys_told, self.here = after, told_after, outside
        self._end_choice(asked, options, choosing.default.casefold(), jumps)

    def _end_choice(self, asked: int, options: Sequence[Option], default: str, jumps: Iterable[int]) -> None:
        """Fills in what is known only after the cues of every answer: the answers, and the place after all of them."""
        for index in jumps:
            jump = self.cues[index]
            assert isinstance(jump, Jump)
            self.cues[index] = replace(jump, to=len(self.cues))
        question = self.cues[asked]
        assert isinstance(question, AskChoiceCue)
        self.cues[asked] = replace(question, options=tuple(options), default=default)

    def _plan_ask(self, asking: Asking, path: Path) -> None:
        seconds = self._span(asking.for_)
        if asking.each is not None:
            self._tell_keys()
        text, key, people = (asking.each, "each", 2) if asking.each is not None else (asking.say or "", "say", 1)
        question = self._ask(text, (*path, key))
        for person in range(people):
            whose = self._whose_answer(person) if people > 1 else ""
            if whose or person:
                self._speak(whose or text, (*path, key), own=bool(whose))
            self._add(
                TalkCue(
                    path=path,
                    seconds=seconds,
                    step=self.step_number,
                    turn=self.here.turn,
                    question=question,
                    longest=self._longest(asking.for_),
                )
            )

    def _tell_keys(self) -> None:
        """Tells two people without names which key is whose, before they are first called by their keys."""
        if self._keys_untold:
            self._new_step()
            self._speak_of_keys()

    @property
    def _keys_untold(self) -> bool:
        return self.two and self.filling.callable and not self.filling.named and not self.keys_told

    def _speak_of_keys(self) -> None:
        self.keys_told = True
        self._speak(self.phrases.whose_keys, ("phrases", "whose_keys"))

    def _tell_keys_before(self, text: str) -> None:
        """Tells it at the beginning of this step, if `text` calls one of the two, and begins another step."""
        if self._keys_untold and calls_somebody(text):
            self._speak_of_keys()
            self._new_step()

    def _whose_answer(self, person: int) -> str:
        """Returns the words that tell who of two answers now, with a blank for them if there is something to call them
        by. `person`: 0 for the one who begins."""
        filling, phrases = self.filling, self.phrases
        if not filling.callable:
            return phrases.the_other if person else phrases.one_first
        words = phrases.name_next if person else phrases.name_first
        return words.replace("{name}", f"{{{(filling.first, filling.second)[person]}}}")

    def _plan_rate(self, rating: Rating | str, path: Path) -> None:
        text, name = (rating, "now") if isinstance(rating, str) else (rating.ask, rating.name)
        question = self._ask(text, path)
        self._add(
            RateCue(
                path=path, seconds=PATIENCE, step=self.step_number, turn=self.here.turn, question=question, name=name
            )
        )

    def _plan_sound(self, name: str, path: Path) -> None:
        self._new_step()
        self._add(
            SoundCue(
                path=path,
                seconds=SOUND_SECONDS[name],
                step=self.step_number,
                turn=self.here.turn,
                name=name,
            )
        )

    def _plan_play(self, playing: Playing | str, path: Path) -> None:
        self._new_step()
        file, caption = (playing, "") if isinstance(playing, str) else (playing.file, playing.caption or "")
        self._tell_keys_before(caption)
        self._add(
            SoundCue(
                path=path,
                seconds=self.recordings.files.get(file, RECORDING_SECONDS),
                step=self.step_number,
                turn=self.here.turn,
                name="",
                file=file,
                caption=self._fill(caption)[0],
            )
        )

    def _plan_include(self, id: str, path: Path) -> None:
        """Adds the steps of another exercise. Adds nothing if it is missing, or if it would include itself."""
        other = self.includes.get(id)
        if other is None or other.id in self.here.including:
            return
        outside = self.here
        self.enter(other)
        # The path begins with this file's `include` and continues in the other file, so that it is not taken for a line
        # of this file.
        self.steps(other.steps, (*path, other.id, "steps"))
        self.here = outside

    # ---- speech -------------------------------------------------------------------------------------------------

    def _new_step(self) -> None:
        self.step_number += 1

    def _add(self, cue: Cue) -> None:
        here = self.here
        if here.areas or here.instead_of or self.behind:
            touching = self.behind or (self.two and self.byway and bool(here.areas))
            cue = replace(cue, areas=here.areas, instead_of=here.instead_of, touching=touching)
        self.cues.append(cue)

    def _ask(self, text: str, path: Path) -> str:
        """Begins a step with its question. Returns the question with its names filled in."""
        self._new_step()
        self._speak(text, path)
        return self._fill(text)[0]

    def _speak(
        self, text: str, path: Path, *, caption: str = "", pace: float = 1.0, voice: int = 1, own: bool = False
    ) -> None:
        """Adds sentences. `own`: they are the program's own words, whatever they were filled with."""
        self._tell_keys_before(text)
        # Cut before it is filled: a full stop in a name must not end a sentence, and a name makes only the sentence
        # that holds it private.
        shown, _ = self._fill(caption)
        said = sentences(text)
        own = own or path[0] == "phrases" or text in self._own_words
        language = self._language_of(text) if own else self.here.language
        for index, sentence in enumerate(said):
            gap = STEP_GAP if index == len(said) - 1 else SENTENCE_GAP
            filled, named = self._fill(sentence)
            self._add(
                SayCue(
                    path=path,
                    seconds=self.measure(filled, pace, voice) + gap,
                    step=self.step_number,
                    turn=self.here.turn,
                    text=filled,
                    caption=shown or filled,
                    pace=pace,
                    voice=voice,
                    private=named or self.here.private or self.depends or (bool(self.touch) and filled != sentence),
                    language=language,
                    gap=gap,
                )
            )

    def measure(self, text: str, pace: float, voice: int) -> float:
        """Returns the seconds that a sentence takes: the real ones if its author recorded it, else an estimate."""
        recorded = self.recordings.of(text)
        return recorded.seconds if recorded is not None else self.estimate(text, pace, voice)

    def _fill(self, text: str) -> tuple[str, bool]:
        """Fills names and lengths into `text`. Tells also whether it now holds a person's own name."""
        return self.filling.fill(text, self.here.lengths, self.here.roles)

    def _called(self, name: str) -> str:
        """Returns the words for somebody: a name, or their role (giver, receiver) if they gave none."""
        return self.filling.called(name, self.here.roles)

    def _span(self, value: float | str) -> float:
        return self.filling.span(value, self.here.lengths)

    def _longest(self, value: float | str) -> float:
        """Returns the seconds to which more time may stretch a length. In touch, one without a name never grows."""
        if isinstance(value, float):
            return value if self.touch else inf
        bounds = self.here.lengths.get(value)
        return self._span(value) if bounds is None or value in self.choices.agreed else bounds.to
