"""The check across fields: names of lengths and people, places of `rest` and `turns`, default answers.

Pure. Walks the plain data of `source`, not the models, and skips values of a wrong shape (`reading` reports them), so
that one reading finds all the problems of a file at once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, assert_never

from companion.exercise.examples import short
from companion.exercise.markup import markup_in
from companion.exercise.model import REST, StepKind, step_kind
from companion.exercise.need_matching import plain_need
from companion.exercise.scalars import clean_text, parse_seconds
from companion.exercise.source import Path, Source

IN_TURNS = ("giver", "receiver", "other")
OF_TWO = ("a", "b")

_BRACES = re.compile(r"\{([^{}]*)\}")
_CHOICE = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+){0,3}\Z")
_SOUND_FILES = (".ogg", ".flac", ".mp3", ".wav")


@dataclass(frozen=True, slots=True)
class Finding:
    path: Path
    message: str
    hint: str
    at_key: bool = False
    """Set if the key is wrong, not its value."""
    excerpt: str = ""
    """The words in the value where it is; empty for the value's beginning."""
    missing: str = ""
    """The key that is missing at the top. In the hint, `{here}` stands for its place."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Asks "Did you mean 'wait'?"; empty if nothing is near."""
    near = difflib.get_close_matches(word.casefold(), [*known], n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'?" if near else ""


def one_of(names: Iterable[str]) -> str:
    """Lists names as in "wait, say or ask"."""
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


@dataclass(frozen=True, slots=True)
class _Where:
    in_turns: bool = False
    directly: bool = False
    """Set in the list of steps of `turns` itself, where `rest` has a meaning."""


def cross_check(source: Source) -> list[Finding]:
    """Finds everything that is wrong across fields, in no particular order."""
    if not isinstance(source.data, dict):
        return []
    walk = _walked(source.data)
    return walk.found


def markup_findings(source: Source) -> list[Finding]:
    """Finds markup in spoken lines. An exercise with it is played all the same, so it does not count as a mistake."""
    return _walked(source.data).markup if isinstance(source.data, dict) else []


def _walked(data: dict[str, Any]) -> _Walk:
    walk = _Walk(data)
    for name in ("steps", "something_else", "ending"):
        walk.steps(data.get(name), (name,), _Where())
    return walk


class _Walk:
    def __init__(self, data: dict[str, Any]) -> None:
        self.found: list[Finding] = []
        self.markup: list[Finding] = []
        self.two = data.get("people") != 1
        touch = data.get("touch")
        self.areas = [area for area in touch if isinstance(area, str)] if isinstance(touch, tuple) else []
        self._check_areas()
        self._check_names(data)
        lengths = data.get("lengths")
        self.lengths: dict[str, Any] = lengths if isinstance(lengths, dict) else {}
        self._check_lengths()

    def _say(self, path: Path, message: str, hint: str, *, at_key: bool = False) -> None:
        self.found.append(Finding(path, message, hint, at_key))

    def _check_areas(self) -> None:
        """Checks the areas of touch: either of two may cross one out by saying its name, so it must be sayable."""
        seen: set[str] = set()
        for index, area in enumerate(self.areas):
            path: Path = ("touch", index)
            if not _CHOICE.match(area) or len(area) > 40:
                self._say(path, f"'{clean_text(area)}' can't be said as the name of an area.", "Use one to four words.")
            elif area.casefold() in seen:
                self._say(path, f"'{area}' is here twice.", "Keep one of them.")
            seen.add(area.casefold())

    def _check_names(self, data: dict[str, Any]) -> None:
        """Checks needs and old ids: each stands there once, and no old id is the present one."""
        for key in ("needs", "formerly"):
            seen: set[str] = set()
            listed = data.get(key)
            for index, each in enumerate(listed if isinstance(listed, tuple) else ()):
                if not isinstance(each, str):
                    continue
                plain = plain_need(each)
                if plain in seen:
                    self._say((key, index), f"'{clean_text(each)}' is here twice.", "Keep one of them.")
                elif key == "formerly" and each == data.get("id"):
                    self._say(
                        (key, index), f"'{clean_text(each)}' is the id it has now.", "List only ids it had before."
                    )
                seen.add(plain)

    def _check_lengths(self) -> None:
        for name, bounds in self.lengths.items():
            path: Path = ("lengths", name)
            if name in (REST, *IN_TURNS, *OF_TWO):
                self._say(path, f"'{name}' has a special meaning.", "Give this length a different name.", at_key=True)
            if not isinstance(bounds, dict):
                continue
            low, usual, high = (_seconds(bounds.get(key)) for key in ("from", "default", "to"))
            if usual is not None and usual <= 0:
                self._say((*path, "default"), "This length is zero.", "Write a length, such as 3 min.")
            if low is not None and high is not None and low > high:
                self._say((*path, "from"), "'from' is longer than 'to'.", "Write the shorter one as 'from'.")
            elif usual is not None and ((low is not None and usual < low) or (high is not None and usual > high)):
                self._say(
                    (*path, "default"),
                    "'default' isn't between 'from' and 'to'.",
                    f"Write a length from {bounds.get('from', '…')} to {bounds.get('to', '…')}.",
                )

    # ---- steps ------------------------------------------------------------------------------------------------

    def steps(self, steps: object, path: Path, where: _Where) -> None:
        if not isinstance(steps, tuple):
            return
        rested = 0
        for index, step in enumerate(steps):
            here: Path = (*path, index)
            if isinstance(step, str):
                self._text(step, here, where)
            elif isinstance(step, dict) and (kind := step_kind(step)) is not None:
                if kind == "wait" and step["wait"] == REST and where.directly:
                    rested += 1
                    if rested == 2:
                        self._say((*here, "wait"), "'wait: rest' is in the same turn twice.", "Keep one of them.")
                self._step(kind, step, here, where)

    def _step(self, kind: StepKind, step: dict[str, Any], here: Path, where: _Where) -> None:
        value, path = step[kind], (*here, kind)
        parts: dict[str, Any] = value if isinstance(value, dict) else {}
        match kind:
            case "line":
                pass
            case "say":
                self._text(value, path, where)
                self._text(step.get("caption"), (*here, "caption"), where)
            case "wait":
                self._wait(value, path, where)
            case "breathe":
                self._breathe(parts, path)
            case "turns":
                self._for_two(kind, here)
                if isinstance(value, dict):
                    self._turns(parts, path, where)
            case "touching":
                self._for_two(kind, here)
                self._touching(parts, path, where)
            case "agree":
                self._for_two(kind, here)
                self._text(value, path, where)
            case "check":
                self._text(value, path, where)
            case "choose":
                if isinstance(value, dict):
                    self._choose(parts, path, where)
            case "ask":
                if isinstance(value, dict):
                    self._ask(parts, path, where)
            case "rate":
                self._text(value.get("ask") if isinstance(value, dict) else value, path, where)
            case "repeat":
                self.steps(parts.get("steps"), (*path, "steps"), _Where(in_turns=where.in_turns))
            case "play":
                file_path = path if isinstance(value, str) else (*path, "file")
                self._file(value.get("file") if isinstance(value, dict) else value, file_path)
                self._text(parts.get("caption"), (*path, "caption"), where)
            case "sound" | "include":
                pass
            case _:
                assert_never(kind)

    def _for_two(self, kind: StepKind, here: Path) -> None:
        if not self.two:
            self._say(
                here,
                f"'{kind}' is for two people, and this exercise is for one.",
                "Write people: 2 at the top, or remove this step.",
            )

    def _wait(self, value: object, path: Path, where: _Where) -> None:
        if value == REST:
            if not where.directly:
                self._say(
                    path,
                    "'wait: rest' works only directly in the steps of 'turns'.",
                    "Write a length, such as 30s.",
                )
            return
        self._span(value, path, "wait")

    def _breathe(self, value: dict[str, Any], path: Path) -> None:
        for part in ("in", "out"):
            if _seconds(value.get(part)) == 0:
                self._say((*path, part), "The breath has no length.", "Write a length, such as 4s.")

    def _turns(self, value: dict[str, Any], path: Path, where: _Where) -> None:
        if where.in_turns:
            self._say(path, "There are turns inside other turns.", "Move one of them out.", at_key=True)
        if value.get("length") == REST:
            self._say((*path, "length"), "'rest' can't be the length of a turn.", "Write a length, such as 3 min.")
        else:
            self._span(value.get("length"), (*path, "length"), "length")
        for key in ("swap", "sign"):
            self._text(value.get(key), (*path, key), _Where(in_turns=True))
        self.steps(value.get("steps"), (*path, "steps"), _Where(in_turns=True, directly=True))

    def _touching(self, value: dict[str, Any], path: Path, where: _Where) -> None:
        named = value.get("area")
        for index, area in enumerate((named,) if isinstance(named, str) else named if isinstance(named, tuple) else ()):
            if isinstance(area, str) and area.casefold() not in [known.casefold() for known in self.areas]:
                here: Path = (*path, "area") if isinstance(named, str) else (*path, "area", index)
                self._say(
                    here,
                    f"'{clean_text(area)}' isn't one of this exercise's areas of touch.",
                    did_you_mean(area, self.areas)
                    or "Add it at the top, under 'touch:', so that both people agree to it.",
                )
        for key in ("steps", "otherwise"):
            self.steps(value.get(key), (*path, key), _Where(in_turns=where.in_turns))

    def _ask(self, value: dict[str, Any], path: Path, where: _Where) -> None:
        for key in ("say", "each"):
            self._text(value.get(key), (*path, key), where)
        if "say" in value and "each" in value:
            self._say(
                (*path, "each"),
                "'ask' has both 'say' and 'each'.",
                "Keep 'each' if both people answer, one after the other. Keep 'say' if either may answer.",
                at_key=True,
            )
        elif "say" not in value and "each" not in value:
            self._say(
                path,
                "'ask' has no question.",
                "Write 'say: …', or 'each: …' if both people answer, one after the other.",
                at_key=True,
            )
        if "each" in value and not self.two:
            self._say(
                (*path, "each"),
                "'each' is for two people, and this exercise is for one.",
                "Write 'say' instead.",
                at_key=True,
            )
        if value.get("for") == REST:
            self._say((*path, "for"), "'rest' can't be a time to talk.", "Write a length, such as 1 min.")
        else:
            self._span(value.get("for"), (*path, "for"), "for")

    def _choose(self, value: dict[str, Any], path: Path, where: _Where) -> None:
        self._text(value.get("ask"), (*path, "ask"), where)
        options = [name for name in value if name not in ("ask", "default")]
        if len(options) < 2:
            self._say(
                path,
                "'choose' needs at least two answers.",
                "Write each one as a word with a list of steps, such as: open: [Let your eyes rest.]",
                at_key=True,
            )
        default = value.get("default")
        if isinstance(default, str) and options and default.casefold() not in [name.casefold() for name in options]:
            self._say(
                (*path, "default"),
                f"'{default}' isn't one of the answers.",
                did_you_mean(default, options) or f"Write {one_of(options)}.",
            )
        seen: dict[str, str] = {}
        for name in options:
            here: Path = (*path, name)
            if not _CHOICE.match(name) or len(name) > 40:
                self._say(
                    here,
                    f"'{clean_text(name)}' can't be used as a spoken answer.",
                    "Use one to four words, letters only.",
                    at_key=True,
                )
            twin = seen.setdefault(name.casefold(), name)
            if twin != name:
                self._say(
                    here, f"'{name}' and '{twin}' sound the same.", "Use a different word for one of them.", at_key=True
                )
            self.steps(value[name], here, _Where(in_turns=where.in_turns))

    # ---- values -----------------------------------------------------------------------------------------------

    def _span(self, value: object, path: Path, key: str) -> None:
        """Checks that a name is one of the exercise's lengths, and that a length is longer than zero."""
        if not isinstance(value, str):
            return
        if _seconds(value) == 0:
            self._say(path, f"'{key}' has no length.", "Write a length, such as 20s, or remove the step.")
        if re.match(r"[a-z][a-z0-9-]*\Z", value) and value not in self.lengths:
            hint = did_you_mean(value, self.lengths)
            if not hint and self.lengths:
                hint = f"This exercise has {one_of(self.lengths)}; or write a length, such as 20s."
            self._say(
                path,
                f"There is no length called '{value}'.",
                hint or "Write a length, such as 20s, or name it under 'lengths' at the top.",
            )

    def _file(self, value: object, path: Path) -> None:
        if not isinstance(value, str):
            return
        parts = re.split(r"[/\\]", value)
        if "\\" in value or ":" in value or value.startswith(("/", "~")) or ".." in parts:
            self._say(
                path,
                f"'{clean_text(value)}' isn't a file in the same folder as the exercise.",
                "Put the recording in the exercise's folder and write its name, such as first.ogg. If it's in a folder "
                "inside that one: recordings/first.ogg",
            )
        elif not value.lower().endswith(_SOUND_FILES):
            self._say(
                path, f"'{clean_text(value)}' isn't a sound file.", f"Use a file that ends in {one_of(_SOUND_FILES)}."
            )

    def _text(self, value: object, path: Path, where: _Where) -> None:
        if not isinstance(value, str):
            return
        if path[-1] != "caption":
            self.markup += [Finding(path, each.message, each.hint, excerpt=each.written) for each in markup_in(value)]
        if "{" not in value and "}" not in value:
            return
        if re.search(r"[{}]", _BRACES.sub("", value)):
            self._say(path, "An opening or a closing brace is missing.", "Write {giver}, or use no braces.")
        for name in dict.fromkeys(_BRACES.findall(value)):
            if name in self.lengths:
                continue
            if name in (*IN_TURNS, *OF_TWO):
                if not self.two:
                    self._say(
                        path,
                        f"{{{name}}} is for two people, and this exercise is for one.",
                        "Write people: 2 at the top, or say 'you'.",
                    )
                elif name in IN_TURNS and not where.in_turns:
                    self._say(path, f"{{{name}}} works only inside 'turns'.", "Write {a} or {b} here.")
                continue
            known = [*self.lengths, *(OF_TWO if self.two else ()), *(IN_TURNS if where.in_turns else ())]
            hint = did_you_mean(name, known)
            if not hint and known:
                hint = f"Here you can write {one_of(f'{{{each}}}' for each in known)}."
            self._say(
                path,
                f"There is nothing called {{{clean_text(name)}}}.",
                hint or f"Leave it out: {_without_name(value, name)}",
            )


def _without_name(text: str, name: str) -> str:
    """Takes a name in braces out of a line, with the comma beside it."""
    left = re.sub(rf",?\s*{re.escape('{' + name + '}')}\s*(?:,\s*)?", " ", text)
    left = re.sub(r"\s+(?=[.!?,;:])", "", " ".join(left.split()))
    return short(left[:1].upper() + left[1:])


def _seconds(value: object) -> float | None:
    try:
        return parse_seconds(value) if isinstance(value, str) else None
    except ValueError:
        return None
