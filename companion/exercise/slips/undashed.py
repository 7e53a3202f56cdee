"""Finds slips in lines of a list that have no dash: parts of a step, lines that go on, and lines that need a dash.
Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from companion.exercise.slips.blocks import indent_of, lines_taken
from companion.exercise.slips.change import Change, shown
from companion.exercise.slips.line_walk import LineWalk, Owner
from companion.exercise.slips.meant_names import KINDS, SPOKEN_PARTS, kind_meant
from companion.exercise.slips.part_lines import part_line
from companion.exercise.slips.quoting import quoted, without_note
from companion.exercise.slips.spoken_lines import note_in, spoken_line
from companion.exercise.slips.step_values import GLUED, KEY
from companion.exercise.step_keys import FURTHER_KEYS, PARTS

_USUAL_COLUMN = 2
_ENDED = tuple(".!?…:;\"'”’)")


def line_without_mark(walk: LineWalk, body: str, indent: int) -> None:
    walk.leave(indent)
    owner = walk.owner
    found = KEY.match(without_note(body))
    if owner is None:
        line_without_dash(walk, body, indent)
    elif owner.opened and found is not None and indent <= owner.column + 2 and _is_part(walk, owner, found["key"]):
        _deeper(walk, owner, indent)
    elif indent <= owner.column:
        line_without_dash(walk, body, indent)
    elif owner.opened:
        _part(walk, owner, body, indent, found)
    elif owner.kind:
        _option(walk, owner, body, indent, found)
    else:
        _continued(walk, owner, body, indent, found)


def _is_part(walk: LineWalk, owner: Owner, key: str) -> bool:
    if owner.parts_at is not None:
        return False
    return owner.kind == "choose" or key in PARTS.get(owner.kind, ())


def _deeper(walk: LineWalk, owner: Owner, indent: int) -> None:
    """Moves the parts of a step to the right, below its key."""
    end = walk.end_of_block(indent)
    by = owner.column + 4 - indent
    moved = [f"{' ' * by}{line}" if line.strip() else line for line in walk.lines[walk.here : end]]
    message = f"The parts of '{owner.kind}' have to begin further right than '{owner.kind}' itself."
    walk.slip(Change(message), moved, count=end - walk.here, column=indent)
    owner.parts_at = owner.column + 4
    walk.here = end - 1


def _part(walk: LineWalk, owner: Owner, body: str, indent: int, found: re.Match[str] | None) -> None:
    if owner.parts_at is None:
        owner.parts_at = indent
    if found is not None and abs(indent - owner.parts_at) == 1:
        message = "This line doesn't begin in the same column as the lines that belong with it."
        walk.slip(Change(message), [f"{' ' * owner.parts_at}{body}"], column=indent)
        return
    below = next((line for line in walk.lines[walk.here + 1 :] if line.strip()), "")
    empty = indent_of(below) <= indent and not (below.lstrip().startswith("-") and indent_of(below) == indent)
    bare = without_note(body)
    value = (found["value"] or "").strip() if found is not None else ""
    change = part_line(owner.kind, bare, alone=empty, first=indent == owner.parts_at)
    if change is not None and without_note(value) not in walk.lengths:
        walk.slip(change, [f"{' ' * indent}{text}" for text in change.instead], column=indent)
        return
    walk.here += lines_taken(walk.lines, walk.here, value, indent)


def _option(walk: LineWalk, owner: Owner, body: str, indent: int, found: re.Match[str] | None) -> None:
    """Handles a line below a step that has its value on its own line."""
    if found is None:
        return
    key, value = found["key"], (found["value"] or "").strip()
    if owner.kind == "rate" and key == "name":
        question = KEY.match(owner.text)
        asked = (question["value"] or "").strip() if question is not None else ""
        written = asked if asked[:1] in "\"'" else quoted(asked)
        change = Change("'rate' takes a name only inside braces, beside its question.")
        line = f"{' ' * owner.column}- rate: {{ask: {written}, name: {value}}}"
        walk.slip(change, [line], line=owner.line, count=walk.here - owner.line + 1, column=owner.column + 2)
    elif key in FURTHER_KEYS.get(owner.kind, ()):
        change_of_part = part_line(owner.kind, without_note(body), alone=False, first=False)
        if change_of_part is not None:
            instead = [f"{' ' * indent}{text}" for text in change_of_part.instead]
            walk.slip(change_of_part, instead, column=indent)
    elif key in KINDS or kind_meant(key) is not None:
        message = f"'{shown(key)}' is a step of its own, and needs its own dash."
        walk.slip(Change(message), [f"{' ' * owner.column}- {body}"], column=indent)


def _continued(walk: LineWalk, owner: Owner, body: str, indent: int, found: re.Match[str] | None) -> None:
    """Handles a line that goes on with the spoken line above it."""
    glued = GLUED.match(body)
    if (found is not None and found["key"] in KINDS) or (glued is not None and glued["key"] in KINDS):
        message = f"'{(found or glued or {'key': ''})['key']}' is a step of its own, and needs its own dash."
        walk.slip(Change(message, silent=True), [f"{' ' * owner.column}- {body}"], column=indent)
    elif (lost := note_in(body)) is not None and walk.part in SPOKEN_PARTS and owner.text[:1] not in "\"'":
        # In quotes nothing is a note, so the line above has to be in them too.
        both = lost.instead and walk.here == owner.line + 1
        line = f"{' ' * owner.column}- {quoted(f'{owner.text} {body}')}"
        if both:
            walk.slip(lost, [line], line=owner.line, count=2, column=owner.column + 2)
        else:
            walk.slip(lost, (), column=indent)
    elif found is not None and walk.here == owner.line + 1 and owner.text[:1] not in "\"'[{|>":
        change = Change("Because of its colon, this isn't read as part of the sentence above.")
        whole = f"{' ' * owner.column}- {quoted(f'{owner.text} {body}')}"
        walk.slip(change, [whole], line=owner.line, count=2, column=owner.column + 2)


def line_without_dash(walk: LineWalk, body: str, indent: int) -> None:
    """Handles a line that belongs to a list and has no dash."""
    column = _list_column(walk, indent)
    owner = walk.owner
    bare = without_note(body)
    goes_on = owner is not None and not owner.kind and not owner.text.endswith(_ENDED) and body[:1].islower()
    found = KEY.match(bare)
    steps = is_step(bare)
    if goes_on and not steps and GLUED.match(bare) is None and owner is not None:
        message = "This line goes on with the one above, but doesn't begin further right than its dash."
        walk.slip(Change(message), [f"{' ' * (owner.column + 2)}{body}"], column=indent)
    elif found is not None and not (found["value"] or "").strip() and not steps:
        name = bare.rstrip(":")
        hint = f"For a heading that only you see, write: # {name}. To have it read aloud: - {name}."
        walk.slip(Change(f"'{shown(bare)}' isn't a step.", hint=hint), (), column=indent)
    elif walk.part in SPOKEN_PARTS and (rest := spoken_line(bare)) is not None and rest.markup and rest.instead:
        walk.slip(Change(rest.message), [f"{' ' * column}- {item}" for item in rest.instead], column=indent)
    else:
        walk.slip(Change("There is no dash before this line."), [f"{' ' * column}- {body}"], column=indent)
        walk.begin(Owner(walk.here, column, bare, found["key"] if found is not None and steps else ""))


def _list_column(walk: LineWalk, indent: int) -> int:
    if not walk.columns:
        walk.columns.append(_next_dash(walk.lines, walk.here) or _USUAL_COLUMN)
    return walk.columns[0] if indent == 0 else min(walk.columns, key=lambda column: abs(column - indent))


def _next_dash(lines: Sequence[str], at: int) -> int | None:
    """Returns the column of the next dash of this part."""
    for line in lines[at + 1 :]:
        if line.lstrip().startswith("- "):
            return indent_of(line) or None
        if line[:1].strip():
            return None
    return None


def is_step(text: str) -> bool:
    """Tells whether a text begins with the key of a step, as people write it."""
    found = KEY.match(text)
    return found is not None and (found["key"] in KINDS or kind_meant(found["key"]) is not None)
