"""What stands on a handout, in order: values, made of exercises. Pure; `page` and `paper` know how it looks.

The steps are shown as they are written and not as they are unrolled: what both do is there once, and it is said
that it comes twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from companion.exercise.model import REST, Exercise, step_kind
from companion.exercise.plan import in_words
from companion.session.phrases import Phrases


class Kind(StrEnum):
    SAID = "said"
    QUIET = "quiet"
    """A silence, and how long."""
    DO = "do"
    """Something that happens: a breath, a bell, an answer."""
    PART = "part"
    """A heading inside the script, with what is under it one step further in."""


@dataclass(frozen=True, slots=True)
class Block:
    kind: Kind
    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Script:
    """One exercise."""

    title: str
    summary: str
    about: str
    """For whom and how long: "Two people, about 9 minutes"."""
    language: str
    touch: tuple[str, ...]
    cautions: tuple[str, ...]
    blocks: tuple[Block, ...]
    sources: tuple[str, ...]
    author: str
    license: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that is printed."""

    title: str
    scripts: tuple[Script, ...]
    summary: str = ""
    """Of the pack; a sheet of one exercise has none of its own."""
    author: str = ""
    license: str = ""
    cautions: tuple[str, ...] = ()
    version: str = ""
    fingerprint: str = ""
    """Of the key that signed the pack; with it there is a code to compare."""
    is_pack: bool = False

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
    """`minutes` by the default answers. What is included, and is not in `includes`, is named and left out."""
    writer = _Writer(phrases, includes)
    inside = _Inside(exercise)
    writer.steps(exercise.steps, inside)
    for heading, steps in (("To end", exercise.ending), ("Something else, from any step", exercise.something_else)):
        if steps:
            writer.add(Kind.PART, heading, inside)
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
    )


def counted(number: int, word: str) -> str:
    """ "1 minute", "9 minutes"."""
    return f"{number} {word}{'s' if number != 1 else ''}"


class _Writer:
    def __init__(self, phrases: Phrases, includes: Mapping[str, Exercise]) -> None:
        self._phrases = phrases
        self._includes = includes

    def add(self, kind: Kind, text: str, inside: _Inside) -> None:
        inside.found.append(Block(kind, text, inside.depth))

    def steps(self, steps: Sequence[Any], inside: _Inside) -> None:
        for step in steps:
            kind = step_kind(step) or ""
            if kind == "line":
                self._spoken(step, inside)
            else:
                # A step that a newer format has, and that nothing is known of here, is at least named.
                write = getattr(self, f"_{kind}", self._unknown)
                write(getattr(step, kind), step, inside)

    # ---- each of the steps: what stands under its key, the whole step, and where it stands ------------------------

    def _say(self, value: str, step: Any, inside: _Inside) -> None:
        self._spoken(value, inside)

    def _spoken(self, text: str, inside: _Inside) -> None:
        self.add(Kind.SAID, self._filled(text, inside), inside)

    def _unknown(self, value: Any, step: Any, inside: _Inside) -> None:
        self.add(Kind.DO, f"({step_kind(step)})", inside)

    def _wait(self, value: float | str, step: Any, inside: _Inside) -> None:
        text = "Silence, for the rest of the turn" if value == REST else f"Silence, {self._long(value, inside)}"
        self.add(Kind.QUIET, text, inside)

    def _breathe(self, value: Any, step: Any, inside: _Inside) -> None:
        parts = [("in", value.in_), ("hold", value.hold), ("out", value.out), ("hold", value.hold_out)]
        shape = ", ".join(f"{name} for {seconds:g}" for name, seconds in parts if seconds)
        self.add(Kind.DO, f"Breathe {shape}. {counted(value.times, 'time').capitalize()}.", inside)

    def _turns(self, value: Any, step: Any, inside: _Inside) -> None:
        each = f"Each of the two in turn, {self._long(value.length, inside)}"
        self.add(Kind.PART, f"{each}; then you swap", inside)
        self.steps(value.steps, inside.deeper())

    def _touching(self, value: Any, step: Any, inside: _Inside) -> None:
        areas = " and ".join(value.area)
        self.add(Kind.PART, f"If {areas} {'is' if len(value.area) == 1 else 'are'} all right tonight", inside)
        self.steps(value.steps, inside.deeper())
        if value.otherwise:
            self.add(Kind.PART, "If not", inside)
            self.steps(value.otherwise, inside.deeper())

    def _agree(self, value: str, step: Any, inside: _Inside) -> None:
        self._spoken(value, inside)
        self.add(Kind.DO, "Both say yes, or it ends here, kindly.", inside)

    def _check(self, value: str, step: Any, inside: _Inside) -> None:
        self._spoken(value, inside)
        self.add(Kind.DO, "Green, yellow or red. Red ends it; yellow means slower.", inside)

    def _choose(self, value: Any, step: Any, inside: _Inside) -> None:
        self._spoken(value.ask, inside)
        for name, steps in value.options.items():
            self.add(Kind.PART, name[:1].upper() + name[1:], inside)
            self.steps(steps, inside.deeper())
            if not steps:
                self.add(Kind.DO, "Go on.", inside.deeper())

    def _ask(self, value: Any, step: Any, inside: _Inside) -> None:
        self._spoken(value.each or value.say or "", inside)
        who = " each" if value.each is not None else ""
        self.add(Kind.QUIET, f"Time to talk, {self._long(value.for_, inside)}{who}", inside)

    def _rate(self, value: Any, step: Any, inside: _Inside) -> None:
        self._spoken(value if isinstance(value, str) else value.ask, inside)
        self.add(Kind.DO, "A number from 0 to 10.", inside)

    def _repeat(self, value: Any, step: Any, inside: _Inside) -> None:
        self.add(Kind.PART, counted(value.times, "time").capitalize(), inside)
        self.steps(value.steps, inside.deeper())

    def _sound(self, value: str, step: Any, inside: _Inside) -> None:
        self.add(Kind.DO, "A bell." if value == "bell" else "A bell, to close.", inside)

    def _play(self, value: Any, step: Any, inside: _Inside) -> None:
        caption = "" if isinstance(value, str) else value.caption or ""
        self.add(Kind.DO, "A recording is played.", inside)
        if caption:
            self._spoken(caption, inside)

    def _include(self, value: str, step: Any, inside: _Inside) -> None:
        other = self._includes.get(value)
        if other is None or value in inside.including:
            self.add(Kind.DO, f"({value})", inside)
            return
        self.steps(other.steps, replace(inside, exercise=other, including=(*inside.including, value)))

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
        # A sentence begins with a capital letter, whoever is its first word.
        return re.sub(r"(^|[.!?…] )(\w)", lambda each: each[1] + each[2].upper(), filled) if "{" in text else filled
