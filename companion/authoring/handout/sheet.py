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
        return f"{TOUCH} {', '.join(self.touch)}." if self.touch else ""

    @property
    def footing(self) -> tuple[str, ...]:
        """The lines at its end: where it is from, its author and its licence."""
        return *(f"Source: {each}" for each in self.sources), f"{self.author}. Licence: {self.license}"


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
        return f"{self.author}{f', version {self.version}' if self.version else ''}" if self.author else ""

    @property
    def licensed(self) -> str:
        return f"Licence: {self.license}" if self.license else ""

    @property
    def helping(self) -> tuple[str, ...]:
        """The lines about where to find help: the practice, and the numbers of the country."""
        return *((f"{PRACTICE} {self.reach}",) if self.reach else ()), *self.help

    @property
    def reach(self) -> str:
        """The practice and its number in one line."""
        return ", ".join(
            part for part in (self.practice, f"telephone {self.telephone}" if self.telephone else "") if part
        )

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
    inside = _Inside(exercise)
    writer.steps(exercise.steps, inside)
    for heading, steps in (
        ("To end", exercise.ending),
        ("If you want something else, at any moment", exercise.something_else),
    ):
        if steps:
            writer.add(BlockKind.PART, heading, inside)
            writer.steps(steps, inside.deeper())
    people = "Two people" if exercise.people == 2 else "One person"
    about = f"{people}, about {counted(max(1, round(minutes)), 'minute')}"
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


def counted(number: int, word: str) -> str:
    """Writes a number with its unit: "1 minute", "9 minutes"."""
    return f"{number} {word}{'s' if number != 1 else ''}"


class _Writer:
    def __init__(self, phrases: Phrases, includes: Mapping[str, Exercise]) -> None:
        self._phrases = phrases
        self._includes = includes

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
                long = "for the rest of the turn" if length == REST else self._long(length, inside)
                self.add(BlockKind.QUIET, f"Silence, {long}", inside)
            case Breathe(breathe=breath):
                self.add(BlockKind.DO, self._breath(breath), inside)
            case Turns(turns=turning):
                each = f"Each of you in turn, {self._long(turning.length, inside)}"
                self.add(BlockKind.PART, f"{each}; then you swap", inside)
                self.steps(turning.steps, inside.deeper())
            case Touching(touching=part):
                areas = " and ".join(part.area)
                self.add(BlockKind.PART, f"If both of you are okay with this touch today: {areas}", inside)
                self.steps(part.steps, inside.deeper())
                if part.otherwise:
                    self.add(BlockKind.PART, "If not", inside)
                    self.steps(part.otherwise, inside.deeper())
            case Agree():
                self.add(
                    BlockKind.DO,
                    "If you both say yes, you go on. If one of you says no, it ends here, and that’s fine.",
                    inside,
                )
            case Check():
                self.add(BlockKind.DO, "Say green to go on, yellow to slow down, or red to stop.", inside)
            case Choose(choose=choosing):
                for name, steps in choosing.options.items():
                    self.add(BlockKind.PART, name[:1].upper() + name[1:], inside)
                    self.steps(steps, inside.deeper())
                    if not steps:
                        self.add(BlockKind.DO, "Go on.", inside.deeper())
            case Ask(ask=asking):
                who = " each" if asking.each is not None else ""
                self.add(BlockKind.QUIET, f"Time to talk, {self._long(asking.for_, inside)}{who}", inside)
            case Rate():
                self.add(BlockKind.DO, "Choose a number from 0 (the lowest) to 10 (the highest).", inside)
            case Repeat(repeat=repeating):
                self.add(BlockKind.PART, counted(repeating.times, "time").capitalize(), inside)
                self.steps(repeating.steps, inside.deeper())
            case Sound(sound=bell):
                self.add(BlockKind.DO, "A bell." if bell == "bell" else "A bell, to close.", inside)
            case Play(play=playing):
                self.add(BlockKind.DO, "A recording is played.", inside)
                if not isinstance(playing, str) and playing.caption:
                    self._spoken(playing.caption, inside)
            case Include(include=id):
                self._include(id, inside)
            case _:
                assert_never(step)

    def _breath(self, breath: Breathing) -> str:
        """Writes a breath: "Breathe in for 4 seconds, out for 6. Do this five times."."""
        parts = [("in", breath.in_), ("hold", breath.hold), ("out", breath.out), ("hold", breath.hold_out)]
        (_, first), *others = [(name, seconds) for name, seconds in parts if seconds]
        unit = "second" if first == 1 else "seconds"
        shape = "".join(f", {name} for {seconds:g}" for name, seconds in others)
        numbers = self._phrases.numbers
        word = numbers[breath.times] if breath.times < len(numbers) else str(breath.times)
        times = {1: "Do this once.", 2: "Do this twice."}.get(breath.times, f"Do this {word} times.")
        return f"Breathe in for {first:g} {unit}{shape}. {times}"

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
