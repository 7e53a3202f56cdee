"""Finds slips of the pen in the lines of an exercise, also where YAML can make nothing of them. Pure.

One walk from the first line to the last keeps track of the part of the exercise, of the column of the dashes and of the
step that a line belongs to. It reports at most one slip for a line; once that is written anew, the next walk may find
another one in it (`rewriting_lines`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from companion.exercise.slips.blocks import indent_of, lines_taken
from companion.exercise.slips.change import Change
from companion.exercise.slips.line_slip import Slip
from companion.exercise.slips.line_walk import LineWalk, Owner
from companion.exercise.slips.meant_names import KINDS, LISTS, SPOKEN_PARTS, kind_meant
from companion.exercise.slips.quoting import quoted, without_note
from companion.exercise.slips.spoken_lines import note_in, spoken_line, value_text
from companion.exercise.slips.step_values import KEY, step_with_key
from companion.exercise.slips.texts_over_lines import text_over_lines
from companion.exercise.slips.top_lines import TEXTS, heading_line, key_at_the_top
from companion.exercise.slips.undashed import is_step, line_without_dash, line_without_mark
from companion.exercise.step_keys import WORD_KEYS

_DASHES = "–—−‐‑‒―"
_ODD_MARK = re.compile(
    rf"(?P<mark>[{_DASHES}•●▪◦·∙○■□➢➤→►✓*+]|--|\d{{1,2}}[.)]|[a-z]\))(?P<gap>\s+)(?P<text>.*)\Z", re.S
)
_OTHER_KEY = re.compile(r"[a-z][\w-]*:(?:\s|\Z)")
_LONGEST_LINE = 3200
"""Characters of a line that is looked at, at most: a little more than a step may have."""
_RUN_OF_SPACES = re.compile(r"\s{80}")


def find_slips(lines: Sequence[str]) -> list[Slip]:
    """Finds the first slip in each line that has one."""
    if lines and next((line for line in lines if line.strip()), "").lstrip()[:1] in ("{", "["):
        return []  # JSON, which is YAML too, and which no person types
    walk = LineWalk(lines)
    while walk.here < len(lines):
        line = lines[walk.here]
        body = line.strip()
        before = walk.here
        if body and not body.startswith("#") and len(line) <= _LONGEST_LINE and not _RUN_OF_SPACES.search(body):
            _line(walk, line, body, indent_of(line))
            walk.opens = without_note(body).endswith(":")
        walk.here = max(walk.here, before) + 1
    return walk.found


def _line(walk: LineWalk, line: str, body: str, indent: int) -> None:
    lead = line[:indent]
    if set(lead) - {" "} and not (walk.part and not walk.columns and not lead):
        spaces = " " * len(lead.expandtabs(2))
        what = "a tab" if "\t" in lead else "a special space"
        walk.slip(Change(f"There is {what} at the start of this line."), [f"{spaces}{body}"])
    elif indent == 0 and _at_the_margin(walk, line, body):
        return
    elif walk.part in SPOKEN_PARTS or walk.part in LISTS:
        _in_a_list(walk, line, body, indent)


# ---- the top ----------------------------------------------------------------------------------------------


def _at_the_margin(walk: LineWalk, line: str, body: str) -> bool:
    """Handles a line without indentation that isn't an item of a list. Returns whether it was one."""
    if body.startswith("-") and walk.part:
        return body.startswith("---")
    found = key_at_the_top(line, walk.keys)
    if found is None and _OTHER_KEY.match(line) and not is_step(line):
        walk.enter("")
        return True
    if found is None:
        if walk.part in SPOKEN_PARTS or walk.part in LISTS:
            return False
        _below_a_text(walk, body)
        return True
    meant, key, value = found
    walk.enter(meant)
    if key == meant and meant in TEXTS and _over_lines(walk, f"{key}: ", value, 0):
        return True
    if key == meant and (taken := lines_taken(walk.lines, walk.here, value.strip(), 0)):
        walk.here += taken
        return True
    change = heading_line(line, meant, key, value)
    if change is not None:
        walk.slip(change, change.instead)
    return True


def _over_lines(walk: LineWalk, before: str, text: str, indent: int) -> bool:
    """Handles a text that goes on in the lines below and has a colon. Returns whether it was one."""
    found = text_over_lines(walk.lines, walk.here, before, text, indent)
    if found is None:
        return False
    walk.slip(found.change, found.instead, count=found.count, column=len(before))
    walk.here += found.count - 1
    return True


def _below_a_text(walk: LineWalk, body: str) -> None:
    if walk.part in TEXTS and KEY.match(body) is None:
        message = f"This line seems to belong to '{walk.part}', but it begins at the left margin."
        walk.slip(Change(message), [f"  {body}"])


# ---- lists ------------------------------------------------------------------------------------------------


def _in_a_list(walk: LineWalk, line: str, body: str, indent: int) -> None:
    odd = _ODD_MARK.match(body)
    if odd is not None and _is_a_mark(walk, odd, indent):
        column = walk.column_of(indent)
        mark = odd["mark"]
        what = "is longer than the dash that begins a line of a list" if mark in _DASHES else "isn't a dash"
        walk.slip(
            Change(f"This line begins with '{mark}', which {what}.", silent=True),
            [f"{' ' * column}- {odd['text']}"],
            column=indent,
        )
        walk.begin(_owner_of(walk, odd["text"], column))
    elif body.startswith("-") and not body.startswith("--"):
        _dash(walk, line, body, indent)
    elif walk.part in LISTS:
        if not walk.columns or indent <= walk.columns[-1]:
            line_without_dash(walk, body, indent)
    else:
        line_without_mark(walk, body, indent)


