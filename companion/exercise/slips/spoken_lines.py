"""Finds slips in the text of a spoken line, or of a value that is spoken or read. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from companion.exercise.markup import Markup, markup_in
from companion.exercise.problems import Severity
from companion.exercise.slips.change import Change, shown
from companion.exercise.slips.meant_names import KINDS, SOUNDS
from companion.exercise.slips.quoting import (
    NOTE,
    bare_or_quoted,
    opens_curly,
    quoted,
    well_quoted,
    whole_quotation,
    without_outer_quotes,
)
from companion.exercise.slips.written_lengths import is_length, length_in

_COLON = re.compile(r":(?:\s|\Z)")
_REST_WORDS = r"wait|pause|silence|silent|break|rest|warten|stille|attendre|esperar"
_REST_SAID = re.compile(
    rf"(?:{_REST_WORDS})\s*[:=,-]?\s*(?:for\s+|of\s+)?(?P<length>.*\d.*|a .*|half .*|one .*)\Z", re.I
)
_REST_ALONE = re.compile(r"(?:pause|silence|break)[.…]?\Z", re.I)
_APOSTROPHE_FIRST = re.compile(r"'(?:tis|twas|twere|cause|em|til|bout|n)\b", re.I)
_BAD_ESCAPE = re.compile(r'\\(?![0abtnvfre "/\\N_LPxuU])')
_SPECIAL = "@`%&!*>|?#"
_CLOSING_WITH = {'"': '"', "”": "“”„", "»": "«»"}
"""Quotes at the end of a line that has lost those at its beginning, with all that may open such a quotation."""
_TWO_STEPS = re.compile(
    rf"(?P<first>.*[.!?…,;\"'”’)])\s+(?:[-–—•]\s+)?(?P<kind>{'|'.join(sorted(KINDS))}):\s*(?P<value>\S.*)\Z", re.S
)
_USUAL_REST = "5s"


def spoken_line(text: str) -> Change | None:
    """Finds the first slip in an item of a spoken list that is not a step with a key. `text` has no note at its end."""
    if text[:1] in ("'", '"') and well_quoted(text):
        return _straight_quotes(text) or _quoted_marks(text)
    for rule in (
        _two_steps,
        _straight_quotes,
        _curly_quotes,
        _rest_without_a_colon,
        _marks,
        _special,
        _colon,
        _nothing,
    ):
        if (change := rule(text)) is not None:
            return change
    return None


def value_text(text: str) -> Change | None:
    """Finds the first slip in a value that people read or hear, such as a title or a question."""
    for rule in (_straight_quotes, _curly_quotes, _special_in_value, _colon):
        if (change := rule(text)) is not None:
            return change
    return None


def note_in(text: str) -> Change | None:
    """Finds a `#` after which the rest of a sentence would be lost."""
    note = NOTE.search(text)
    if note is None:
        return None
    lost = f"#{note['after']}"
    if note["after"][:1].strip():
        return Change(
            f"Everything from '{shown(lost)}' on would be lost, because a space and a # begin a note.",
            (quoted(text),),
            at=note.start() + len(note["gap"]),
            silent=True,
        )
    if note["gap"] == " " and note["after"].strip():
        return Change(
            f"'{shown(lost)}' is a note, and is never read aloud.",
            hint=f"To have it said, put the line in quotes: {quoted(text)}\n"
            "If it is a note, put two spaces before the #.",
            at=note.start() + 1,
            silent=True,
            severity=Severity.WARNING,
        )
    return None


# ---- rules --------------------------------------------------------------------------------------------------------


def _two_steps(text: str) -> Change | None:
    found = _TWO_STEPS.match(text) if not well_quoted(text) else None
    if found is None or "{" in found["first"]:
        return None
    first = found["first"].rstrip()
    first = first if well_quoted(first) else first.rstrip(",;")
    return Change(
        f"There are two steps on one line: a spoken one, and '{found['kind']}'.",
        (first, f"{found['kind']}: {found['value']}"),
        at=found.start("kind"),
    )


def _straight_quotes(text: str) -> Change | None:
    if text[:1] not in ("'", '"'):
        return None
    mark = text[0]
    if well_quoted(text):
        bad = _BAD_ESCAPE.search(text) if mark == '"' else None
        if bad is None:
            return None
        return Change("A backslash inside double quotes has a special meaning.", (quoted(text[1:-1]),), at=bad.start())
    if text.endswith(",") and well_quoted(text[:-1]):
        return Change("There is a comma after the closing quotation mark.", (text[:-1],), at=len(text) - 1)
    if len(text) > 1 and text[-1] in "'\"”’“‘»" and _is_outer(text):
        what = (
            "The quotes inside this line end it too early."
            if text[-1] == mark
            else ("The quotation marks at the two ends of this line aren't the same.")
        )
        return Change(what, (quoted(without_outer_quotes(text)),), at=max(0, text.find(mark, 1)))
    if mark in text[1:]:
        return Change(
            "There is something after the closing quotation mark.", (quoted(text),), at=text.find(mark, 1) + 1
        )
    keep = mark == "'" and _APOSTROPHE_FIRST.match(text) is not None
    return Change(
        "A line can't start with an apostrophe." if keep else "A quotation mark opens here and never closes.",
        (quoted(text if keep else text[1:].strip()),),
    )


def _is_outer(text: str) -> bool:
    """Tells whether the quotes at both ends enclose the whole line, and not only its first words and its last ones."""
    inner = text.find(text[0], 1, len(text) - 1)
    if inner < 0:
        return True
    before, after = text[inner - 1], text[inner + 1 : inner + 2]
    return before.isspace() or (text[0] == "'" and before.isalpha() and after.isalpha())


def _curly_quotes(text: str) -> Change | None:
    if not opens_curly(text) or (_COLON.search(text) is None and NOTE.search(text) is None):
        return None
    whole = whole_quotation(text)
    return Change(
        "These are a word processor's curly quotes. Here the line needs straight ones.",
        (quoted(without_outer_quotes(text) if whole else text),),
    )


def _rest_without_a_colon(text: str) -> Change | None:
    found = _REST_SAID.match(text)
    if found is not None:
        written = found["length"].strip()
        length = _seconds_or_length(written)
        if length is not None:
            return Change(
                f"'{shown(text)}' would be read aloud as words. A pause is a step of its own.",
                (f"wait: {length}",),
                silent=True,
            )
    if _REST_ALONE.match(text):
        return Change(
            f"'{shown(text)}' would be read aloud as a word.",
            (f"wait: {_USUAL_REST}",),
            hint="If you mean a pause, say how long it is.",
            sure=False,
            silent=True,
            severity=Severity.WARNING,
        )
    if text in SOUNDS:
        return Change(f"'{text}' would be read aloud as a word.", ("sound: bell",), silent=True)
    if text in KINDS and text != "say":
        from companion.exercise.examples import EXAMPLES

        return Change(
            f"'{text}' would be read aloud as a word, because it has no colon and nothing after it.",
            hint=f"For the step, write it like this: {EXAMPLES[text]}\n"
            f"To have the word said, write: - {text.capitalize()}.",
            silent=True,
        )
    return None


def _seconds_or_length(written: str) -> str | None:
    if re.fullmatch(r"\d{1,3}", written):
        return f"{written}s"
    return written if is_length(written) else length_in(written)


def _marks(text: str) -> Change | None:
    """Takes markup out of a line; a pause in brackets becomes a step of its own."""
    marks = list(markup_in(text))
    if not marks:
        return None
    items: list[str] = [""]
    at = 0
    for mark in marks:
        items[-1] += text[at : mark.start]
        at = mark.end
        if mark.step:
            items += [mark.step, ""]
        else:
            items[-1] += mark.words
    items[-1] += text[at:]
    instead = tuple(" ".join(item.split()) for item in items if item.strip(" .,;-–—"))
    first: Markup = marks[0]
    return Change(first.message, instead, hint="" if instead else first.hint, at=first.start, silent=True, markup=True)


def _quoted_marks(text: str) -> Change | None:
    """Takes markup out of a line in quotes."""
    inside = text[1:-1].replace("''", "'") if text[0] == "'" else text[1:-1].replace('\\"', '"')
    change = _marks(inside) or _nothing(inside)
    if change is None or change.message.endswith("not words."):
        return None
    items = tuple(item if item.startswith("wait: ") else bare_or_quoted(item) for item in change.instead)
    return replace(change, instead=items, at=change.at + 1)


def _special(text: str) -> Change | None:
    first = text[:1]
    if first in ("[", "{"):
        return _brackets(text)
    if first == "-" and text[1:2] == " ":
        return Change("There are two dashes before this line.", (text[1:].strip(),))
    if first == "#":
        if text[1:2].strip():
            return Change("A line that begins with # is a note, so this would be lost.", (quoted(text),), silent=True)
        return None
    if first in (">", "|") and text[1:2] == " ":
        return Change(f"A line can't start with {first}.", (text[1:].strip(),))
    return _special_in_value(text)


def _special_in_value(text: str) -> Change | None:
    first = text[:1]
    if first == "*" and (change := _marks(text)) is not None:
        return replace(change, silent=False)
    if first in "@`%" or (first in "&*!" and len(text) > 1) or (first in ">|?" and text[1:2] == " "):
        return Change(f"A line can't start with {first} unless it's in quotes.", (quoted(text),)) if first else None
    return None


def _brackets(text: str) -> Change | None:
    closing = "]" if text[0] == "[" else "}"
    if text.endswith(closing) or closing not in text:
        return None
    what = "bracket" if closing == "]" else "brace"
    return Change(f"A line that starts with a {what} isn't read as speech unless it's in quotes.", (quoted(text),))


def _colon(text: str) -> Change | None:
    if text[:1] in "\"'[{<" or (colon := _COLON.search(text)) is None:
        return None
    left = text[-1:] in _CLOSING_WITH and sum(text.count(each) for each in _CLOSING_WITH[text[-1]]) == 1
    return Change(
        "Because of its colon, this isn't read as a sentence. It needs quotes"
        + (" at its beginning too." if left else "."),
        (quoted(text[:-1].rstrip() if left else text),),
        at=colon.start(),
    )


def _nothing(text: str) -> Change | None:
    if re.fullmatch(r"-?\d+(?:\.\d+)?", text):
        return Change(f"{text} is a number, not words.", (quoted(text),))
    if text and not any(character.isalnum() for character in text) and text[0] not in "~[{\"'#|>":
        return Change(
            f"There is nothing to read aloud in '{shown(text)}'.",
            (f"wait: {_USUAL_REST}",),
            hint="If you mean a pause, say how long it is.",
            sure=False,
            silent=True,
        )
    return None
