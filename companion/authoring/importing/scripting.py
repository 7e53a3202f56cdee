"""Makes a draft of an exercise from the parts of a script: title, steps, ending, and comments for all the rest. Pure.

No word of the script is lost: a word that is not to be heard stands in a comment, at its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from companion.authoring.importing.pauses import pieces_of
from companion.authoring.importing.plain_reading import Numbering
from companion.authoring.importing.script_draft import Entry, ScriptDraft
from companion.authoring.importing.script_front import (
    LONGEST_HEADING,
    LONGEST_SUMMARY,
    NOT_A_HEADING,
    ScriptFront,
    named_aside,
    one_line,
    within_characters,
)
from companion.authoring.importing.script_parts import PartKind, ReadScript, ScriptPart
from companion.authoring.importing.script_sections import (
    ScriptSection,
    claims_rights,
    is_marker,
    section_of,
)
from companion.exercise.model import STEP_KINDS
from companion.exercise.scalars import clean_text
from companion.exercise.speech_time import sentences

_LONG_LINE: Final = 200
"""Characters of a paragraph from which on it is cut at its sentences: about fifteen seconds of speech."""
_LONGEST_PARAGRAPH: Final = 2000
"""Characters of a paragraph that is looked at as a whole: most of a page."""
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s")
_HEADING_WORDS: Final = 9
"""Words of a line that may be a heading although no style says so, at most."""
_IS_A_HEADING: Final = "is this a heading? If it is to be read aloud, write it as a line, with a dash."
_IS_THE_SUMMARY: Final = "is this to be read aloud? If it only says what this is, move it up, to 'summary'."
_A_TABLE: Final = "is this the right order? Here was a table. I wrote its cells one after the other."


def draft_of(script: ReadScript) -> ScriptDraft:
    """Makes a draft of a script."""
    parts = [replace(part, text=_clean(part.text), origin=str(clean_text(part.origin))) for part in script.parts]
    front = ScriptFront([part for part in parts if part.text])
    body = _Body(front.rest)
    draft = front.draft
    steps, ending, guessed = body.steps_and_ending()
    if draft.title and not (draft.summary or body.summary):
        steps = _asking_about_subtitle(steps)
    summary, too_much = within_characters(" ".join([draft.summary, *body.summary]).strip(), LONGEST_SUMMARY)
    return replace(
        draft,
        summary=summary,
        cautions=(*draft.cautions, *body.cautions),
        sources=(*draft.sources, *body.sources),
        asides=(*draft.asides, *([f"More of the summary: {too_much}"] if too_much else [])),
        steps=tuple(steps),
        ending=tuple(ending),
        guessed_ending=guessed,
    )


def _asking_about_subtitle(steps: Sequence[Entry]) -> list[Entry]:
    """Asks about a single short line between the title and the first heading: it may only say what the script is."""
    if len(steps) < 2 or not steps[0].words or steps[0].doubt or not steps[1].heading or steps[1].doubt:
        return [*steps]
    if len(steps[0].words) > _LONG_LINE:
        return [*steps]
    return [replace(steps[0], doubt=_IS_THE_SUMMARY), *steps[1:]]


def _clean(text: str) -> str:
    """Makes text harmless; its own line breaks stay."""
    return "\n".join(line for each in text.split("\n") if (line := str(clean_text(each))))


def _looks_like_a_heading(part: ScriptPart) -> bool:
    """Tells whether a paragraph without such a style is set like a heading: short, and bold or in capitals."""
    text = part.text
    letters = [each for each in text if each.isalpha()]
    capitals = len(letters) > 3 and all(each.isupper() for each in letters)
    short = len(text) <= LONGEST_HEADING and len(text.split()) <= _HEADING_WORDS and "\n" not in text
    bare = text.rstrip(":") if part.bold or capitals else text
    return short and (part.bold or capitals) and not bare.endswith(NOT_A_HEADING) and bare[:1] not in "([<"


class _Body:
    """The script itself, section by section."""

    def __init__(self, parts: Sequence[ScriptPart]) -> None:
        self.summary: list[str] = []
        self.cautions: list[str] = []
        self.sources: list[str] = []
        self._groups: list[tuple[ScriptSection, list[Entry]]] = [(ScriptSection.STEPS, [])]
        self._section = ScriptSection.STEPS
        self._numbering = Numbering()
        self._bold = sum(part.bold for part in parts) * 2 < len(parts)
        """Set if bold letters are the exception, so that they may mean a heading."""
        in_table = False
        for part in parts:
            cell = part.kind is PartKind.CELL
            if cell and not in_table:
                self._add(Entry(doubt=_A_TABLE))
            in_table = cell or (in_table and part.kind is PartKind.ASIDE)
            self._part(part)

    @property
    def _entries(self) -> list[Entry]:
        return self._groups[-1][1]

    def _add(self, entry: Entry) -> None:
        self._entries.append(entry)

    def _part(self, part: ScriptPart) -> None:
        if part.kind is PartKind.ASIDE:
            self._add(Entry(above=(named_aside(part),)))
        elif part.kind in (PartKind.TITLE, PartKind.SUBTITLE, PartKind.HEADING):
            self._heading(part, doubt="")
        elif part.kind is not PartKind.ITEM and self._is_set_as_heading(part):
            self._heading(part, doubt=_IS_A_HEADING)
        else:
            self._text(part)

    def _is_set_as_heading(self, part: ScriptPart) -> bool:
        if not _looks_like_a_heading(replace(part, bold=part.bold and self._bold)):
            return False
        pieces = pieces_of(part.text)
        return len(pieces) == 1 and pieces[0].words == part.text and not pieces[0].doubt

    def _heading(self, part: ScriptPart, doubt: str) -> None:
        text = one_line(part.text)
        self._section = section_of(text)
        moved = {
            ScriptSection.CAUTIONS: "cautions",
            ScriptSection.SOURCES: "sources",
            ScriptSection.SUMMARY: "summary",
        }.get(self._section)
        if moved is not None:
            self._add(Entry(above=(f"{text}: moved to the top, to '{moved}'.",)))
        elif self._section is ScriptSection.NOTES:
            self._add(Entry(heading=text))
        else:
            doubt = doubt if self._section is ScriptSection.STEPS else ""
            self._groups.append((self._section, [Entry(heading=text, doubt=doubt)]))

    def _text(self, part: ScriptPart) -> None:
        text = one_line(part.text)
        match self._section:
            case ScriptSection.SUMMARY:
                self.summary.append(text)
            case ScriptSection.CAUTIONS:
                self.cautions.append(text)
            case ScriptSection.SOURCES:
                self.sources.append(text)
            case ScriptSection.NOTES:
                self._add(Entry(above=(text,)))
            case ScriptSection.STEPS | ScriptSection.ENDING:
                for line in part.text.split("\n"):
                    if claims_rights(line) or is_marker(line):
                        self._add(Entry(above=(line,)))
                        continue
                    words = line if part.kind is PartKind.ITEM else self._numbering.without_mark(line) or line
                    for stretch in _stretches(words):
                        self._entries.extend(_entries_of(stretch))

    def steps_and_ending(self) -> tuple[list[Entry], list[Entry], bool]:
        """Divides the entries into steps and ending. Without a heading that says so, the last line is the ending."""
        last = max((index for index, (_, some) in enumerate(self._groups) if _speaks(some)), default=0)
        if self._groups[last][0] is ScriptSection.ENDING and any(_speaks(some) for _, some in self._groups[:last]):
            steps = [entry for _, some in self._groups[:last] for entry in some]
            return steps, [entry for _, some in self._groups[last:] for entry in some], False
        every = [entry for _, some in self._groups for entry in some]
        spoken = [index for index, entry in enumerate(every) if entry.words]
        if len(spoken) < 2:
            return every, [], False
        at = spoken[-1]
        return every[:at], every[at:], True


def _stretches(line: str) -> Iterator[str]:
    """Cuts a line that is longer than any paragraph, after a sentence or a word, to be looked through quickly."""
    while len(line) > _LONGEST_PARAGRAPH:
        ends = [found.end() for found in _SENTENCE_END.finditer(line, 0, _LONGEST_PARAGRAPH)]
        at = ends[-1] if ends else line.rfind(" ", 0, _LONGEST_PARAGRAPH)
        at = at if at > 0 else _LONGEST_PARAGRAPH
        yield line[:at].strip()
        line = line[at:].strip()
    yield line


def _speaks(entries: Sequence[Entry]) -> bool:
    return any(entry.words for entry in entries)


def _entries_of(line: str) -> list[Entry]:
    made: list[Entry] = []
    after_step = False
    for piece in pieces_of(line):
        if piece.step:
            made.append(Entry(step=piece.step, beside=piece.written, doubt=piece.doubt))
            after_step = True
            continue
        words = piece.words.lstrip(" ,;.") if after_step else piece.words
        if _has_words(words):
            above = (f"In the script: {line}",) if piece.written else ()
            made += _lines(words, above, piece.doubt)
            after_step = False
        elif comment := f"{piece.written} {words}".strip():
            made.append(Entry(above=(comment,), doubt=piece.doubt))
    return made


def _has_words(text: str) -> bool:
    return any(each.isalnum() for each in text)


def _lines(words: str, above: tuple[str, ...], doubt: str) -> list[Entry]:
    """Makes lines of words: one, or several that are cut between sentences."""
    said = words.replace("{", "(").replace("}", ")")
    if said != words:
        above = (*above, f"In the script: {words}")
    if said in STEP_KINDS:
        said = f"{said.capitalize()}."  # a bare name of a step would not be read as a word
    if len(said) <= _LONG_LINE:
        return [Entry(words=said, above=above, doubt=doubt)]
    lines: list[str] = []
    for sentence in sentences(said):
        fits = lines and len(lines[-1]) + 1 + len(sentence) <= _LONG_LINE
        if fits or (lines and not (_has_words(lines[-1]) and _has_words(sentence))):
            lines[-1] = f"{lines[-1]} {sentence}"
        else:
            lines.append(sentence)
    return [
        Entry(words=line, above=above, doubt=doubt) if number == 0 else Entry(words=line)
        for number, line in enumerate(lines)
    ]