def _is_a_mark(walk: LineWalk, odd: re.Match[str], indent: int) -> bool:
    """Tells whether this is the mark of a list, and not a line that goes on with a dash or a number."""
    deeper = bool(walk.columns) and indent > walk.columns[-1] and walk.owner is not None and not walk.opens
    if odd["mark"] == "*" and "*" in odd["text"]:
        return False
    if not deeper:
        return True
    return odd["mark"] in "•●▪◦∙○■□➢➤►" or odd["text"][:1].isupper()


def _dash(walk: LineWalk, line: str, body: str, indent: int) -> None:
    text = body[1:]
    if _parts_are_missing(walk, indent):
        return
    column = walk.column_of(indent)
    if text and text[0] != " ":
        what = "no space after the dash" if text[0].strip() else "a tab or a special space after the dash"
        walk.slip(
            Change(f"There is {what}.", silent=bool(text[0].strip())),
            [f"{' ' * column}- {text.strip()}"],
            column=indent + 1,
        )
        walk.begin(_owner_of(walk, text.strip(), column))
        return
    if column != indent:
        joined = indent > column
        message = "This line doesn't begin in the same column as the lines before it"
        walk.slip(
            Change(f"{message}, so it would be joined to the line before." if joined else f"{message}.", silent=True),
            [f"{' ' * column}- {text.strip()}"],
            column=indent,
        )
        walk.begin(_owner_of(walk, text.strip(), column))
        return
    _item(walk, text.strip(), column, line.index("-") + 1 + len(text) - len(text.lstrip()))


def _item(walk: LineWalk, text: str, column: int, at: int) -> None:
    bare = without_note(text)
    owner = _owner_of(walk, text, column)
    walk.begin(owner)
    kind, value = _kind_and_value(bare)
    taken = lines_taken(walk.lines, walk.here, value, column)
    if taken:
        walk.here += taken
        return
    if _may_go_on(kind, value, bare) and _over_lines(walk, f"{' ' * column}- {kind and f'{kind}: '}", value, column):
        return
    change = _change_of(walk, text, bare) if value not in walk.lengths else None
    if change is not None and not (change.markup and not change.instead):
        dash = " " * column
        note = text[len(bare) :] if len(change.instead) == 1 and bare != text and not change.silent else ""
        instead = [f"{dash}{item}" if item[:1] == " " else f"{dash}- {item}" for item in change.instead]
        walk.slip(change, [*instead[:-1], *(f"{each}{note}" for each in instead[-1:])], column=at)


def _kind_and_value(bare: str) -> tuple[str, str]:
    """Returns the key of a step and its value; of a spoken line, an empty key and the whole line."""
    found = KEY.match(bare)
    if found is None or found["key"] not in KINDS:
        return "", bare
    return found["key"], (found["value"] or "").strip()


def _owner_of(walk: LineWalk, text: str, column: int) -> Owner:
    """Makes the item to which the lines below it belong. `text`: the item, as the author wrote it or mended."""
    bare = without_note(text)
    kind, value = _kind_and_value(bare)
    found = KEY.match(bare)
    meant = kind or (kind_meant(found["key"]) or "" if found is not None and not found["value"] else "")
    return Owner(walk.here, column, bare, meant, opened=bool(meant) and not (kind and value))


def _may_go_on(kind: str, value: str, bare: str) -> bool:
    """Tells whether an item holds words, which may go on in the lines below it."""
    if not value:
        return kind == "say"
    return (not kind or kind in WORD_KEYS) and not bare.endswith(":")


def _change_of(walk: LineWalk, text: str, bare: str) -> Change | None:
    if text[:1] not in "\"'" and (lost := note_in(text)) is not None and walk.part in SPOKEN_PARTS:
        key = KEY.match(text)
        if key is None or key["key"] not in KINDS or key["key"] in ("say", "agree", "check"):
            return _below_key(lost, key) if key is not None else lost
    if walk.part in LISTS:
        return value_text(bare)
    if bare[:1] in "\"'“„‘‚«":
        return spoken_line(bare)
    two = (
        spoken_line(bare) if re.search(r"[.!?…,;\"'”’)]\s+(?:[-–—•]\s+)?[a-z]+:\s", bare) and "{" not in bare else None
    )
    if two is not None and len(two.instead) == 2:
        return two
    return step_with_key(bare) or (None if KEY.match(bare) else spoken_line(bare))


def _parts_are_missing(walk: LineWalk, indent: int) -> bool:
    """Handles a `repeat` with its steps right below it."""
    owner = walk.owner
    if owner is None or owner.kind != "repeat" or not owner.opened or owner.parts_at is not None:
        return False
    if indent <= owner.column:
        return False
    end = walk.end_of_block(indent)
    block = [f"  {line}" for line in walk.lines[walk.here : end]]
    lead = " " * indent
    change = Change(
        "'repeat' needs the number of times, and its steps under 'steps:'.",
        hint="Put the number that you mean after 'times:'.",
        sure=False,
    )
    walk.slip(change, [f"{lead}times: 3", f"{lead}steps:", *block], count=end - walk.here, column=indent)
    owner.parts_at = indent
    walk.here = end - 1
    return True


def _below_key(change: Change, key: re.Match[str]) -> Change:
    """Puts the quotes around the value only, not around the key before it."""
    value = (key["value"] or "").strip()
    instead = (f"{key['key']}: {quoted(value)}",) if change.instead else ()
    hint = change.hint.replace(quoted(f"{key['key']}: {value}"), f"{key['key']}: {quoted(value)}")
    return Change(change.message, instead, hint, change.at, change.sure, change.silent, change.markup, change.severity)
