"""What no single field can tell: names of lengths and people, where `rest` and `turns` may stand, default answers.

Pure. Walks the plain data of `source`, not the models, and steps over whatever has a wrong shape (that is
`reading`'s to say), so that one reading finds all the problems of a file at once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from companion.exercise.model import REST, step_kind
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
    """The key is wrong, not its value."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """ "Did you mean 'wait'?", or nothing where nothing is near."""
    near = difflib.get_close_matches(word.casefold(), [*known], n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'?" if near else ""


def one_of(names: Iterable[str]) -> str:
    """ "wait, say or ask"."""
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


@dataclass(frozen=True, slots=True)
class _Where:
    in_turns: bool = False
    directly: bool = False
    """In the list of steps of `turns` itself, where `rest` has a meaning."""


def cross_check(source: Source) -> list[Finding]:
    """Everything that is wrong across fields, in no particular order."""
    if not isinstance(source.data, dict):
        return []
    walk = _Walk(source.data)
    for name in ("steps", "something_else", "ending"):
        walk.steps(source.data.get(name), (name,), _Where())
    return walk.found


class _Walk:
    def __init__(self, data: dict[str, Any]) -> None:
        self.found: list[Finding] = []
        self.two = data.get("people") != 1
        touch = data.get("touch")
        self.areas = [area for area in touch if isinstance(area, str)] if isinstance(touch, tuple) else []
        self._check_areas()
        lengths = data.get("lengths")
        self.lengths: dict[str, Any] = lengths if isinstance(lengths, dict) else {}
        self._check_lengths()

    def _say(self, path: Path, message: str, hint: str, *, at_key: bool = False) -> None:
        self.found.append(Finding(path, message, hint, at_key))

    def _check_areas(self) -> None:
        """Either of the two may cross an area out by saying its name, so it must be one that can be said."""
        seen: set[str] = set()
        for index, area in enumerate(self.areas):
            path: Path = ("touch", index)
            if not _CHOICE.match(area) or len(area) > 40:
                self._say(
                    path, f"'{clean_text(area)}' cannot be said as the name of an area.", "Use one to four words."
                )
            elif area.casefold() in seen:
                self._say(path, f"'{area}' stands here twice.", "Keep one of them.")
            seen.add(area.casefold())

    def _check_lengths(self) -> None:
        for name, bounds in self.lengths.items():
            path: Path = ("lengths", name)
            if name in (REST, *IN_TURNS, *OF_TWO):
                self._say(path, f"'{name}' has a meaning of its own.", "Give this length another name.", at_key=True)
            if not isinstance(bounds, dict):
                continue
            low, usual, high = (_seconds(bounds.get(key)) for key in ("from", "default", "to"))
            if usual is not None and usual <= 0:
                self._say((*path, "default"), "A length of nothing.", "Write how long it should be, such as 3 min.")
            if low is not None and high is not None and low > high:
                self._say((*path, "from"), "'from' is longer than 'to'.", "Write the shorter of the two as 'from'.")
            elif usual is not None and ((low is not None and usual < low) or (high is not None and usual > high)):
                self._say(
                    (*path, "default"),
                    "'default' does not lie between 'from' and 'to'.",
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
                        self._say((*here, "wait"), "'wait: rest' stands twice in one turn.", "Keep one of them.")
                self._step(kind, step, here, where)

    def _step(self, kind: str, step: dict[str, Any], here: Path, where: _Where) -> None:
        value, path = step[kind], (*here, kind)
        if kind == "say":
            self._text(value, path, where)
            self._text(step.get("caption"), (*here, "caption"), where)
        elif kind == "wait":
            self._wait(value, path, where)
        elif kind in ("agree", "check"):
            self._text(value, path, where)
        elif kind == "play":
            file_path = path if isinstance(value, str) else (*path, "file")
            self._file(value.get("file") if isinstance(value, dict) else value, file_path)
            if isinstance(value, dict):
                self._text(value.get("caption"), (*path, "caption"), where)
        elif kind == "rate":
            self._text(value.get("ask") if isinstance(value, dict) else value, path, where)
        elif isinstance(value, dict):
            getattr(self, f"_{kind}", lambda *_: None)(value, path, where)
        if kind in ("turns", "agree", "touching") and not self.two:
            self._say(
                here,
                f"'{kind}' is for two people, and this exercise is for one.",
                "Write people: 2 at the top, or take this step out.",
            )

    def _wait(self, value: object, path: Path, where: _Where) -> None:
        if value == REST:
            if not where.directly:
                self._say(
                    path,
                    "'wait: rest' has a meaning only in the list of steps of 'turns' itself.",
                    "Write how long to wait, such as 30s.",
                )
            return
        self._span(value, path, "wait")

    def _breathe(self, value: dict[str, Any], path: Path, where: _Where) -> None:
        for part in ("in", "out"):
            if _seconds(value.get(part)) == 0:
                self._say((*path, part), "A breath of no length.", "Write some seconds, such as 4s.")

    def _turns(self, value: dict[str, Any], path: Path, where: _Where) -> None:
        if where.in_turns:
            self._say(path, "There are turns inside turns.", "Take one of the two apart.", at_key=True)
        if value.get("length") == REST:
            self._say((*path, "length"), "'rest' is no length for a turn.", "Write a length, such as 3 min.")
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
                    f"'{clean_text(area)}' is not among the areas of touch of this exercise.",
                    did_you_mean(area, self.areas) or "Write it at the top, under 'touch:', so that both agree to it.",
                )
        for key in ("steps", "otherwise"):
            self.steps(value.get(key), (*path, key), _Where(in_turns=where.in_turns))

    def _repeat(self, value: dict[str, Any], path: Path, where: _Where) -> None:
        self.steps(value.get("steps"), (*path, "steps"), _Where(in_turns=where.in_turns))

    def _ask(self, value: dict[str, Any], path: Path, where: _Where) -> None:
        for key in ("say", "each"):
            self._text(value.get(key), (*path, key), where)
        if "say" in value and "each" in value:
            self._say(
                (*path, "each"),
                "'ask' has both 'say' and 'each'.",
                "Keep 'each' if both of them answer, one after the other; keep 'say' if it is open.",
                at_key=True,
            )
        elif "say" not in value and "each" not in value:
            self._say(
                path,
                "'ask' does not say what is asked.",
                "Write 'say: …', or 'each: …' if both of them answer, one after the other.",
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
            self._say((*path, "for"), "'rest' is no length for talking.", "Write a length, such as 1 min.")
        else:
            self._span(value.get("for"), (*path, "for"), "for")

    def _choose(self, value: dict[str, Any], path: Path, where: _Where) -> None:
        self._text(value.get("ask"), (*path, "ask"), where)
        options = [name for name in value if name not in ("ask", "default")]
        if len(options) < 2:
            self._say(
                path,
                "'choose' needs at least two answers to choose from.",
                "Write each as a word and a list of steps, such as: open: [Let your eyes rest.]",
                at_key=True,
            )
        default = value.get("default")
        if isinstance(default, str) and options and default.casefold() not in [name.casefold() for name in options]:
            self._say(
                (*path, "default"),
                f"'{default}' is none of the answers.",
                did_you_mean(default, options) or f"Write {one_of(options)}.",
            )
        seen: dict[str, str] = {}
        for name in options:
            here: Path = (*path, name)
            if not _CHOICE.match(name) or len(name) > 40:
                self._say(
                    here,
                    f"'{clean_text(name)}' cannot be said as an answer.",
                    "Use one to four words, letters only.",
                    at_key=True,
                )
            twin = seen.setdefault(name.casefold(), name)
            if twin != name:
                self._say(here, f"'{name}' and '{twin}' sound the same.", "Give one of them another word.", at_key=True)
            self.steps(value[name], here, _Where(in_turns=where.in_turns))

    # ---- values -----------------------------------------------------------------------------------------------

    def _span(self, value: object, path: Path, key: str) -> None:
        """Where `value` is a name, that there is such a length; where it is a length, that it is more than nothing."""
        if not isinstance(value, str):
            return
        if _seconds(value) == 0:
            self._say(path, f"'{key}' of no length.", "Write how long it should be, such as 20s, or take the step out.")
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
                f"'{clean_text(value)}' is not a file beside the exercise.",
                "Put the recording beside the exercise and write its name, such as recordings/first.ogg.",
            )
        elif not value.lower().endswith(_SOUND_FILES):
            self._say(
                path, f"'{clean_text(value)}' is no recording.", f"Use a file that ends in {one_of(_SOUND_FILES)}."
            )

    def _text(self, value: object, path: Path, where: _Where) -> None:
        if not isinstance(value, str) or ("{" not in value and "}" not in value):
            return
        if re.search(r"[{}]", _BRACES.sub("", value)):
            self._say(
                path, "A brace is opened and not closed, or closed and not opened.", "Write {giver}, or no brace."
            )
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
                    self._say(path, f"{{{name}}} is known only inside 'turns'.", "Write {a} or {b} here.")
                continue
            known = [*self.lengths, *(OF_TWO if self.two else ()), *(IN_TURNS if where.in_turns else ())]
            hint = did_you_mean(name, known)
            if not hint and known:
                hint = f"Here you can write {one_of(f'{{{each}}}' for each in known)}."
            self._say(
                path,
                f"Nothing is called {{{clean_text(name)}}}.",
                hint or "Leave the braces out.",
            )


def _seconds(value: object) -> float | None:
    try:
        return parse_seconds(value) if isinstance(value, str) else None
    except ValueError:
        return None
