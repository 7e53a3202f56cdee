"""Tells the meaning of headings and of labelled lines in a script: the ending, cautions, sources, notes. Pure."""

from __future__ import annotations

import re
from enum import StrEnum


class ScriptSection(StrEnum):
    """The part of an exercise that the words below a heading belong to."""

    STEPS = "steps"
    ENDING = "ending"
    CAUTIONS = "cautions"
    SOURCES = "sources"
    SUMMARY = "summary"
    NOTES = "notes"
    """Words for the person who works with the script. They are kept, and never read aloud."""


_PERSON = (
    "(?:therapist|clinician|facilitator|practitioner|reader|guide|counsell?or|leader|coach|person who reads)(?:e?s)?"
)
_HEADINGS = (
    (
        ScriptSection.ENDING,
        r"(?:the )?(?:closing|close|ending|end|conclusion|outro|coming back|return(?:ing)?|finish(?:ing)?"
        r"|wrap(?:ping)?[- ]?up|to (?:end|close|finish)|abschluss|ausklang|ende|schluss|fin|cl[oô]ture|cierre|final"
        r"|chiusura|fine)\b",
    ),
    (
        ScriptSection.CAUTIONS,
        r"(?:cautions?|precautions?|contra-?indications?|warnings?|safety(?: notes?)?|who should not|hinweise"
        r"|warnhinweise|kontraindikationen|(?:who )?(?:(?:it|this)(?: is|'s|’s) )?not for"
        r"|who (?:it|this)(?: (?:is|exercise is))?(?:n't|n’t| not) for)\b",
    ),
    (
        ScriptSection.SOURCES,
        r"(?:sources?|references?|bibliography|literature|further reading|adapted from|credits?|quellen?|literatur)\b",
    ),
    (ScriptSection.SUMMARY, r"(?:summary|description|overview|about this (?:exercise|practice|script)|in short)\Z"),
    (
        ScriptSection.NOTES,
        r"(?:notes?|instructions?|guidance|tips?|hints?|information|reminders?|background|rationale) (?:for|to) "
        rf"(?:the )?{_PERSON}\b|{_PERSON}['’]?s?['’]? (?:notes?|only|instructions?)\b"
        r"|(?:materials?(?: needed)?|equipment|what you need|rationale|background|change log|version history)\Z",
    ),
)
_KINDS = tuple((section, re.compile(pattern, re.I)) for section, pattern in _HEADINGS)
_LONGEST_ENDING_WORDS = 6
"""Words of a heading of an ending at most: "Returning to the breath as an anchor for today" is another thing."""
_NUMBERED = re.compile(r"\A(?:(?:part|step|section|teil)\s+)?(?:\d{1,2}|[ivx]{1,4})[.):]?\s+", re.I)

_LABELS = {
    **dict.fromkeys(("title", "titel", "name of exercise"), "title"),
    **dict.fromkeys(("author", "written by", "by", "autor", "autorin", "script by"), "author"),
    **dict.fromkeys(("source", "sources", "reference", "references", "adapted from", "quelle", "quellen"), "sources"),
    **dict.fromkeys(
        ("caution", "cautions", "warning", "warnings", "contraindication", "contraindications", "not for"), "cautions"
    ),
    **dict.fromkeys(("summary", "description", "in short"), "summary"),
    **dict.fromkeys(
        (
            *("duration", "length", "time", "running time", "audience", "for", "date", "version", "materials"),
            *("copyright", "revised", "last revised", "last updated", "setting", "goal", "aim", "purpose", "dauer"),
            *("level", "keywords", "tags", "file", "client", "session", "reading time", "word count", "status"),
        ),
        "",
    ),
}
"""Labels at the top of a script, and the key of the exercise; empty for those that are only kept as a comment."""
_LABEL = re.compile(r"(?P<label>[^\W\d_][^:]{1,24}):\s+(?P<value>\S.*)\Z", re.S)
_BY = re.compile(
    r"(?i:(?:(?:written|created|a script|script|recorded|compiled) )?(?:by|von|par|de))\s+"
    r"(?P<name>[A-ZÀ-Þ][\w.’'-]*(?:[\s,]+[\w.’'()&-]+){0,7})\Z"
)
_TITLED = re.compile(r"(?P<name>(?:Dr|Prof|Mr|Mrs|Ms|Mx)\.?\s+[A-ZÀ-Þ][\w.’'-]*(?:[\s,]+[\w.’'()&-]+){0,7})\Z")
_SOURCE = re.compile(r"(?:adapted|taken|excerpted|inspired|based)\s+(?:from|by|on)\b", re.I)
_MARKER = re.compile(
    r"[\W_]*(?:the )?(?:end|start|begin|stop recording)(?: of (?:the )?(?:script|exercise|recording|session))?[\W_]*\Z",
    re.I,
)
_RIGHTS = re.compile(r"(?:©|\(c\)\s|copyright\b|all rights reserved)", re.I)


def section_of(heading: str) -> ScriptSection:
    """Returns the section that begins with a heading."""
    words = _NUMBERED.sub("", heading).strip(" .:–—-*_#")
    for section, pattern in _KINDS:
        if pattern.match(words) and not (
            section is ScriptSection.ENDING and len(words.split()) > _LONGEST_ENDING_WORDS
        ):
            return section
    return ScriptSection.STEPS


def labelled(text: str) -> tuple[str, str] | None:
    """Returns the key and the value of a labelled line, such as "Author: Dr May"; None for any other line."""
    found = _LABEL.match(text)
    if found is None or (key := _LABELS.get(" ".join(found["label"].casefold().split()))) is None:
        return None
    return key, found["value"].strip()


def author_in(text: str) -> str | None:
    """Returns the name in "by Dr May Example" or "Dr May Example"; None for any other text."""
    found = _BY.match(text.strip()) or _TITLED.match(text.strip())
    return found["name"].strip(" ,.") if found is not None else None


def claims_rights(text: str) -> bool:
    """Tells whether a line is about copyright."""
    return _RIGHTS.match(text.strip()) is not None


def source_in(text: str) -> bool:
    """Tells whether a line says where a script comes from, such as "Adapted from …"."""
    return _SOURCE.match(text.strip()) is not None


def is_marker(text: str) -> bool:
    """Tells whether a line only marks the end or the beginning of a script, such as "— END —"."""
    return _MARKER.fullmatch(text.strip()) is not None
