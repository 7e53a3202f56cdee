"""Puts quotes around text, so that YAML reads it as it is written. Pure."""

from __future__ import annotations

import re

CURLY = {"“": "”", "„": "“", "‘": "’", "‚": "‘", "«": "»", "»": "«", "”": "”", "’": "’"}
"""Quotes of word processors, each with the one that closes it."""
_DOUBLE = re.compile(r'"(?:[^"\\]|\\.)*"\Z')
_SINGLE = re.compile(r"'(?:[^']|'')*'\Z")
NOTE = re.compile(r"(?P<gap>\s+)#(?P<after>.*)\Z")
_NOTE_BEHIND = re.compile(r"[ \t]+#(?:[ \t].*)?\Z")
_MEANS_SOMETHING = re.compile(r":(?:\s|\Z)|\s#|\A[-?:,\[\]{}#&*!|>'\"%@`]")
_BARE = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null", "~"})


def quoted(text: str) -> str:
    """Puts text into straight quotes without changing a letter of it."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def bare_or_quoted(text: str) -> str:
    """Puts text into quotes only if YAML would read it in another way without them."""
    plain = _MEANS_SOMETHING.search(text) is None and text.casefold() not in _BARE
    return text if plain and not re.fullmatch(r"[-+.\d]+", text) else quoted(text)


def well_quoted(text: str) -> bool:
    """Tells whether text that begins with a straight quote is one proper quotation, with at most a note behind it."""
    text = without_note_behind_quotes(text)
    return bool(_DOUBLE.match(text) or _SINGLE.match(text))


def without_note_behind_quotes(text: str) -> str:
    """Takes a note away that stands behind the closing quote."""
    for pattern in (r'"(?:[^"\\]|\\.)*"', r"'(?:[^']|'')*'"):
        found = re.match(pattern, text)
        if found is not None and _NOTE_BEHIND.match(text[found.end() :] or " #"):
            return found[0]
    return text


def without_outer_quotes(text: str) -> str:
    """Takes away the quotes around a text, straight or curly, also if the two do not match."""
    if len(text) > 1 and _is_quote(text[0]) and _is_quote(text[-1]):
        return text[1:-1].strip()
    return text


def _is_quote(character: str) -> bool:
    return character in "\"'" or character in CURLY or character in CURLY.values()


def opens_curly(text: str) -> bool:
    """Tells whether text begins with a quote of a word processor."""
    return text[:1] in CURLY and text[:1] != "’"


def whole_quotation(text: str) -> bool:
    """Tells whether the quotes at both ends belong together, and are not those of two quotations."""
    inside = text[1:-1]
    closing = {CURLY.get(text[:1], text[:1]), '"', "'"} if text else set()
    return len(text) > 1 and text[-1] in closing and not any(each in inside for each in closing - {"’", "'"})


def without_note(text: str) -> str:
    """Takes a note off the end of a line: a #, with a space before it and behind it."""
    if text[:1] in ("'", '"'):
        return without_note_behind_quotes(text)
    note = NOTE.search(text)
    if note is None or note["after"][:1].strip():
        return text
    return text[: note.start()]
