"""The text of an exercise to an `Exercise`, or every mistake in it with its line, its column and what to write instead.

Pure: text in, value or `ExerciseMistakes` out, nothing else raised. `source` makes plain data of the text (passes
one and two), the models validate it (pass three) and `crosscheck` looks across fields; here their findings become
sentences for somebody who has never programmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from companion.exercise.crosscheck import Finding, cross_check, did_you_mean, one_of
from companion.exercise.model import (
    STEP_KINDS,
    UNWAVED,
    Asking,
    Breathing,
    Choosing,
    Exercise,
    LengthRange,
    Playing,
    Rating,
    Repeating,
    TouchingPart,
    Turning,
    Waved,
    step_kind,
)
from companion.exercise.packwide import too_much
from companion.exercise.problems import ExerciseMistakes, Problem
from companion.exercise.scalars import clean_text
from companion.exercise.source import MANY_PROBLEMS, Mark, Path, Source, read_source

_INNER: dict[str, type[BaseModel]] = {
    "breathe": Breathing,
    "turns": Turning,
    "touching": TouchingPart,
    "choose": Choosing,
    "ask": Asking,
    "rate": Rating,
    "repeat": Repeating,
    "play": Playing,
}
"""What stands under the key of a step, where that has parts of its own."""

_TAGS = frozenset({*STEP_KINDS, "line"})
_STEP_LISTS = frozenset({"steps", "something_else", "ending", "otherwise"})
_SPEECH = frozenset(
    {"say", "agree", "check", "caption", "each", "ask", "title", "summary", "author", "license", "rate", "swap", "sign"}
)
_HEADING = frozenset({"cautions", "sources"})
"""Lists of lines that nobody says."""
_SHOWN = 40
"""Characters of the author's own text quoted in a message."""

