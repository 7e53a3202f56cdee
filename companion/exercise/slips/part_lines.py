"""Finds slips in the lines below a step: its parts, such as the answers of `choose`. Pure."""

from __future__ import annotations

import re

from companion.exercise.slips.change import Change, shown
from companion.exercise.slips.quoting import bare_or_quoted, without_outer_quotes
from companion.exercise.slips.step_values import GLUED, KEY, LENGTHS, length_value, step_value
from companion.exercise.step_keys import PART_KEYS, WORD_KEYS

_NUMBERED = re.compile(r"[\"']?(?P<number>\d{1,2})[\"']?:(?:\s+(?P<value>.*)|\Z)", re.S)
_QUOTED_KEY = re.compile(r"(?P<mark>[\"'])(?P<key>[^\"']+)(?P=mark):(?:\s+(?P<value>.*)|\Z)", re.S)
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MOST_WORDS = 4


def part_line(owner: str, text: str, *, alone: bool, first: bool) -> Change | None:
    """Finds the first slip in one part of a step.

    `owner`: the step's kind. `alone`: nothing stands below this line that belongs to it. `first`: it is a part of the
    step itself, and not of a step inside it.
    """
    glued = GLUED.match(text)
    if glued is not None and glued["key"] in PART_KEYS:
        return Change(
            f"There is no space after the colon of '{glued['key']}'.",
            (f"{glued['key']}: {glued['value']}",),
            at=glued.end("key") + 1,
        )
    if owner == "choose" and first and (change := _answer(text, alone=alone)) is not None:
        return change
    found = KEY.match(text)
    if found is None:
        return None
    key, value = found["key"], (found["value"] or "").strip()
    if not value or value[0] in "{[|>":
        return None
    if key == "pace" and value not in ("slow", "normal", "quick"):
        meant = next((pace for pace, said in _PACES.items() if any(word in value.casefold() for word in said)), None)
        return Change(f"'pace' can't be '{shown(value)}'.", (f"pace: {meant}",)) if meant is not None else None
    if owner == "choose" and key != "ask":
        return None
    if key == "times" and (number := re.fullmatch(r"[\"']?(\d{1,3})[\"']?\s*(?:x|×|times)?", value)) is not None:
        return None if number[1] == value else Change("'times' needs only a number.", (f"times: {number[1]}",))
    if key in LENGTHS:
        return length_value(key, value)
    # The question of a choice is a text; `ask` as a step has parts.
    if key == "ask":
        change = step_value("check", value)
        return _renamed(change, "check", "ask") if change is not None else None
    return step_value(key, value) if key in WORD_KEYS else None


_PACES = {"slow": ("slow", "langsam", "lent"), "quick": ("quick", "fast", "schnell"), "normal": ("normal", "medium")}


def _renamed(change: Change, old: str, new: str) -> Change:
    instead = tuple(text.replace(f"{old}:", f"{new}:", 1) for text in change.instead)
    return Change(change.message, instead, change.hint, change.at, change.sure)


def _answer(text: str, *, alone: bool) -> Change | None:
    numbered = _NUMBERED.match(text)
    if numbered is not None and int(numbered["number"]) < len(_WORDS):
        word = _WORDS[int(numbered["number"])]
        return Change(
            f"'{numbered['number']}' can't be said as an answer. An answer is one to four words.",
            (f"{word}: {numbered['value'] or ''}".rstrip(),),
            sure=False,
        )
    named = _QUOTED_KEY.match(text)
    if named is not None:
        words = re.sub(r"[^\w' -]", " ", named["key"]).split()
        if not re.fullmatch(r"[^\W\d_]+(?:[ '’-][^\W\d_]+){0,3}", named["key"]) and 0 < len(words) <= _MOST_WORDS:
            return Change(
                f"'{shown(named['key'])}' can't be said as an answer. An answer is one to four words, without signs.",
                (f"{' '.join(words)}: {named['value'] or ''}".rstrip(),),
                sure=False,
            )
        return None
    found = KEY.match(text)
    if found is None or found["key"] == "ask":
        return None
    value = (found["value"] or "").strip()
    if found["key"] == "default":
        digit = re.fullmatch(r"[\"']?(\d{1,2})[\"']?", value)
        if digit is not None and int(digit[1]) < len(_WORDS):
            return Change(f"'{value}' can't be said as an answer.", (f"default: {_WORDS[int(digit[1])]}",), sure=False)
        return None
    if not value and alone:
        return Change(
            f"There is nothing after '{found['key']}:'.",
            (f"{found['key']}: []",),
            hint="For an answer without steps of its own, write empty brackets.",
        )
    if value and value[0] not in "[{|>&*!":
        item = value if value[0] in "\"'" else bare_or_quoted(value)
        item = item if item[0] in "\"'" or not re.search(r"[,\[\]{}]", item) else f'"{without_outer_quotes(item)}"'
        return Change(f"'{found['key']}' needs a list of steps, in brackets.", (f"{found['key']}: [{item}]",))
    return None
