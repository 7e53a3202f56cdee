"""The words of the pages, as `companion.phrases.evening` reads them from a file, and names put into them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

QUESTIONS = ("fear", "coercion", "violence", "drink", "saying_no")
"""The whole private check, in this order."""
TONIGHT_QUESTION = "tonight_only"
"""What is asked before every other touch session."""

PAGES = (
    "name_a", "name_b", "who_starts", "as_last_time",
    "handover_first", "handover_second", *QUESTIONS, TONIGHT_QUESTION, "distress_before", "alone_end", "together",
    "climb_next", "climb_soon", "climb_further", "climb_again",
    "tonight", "stop_word", "try_word", "without",
    "after_first", "after_second", "light", "distress_after",
    "ending_better", "ending_same", "ending_worse", "ending_high", "after_together",
)  # fmt: skip
WORDS = (
    "at_f", "at_j", "the_other",
    "yes", "no", "rather_not",
    "as_before", "other_starts", "change_names", "starts",
    "climb_yes", "climb_no",
    "area_in", "area_out", "clothes", "clothes_on", "clothes_agreed", "length", "own_word", "own_word_none",
    "green", "yellow", "red", "to_list",
    "name_long", "name_signs", "name_same", "name_word",
    "word_not_heard",
    "neutral", "nothing_left", "not_tonight",
)  # fmt: skip

_HOLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class PageText:
    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Texts:
    pages: Mapping[str, PageText]
    """All of PAGES."""
    words: Mapping[str, str]
    """All of WORDS."""

    def page(self, name: str, **values: str) -> PageText:
        found = self.pages[name]
        return PageText(fill(found.title, values), tuple(fill(line, values) for line in found.lines))

    def word(self, name: str, **values: str) -> str:
        return fill(self.words[name], values)


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with {who} and the like filled in; {Who} begins a sentence. What a value holds is never looked into."""

    def value(hole: re.Match[str]) -> str:
        name = hole[1]
        if name in values:
            return values[name]
        found = values.get(name[0].lower() + name[1:])
        return hole[0] if found is None else found[:1].upper() + found[1:]

    return _HOLE.sub(value, text)
