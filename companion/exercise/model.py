"""What an exercise is: frozen pydantic models of the YAML format, version 1 (docs/format.md).

No IO and no messages for authors here: `reading` turns a file's text into these and every mistake into
`file:line:column`; `plan` flattens them into cues. Lengths of time are seconds (float) once validated, or the
name (str) of one of the exercise's `lengths`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

from companion.exercise.scalars import clean_text, parse_seconds, parse_span

DURATION_SCHEMA = {"type": "string", "examples": ["20s", "3 min", "1 min 30s"]}

Text = Annotated[str, BeforeValidator(clean_text), Field(min_length=1, max_length=3000)]
"""A line for people: control characters and terminal escapes are gone, white space is folded."""
Seconds = Annotated[float, BeforeValidator(parse_seconds), WithJsonSchema(DURATION_SCHEMA)]
"""Written `20s`, `3 min`, `1 min 30s`; seconds here."""
Span = Annotated[float | str, BeforeValidator(parse_span), WithJsonSchema(DURATION_SCHEMA)]
"""Seconds, or the name of one of the exercise's `lengths`."""
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Areas = Annotated[
    tuple[Text, ...],
    BeforeValidator(_one_or_more),
    Field(min_length=1, max_length=20),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
"""Areas of touch, as the exercise's `touch` names them; one may stand without its list."""

REST = "rest"
"""`wait: rest`: what is left of the turn."""


class Model(BaseModel):
    # strict: a step count written as "6" or a pace written as true is the author's mistake, not ours to guess.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


Waved = Literal[
    "choice-in-a-minute",
    "command-word",
    "length-as-said",
    "long-sentence",
    "long-silence",
    "no-cautions",
    "no-licence",
    "no-sources",
    "said-twice",
    "touch-crossed-out",
    "touch-outside",
    "touch-too-soon",
    "turn-overrun",
    "unequal-turns",
]
"""The rules of the linter (`exercise.check`) that an author may wave away with `i_mean_it`."""
UNWAVED = ("held-breath", "no-ending", "touch-area-unused", "touch-undeclared", "touch-without-agreement")
"""The rest: what is seen for certain and may harm."""


class LengthRange(Model):
    """A length the listener may change, within bounds."""

    default: Seconds
    from_: Seconds = Field(alias="from")
    to: Seconds


class SayOptions(Model):
    pace: Literal["slow", "normal", "quick"] = "normal"
    voice: Literal[1, 2] = 1
    caption: Text | None = None


class Say(SayOptions):
    """One line of speech. A plain string is the same with nothing but `say`."""

    say: Text


class Wait(Model):
    wait: Span


class Breathing(Model):
    in_: Seconds = Field(alias="in")
    hold: Seconds = 0.0
    out: Seconds
    hold_out: Seconds = Field(default=0.0, alias="hold out")
    times: Annotated[int, Field(ge=1, le=200)]


class Breathe(Model):
    breathe: Breathing


class Turning(Model):
    length: Span
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    swap: Text | None = None
    """Said between the two turns instead of the program's own words."""
    sign: Text | None = None
    """Said softly before a turn ends, instead of the program's own words."""


class Turns(Model):
    """Once for each of the two; {giver} and {receiver} swap."""

    turns: Turning


class TouchingPart(Model):
    """Steps that ask for touch in an area, or several at once; left out where one of them is crossed out."""

    area: Areas
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    otherwise: tuple[Step, ...] = ()
    """Heard in their place."""


class Touching(Model):
    touching: TouchingPart


class Agree(Model):
    agree: Text


class Check(Model):
    """Green, yellow or red from each."""

    check: Text


class Choosing(BaseModel):
    """A question and, under names of the author's own, the steps each answer leads to."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)
    __pydantic_extra__: dict[str, tuple[Step, ...]]

    ask: Text
    default: str

    @property
    def options(self) -> dict[str, tuple[Step, ...]]:
        return dict(self.__pydantic_extra__)


class Choose(Model):
    choose: Choosing


class Asking(Model):
    """Time to talk. Exactly one of `say` (whoever wants to) and `each` (both, one after the other)."""

    say: Text | None = None
    each: Text | None = None
    for_: Span = Field(alias="for")


class Ask(Model):
    ask: Asking


class Rating(Model):
    ask: Text
    name: Name = "now"


class Rate(Model):
    """A number from 0 to 10. A plain string is the question."""

    rate: Rating | Text


class Repeating(Model):
    times: Annotated[int, Field(ge=1, le=100)]
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class Repeat(Model):
    repeat: Repeating


class Sound(Model):
    sound: Literal["bell", "closing-bell"]


class Playing(Model):
    file: str
    caption: Text | None = None


class Play(Model):
    """A recording of the author's own, by its path beside the exercise."""

    play: Playing | str


class Include(Model):
    """The steps of another exercise of the same pack, by its id."""

    include: Name


STEP_KINDS: dict[str, type[BaseModel]] = {
    "say": Say,
    "wait": Wait,
    "breathe": Breathe,
    "turns": Turns,
    "touching": Touching,
    "agree": Agree,
    "check": Check,
    "choose": Choose,
    "ask": Ask,
    "rate": Rate,
    "repeat": Repeat,
    "sound": Sound,
    "play": Play,
    "include": Include,
}
"""The key that makes a step what it is, and its model."""


_KIND_OF: dict[type, str] = {str: "line", **{model: kind for kind, model in STEP_KINDS.items()}}


def step_kind(value: Any) -> str | None:
    """Which step this is, or None where it is none or more than one (then `reading` says what to write)."""
    if isinstance(value, dict):
        kinds = [key for key in value if key in STEP_KINDS]
        return kinds[0] if len(kinds) == 1 else None
    return _KIND_OF.get(type(value))


Step = Annotated[
    Annotated[Text, Tag("line")]
    | Annotated[Say, Tag("say")]
    | Annotated[Wait, Tag("wait")]
    | Annotated[Breathe, Tag("breathe")]
    | Annotated[Turns, Tag("turns")]
    | Annotated[Touching, Tag("touching")]
    | Annotated[Agree, Tag("agree")]
    | Annotated[Check, Tag("check")]
    | Annotated[Choose, Tag("choose")]
    | Annotated[Ask, Tag("ask")]
    | Annotated[Rate, Tag("rate")]
    | Annotated[Repeat, Tag("repeat")]
    | Annotated[Sound, Tag("sound")]
    | Annotated[Play, Tag("play")]
    | Annotated[Include, Tag("include")],
    Discriminator(step_kind),
]


class Exercise(Model):
    format: Literal[1]
    id: Name
    title: Annotated[Text, Field(max_length=120)]
    summary: Annotated[Text, Field(max_length=400)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    people: Literal[1, 2]
    kind: Literal["settle", "breath", "body", "together", "touch", "talk", "practice", "readiness", "after"]
    touch: tuple[Text, ...] = ()
    rung: Annotated[int, Field(ge=1, le=20)] | None = None
    cautions: tuple[Text, ...] = ()
    sources: tuple[Text, ...] = ()
    author: Text
    license: Text
    i_mean_it: tuple[Waved, ...] = ()
    """Rules of the linter that have nothing to say here."""
    lengths: dict[Name, LengthRange] = Field(default_factory=dict)
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    something_else: tuple[Step, ...] = ()
    ending: tuple[Step, ...] = ()


for _model in (Turning, Turns, TouchingPart, Touching, Choosing, Choose, Repeating, Repeat, Exercise):
    _model.model_rebuild()
