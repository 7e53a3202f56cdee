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
_LABEL = re.compile(r"(?P<label>[^\W\d_][^:]{1,24}):(?P<space>\s*)(?P<value>\S.*)\Z", re.S)
_DASHED_AUTHOR = re.compile(
    r"(?P<label>(?i:author|autor|autorin|written by|script by|by|von))\s+[-–—|]\s+(?P<value>[A-ZÀ-Þ]\S*.*)\Z", re.S
)
_NAME_WORD = (
    r"(?:[A-ZÀ-Þ][\w.’'()&-]*|\([A-ZÀ-Þ][^()]*\)|&|\w{1,4}\.|(?:von|van|vom|zu|de|der|den|du|di|da|del|della|la|le|y|e|and|und|et"
    r"|of|the|am|im)(?!\S))"
)
_OCCUPATION = (
    r"(?:[a-zà-ÿ]+\s+){0,2}[a-zà-ÿ-]*(?:therapist|psychologist|psychiatrist|counsell?or|coach|teacher|trainer|worker|nurse"
    r"|doctor|therapeut(?:in)?|psycholog(?:e|in|ue)|thérapeute|psicólog[oa]|terapeuta)(?!\w)"
)
_NAME = (
    rf"(?P<name>[A-ZÀ-Þ][\w.’'-]*(?:\s*,?\s+{_NAME_WORD}){{0,7}}?(?:\s*,\s*{_OCCUPATION})?)"
    r"(?:\s*(?:[|/©·•–—]|[,(]?\s*(?:19|20)\d\d\b).*)?[\s,.]*"
)
"""A name, and what often stands behind it: a year, a practice, a copyright."""
_BY = re.compile(
    r"(?i:(?:(?:written|created|a script|script|text|recorded|compiled|read|verfasst|geschrieben) )?"
    rf"(?:by|von|par|de|di|por))\s+{_NAME}\Z"
)
_TITLED = re.compile(rf"(?=(?:Dr|Prof|Mr|Mrs|Ms|Mx)\.?\s+[A-ZÀ-Þ]){_NAME}\Z")
_WORK_BY = re.compile(
    r"(?i:[^.!?…:]{0,40}?\b[a-zà-ÿ-]*(?:script|text|meditation|méditation|meditación|exercise|practice|scan|relaxation"
    r"|journey|story|übung|geschichte|exercice|ejercicio)\s+(?:(?:written|created|recorded) )?(?:by|von|par|di|por))\s+"
    r"(?P<name>[A-ZÀ-Þ][\w.’'-]*(?:\s+(?:von|van|de|der|di|and|und|&|[A-ZÀ-Þ][\w.’'-]*)){1,5})[\s.]*\Z"
)
"""A line such as "A body scan by Ruth Keller": what it is, and a name of two words or more."""
_BEFORE_NAME = " \t*_~–—-•·"
_BRACKETED = re.compile(r"[(\[](?P<inside>[^()\[\]]*)[)\]]\Z")
_ABBREVIATED = re.compile(r"(?:\A|[\s,])(?:\w{1,3}\.)+\Z")
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
    if (dashed := _DASHED_AUTHOR.match(text.strip())) is not None:
        return "author", dashed["value"].strip()
    found = _LABEL.match(text)
    if found is None or (key := _LABELS.get(" ".join(found["label"].casefold().split()))) is None:
        return None
    # Without a space it may be a clock ("Time:10") or an address; a name is plain enough.
    return (key, found["value"].strip()) if found["space"] or key == "author" else None


def author_in(text: str) -> str | None:
    """Returns the name in "by Dr May Example" or "Dr May Example"; None for any other text."""
    bare = _bare(text)
    found = _BY.match(bare) or _TITLED.match(bare)
    return _name(found["name"]) if found is not None else None


def by_line(text: str) -> str | None:
    """Returns the name of at least two words in a line such as "by Ruth Keller", which is nothing else."""
    found = _BY.match(_bare(text))
    return _name(found["name"]) if found is not None and len(found["name"].split()) > 1 else None


def author_of_work(text: str) -> str | None:
    """Returns the name in a line such as "A body scan by Ruth Keller"; None for any other text."""
    found = _WORK_BY.match(_bare(text))
    return _name(found["name"]) if found is not None else None


def _bare(text: str) -> str:
    """Takes off what people put around a line with their name: a dash, brackets, stars for emphasis."""
    bare = text.strip().strip("*_").lstrip(_BEFORE_NAME).rstrip()
    bracketed = _BRACKETED.match(bare)
    return bracketed["inside"].strip() if bracketed is not None else bare


def _name(found: str) -> str:
    """Takes off the stop at the end of a line, and leaves that of "M.A."."""
    name = found.strip(" ,")
    return name if _ABBREVIATED.search(name) else name.rstrip(". ")


def claims_rights(text: str) -> bool:
    """Tells whether a line is about copyright."""
    return _RIGHTS.match(text.strip()) is not None


def source_in(text: str) -> bool:
    """Tells whether a line says where a script comes from, such as "Adapted from …"."""
    return _SOURCE.match(text.strip()) is not None


def is_marker(text: str) -> bool:
    """Tells whether a line only marks the end or the beginning of a script, such as "— END —"."""
    return _MARKER.fullmatch(text.strip()) is not None
