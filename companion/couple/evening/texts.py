"""The words of the pages, as `companion.couple.page_words` reads them from a file, and names put into them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

PAGES = (
    "cautions", "name_a", "name_b", "who_starts", "as_last_time", "who_starts_tonight",
    "handover", "handover_second", "private_first", "private_second",
    "row_safety", "row_number", "row_drink", "row_touch", "row_touch_here", "row_step", "row_area", "row_clothes",
    "row_length", "row_usual", "row_limits", "passphrase",
    "fits", "fits_gentler", "fits_safety", "both_next", "both_usual", "stop_word", "try_word",
    "without", "decided", "too_much", "always_without",
    "handover_after", "after_first", "after_second", "after_together", "own_line", "own_line_passphrase",
    "row_time", "row_beside", "row_talk", "row_ready", "row_ready_part",
    "tonight_fits", "tonight_touch", "tonight_without",
)  # fmt: skip
WORDS = (
    "at_f", "at_j",
    "yes", "no", "rather_not", "a_little", "rather_none", "not_tonight",
    "as_before", "i_have_it", "not_here_yet", "other_way", "change_names", "starts",
    "label_safety", "label_number", "label_drink", "label_touch", "label_step", "label_area", "label_clothes",
    "label_length", "form_open", "form_answered", "form_optional", "form_default", "form_unanswered", "form_anew",
    "never", "fits_never", "own_line_wrong",
    "label_usual", "usual_enter", "usual_all", "usual_keep", "usual_end", "usual_no",
    "step_same", "step_smaller", "step_next", "clothes_on", "clothes_agreed", "private_below",
    "fits_areas", "fits_clothes_on", "fits_clothes_agreed", "fits_length", "first_turn", "first_turn_if",
    "little_shorter", "little_length",
    "begin", "begin_short", "practice_no", "go_on_to", "without_touch", "own_word", "own_word_none",
    "yes_of", "reasons", "no_touch_asked", "noted", "stay_here", "to_list",
    "name_long", "name_signs", "name_same", "name_word",
    "word_not_heard", "after_open", "after_told",
    "label_time", "label_beside", "label_talk", "label_ready", "time_5", "time_15", "time_30", "time_60",
    "tonight_offer", "tonight_agreement", "label_limits", "limits_use", "limits_not", "passphrase_wrong",
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
    areas: Mapping[str, str] = field(default_factory=dict)
    """The areas of touch: English name -> name in the language of the pages. Empty for English."""

    def page(self, name: str, **values: str) -> PageText:
        found = self.pages[name]
        return PageText(fill(found.title, values), tuple(fill(line, values) for line in found.lines))

    def word(self, name: str, **values: str) -> str:
        return fill(self.words[name], values)

    def area(self, name: str) -> str:
        """Translates the name of an area of touch into the language of the pages; one that isn't known stays."""
        return self.areas.get(name, name)

    def areas_in_words(self, names: Iterable[str]) -> str:
        return ", ".join(map(self.area, names))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Fills {who} and the like into `text`; {Who} begins a sentence. A {name} inside a value stays as it is."""

    def value(hole: re.Match[str]) -> str:
        name = hole[1]
        if name in values:
            return values[name]
        found = values.get(name[0].lower() + name[1:])
        return hole[0] if found is None else found[:1].upper() + found[1:]

    return _HOLE.sub(value, text) if "{" in text else text
