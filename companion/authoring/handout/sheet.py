"""Makes the content of a handout, in order, from exercises. Pure; `page` and `paper` lay it out.

The steps are shown as they are written, not unrolled: a step that both people do is printed once, with a remark that
it comes twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import assert_never

from companion.authoring.handout.print_words import PRACTICE, TOUCH
from companion.exercise.model import (
    REST,
    Agree,
    Ask,
    Breathe,
    Breathing,
    Check,
    Choose,
    Exercise,
    Include,
    Play,
    Rate,
    Repeat,
    Say,
    Sound,
    Step,
    Touching,
    Turns,
    Wait,
)
from companion.exercise.phrases import Phrases
from companion.exercise.plan import in_words
from companion.exercise.steps import texts
from companion.tongue import said_in

BREATHS = (", in for {n}", ", hold for {n}", ", out for {n}", ", hold for {n}")
"""The parts of a breath, in their order."""
TIMES = ("Do this once.", "Do this twice.", "Do this {n} times.")
"""The number of breaths: one, two, and more."""


class BlockKind(StrEnum):
    """The kind of a block, which decides its looks."""

    SAID = "said"
    QUIET = "quiet"
    """A silence, with its length."""
    DO = "do"
    """An event: a breath, a bell, an answer."""
    PART = "part"
    """A heading inside the script; its blocks are indented by one step."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a script."""

    kind: BlockKind
    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Script:
    """The script of one exercise."""

    title: str
    summary: str
    about: str
    """The people and the length: "Two people, about 9 minutes"."""
    language: str
    touch: tuple[str, ...]
    cautions: tuple[str, ...]
    blocks: tuple[Block, ...]
    sources: tuple[str, ...]
    author: str
    license: str
    rated: bool = True
    """Set if there is a line of numbers before and after. Two people share a sheet, and one's number is not for the
    other."""

    @property
    def touching(self) -> str:
        """A line about touch, with the kinds of it; empty if there is none."""
        return f"{said_in(self.language, TOUCH)} {', '.join(self.touch)}." if self.touch else ""

    @property
    def footing(self) -> tuple[str, ...]:
        """The lines at its end: where it is from, its author and its licence."""
        sources = (said_in(self.language, "Source: {source}").format(source=each) for each in self.sources)
        licence = said_in(self.language, "{author}. Licence: {licence}")
        return *sources, licence.format(author=self.author, licence=self.license)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is printed of an exercise or a pack."""

    title: str
    scripts: tuple[Script, ...]
    summary: str = ""
    """The pack's summary; empty on the sheet of one exercise."""
    author: str = ""
    license: str = ""
    cautions: tuple[str, ...] = ()
    version: str = ""
    fingerprint: str = ""
    """The fingerprint of the key that signed the pack; with it a code is printed."""
    is_pack: bool = False
    practice: str = ""
    """The name of the author's practice; empty if the pack has none."""
    telephone: str = ""
    """The practice's telephone number."""
    address: str = ""
    """The web page of the pack; with it a code is printed."""
    help: tuple[str, ...] = ()
    """A heading and the numbers to call in a crisis, one for each line."""

    @property
    def by(self) -> str:
        """The pack's author and version; empty if it names no author."""
        if not (self.author and self.version):
            return self.author
        return said_in(self.language, "{author}, version {version}").format(author=self.author, version=self.version)

    @property
    def licensed(self) -> str:
        return said_in(self.language, "Licence: {licence}").format(licence=self.license) if self.license else ""

    @property
    def helping(self) -> tuple[str, ...]:
        """The lines about where to find help: the practice, and the numbers of the country."""
        return *((f"{said_in(self.language, PRACTICE)} {self.reach}",) if self.reach else ()), *self.help

    @property
    def reach(self) -> str:
        """The practice and its number in one line."""
        telephone = said_in(self.language, "telephone {number}").format(number=self.telephone) if self.telephone else ""
        return ", ".join(part for part in (self.practice, telephone) if part)

    @property
    def language(self) -> str:
        return self.scripts[0].language if self.scripts else "en"