_EXAMPLES = {
    "format": "format: 1",
    "id": "id: hand-to-hand",
    "title": "title: Hand to hand",
    "summary": "summary: Two slow turns of holding hands.",
    "people": "people: 2",
    "kind": "kind: settle",
    "author": "author: Your name",
    "license": "license: CC-BY-4.0",
    "say": "- say: Let your feet meet the floor.",
    "wait": "- wait: 20s",
    "breathe": "- breathe: {in: 4s, out: 6s, times: 6}",
    "turns": "- turns: {length: 3 min, steps: […]}",
    "touching": "- touching: {area: hands, steps: […]}",
    "area": "area: hands",
    "swap": "swap: Now the other way round.",
    "sign": "sign: Soon this turn comes to its end.",
    "agree": "- agree: Hands, and only hands.",
    "check": "- check: How is this for you?",
    "choose": "- choose: {ask: Open, or closed?, open: […], closed: […], default: open}",
    "ask": "- ask: {say: What did you notice?, for: 1 min}",
    "rate": "- rate: How much distress is there right now?",
    "repeat": "- repeat: {times: 3, steps: […]}",
    "sound": "- sound: bell",
    "play": "- play: recordings/first.ogg",
    "include": "- include: longer-exhale",
    "default": "default: open",
    "length": "length: 3 min",
    "for": "for: 1 min",
    "times": "times: 3",
    "in": "in: 4s",
    "out": "out: 6s",
    "file": "file: recordings/first.ogg",
    "from": "from: 1 min",
    "to": "to: 10 min",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """An exercise and where each part of it stands."""

    exercise: Exercise
    source: Source

    def problem(self, finding: Finding) -> Problem:
        """A finding at its place in the file."""
        return _problem(self.source, finding)


def read_exercise(text: bytes | str, file: str) -> Exercise:
    """Raises ExerciseMistakes with everything that is wrong. `file` is only the name messages begin with."""
    return read(text, file).exercise


def read(text: bytes | str, file: str) -> Reading:
    """As `read_exercise`, with the place of every part for those who have more to say about it."""
    source = read_source(text, file)
    if source.data is None:
        raise ExerciseMistakes(source.problems)
    if not isinstance(source.data, dict):
        problem = Problem(
            file, 1, 1, "This is not an exercise: it has no 'title:' and no 'steps:'.", "Begin with the line: format: 1"
        )
        raise ExerciseMistakes([*source.problems, problem])
    exercise, findings = _validate(source)
    complained = {finding.path for finding in findings}
    for finding in [*_bare_words(source, source.data, ()), *cross_check(source)]:
        if finding.path not in complained or finding.at_key:
            findings.append(finding)
            complained.add(finding.path)
    problems = {*source.problems, *(_problem(source, finding) for finding in findings)}
    if exercise is not None and not problems and (big := too_much(exercise)) is not None:
        problems.add(_problem(source, big))
    if problems or exercise is None:
        raise ExerciseMistakes(_first_of(problems))
    return Reading(exercise, source)


def _first_of(problems: set[Problem]) -> list[Problem]:
    """No more than somebody would read; how many are left out is said at the last place."""
    ordered = sorted(problems)
    if len(ordered) <= MANY_PROBLEMS:
        return ordered
    last = ordered[MANY_PROBLEMS - 1]
    left = len(ordered) - MANY_PROBLEMS
    return [
        *ordered[:MANY_PROBLEMS],
        Problem(last.file, last.line, last.column + 1, f"And {left} more after this.", "Mend the first ones first."),
    ]


def _problem(source: Source, finding: Finding) -> Problem:
    mark: Mark = source.key_mark(finding.path) if finding.at_key else source.mark(finding.path)
    return Problem(source.file, mark.line, mark.column, finding.message, finding.hint)


# ---- pass three -------------------------------------------------------------------------------------------------


def _validate(source: Source) -> tuple[Exercise | None, list[Finding]]:
    try:
        return Exercise.model_validate(source.data), []
    except ValidationError as error:
        # One complaint a place; but several keys may be missing from the same one.
        findings: dict[tuple[Path, str], Finding] = {}
        for one in error.errors(include_url=False):
            finding = _finding(source, dict(one))
            if finding is not None:
                findings.setdefault((finding.path, finding.message if one["type"] == "missing" else ""), finding)
        if not findings:
            findings[(), ""] = Finding(
                (), "This is not an exercise.", "Compare it with one that came with the program."
            )
        return None, list(findings.values())


def _path_of(source: Source, loc: tuple[int | str, ...]) -> tuple[Path, str]:
    """`loc` without the parts that are pydantic's own (tags of unions), and the name of a key that is not there."""
    here: Any = source.data
    path: Path = ()
    missing = ""
    for index, part in enumerate(loc):
        if isinstance(part, str) and part in _TAGS and index and isinstance(loc[index - 1], int):
            continue
        inside = (isinstance(here, dict) and part in here) or (
            isinstance(here, tuple) and isinstance(part, int) and part < len(here)
        )
        if inside:
            here, path = here[part], (*path, part)
        elif index == len(loc) - 1 and isinstance(part, str):
            missing = part
    return path, missing


def _value_at(source: Source, path: Path) -> Any:
    here: Any = source.data
    for part in path:
        here = here[part]
    return here


def _finding(source: Source, error: dict[str, Any]) -> Finding | None:
    kind: str = error["type"]
    path, missing = _path_of(source, error["loc"])
    value = _value_at(source, path)
    if kind == "missing":
        return _missing(path, missing)
    if kind.startswith("union_tag"):
        return _no_step(path, value)
    if _other_branch(error["loc"], value):
        return None
    if error["loc"] and error["loc"][-1] == "[key]":
        return Finding(
            path,
            f"'{_short(path[-1])}' cannot be a name.",
            "Use small letters, digits and hyphens, beginning with a letter.",
            at_key=True,
        )
    if kind == "extra_forbidden":
        return _unknown_key(source, path)
    return _wrong_value(source, path, value, kind, error)


def _other_branch(loc: tuple[int | str, ...], value: Any) -> bool:
    """`rate` and `play` are a text or parts: only the complaint about what the author wrote is of use."""
    for name, model in (("rate", "Rating"), ("play", "Playing")):
        if name in loc:
            in_parts = model in loc
            if in_parts and loc[-1] == model:
                return isinstance(value, str)
            if not in_parts and isinstance(value, dict):
                return True
    return False


def _missing(path: Path, key: str) -> Finding:
    example = _EXAMPLES.get(key, f"{key}: …")
    if not path:
        if key == "steps":
            return Finding(
                (), "The exercise has no steps.", "Write 'steps:' and under it a list, a dash before each line."
            )
        return Finding((), f"'{key}' is missing.", f"Write it near the top, such as: {example}")
    owner = next((part for part in reversed(path) if isinstance(part, str)), "")
    if key == "ask":
        example = "ask: and a question"
    if key == "steps":
        example = "steps: and under it a list, a dash before each line"
    return Finding(path, f"'{owner}' has no '{key}'.", f"Write {example}.", at_key=True)


def _no_step(path: Path, value: Any) -> Finding:
    if isinstance(value, tuple):
        return Finding(
            path, "There is a list where one step was expected.", "Take away one dash, or one pair of brackets."
        )
    if isinstance(value, dict):
        known = [key for key in value if key in STEP_KINDS]
        if len(known) > 1:
            return Finding(
                path,
                f"Two steps in one: '{known[0]}' and '{known[1]}'.",
                "Give each its own line with its own dash.",
            )
        if not value:
            return Finding(path, "There is an empty pair of braces where a step was expected.", "Write a line to say.")
        key = next(iter(value))
        here: Path = (*path, key)
        if " " in key or len(key) > 15:
            return Finding(
                here,
                f"'{_short(key)}' is not a step: its colon makes YAML take it for one.",
                "If this is a spoken line, put the whole line in quotes.",
                at_key=True,
            )
        return Finding(
            here,
            f"There is no step called '{_short(key)}'.",
            did_you_mean(key, STEP_KINDS)
            or f"Steps are {', '.join(STEP_KINDS)}; a spoken line with a colon in it needs quotes.",
            at_key=True,
        )
    return _number_or_bare(path, value)


def _number_or_bare(path: Path, value: Any) -> Finding:
    shown = _short(str(value).lower() if isinstance(value, bool) else value)
    what = "true or false" if isinstance(value, bool) else "a number"
    return Finding(path, f"{shown} is {what}, not words to say.", f'Put it in quotes: "{shown}"')


def _unknown_key(source: Source, path: Path) -> Finding:
    key = str(path[-1])
    owner, known = _known_keys(source, path[:-1])
    place = f"'{owner}'" if owner else "an exercise"
    hint = did_you_mean(key, known)
    return Finding(
        path,
        f"'{_short(key)}' is nothing that {place} has.",
        hint or (f"It can have {one_of(known)}." if known else "Take this line out."),
        at_key=True,
    )


def _known_keys(source: Source, path: Path) -> tuple[str, list[str]]:
    """Whose keys stand at `path`, and which it may have."""
    if not path:
        return "", _keys(Exercise)
    last = path[-1]
    if isinstance(last, int):
        kind = step_kind(_value_at(source, path)) or ""
        return kind, _keys(STEP_KINDS[kind]) if kind in STEP_KINDS else list(STEP_KINDS)
    if last in _INNER:
        return last, _keys(_INNER[last])
    return str(last), _keys(LengthRange) if path[0] == "lengths" else []


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _wrong_value(source: Source, path: Path, value: Any, kind: str, error: dict[str, Any]) -> Finding | None:
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    context = error.get("ctx", {})
    shown = source.written.get(path, _short(value))
    if kind == "value_error":
        sentence = str(context.get("error", "")).strip()
        message, _, hint = sentence.partition(": ")
        if value == "":
            return _empty(path, key)
        if isinstance(value, dict | tuple):
            return Finding(path, f"'{key}' needs a length of time.", f"Write it like this: {_EXAMPLES.get(key, '20s')}")
        if message.endswith("?"):
            return Finding(path, f"'{_short(value)}' is {message}", "Four hours are the most.")
        return Finding(
            path,
            f"'{_short(value)}' is not understood: {message}." if not hint else f"{_capital(message)}.",
            f"{_capital(hint)}." if hint else f"Write it like this: {_EXAMPLES.get(key, f'{key}: 20s')}",
        )
    if value == "":
        return _empty(path, key)
    if kind in ("literal_error", "enum"):
        return _not_one_of(path, key, shown)
    if kind == "string_type":
        return _not_text(path, key, value)
    if kind in ("tuple_type", "too_short"):
        if value and isinstance(value, tuple):
            # Too short only because its items are wrong, which is said at each of them.
            return None
        return _not_a_list(path, key, value)
    if kind in ("int_type", "int_from_float"):
        return Finding(path, f"'{key}' needs a whole number.", f"Write one, without quotes, such as {key}: 3")
    if kind == "greater_than_equal":
        return Finding(path, f"'{key}: {shown}' is too little.", f"Write {context['ge']} or more.")
    if kind == "less_than_equal":
        return Finding(path, f"'{key}: {shown}' is too much.", f"Write {context['le']} or less.")
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        example = _EXAMPLES.get(key, f"{key}: {{…}}")
        if path[:1] == ("lengths",) and len(path) == 2:
            example = f"{key}: {{default: 3 min, from: 1 min, to: 10 min}}"
        return Finding(path, f"'{key}' needs its parts by name.", f"Write it like this: {example}")
    if kind == "string_pattern_mismatch":
        if key == "language":
            return Finding(path, f"'{shown}' is no language.", "Write its two small letters, such as en or fr.")
        return Finding(
            path, f"'{shown}' cannot be a name.", "Use small letters, digits and hyphens, beginning with a letter."
        )
    if kind in ("string_too_long", "too_long"):
        return _too_long(path, key, value, int(context.get("max_length", 3000)))
    return Finding(path, f"'{shown}' does not fit here.", f"Write it like this: {_EXAMPLES.get(key, f'{key}: …')}")


def _too_long(path: Path, key: str, value: Any, most: int) -> Finding:
    if isinstance(value, tuple | dict):
        return Finding(path, f"'{key}' has {len(value):,} parts, and may have {most:,}.", "Leave some of them out.")
    length = len(str(clean_text(value)))
    said = f"has {length:,} characters, and may have {most:,}"
    if key == "say" or (isinstance(path[-1], int) and key not in _HEADING):
        hint = "Cut it into steps of a few sentences, each with its own dash; a '- wait: 5s' between two is a rest."
        return Finding(path, f"This step {said}.", hint)
    return Finding(path, f"'{key}' {said}.", "Shorten it.")


def _empty(path: Path, key: str) -> Finding:
    if path and isinstance(path[-1], int):
        return Finding(path, "There is nothing after this dash.", "Write a line to say, or take the dash away.")
    if key in _STEP_LISTS:
        return Finding(
            path, f"There is nothing under '{key}'.", "Write a list of steps, a dash before each line.", at_key=True
        )
    return Finding(
        path, f"There is nothing after '{key}:'.", f"Write it like this: {_EXAMPLES.get(key, f'{key}: …')}", at_key=True
    )


def _not_one_of(path: Path, key: str, shown: str) -> Finding:
    if key == "i_mean_it":
        return _not_a_rule(path, shown)
    if key == "format":
        return Finding(path, f"Format {shown} is not known to this program.", "Write format: 1, or update the program.")
    known = _choices(key)
    hint = did_you_mean(shown, known) or (f"Write {one_of(known)}." if known else f"Write {_EXAMPLES.get(key, key)}.")
    return Finding(path, f"'{key}' cannot be '{shown}'.", hint)


def _not_a_rule(path: Path, shown: str) -> Finding:
    if shown in UNWAVED:
        return Finding(
            path, f"'{shown}' cannot be waved away: it may harm somebody.", "Mend what it says, and take this out."
        )
    known = list(get_args(Waved))
    return Finding(
        path,
        f"There is no rule called '{shown}'.",
        did_you_mean(shown, [*known, *UNWAVED]) or f"The rules are {one_of(known)}.",
    )


def _choices(key: str) -> list[str]:
    for model in (Exercise, STEP_KINDS["say"], STEP_KINDS["sound"]):
        if key in model.model_fields:
            return [str(value) for value in get_args(model.model_fields[key].annotation)]
    return []


def _not_text(path: Path, key: str, value: Any) -> Finding:
    if isinstance(value, dict):
        if path and isinstance(path[-1], int):
            return Finding(
                path, "A colon in this line makes YAML take it for something else.", "Put the whole line in quotes."
            )
        return Finding(
            path, f"'{key}' needs text.", "If it has a brace or a colon in it, put the whole line in quotes."
        )
    if isinstance(value, tuple):
        return Finding(path, f"'{key}' needs one text, not a list.", "Take the dashes or the brackets away.")
    return _number_or_bare(path, value)


def _not_a_list(path: Path, key: str, value: Any) -> Finding:
    if value == ():
        return Finding(
            path, f"The list under '{key}' is empty.", "Write at least one line, with a dash before it.", at_key=True
        )
    if isinstance(value, str):
        return Finding(
            path, f"'{key}' needs a list.", f"Put a dash before each line, or write {key}: [{_short(value)}]"
        )
    return Finding(path, f"'{key}' needs a list.", "Put a dash before each line.")


def _bare_words(source: Source, value: Any, path: Path) -> list[Finding]:
    """A spoken line that is nothing but no, yes, on, off …: half of all YAML programs read these as true or false.

    They are text here, and the answers of `choose` may be called so; as speech they are asked for in quotes, so that
    an exercise says the same wherever it is read.
    """
    if isinstance(value, dict):
        return [found for key in value for found in _bare_words(source, value[key], (*path, key))]
    if isinstance(value, tuple):
        return [found for index, item in enumerate(value) for found in _bare_words(source, item, (*path, index))]
    if not isinstance(value, str) or path not in source.written:
        return []
    if isinstance(path[-1], int) or path[-1] in _SPEECH:
        written = source.written[path]
        return [
            Finding(
                path,
                f"A bare {written} is a yes-or-no value to many programs, not something to say.",
                f'Put it in quotes: "{written}"',
            )
        ]
    return []


# ---- words ------------------------------------------------------------------------------------------------------


def _short(value: Any) -> str:
    """The author's own text for a message: harmless, on one line and not too long."""
    if isinstance(value, dict | tuple):
        return "…"
    text = str(clean_text(str(value)))
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
