"""Tonight's page before a touch exercise: which areas, clothing, how long, and a stop word of their own. Pure.

Everything stands at what the author gave; Enter goes on. Either of the two may change anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from companion.evening.asking import chosen
from companion.evening.names import tidy
from companion.evening.pages import Option, Page, PageKind
from companion.evening.texts import Texts
from companion.exercise.scalars import spell_seconds

_KEYS = "123456789adefghijklmoprtuvxyz"
"""For the rows; what is left out means something on every page (B, C, Q, S) or on this one (N, W)."""
MOST_LENGTHS = 7
_STEPS = (15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)


@dataclass(frozen=True, slots=True)
class Length:
    """Seconds: the author's, or what was asked for on the command line, and the author's bounds."""

    seconds: float
    shortest: float
    longest: float


class Verdict(Protocol):
    """What was found about a stop word (`hearing.stop_word.Checked`)."""

    @property
    def word(self) -> str: ...

    @property
    def good(self) -> bool: ...

    @property
    def message(self) -> str: ...

    @property
    def hint(self) -> str: ...


CheckWord = Callable[[str], Verdict]


def lengths_of(length: Length) -> tuple[float, ...]:
    """A handful of lengths to go through, the bounds and the present one among them, in order."""
    fixed = {length.shortest, length.longest, length.seconds}
    for step in _STEPS:
        first = int(length.shortest // step) + 1
        between = {n * step for n in range(first, first + MOST_LENGTHS) if length.shortest < n * step < length.longest}
        if len(between | fixed) <= MOST_LENGTHS and (first + MOST_LENGTHS) * step >= length.longest:
            return tuple(sorted(between | fixed))
    return tuple(sorted(fixed))


class Tonight:
    def __init__(
        self, areas: Sequence[str], lengths: Mapping[str, Length], texts: Texts, stop_word: str, check: CheckWord
    ) -> None:
        self._texts = texts
        self._check = check
        self._areas = tuple(areas)
        self._lengths = dict(lengths)
        self.crossed_out: frozenset[str] = frozenset()
        self.clothes = "on"
        self.lengths = {name: length.seconds for name, length in lengths.items()}
        self.stop_word = stop_word
        self._asking = "tonight"
        self._trying = ""
        self._note = ""
        self.done = False

    @property
    def nothing_left(self) -> bool:
        return self.done and self.crossed_out >= set(self._areas)

    # -- showing --------------------------------------------------------------------------------------------------

    def page(self) -> Page:
        name = self._asking
        text = self._texts.page(name, word=self._trying)
        if name == "tonight":
            return Page(name, PageKind.TOGGLES, text.title, text.lines, self._rows(), note=self._note)
        trying = name == "try_word"
        return Page(
            name,
            PageKind.ENTRY,
            text.title,
            text.lines,
            note=self._note,
            back=True,
            value="" if trying else self.stop_word,
            aloud=self._trying if trying else "",
            slow=not trying,
        )

    def _rows(self) -> tuple[Option, ...]:
        word = self._texts.word
        rows = [
            (f"area:{area}", area, word("area_out" if area in self.crossed_out else "area_in")) for area in self._areas
        ]
        rows.append(("clothes", word("clothes"), word("clothes_on" if self.clothes == "on" else "clothes_agreed")))
        rows += [
            (f"length:{name}", word("length", which=name.replace("-", " ")), spell_seconds(seconds))
            for name, seconds in self.lengths.items()
            if len(lengths_of(self._lengths[name])) > 1
        ]
        options = [Option(key, *row) for key, row in zip(_KEYS, rows, strict=False)]
        return (*options, Option("w", "word", word("own_word"), self.stop_word or word("own_word_none")))

    # -- answers --------------------------------------------------------------------------------------------------

    def answer(self, value: str) -> None:
        if self.done:
            return
        self._note = ""
        if self._asking == "stop_word":
            self._word(tidy(value))
        elif self._asking == "try_word":
            self._tried(tidy(value))
        elif not value.strip():
            self.done = True
        else:
            self._toggle(chosen(value, self._rows()) or "")

    def _toggle(self, row: str) -> None:
        kind, _, name = row.partition(":")
        if kind == "area":
            self.crossed_out ^= {name}
        elif kind == "clothes":
            self.clothes = "agreed" if self.clothes == "on" else "on"
        elif kind == "length":
            there = lengths_of(self._lengths[name])
            self.lengths[name] = there[(there.index(self.lengths[name]) + 1) % len(there)]
        elif kind == "word":
            self._asking = "stop_word"

    def _word(self, word: str) -> None:
        if not word:
            self.stop_word = ""
            self._asking = "tonight"
            return
        found = self._check(word)
        if found.good:
            self._trying, self._asking = found.word, "try_word"
        else:
            self._note = f"{found.message} {found.hint}".strip()

    def _tried(self, said: str) -> None:
        if said.casefold() == self._trying.casefold():
            self.stop_word, self._asking = self._trying, "tonight"
        elif said:
            self._note = self._texts.word("word_not_heard", word=self._trying)
        else:
            # Not heard once, it might not be heard when it matters.
            self._asking = "tonight"

    def back(self) -> None:
        self._note = ""
        if not self.done:
            self._asking = {"try_word": "stop_word"}.get(self._asking, "tonight")