@dataclass(frozen=True, slots=True)
class _Inside:
    exercise: Exercise
    including: tuple[str, ...] = ()
    depth: int = 0
    found: list[Block] = field(default_factory=list)

    def deeper(self) -> _Inside:
        return replace(self, depth=self.depth + 1)


def script(exercise: Exercise, minutes: float, phrases: Phrases, includes: Mapping[str, Exercise]) -> Script:
    """Makes the script. `minutes`: with the default answers. An included exercise not in `includes` is only named."""
    writer = _Writer(phrases, includes)
    inside, language = _Inside(exercise), exercise.language
    writer.steps(exercise.steps, inside)
    for heading, steps in (
        (said_in(language, "To end"), exercise.ending),
        (said_in(language, "If you want something else, at any moment"), exercise.something_else),
    ):
        if steps:
            writer.add(BlockKind.PART, heading, inside)
            writer.steps(steps, inside.deeper())
    people = said_in(language, "Two people") if exercise.people == 2 else said_in(language, "One person")
    whole = max(1, round(minutes))
    length = said_in(language, "1 minute") if whole == 1 else said_in(language, "{n} minutes").format(n=whole)
    about = said_in(language, "{people}, about {length}").format(people=people, length=length)
    return Script(
        exercise.title,
        exercise.summary,
        about,
        exercise.language,
        exercise.touch,
        exercise.cautions,
        tuple(inside.found),
        exercise.sources,
        exercise.author,
        exercise.license,
        rated=exercise.people == 1,
    )


