"""The YAML format of exercises, version 1 (docs/format.md), as frozen pydantic models.

No IO and no messages for authors here: `reading` turns a file's text into these and every mistake into
`file:line:column`; `planner` makes cues of them. Lengths of time are seconds (float) once validated, or the name (str)
of one of the exercise's `lengths`. The docstring of a step is what editors show about it (`companion schema`).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

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
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True, defer_build=True)


Waved = Literal[
    "choice-in-a-minute",
    "command-word",
    "dont-have-to",
    "equal-silences",
    "length-as-said",
    "long-sentence",
    "long-silence",
    "misspelled",
    "near-need",
    "no-cautions",
    "no-licence",
    "no-long-rest",
    "no-sources",
    "odd-phrase",
    "passive",
    "rare-word",
    "rest-unannounced",
    "said-twice",
    "speech-share",
    "touch-crossed-out",
    "touch-outside",
    "touch-too-soon",
    "turn-overrun",
    "two-questions",
    "unequal-turns",
    "unknown-name",
    "unsayable",
    "untrue-ending",
]
"""The rules of the linter (`exercise.check`) that an author may wave away with `i_mean_it`."""
UNWAVED = ("held-breath", "no-ending", "touch-area-unused", "touch-undeclared", "touch-without-agreement")
"""The other rules, of `certain`: their findings are certain and may harm somebody."""


class LengthRange(Model):
    """A length that people may change, within bounds."""

    default: Seconds
    from_: Seconds = Field(alias="from")
    to: Seconds


class Say(Model):
    """A line to say, with options: pace, voice, caption."""

    pace: Literal["slow", "normal", "quick"] = "normal"
    voice: Literal[1, 2] = 1
    caption: Text | None = None
    say: Text


class Wait(Model):
    """Silence, exactly this long: 20s, 3 min, one of the lengths, or rest (the rest of the turn)."""

    wait: Span


class Breathing(Model):
    in_: Seconds = Field(alias="in")
    hold: Seconds = 0.0
    out: Seconds
    hold_out: Seconds = Field(default=0.0, alias="hold out")
    times: Annotated[int, Field(ge=1, le=200)]


class Breathe(Model):
    """A breath to follow by sound and on the screen. You can leave out the holds."""

    breathe: Breathing


class Turning(Model):
    length: Span
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    swap: Text | None = None
    """Words between the two turns, instead of the program's own."""
    sign: Text | None = None
    """Words before a turn ends, instead of the program's own."""


class Turns(Model):
    """The steps once for each of the two, who swap in between."""

    turns: Turning


class TouchingPart(Model):
    """Steps that ask for touch in an area, or several at once; left out if one of them is crossed out."""

    area: Areas
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    otherwise: tuple[Step, ...] = ()
    """Steps that are heard in their place."""


class Touching(Model):
    """Steps with touch in an area, left out if either of them has left out that area."""

    touching: TouchingPart


class Agree(Model):
    """Both say yes, or it ends gently."""

    agree: Text


class Check(Model):
    """Green, yellow or red from each."""

    check: Text


class Choosing(BaseModel):
    """A question and, under names of the author's own, the steps each answer leads to."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True, defer_build=True)
    __pydantic_extra__: dict[str, tuple[Step, ...]]

    ask: Text
    default: str

    @property
    def options(self) -> dict[str, tuple[Step, ...]]:
        return dict(self.__pydantic_extra__)


class Choose(Model):
    """A question, two answers or more with their steps, and the default if there is no answer."""

    choose: Choosing


class Asking(Model):
    """Time to talk. Exactly one of `say` (whoever wants to) and `each` (both, one after the other)."""

    say: Text | None = None
    each: Text | None = None
    for_: Span = Field(alias="for")


class Ask(Model):
    """Time to talk. `say`: for anyone who wants to talk; `each`: for both, one after the other."""

    ask: Asking


class Rating(Model):
    ask: Text
    name: Name = "now"


class Rate(Model):
    """A number from 0 to 10."""

    rate: Rating | Text


class Repeating(Model):
    times: Annotated[int, Field(ge=1, le=100)]
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class Repeat(Model):
    """The steps again, this many times."""

    repeat: Repeating


class Sound(Model):
    """A bell, or a closing bell."""

    sound: Literal["bell", "closing-bell"]


class Playing(Model):
    file: str
    caption: Text | None = None


class Play(Model):
    """A recording of your own: the name of its file beside the exercise."""

    play: Playing | str


class Include(Model):
    """The steps of another exercise of the same folder, by its id."""

    include: Name


StepKind = Literal[
    "line",
    "say",
    "wait",
    "breathe",
    "turns",
    "touching",
    "agree",
    "check",
    "choose",
    "ask",
    "rate",
    "repeat",
    "sound",
    "play",
    "include",
]
"""The kinds of steps: a plain line, or the key that makes a step what it is."""


def step_kind(value: Any) -> StepKind | None:
    """Returns the kind of a step, or of plain data that may become one; None for data with no key of a step, or with
    several.

    For a step that is a model, use a `match` over its class; this function is for data that may still have a wrong
    shape.
    """
    if isinstance(value, dict):
        kinds = [kind for kind in STEP_KINDS if kind in value]
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
"""One step of any kind. A match over them ends in `assert_never`."""

STEP_KINDS: dict[StepKind, type[BaseModel]] = {
    tag.tag: model for model, *_, tag in map(get_args, get_args(get_args(Step)[0])) if model is not str
}
"""The key that makes a step what it is, and its model."""
_KIND_OF: dict[type, StepKind] = {str: "line", **{model: kind for kind, model in STEP_KINDS.items()}}


class Exercise(Model):
    format: Literal[1]
    id: Name
    formerly: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    """Ids that it had before, which still open it."""
    title: Annotated[Text, Field(max_length=120)]
    gist: Annotated[Text, Field(max_length=60)] | None = None
    """One sentence for a list, if the summary is too long."""
    summary: Annotated[Text, Field(max_length=400)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    people: Literal[1, 2]
    kind: Literal["settle", "breath", "body", "together", "touch", "talk", "practice", "readiness", "after"]
    touch: tuple[Text, ...] = ()
    rung: Annotated[int, Field(ge=1, le=20)] | None = None
    needs: Annotated[tuple[Annotated[Text, Field(max_length=40)], ...], Field(min_length=1, max_length=6)] = ()
    """Words by which a person looks for it: "panic", "can't sleep". `plain_need` compares two of them."""
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


Exercise.model_rebuild()  # the others are built as parts of it, or when they are first used alone