class _Writer:
    def __init__(self, phrases: Phrases, includes: Mapping[str, Exercise]) -> None:
        self._phrases = phrases
        self._includes = includes

    def _say(self, text: str, **values: object) -> str:
        """Returns words of the program, in the language of the exercise."""
        return said_in(self._phrases.language, text).format(**values)

    def add(self, kind: BlockKind, text: str, inside: _Inside) -> None:
        inside.found.append(Block(kind, text, inside.depth))

    def steps(self, steps: Iterable[Step], inside: _Inside) -> None:
        for step in steps:
            self._step(step, inside)

    def _step(self, step: Step, inside: _Inside) -> None:
        """Writes one step. Its own words come first, in the order in which they are said."""
        # The words between two turns, and before the end of one, are left out: on paper the turns stand only once.
        # The caption is for people who read. The words for the voice may be spelled for it, or speak of sounds.
        if isinstance(step, Say):
            self._spoken(step.caption or step.say, inside)
        elif not isinstance(step, Turns):
            for _, text in texts(step, ()):
                self._spoken(text, inside)
        match step:
            case str() | Say():
                pass
            case Wait(wait=length):
                long = self._say("for the rest of the turn") if length == REST else self._long(length, inside)
                self.add(BlockKind.QUIET, self._say("Silence, {length}", length=long), inside)
            case Breathe(breathe=breath):
                self.add(BlockKind.DO, self._breath(breath), inside)
            case Turns(turns=turning):
                long = self._long(turning.length, inside)
                self.add(BlockKind.PART, self._say("Each of you in turn, {length}; then you swap", length=long), inside)
                self.steps(turning.steps, inside.deeper())
            case Touching(touching=part):
                areas = self._phrases.list_and.join(part.area)
                heading = self._say("If both of you are okay with this touch today: {areas}", areas=areas)
                self.add(BlockKind.PART, heading, inside)
                self.steps(part.steps, inside.deeper())
                if part.otherwise:
                    self.add(BlockKind.PART, self._say("If not"), inside)
                    self.steps(part.otherwise, inside.deeper())
            case Agree():
                agreed = self._say(
                    "If you both say yes, you go on. If one of you says no, it ends here, and that’s fine."
                )
                self.add(BlockKind.DO, agreed, inside)
            case Check():
                lights = self._say("Say green to go on, yellow to slow down, or red to stop.")
                self.add(BlockKind.DO, lights, inside)
            case Choose(choose=choosing):
                for name, steps in choosing.options.items():
                    self.add(BlockKind.PART, name[:1].upper() + name[1:], inside)
                    self.steps(steps, inside.deeper())
                    if not steps:
                        self.add(BlockKind.DO, self._say("Go on."), inside.deeper())
            case Ask(ask=asking):
                long = self._long(asking.for_, inside)
                talk = self._say(
                    "Time to talk, {length} each" if asking.each is not None else "Time to talk, {length}", length=long
                )
                self.add(BlockKind.QUIET, talk, inside)
            case Rate():
                number = self._say("Choose a number from 0 (the lowest) to 10 (the highest).")
                self.add(BlockKind.DO, number, inside)
            case Repeat(repeat=repeating):
                times = self._say("1 time") if repeating.times == 1 else self._say("{n} times", n=repeating.times)
                self.add(BlockKind.PART, times, inside)
                self.steps(repeating.steps, inside.deeper())
            case Sound(sound=bell):
                self.add(BlockKind.DO, self._say("A bell." if bell == "bell" else "A bell, to close."), inside)
            case Play(play=playing):
                self.add(BlockKind.DO, self._say("A recording is played."), inside)
                if not isinstance(playing, str) and playing.caption:
                    self._spoken(playing.caption, inside)
            case Include(include=id):
                self._include(id, inside)
            case _:
                assert_never(step)

    def _breath(self, breath: Breathing) -> str:
        """Writes a breath: "Breathe in for 4 seconds, out for 6. Do this five times."."""
        parts = zip(BREATHS, (breath.in_, breath.hold, breath.out, breath.hold_out), strict=True)
        (_, first), *others = [(name, seconds) for name, seconds in parts if seconds]
        begins = self._say("Breathe in for {n} second" if first == 1 else "Breathe in for {n} seconds", n=f"{first:g}")
        shape = "".join(self._say(name, n=f"{seconds:g}") for name, seconds in others)
        numbers = self._phrases.numbers
        word = numbers[breath.times] if breath.times < len(numbers) else str(breath.times)
        several = TIMES[min(breath.times, 3) - 1]
        return f"{begins}{shape}. {self._say(several, n=word)}"

    def _spoken(self, text: str, inside: _Inside) -> None:
        self.add(BlockKind.SAID, self._filled(text, inside), inside)

    def _include(self, id: str, inside: _Inside) -> None:
        other = self._includes.get(id)
        if other is None or id in inside.including:
            self.add(BlockKind.DO, f"({id})", inside)
            return
        self.steps(other.steps, replace(inside, exercise=other, including=(*inside.including, id)))

    # ---- words ----------------------------------------------------------------------------------------------------

    def _long(self, value: float | str, inside: _Inside) -> str:
        bounds = inside.exercise.lengths.get(value) if isinstance(value, str) else None
        if bounds is not None:
            return in_words(bounds.default, self._phrases)
        return in_words(value, self._phrases) if isinstance(value, float) else str(value)

    def _filled(self, text: str, inside: _Inside) -> str:
        phrases = self._phrases
        talk = inside.exercise.kind == "talk"
        giver = phrases.the_speaker if talk else phrases.the_giver
        receiver = phrases.the_listener if talk else phrases.the_receiver
        names = {"giver": giver, "a": giver, "receiver": receiver, "other": receiver, "b": receiver}

        def value(match: re.Match[str]) -> str:
            name = match[1]
            if name in inside.exercise.lengths:
                return self._long(name, inside)
            return names.get(name, match[0])

        filled = re.sub(r"\{([^{}]*)\}", value, text)
        # A sentence begins with a capital letter, even if a name in small letters is its first word.
        return re.sub(r"(^|[.!?…] )(\w)", lambda each: each[1] + each[2].upper(), filled) if "{" in text else filled
